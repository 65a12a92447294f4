"""The counter, as its staff use it over HTTP: papers are typed in, compared, handed over."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from tests.stack.deployed import Answer
from tests.support import uploads
from tests.support.city import DEPARTMENT, City, Filed, wait_for
from tests.support.worlds import SERVICE

TYPER, CENTRE = "intake@example.org", "centre-intake@example.org"
NAME, ADDRESS = "Гөлнара Сафина", "420111, Казань, <Баумана>, 1"
PAGES = uploads.CONTENTS["application/pdf"]
HASH = hashlib.sha256(PAGES).hexdigest()
AUTHORITY = {"kind": "power-of-attorney", "number": "77"}


def ask(city: City, who: str, method: str, path: str, body: Any = None, **more: Any) -> Answer:
    return city.deployed.call(method, path, body=body, token=city.deployed.staff(who), **more)


def colleague(city: City) -> str:
    """Another intake specialist of the department, appointed by the administrator."""
    email = f"intake-{uuid.uuid4().hex[:8]}@example.org"
    city.appoint(email, DEPARTMENT, "intake")
    return email


def typed(city: City, answers: dict[str, Any], who: str = TYPER, **more: Any) -> Answer:
    """Type a paper in; give whatever comes back."""
    body = {
        "service": SERVICE,
        "answers": answers,
        "language": "tt",
        "contact": {"address": ADDRESS},
        "applicant": {"kind": "person", "name": NAME},
        "channel": "paper",
        "collect": "counter",
        "identity": {"document": "passport", "number": "9200 000000", "seen_on": city.today().isoformat()},
        "scan": {"file": uuid.uuid4().hex},
        **more,
    }
    body = {name: value for name, value in body.items() if value is not None}
    return ask(city, who, "POST", "/v1/counter/applications", body, headers={"Idempotency-Key": uuid.uuid4().hex})


def paper(city: City, who: str = TYPER, **more: Any) -> Filed:
    """Type a paper in that is taken; nobody proves at a counter which account is theirs."""
    world = more.pop("world", None) or city.someone()
    if "scan" not in more:
        service = more.get("service", SERVICE)
        more["scan"] = {"file": uploads.scan(city.deployed, service, city.deployed.staff(who)), "sha256": HASH}
    answer = typed(city, world.answers, who, **more)
    assert answer.status == 201, answer.json
    given = answer.json
    return Filed(given["number"], given["secret"], given["application"], city.applicant(signed_in=False), world, given)


def task(city: City, filed: Filed, kind: str, who: str = TYPER, department: str = DEPARTMENT) -> dict[str, Any]:
    """Wait for the open Task of a kind, with all that it shows."""

    def look() -> dict[str, Any] | None:
        query = {"department": department, "kind": kind, "limit": "100"}
        listed = ask(city, who, "GET", "/v1/tasks", query=query).json["items"]
        found = next((one for one in listed if one["number"] == filed.number), None)
        return ask(city, who, "GET", f"/v1/tasks/{found['task']}").json if found else None

    return wait_for(look, f"a Task of kind {kind} for {filed.number}")


def complete(city: City, who: str, one: dict[str, Any], **more: Any) -> Answer:
    return ask(city, who, "POST", f"/v1/tasks/{one['task']}/completion", {"version": one["version"], **more})


def compared(city: City, who: str, filed: Filed, *, yes: bool = True) -> None:
    """Let another than the typer compare what was typed with the scan."""
    found = task(city, filed, "intake", who)
    answers = {
        one["id"]: {"yes": yes} if yes else {"yes": False, "note": "A letter is wrong"} for one in found["checklist"]
    }
    done = complete(city, who, found, checklist=answers)
    assert (done.status, done.json["outcome"]) == (200, "accept" if yes else "return"), done.json


def handed(city: City, **more: Any) -> dict[str, Any]:
    return {
        "outcome": "handed_over",
        "handed_over_on": city.today().isoformat(),
        "identity": {"document": "passport", "number": "9200 000000"},
        "receipt": {"number": "17"},
        **more,
    }


def code(answer: Answer) -> str:
    return str(answer.json["type"]).rpartition(":")[2]


def pointers(answer: Answer) -> set[tuple[str, str]]:
    return {(one["pointer"], one["reason"]) for one in answer.json["errors"]}
