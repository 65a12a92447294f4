"""A refused file comes back to its applicant by name, with the reason, before and after somebody has looked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.adapters.file_storage import quarantine_key
from chalicelib.domain.chain import canonical, sha256
from chalicelib.domain.definition_people import Check
from chalicelib.domain.permissions import ANONYMOUS, Actor
from chalicelib.usecases import catalogue, correcting, files, filing, intake, notifying, tracking
from chalicelib.usecases.correcting import Correction
from tests.support import sample_files as samples
from tests.support.municipality import Municipality, municipality
from tests.unit import intake_world as world

PERSON, PDF = Actor("applicant", "gulnara"), "application/pdf"
LOCKED = "Файл закрыт паролем: пришлите без пароля."
PLAN = "/documents/plan"


@pytest.fixture
def town() -> Iterator[Municipality]:
    with municipality() as made:
        yield made


def send(town: Municipality, content: bytes) -> str:
    """Send a plan that isn't checked yet."""
    file = files.announce(town.stores, PERSON, world.SERVICE, "plan", PDF, len(content)).file
    town.stores.file_storage._s3.put_object(Bucket="files", Key=quarantine_key(file.id), Body=content)
    return file.id


def correct(town: Municipality, filed: filing.Filed, content: bytes, state: str) -> str:
    """Send the plan anew."""
    file = send(town, content)
    given = Correction({}, {"plan": [file]}, f"key-{file}", sha256(canonical([file])))
    correcting.correct(town.stores, PERSON, filed.application.number, filed.secret, given)
    assert files.examine(town.stores, file) == state
    town.machines.settle()
    return file


def filed_with(town: Municipality, content: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[filing.Filed, str]:
    """File with such a plan."""
    good = world.papers
    file = send(town, content)
    monkeypatch.setattr(world, "papers", lambda *given: {**good(*given), "plan": [file]})
    filed = world.file(town)
    monkeypatch.undo()
    assert files.examine(town.stores, file) == "refused"
    town.machines.settle()
    return filed, file


def test_the_document_and_the_reason_are_named(town: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    filed, file = filed_with(town, samples.pdf(password="secret"), monkeypatch)
    followed = tracking.follow(town.stores, ANONYMOUS, filed.application.number, filed.secret)
    assert followed.case.status == "returned"
    (defect,) = followed.defects
    assert (defect["pointer"], defect["file"], defect["reason"]) == (PLAN, file, "file-password")
    titles = next(one.title for one in followed.service.documents if one.id == "plan")
    assert (defect["document"], defect["wrong"]["ru"]) == (titles, LOCKED)
    for language, words in (("ru", LOCKED), ("tt", "серсүзсез"), ("en", "locked with a password")):
        page, _ = notifying.list_notifications(town.stores, PERSON, language=language)
        body = next(one.body for one in page if one.status == "returned")
        assert f"— {titles[language]}: " in body and words in body


def test_what_nobody_has_seen_is_looked_at_whole(town: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    filed, _ = filed_with(town, samples.pdf(script="open"), monkeypatch)
    correct(town, filed, samples.eicar(), "refused")
    correct(town, filed, samples.pdf(), "released")
    assert {one.id for one in asked(town, filed)} == set(world.CHECKS)


def test_what_a_specialist_has_seen_is_not_looked_at_anew(town: Municipality) -> None:
    filed = world.returned(town, "plan-shows-the-trees")
    correct(town, filed, samples.pdf(password="secret"), "refused")
    correct(town, filed, samples.pdf(), "released")
    assert {one.id for one in asked(town, filed)} == {"plan-shows-the-trees"}


def asked(town: Municipality, filed: filing.Filed) -> tuple[Check, ...]:
    """The checks that the open intake Task asks now."""
    assert world.open_task(town, filed)
    case = world.case_of(town, filed)
    service = catalogue.by_hash(town.stores, case.bundle).service(case.service)
    return intake.checks_of(town.stores, case, service)
