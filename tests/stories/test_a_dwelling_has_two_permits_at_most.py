"""One place is left and two neighbours apply at the same moment: one is granted, the other is told why not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.city import City

pytestmark = pytest.mark.stack


@pytest.mark.parametrize("attempt", range(3))
def test_two_neighbours_want_the_last_place(city: City, attempt: int) -> None:
    first = city.someone("granted-second-permit-of-the-dwelling")
    second = city.neighbour(first)
    with ThreadPoolExecutor(2) as both:
        filed = list(both.map(lambda pair: city.file(*pair), [(one, city.applicant()) for one in (first, second)]))
    ends = [city.until(one, "closed") for one in filed]
    assert sorted(one["outcome"] for one in ends) == ["granted", "refused"]
    for one, end in zip(filed, ends, strict=True):
        city.is_settled(one, end["outcome"])
    (refused,) = (end for end in ends if end["outcome"] == "refused")
    assert [ground["code"] for ground in refused["grounds"]] == ["limit-reached"]
    assert len(city.records("dwelling", first.answers["dwelling"])) == 2
