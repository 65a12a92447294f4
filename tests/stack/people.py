"""Everybody of the who-may table, on a deployed stack, with a case and two Tasks to ask about."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chalicelib.domain.clock import local_day, stamp
from chalicelib.domain.consultations import Advice
from chalicelib.domain.files import File, Verdict, checked
from chalicelib.domain.permissions import SYSTEM, Membership
from chalicelib.domain.work import RequestWork, Task
from chalicelib.usecases import consulting
from chalicelib.usecases.context import of_case
from tests.stack.callers import SECRET, STAFF, TRANSPORT, Row
from tests.stack.deployed import Deployed
from tests.support import situations

_fresh = itertools.count(int(uuid.uuid4()) % 10_000_000)


@dataclass(frozen=True)
class World:
    """Tokens by caller, and what rows name in braces."""

    deployed: Deployed
    tokens: dict[str, str]
    secrets: dict[str, str]
    """What a row calls a number → the secret of that application."""
    things: dict[str, str]

    def headers(self, row: Row, caller: str) -> dict[str, str]:
        """The headers of a row as `caller` sends them."""
        sent = {name: self.fill(value, caller) for name, value in row.headers.items()}
        if caller == SECRET:
            sent["Tracking-Secret"] = self.secrets.get(row.path.get("number", ""), self.secrets["{number}"])
        elif caller in self.tokens:
            sent["Authorization"] = f"Bearer {self.tokens[caller]}"
        return sent

    def fill(self, value: Any, caller: str) -> Any:
        """Put the things that the test made into a path, query or body."""
        if isinstance(value, dict):
            return {name: self.fill(inner, caller) for name, inner in value.items()}
        if isinstance(value, str) and value.startswith("{fresh number"):
            return f"+7917{next(_fresh) % 10_000_000:07d}"
        if isinstance(value, str) and "{" in value:
            return value.format_map({**self.things, "caller": caller.replace(" ", "-")})
        return value


def gather(deployed: Deployed, stores: Any) -> World:
    """Create who is missing, give them their roles, and file one application."""
    tokens = {
        "owner": deployed.applicant("who-may-owner@example.org"),
        "stranger": deployed.applicant("who-may-stranger@example.org"),
    }
    today = local_day(stores.now(), stores.municipality.zone)
    for name, member in STAFF.items():
        email = f"who-may-{name.replace(' ', '-')}@example.org"
        tokens[name] = deployed.staff(email)
        if member.roles:
            until = {"until tomorrow": 1, "until yesterday": -1}.get(member.stands_in or "", 0)
            held = Membership(
                member.department,
                member.roles,
                since=(today - timedelta(days=30)).isoformat() if until else None,
                until=(today + timedelta(days=until)).isoformat() if until else None,
                delegated_by="the head" if until else None,
            )
            stores.members.put(deployed.person(email, "StaffPool"), held, by="tests", at=stamp(stores.now()))
    filed = file_one(deployed, tokens["owner"])
    planned = _plan(deployed, tokens["owner"])
    preparer = deployed.person("who-may-preparer@example.org", "StaffPool")
    things = {
        "number": filed["number"],
        "case": f"{filed['application']}-1",
        "expert task": _task(stores, filed, "expert", "expert"),
        "intake task": _task(stores, filed, "intake", "intake"),
        "request task": _request(stores, filed),
        "counter number": _at_counter(deployed, tokens["intake"])["number"],
        "centre case": f"{_at_counter(deployed, tokens['centre intake'])['application']}-1",
        "decision task": _task(stores, filed, "decision", "decision_maker", preparer),
        "file": _file(stores, filed),
        "somebody": str(uuid.uuid4()),
        "consultation": _advice(stores),
        "plan number": planned["number"],
    }
    return World(deployed, tokens, {"{number}": filed["secret"], "{plan number}": planned["secret"]}, things)


def _advice(stores: Any) -> str:
    """Record advice that names no service."""
    made = consulting.record(
        stores,
        SYSTEM,
        department=TRANSPORT,
        service=None,
        topic="documents",
        channel="phone",
        minutes=5,
        advice=Advice("Bring your passport."),
    )
    return made.id


def _plan(deployed: Deployed, token: str) -> dict[str, Any]:
    """File for a life situation with answers of its services' examples; give what came back."""
    answer = deployed.call(
        "POST",
        "/v1/applications",
        headers={"Idempotency-Key": uuid.uuid4().hex},
        body={
            "service": "move-house",
            "answers": situations.answers("move-house"),
            "language": "en",
            "contact": {"email": "who-may@example.org"},
        },
        token=token,
    )
    assert answer.status == 201, answer.json
    made: dict[str, Any] = answer.json
    return made


