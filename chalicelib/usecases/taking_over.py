"""Taking over: what two cases of a plan ask their applicant is given once, in whichever of them comes first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from chalicelib.domain import papers
from chalicelib.domain.cases import Case, Fact, Status
from chalicelib.domain.chain import digest
from chalicelib.domain.clock import stamp
from chalicelib.domain.errors import AlreadyDone, InvalidAnswers
from chalicelib.domain.permissions import SYSTEM
from chalicelib.usecases import catalogue, correcting, parts
from chalicelib.usecases.context import of_case
from chalicelib.usecases.correcting import Correction
from chalicelib.usecases.retrying import persistently
from chalicelib.usecases.rounds import next_round

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores

ANSWERS, DOCUMENTS = "/answers/", "/documents/"


@dataclass(frozen=True, slots=True)
class There:
    """What a returned case asks and the whole application has meanwhile: answers, files by document.

    `left` are the pointers of what it hasn't; `new` says whether any of it is other than what the case holds.
    """

    answers: Mapping[str, Any]
    documents: Mapping[str, tuple[str, ...]]
    left: tuple[str, ...]
    new: bool


def take_over(stores: Stores, case: Case) -> bool:
    """Give a returned case of a plan what it asks and its applicant gave elsewhere in the plan meanwhile.

    False where something is still missing, or it doesn't suit this service. What is there then is asked no more, unless
    a specialist named it: what a person found wrong is corrected knowingly.
    """
    there = _there(stores, case)
    if not there.new:
        return False
    if there.left:
        if not (case.returned or {}).get("task"):
            persistently(stores, lambda: _ask_less(stores, case.id))
        return False
    name = digest({"answers": there.answers, "documents": there.documents})
    given = Correction(there.answers, {}, f"plan-{name[:40]}", name, there.documents)
    try:
        persistently(stores, lambda: correcting.write_correction(stores, SYSTEM, case.person, case.application, given))
    except (InvalidAnswers, AlreadyDone):
        return False
    return True


def _there(stores: Stores, case: Case) -> There:
    whole, part = stores.cases.application(str(case.plan)), stores.cases.application(case.application)
    given, own = stores.accounts.content(whole).answers, stores.accounts.content(part).answers
    answers: dict[str, Any] = {}
    documents: dict[str, tuple[str, ...]] = {}
    left = []
    for field in (case.returned or {}).get("fields", ()):
        name = field.removeprefix(ANSWERS)
        document = field.removeprefix(DOCUMENTS)
        if field.startswith(ANSWERS) and name in given:
            answers[name] = given[name]
        elif field.startswith(DOCUMENTS) and _is_another(whole.files, part.files, document):
            documents[document] = tuple(whole.files[document])
        else:
            left.append(field)
    new = bool(documents) or any(own.get(name) != value for name, value in answers.items())
    return There(answers, documents, tuple(left), new)


def _is_another(whole: papers.Files, part: papers.Files, document: str) -> bool:
    """Whether the whole application has a document that a case lacks, or a better one than was refused there."""
    return bool(whole.get(document)) and tuple(whole[document]) != tuple(part.get(document, ()))


def _ask_less(stores: Stores, case_id: str) -> None:
    """Put what is there into the case's part, and name only what is left; the term for it stays."""
    case = stores.cases.case(case_id)
    if case.status is not Status.RETURNED or case.returned is None:
        return
    there = _there(stores, case)
    if not (there.new and there.left):
        return
    part = stores.cases.application(case.application)
    content = stores.accounts.content(part)
    content = replace(content, answers={**content.answers, **there.answers})
    after = next_round(stores, part, content, files={**part.files, **there.documents})
    # What is there and doesn't suit this service is still asked, as are questions that follow from it.
    service = (bundle := catalogue.by_hash(stores, case.bundle)).service(case.service)
    left = list(dict.fromkeys([*there.left, *parts.lacking(stores, bundle, service, after)]))
    facts: tuple[Fact, ...] = (
        {"fact": "PartChanged", "round": after.round, "content": after.content_hash},
        {"fact": "ReturnNarrowed", "fields": left},
    )
    write = stores.begin(by="plan", at=stamp(stores.now()))
    write.corrected(part, after)
    # Whoever has the longer list before them may still send all of it.
    taken = sorted({*case.returned.get("taken", ()), *case.returned["fields"]} - {*left})
    narrowed = replace(case, returned={**case.returned, "fields": left, "taken": taken})
    write.change(case, narrowed, facts, context=of_case(case))
    write.commit()
