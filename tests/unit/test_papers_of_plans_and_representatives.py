"""Papers beyond one form: of every case of a life situation, and of who represents an applicant; both are erased."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.chain import canonical, sha256
from chalicelib.domain.errors import FourEyes, InvalidAnswers, StillLive
from chalicelib.domain.permissions import ANONYMOUS, SYSTEM, Actor, Membership
from chalicelib.entrypoints.http.components import COMPONENTS
from chalicelib.usecases import correcting, counter, erasing, files, filing, intake, tasks, tracking, verifying
from chalicelib.usecases.completions import Completion
from chalicelib.usecases.correcting import Correction
from infra.commands import erase, stack
from tests.support import papers
from tests.support import sample_files as samples
from tests.support.municipality import EMAIL, Municipality, municipality
from tests.support.plan_sample import ANSWERS, SITUATION
from tests.support.shed_town import Town, shed_town
from tests.unit import intake_world as trees

OFFICE = "multifunctional-centre"
TYPER = Actor("staff", "typer", (Membership(OFFICE, ("intake",)),))
TARGET = stack.Stack({"CasesTable": "cases"}, "eu-central-1")
PERSON = {"kind": "person", "name": "Гөлнара", "snils": "112-233-445 95"}
AUTHORITY = {"kind": "power-of-attorney", "number": "77", "issued_on": "2026-01-01", "valid_until": "2027-12-01"}


@pytest.fixture
def sheds() -> Iterator[Town]:
    with shed_town() as made:
        yield made


@pytest.fixture
def place() -> Iterator[Municipality]:
    with municipality() as made:
        yield made


def typed(sheds: Town) -> filing.Filed:
    """Type the paper of a whole situation in."""
    scan = papers.send(sheds.stores, TYPER, SITUATION, "scan")
    assert files.examine(sheds.stores, scan) == "released"
    seen = {"document": "passport", "number": "1", "seen_on": "2026-11-23"}
    request = filing.FilingRequest(
        service=SITUATION,
        answers=dict(ANSWERS),
        contact={},
        language="ru",
        channel="paper",
        key=uuid.uuid4().hex,
        body_hash=sha256(canonical(ANSWERS)),
        applicant=PERSON,
        collect="counter",
        intake={"identity": seen, "scan": {"file": scan}},
    )
    filed = counter.file(sheds.stores, TYPER, request)
    sheds.settle()
    return filed


def test_each_case_of_a_plan_is_compared_with_the_one_paper(sheds: Town) -> None:
    filed = typed(sheds)
    plan = sheds.plan(filed.application.id)
    [scan] = filed.application.files["scan"]
    waiting = [sheds.stores.cases.case(one) for one in sheds.versions(plan)]
    assert waiting
    for case in waiting:
        assert case.task is not None
        task = sheds.stores.cases.task(case.task)
        clerk = Actor("staff", "clerk", (Membership(case.department, ("intake",)),))
        shown = intake.checklist_of(sheds.stores, clerk, task)
        assert (shown[0]["id"], shown[0]["about"]["files"]) == (intake.TYPED, [scan])
        assert files.read(sheds.stores, clerk, scan, None)[0].id == scan
        own = Actor("staff", "typer", (Membership(case.department, ("intake",)),))
        said = Completion(None, more={"checklist": {one["id"]: {"yes": True} for one in shown}})
        with pytest.raises(FourEyes):
            tasks.complete(sheds.stores, own, task.id, version=task.version, said=said)
        tasks.complete(sheds.stores, clerk, task.id, version=task.version, said=said)
    sheds.settle()
    assert all(sheds.stores.cases.case(one.id).status != "verification" for one in waiting)
    sheds.is_whole(plan)


def test_whoever_has_a_plan_is_erased_with_all_its_cases(sheds: Town) -> None:
    filed = typed(sheds)
    person, plan = filed.application.person, sheds.plan(filed.application.id)
    stores, theirs = sheds.stores, erase.belongings(TARGET, person)
    assert theirs.plans == (plan.application,)
    assert set(theirs.cases) == set(sheds.versions(plan))
    with pytest.raises(StillLive):
        erasing.begin(stores, SYSTEM, person, theirs)
    erasure = erasing.begin(stores, SYSTEM, person, theirs, withdraw=True)
    done = erasing.finish(stores, SYSTEM, erasure, erase.belongings(TARGET, person))
    assert (done.left, done.again) == ((), False)
    sheds.settle()
    sheds.sweep()
    after = sheds.plan(plan.application)
    assert after.ended and after.erased_at == erasure.erased_at
    facts = [fact["fact"] for one in stores.commits.chain(after.aggregate) for fact in one.facts]
    assert facts.count("ApplicantErased") == 1
    for case in sheds.versions(plan):
        found = stores.cases.case(case)
        assert (found.status, found.erased_at) == ("withdrawn", erasure.erased_at)
        assert tracking.content_of(stores, tracking.view_case(stores, SYSTEM, case)) is None
    sheds.is_whole(plan)


def represented(place: Municipality, handle: str) -> filing.Filed:
    """File unsigned, as far as the use case goes, through a representative whose authority is that file."""
    answers = trees.answers_of_example(place)
    applicant = PERSON | {"representative": {"name": "Тимур", "authority": AUTHORITY | {"file": handle}}}
    if "snils" in answers:
        applicant |= {"snils": answers["snils"]}
    owner = Actor("applicant", "timur")
    request = filing.FilingRequest(
        service=trees.SERVICE,
        answers=answers,
        contact={"email": EMAIL},
        language="ru",
        channel="portal",
        key=uuid.uuid4().hex,
        body_hash=sha256(canonical([answers, handle])),
        applicant=applicant,
        documents=papers.papers(place.stores, owner, trees.SERVICE, answers),
    )
    return filing.file(place.stores, owner, request)


def anonymous_paper(place: Municipality, content: bytes) -> str:
    announced = files.announce(place.stores, ANONYMOUS, trees.SERVICE, "authority", "application/pdf", len(content))
    key = announced.upload.fields["key"]
    place.stores.file_storage._s3.put_object(Bucket="files", Key=key, Body=content)
    return f"{announced.file.id}.{announced.secret}"


def test_an_authority_is_a_file_of_the_application(place: Municipality) -> None:
    handle = anonymous_paper(place, samples.pdf(password="secret"))
    identity = handle.partition(".")[0]
    with pytest.raises(InvalidAnswers) as wrong:
        represented(place, identity)
    where = "/applicant/representative/authority/file"
    assert [(one.pointer, one.reason) for one in wrong.value.errors] == [(where, "file-not-yours")]
    filed = represented(place, handle)
    assert place.stores.files.read(identity).application == filed.application.id
    content: Any = place.stores.accounts.content(filed.application)
    assert content.applicant["representative"]["authority"]["file"] == identity, "its secret isn't kept"
    assert files.examine(place.stores, identity) == "refused"
    place.machines.settle()
    (defect,) = tracking.follow(place.stores, ANONYMOUS, filed.application.number, filed.secret).defects
    assert (defect["pointer"], defect["reason"]) == ("/documents/authority", "file-password")
    assert defect["document"]["en"].startswith("The document about the representative")

    better = anonymous_paper(place, samples.pdf())
    given = Correction({}, {"authority": (better,)}, uuid.uuid4().hex, "0" * 64)
    correcting.correct(place.stores, ANONYMOUS, filed.application.number, filed.secret, given)
    assert files.examine(place.stores, better.partition(".")[0]) == "released"
    place.machines.settle()
    assert place.stores.cases.case(filed.case.id).status == "verification"
    assert verifying.verify(place.stores, SYSTEM, filed.case.id).flaw is None


def test_a_correction_without_an_account_may_bring_files(place: Municipality) -> None:
    body = {"documents": {"plan": [f"{'0' * 32}.{'a' * 32}"]}}
    for name in ("NewCorrection", "NewCheck"):
        sent = body if name == "NewCorrection" else body | {"service": trees.SERVICE, "answers": {}}
        schema = {**COMPONENTS[name], "components": {"schemas": COMPONENTS}}
        assert place.stores.check(schema, sent) == ()
