"""Several experts look at one question, refer it on and disagree; nobody does two jobs that the service keeps apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chalicelib.adapters.file_storage import quarantine_key
from chalicelib.domain.errors import FourEyes, InvalidInput
from chalicelib.domain.permissions import SYSTEM, Actor
from chalicelib.domain.work import Task
from chalicelib.usecases import expertise, files, referring, verifying
from chalicelib.usecases.referring import Addressee
from tests.support import sample_files as samples
from tests.support.municipality import Municipality, municipality
from tests.unit.expert_world import ANNA, BULAT, DEPARTMENT, GARDENER, VERA, complete, expert_of, filed, open_tasks
from tests.unit.expert_world import publish as change


@pytest.fixture
def town() -> Iterator[Municipality]:
    with municipality() as made:
        yield made
        made.stores.fault = None


def opinions(count: int, policy: str, **more: Any) -> Callable[[dict[str, Any]], None]:
    def wanted(service: dict[str, Any]) -> None:
        expert_of(service)["opinions"] = {"count": count, "policy": policy, **more}
        service["separate"] = ["intake", "expert", "decision"]

    return wanted


def residence(town: Municipality, case: str) -> Any:
    return next(one for one in town.view(case).sub_services if one.id == "residence")


def refer(town: Municipality, who: Actor, task: Task, *to: Addressee) -> list[Task]:
    return referring.refer(
        town.stores, who, task.id, version=town.stores.cases.task(task.id).version, to=to, question="Is it so?"
    )


def places(wrong: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(one.pointer, one.reason) for one in wrong.value.errors]


def test_experts_who_disagree_leave_it_to_the_decision_maker(town: Municipality) -> None:
    change(town, opinions(2, "all_agree"))
    case = filed(town)
    first, second = open_tasks(town, case)
    complete(town, ANNA, first, "pass")
    town.machines.settle()
    assert residence(town, case).state == "expert", "one opinion of two isn't enough"
    with pytest.raises(FourEyes):
        complete(town, ANNA, second, "pass")
    complete(town, BULAT, second, "refuse", "not-resident", note="the neighbours say otherwise")
    town.machines.settle()
    sub = residence(town, case)
    assert (sub.outcome, sub.by, set(sub.dissent)) == ("divided", "experts", {first.id, second.id})
    assert {(one["by"], one["outcome"]) for one in sub.opinions} == {("anna", "pass"), ("bulat", "refuse")}
    (decision,) = open_tasks(town, case, "decision")
    assert set(decision.prepared_by) == {"anna", "bulat"}
    for who in (ANNA, BULAT):
        with pytest.raises(FourEyes):
            complete(town, who, decision, "grant")
    complete(town, VERA, decision, "grant")
    town.machines.settle()
    town.ended_once(case, "granted")


def test_a_referral_to_several_is_waited_for(town: Municipality) -> None:
    change(town, opinions(1, "most_severe"))
    case = filed(town)
    (task,) = open_tasks(town, case)
    asked = refer(
        town, ANNA, task, Addressee("external-improvement", "expert"), Addressee(DEPARTMENT, "expert", "bulat")
    )
    assert [one.parent for one in asked] == [task.id, task.id]
    assert town.stores.cases.task(asked[0].id).question == "Is it so?"
    complete(town, ANNA, town.stores.cases.task(task.id), "pass")
    complete(town, GARDENER, asked[0], "pass")
    town.machines.settle()
    assert residence(town, case).state == "expert"
    complete(town, BULAT, asked[1], "refuse", "not-resident")
    town.machines.settle()
    sub = residence(town, case)
    assert (sub.outcome, sub.grounds) == ("refuse", ("not-resident",))
    assert set(sub.dissent) == {task.id, asked[0].id}
    assert verifying.verify(town.stores, SYSTEM, case).flaw is None


def test_a_referral_goes_neither_to_oneself_nor_in_a_circle(town: Municipality) -> None:
    change(town, opinions(1, "most_severe"))
    (task,) = open_tasks(town, filed(town))
    with pytest.raises(InvalidInput) as wrong:
        refer(town, ANNA, task, Addressee(DEPARTMENT, "expert", "anna"), Addressee("nowhere", "wizard"))
    assert places(wrong) == [
        ("/to/0/person", "oneself"),
        ("/to/1/department", "enum"),
        ("/to/1/role", "enum"),
    ]
    (second,) = refer(town, ANNA, task, Addressee(DEPARTMENT, "expert", "bulat"))
    with pytest.raises(InvalidInput) as wrong:
        refer(town, BULAT, second, Addressee(DEPARTMENT, "expert", "anna"))
    assert places(wrong) == [("/to/0/person", "circle")]
    with pytest.raises(InvalidInput) as wrong:
        refer(town, ANNA, task, Addressee(DEPARTMENT, "expert", "bulat"))
    assert places(wrong) == [("/to/0/person", "already-asked")]
    with pytest.raises(InvalidInput) as wrong:
        refer(town, ANNA, task, Addressee(DEPARTMENT, "expert", "gardener"))
    assert places(wrong) == [("/to/0/person", "may-not")]
    with pytest.raises(FourEyes):
        complete(town, ANNA, second, "pass")


def test_a_referral_to_a_role_that_only_askers_hold_is_a_circle_too(town: Municipality) -> None:
    change(town, opinions(1, "most_severe"))
    case = filed(town)
    (task,) = open_tasks(town, case)
    (asked,) = refer(town, ANNA, task, Addressee("external-improvement", "expert", "gardener"))
    for name in ("bulat", "vera"):
        town.stores.members.remove(name, DEPARTMENT, delegated=False)
    with pytest.raises(InvalidInput) as wrong:
        refer(town, GARDENER, asked, Addressee(DEPARTMENT, "expert"))
    assert places(wrong) == [("/to/0/role", "circle")]
    assert town.stores.cases.task(asked.id) == asked
    assert [one.id for one in open_tasks(town, case)] == [task.id, asked.id], "nothing is half done"
    assert refer(town, GARDENER, asked, Addressee("legal", "expert")), "nobody is known there yet"


def test_two_jobs_at_the_same_moment_are_one_job(town: Municipality) -> None:
    """A decision by the same person comes in right before the expert's write."""
    change(town, opinions(2, "most_severe"))
    case = filed(town)
    first, second = open_tasks(town, case)

    def other_job() -> None:
        town.stores.fault = None
        write = town.stores.begin(by="anna", at="2026-11-23T09:00:00.000Z")
        write.worker(case, "anna", "decision")
        write.commit()

    town.stores.fault = other_job
    with pytest.raises(FourEyes):
        complete(town, ANNA, first, "pass")
    assert town.stores.cases.task(first.id).state == "open", "nothing is half done"
    assert residence(town, case).opinions == ()
    complete(town, BULAT, first, "pass")
    complete(town, VERA, second, "pass")


