"""Files from announcement to case: bound in the filing's write, waited for, refused with a reason, read by few."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters.file_storage import quarantine_key, released_key
from chalicelib.domain.chain import canonical, sha256
from chalicelib.domain.errors import Forbidden, InvalidAnswers, InvalidInput, NotFound
from chalicelib.domain.files import File
from chalicelib.domain.permissions import ANONYMOUS, SYSTEM, Actor, Membership
from chalicelib.usecases import catalogue, checking, counter, files, filing, verifying, waiting
from tests.support import sample_files as samples
from tests.support.municipality import EMAIL, PHONE, Municipality, municipality

SERVICE = "tree-felling"
APPLICANT, STRANGER = Actor("applicant", "a" * 32), Actor("applicant", "b" * 32)


@pytest.fixture
def place() -> Iterator[Municipality]:
    with municipality() as made:
        yield made


def send(place: Municipality, content: bytes, kind: str, document: str, actor: Actor = APPLICANT) -> str:
    """Announce a file and put its content where the signed form would."""
    announced = files.announce(place.stores, actor, SERVICE, document, kind, len(content))
    assert announced.upload.fields["key"] == quarantine_key(announced.file.id)
    put(place, announced.file.id, content)
    return announced.file.id if announced.secret is None else f"{announced.file.id}.{announced.secret}"


def put(place: Municipality, file_id: str, content: bytes) -> None:
    place.stores.file_storage._s3.put_object(Bucket="files", Key=quarantine_key(file_id), Body=content)


def documents(place: Municipality, actor: Actor = APPLICANT) -> dict[str, list[str]]:
    """The documents that the first example needs, sent and not checked yet."""
    return {
        "photographs": [send(place, samples.image("JPEG"), "image/jpeg", "photographs", actor)],
        "plan": [send(place, samples.pdf(), "application/pdf", "plan", actor)],
    }


def file_it(
    place: Municipality, given: dict[str, list[str]], *, actor: Actor = APPLICANT, key: str | None = None
) -> filing.Filed:
    service = catalogue.current(place.stores, place.clock()).service(SERVICE)
    answers: dict[str, Any] = dict(service.examples[0]["answers"])
    request = filing.FilingRequest(
        service=SERVICE,
        answers=answers,
        contact={"phone": PHONE, "email": EMAIL},
        language="ru",
        channel="portal",
        key=key or uuid.uuid4().hex,
        body_hash=sha256(canonical({"answers": answers, "documents": given})),
        documents=given,
    )
    return filing.file(place.stores, actor, request)


def wrong(place: Municipality, given: dict[str, list[str]], actor: Actor = APPLICANT) -> set[tuple[str, str]]:
    with pytest.raises(InvalidAnswers) as refused:
        file_it(place, given, actor=actor)
    return {(one.pointer, one.reason) for one in refused.value.errors}


def state(place: Municipality, file_id: str) -> File:
    found: File = place.stores.files.read(file_id)
    return found


def test_everything_wrong_with_documents_is_told_at_once(place: Municipality) -> None:
    assert wrong(place, {}) == {("/documents/photographs", "document-missing"), ("/documents/plan", "document-missing")}
    given = documents(place)
    assert wrong(place, {**given, "no-such": given["plan"]}) == {("/documents/no-such", "unknown-document")}
    assert wrong(place, {**given, "plan": given["plan"] * 4}) == {
        ("/documents/plan", "maxItems"),
        ("/documents/plan", "document-missing"),
    }
    assert wrong(place, {**given, "plan": [*given["plan"], given["plan"][0]]}) == {
        ("/documents/plan/1", "file-not-yours")
    }
    assert wrong(place, {**given, "plan": given["photographs"]}) == {("/documents/plan/0", "file-not-yours")}
    assert wrong(place, given, actor=STRANGER) == {
        ("/documents/plan/0", "file-not-yours"),
        ("/documents/photographs/0", "file-not-yours"),
    }


def test_a_file_is_attached_once(place: Municipality) -> None:
    given = documents(place)
    first = file_it(place, given, key="the same key")
    assert state(place, given["plan"][0]).application == first.application.id
    assert file_it(place, given, key="the same key").application == place.stores.cases.application(first.application.id)
    assert wrong(place, given) == {
        ("/documents/plan/0", "file-not-yours"),
        ("/documents/photographs/0", "file-not-yours"),
    }


def test_who_is_not_signed_in_attaches_with_the_files_secret(place: Municipality) -> None:
    announced = files.announce(place.stores, ANONYMOUS, SERVICE, "plan", "application/pdf", 10)
    assert announced.secret == files.secret_of(place.stores, announced.file.id)
    given = {**documents(place), "plan": [announced.file.id]}
    assert wrong(place, given) == {("/documents/plan/0", "file-not-yours")}
    assert file_it(place, {**given, "plan": [f"{announced.file.id}.{announced.secret}"]}).application.files["plan"]


def test_nothing_is_registered_on_files_that_nobody_has_checked(place: Municipality) -> None:
    given = documents(place)
    case = file_it(place, given).case
    assert checking.check(place.stores, case.id) == "files"
    assert not waiting.is_done(place.stores, f"FILES#{case.id}")
    assert files.examine(place.stores, given["plan"][0]) == "released"
    assert checking.check(place.stores, case.id) == "files"
    assert files.examine(place.stores, given["photographs"][0]) == "released"
    assert waiting.is_done(place.stores, f"FILES#{case.id}")
    assert checking.check(place.stores, case.id) == "intake"
    facts = [fact for commit in place.stores.commits.chain(case.aggregate) for fact in commit.facts]
    [attached] = [one for one in facts if one["fact"] == "FilesAttached"]
    assert {one["file"] for one in attached["files"]} == {given["plan"][0], given["photographs"][0]}
    assert {one["sha256"] for one in facts if one["fact"] == "FileChecked"} == {
        state(place, given["plan"][0]).sha256,
        state(place, given["photographs"][0]).sha256,
    }
    assert verifying.verify(place.stores, SYSTEM, case.id).flaw is None


def test_a_checked_file_wakes_its_case(place: Municipality) -> None:
    given = documents(place)
    case = file_it(place, given).case
    place.machines.settle()
    assert place.stores.waiters.of_subject(f"FILES#{case.id}")
    for ids in given.values():
        files.examine(place.stores, ids[0])
    place.machines.settle()
    assert not place.stores.waiters.of_subject(f"FILES#{case.id}")
    assert place.stores.cases.case(case.id).task is not None


def test_a_released_file_has_moved_with_its_hash(place: Municipality) -> None:
    [file_id] = documents(place)["plan"]
    assert files.examine(place.stores, file_id) == "released"
    s3 = place.stores.file_storage._s3
    released = s3.head_object(Bucket="files", Key=released_key(file_id))
    assert released["Metadata"]["sha256"] == state(place, file_id).sha256
    assert "Contents" not in s3.list_objects_v2(Bucket="files", Prefix=quarantine_key(file_id))
    put(place, file_id, b"another content, sent with the same form")
    assert files.examine(place.stores, file_id) == "released"
    assert s3.head_object(Bucket="files", Key=released_key(file_id))["ETag"] == released["ETag"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (samples.image(), "file-wrong-type"),
        (samples.eicar(), "file-malware"),
        (samples.pdf(script="open"), "file-script"),
        (samples.pdf(password="secret"), "file-password"),
    ],
)
def test_a_refused_file_is_a_defect_with_its_reason(place: Municipality, content: bytes, reason: str) -> None:
    given = {**documents(place), "plan": [send(place, content, "application/pdf", "plan")]}
    application = file_it(place, given).application
    assert files.examine(place.stores, given["plan"][0]) == "refused"
    assert files.files_defects(place.stores, application) == (
        {"document": "plan", "file": given["plan"][0], "reason": reason},
    )
    with pytest.raises(NotFound):
        files.read(place.stores, APPLICANT, given["plan"][0], None)


def test_what_an_event_lost_is_found_and_what_never_came_is_missing(place: Municipality) -> None:
    given = documents(place)
    never = files.announce(place.stores, APPLICANT, SERVICE, "plan", "application/pdf", 10).file.id
    assert not files.examine_overdue(place.stores)
    place.clock.advance(minutes=11)
    assert files.examine_overdue(place.stores) == {"released": 2, "expected": 1}
    assert {state(place, ids[0]).state for ids in given.values()} == {"released"}
    place.clock.advance(hours=25)
    assert files.examine_overdue(place.stores) == {"refused": 1}
    assert state(place, never).reason == "file-missing"


def test_types_and_sizes_are_those_of_the_definition(place: Municipality) -> None:
    with pytest.raises(InvalidInput) as refused:
        files.announce(place.stores, APPLICANT, SERVICE, "photographs", "application/pdf", 10**9)
    assert {one.pointer for one in refused.value.errors} == {"/type", "/bytes"}
    with pytest.raises(InvalidInput) as refused:
        files.announce(place.stores, APPLICANT, SERVICE, "no-such", "application/pdf", 1)
    assert [one.pointer for one in refused.value.errors] == ["/document"]


def test_a_file_is_read_by_few_and_every_reading_is_noted(place: Municipality) -> None:
    given = documents(place)
    filed = file_it(place, given)
    [file_id] = given["plan"]
    files.examine(place.stores, file_id)
    staff = Actor("staff", "s", (Membership(filed.case.department, ("intake",)),))
    elsewhere = Actor("staff", "s", (Membership("transport-committee", ("intake",)),))
    for actor, secret in ((STRANGER, None), (elsewhere, None), (ANONYMOUS, None), (ANONYMOUS, "wrong")):
        with pytest.raises(NotFound):
            files.read(place.stores, actor, file_id, secret)
    assert place.stores.files.reads(file_id) == []
    for actor, secret in ((APPLICANT, None), (staff, None), (ANONYMOUS, filed.secret)):
        place.clock.at += timedelta(seconds=1)
        _, url = files.read(place.stores, actor, file_id, secret)
        assert "response-content-disposition=attachment" in url
        assert "X-Amz-Expires=120" in url
    assert [one["by"] for one in place.stores.files.reads(file_id)] == [APPLICANT.id, "s", "secret"]


def test_who_files_at_a_counter_announces_and_attaches(place: Municipality) -> None:
    centre = Actor("staff", "vera", (Membership("multifunctional-centre", ("intake",)),))
    given = documents(place, centre)
    assert wrong(place, given) == {
        ("/documents/plan/0", "file-not-yours"),
        ("/documents/photographs/0", "file-not-yours"),
    }
    service = catalogue.current(place.stores, place.clock()).service(SERVICE)
    request = filing.FilingRequest(
        service=SERVICE,
        answers=dict(service.examples[0]["answers"]),
        contact={},
        language="ru",
        channel="counter",
        key=uuid.uuid4().hex,
        body_hash="0" * 64,
        applicant={"kind": "person", "name": "Гөлнара Сафина"},
        collect="counter",
        documents=given,
    )
    filed = counter.file(place.stores, centre, request)
    assert state(place, given["plan"][0]).case == filed.case.id
    for stranger in (
        Actor("staff", "expert", (Membership("external-improvement", ("expert",)),)),
        Actor("staff", "intake", (Membership("transport-committee", ("intake",)),)),
    ):
        with pytest.raises(Forbidden):
            files.announce(place.stores, stranger, SERVICE, "plan", "application/pdf", 10)
