"""Driving: whatever must start or go on because of a fact. Safe to repeat, in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain import reactions
from chalicelib.usecases import claiming, planning, refreshing, sharing, waiting

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
    case_id = str(context.get("case"))
    planned = "plan" in context
    for fact in commit.facts:
        match fact["fact"]:
            case "ExecutionRequested":
                stores.workflows.start_case(case_id, int(fact["n"]))
            case "SubServiceOpened":
                stores.workflows.start_sub_service(case_id, fact["sub_service"], int(fact["n"]))
            case "SubServiceDecided" | "CaseResumed":
                waiting.resume_all(stores, reactions.assessment(case_id))
            case "RequestAnswered" | "RequestSilent":
                users = sharing.users(stores, commit.aggregate) if planned else [(case_id, fact["request"])]
                for user, key in users:
                    for sub in stores.cases.file(user, opened=False).sub_services.values():
                        if key in sub.requests and sub.state == "open":
                            waiting.resume_all(stores, reactions.answers(user, sub.id))
            case "FileChecked":
                for one in planning.live_cases(stores, str(context["plan"])) if case_id == "None" else (case_id,):
                    waiting.resume_all(stores, reactions.files(one))
            case "TaskDone":
                waiting.resume_all(stores, reactions.task(fact["task"]))
            case "CaseWithdrawn":
                for waiter in stores.waiters.of_case(case_id):
                    waiting.resume(stores, waiter)
            case "NodeStarted":
                stores.workflows.start_case(str(fact["case"]), 1)
            case "CasesDropped":
                for one in fact["cases"]:
                    planning.drop(stores, str(one), reason=str(fact["reason"]))
            case "AnswersChanged":
                for one in fact["cases"]:
                    stores.workflows.start_case_again(str(one), f"plan-{commit.seq}")
            case "AnswerChanged":
                for user, key in sharing.users(stores, commit.aggregate):
                    if not refreshing.question(stores, str(context["plan"]), user, key):
                        stores.workflows.start_case_again(user, f"{key}-{commit.seq}")
    if "claiming" in context and {fact["fact"] for fact in commit.facts} & reactions.RELEASING:
        claiming.release(stores, case_id)
    if planned and case_id != "None" and {fact["fact"] for fact in commit.facts} & reactions.PLANNED:
        planning.follow(stores, str(context["plan"]), case_id)
    stores.commits.mark_reacted(commit, "drive")
