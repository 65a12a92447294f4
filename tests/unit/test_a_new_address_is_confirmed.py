"""Nothing goes to a new phone or e-mail address of an account before who has it has shown the code that came there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.errors import Conflict, InvalidConfirmation
from chalicelib.domain.permissions import Actor, Membership
from chalicelib.usecases import accounts
from tests.support.codes import CODE, codes_for
from tests.unit import inprocess

RESIDENT = Actor("applicant", "resident")
CLERK = Actor("staff", "clerk", (Membership("transport-committee", ("intake",)),))
PHONE, EMAIL, OTHER = "+79170000001", "gulnara@example.org", "+79170000002"


@pytest.fixture
def stores() -> Iterator[Any]:
    with inprocess.stack() as made:
        made.now = inprocess.at_noon("2026-11-24")
        made.pause = lambda number: None
        yield made


def write(stores: Any, contact: dict[str, str], version: int, codes: Any = None, by: Actor = RESIDENT) -> Any:
    return accounts.write_profile(stores, by, contact=contact, language="tt", version=version, codes=codes)


def kept(stores: Any, by: Actor = RESIDENT) -> dict[str, str]:
    profile = accounts.read_profile(stores, by)
    return {name: profile[name] for name in ("phone", "email") if name in profile}


def refused(stores: Any, contact: dict[str, str], version: int, codes: Any = None) -> list[tuple[str, str]]:
    with pytest.raises(InvalidConfirmation) as error:
        write(stores, contact, version, codes)
    return [(one.pointer, one.reason) for one in error.value.errors]


def test_each_new_address_needs_its_own_code_and_what_stays_needs_none(stores: Any) -> None:
    contact = {"phone": PHONE, "email": EMAIL}
    codes = codes_for(stores, **contact)
    assert refused(stores, contact, 0) == [("/codes/phone", "not-confirmed"), ("/codes/email", "not-confirmed")]
    assert refused(stores, contact, 0, {"phone": codes["phone"]}) == [("/codes/email", "not-confirmed")]
    assert kept(stores) == {}
    write(stores, contact, 0, codes)
    assert kept(stores) == contact
    write(stores, contact, 1)
    write(stores, {"email": EMAIL}, 2)
    assert kept(stores) == {"email": EMAIL}
    assert refused(stores, contact, 3) == [("/codes/phone", "not-confirmed")], "what was taken out is new again"


def test_until_then_the_old_address_stays(stores: Any) -> None:
    write(stores, {"phone": PHONE}, 0, codes_for(stores, phone=PHONE))
    wrong = {"phone": codes_for(stores, phone=OTHER)["phone"] | {"code": "000000"}}
    assert refused(stores, {"phone": OTHER}, 1, wrong) == [("/codes/phone", "wrong-code")]
    assert kept(stores) == {"phone": PHONE}


def test_a_code_is_good_for_its_address_once_and_for_ten_minutes(stores: Any) -> None:
    codes = codes_for(stores, phone=PHONE)
    assert refused(stores, {"phone": OTHER}, 0, codes) == [("/codes/phone", "wrong-code")]
    write(stores, {"phone": PHONE}, 0, codes)
    write(stores, {}, 1)
    assert refused(stores, {"phone": PHONE}, 2, codes) == [("/codes/phone", "wrong-code")]
    late = codes_for(stores, phone=PHONE)
    stores.now.advance(minutes=11)
    assert refused(stores, {"phone": PHONE}, 2, late) == [("/codes/phone", "wrong-code")]


def test_five_wrong_codes_end_it(stores: Any) -> None:
    codes = codes_for(stores, phone=PHONE)
    for _ in range(5):
        refused(stores, {"phone": PHONE}, 0, {"phone": codes["phone"] | {"code": "999999"}})
    assert codes["phone"]["code"] == CODE
    assert refused(stores, {"phone": PHONE}, 0, codes) == [("/codes/phone", "wrong-code")]


def test_a_wrong_code_spends_no_other(stores: Any) -> None:
    contact = {"phone": PHONE, "email": EMAIL}
    codes = codes_for(stores, **contact)
    wrong = codes | {"email": codes["email"] | {"code": "111111"}}
    assert refused(stores, contact, 0, wrong) == [("/codes/email", "wrong-code")]
    write(stores, contact, 0, codes)
    assert kept(stores) == contact


def test_who_was_slower_is_told_so_before_any_code(stores: Any) -> None:
    write(stores, {"phone": PHONE}, 0, codes_for(stores, phone=PHONE))
    with pytest.raises(Conflict):
        write(stores, {"phone": OTHER}, 0)


def test_staff_are_written_to_where_their_employer_knows_them(stores: Any) -> None:
    write(stores, {"email": "clerk@kazan.example.org"}, 0, by=CLERK)
    assert kept(stores, CLERK) == {"email": "clerk@kazan.example.org"}
