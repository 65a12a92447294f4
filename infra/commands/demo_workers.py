"""Staff of the demonstration who work their queues off over HTTP, each Task by what the Task itself shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from infra.commands import demo_users
from infra.commands.demo_city import DemoCity, Failed, Json

QUEUES = {
    "intake": ("intake", "handover"),
    "expert": ("expert",),
    "decision_maker": ("decision",),
    "responder": ("request",),
}
"""Role → kinds of Tasks that it does."""
PAGE = 100
Skip = Callable[[Json], bool]


def work_off(city: DemoCity, pool: ThreadPoolExecutor, skip: Skip = lambda _: False) -> Counter[str]:
    """Let everybody do every open Task of their queues once; give how many of each kind were done.

    `skip` names Tasks that are left lying. A Task that somebody else did meanwhile is left to them.
    """
    done: Counter[str] = Counter()
    today = city.call("GET", "/v1/statistics")["until"]
    for user, kind in _desks():
        tasks = [task for task in _queue(city, user, kind) if not skip(task)]
        for kind_done in pool.map(lambda task, who=user.email: _do(city, task, who, today), tasks):
            done[kind_done] += 1
    return done


def _desks() -> Iterator[tuple[demo_users.User, str]]:
    for user in demo_users.USERS:
        for role in user.roles:
            for kind in QUEUES.get(role, ()):
                yield user, kind


def _queue(city: DemoCity, user: demo_users.User, kind: str) -> list[Json]:
    path = f"/v1/tasks?department={user.department}&kind={kind}&limit={PAGE}"
    found: list[Json] = []
    cursor = ""
    while True:
        page = city.call("GET", path + cursor, who=user.email)
        found += [task for task in page["items"] if task["role"] in user.roles]
        if not page["next"]:
            return found
        cursor = f"&cursor={page['next']}"


def _do(city: DemoCity, task: Json, who: str, today: str) -> str:
    """Complete one Task; "left" where somebody else did it, or this person may not."""
    try:
        seen = city.call("GET", f"/v1/tasks/{task['task']}", who=who)
        city.call("POST", f"/v1/tasks/{task['task']}/completion", said(seen, today), who=who)
    except Failed as refused:
        if any(f": {status} " in str(refused) for status in (403, 404, 409)):
            return "left"
        raise
    return str(task["kind"])


def said(task: Json, today: str) -> Json:
    """Give what somebody careful says about a Task."""
    body: Json = {"version": task["version"]}
    match task["kind"]:
        case "intake":
            checks = task["checklist"]
            return body | (
                {"checklist": {one["id"]: {"yes": True} for one in checks}} if checks else {"outcome": "accept"}
            )
        case "expert":
            return body | {"outcome": "pass"}
        case "decision":
            return body | {"outcome": "grant"}
        case "handover":
            receipt = {"handed_over_on": today, "receipt": {"number": f"R-{task['number']}"}}
            return body | {"outcome": "handed_over", "identity": {"document": "passport", "number": "9299"}, **receipt}
    raise Failed(f"nobody here knows how to do a Task of kind {task['kind']}")
