"""Expertise: everything that a decision rests on, in one view for who decides, and what an expert is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.domain import assessment
from chalicelib.domain.work import RequestWork, SubServiceWork, Task, TaskKind
from chalicelib.usecases import plan_views
from chalicelib.usecases.knowing import Known, know

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def of_task(stores: Stores, task: Task) -> dict[str, Any]:
    """Give what whoever does the Task needs to see, which they were allowed to read.

    An expert sees the closed inputs of the sub-service and its Requests; a decision maker sees all sub-services, with
    row, clause and inputs, Requests with answers and who gave them, opinions with dissent, documents, and the proposal.
    Both see which rules of contradiction the case breaks now: an expert of another department can't read the case.
    """
    if task.kind not in (TaskKind.EXPERT, TaskKind.DECISION):
        return {}
    file = stores.cases.file(task.case)
    known = know(stores, file.case, file.sub_services)
    plan = plan_views.of_case(stores, file.case)
    broken = {"contradictions": [] if plan is None else plan.broken}
    if task.kind == TaskKind.EXPERT:
        mine = (sub for name, sub in file.sub_services.items() if name == task.sub_service)
        asked = known.service.sub_service(str(task.sub_service)).expert_answers
        return {
            "expertise": [_sub_service(stores, known, sub, words=False) for sub in mine],
            "asked": {name: _asked(known, answer) for name, answer in asked.items()},
            **broken,
        }
    outcome, codes = assessment.decision_of(
        assessment.SubServiceOutcome(str(sub.outcome), grounds=sub.grounds) for sub in known.subs.values()
    )
    application = stores.cases.application(task.application)
    return {
        "proposal": {"outcome": outcome, "grounds": [_ground(known, code) for code in codes]},
        "expertise": [_sub_service(stores, known, sub, words=True) for sub in known.subs.values()],
        "attaching": known.service.decision.attachment,
        "documents": {name: list(files) for name, files in application.files.items()},
        **broken,
    }


def _sub_service(stores: Stores, known: Known, sub: SubServiceWork, *, words: bool) -> dict[str, Any]:
    definition = known.service.sub_service(sub.id)
    return {
        "sub_service": sub.id,
        "title": dict(definition.title),
        "state": sub.state,
        "outcome": sub.outcome,
        "grounds": [_ground(known, code) for code in sub.grounds],
        "outputs": sub.outputs,
        "row": sub.row,
        "clause": sub.clause,
        "by": sub.by,
        "reason": sub.reason,
        "inputs": assessment.gather_inputs(definition, known.scope),
        "requests": [_request(known.requests[key]) for key in sub.requests if key in known.requests],
        "policy": definition.opinions.policy,
        "opinions": [_opinion(stores, known, sub, one) for one in sub.opinions] if words else [],
    }


def _asked(known: Known, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Show an answer that an expert gives: its term's schema and words, and whether it has to be given."""
    term = known.bundle.vocabulary[answer["term"]]
    shown = {part: term[part] for part in ("schema", "title", "help", "values") if part in term}
    return shown | {"required": bool(answer.get("required", False))}


def _opinion(stores: Stores, known: Known, sub: SubServiceWork, said: dict[str, Any]) -> dict[str, Any]:
    task = stores.cases.task(said["task"])
    return {
        **said,
        "grounds": [_ground(known, code) for code in said["grounds"]],
        "department": task.department,
        "parent": task.parent,
        "question": task.question,
        "note": task.note,
        "answers": task.outputs,
        "dissents": task.id in sub.dissent,
    }


def _request(request: RequestWork) -> dict[str, Any]:
    shown = ("key", "standard", "state", "answer", "answered_at", "answered_by", "department", "silent")
    return {name: getattr(request, name) for name in shown}


def _ground(known: Known, code: str) -> dict[str, Any]:
    ground = known.service.grounds[code]
    return {"code": code, "clause": ground.clause, "text": dict(ground.text)}
