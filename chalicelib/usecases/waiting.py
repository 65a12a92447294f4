"""Waits: a state machine's token is kept until what it waits for is done, then the execution goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain import reactions
from chalicelib.domain.cases import Status
from chalicelib.domain.clock import stamp
from chalicelib.domain.errors import NotFound
from chalicelib.usecases import files, opinions

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.waiters import Waiter
    from chalicelib.bootstrap import Stores


def wait(stores: Stores, *, state: str, case_id: str, sub_id: str | None, execution: str, token: str) -> None:
    """Keep the token of an execution that waits in one of the machines' token states."""
    subject = _subject(stores, state, case_id, sub_id)
    stores.waiters.put(stores.waiters.new(subject, execution, state, case_id, token, stamp(stores.now())))


def _subject(stores: Stores, state: str, case_id: str, sub_id: str | None) -> str:
    match state:
        case "wait_for_assessment":
            return reactions.assessment(case_id)
        case "wait_for_files":
            return reactions.files(case_id)
        case "wait_for_answers":
            return reactions.answers(case_id, str(sub_id))
        case "wait_for_expert":
            sub = stores.cases.sub_service(case_id, str(sub_id))
            still = opinions.open_tasks(stores, sub)
            return reactions.task(still[0].id if still else str(sub.task))
        case "wait_for_intake" | "wait_for_decision":
            return reactions.task(str(stores.cases.case(case_id).task))
    raise NotFound(f"no state waits by the name {state}")


def is_done(stores: Stores, subject: str) -> bool:
    """Say, from the tables alone, whether what somebody waits for is done or not needed any more."""
    kind, _, rest = subject.partition("#")
    try:
        match kind:
            case "ASSESSMENT":
                file = stores.cases.file(rest, opened=False)
                if file.case.ended:
                    return True
                settled = all(sub.state == "decided" for sub in file.sub_services.values())
                return settled and file.case.status is not Status.SUSPENDED
            case "ANSWERS":
                case_id, _, sub_id = rest.partition("#")
                file = stores.cases.file(case_id, opened=False)
                wanted = file.sub_services[sub_id].requests
                mine = stores.cases.requests_of(file.case, opened=False)
                return file.case.ended or all(mine[key].settled for key in wanted if key in mine)
            case "TASK":
                return rest == "None" or stores.cases.task(rest, opened=False).state != "open"
            case "FILES":
                case = stores.cases.case(rest)
                return case.ended or not files.waits(stores, case)
    except NotFound:
        return True
    raise NotFound(f"nothing waits for {kind}")


def look(stores: Stores, waiter: Waiter) -> None:
    """React to a Waiter: resume it if its subject is done already."""
    if is_done(stores, waiter.subject):
        resume(stores, waiter)
    else:
        stores.waiters.mark_reacted(waiter)


def resume_all(stores: Stores, subject: str) -> None:
    """React to a subject: if it is done, resume everybody who waits for it."""
    waiters = stores.waiters.of_subject(subject)
    if waiters and is_done(stores, subject):
        for waiter in waiters:
            resume(stores, waiter)


def resume(stores: Stores, waiter: Waiter) -> None:
    """Let an execution go on; a token that nobody waits with any more is forgotten, never retried."""
    stores.workflows.resume(waiter.token)
    stores.waiters.remove(waiter)
