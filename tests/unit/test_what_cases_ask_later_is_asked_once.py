"""What two cases of a situation ask when they begin is answered, and attached, once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from chalicelib.domain.errors import InvalidAnswers, NotFound
from chalicelib.domain.permissions import Actor, Membership
from chalicelib.domain.plans import Plan
from chalicelib.usecases import files, plan_views
from tests.support import papers, plan_sample
from tests.support import sample_files as samples
from tests.support.plan_situation import NAME
from tests.support.shed_town import Town, bundle_of, shed_town

SCHEME = {
    "id": "scheme",
    "title": NAME,
    "types": ["application/pdf"],
    "max_megabytes": 5,
    "max_files": 1,
    "required": True,
}
ROADS = Actor("staff", "roads", (Membership("transport-committee", ("expert",)),))
LAWYER = Actor("staff", "lawyer", (Membership("legal", ("expert",)),))
WINDOW = {"works_from": "2027-06-01", "works_until": "2027-06-14"}


@cache
def drawn() -> dict[str, Any]:
    """The sample, but digging and closing the road both ask for a drawing, and the second for somebody to call."""
    documents = plan_sample.documents()
    for id in ("shed-dig", "shed-road"):
        documents[f"schemas/services/{id}.json"]["documents"] = [SCHEME]
    form = documents["schemas/services/shed-road.json"]["form"]
    form["properties"]["duty_phone"] = {"term": "duty_phone"}
    form["required"].append("duty_phone")
    situation = documents["schemas/life_situations/build-a-shed.json"]
    for one in situation["services"][3:]:
        one["later_documents"] = ["scheme"]
    situation["services"][4]["later"].append("duty_phone")
    return bundle_of(documents)


@pytest.fixture
def town() -> Iterator[Town]:
    with shed_town(drawn()) as made:
        yield made


def asked(town: Town, plan: Plan, node: str) -> list[str]:
    case = town.case(plan, node)
    return sorted((case.returned or {}).get("fields", ())) if case.status == "returned" else []


def sent(town: Town, service: str, content: bytes | None = None) -> str:
    return papers.send(town.stores, town.applicant, service, "scheme", content)


def begun(town: Town) -> Plan:
    plan = town.file(road_touched=True)
    town.report(plan, "design", project_code="К-118-26")
    window = ["/answers/works_from", "/answers/works_until", "/documents/scheme"]
    assert asked(town, plan, "shed-dig") == window
    assert asked(town, plan, "shed-road") == ["/answers/duty_phone", *window]
    return plan


def test_what_one_case_has_got_the_other_asks_no_more(town: Town) -> None:
    plan = begun(town)
    file = sent(town, "shed-dig")
    assert files.examine(town.stores, file) == "released"
    town.correct(plan, "shed-dig", {"scheme": (file,)}, **WINDOW)
    assert asked(town, plan, "shed-road") == ["/answers/duty_phone"]
    view = plan_views.of_application(town.stores, town.stores.cases.application(plan.application))
    assert [(one["node"], one["fields"]) for one in view.needed] == [("shed-road", ["/answers/duty_phone"])]
    road = town.stores.cases.application(town.case(plan, "shed-road").application)
    assert list(road.files["scheme"]) == [file]
    assert town.stores.accounts.content(road).answers["works_from"] == "2027-06-01"

    town.correct(plan, "shed-road", duty_phone="+79170000002")
    assert asked(town, plan, "shed-road") == []
    assert town.case(plan, "shed-road").status == "in_consideration"
    assert files.read(town.stores, ROADS, file, None)[0].id == file
    with pytest.raises(NotFound):
        files.read(town.stores, LAWYER, file, None)
    town.is_whole(plan)


def test_whoever_has_the_longer_list_before_them_may_send_all_of_it(town: Town) -> None:
    plan = begun(town)
    file, another = sent(town, "shed-dig"), sent(town, "shed-road")
    town.correct(plan, "shed-dig", {"scheme": (file,)}, **WINDOW)
    assert asked(town, plan, "shed-road") == ["/answers/duty_phone"]
    with pytest.raises(InvalidAnswers):
        town.correct(plan, "shed-road", duty_phone="+79170000002", building_storeys=1)
    town.correct(plan, "shed-road", {"scheme": (another,)}, duty_phone="+79170000002", **WINDOW)
    whole = town.stores.cases.application(plan.application)
    assert list(whole.files["scheme"]) == [another]
    town.is_whole(plan)


def test_a_document_that_nobody_has_checked_holds_up_every_case_that_uses_it(town: Town) -> None:
    plan = begun(town)
    file = sent(town, "shed-dig")
    town.correct(plan, "shed-dig", {"scheme": (file,)}, **WINDOW)
    town.correct(plan, "shed-road", duty_phone="+79170000002")
    assert {town.case(plan, one).status for one in ("shed-dig", "shed-road")} == {"verification"}
    assert files.examine(town.stores, file) == "released"
    town.settle()
    assert {town.case(plan, one).status for one in ("shed-dig", "shed-road")} == {"in_consideration"}
    town.is_whole(plan)


def test_a_better_document_is_sent_once_for_all_whose_one_was_refused(town: Town) -> None:
    plan = begun(town)
    bad = sent(town, "shed-dig", samples.pdf(password="secret"))
    town.correct(plan, "shed-dig", {"scheme": (bad,)}, **WINDOW)
    town.correct(plan, "shed-road", duty_phone="+79170000002")
    assert files.examine(town.stores, bad) == "refused"
    town.settle()
    for node in ("shed-dig", "shed-road"):
        assert asked(town, plan, node) == ["/documents/scheme"]
    better = sent(town, "shed-road")
    assert files.examine(town.stores, better) == "released"
    town.correct(plan, "shed-road", {"scheme": (better,)})
    assert [asked(town, plan, node) for node in ("shed-dig", "shed-road")] == [[], []]
    dig = town.stores.cases.application(town.case(plan, "shed-dig").application)
    assert list(dig.files["scheme"]) == [better]
    town.is_whole(plan)


def test_a_case_that_begins_later_has_the_document_already(town: Town) -> None:
    plan = town.file()
    town.report(plan, "design", project_code="К-118-26")
    file = sent(town, "shed-dig")
    town.correct(plan, "shed-dig", {"scheme": (file,)}, **WINDOW)
    town.change(plan, road_touched=True)
    assert asked(town, plan, "shed-road") == ["/answers/duty_phone"]
    town.is_whole(plan)
