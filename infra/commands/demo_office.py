"""The demonstration's office: one application for eleven services, with everybody's part over HTTP.

`records` are what registers hold of the firm and of plots that one may build on. Everybody answers as the first worked
example of their service says, read from the sources of the catalogue.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable
from functools import cache
from typing import Any

from infra.commands import demo_papers, demo_users, stack
from infra.commands.demo_city import DemoCity, Failed, Filed, Json, wait_for

SITUATION = "build-an-office"
FIRM = {"kind": "organisation", "name": "ООО «Казанстрой-Н»", "inn": "1655000003", "ogrn": "1021600000014"}
PLOTS = 200
CHOSEN = {"title_held": "none", "trench_needed": False, "road_touched": False, "signage_planned": True}
DESIGNED = {
    "project_code": "К-118-26",
    "designer_name": "ООО «Казанпроект-Н»",
    "designer_inn": "1655000010",
}
WHO = "gulnara@example.org"


def records() -> dict[str, list[Json]]:
    """Give what registers hold of the firm and the plots, by register."""
    plots = [f"16:50:990301:{1000 + number}" for number in range(PLOTS)]
    ground = {"kind": "plot", "area": 2400, "permitted_use": "business", "boundaries": "set", "encumbrance": "none"}
    zone = {"zone": "public_business", "max_height": 18, "max_coverage": 60}
    free = {"red_lines": "outside", "planning_project": "none"}
    return {
        "legal-entities": [{"inn": FIRM["inn"], "ogrn": FIRM["ogrn"], "name": FIRM["name"], "status": "active"}],
        "planning-zones": [{"cadastral_number": plot, **zone, **free} for plot in plots],
        "plots": [
            {"cadastral_number": plot, "address": f"Казань, ул. Декабристов, {85 + number}", **ground}
            for number, plot in enumerate(plots)
        ],
    }


def play(city: DemoCity) -> Filed:
    """A firm builds an office: one application, every department told at once."""
    filed = _file(city)
    _say(f"filed as {filed.number}; the whole is planned at once:")
    _plan_in_words(city, filed)
    _say("every department that takes part is told")
    wait_for(lambda: all(_is_told(city, head, filed) for head in _heads(city, filed)), "the heads to be told")
    for head in _heads(city, filed):
        _say(f"  {head}: {_is_told(city, head, filed)}")
    _work(city, filed, "land-preliminary-approval")
    _say("the decree is there; the surveyor sets the boundaries, and three branches go on side by side")
    _report(city, filed, "survey", {})
    _work(city, filed, "urban-plan", "technical-conditions", "land-lease")
    _say("the designer is done")
    _report(city, filed, "design", DESIGNED)

    def needed() -> Any:
        return _plan(city, filed)["needed"]

    for one in wait_for(needed, "the next question"):
        _say(f"needed from the firm now: {one['node']}: {', '.join(one['fields']) or one['what']}")
    return filed


def show(city: DemoCity, filed: Filed, seconds: float) -> None:
    """Print how far the whole is."""
    plan = _plan(city, filed)
    print(f"    {filed.number}  {plan['title']['en']}  after {seconds:.1f} s")
    _plan_in_words(city, filed)
    checked = facts = 0
    for node in plan["nodes"]:
        if node["case"]:
            found = city.call("GET", f"/v1/cases/{node['case']}/verification", who="administrator@example.org")
            if not found["whole"]:
                raise Failed(f"{node['id']} is not whole: {found['flaw']}")
            checked, facts = checked + 1, facts + found["facts"]
    print(f"      history: {facts} facts of {checked} cases, whole and unaltered")


def _plan_in_words(city: DemoCity, filed: Filed) -> None:
    plan = _plan(city, filed)
    for node in plan["nodes"]:
        days = f"{node['begins']} … {node['ends']}" if node["begins"] and node["state"] != "out" else ""
        held = ", ".join(sorted({str(one["department"] or one["who"]) for one in node["holders"]}))
        print(f"        {node['id']:<26} {node['state']:<10} {days:<25} {held}")
    told = plan["forecast"]
    provisional = f", provisional from {told['provisional_from']}" if told["provisional_from"] else ""
    print(f"        all of it by {told['ends']}, {told['saved_days']} days sooner than one after another{provisional}")


def _plan(city: DemoCity, filed: Filed) -> Json:
    found: Json = city.call("GET", f"/v1/applications/{filed.number}", who=WHO)["plan"]
    return found


def _file(city: DemoCity) -> Filed:
    """Answer what the one form asks, as the checks before filing say what is missing; then file."""
    form = city.call("GET", f"/v1/catalogue/services/{SITUATION}")["form"]["properties"]
    known: Json = {}
    for node in _definition("life_situations", SITUATION)["services"]:
        known = {**_example(node["service"])["answers"], **known}
    plot = random.choice(records()["plots"])  # nosec B311: a choice, no secret
    known |= CHOSEN | {"site_plot": plot["cadastral_number"], "site_address": plot["address"]}
    body: Json = {
        "service": SITUATION,
        "answers": {name: value for name, value in known.items() if name in form},
        "language": "ru",
        "contact": {"phone": f"+7917{random.randrange(10**7):07d}", "email": WHO},  # nosec B311
        "applicant": FIRM,
        "documents": {},
    }
    checked = {name: body[name] for name in ("service", "answers", "applicant", "documents")}
    for wrong in city.call("POST", "/v1/applications/check", checked, who=WHO)["findings"]:
        _, part, name = wrong["pointer"].split("/")[:3]
        if part == "documents":
            paper = city.send(demo_papers.empty_page(), demo_papers.PDF, who=WHO, service=SITUATION, document=name)
            body["documents"][name] = [paper]
        else:
            del body["answers"][name]  # the form doesn't ask it under these answers
    given = city.call("POST", "/v1/applications", body, who=WHO, headers={"Idempotency-Key": uuid.uuid4().hex})
    return Filed(given["number"], given["secret"], "", WHO, body["contact"]["phone"], "ru")


def _report(city: DemoCity, filed: Filed, milestone: str, answers: Json) -> None:
    path = f"/v1/applications/{filed.number}/milestones/{milestone}"
    city.call("POST", path, {"answers": answers} if answers else {}, who=WHO)


def _work(city: DemoCity, filed: Filed, *services: str) -> None:
    """Let officials work until the cases of these services are granted."""

    def done() -> bool:
        nodes = {node["id"]: node for node in _plan(city, filed)["nodes"]}
        for service in services:
            if nodes[service]["state"] == "started" and nodes[service]["status"]:
                _work_off(city, service, nodes[service]["case"])
        return all(nodes[service]["state"] == "granted" for service in services)

    wait_for(done, f"{', '.join(services)} to be granted")
    _say(f"granted: {', '.join(services)}")


def _work_off(city: DemoCity, service: str, case: str) -> None:
    """Do every open Task of a case, each by somebody whose Task it is."""
    for task in city.call(
        "GET", f"/v1/cases/{case}", who=_user(_definition("services", service)["department"], "head")
    )["tasks"]:
        if task["state"] != "open":
            continue
        who = _user(task["department"], task["role"])
        seen = city.call("GET", f"/v1/tasks/{task['task']}", who=who)
        body = {"version": seen["version"], **SAYS[task["kind"]](service, seen)}
        try:
            city.call("POST", f"/v1/tasks/{task['task']}/completion", body, who=who)
        except Failed as refused:
            if refused.status not in (403, 409):
                raise


def _intake(service: str, task: Json) -> Json:
    checks = task["checklist"]
    return {"checklist": {one["id"]: {"yes": True} for one in checks}} if checks else {"outcome": "accept"}


def _request(service: str, task: Json) -> Json:
    known = _example(service)["registers"]
    name = str(task["request"]).partition("#")[0]
    use = next(one for one in _definition("services", service)["requests"] if one["id"] == name)
    return {"outcome": "answer", "answer": known.get(name) or known[use["standard"]]}


def _expert(service: str, task: Json) -> Json:
    answers = _example(service).get("opinions", {}).get(task["sub_service"], {}).get("answers")
    return {"outcome": "pass", **({"outputs": answers} if answers else {})}


SAYS: dict[str, Callable[[str, Json], Json]] = {
    "intake": _intake,
    "request": _request,
    "expert": _expert,
    "decision": lambda service, task: {"outcome": "grant"},
}


def _heads(city: DemoCity, filed: Filed) -> list[str]:
    nodes = [node for node in _plan(city, filed)["nodes"] if node["kind"] == "service" and node["state"] != "out"]
    departments = {str(node["department"]) for node in nodes}
    return [_user(one, "head") for one in sorted(departments)]


def _is_told(city: DemoCity, head: str, filed: Filed) -> str:
    page = city.call("GET", "/v1/me/notifications?limit=100", who=head)
    return next((str(one["title"]) for one in page["items"] if one["number"] == filed.number), "")


def _user(department: str, role: str) -> str:
    return next(one.email for one in demo_users.USERS if one.department == department and role in one.roles)


@cache
def _definition(kind: str, id: str) -> Json:
    found: Json = json.loads((stack.PROJECT / "schemas" / kind / f"{id}.json").read_text(encoding="utf-8"))
    return found


def _example(service: str) -> Json:
    """Give the first worked example of a service, which is granted."""
    found: Json = _definition("services", service)["examples"][0]
    return found


def _say(text: str) -> None:
    print(f"    … {text}", flush=True)