def test_one_person_gives_one_opinion_even_at_the_same_moment(town: Municipality) -> None:
    change(town, opinions(2, "most_severe"))
    case = filed(town)
    first, second = open_tasks(town, case)

    def also() -> None:
        town.stores.fault = None
        complete(town, ANNA, second, "pass")

    town.stores.fault = also
    with pytest.raises(FourEyes):
        complete(town, ANNA, first, "pass")
    assert [one["task"] for one in residence(town, case).opinions] == [second.id]
    assert town.stores.cases.task(first.id).state == "open"


def test_answers_are_terms_of_the_vocabulary(town: Municipality) -> None:
    def typed(service: dict[str, Any]) -> None:
        expert_of(service)["answers"] = {"months": {"term": "permit_months", "required": True}}

    change(town, typed)
    case = filed(town)
    (task,) = open_tasks(town, case)
    for outputs, expected in (
        (None, [("/outputs/months", "required")]),
        ({"months": "many"}, [("/outputs/months", "type")]),
        ({"months": 3, "free": 1}, [("/outputs/free", "unknown")]),
    ):
        with pytest.raises(InvalidInput) as wrong:
            complete(town, ANNA, task, "pass", outputs=outputs)
        found = places(wrong)
        assert all(one in found or one[1] == "type" for one in expected) and found, found
    complete(town, ANNA, task, "pass", outputs={"months": 12})
    town.machines.settle()
    assert residence(town, case).outputs == {"months": 12}


