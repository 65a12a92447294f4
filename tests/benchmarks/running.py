"""A stack of its own for the benchmarks, and a thin HTTP client that keeps its connection."""

from __future__ import annotations

import http.client
import json
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from infra.commands import demo_users, run, stack
from infra.local.supervisor import Engine

SERVICE = "resident-parking-permit"
FILING = "/v1/applications"


@dataclass
class Running:
    """The benchmarks' stack: where it is, its engine, and signed-in demonstration users."""

    place: stack.Stack
    engine: Engine
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return str(self.place.url).partition("//")[2]

    @property
    def engine_port(self) -> int:
        return int(self.engine.endpoint.rpartition(":")[2])

    @property
    def filing_path(self) -> str:
        """Where the gateway itself takes applications, past the front door."""
        outputs = self.place.outputs
        return f"/_aws/execute-api/{outputs['RestApiId']}/{outputs.get('RestApiStage', 'api')}{FILING}"

    def token(self, email: str) -> str:
        """Sign a demonstration user in."""
        if email not in self.tokens:
            user = next(one for one in demo_users.USERS if one.email == email)
            client = self.place.outputs["StaffClient" if user.department else "ApplicantClient"]
            signed_in = self.place.client("cognito-idp").initiate_auth(
                ClientId=client,
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": email, "PASSWORD": demo_users.PASSWORD},
            )
            self.tokens[email] = signed_in["AuthenticationResult"]["AccessToken"]
        return self.tokens[email]

    def control(self, method: str, name: str) -> Any:
        """Ask the engine itself: `calls`, `transitions?name=…`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.engine_port)
        connection.request(method, f"/_okno/engine/{name}")
        answer = json.loads(connection.getresponse().read())
        if (method, name) == ("PUT", "calls"):
            time.sleep(0.5)  # the engine looks at its switch five times a second
        return answer


class Client:
    """One client with one connection."""

    def __init__(self, running: Running, email: str) -> None:
        self._running, self._token = running, running.token(email)
        self._connection = http.client.HTTPConnection(running.host, timeout=60)

    def call(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Call the API; give status and document."""
        sent = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json", **(headers or {})}
        self._connection.request(method, path, None if body is None else json.dumps(body), sent)
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read() or b"null")

    def file(self, answers: dict[str, Any], key: str | None = None) -> tuple[int, Any]:
        """File a parking permit application."""
        return self.call("POST", FILING, application(answers), {"Idempotency-Key": key or uuid.uuid4().hex})

    def wait_closed(self, number: str, seconds: float = 60) -> float:
        """Wait until an application is closed; give when it was (Unix seconds), as its timeline says.

        Asked ten times a second: asking more often would take the processor from what is measured.
        """
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            _, found = self.call("GET", f"/v1/applications/{number}")
            if found["status"] == "closed":
                return datetime.fromisoformat(found["timeline"][-1]["at"].replace("Z", "+00:00")).timestamp()
            time.sleep(0.1)
        raise TimeoutError(f"{number} isn't closed after {seconds} s: {found['status']}")


def application(answers: dict[str, Any]) -> dict[str, Any]:
    """Give the body of a parking permit application."""
    return {"service": SERVICE, "answers": answers, "language": "tt", "contact": {"phone": "+79990000000"}}


@contextmanager
def running() -> Iterator[Running]:
    """Start, deploy and fill a stack as `make run` does; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="okno-bench-") as folder:
        engine = run.start(Path(folder))
        try:
            yield Running(stack.connect(Path(folder)), engine)
        finally:
            engine.stop()


def granted_answers() -> dict[str, Any]:
    """Give the answers of the demonstration resident to whom a permit is granted."""
    from infra.commands.demo_registers import samples

    found: dict[str, Any] = samples()["granted"]["answers"]
    return found
