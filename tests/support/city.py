"""A city that runs: what people do with it over HTTP, and what its operator may do besides.

Everybody's part is played through the front door with a token of their own. The operator moves the clock, sweeps, stops
and starts functions and the engine; nothing here writes a table.
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
from tests.stack.deployed import Answer, Deployed
from tests.support import worlds
from tests.support.worlds import SERVICE, World

DEPARTMENT = "transport-committee"
REGISTRAR_OF = {"residents": "information-technology", "plots": "land-and-property"}
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
class City:
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

    # Applicants

    def applicant(self, *, signed_in: bool = True) -> Applicant:
        """Somebody new."""
        number = next(self._people) % 10_000_000
        email = f"applicant-{number}@example.org"
        token = self.deployed.applicant(email) if signed_in else None
        return Applicant(token, f"+7917{number:07d}", email)

    def someone(self, example: str = "granted-registered") -> World:
        """A world that nobody has used yet, like a worked example."""
        if not self.pool.get(example):
            self.pool[example] = self.build([example] * 8)
        return self.pool[example].pop()

    def some(self, count: int, example: str = "granted-registered") -> list[World]:
        """Several worlds that nobody has used yet."""
        pool = self.pool.setdefault(example, [])
        if len(pool) < count:
            pool += self.build([example] * (count - len(pool)))
        return [pool.pop() for _ in range(count)]

    def post(
        self,
        world: World,
        applicant: Applicant,
        *,
        language: str = "ru",
        key: str | None = None,
        confirmation: dict[str, str] | None = None,
        **more: Any,
    ) -> Answer:
        """Send an application; give whatever comes back."""
        body = {
            "service": SERVICE,
            "answers": world.answers,
            "language": language,
            "contact": {"phone": applicant.phone, "email": applicant.email},
            **({"confirmation": confirmation} if confirmation else {}),
            **more,
        }
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        return self.deployed.call("POST", "/v1/applications", headers=headers, body=body, token=applicant.token)

    def file(self, world: World, applicant: Applicant | None = None, **more: Any) -> Filed:
        """File an application that is taken."""
        applicant = applicant or self.applicant()
        answer = self.post(world, applicant, **more)
        assert answer.status == 201, answer.json
        given = answer.json
        return Filed(given["number"], given["secret"], given["application"], applicant, world, given)

    def follow(self, filed: Filed) -> dict[str, Any]:
        """Look where an application is, by its number and secret."""
        headers = {"Tracking-Secret": filed.secret}
        answer = self.deployed.call("GET", f"/v1/applications/{filed.number}", headers=headers)
        assert answer.status == 200, answer.json
        found: dict[str, Any] = answer.json
        return found

    def until(self, filed: Filed, status: str, seconds: float = PATIENCE) -> dict[str, Any]:
        """Follow until an application has a status."""
        last: dict[str, Any] = {}

        def look() -> dict[str, Any] | None:
            last.update(self.follow(filed))
            return last if last["status"] == status else None

        try:
            return wait_for(look, f"{filed.number} to be {status}", seconds)
        except AssertionError as late:
            raise AssertionError(f"{late}; it is {last.get('status')}") from None

    def notifications(self, applicant: Applicant, language: str = "en") -> list[dict[str, Any]]:
        """The entries of somebody's Personal Account, oldest first."""
        headers = {"Accept-Language": language}
        answer = self.deployed.call(
            "GET", "/v1/me/notifications", query={"limit": "100"}, headers=headers, token=applicant.token
        )
        assert answer.status == 200, answer.json
        return list(reversed(answer.json["items"]))

    def sms(self, applicant: Applicant) -> list[str]:
        """The text messages that somebody received, in order."""
        found = self.deployed.call("GET", "/_messages/sms").json
        return [one["Message"] for one in _messages(found) if applicant.phone in json.dumps(one)]

    def emails(self, applicant: Applicant) -> list[str]:
        """The e-mails that somebody received, in order, each as JSON."""
        found = self.deployed.call("GET", "/_messages/email").json
        return [text for one in _messages(found) if applicant.email in (text := json.dumps(one, ensure_ascii=False))]

    # Staff

    def case(self, filed: Filed, who: str = HEAD) -> dict[str, Any]:
        """A case as staff see it."""
        answer = self.deployed.call("GET", f"/v1/cases/{filed.case}", token=self.deployed.staff(who))
        assert answer.status == 200, answer.json
        found: dict[str, Any] = answer.json
        return found

    def open_task(self, filed: Filed, kind: str) -> dict[str, Any] | None:
        """Look for the open Task of a kind in the department's queue."""
        who = {"expert": EXPERT, "decision": DECISION}[kind]
        cursor: dict[str, str] = {}
        while True:
            answer = self.deployed.call(
                "GET",
                "/v1/tasks",
                query={"department": DEPARTMENT, "kind": kind, "limit": "100", **cursor},
                token=self.deployed.staff(who),
            )
            assert answer.status == 200, answer.json
            for task in answer.json["items"]:
                if task["number"] == filed.number:
                    found: dict[str, Any] = task
                    return found
            if not answer.json["next"]:
                return None
            cursor = {"cursor": answer.json["next"]}

    def task(self, filed: Filed, kind: str, seconds: float = PATIENCE) -> dict[str, Any]:
        """Wait for the open Task of a kind."""
        return wait_for(lambda: self.open_task(filed, kind), f"a Task of kind {kind} for {filed.number}", seconds)

    def complete(self, task: dict[str, Any], outcome: str, *grounds: str, who: str | None = None) -> Answer:
        """Say what was found or decided; give whatever comes back."""
        who = who or {"expert": EXPERT, "decision": DECISION}[task["kind"]]
        body = {"version": task["version"], "outcome": outcome, **({"grounds": grounds} if grounds else {})}
        path = f"/v1/tasks/{task['task']}/completion"
        return self.deployed.call("POST", path, body=body, token=self.deployed.staff(who))

    def verify(self, filed: Filed) -> dict[str, Any]:
        """Verify a case's history, as the administrator."""
        path = f"/v1/cases/{filed.case}/verification"
        answer = self.deployed.call("GET", path, token=self.deployed.staff(ADMINISTRATOR))
        assert answer.status == 200, answer.json
        found: dict[str, Any] = answer.json
        return found

    # What must hold in the end

    def is_settled(self, filed: Filed, outcome: str) -> None:
        """Fail unless an application ended once: closed, its record there once or not at all, its history whole."""
        case = self.follow(filed)
        statuses = [step["status"] for step in case["timeline"]]
        assert statuses == ["filed", "registered", "in_consideration", outcome, "delivered", "closed"], statuses
        assert case["outcome"] == outcome
        permits = [
            one
            for one in self.records("plate", filed.world.answers["vehicle_plate"])
            if one["fields"]["application"] == filed.number
        ]
        assert len(permits) == (1 if outcome == "granted" else 0), permits
        verified = self.verify(filed)
        assert verified["whole"], verified

    def told_once(self, filed: Filed, outcome: str, seconds: float = PATIENCE) -> None:
        """Fail unless the Personal Account has one entry for each status."""
        expected = sorted(["filed", "registered", "in_consideration", outcome, "delivered", "closed"])

        def statuses() -> list[str]:
            return sorted(one["status"] for one in self.notifications(filed.applicant) if one["number"] == filed.number)

        wait_for(lambda: len(statuses()) >= len(expected), f"the entries of {filed.number}: {statuses()}", seconds)
        assert statuses() == expected


def _messages(found: Any) -> list[dict[str, Any]]:
    """Every message in what the engine tells, whatever it is grouped by."""
    if isinstance(found, dict):
        return [found] if "MessageId" in found else [one for inner in found.values() for one in _messages(inner)]
    return [one for inner in found for one in _messages(inner)] if isinstance(found, list) else []
