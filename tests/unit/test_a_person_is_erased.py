"""An operator erases a person: nothing personal is left, what happened stays told, and repeating changes nothing."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.client import aws
from chalicelib.adapters.dynamodb.items import from_item
from chalicelib.adapters.file_storage import quarantine_key, released_key
from chalicelib.domain import deliveries
from chalicelib.domain.consultations import Advice
from chalicelib.domain.deliveries import Channel
from chalicelib.domain.errors import Forbidden, NotFound, PersonErased, StillLive
from chalicelib.domain.permissions import SYSTEM, Actor, Membership
from chalicelib.usecases import (
    accounts,
    consulting,
    correcting,
    erasing,
    files,
    filing,
    intake,
    letters,
    notifying,
    tracking,
    verifying,
)
from chalicelib.usecases.correcting import Correction
from infra.commands import erase, stack
from tests.support import papers
from tests.support import sample_files as samples
from tests.support.municipality import EMAIL, PHONE, Municipality, municipality
from tests.unit import intake_world as trees
from tests.unit.test_people_apply_at_the_counter import CENTRE, VERA, at_counter

PERSON = "gulnara"
OWNER = Actor("applicant", PERSON)
TARGET = stack.Stack({"CasesTable": "cases"}, "eu-central-1")
ADMINISTRATOR = Actor("staff", "administrator", (Membership("information-technology", ("administrator",)),))


@pytest.fixture
def town() -> Iterator[Municipality]:
    with municipality() as made:
        versioned = {"Status": "Enabled"}
        aws("s3").put_bucket_versioning(Bucket="files", VersioningConfiguration=versioned)
        yield made


def gone(town: Municipality, person: str = PERSON, *, withdraw: bool = False) -> erasing.Erased:
    """Erase as the command does, without its waiting."""
    stores = town.stores
    erasure = erasing.begin(stores, SYSTEM, person, erase.belongings(TARGET, person), withdraw=withdraw)
    return erasing.finish(stores, SYSTEM, erasure, erase.belongings(TARGET, person))


def ended(town: Municipality) -> filing.Filed:
    """An application with documents, that its applicant has withdrawn."""
    filed = trees.file(town, PERSON)
    trees.complete(town, trees.open_task(town, filed), trees.answered("place-can-be-found", note=trees.WORDS))
    assert trees.case_of(town, filed).status == "returned"
    erasing._end(town.stores, erase.belongings(TARGET, PERSON))
    tell(town, filed)
    return filed


def tell(town: Municipality, filed: filing.Filed) -> None:
    for commit in town.stores.commits.chain(f"CASE#{filed.case.id}"):
        if "project" in commit.owes:
            notifying.tell(town.stores, commit)


def versions(file: str) -> int:
    keys = (quarantine_key(file), released_key(file))
    found = [aws("s3").list_object_versions(Bucket="files", Prefix=key) for key in keys]
    return sum(len(one.get("Versions", ())) + len(one.get("DeleteMarkers", ())) for one in found)


def everything() -> str:
    tables = [aws("dynamodb").scan(TableName=name)["Items"] for name in ("cases", "accounts")]
    items = [from_item(item) for table in tables for item in table]
    return json.dumps(items, ensure_ascii=False, default=lambda value: "")


def test_nothing_personal_is_left_and_the_history_is_whole(town: Municipality) -> None:
    filed = ended(town)
    attached = [one for ids in filed.application.files.values() for one in ids]
    never = papers.send(town.stores, OWNER, trees.SERVICE, "plan")  # announced and sent, attached to nothing
    town.stores.file_storage._s3.put_object(Bucket="files", Key=quarantine_key(attached[0]), Body=b"sent once more")
    assert all(versions(one) for one in (*attached, never))
    owed = town.machines.owed()
    done = gone(town)
    assert (done.left, done.erasure.cases, done.erasure.files) == ((), 1, len(attached) + 1)
    assert done.erasure.versions >= 2 * len(attached) + 2
    assert [versions(one) for one in (*attached, never)] == [0] * (len(attached) + 1)
    told = everything()
    assert town.stores.erasures.of(PERSON) is not None
    masks = [one.recipient for one in town.stores.notes.ever(PERSON)]
    assert masks and set(masks) == {""}
    assert EMAIL not in told and PHONE not in told
    facts = [fact for one in town.stores.commits.chain(filed.case.aggregate) for fact in one.facts]
    assert facts[-1] == {"fact": "ApplicantErased", "receipt": done.erasure.receipt}
    assert verifying.verify(town.stores, SYSTEM, filed.case.id).flaw is None
    assert town.machines.owed() == owed, "nobody has to react to it"


def test_whoever_reads_gets_a_clear_answer(town: Municipality) -> None:
    filed = ended(town)
    [plan] = filed.application.files["plan"]
    gone(town)
    view = town.view(filed.case.id)
    assert tracking.content_of(town.stores, view) is None
    assert {one.state for one in view.files} == {"erased"}
    with pytest.raises(PersonErased):
        files.read(town.stores, OWNER, plan, None)
    with pytest.raises(NotFound) as stranger:
        files.read(town.stores, Actor("applicant", "somebody"), plan, None)
    assert not isinstance(stranger.value, PersonErased)
    assert tracking.follow(town.stores, OWNER, filed.application.number).case.status == "withdrawn"
    task = next(one for one in view.tasks if one.kind == "intake")
    assert intake.checklist_of(town.stores, trees.CLERK, task) == []
    assert accounts.read_profile(town.stores, OWNER)["version"] == 0
    with pytest.raises(PersonErased):
        accounts.write_profile(town.stores, OWNER, contact={"email": EMAIL}, language="ru", version=0)
    with pytest.raises(PersonErased):
        trees.file(town, PERSON)
    given = Correction({}, {}, uuid.uuid4().hex, "0" * 64)
    with pytest.raises((PersonErased, NotFound, erasing.AlreadyDone)):
        correcting.correct(town.stores, OWNER, filed.application.number, None, given)
    assert notifying.list_notifications(town.stores, OWNER, language="ru")[0]


def test_what_is_under_way_stops_it_unless_told(town: Municipality) -> None:
    filed = trees.file(town, PERSON)
    with pytest.raises(StillLive) as live:
        gone(town)
    assert live.value.params["numbers"] == filed.application.number
    assert town.stores.erasures.of(PERSON) is None
    assert town.stores.accounts.content(filed.application).answers
    assert town.stores.file_storage.erasures() == []
    gone(town, withdraw=True)
    case = town.stores.cases.case(filed.case.id)
    assert (case.status, case.erased_at is None) == ("withdrawn", False)
    town.machines.settle()
    assert verifying.verify(town.stores, SYSTEM, filed.case.id).flaw is None


def test_only_the_operators_command_erases_and_only_whom_there_is(town: Municipality) -> None:
    filed = ended(town)
    for actor in (ADMINISTRATOR, OWNER, trees.CLERK):
        with pytest.raises(Forbidden):
            erasing.begin(town.stores, actor, PERSON, erase.belongings(TARGET, PERSON))
        with pytest.raises(Forbidden):
            erasing.restored(town.stores, actor, PERSON)
    with pytest.raises(NotFound):
        gone(town, "nobody")
    assert town.stores.accounts.content(filed.application).answers


def test_it_is_stopped_anywhere_and_started_again(town: Municipality) -> None:
    filed = ended(town)
    [plan] = filed.application.files["plan"]
    erasure = erasing.begin(town.stores, SYSTEM, PERSON, erase.belongings(TARGET, PERSON))
    assert erasing.restored(town.stores, SYSTEM, PERSON), "it wasn't finished"
    town.clock.advance(hours=1)
    done = gone(town)
    assert (done.erasure.receipt, done.erasure.erased_at) == (erasure.receipt, erasure.erased_at)
    before = everything()
    again = gone(town)
    assert (again.erasure.receipt, again.erasure.versions) == (erasure.receipt, done.erasure.versions)
    facts = [fact["fact"] for one in town.stores.commits.chain(filed.case.aggregate) for fact in one.facts]
    assert facts.count("ApplicantErased") == 1
    assert versions(plan) == 0
    assert before.count("ApplicantErased") == everything().count("ApplicantErased")
    assert not erasing.restored(town.stores, SYSTEM, PERSON)


def test_a_check_that_is_under_way_asks_for_another_pass(town: Municipality) -> None:
    ended(town)
    late = papers.send(town.stores, OWNER, trees.SERVICE, "plan")
    inspect = town.stores.inspect_file
    first: list[erasing.Erased] = []

    def slow(content: bytes, announced: str) -> Any:
        first.append(gone(town))
        return inspect(content, announced)

    town.stores.inspect_file = slow
    assert files.examine(town.stores, late) == "erased"
    town.stores.inspect_file = inspect
    assert first[0].again and first[0].erasure.finished_at is None
    assert versions(late) > 0, "the check has put it where it is read"
    second = gone(town)
    assert (second.again, versions(late)) == (False, 0)
    town.stores.file_storage._s3.put_object(Bucket="files", Key=quarantine_key(late), Body=samples.pdf())
    assert files.examine(town.stores, late) == "erased"


def test_who_was_erased_is_written_to_no_more(town: Municipality) -> None:
    filed = at_counter(town, VERA, contact={"address": "Казань, Баумана, 1"})
    person = filed.case.person
    owed, _ = letters.to_print(town.stores, VERA, CENTRE, None, 10)
    assert owed
    done = gone(town, person, withdraw=True)
    assert done.left == (filed.application.number,), "decided, and still to be handed over"
    assert letters.to_print(town.stores, VERA, CENTRE, None, 10)[0] == []
    with pytest.raises(PersonErased):
        letters.read(town.stores, VERA, owed[0].note)
    case = town.stores.cases.case(filed.case.id)
    assert notifying._letters(town.stores, case, [replace_status(town, case.person)]) == []
    assert {one.state for one in town.stores.notes.deliveries(person, case.id, Channel.LETTER)} == {"refused"}


def test_a_message_on_its_way_is_settled_by_who_sends_it(town: Municipality) -> None:
    filed = ended(town)
    first = next(one for one in town.stores.notes.ever(PERSON) if one.channel == Channel.EMAIL)
    known = town.stores.notes.deliveries(PERSON, filed.case.id, Channel.EMAIL)
    outing = deliveries.outings(known, town.clock())[0]
    town.stores.notes.claim(outing)
    done = gone(town)
    assert done.again and done.erasure.finished_at is None
    sent = deliveries.settle(outing.lead, deliveries.accepted("provider-1"), town.clock())
    town.stores.notes.move(outing.lead, sent)
    assert not gone(town).again
    found = town.stores.notes.ever(PERSON)
    assert {one.recipient for one in found} == {""}
    assert {str(one.state) for one in found} <= {"sent", "merged", "refused"}
    assert first.recipient


def replace_status(town: Municipality, person: str) -> Any:
    (owed, *_) = town.stores.notes.ever(person)
    (note,) = town.stores.notes.notes(person, [(owed.at, owed.note)])
    return replace(note, status="granted")


def test_what_a_consultation_said_goes_with_who_was_advised(town: Municipality) -> None:
    filed = ended(town)
    made = consulting.record(
        town.stores,
        SYSTEM,
        department=trees.DEPARTMENT,
        service=None,
        topic="documents",
        channel="phone",
        minutes=5,
        advice=Advice("Bring your passport, Gulnara."),
    )
    write = town.stores.begin(by="tests", at="2026-11-23T09:00:00.000Z")
    write.extend([town.stores.consultations.link(made.id, filed.application.id)])
    write.commit()
    assert consulting.read(town.stores, trees.CLERK, made.id)[1].answer
    gone(town)
    with pytest.raises(PersonErased):
        consulting.read(town.stores, trees.CLERK, made.id)


def test_restored_tables_bring_nobody_back(town: Municipality) -> None:
    ended(town)
    key = aws("dynamodb").get_item(TableName="accounts", Key={"pk": {"S": f"PERSON#{PERSON}"}, "sk": {"S": "KEY"}})
    first = gone(town).erasure
    aws("dynamodb").put_item(TableName="accounts", Item=key["Item"])
    assert town.stores.file_storage.erasures() == [PERSON]
    assert erasing.restored(town.stores, SYSTEM, PERSON)
    again = gone(town, withdraw=True).erasure
    assert (again.receipt, again.erased_at) == (first.receipt, first.erased_at)
    assert not erasing.restored(town.stores, SYSTEM, PERSON)
