"""A paper application: its scan is a file that is checked, bound to it, and compared with what was typed."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.chain import canonical, sha256
from chalicelib.domain.errors import FourEyes, InvalidAnswers, InvalidInput, NotFound
from chalicelib.domain.permissions import ANONYMOUS, SYSTEM, Actor, Membership
from chalicelib.domain.work import Task
from chalicelib.usecases import catalogue, correcting, counter, files, filing, intake, tasks, tracking, verifying
from chalicelib.usecases.completions import Completion
from chalicelib.usecases.correcting import Correction
from tests.support import papers, worlds
from tests.support import sample_files as samples
from tests.support.municipality import Municipality, municipality

DEPARTMENT = "transport-committee"
TYPER, OTHER = (Actor("staff", name, (Membership(DEPARTMENT, ("intake",)),)) for name in ("typer", "other"))
SEEN = {"document": "паспорт", "number": "9200 000000", "seen_on": "2026-11-23"}
SCAN = samples.pdf()
HASH = hashlib.sha256(SCAN).hexdigest()


@pytest.fixture
def town() -> Iterator[Municipality]:
    with municipality() as made:
        yield made


def scan(town: Municipality, actor: Actor = TYPER, content: bytes = SCAN, *, check: bool = True) -> str:
    file = papers.send(town.stores, actor, worlds.SERVICE, "scan", content)
    if check:
        files.examine(town.stores, file)
    return file


def typed(town: Municipality, actor: Actor = TYPER, intake: dict[str, Any] | None = None, **told: Any) -> filing.Filed:
    """Type a paper in; `told` is what is said of its scan."""
    answers = town.world("granted-registered").answers
    request = filing.FilingRequest(
        service=worlds.SERVICE,
        answers=answers,
        contact={},
        language="tt",
        channel="paper",
        key=uuid.uuid4().hex,
        body_hash=sha256(canonical(answers)),
        collect="counter",
        intake={"identity": SEEN, **({"scan": told} if told else {}), **(intake or {})},
        applicant={"kind": "person", "name": "Гөлнара Сафина"},
    )
    filed = counter.file(town.stores, actor, request)
    town.machines.settle()
    return filed


def refused(town: Municipality, actor: Actor = TYPER, **more: Any) -> set[tuple[str, str]]:
    with pytest.raises(InvalidAnswers) as wrong:
        typed(town, actor, **more)
    return {(one.pointer, one.reason) for one in wrong.value.errors}


def status(town: Municipality, filed: filing.Filed) -> str:
    return str(town.stores.cases.case(filed.case.id).status)


def task_of(town: Municipality, filed: filing.Filed) -> Task:
    (task,) = (one for one in town.view(filed.case.id).tasks if (one.kind, one.state) == ("intake", "open"))
    return task


def compare(town: Municipality, filed: filing.Filed, *, yes: bool, who: Actor = OTHER) -> None:
    task = task_of(town, filed)
    said = Completion(None, more={"checklist": {intake.TYPED: {"yes": yes, "note": "A page is missing"}}})
    tasks.complete(town.stores, who, task.id, version=task.version, said=said)
    town.machines.settle()


def correct(
    town: Municipality, filed: filing.Filed, who: Actor, answers: dict[str, Any], **documents: tuple[str, ...]
) -> None:
    given = Correction(answers, documents, uuid.uuid4().hex, "0" * 64)
    secret = None if who.kind == "staff" else filed.secret
    correcting.correct(town.stores, who, filed.application.number, secret, given)
    town.machines.settle()


def facts(town: Municipality, filed: filing.Filed, name: str) -> list[dict[str, Any]]:
    chain = town.stores.commits.chain(filed.case.aggregate)
    return [fact for commit in chain for fact in commit.facts if fact["fact"] == name]


def test_the_scan_is_bound_in_the_filings_write_and_seen_beside_the_checklist(town: Municipality) -> None:
    file = scan(town)
    filed = typed(town, file=file, sha256=HASH)
    bound = town.stores.files.read(file)
    assert (bound.application, bound.case) == (filed.application.id, filed.case.id)
    assert facts(town, filed, "FilesAttached")[0]["files"] == [
        {"document": "scan", "file": file, "sha256": HASH, "declared": HASH}
    ]
    assert refused(town, file=file) == {("/scan/file", "file-not-yours")}
    shown = intake.checklist_of(town.stores, OTHER, task_of(town, filed))
    assert (shown[0]["id"], shown[0]["about"]["document"], shown[0]["about"]["files"]) == (intake.TYPED, "scan", [file])
    _, url = files.read(town.stores, OTHER, file, None)
    assert "released" in url
    with pytest.raises(NotFound):
        files.read(town.stores, Actor("staff", "x", (Membership("archives", ("intake",)),)), file, None)


def test_who_typed_may_not_compare_and_nothing_goes_on_without(town: Municipality) -> None:
    filed = typed(town, file=scan(town))
    task = task_of(town, filed)
    with pytest.raises(FourEyes):
        compare(town, filed, yes=True, who=TYPER)
    for more in ({}, {"checklist": {}}):
        with pytest.raises(InvalidInput) as wrong:
            tasks.complete(town.stores, OTHER, task.id, version=task.version, said=Completion("accept", more=more))
        assert [(one.pointer, one.reason) for one in wrong.value.errors] == [(f"/checklist/{intake.TYPED}", "required")]
    assert status(town, filed) == "verification"
    compare(town, filed, yes=True)
    assert status(town, filed) == "granted"
    view = town.view(filed.case.id)
    done = tracking.compared(view)
    assert done is not None and done.done_by == "other" and view.followed.application.typed_by == "typer"
    content = tracking.content_of(town.stores, view)
    assert content is not None and content.intake["identity"] == SEEN
    assert [(one.document, one.state) for one in view.files] == [("scan", "released")]
    assert verifying.verify(town.stores, SYSTEM, filed.case.id).flaw is None


def test_nobody_looks_before_the_scan_is_checked(town: Municipality) -> None:
    file = scan(town, check=False)
    filed = typed(town, file=file)
    assert town.view(filed.case.id).tasks == ()
    assert files.examine(town.stores, file) == "released"
    town.machines.settle()
    assert task_of(town, filed)


def test_a_scan_that_is_another_file_than_was_said_is_found_before_or_after_filing(town: Municipality) -> None:
    said = "0" * 64
    assert refused(town, file=scan(town), sha256=said) == {("/scan/sha256", "file-other-hash")}
    file = scan(town, check=False)
    filed = typed(town, file=file, sha256=said)
    assert files.examine(town.stores, file) == "refused"
    town.machines.settle()
    (defect,) = tracking.follow(town.stores, ANONYMOUS, filed.application.number, filed.secret).defects
    assert (defect["pointer"], defect["reason"]) == ("/documents/scan", "file-other-hash")
    assert defect["document"]["ru"] == "Скан бумажного заявления"
    assert facts(town, filed, "FileChecked")[0]["sha256"] == HASH


def test_a_check_that_ends_while_it_is_filed_still_compares(town: Municipality) -> None:
    file = scan(town, check=False)
    before = town.stores.files.read
    filed: list[filing.Filed] = []

    def read(file_id: str) -> Any:
        found = before(file_id)
        if not filed:
            town.stores.files.read = before
            filed.append(typed(town, file=file, sha256="0" * 64))
        return found

    town.stores.files.read = read
    assert files.examine(town.stores, file) == "refused"
    assert town.stores.files.read(file).reason == "file-other-hash"


def test_a_refused_scan_comes_back_and_who_typed_sends_another(town: Municipality) -> None:
    file = scan(town, content=samples.pdf(password="secret"), check=False)
    filed = typed(town, file=file)
    assert files.examine(town.stores, file) == "refused"
    town.machines.settle()
    assert status(town, filed) == "returned"
    with pytest.raises(InvalidAnswers) as wrong:
        correct(town, filed, TYPER, {})
    assert [(one.pointer, one.reason) for one in wrong.value.errors] == [("/documents/scan", "not-corrected")]
    better = scan(town)
    with pytest.raises(InvalidAnswers) as wrong:
        correct(town, filed, ANONYMOUS, {}, scan=(better,))
    assert ("/documents/scan/0", "file-not-yours") in {(one.pointer, one.reason) for one in wrong.value.errors}
    correct(town, filed, TYPER, {}, scan=(better,))
    assert town.stores.cases.application(filed.application.id).files == {"scan": [better]}
    with pytest.raises(FourEyes):
        compare(town, filed, yes=True, who=TYPER)
    compare(town, filed, yes=True)
    assert status(town, filed) == "granted"
    assert verifying.verify(town.stores, SYSTEM, filed.case.id).flaw is None


def test_what_is_typed_anew_is_compared_anew_with_the_further_paper(town: Municipality) -> None:
    first = scan(town)
    filed = typed(town, file=first)
    compare(town, filed, yes=False)
    answers = town.stores.accounts.content(town.stores.cases.application(filed.application.id)).answers
    plate = {"vehicle_plate": answers["vehicle_plate"]}
    further = scan(town)
    correct(town, filed, TYPER, plate, scan=(further,))
    assert town.stores.cases.application(filed.application.id).files == {"scan": [first, further]}
    case = town.stores.cases.case(filed.case.id)
    service = catalogue.by_hash(town.stores, case.bundle).service(case.service)
    assert [one.id for one in intake.checks_of(town.stores, case, service)] == [intake.TYPED]
    compare(town, filed, yes=True)
    assert status(town, filed) == "granted"


def test_a_paper_needs_its_scan_and_a_day_that_has_come(town: Municipality) -> None:
    assert refused(town) == {("/scan", "required")}
    assert refused(town, OTHER, file=scan(town)) == {("/scan/file", "file-not-yours")}
    with pytest.raises(InvalidAnswers) as wrong:
        files.announce(town.stores, Actor("applicant", "a"), worlds.SERVICE, "scan", "application/pdf", 1)
    assert [one.pointer for one in wrong.value.errors] == ["/document"]
    tomorrow = {"identity": SEEN | {"seen_on": "2026-11-24"}}
    assert refused(town, intake=tomorrow, file=scan(town)) == {("/identity/seen_on", "future")}
