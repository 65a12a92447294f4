"""Staff of the demonstration who do their Tasks over HTTP, each by what the Task itself shows."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from infra.commands import demo_papers, demo_users
from infra.commands.demo_city import DemoCity, Failed, Json

KINDS = {
    "intake": "intake",
    "handover": "intake",
    "expert": "expert",
    "decision": "decision_maker",
    "request": "responder",
}
"""Kind of Task → role that does it."""
PAGE = 100
COUNTER = "multifunctional-centre"
LEFT = (403, 404, 409)
"""Answers to somebody who may not do a Task, or came too late: it is left to the others."""
CHECKED_SECONDS = 30

INSPECTED = {"species_class": "low", "compensation_trees": 1}
PREPARED = {"reference": "Ф. 17, оп. 2, д. 114, л. 5–7", "sheets": 3}
OUTPUTS = {"inspection": INSPECTED, "extract": PREPARED}
"""What experts answer, by sub-service."""
FOUND = {"result": "found", "private": True, "created_on": "1998-04-01", "reference": PREPARED["reference"]}
ANSWERS: dict[str, Json] = {
    "electricity": {"opinion": "no_objection", "distance": 12},
    "heat": {"opinion": "with_supervision", "distance": 4},
    "building-permit": {"status": "valid", "same_plot": True},
    "archive-search": FOUND,
    "kinship": {"result": "confirmed"},
}
"""What responders answer, by the name that the service gives the Request."""
ABSENT = {"archive-search": {"result": "not_found", "private": False}}
"""What they answer where there is nothing to be found."""


@dataclass(frozen=True)
class Job:
    """A Task and the member of staff who is to do it."""

    task: Json
    who: str

    @property
    def request(self) -> str:
        """The Request that it asks to answer, by its name in the service; "" where it is none."""
        return str(self.task["request"] or "").partition("#")[0]


@dataclass(frozen=True)
class Manner:
    """How somebody does a Task: `deny` looks for what speaks against it; `doubt` names fields to be corrected."""

    deny: bool = False
    doubt: tuple[str, ...] = ()


PLAIN = Manner()


def jobs(city: DemoCity, department: str, kind: str, staff: list[str]) -> list[Job]:
    """Hand out a queue as it is now: Tasks about one and the same question go to different people."""
    asked: dict[tuple[Any, ...], int] = defaultdict(int)
    found = []
    for task in _queue(city, department, kind, staff[0]):
        question = (task["case"], task["sub_service"])
        found.append(Job(task, staff[asked[question] % len(staff)]))
        asked[question] += 1
    return found


def desks(services: Collection[str]) -> Iterator[tuple[str, str, list[str]]]:
    """The kinds of Tasks that services give to departments and to the counter that serves all, with who does them."""
    departments = {department for department, _ in demo_users.needed(services)} | {COUNTER}
    staff: dict[tuple[str, str], list[str]] = defaultdict(list)
    for user in demo_users.USERS:
        for kind, role in KINDS.items():
            if role in user.roles and user.department in departments:
                staff[user.department, kind].append(user.email)
    for (department, kind), people in staff.items():
        yield department, kind, people


def _queue(city: DemoCity, department: str, kind: str, who: str) -> Iterator[Json]:
    path = f"/v1/tasks?department={department}&kind={kind}&limit={PAGE}"
    cursor = ""
    while True:
        page = city.call("GET", path + cursor, who=who)
        yield from (task for task in page["items"] if task["role"] == KINDS[kind])
        if not page["next"]:
            return
        cursor = f"&cursor={page['next']}"


def do(city: DemoCity, job: Job, today: str, manner: Manner = PLAIN) -> bool:
    """Complete a Task; False where somebody else has, or this person may not."""
    task, path = job.task, f"/v1/tasks/{job.task['task']}"
    try:
        if task["kind"] in SHOWN:
            task = city.call("GET", path, who=job.who)
        body = {"version": task["version"], **SAYS[task["kind"]](city, Job(task, job.who), today, manner)}
        _complete(city, f"{path}/completion", body, job.who)
    except Failed as refused:
        if refused.status in LEFT:
            return False
        raise
    return True


def _complete(city: DemoCity, path: str, body: Json, who: str) -> None:
    """Say what was found; a result that was added a moment ago may have to wait for its check."""
    deadline = time.monotonic() + CHECKED_SECONDS
    while True:
        try:
            city.call("POST", path, body, who=who)
        except Failed as refused:
            if "attachment-unchecked" not in str(refused) or time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def _intake(city: DemoCity, job: Job, today: str, manner: Manner) -> Json:
    checks = job.task["checklist"]
    if not checks:
        return {"outcome": "accept"}
    doubt = manner.doubt if job.task["round"] == 1 else ()  # whoever has corrected it is asked nothing more
    wrong = {one["id"] for one in checks if one["about"].get("field") in doubt}
    said = {"yes": False, "note": "Напишите точнее, по этим словам не найти."}
    return {"checklist": {one["id"]: said if one["id"] in wrong else {"yes": True} for one in checks}}


def _request(city: DemoCity, job: Job, today: str, manner: Manner) -> Json:
    known = ABSENT if manner.deny and job.request in ABSENT else ANSWERS
    return {"outcome": "answer", "answer": known[job.request]}


def _expert(city: DemoCity, job: Job, today: str, manner: Manner) -> Json:
    outputs = OUTPUTS.get(job.task["sub_service"])
    if manner.deny and job.task["sub_service"] in GROUNDS:
        return {"outcome": "refuse", "grounds": [GROUNDS[job.task["sub_service"]]]}
    return {"outcome": "pass", **({"outputs": outputs} if outputs else {})}


GROUNDS = {"inspection": "healthy-tree"}
"""On what ground an expert refuses, by sub-service."""


def _decision(city: DemoCity, job: Job, today: str, manner: Manner) -> Json:
    proposal = job.task["proposal"]
    if proposal["grounds"]:
        return {"outcome": "refuse", "grounds": [one["code"] for one in proposal["grounds"]]}
    if not _on_paper(job.task):
        return {"outcome": "grant"}
    paper = city.send(demo_papers.empty_page(), demo_papers.PDF, who=job.who, task=job.task["task"])
    return {"outcome": "grant", "attachment": paper}


def _on_paper(task: Json) -> bool:
    """Whether what is decided results in a paper, which whoever decides attaches."""
    return any(one["sub_service"] == "extract" for one in task["expertise"])


def _handover(city: DemoCity, job: Job, today: str, manner: Manner) -> Json:
    receipt = f"R-{job.task['number']}"
    if job.task["reason"] == "post":
        return {"outcome": "posted", "posted_on": today, "tracking": receipt}
    identity = {"document": "passport", "number": "9299 000000"}
    return {"outcome": "handed_over", "handed_over_on": today, "identity": identity, "receipt": {"number": receipt}}


SHOWN = ("intake", "decision")
"""Kinds of Tasks that are done by what the Task shows beyond its entry in the queue."""
SAYS: Mapping[str, Callable[[DemoCity, Job, str, Manner], Json]] = {
    "intake": _intake,
    "request": _request,
    "expert": _expert,
    "decision": _decision,
    "handover": _handover,
}
