"""What a register knows is shown instead of asked; it is confirmed or disputed, and a dispute goes to an officer."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from chalicelib.adapters.definition_checks import DefinitionChecks
from chalicelib.domain.analysis import analyse
from chalicelib.domain.chain import canonical, sha256
from chalicelib.domain.clock import stamp
from chalicelib.domain.errors import InvalidAnswers
from chalicelib.domain.permissions import ANONYMOUS, SYSTEM, Actor, Membership
from chalicelib.domain.work import Task
from chalicelib.usecases import accounts, correcting, filing, intake, known_answers, machine_checks, tasks, tracking
from chalicelib.usecases.completions import Completion
from chalicelib.usecases.correcting import Correction
from tests.support import plan_sample
from tests.support.codes import codes_for
from tests.support.municipality import EMAIL, PHONE
from tests.support.plan_sample import PLOT, SITUATION
from tests.support.shed_town import Town, plot, shed_town
from tests.support.situations import shipped

SERVICE, AREA = "shed-land", 600
CLERK = Actor("staff", "clerk", (Membership("land-and-property", ("intake",)),))
ANSWERS = {"site_plot": PLOT, "site_address": "Казань, ул. Декабристов, 85", "title_held": "none"}
CONFIRMED = {"site_area": {"confirmed": True, "value": AREA}}
DISPUTED = {"site_area": {"disputed": True, "value": 640, "why": "Участок уточнён межеванием в мае."}}
CHECK = "disputed:site_area"


@pytest.fixture
def town() -> Iterator[Town]:
    with shed_town() as made:
        yield made


def file(town: Town, known: dict[str, Any], key: str | None = None, **answers: Any) -> filing.Filed:
    request = filing.FilingRequest(
        service=SERVICE,
        answers={**ANSWERS, **answers},
        contact={"email": EMAIL},
        language="ru",
        channel="portal",
        key=key or uuid.uuid4().hex,
        body_hash=sha256(canonical([answers, known])),
        known=known,
    )
    filed = filing.file(town.stores, town.applicant, request)
    town.settle()
    return filed


def refused(town: Town, known: dict[str, Any], **answers: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidAnswers) as found:
        file(town, known, **answers)
    return [(one.pointer, one.reason) for one in found.value.errors]


def view(town: Town, filed: filing.Filed) -> tracking.CaseView:
    return tracking.view_case(town.stores, SYSTEM, filed.application.case)


def content(town: Town, application: str) -> Any:
    return town.stores.accounts.content(town.stores.cases.application(application))


def asked(town: Town, case: str) -> Task:
    """The open Task of intake."""
    found = [one for one in tracking.view_case(town.stores, SYSTEM, case).tasks if one.state == "open"]
    assert [one.kind for one in found] == ["intake"]
    return found[0]


def said(town: Town, task: Task, yes: bool) -> None:
    more = {"checklist": {CHECK: {"yes": yes}}}
    tasks.complete(town.stores, CLERK, task.id, version=task.version, said=Completion(None, (), more=more))
    town.settle()


@pytest.mark.parametrize("service", [SERVICE, SITUATION])
def test_anybody_is_shown_what_is_public_with_its_source_and_date(town: Town, service: str) -> None:
    found = known_answers.read(town.stores, ANONYMOUS, service, {"site_plot": PLOT, "title_held": "none"})
    (one,) = found.answers
    assert (one.question, one.value, one.register) == ("site_area", AREA, "plots")
    assert one.as_of == stamp(town.place.clock())
    assert found.contact == {}


def test_nothing_is_known_where_nothing_can_be_asked(town: Town) -> None:
    def known(**answers: Any) -> list[str]:
        return [one.question for one in known_answers.read(town.stores, ANONYMOUS, SITUATION, answers).answers]

    assert known() == known(site_plot="?") == known(site_plot=7) == known(site_plot="16:50:990301:7999") == []
    assert known(site_plot=PLOT, site_area=5) == []
    assert known(site_plot=PLOT, title_held="owned") == [], "a question that isn't asked is shown to nobody"
    town.place.available("plots", available=False)
    assert known(site_plot=PLOT, title_held="none") == []


def test_a_value_that_the_form_does_not_take_is_asked(town: Town) -> None:
    town.place.fill({"plots": [plot(cadastral_number="16:50:990301:7002", area=600.5)]})
    answers = {"site_plot": "16:50:990301:7002", "title_held": "none"}
    assert known_answers.read(town.stores, ANONYMOUS, SERVICE, answers).answers == ()


def test_who_is_signed_in_is_shown_the_contacts_of_their_account_and_nobody_elses(town: Town) -> None:
    contact = {"phone": PHONE, "email": EMAIL}
    codes = codes_for(town.stores, **contact)
    accounts.write_profile(town.stores, town.applicant, contact=contact, language="ru", version=0, codes=codes)
    assert known_answers.read(town.stores, town.applicant, SERVICE, {}).contact == contact
    for other in (ANONYMOUS, Actor("applicant", "somebody-else"), CLERK):
        assert known_answers.read(town.stores, other, SERVICE, {}).contact == {}


def test_a_confirmed_answer_is_the_registers_and_keeps_its_source(town: Town) -> None:
    filed = file(town, CONFIRMED)
    case = view(town, filed).followed.case
    assert (case.outcome, case.disputed) == ("granted", ())
    kept = content(town, filed.application.id)
    assert kept.answers["site_area"] == AREA
    source = kept.sources["site_area"]
    assert source == {"register": "plots", "as_of": filed.application.filed_at, "how": "confirmed", "registered": AREA}


def test_a_client_cannot_claim_what_the_register_does_not_say(town: Town) -> None:
    changed = [("/known/site_area", "register-changed")]
    assert refused(town, {"site_area": {"confirmed": True, "value": 1}}) == changed
    assert refused(town, CONFIRMED, site_area=AREA) == [("/known/site_area", "answered-twice")]
    assert ("/known/site_address", "unknown") in refused(town, {"site_address": CONFIRMED["site_area"]})
    agrees = {"site_area": {"disputed": True, "value": AREA, "why": "Просто так"}}
    assert refused(town, agrees) == [("/known/site_area", "register-agrees")]
    town.place.available("plots", available=False)
    assert refused(town, CONFIRMED) == refused(town, DISPUTED) == [("/known/site_area", "register-silent")]


def test_filing_again_gives_the_first_filing_though_the_register_says_something_else_by_now(town: Town) -> None:
    first = file(town, CONFIRMED, key="one")
    town.place.fill({"plots": [plot(area=700)]})
    assert file(town, CONFIRMED, key="one").application.number == first.application.number
    assert refused(town, CONFIRMED) == [("/known/site_area", "register-changed")]


def test_a_check_before_filing_takes_what_is_confirmed(town: Town) -> None:
    def found(known: dict[str, Any]) -> list[tuple[str, str]]:
        told = machine_checks.try_out(town.stores, ANONYMOUS, SERVICE, ANSWERS, known=known)
        return [(one.pointer, one.reason) for one in told]

    assert found({}) == [("/answers/site_area", "required")]
    assert found(CONFIRMED) == []
    assert found({"site_area": {"confirmed": True, "value": 5}}) == [("/known/site_area", "register-changed")]


def test_a_dispute_goes_to_an_officer_with_both_values(town: Town) -> None:
    filed = file(town, DISPUTED)
    case = view(town, filed).followed.case
    assert (case.status, case.disputed) == ("verification", ("site_area",))
    facts = [fact for one in town.stores.commits.chain(case.aggregate) for fact in one.facts]
    assert {"fact": "AnswersDisputed", "fields": ["site_area"]} in facts
    task = asked(town, case.id)
    (check,) = intake.checklist_of(town.stores, CLERK, task)
    for language in ("ru", "tt", "en"):
        assert all(word in check["question"][language] for word in ("600", "640", "2026-11-23", "межеванием"))
    assert check["about"]["answer"] == 640
    assert (check["register"]["registered"], check["register"]["register"]) == (AREA, "plots")
    said(town, task, yes=True)
    assert view(town, filed).followed.case.outcome == "granted"
    assert content(town, filed.application.id).answers["site_area"] == 640
    (check,) = intake.checklist_of(town.stores, CLERK, town.stores.cases.task(task.id))
    assert check["yes"] is True


@pytest.mark.parametrize(("answer", "how"), [(AREA, "confirmed"), (650, "disputed")])
def test_a_dispute_that_is_not_taken_returns_with_the_question_named(town: Town, answer: int, how: str) -> None:
    filed = file(town, DISPUTED)
    said(town, asked(town, filed.application.case), yes=False)
    case = view(town, filed).followed.case
    assert case.returned is not None and case.returned["fields"] == ["/answers/site_area"]
    followed = tracking.follow(town.stores, town.applicant, filed.application.number, None)
    (defect,) = followed.defects
    assert defect["ground"]["code"] == "register-says-otherwise" and "register" in defect["wrong"]["en"]
    given = Correction({"site_area": answer}, {}, "again", sha256(canonical(answer)))
    correcting.correct(town.stores, town.applicant, filed.application.number, None, given)
    town.settle()
    assert content(town, filed.application.id).sources["site_area"]["how"] == how
    case = view(town, filed).followed.case
    if how == "confirmed":
        assert (case.outcome, case.disputed) == ("granted", ())
    else:
        said(town, asked(town, case.id), yes=True)
        assert view(town, filed).followed.case.outcome == "granted"


def told(town: Town, number: str, actor: Actor, secret: str | None = None) -> list[tuple[Any, ...]]:
    """What somebody who follows an application is told of its disputes."""
    found = tracking.follow(town.stores, actor, number, secret).disputes
    return [(one["question"], str(one["state"]), one["answer"]["value"], one["note"]) for one in found]


def test_who_disputes_an_answer_follows_how_far_it_is(town: Town) -> None:
    filed = file(town, DISPUTED)
    number = filed.application.number
    assert told(town, number, town.applicant) == [("site_area", "open", 640, None)]
    (one,) = tracking.follow(town.stores, ANONYMOUS, number, filed.secret).disputes
    assert (one["registered"]["value"], one["why"], one["at"]) == (AREA, "Участок уточнён межеванием в мае.", None)
    assert one["register"]["en"] and one["title"]["tt"]
    assert told(town, number, CLERK) == [], "staff read the case"
    task = asked(town, filed.application.case)
    more = {"checklist": {CHECK: {"yes": False, "note": "Межевание не зарегистрировано."}}}
    tasks.complete(town.stores, CLERK, task.id, version=task.version, said=Completion(None, (), more=more))
    town.settle()
    assert told(town, number, town.applicant) == [("site_area", "rejected", 640, "Межевание не зарегистрировано.")]
    given = Correction({"site_area": 650}, {}, "again", sha256(canonical(650)))
    correcting.correct(town.stores, town.applicant, number, None, given)
    assert told(town, number, town.applicant) == [("site_area", "open", 650, None)], "nobody has looked at it yet"
    town.settle()
    assert told(town, number, town.applicant) == [("site_area", "open", 650, None)]
    said(town, asked(town, filed.application.case), yes=True)
    assert told(town, number, town.applicant) == [("site_area", "accepted", 650, None)]


def test_a_dispute_is_settled_by_taking_the_registers_answer(town: Town) -> None:
    filed = file(town, DISPUTED)
    said(town, asked(town, filed.application.case), yes=False)
    given = Correction({"site_area": AREA}, {}, "again", sha256(canonical(AREA)))
    correcting.correct(town.stores, town.applicant, filed.application.number, None, given)
    town.settle()
    assert told(town, filed.application.number, town.applicant) == [("site_area", "settled", AREA, None)]


def test_who_confirms_what_registers_say_disputes_nothing(town: Town) -> None:
    filed = file(town, CONFIRMED)
    assert told(town, filed.application.number, town.applicant) == []


def test_what_was_confirmed_reaches_the_parts_of_a_plan(town: Town) -> None:
    plan = town.file(known=CONFIRMED, site_area=None)
    assert town.states(plan)["shed-land"] == "granted"
    land, other = town.case(plan, "shed-land"), town.case(plan, "shed-plan")
    assert content(town, land.application).answers["site_area"] == AREA
    assert content(town, land.application).sources["site_area"]["how"] == "confirmed"
    assert content(town, other.application).sources == {}
    town.is_whole(plan)


def test_a_dispute_inside_a_plan_stops_only_the_case_that_it_is_about(town: Town) -> None:
    plan = town.file(known=DISPUTED, site_area=None, title_held="none")
    land = town.case(plan, "shed-land")
    assert land.disputed == ("site_area",)
    said(town, asked(town, land.id), yes=True)
    assert town.states(plan)["shed-land"] == town.states(plan)["shed-plan"] == "granted"
    assert town.case(plan, "shed-plan").disputed == ()
    town.is_whole(plan)


def test_a_dispute_that_a_plans_officer_does_not_take_is_settled_by_changing_the_answer(town: Town) -> None:
    plan = town.file(known=DISPUTED, site_area=None)
    said(town, asked(town, town.case(plan, "shed-land").id), yes=False)
    town.correct(plan, "shed-land", site_area=AREA)
    assert town.states(plan)["shed-land"] == "granted"
    town.is_whole(plan)


def test_what_a_register_does_not_show_to_everybody_is_never_known() -> None:
    """Whatever place of the shipped catalogue is marked: its field and what it is found by are public."""
    bundle = shipped()
    marked = 0
    for id in bundle.service_ids:
        service = bundle.service(id)
        for question, known in service.known.items():
            lookup = bundle.standard_request(service.request(known.request).standard).register
            assert lookup is not None, question
            public = bundle.register(lookup.register).public
            assert {known.path.removeprefix("/record/"), *lookup.match, *lookup.compare} <= set(public), (id, question)
            marked += 1
    assert marked >= 10


@pytest.mark.parametrize(
    ("path", "message"),
    [("/record/owner_inn", "doesn't show 'owner_inn'"), ("/record/zone", "has no"), ("/record/kind", "another type")],
)
def test_a_definition_that_would_show_what_is_not_public_is_refused(path: str, message: str) -> None:
    documents = plan_sample.documents()
    question = documents[f"schemas/services/{SERVICE}.json"]["form"]["properties"]["site_area"]
    question["known"]["path"] = path
    found = analyse(documents, DefinitionChecks(), date(2026, 11, 26)).findings
    assert any(one.check == "known" and message in one.message for one in found), found


def test_a_record_found_by_what_is_not_public_is_never_shown() -> None:
    documents = plan_sample.documents()
    documents["schemas/registers/plots.json"]["public"].remove("cadastral_number")
    found = analyse(documents, DefinitionChecks(), date(2026, 11, 26)).findings
    assert any("'cadastral_number', which isn't public" in one.message for one in found), found
