"""A municipality in this process: moto's tables, the shipped catalogue and machines, registers filled to order."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from chalicelib.domain.clock import local_day, stamp
from chalicelib.domain.permissions import SYSTEM, Actor, Membership
from chalicelib.domain.registers import Draft, RecordVersion, natural_number
from chalicelib.usecases import catalogue, filing, tasks, tracking, verifying
from chalicelib.usecases.completions import Completion
from tests.support import bundles, worlds
from tests.support.filed import asked
from tests.support.machines import Machines
from tests.unit.inprocess import Clock, stack

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PHONE, EMAIL = "+79170000001", "gulnara@example.org"
EXPERT = Actor("staff", "expert", (Membership("transport-committee", ("expert",)),))
DECISION_MAKER = Actor("staff", "decision", (Membership("transport-committee", ("decision_maker",)),))


@dataclass
class Municipality:
    """What a test does with it."""

    stores: Any
    machines: Machines
    clock: Clock
    fresh: worlds.Fresh = field(default_factory=lambda: worlds.Fresh(1))

    @property
    def today(self) -> date:
        return local_day(self.clock(), self.stores.municipality.zone)

    def world(self, name: str) -> worlds.World:
        """Take a worked example by name and fill the registers as it says."""
        service, standards = worlds.definitions()
        example = next(one for one in service["examples"] if one["name"] == name)
        world = worlds.play(service, standards, example, self.today, self.fresh)
        self.fill(world.records)
        return world

    def fill(self, records: worlds.Records) -> None:
        """Write records into registers."""
        bundle = catalogue.current(self.stores, self.clock())
        for register, rows in records.items():
            definition = bundle.register(register)
            for row in rows:
                number = natural_number(definition, row, self.stores.registers.digest) or uuid.uuid4().hex
                draft = Draft(number, row, {"import": "tests", "line": 1})
                self.stores.registers.write(
                    self.stores.registers.prepare(definition, draft, at=stamp(self.clock()), on=self.today)
                )

    def file(self, answers: dict[str, Any], *, person: str | None = None, key: str | None = None) -> filing.Filed:
        """File as somebody who is signed in (somebody new unless `person` says who)."""
        request = asked(worlds.SERVICE, answers, {"phone": PHONE, "email": EMAIL}, **({"key": key} if key else {}))
        return filing.file(self.stores, Actor("applicant", person or uuid.uuid4().hex), request)

    def view(self, case: str) -> tracking.CaseView:
        return tracking.view_case(self.stores, SYSTEM, case)

    def complete(self, case: str, kind: str, outcome: str, grounds: tuple[str, ...] = ()) -> None:
        """Do the open Tasks of a kind in a case."""
        who = EXPERT if kind == "expert" else DECISION_MAKER
        for task in self.view(case).tasks:
            if (task.kind, task.state) == (kind, "open"):
                tasks.complete(self.stores, who, task.id, version=task.version, said=Completion(outcome, grounds))

    def available(self, register: str, available: bool) -> None:
        """Let a register answer or be silent."""
        self.stores.registers.set_available(register, available, None, stamp(self.clock()), "tests")

    def permits(self, case: str) -> list[RecordVersion]:
        """The permits of the dwelling that a case is about."""
        application = self.stores.cases.application(case.rpartition("-")[0])
        dwelling = self.stores.accounts.content(application).answers["dwelling"]
        definition = catalogue.current(self.stores, self.clock()).register("parking-permits")
        found: list[RecordVersion] = self.stores.registers.find(definition, "dwelling", dwelling)[0]
        return found

    def ended_once(self, case: str, outcome: str) -> None:
        """Fail unless a case ended once, with one record where it was granted, and its history is whole."""
        done = self.view(case).followed.case
        assert done.outcome == outcome
        statuses = [step["status"] for step in done.timeline]
        assert max(Counter(statuses).values()) == 1
        assert statuses[-1] == "closed"
        own = [record for record in self.permits(case) if record.basis.get("case") == case]
        assert len(own) == (outcome == "granted")
        flaw = verifying.verify(self.stores, SYSTEM, case).flaw
        assert flaw is None, flaw


@contextmanager
def municipality(published: dict[str, Any] | None = None) -> Iterator[Municipality]:
    """Make one, with the shipped catalogue or another bundle, and take it away again."""
    with stack() as stores:
        clock = Clock(START)
        stores.now, stores.pause = clock, lambda _: None
        bundles.publish(stores, START, published)
        yield Municipality(stores, Machines(stores), clock)
