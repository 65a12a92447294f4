"""Walking: one worked example, from its documents and checklist to its record, through what decides real cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chalicelib.domain.analysis.findings import Checks, Json
from chalicelib.domain.assessment import (
    SubServiceOutcome,
    applies,
    decide_sub_service,
    decision_of,
    in_order,
    needed_requests,
    record_of,
)
from chalicelib.domain.definitions import Bundle, Service, SubService
from chalicelib.domain.intake import asked_checks, missing_documents, outcome_of, unasked_documents
from chalicelib.domain.values import Scope, evaluate

EXAMPLE_NUMBER = "20260302-000000-00"
RETURNED = {"return": "returned", "refuse": "refused_registration"}
Problems = list[tuple[str, str]]


@dataclass(frozen=True)
class ExampleOutcome:
    """What an example comes to, and how; `problems` are (pointer, message).

    Args:
        outcome: `granted`, `refused` or `expert`; `returned` or `refused_registration` where its checklist says so.
        fields: places in the application that the applicant corrects.
    """

    outcome: str
    grounds: tuple[str, ...] = ()
    sub_services: Mapping[str, SubServiceOutcome] = field(default_factory=dict)
    record: Mapping[str, Any] | None = None
    problems: tuple[tuple[str, str], ...] = ()
    fields: tuple[str, ...] = ()


def run_example(bundle: Bundle, service: Service, example: Json, checks: Checks) -> ExampleOutcome:
    """Walks one worked example through form, intake, Requests, sub-services and record, writing nothing.

    Args:
        bundle: the bundle, with the service's form.
        service: the service of the example.
        example: `answers`, `documents`, `checklist`, `registers` (Standard Request or use → its answer), `opinions`,
            `filed_on`.
        checks: the JSON Schema validator.
    """
    problems = [
        (f"/answers{wrong.pointer}", f"the form refuses this answer: {wrong.reason}")
        for wrong in checks.instance(bundle.form(service.id), example["answers"])
    ]
    bare = Scope(example["answers"], {}, {}, date.fromisoformat(example["filed_on"]), EXAMPLE_NUMBER)
    taken = _intake(service, example, bare, problems)
    if taken is not None:
        return ExampleOutcome(taken[0], taken[1], problems=tuple(problems), fields=taken[2])
    answers: dict[str, Any] = {}
    for id in needed_requests(service, bare):
        answers[id] = _answer(bundle, service, example, bare, id, checks, problems)
    outcomes: dict[str, SubServiceOutcome] = {}
    for sub_service in in_order(service.sub_services):
        outputs = {name: one.outputs for name, one in outcomes.items()}
        scope = Scope(bare.answers, answers, outputs, bare.filed_on, bare.number)
        if applies(sub_service, scope):
            outcomes[sub_service.id] = _opinion(
                bundle, sub_service, example, decide_sub_service(sub_service, scope), checks, problems
            )
    problems += [
        (f"/opinions/{name}", "no expert is asked here")
        for name in example.get("opinions", {})
        if name not in outcomes or outcomes[name].reason is None
    ]
    outcome, grounds = decision_of(outcomes.values())
    if outcome != "granted":
        return ExampleOutcome("expert" if outcome == "open" else outcome, grounds, outcomes, None, tuple(problems))
    outputs = {name: one.outputs for name, one in outcomes.items()}
    record = record_of(service, Scope(bare.answers, answers, outputs, bare.filed_on, bare.number))
    if service.result.register is not None:
        for wrong in checks.instance(bundle.register(service.result.register).record, record):
            problems.append(("/expect", f"the register refuses the record: {wrong.pointer} {wrong.reason}"))
    return ExampleOutcome("granted", (), outcomes, record, tuple(problems))


def _intake(
    service: Service, example: Json, scope: Scope, problems: Problems
) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    """What intake comes to (outcome, grounds, fields); None where the application is accepted."""
    given = example.get("documents", ())
    for id in missing_documents(service, scope, given):
        problems.append(("/documents", f"these answers ask for the document {id!r}"))
    for id in unasked_documents(service, scope, given):
        problems.append(("/documents", f"these answers don't ask for a document {id!r}"))
    asked = asked_checks(service, scope, given)
    said: Mapping[str, bool] = example.get("checklist", {})
    for id in said:
        if id not in {one.id for one in asked}:
            problems.append((f"/checklist/{id}", "this check isn't made for these answers and documents"))
    taken = outcome_of(asked, {one.id: said.get(one.id, True) for one in asked})
    return None if taken.outcome == "accept" else (RETURNED[taken.outcome], taken.grounds, taken.fields)


def _opinion(
    bundle: Bundle,
    sub_service: SubService,
    example: Json,
    decided: SubServiceOutcome,
    checks: Checks,
    problems: Problems,
) -> SubServiceOutcome:
    """What an expert says in the example where the table leaves the question to one; else what the table says."""
    opinion = example.get("opinions", {}).get(sub_service.id)
    if opinion is None or decided.outcome != "expert":
        return decided
    place, said = f"/opinions/{sub_service.id}", opinion.get("answers", {})
    for name, answer in sub_service.expert_answers.items():
        if name not in said and answer.get("required", False):
            problems.append((f"{place}/answers", f"the expert must answer {name!r}"))
    for name, value in said.items():
        if name not in sub_service.expert_answers:
            problems.append((f"{place}/answers/{name}", "the expert isn't asked this"))
            continue
        schema = bundle.vocabulary[sub_service.expert_answers[name]["term"]]["schema"]
        for wrong in checks.instance(schema, value):
            problems.append((f"{place}/answers/{name}", f"the term refuses this answer: {wrong.reason}"))
    grounds = tuple(opinion.get("grounds", ()))
    if (opinion["outcome"] == "refuse") != bool(grounds):
        problems.append((place, "an opinion names grounds where it refuses, and only there"))
    return SubServiceOutcome(opinion["outcome"], grounds, said, inputs=decided.inputs, reason=decided.reason)


def _answer(
    bundle: Bundle, service: Service, example: Json, scope: Scope, id: str, checks: Checks, problems: Problems
) -> Any:
    use = service.request(id)
    standard = bundle.standard_request(use.standard)
    values = {name: evaluate(value, scope) for name, value in use.input.items()}
    asked = {name: value for name, value in values.items() if value is not None}
    for wrong in checks.instance(standard.input, asked):
        problems.append(("/answers", f"the Request {id!r} refuses its input: {wrong.pointer} {wrong.reason}"))
    registers = example.get("registers", {})
    key = id if id in registers else use.standard
    if key not in registers:
        problems.append(("/registers", f"the Request {id!r} is asked, but the example has no answer to it"))
        return None
    if registers[key] is not None:
        for wrong in checks.instance(standard.answer, registers[key]):
            where = f"/registers/{key}{wrong.pointer}"
            problems.append((where, f"the Standard Request refuses this answer: {wrong.reason}"))
    return registers[key]