def file_one(deployed: Deployed, token: str, example: str | None = None) -> dict[str, Any]:
    """File the parking permit with the answers of a worked example (default: the first) and give what came back."""
    from chalicelib.bootstrap import stores
    from chalicelib.usecases import catalogue

    service = catalogue.current(stores(), stores().now()).service("resident-parking-permit")
    chosen = next(one for one in service.examples if example in (None, one["name"]))
    answer = deployed.call(
        "POST",
        "/v1/applications",
        headers={"Idempotency-Key": uuid.uuid4().hex},
        body={
            "service": service.id,
            "answers": chosen["answers"],
            "language": "en",
            "contact": {"email": "who-may@example.org"},
        },
        token=token,
    )
    assert answer.status == 201, answer.json
    filed: dict[str, Any] = answer.json
    return filed


def _file(stores: Any, filed: dict[str, Any]) -> str:
    """Put a released file of the application on the tables."""
    identity: str = stores.new_id()
    file = File(
        id=identity,
        service="resident-parking-permit",
        document="scan",
        media_type="application/pdf",
        bytes=1,
        announced_at=stamp(stores.now()),
        application=filed["application"],
        case=f"{filed['application']}-1",
    )
    done, _ = checked(file, Verdict("0" * 64), at=stores.now())
    for action in (stores.files.new(file, "9999"), stores.files.change(file, done)):
        write = stores.begin(by="tests", at=stamp(stores.now()))
        write.extend([action])
        write.commit()
    return identity


def _at_counter(deployed: Deployed, token: str) -> dict[str, Any]:
    """File at a counter, as one of its intake specialists."""
    from chalicelib.bootstrap import stores
    from chalicelib.usecases import catalogue

    service = catalogue.current(stores(), stores().now()).service("resident-parking-permit")
    body = {
        "service": service.id,
        "answers": service.examples[0]["answers"],
        "language": "en",
        "contact": {"email": "who-may@example.org"},
        "applicant": {"kind": "person", "name": "Somebody"},
        "channel": "counter",
        "collect": "counter",
        "identity": {"document": "passport", "number": "9200 000000", "seen_on": "2026-11-24"},
    }
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    answer = deployed.call("POST", "/v1/counter/applications", headers=headers, body=body, token=token)
    assert answer.status == 201, answer.json
    filed: dict[str, Any] = answer.json
    return filed


def _request(stores: Any, filed: dict[str, Any]) -> str:
    """Ask the transport committee something that nobody will answer, with a link that nobody has."""
    task = _task(stores, filed, "request", "responder")
    case = stores.cases.case(f"{filed['application']}-1")
    request = RequestWork(
        application=case.application,
        key="asked-by-tests",
        standard="electricity-near-trees",
        input_hash="0" * 32,
        due_on="2026-12-31",
        opened_at=stamp(stores.now()),
        case=case.id,
        person=case.person,
        department=TRANSPORT,
        task=task,
        link={"serial": 1, "expires": "2099-01-01T00:00:00.000Z", "by": "tests"},
    )
    write = stores.begin(by="tests", at=stamp(stores.now()))
    write.change(None, request, ({"fact": "Asked"},), context=of_case(case), owes=frozenset())
    write.commit()
    return task


def _task(stores: Any, filed: dict[str, Any], kind: str, role: str, *prepared_by: str) -> str:
    """Put a Task on the tables that nobody else works on."""
    identity: str = stores.new_id()
    task = Task(
        id=identity,
        kind=kind,
        department=TRANSPORT,
        role=role,
        case=f"{filed['application']}-1",
        application=filed["application"],
        number=filed["number"],
        service="resident-parking-permit",
        opened_at=stamp(stores.now()),
        due_on="2026-12-31",
        prepared_by=prepared_by,
        sub_service="residence" if kind == "expert" else None,
    )
    write = stores.begin(by="tests", at=stamp(stores.now()))
    write.task(task, after=None)
    write.commit()
    return identity