def test_the_decision_maker_sees_all_that_it_rests_on_and_signs(town: Municipality) -> None:
    change(town, opinions(2, "all_agree"))
    case = filed(town)
    first, second = open_tasks(town, case)
    complete(town, ANNA, first, "pass")
    complete(town, BULAT, second, "refuse", "not-resident", note="the neighbours say otherwise")
    town.machines.settle()
    (decision,) = open_tasks(town, case, "decision")
    view = expertise.of_task(town.stores, decision)
    assert view["proposal"]["outcome"] == "open"
    shown = {one["sub_service"]: one for one in view["expertise"]}
    assert {one["by"] for one in shown.values() if one["row"]} == {"table"}
    assert all(one["clause"] for one in shown.values() if one["row"])
    said = {one["by"]: one for one in shown["residence"]["opinions"]}
    assert said["bulat"]["note"] == "the neighbours say otherwise" and said["bulat"]["dissents"]
    assert said["bulat"]["grounds"][0]["clause"]
    (asked,) = shown["residence"]["requests"][:1]
    assert asked["answer"]["outcome"] == "ambiguous" and asked["answered_by"] == "register:residents"
    assert shown["residence"]["inputs"]

    complete(town, VERA, decision, "refuse", "not-resident")
    town.machines.settle()
    done = town.view(case).followed.case
    assert done.signature["by"] == "vera" and done.outcome == "refused"
    facts = [fact for commit in town.stores.commits.chain(done.aggregate) for fact in commit.facts]
    (signed,) = (fact for fact in facts if fact["fact"] == "DecisionSigned")
    assert signed["grounds"][0]["clause"]
    assert {one["by"] for one in signed["dissent"]} == {"anna", "bulat"}
    assert "neighbours" not in str(facts), "words stay sealed"
    assert verifying.verify(town.stores, SYSTEM, case).flaw is None
    town.stores.signing.is_signed = lambda text, signature: b"DecisionSigned" not in text
    flaw = verifying.verify(town.stores, SYSTEM, case).flaw
    assert flaw is not None and "signature" in flaw.problem


def added(town: Municipality, who: Actor, task: Task) -> str:
    """Add a file to a Task; nobody has checked it yet."""
    file = files.announce_for_task(town.stores, who, task.id, "application/pdf", len(samples.pdf())).file
    town.stores.file_storage._s3.put_object(Bucket="files", Key=quarantine_key(file.id), Body=samples.pdf())
    return file.id


def filed_decision(town: Municipality) -> Task:
    """Another application that waits for its decision."""
    case = filed(town)
    (task,) = open_tasks(town, case)
    complete(town, ANNA, task, "pass")
    town.machines.settle()
    (decision,) = open_tasks(town, case, "decision")
    return decision


def test_a_veto_binds_and_a_result_is_attached_where_it_must_be(town: Municipality) -> None:
    def wanted(service: dict[str, Any]) -> None:
        expert_of(service)["opinions"] = {"count": 1, "policy": "veto"}
        service["decision"]["attachment"] = "required"

    change(town, wanted)
    case = filed(town)
    (task,) = open_tasks(town, case)
    complete(town, ANNA, task, "refuse", "not-resident")
    town.machines.settle()
    (decision,) = open_tasks(town, case, "decision")
    with pytest.raises(InvalidInput) as wrong:
        complete(town, BULAT, decision, "grant")
    assert places(wrong) == [("/attachment", "required"), ("/outcome", "vetoed")]
    result = added(town, BULAT, decision)
    for file_id, reason in (
        ("0" * 32, "attachment-elsewhere"),
        (added(town, BULAT, filed_decision(town)), "attachment-elsewhere"),
        (result, "attachment-unchecked"),
    ):
        with pytest.raises(InvalidInput) as wrong:
            complete(town, BULAT, decision, "refuse", "not-resident", more={"attachment": file_id})
        assert places(wrong) == [("/attachment", reason)]
    assert files.examine(town.stores, result) == "released"
    complete(town, BULAT, decision, "refuse", "not-resident", more={"attachment": result})
    town.machines.settle()
    assert town.view(case).followed.case.result_file == result
