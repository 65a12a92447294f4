"""What a city's operator and registrars do in the stories: clock, sweep, functions, streams, registers.

Nothing here writes a table: registers are filled over HTTP by their registrars.
"""

from __future__ import annotations

import itertools
import json
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from infra.commands import advance as clocks
from infra.commands import stack as stacks
from infra.local.supervisor import Engine
from tests.stack.deployed import Deployed
from tests.support import bundles, worlds
from tests.support.worlds import World

DEPARTMENT = "transport-committee"
REGISTRAR_OF = {
    one["id"]: one["department"]
    for one in bundles.documents().values()
    if one["kind"] == "register" and one["department"] != DEPARTMENT
}
"""Departments of registers that aren't the transport committee's."""
EXPERT, DECISION = "expert@example.org", "decision@example.org"
HEAD, ADMINISTRATOR = "head@example.org", "administrator@example.org"
REGISTRAR, METHODOLOGIST = "registrar@example.org", "methodologist@example.org"
PATIENCE = 30.0
Found = TypeVar("Found")


def wait_for(look: Callable[[], Found | None], what: str, seconds: float = PATIENCE) -> Found:
    """Look again and again until there is something; fails with `what` when time is up."""
    deadline = time.monotonic() + seconds
    pause = 0.02
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, f"still waiting after {seconds:.0f} s for {what}"
        time.sleep(pause)
        pause = min(pause * 1.5, 0.25)


@dataclass
class Applicant:
    """Somebody who applies: their token (None when not signed in), phone and e-mail."""

    token: str | None
    phone: str
    email: str


@dataclass
class Filed:
    """What came back when an application was filed, and who filed what."""

    number: str
    secret: str
    application: str
    applicant: Applicant
    world: World
    answer: dict[str, Any]

    @property
    def case(self) -> str:
        return f"{self.application}-1"


