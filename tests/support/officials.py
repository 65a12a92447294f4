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
KINDS = {
    "intake": ("intake",),
    "expert": ("expert",),
    "decision_maker": ("decision",),
    "responder": ("request",),
}
Says = Callable[[Json, Json], Json]
"""A Task and what would be said about it → what is said."""


def as_expected(_: Json, said: Json) -> Json:
    return said


def work_off(city: City, number: str, says: Says = as_expected) -> Counter[str]:
    """Let everybody do what lies in their queues for an application; give how many Tasks of each kind were done."""
    done: Counter[str] = Counter()
    for user in demo_users.USERS:
        for role in user.roles:
            for kind in KINDS.get(role, ()):
                for task in _queue(city, user, kind):
                    if task["number"] == number and task["role"] == role:
                        done[f"{task['service']}:{kind}"] += _do(city, user, task, says)
    return done


def _queue(city: City, user: demo_users.User, kind: str) -> list[Json]:
    query = {"department": user.department, "kind": kind, "limit": "100"}
    answer = city.deployed.call("GET", "/v1/tasks", query=query, token=city.deployed.staff(user.email))
    assert answer.status == 200, answer.json
    found: list[Json] = answer.json["items"]
    return found


def _do(city: City, user: demo_users.User, task: Json, says: Says) -> int:
    token = city.deployed.staff(user.email)
    seen = city.deployed.call("GET", f"/v1/tasks/{task['task']}", token=token).json
    body = says(seen, {"version": seen["version"], **said(seen)})
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
