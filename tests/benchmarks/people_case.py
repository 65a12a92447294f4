"""What a case costs that people decide: tree felling with one Request answered, one referral and one return."""

from __future__ import annotations

import uuid
from typing import Any

from infra.commands import stack
from tests.benchmarks import prices
from tests.benchmarks.report import Report
from tests.benchmarks.running import Running
from tests.stack.deployed import Deployed
from tests.stories import test_a_tree_is_felled_with_permission as felling
from tests.support.city import City, Filed, wait_for

WRONG, FIELD = "place-can-be-found", "tree_location"
THIRD = "story-third@example.org"


def measure(running: Running, report: Report) -> None:
    """Let everybody do their part over HTTP; price the engine's own log of calls, polling left out."""
    report.section("A case that people decide (tree felling: a Request, a referral, a return; messages aside)")
    city = City(Deployed(stack.use(running.place)), running.engine)
    felling.people(city)
    city.appoint(THIRD, felling.TREES, "expert")
    made = felling.world(city, 901)
    running.control("PUT", "calls")
    filed = felling.file(city, made)
    _looked_at(city, filed, WRONG)
    _corrected(city, filed)
    _looked_at(city, filed)
    (power,) = wait_for(lambda: felling.look(city, filed, felling.NETWORK, felling.POWER, "request"), "the Request")
    felling.done(city, felling.NETWORK, power, outcome="answer", answer={"opinion": "no_objection"})
    _referred(city, filed)
    for who in (felling.FIRST, felling.SECOND, THIRD):
        felling.inspected(city, filed, who, "pass")
    city.advance(days=9)
    felling.decided(city, filed, "grant")
    calls = [one for one in running.control("GET", "calls") if one.get("target") != "sweep"]
    running.control("DELETE", "calls")
    names = [f"{filed.case}-{n}" for n in range(1, 5)]
    names += [
        f"{filed.case}-{sub['id']}-{n}" for sub in city.case(filed, felling.SIGNS)["sub_services"] for n in (1, 2)
    ]
    found = [one for name in names for one in running.control("GET", f"transitions?name={name}")]
    transitions = sum(int(one["transitions"]) for one in found)
    report.figure("transitions of all its executions", transitions, "")
    spent = prices.cost(calls, transitions)
    for service, price in spent.items():
        report.note(f"{service:<10} {price:.7f} USD")
    report.figure("cost of a case at list price, everybody's polling included", sum(spent.values()), "USD", most=0.003)


def _looked_at(city: City, filed: Filed, *wrong: str) -> None:
    """The intake specialist answers the checklist."""
    (task,) = wait_for(lambda: felling.look(city, filed, felling.INTAKE, felling.TREES, "intake"), "the intake's Task")
    shown = city.deployed.call("GET", f"/v1/tasks/{task['task']}", token=city.deployed.staff(felling.INTAKE)).json
    answers = {one["id"]: {"yes": one["id"] not in wrong} for one in shown["checklist"]}
    felling.done(city, felling.INTAKE, task, checklist=answers)


def _corrected(city: City, filed: Filed) -> None:
    """The applicant describes the place that couldn't be found."""
    city.until(filed, "returned")
    body: dict[str, Any] = {"answers": {FIELD: "У северного угла дома 14, в трёх метрах от забора"}}
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    path = f"/v1/applications/{filed.number}/correction"
    corrected = city.deployed.call("POST", path, headers=headers, body=body, token=filed.applicant.token)
    assert corrected.status in (200, 201), corrected.json


def _referred(city: City, filed: Filed) -> None:
    """The first expert asks a third one."""
    tasks = wait_for(lambda: felling.look(city, filed, felling.FIRST, felling.TREES, "expert"), "an inspection")
    task = next(one for one in tasks if one["sub_service"] == "inspection")
    third = city.deployed.person(THIRD, "StaffPool")
    to = [{"department": felling.TREES, "role": "expert", "person": third}]
    body = {"version": task["version"], "to": to, "question": "Is the crack deep?"}
    path = f"/v1/tasks/{task['task']}/referrals"
    answer = city.deployed.call("POST", path, body=body, token=city.deployed.staff(felling.FIRST))
    assert answer.status in (200, 201), answer.json
