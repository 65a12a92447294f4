"""What a decision maker signs: the decision in canonical form, with all that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.domain.cases import Case, Fact
from chalicelib.domain.chain import canonical
from chalicelib.domain.work import SubServiceWork, Task

ALGORITHM = "ECDSA_SHA_256"
_OF_THE_SIGNATURE = ("digest", "value", "algorithm")


def decision(case: Case, task: Task, grounds: Iterable[Mapping[str, Any]], subs: Iterable[SubServiceWork]) -> Fact:
    """Make the fact of a signed decision, without its signature: codes and ids only.

    `rests` names the heads of the chains of all sub-services, `dissent` the experts who said otherwise.
    """
    known = sorted(subs, key=lambda sub: sub.id)
    return {
        "fact": "DecisionSigned",
        "task": task.id,
        "outcome": task.outcome,
        "grounds": [{"code": ground["code"], "clause": ground["clause"]} for ground in grounds],
        "attachment": task.attachment,
        "rests": {sub.aggregate: sub.chain for sub in known},
        "dissent": [
            {"sub_service": sub.id, "task": one["task"], "by": one["by"], "outcome": one["outcome"]}
            for sub in known
            for one in sub.opinions
            if one["task"] in sub.dissent
        ],
        "by": task.done_by,
        "at": task.done_at,
        "of": {"case": case.id, "number": case.number, "service": case.service, "bundle": case.bundle},
    }


def signed_text(fact: Fact) -> bytes:
    """Give what is signed of a DecisionSigned fact, as it was made or as it is stored."""
    return canonical({name: value for name, value in fact.items() if name not in _OF_THE_SIGNATURE})
