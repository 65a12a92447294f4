"""What the demonstration does over HTTP, as applicants, staff and registrars; nobody here touches a table."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from infra.commands import demo_users, stack

TRANSPORT = "transport-committee"
STAFF = {"expert": "expert@example.org", "decision": "decision@example.org"}
HEAD, REGISTRAR, ADMINISTRATOR = "head@example.org", "registrar@example.org", "administrator@example.org"
PATIENCE_SECONDS = 60
TOKEN_SECONDS = 1800
"""So long a token is used before somebody signs in anew; it is valid for an hour."""
Found = TypeVar("Found")
Json = dict[str, Any]


class Failed(Exception):
    """The demonstration can't go on; the message says why, `status` what the API answered (0: nothing)."""

    def __init__(self, words: str, status: int = 0) -> None:
        super().__init__(words)
        self.status = status


@dataclass
class Filed:
    """An application that was filed: what came back, and who filed it ("" when nobody was signed in)."""

    number: str
    secret: str
    case: str
    email: str
    phone: str
    language: str


@dataclass
class DemoCity:
    """The running stack as the people of the demonstration see it."""

    target: stack.Stack
    url: str
    _tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    _connections: threading.local = field(default_factory=threading.local)

    @cached_property
    def _pools(self) -> Any:
        return self.target.client("cognito-idp")

    def call(
        self, method: str, path: str, body: Any = None, *, who: str = "", headers: dict[str, str] | None = None
    ) -> Any:
        """Send one request as somebody; gives the document. Raises Failed when it is refused."""
        sent = {"Accept-Language": "en", **(headers or {})}
        if who:
            sent["Authorization"] = f"Bearer {self.token(who)}"
        data = None if body is None else json.dumps(body).encode()
        if data is not None:
            sent["Content-Type"] = "application/json"
        status, said = self._exchange(method, path, data, sent)
        if status >= 300:
            raise Failed(f"{method} {path}: {status} {said.decode(errors='replace')[:1500]}", status)
        return json.loads(said or b"null")

    def _exchange(self, method: str, path: str, data: bytes | None, sent: dict[str, str]) -> tuple[int, bytes]:
        """Send over this thread's connection, which the other side may have closed since it was last used."""
        for attempt in (1, 2):
            connection = getattr(self._connections, "mine", None)
            if connection is None:
                host = self.url.partition("//")[2]
                connection = self._connections.mine = http.client.HTTPConnection(host, timeout=60)
            try:
                connection.request(method, path, data, sent)
                answer = connection.getresponse()
                return answer.status, answer.read()
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                del self._connections.mine
                if attempt == 2 or not isinstance(error, ConnectionError | http.client.HTTPException):
                    words = f"{self.url} doesn't answer ({error}). Start it in another terminal: make run"
                    raise Failed(words) from error
        raise AssertionError("unreachable")

    def token(self, email: str) -> str:
        """Sign somebody in: a demonstration user, or an applicant with the same password."""
        known = self._tokens.get(email)
        if known is None or known[1] < time.monotonic():
            staff = any(user.email == email and user.department for user in demo_users.USERS)
            answer = self._pools.initiate_auth(
                ClientId=self.target.outputs["StaffClient" if staff else "ApplicantClient"],
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": email, "PASSWORD": demo_users.PASSWORD},
            )
            token = answer["AuthenticationResult"]["AccessToken"]
            known = self._tokens[email] = (token, time.monotonic() + TOKEN_SECONDS)
        return known[0]

    def file(self, sample: Json, *, email: str, phone: str) -> Filed:
        """File a sample's answers: signed in as `email`, or, where it is no user's, after confirming the phone."""
        known = any(user.email == email for user in demo_users.USERS)
        body = {
            "service": sample["service"],
            "answers": sample["answers"],
            "language": sample["language"],
            "contact": {"phone": phone, "email": email},
            **({} if known else {"confirmation": self._confirmed(phone, sample["language"])}),
        }
        key = {"Idempotency-Key": uuid.uuid4().hex}
        given = self.call("POST", "/v1/applications", body, who=email if known else "", headers=key)
        case = f"{given['application']}-1"
        return Filed(given["number"], given["secret"], case, email if known else "", phone, sample["language"])

    def send(self, content: bytes, media_type: str, *, who: str, **about: str) -> str:
        """Announce a file and send it by its signed form, as a page does; gives the file's id.

        `about` says what it is for: `service` and `document`, or `task`.
        """
        announced = self.call("POST", "/v1/files", {**about, "type": media_type, "bytes": len(content)}, who=who)
        edge = uuid.uuid4().hex
        parts = [("name", name, value.encode()) for name, value in announced["fields"].items()]
        form = b"".join(
            f'--{edge}\r\nContent-Disposition: form-data; {kind}="{name}"\r\n\r\n'.encode() + value + b"\r\n"
            for kind, name, value in [*parts, ('name="file"; filename', "f", content)]
        )
        asked = urllib.request.Request(
            announced["url"],
            data=form + f"--{edge}--\r\n".encode(),
            headers={"Content-Type": f"multipart/form-data; boundary={edge}"},
        )
        try:
            with urllib.request.urlopen(asked, timeout=60):  # nosec B310 - the storage's address
                return str(announced["file"])
        except urllib.error.HTTPError as refused:
            said = refused.read().decode(errors="replace")[:500]
            raise Failed(f"storage: {refused.code} {said}", refused.code) from refused

    def _confirmed(self, phone: str, language: str) -> dict[str, str]:
        """Ask for a code and read it from the phone, which on this machine is a page."""
        body = {"channel": "sms", "address": phone, "language": language}
        asked = self.call("POST", "/v1/confirmations", body)

        def code() -> str | None:
            found = [re.search(r"\b\d{6}\b", text) for text in self.sms(phone)]
            return next((match[0] for match in found if match), None)

        return {"id": asked["id"], "code": wait_for(code, "the confirmation code")}

    def follow(self, filed: Filed) -> Json:
        """Look where an application is, with its secret."""
        found: Json = self.call("GET", f"/v1/applications/{filed.number}", headers={"Tracking-Secret": filed.secret})
        return found

    def until(self, filed: Filed, *statuses: str) -> Json:
        """Follow until an application has one of some statuses."""

        def look() -> Json | None:
            found = self.follow(filed)
            return found if found["status"] in statuses else None

        return wait_for(look, f"{filed.number} to be {' or '.join(statuses)}")

    def withdraw(self, filed: Filed) -> None:
        """Withdraw an application with its secret."""
        path = f"/v1/applications/{filed.number}/withdrawal"
        self.call("POST", path, headers={"Tracking-Secret": filed.secret})

    def case(self, filed: Filed) -> Json:
        """The case, as the head of the department sees it."""
        found: Json = self.call("GET", f"/v1/cases/{filed.case}", who=HEAD)
        return found

    def task(self, filed: Filed, kind: str) -> Json:
        """Wait for the open Task of a kind."""

        def look() -> Json | None:
            tasks: list[Json] = self.case(filed)["tasks"]
            return next((one for one in tasks if (one["kind"], one["state"]) == (kind, "open")), None)

        return wait_for(look, f"a Task for the {kind}")

    def complete(self, task: Json, outcome: str, grounds: list[str]) -> None:
        """Do a Task, as the person whose kind of Task it is."""
        body = {"version": task["version"], "outcome": outcome, **({"grounds": grounds} if grounds else {})}
        self.call("POST", f"/v1/tasks/{task['task']}/completion", body, who=STAFF[task["kind"]])

    def decide(self, filed: Filed) -> str:
        """Decide as the prepared outcomes suggest; gives what was decided."""
        task = self.task(filed, "decision")
        grounds = sorted({code for sub in self.case(filed)["sub_services"] for code in sub["grounds"]})
        outcome = "refuse" if grounds else "grant"
        self.complete(task, outcome, grounds)
        return outcome

    def answers(self, register: str, available: bool, reason: str = "") -> None:
        """Let a register answer, or not, as its registrar."""
        body = {"available": available, **({"reason": reason} if reason else {})}
        self.call("PUT", f"/v1/registers/{register}/availability", body, who=REGISTRAR)

    def record(self, register: str, number: str) -> Json:
        """A register record, as the register's registrar reads it."""
        found: Json = self.call("GET", f"/v1/registers/{register}/records/{number}", who=REGISTRAR)
        return found

    def entries(self, filed: Filed) -> list[Json]:
        """The Personal Account's entries of an application, oldest first, in the applicant's language."""
        headers = {"Accept-Language": filed.language}
        page = self.call("GET", "/v1/me/notifications?limit=100", who=filed.email, headers=headers)
        return [one for one in reversed(page["items"]) if one["number"] == filed.number]

    def sms(self, phone: str) -> list[str]:
        """The text messages that a phone received, in order."""
        found = messages(self.call("GET", "/_messages/sms"))
        return [str(one["Message"]) for one in found if one.get("PhoneNumber") == phone]

    def emails(self, number: str) -> list[Json]:
        """The e-mails that mention an application, in order."""
        found = messages(self.call("GET", "/_messages/email"))
        return [one for one in found if number in json.dumps(one, ensure_ascii=False)]

    def is_told(self, filed: Filed) -> bool:
        """Whether the applicant was told of the last status over both channels, and nothing more is owed."""
        last = self.follow(filed)["timeline"][-1]["status"]
        for channel in ("sms", "email"):
            found = {state: self._deliveries(channel, state, filed) for state in ("pending", "claimed", "sent")}
            if found["pending"] or found["claimed"] or last not in {one["status"] for one in found["sent"]}:
                return False
        return True

    def _deliveries(self, channel: str, state: str, filed: Filed) -> list[Json]:
        path = f"/v1/deliveries?channel={channel}&state={state}&limit=100"
        page = self.call("GET", path, who=ADMINISTRATOR)
        return [one for one in page["items"] if one["case"] == filed.case]

    def verified(self, filed: Filed) -> Json:
        """Whether the case's history is whole, as the administrator asks."""
        found: Json = self.call("GET", f"/v1/cases/{filed.case}/verification", who=ADMINISTRATOR)
        return found


def messages(found: Any) -> list[Json]:
    """Every message in what the engine tells, whatever it is grouped by."""
    if isinstance(found, dict):
        return [found] if "MessageId" in found else [one for inner in found.values() for one in messages(inner)]
    return [one for inner in found for one in messages(inner)] if isinstance(found, list) else []


def wait_for(look: Callable[[], Found | None], what: str) -> Found:
    """Look again and again until there is something. Raises Failed when time is up."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise Failed(f"Still waiting after {PATIENCE_SECONDS} s for {what}.")
        time.sleep(0.1)
