"""The paper for an office, brought to the multifunctional centre, takes the same path and the same checks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import desk, office, uploads
from tests.support.city import City, wait_for
from tests.support.office import Json, Office
from tests.support.worlds import World

pytestmark = pytest.mark.stack

FIRST = "land-preliminary-approval"


def at_the_centre(city: City, answers: Json) -> Json:
    """What the clerk of the centre sends beside the answers."""
    documents = uploads.papers(city.deployed, office.SITUATION, answers, city.deployed.staff(desk.CENTRE))
    return {"service": office.SITUATION, "applicant": office.FIRM, "documents": documents, "language": "ru"}


def granted(built: Office) -> tuple[list[str], dict[str, Any], set[str]]:
    """Let the first case be granted; gives what its intake looked at, what decided each part, and who was asked."""
    checks: list[str] = []

    def noting(task: Json, said: Json) -> Json:
        if task["kind"] == "intake":
            checks[:] = [one["id"] for one in task["checklist"]]
        # The decree itself is handed over where the paper was brought.
        return {"version": task["version"], **desk.handed(built.city)} if task["kind"] == "handover" else said

    built.work(FIRST, says=noting)
    case = built.case(FIRST)
    return checks, {one["id"]: one["row"] for one in case["sub_services"]}, {one["key"] for one in case["requests"]}


def test_a_paper_for_an_office_takes_the_same_path_and_the_same_checks(city: City) -> None:
    signed_in = office.file(city, title_held="none")
    plot, answers = office.site(city, title_held="none")
    for wrong in ({"electricity_load": -1, "permitted_use": "castle"}, {"site_plot": "16:50"}):
        refused = desk.typed(city, answers | wrong, desk.CENTRE, **at_the_centre(city, answers))
        unsigned = office.apply(city, signed_in.applicant, answers | wrong)
        assert refused.status == unsigned.status == 422
        places = {one for one in desk.pointers(refused) if not one[0].startswith("/scan")}
        assert places == desk.pointers(unsigned)

    filed = desk.paper(city, desk.CENTRE, world=World("office", answers, {}), **at_the_centre(city, answers))
    on_paper = Office(city, filed.applicant, filed.number, filed.secret, plot, answers)
    assert on_paper.states() == signed_in.states()
    assert on_paper.plan()["forecast"] == signed_in.plan()["forecast"]

    checks, rows, asked = granted(signed_in)
    assert granted(on_paper) == (["typed-equals-scan", *checks], rows, asked)
    handover = wait_for(lambda: [one for one in on_paper.case(FIRST)["tasks"] if one["kind"] == "handover"], "a Task")
    assert handover[0]["department"] == "multifunctional-centre"
    filing = on_paper.case(FIRST)["filing"]
    assert (filing["channel"], filing["office"]) == ("paper", "multifunctional-centre")
    assert filing["compared_by"] not in (None, filing["typed_by"])
    assert on_paper.states() == signed_in.states()
