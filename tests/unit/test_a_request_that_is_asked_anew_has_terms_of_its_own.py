"""A case that asks anew has two Requests of one name: each is reminded of and escalated once, by its own term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.domain.clock import stamp
from chalicelib.usecases import asking, sweeping
from chalicelib.usecases.context import of_case
from tests.support.municipality import Municipality, municipality
from tests.unit.requests_world import asked, let_days_pass, with_people


@pytest.fixture
def city() -> Iterator[Municipality]:
    with municipality(with_people("wait")) as made:
        yield made


@pytest.mark.parametrize("digest", ["0" * 32, "f" * 32])
def test_both_terms_pass_once_whichever_comes_first_on_the_table(city: Municipality, digest: str) -> None:
    case_id, task = asked(city)
    case = city.stores.cases.case(case_id)
    (first,) = (one for one in city.stores.cases.requests(case.asked_in) if one.task == task.id)
    other = replace(task, id=city.stores.new_id(), version=1)
    anew = replace(first, input_hash=digest, task=other.id, version=0, chain="")
    write = city.stores.begin(by="test", at=stamp(city.stores.now()))
    write.change(None, anew, ({"fact": "Asked"},), context=of_case(case, request=anew.key))
    write.task(other, after=None)
    term = f"{anew.due_on}T21:00:00.000Z"
    write.due(anew.aggregate, asking.TERM, term, case=case.id, request=anew.key)
    write.commit()

    let_days_pass(city, 9)
    found = [one for one in city.stores.cases.requests(case.asked_in) if one.key == first.key]
    assert len(found) == 2
    assert all(one.escalated_at for one in found)
    for one in found:
        facts = [fact["fact"] for commit in city.stores.commits.chain(one.aggregate) for fact in commit.facts]
        assert facts.count("RequestEscalated") == 1
    assert "responders reminded" not in sweeping.sweep(city.stores), "nothing stays due"
