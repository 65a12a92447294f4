"""A decision maker's answer: what it may say, its signature, and that the signature holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chalicelib.domain import files, signatures
from chalicelib.domain.cases import Case, Fact
from chalicelib.domain.chain import Flaw, sha256
from chalicelib.domain.definitions import Service
from chalicelib.domain.errors import FieldError
from chalicelib.domain.opinions import REFUSE
from chalicelib.domain.work import Task
from chalicelib.usecases import catalogue
from chalicelib.usecases.context import of_case
from chalicelib.usecases.files import wrong_with_task_file

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.cases import CaseFile
    from chalicelib.adapters.dynamodb.commits import Commit
    from chalicelib.adapters.dynamodb.unit import UnitOfWork
    from chalicelib.bootstrap import Stores
    from chalicelib.usecases.completions import Completion


def check(stores: Stores, task: Task, file: CaseFile, service: Service, said: Completion) -> list[FieldError]:
    """Name what is wrong with a decision: a veto that it ignores, a result attached or missing against the service."""
    wrong = []
    attached = (said.more or {}).get("attachment")
    if service.decision.attachment == "none" and attached is not None:
        wrong.append(FieldError("/attachment", "unknown"))
    elif attached is not None:
        wrong += wrong_with_task_file(stores, task, attached, "/attachment")
    if service.decision.attachment == "required" and attached is None and said.outcome == "grant":
        wrong.append(FieldError("/attachment", "required"))
    if said.outputs:
        wrong.append(FieldError("/outputs", "unknown"))
    if said.outcome == "grant":
        vetoed = [
            sub.id
            for sub in file.sub_services.values()
            if sub.opinions and sub.outcome == REFUSE and service.sub_service(sub.id).opinions.policy == "veto"
        ]
        wrong += [FieldError("/outcome", "vetoed", {"sub_service": one}) for one in vetoed]
    return wrong


def conclude(stores: Stores, file: CaseFile, service: Service, said: Completion) -> tuple[Completion, dict[str, Any]]:
    """Keep the attached result with the Task."""
    return said, {"attachment": (said.more or {}).get("attachment")}


def record(stores: Stores, write: UnitOfWork, task: Task, file: CaseFile, facts: tuple[Fact, ...]) -> None:
    """Sign the decision and keep the signature with the case and as a fact of its own; its file is the case's now."""
    case = file.case
    service = catalogue.by_hash(stores, case.bundle).service(case.service)
    grounds = [{"code": code, "clause": service.grounds[code].clause} for code in task.grounds]
    fact = signatures.decision(case, task, grounds, file.sub_services.values())
    text = signatures.signed_text(fact)
    signature = {"algorithm": signatures.ALGORITHM, "digest": sha256(text), "value": stores.signing.sign(text)}
    signed = replace(case, signature=signature | {"by": task.done_by, "at": task.done_at}, attachment=task.attachment)
    if task.attachment is not None:
        facts = (*facts, files.attachment_fact([stores.files.read(task.attachment)]))
    write.change(case, signed, (*facts, fact | signature), context=of_case(case), witness=fact["rests"])


def flaw_of(stores: Stores, commits: list[Commit], case: Case) -> Flaw | None:
    """Find a decision whose signature doesn't hold, or that was carried out otherwise than it was signed."""
    last: tuple[int, Fact] | None = None
    for commit in commits:
        for fact in commit.facts:
            if fact["fact"] == "DecisionSigned":
                text = signatures.signed_text(fact)
                if fact["digest"] != sha256(text) or not stores.signing.is_signed(text, fact["value"]):
                    return Flaw(case.aggregate, commit.seq, "the signature of the decision doesn't hold")
                last = commit.seq, fact
            elif fact["fact"] in ("CaseGranted", "CaseRefused") and last is not None and fact["by"] == last[1]["by"]:
                told: Any = ("CaseGranted" if last[1]["outcome"] == "grant" else "CaseRefused", last[1]["grounds"])
                if told != (fact["fact"], list(fact.get("grounds", ()))):
                    return Flaw(case.aggregate, commit.seq, "the decision isn't the one that was signed")
    if case.signature is not None and (last is None or case.signature["value"] != last[1]["value"]):
        return Flaw(case.aggregate, case.version, "the signature isn't the one of its fact")
    return None
