"""Who keeps a draft signed in finds it in their account, whoever goes on with it, until it is filed or expires."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.client import aws
from chalicelib.domain.drafts import Draft, read_code
from chalicelib.domain.errors import Forbidden, PersonErased, UnknownDraft
from chalicelib.domain.permissions import SYSTEM, Actor, Membership
from chalicelib.usecases import catalogue, drafts, erasing, filing
from infra.commands import erase, stack
from infra.commands.check_catalogue import read_documents
from tests.unit import inprocess

SERVICE = "resident-parking-permit"
RESIDENT, NEIGHBOUR = Actor("applicant", "resident"), Actor("applicant", "neighbour")
CLERK = Actor("staff", "clerk", (Membership("transport-committee", ("intake",)),))
BEGUN = Draft(SERVICE, {}, "tt")


@pytest.fixture
def stores() -> Iterator[Any]:
    with inprocess.stack() as made:
        made.now = inprocess.at_noon("2026-11-24")
        made.pause = lambda number: None
        now = made.now()
        catalogue.publish(made, Actor("system"), read_documents(), valid_from=now, now=now, by="operator")
        yield made


def codes(stores: Any, actor: Actor = RESIDENT) -> list[str]:
    return [one.code for one in drafts.own(stores, actor)]


def accounts() -> str:
    return json.dumps(aws("dynamodb").scan(TableName="accounts")["Items"], ensure_ascii=False, default=str)


def file(stores: Any, actor: Actor, code: str) -> filing.Filed:
    service = catalogue.current(stores, stores.now()).service(SERVICE)
    answers = next(one["answers"] for one in service.examples if one["expect"]["outcome"] == "granted")
    wanted = filing.FilingRequest(
        SERVICE, answers, {"phone": "+79990000000"}, "tt", "portal", f"a-key-{code}", "0" * 64, draft=code
    )
    return filing.file(stores, actor, wanted)


def test_whoever_is_signed_in_finds_their_drafts_the_last_kept_first(stores: Any) -> None:
    first, _ = drafts.save(stores, BEGUN, by=RESIDENT)
    stores.now.advance(days=1)
    second, expires = drafts.save(stores, BEGUN, by=RESIDENT)
    drafts.save(stores, BEGUN)
    drafts.save(stores, BEGUN, by=CLERK)
    drafts.save(stores, BEGUN, by=NEIGHBOUR)
    listed = drafts.own(stores, RESIDENT)
    assert [(one.code, one.service) for one in listed] == [(second, SERVICE), (first, SERVICE)]
    assert (listed[0].kept_at, listed[0].expires) == ("2026-11-25T12:00:00.000Z", expires)
    stores.now.advance(days=1)
    drafts.replace_(stores, first, BEGUN, by=RESIDENT)
    assert codes(stores) == [first, second]
    with pytest.raises(Forbidden):
        drafts.own(stores, CLERK)


def test_nothing_of_a_draft_can_be_read_in_the_table(stores: Any) -> None:
    code, _ = drafts.save(stores, replace(BEGUN, contact={"email": "gulnara@example.org"}), by=RESIDENT)
    assert not [told for told in (code, read_code(code), "gulnara@") if told in accounts()]


def test_who_goes_on_with_the_code_alone_renews_it_in_its_owners_list(stores: Any) -> None:
    code, _ = drafts.save(stores, BEGUN, by=RESIDENT)
    stores.now.advance(days=20)
    expires = drafts.replace_(stores, code, replace(BEGUN, language="en"))
    drafts.replace_(stores, code, BEGUN, by=NEIGHBOUR)
    assert [(one.code, one.expires) for one in drafts.own(stores, RESIDENT)] == [(code, expires)]
    assert codes(stores, NEIGHBOUR) == []


def test_what_was_kept_unsigned_is_ones_own_once_it_is_kept_signed_in(stores: Any) -> None:
    code, _ = drafts.save(stores, BEGUN)
    drafts.replace_(stores, code, BEGUN, by=RESIDENT)
    assert codes(stores) == [code]


@pytest.mark.parametrize("by", [RESIDENT, NEIGHBOUR])
def test_filing_takes_it_out_of_its_owners_list_whoever_files(stores: Any, by: Actor) -> None:
    code, _ = drafts.save(stores, BEGUN, by=RESIDENT)
    file(stores, by, code)
    assert codes(stores) == []


def test_one_is_deleted_by_its_owner_alone_and_its_code_opens_nothing(stores: Any) -> None:
    code, _ = drafts.save(stores, BEGUN, by=RESIDENT)
    kept, _ = drafts.save(stores, BEGUN, by=RESIDENT)
    one = next(one for one in drafts.own(stores, RESIDENT) if one.code == code)
    drafts.remove(stores, NEIGHBOUR, one.id)
    assert drafts.read(stores, code)
    drafts.remove(stores, RESIDENT, one.id)
    drafts.remove(stores, RESIDENT, one.id)
    with pytest.raises(UnknownDraft):
        drafts.read(stores, code)
    with pytest.raises(UnknownDraft):
        drafts.replace_(stores, code, BEGUN, by=RESIDENT)
    assert codes(stores) == [kept]


def test_what_has_expired_is_listed_no_more(stores: Any) -> None:
    drafts.save(stores, BEGUN, by=RESIDENT)
    stores.now.advance(days=30)
    assert codes(stores) == []


def test_an_erasure_takes_drafts_along(stores: Any) -> None:
    code, _ = drafts.save(stores, BEGUN, by=RESIDENT)
    nothing = erase.belongings(stack.Stack({"CasesTable": "cases"}, "eu-central-1"), "resident")
    erasure = erasing.begin(stores, SYSTEM, "resident", nothing)
    with pytest.raises(PersonErased):
        drafts.save(stores, BEGUN, by=RESIDENT)
    erasing.finish(stores, SYSTEM, erasure, nothing)
    assert codes(stores) == []
    with pytest.raises(UnknownDraft):
        drafts.read(stores, code)
    assert "DRAFT#" not in accounts()
