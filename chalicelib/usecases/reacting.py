"""Driving: whatever must start or go on because of a fact. Safe to repeat, in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain import reactions
from chalicelib.usecases import waiting

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.commits import Commit
    from chalicelib.bootstrap import Stores


def drive(stores: Stores, commit: Commit) -> None:
    """Start and resume the executions that a commit's facts ask for, then note that this is done.

    A fact is a hint: whether somebody may go on is read from the tables. Raises TransientError.
    """
    if "drive" not in commit.owes:
        return
    context = commit.context
    case_id = str(context["case"])
    for fact in commit.facts:
        match fact["fact"]:
            case "ExecutionRequested":
                stores.workflows.start_case(case_id, int(fact["n"]))
            case "SubServiceOpened":
                stores.workflows.start_sub_service(case_id, fact["sub_service"], int(fact["n"]))
            case "SubServiceDecided" | "CaseResumed":
                waiting.resume_all(stores, reactions.assessment(case_id))
            case "RequestAnswered" | "RequestSilent":
                for sub in stores.cases.file(case_id, opened=False).sub_services.values():
                    if fact["request"] in sub.requests and sub.state == "open":
                        waiting.resume_all(stores, reactions.answers(case_id, sub.id))
            case "FileChecked":
                waiting.resume_all(stores, reactions.files(case_id))
            case "TaskDone":
                waiting.resume_all(stores, reactions.task(fact["task"]))
            case "CaseWithdrawn":
                for waiter in stores.waiters.of_case(case_id):
                    waiting.resume(stores, waiter)
    stores.commits.mark_reacted(commit, "drive")
