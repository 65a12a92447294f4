"""Records and looks outlive registers and departments that a later publication has given up: their pages open."""

from __future__ import annotations

import pytest

from chalicelib.domain.definitions import Bundle
from chalicelib.entrypoints.http import me
from tests.support import bundles

REGISTER, DEPARTMENT = "parking-permits", "transport-committee"
RECORD = {"register": REGISTER, "fields": {"plate": "А123ВС116", "benefit": "none"}}


@pytest.fixture(scope="module")
def later() -> Bundle:
    """A catalogue that has given one register and one department up."""
    raw = bundles.bundle()
    del raw["registers"][REGISTER], raw["departments"][DEPARTMENT]
    return Bundle.parse("later", raw)


def test_a_title_is_that_of_the_catalogue_or_else_the_id(later: Bundle) -> None:
    shipped = Bundle.parse("shipped", bundles.bundle())
    assert shipped.title("departments", DEPARTMENT)["ru"] == "Комитет по транспорту"
    for part, id in (("registers", REGISTER), ("departments", DEPARTMENT)):
        assert later.title(part, id) == {"ru": id, "tt": id, "en": id}


def test_a_record_of_a_register_that_is_gone_is_listed_without_words(later: Bundle) -> None:
    assert me.in_words(later, RECORD) == {"title": {"ru": REGISTER, "tt": REGISTER, "en": REGISTER}, "facts": []}
    told = me.in_words(Bundle.parse("shipped", bundles.bundle()), RECORD)
    assert told["title"]["ru"] and "plate" in [one["field"] for one in told["facts"]]