@dataclass
class Operated:
    """One running stack."""

    deployed: Deployed
    engine: Engine
    fresh: worlds.Fresh = field(default_factory=worlds.Fresh)
    pool: dict[str, list[World]] = field(default_factory=dict)
    _people: Any = field(default_factory=lambda: itertools.count(uuid.uuid4().int % 9_000_000))

    # Time

    def now(self) -> datetime:
        """The domain's present instant."""
        clock = self.stack.state_dir / "clock"  # type: ignore[operator]
        offset = int(clock.read_text() or 0) if clock.exists() else 0
        return datetime.now(UTC) + timedelta(seconds=offset)

    def today(self) -> date:
        """The municipality's day."""
        return (self.now() + timedelta(hours=3)).date()

    def advance(self, **by: float) -> dict[str, int]:
        """Move the domain's clock on (days=, minutes=, …) and sweep until there is nothing left to do."""
        return clocks.advance(self.stack, timedelta(**by) / timedelta(days=1))

    def pass_days(self, *days: str) -> dict[str, int]:
        """Let the days pass until the last of these (ISO) is over, as many as holidays make of them, and sweep."""
        left = (max(map(date.fromisoformat, days)) - self.today()).days + 1
        return self.advance(days=max(left, 0))

    def sweep(self, *, everything: bool = False) -> dict[str, int]:
        """Sweep until nothing is left; `everything` as after a restore."""
        return clocks.sweep(self.stack, everything=everything)

    def sweeping(self, look: Callable[[], Found | None], what: str, seconds: float = 2 * PATIENCE) -> Found:
        """Let minutes pass, each with its sweep, until there is something."""

        def once() -> Found | None:
            self.advance(minutes=2)
            return look()

        return wait_for(once, what, seconds)

    # The operator

    @property
    def stack(self) -> stacks.Stack:
        return self.deployed.stack

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        """Invoke a function of the stack by its logical id."""
        return stacks.invoke(self.stack, function, event)

    @contextmanager
    def streams_off(self) -> Iterator[None]:
        """Let neither stream reader run; what the stream says meanwhile is forgotten, as after more than a day."""
        client = self.stack.client("lambda")
        mappings = [self.stack.outputs[name] for name in ("DriveStream", "ProjectStream")]
        for mapping in mappings:
            client.update_event_source_mapping(UUID=mapping, Enabled=False)
        try:
            yield
        finally:
            self.control("POST", f"streams/drop?table={self.stack.outputs['CasesTable']}")
            for mapping in mappings:
                client.update_event_source_mapping(UUID=mapping, Enabled=True)

    def control(self, method: str, path: str) -> Any:
        """Ask the engine itself."""
        import urllib.request

        asked = urllib.request.Request(f"{self.engine.endpoint}/_okno/engine/{path}", method=method)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.loads(answer.read())

    # What the registers know

    def build(self, names: Iterable[str]) -> list[World]:
        """Make worlds of worked examples and let the registrars import what their registers know."""
        service, standards = worlds.definitions()
        examples = {one["name"]: one for one in service["examples"]}
        made = [worlds.play(service, standards, examples[name], self.today(), self.fresh) for name in names]
        records: worlds.Records = {}
        for world in made:
            for register, rows in world.records.items():
                records.setdefault(register, []).extend(rows)
        for register, rows in records.items():
            self.import_(register, rows)
        return made

    def neighbour(self, of: World) -> World:
        """Somebody who lives in the same dwelling, with a vehicle of their own."""
        service, standards = worlds.definitions()
        example = next(one for one in service["examples"] if one["name"] == "granted-registered")
        made = worlds.play(service, standards, example, self.today(), self.fresh)
        for row in made.records["residents"]:
            row["dwelling"] = of.answers["dwelling"]
        for name in ("dwelling", "parking_zone"):
            made.answers[name] = of.answers[name]
        for register in ("residents", "vehicles"):
            self.import_(register, made.records[register])
        return made

    def import_(self, register: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
        """Import records as the registrar of the register's department."""
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        answer = self.deployed.call(
            "POST",
            f"/v1/registers/{register}/imports",
            headers={"Content-Type": "application/x-ndjson"},
            body=text.encode(),
            token=self.registrar(register),
        )
        assert answer.status == 201 and not answer.json["report"]["refused"], answer.json
        imported: dict[str, Any] = answer.json
        return imported

    def registrar(self, register: str) -> str:
        """The token of who may import into a register; appointed by the administrator when nobody is."""
        token = self.deployed.staff(REGISTRAR)
        department = REGISTRAR_OF.get(register)
        if department is not None and department not in self._appointed:
            self.appoint(REGISTRAR, department, "registrar")
            self._appointed.add(department)
        return token

    _appointed: set[str] = field(default_factory=set)

    def appoint(self, email: str, department: str, *roles: str) -> None:
        """Give a member of staff roles, as the administrator does."""
        person = self.deployed.person(email, "StaffPool")
        path = f"/v1/departments/{department}/members/{person}"
        answer = self.deployed.call("PUT", path, body={"roles": roles}, token=self.deployed.staff(ADMINISTRATOR))
        assert answer.status == 200, answer.json

    def available(self, register: str, available: bool, reason: str = "") -> None:
        """Let a register answer, or say that it doesn't."""
        body = {"available": available, **({"reason": reason} if reason else {})}
        path = f"/v1/registers/{register}/availability"
        answer = self.deployed.call("PUT", path, body=body, token=self.registrar(register))
        assert answer.status == 200, answer.json

    def records(self, field_: str, value: str, register: str = "parking-permits") -> list[dict[str, Any]]:
        """Search a register, as its registrar."""
        answer = self.deployed.call(
            "GET",
            f"/v1/registers/{register}/records",
            query={"field": field_, "value": value},
            token=self.registrar(register),
        )
        assert answer.status == 200, answer.json
        found: list[dict[str, Any]] = answer.json["items"]
        return found
