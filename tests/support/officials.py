"""Officials who do every Task of an application over HTTP, each as the worked example of its service says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from infra.commands import demo_users
from tests.stack.deployed import Answer
from tests.support import situations
from tests.support.city import City

Json = dict[str, Any]
Says = Callable[[Json, Json], Json]
"""A Task and what would be said about it → what is said; nothing leaves the Task to lie."""


def as_expected(_: Json, said: Json) -> Json:
    return said


def work_off(city: City, cases: dict[str, str], says: Says = as_expected) -> Counter[str]:
    """Let officials do every open Task of some cases (case → its service); give how many of each kind were done."""
    done: Counter[str] = Counter()
    for case, service in cases.items():
        seen = city.deployed.call("GET", f"/v1/cases/{case}", token=city.deployed.staff(head_of(service)))
        if seen.status == 404:
            continue  # its plan asked for it a moment ago
        assert seen.status == 200, seen.json
        for task in seen.json["tasks"]:
            if task["state"] == "open":
                done[f"{service}:{task['kind']}"] += _do(city, _who(task), task, says)
    return done


def head_of(service: str) -> str:
    """Who heads the department of a service."""
    department = situations.shipped().service(service).department
    return next(one.email for one in demo_users.USERS if one.department == department and "head" in one.roles)


def _who(task: Json) -> demo_users.User:
    desks = [one for one in demo_users.USERS if one.department == task["department"] and task["role"] in one.roles]
    assert desks, (task["department"], task["role"])
    return desks[0]


def _do(city: City, user: demo_users.User, task: Json, says: Says) -> int:
    token = city.deployed.staff(user.email)
    seen = city.deployed.call("GET", f"/v1/tasks/{task['task']}", token=token).json
    body = says(seen, {"version": seen["version"], **said(seen)})
    if not body:
        return 0
    answer: Answer = city.deployed.call("POST", f"/v1/tasks/{task['task']}/completion", body=body, token=token)
    if answer.status in (403, 409):
        return 0
    assert answer.status == 200, (task["service"], task["kind"], body, answer.json)
    return 1


def said(task: Json) -> Json:
    """What somebody says about a Task where everything is as in the first worked example."""
    service = situations.shipped().service(task["service"])
    example = service.examples[0]
    match task["kind"]:
        case "intake":
            checks = task["checklist"]
            return {"checklist": {one["id"]: {"yes": True} for one in checks}} if checks else {"outcome": "accept"}
        case "request":
            use = service.request(task["request"])
            known = example["registers"]
            return {"outcome": "answer", "answer": known.get(use.id) or known[use.standard]}
        case "expert":
            opinion = example.get("opinions", {}).get(task["sub_service"], {})
            answers = opinion.get("answers")
            return {"outcome": "pass", **({"outputs": answers} if answers else {})}
    return {"outcome": "grant"}
