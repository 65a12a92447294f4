"""A life situation: planning and forecasting it, registering it, and what its orchestration costs a case."""

from __future__ import annotations

import statistics
import time
import uuid
from datetime import date

from chalicelib.domain import plans
from chalicelib.domain.calendars import Calendar
from chalicelib.domain.forecasts import Step, forecast
from chalicelib.domain.plans import Plan
from chalicelib.usecases import forecasting
from infra.commands import stack
from tests.benchmarks import prices
from tests.benchmarks.report import Report
from tests.benchmarks.running import Running
from tests.stack.deployed import Deployed
from tests.support import office, officials, situations, uploads
from tests.support.city import City, wait_for

SITUATION = office.SITUATION
FIRST = "land-preliminary-approval"
RUNS = 200
TIMES = 3
"""A machine that finds its answers there enters a state or two less than one that waits: the least of these counts."""
ALL = {"title_held": "none", "trench_needed": True, "road_touched": True, "signage_planned": True}
DAY = date(2026, 11, 26)


def measure(running: Running, report: Report) -> None:
    """Measure planning in this process, registration and its cost on the deployed stack."""
    report.section("A life situation (build an office: eleven services, four milestones)")
    report.figure("planning and forecasting the whole, own CPU", 1000 * _planned(), "ms", most=5)
    city = City(Deployed(stack.use(running.place)), running.engine)
    times = []
    for _ in range(3):
        began = time.monotonic()
        filed = office.file(city, **ALL)
        sent = time.monotonic()
        wait_for(lambda filed=filed: _begun(filed), "the first case to begin")
        begun = time.monotonic() - sent
        wait_for(lambda filed=filed: _told(city, filed), "every department to be told")
        times.append(time.monotonic() - sent)
        words = f"filed in {sent - began:.2f} s with registers and documents, first case after {begun:.2f} s"
        report.note(f"{words}, the last of {len(_heads())} heads told after {times[-1]:.2f} s")
    report.figure("registering it: all departments told, first case begun", statistics.median(times), "s", most=3)
    running.control("PUT", "calls")
    filed = office.file(city, **ALL)
    filed.work(FIRST)
    calls = [call for call in running.control("GET", "calls") if call.get("target") != "sweep"]
    running.control("DELETE", "calls")
    case = str(filed.nodes()[FIRST]["case"])
    together = _transitions(running, f"{case}-")
    alone = min(_transitions(running, f"{_alone(city)}-") for _ in range(TIMES))
    least = min(together, *(_transitions(running, f"{_together(city)}-") for _ in range(TIMES - 1)))
    spent = prices.cost(calls, together)
    report.note(f"registering the whole and its first case to the grant: {sum(spent.values()):.6f} USD at list price")
    report.note(f"the same case filed alone: {alone} transitions, {alone * prices.TRANSITION:.7f} USD")
    report.figure("orchestration of a case in the situation, transitions", least, "", most=alone)
    running.control("PUT", "calls")
    built = _permitted(city)
    calls = [call for call in running.control("GET", "calls") if call.get("target") != "sweep"]
    running.control("DELETE", "calls")
    begun = [str(node["case"]) for node in built.nodes().values() if node["case"]]
    whole = _transitions(running, begun[0].rpartition("-")[0])
    spent = prices.cost(calls, whole)
    words = f"{len(begun)} cases of one office up to its building permit: {whole} transitions"
    report.note(f"{words}, {whole / len(begun):.1f} a case")
    report.note(
        f"the same in money: {whole * prices.TRANSITION:.6f} USD of orchestration, {sum(spent.values()):.6f} USD in all"
    )


def _permitted(city: City) -> office.Office:
    """Let an office come as far as its building permit, everybody doing their part."""
    built = office.file(city, **ALL)
    built.work(FIRST)
    assert built.report("survey").status == 200
    built.work("urban-plan", "land-lease", "technical-conditions")
    assert built.report("design", **office.DESIGNED).status == 200
    for name in ("appearance-agreement", "building-permit"):
        if name == "building-permit":
            assert built.report("expertise", expertise_number=office.conclude_expertise(city, built)).status == 200
        built.asks(name)
        built.answer(name)
        built.work(name)
    return built


def _planned() -> float:
    """CPU seconds of making a plan and its forecast, on the calendar that ships."""
    bundle = situations.shipped()
    situation = bundle.situation(SITUATION)
    assert situation is not None
    draft = Plan("a", "n", "p", SITUATION, "d", "b", "ru", "portal", DAY.isoformat(), "2026-11-26T09:00:00.000Z", ())
    days = Calendar.parse(next(iter(bundle.raw["calendars"].values())))
    began = time.process_time()
    for _ in range(RUNS):
        plans.make(draft, situation, ALL, on=DAY.isoformat())
        steps = [
            Step(node.id, node.after, forecasting.length(days, forecasting.term_of(bundle, situation, node.id)))
            for node in situation.nodes
        ]
        forecast(steps, start=DAY, today=DAY)
    return (time.process_time() - began) / RUNS


def _begun(filed: office.Office) -> bool:
    return filed.nodes()[FIRST]["status"] is not None


def _heads() -> list[str]:
    """Who heads a department that decides a service of the situation."""
    situation = situations.shipped().situation(SITUATION)
    assert situation is not None
    return sorted({officials.head_of(node.id) for node in situation.services})


def _told(city: City, filed: office.Office) -> bool:
    """Whether every head has the application among their notifications."""
    for head in _heads():
        query = {"limit": "20"}
        token = city.deployed.staff(head)
        page = city.deployed.call("GET", "/v1/me/notifications", query=query, token=token).json["items"]
        if not any((one["number"], one["status"]) == (filed.number, "plan_filed") for one in page):
            return False
    return True


def _transitions(running: Running, prefix: str) -> int:
    """The state transitions of every execution whose name begins so."""
    found = running.control("GET", "transitions")
    return sum(int(one["transitions"]) for one in found if str(one["name"]).startswith(prefix))


def _together(city: City) -> str:
    """File for the whole, and let officials grant the first service; gives its case."""
    filed = office.file(city, **ALL)
    filed.work(FIRST)
    return str(filed.nodes()[FIRST]["case"])


def _alone(city: City) -> str:
    """File the first service by itself, and let officials grant it; gives its case."""
    plot = f"16:50:990302:{uuid.uuid4().int % 9000 + 1000}"
    office.records(city, plot)
    applicant = city.applicant()
    answers = {**situations.shipped().service(FIRST).examples[0]["answers"], "site_plot": plot}
    body = {
        "service": FIRST,
        "answers": answers,
        "language": "ru",
        "contact": {"phone": applicant.phone, "email": applicant.email},
        "applicant": office.FIRM,
        "documents": uploads.papers(city.deployed, FIRST, answers, applicant.token),
    }
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    filed = city.deployed.call("POST", "/v1/applications", headers=headers, body=body, token=applicant.token)
    assert filed.status == 201, filed.json
    case = f"{filed.json['application']}-1"

    def granted() -> bool:
        officials.work_off(city, {case: FIRST})
        path = f"/v1/applications/{filed.json['number']}"
        return bool(city.deployed.call("GET", path, token=applicant.token).json["outcome"] == "granted")

    wait_for(granted, "the case filed alone to be granted", 60)
    return case
