"""Worked examples: each is walked through the very functions that decide real cases, and must come out as it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chalicelib.domain.analysis.findings import Checks, Finding, Json, Place
from chalicelib.domain.analysis.gathering import Definitions
from chalicelib.domain.assessment import (
    SubServiceOutcome,
    applies,
    decide_sub_service,
    decision_of,
    in_order,
    needed_requests,
    record_of,
)
from chalicelib.domain.definitions import Bundle, Service
from chalicelib.domain.values import Scope, evaluate, same

EXAMPLE_NUMBER = "20260302-000000-00"


@dataclass(frozen=True)
class ExampleOutcome:
    """What an example comes to: `granted`, `refused` or `expert`, and how; `problems` are (pointer, message)."""

    outcome: str
    grounds: tuple[str, ...] = ()
    sub_services: Mapping[str, SubServiceOutcome] = field(default_factory=dict)
    record: Mapping[str, Any] | None = None
    problems: tuple[tuple[str, str], ...] = ()


def run_example(bundle: Bundle, service: Service, example: Json, checks: Checks) -> ExampleOutcome:
    """Walks one worked example through form, Requests, sub-services and record, writing nothing.

    Args:
        bundle: the bundle, with the service's form.
        service: the service of the example.
        example: `answers`, `registers` (Standard Request or use → its answer), `filed_on`.
        checks: the JSON Schema validator.
    """
    problems = [
        (f"/answers{wrong.pointer}", f"the form refuses this answer: {wrong.reason}")
        for wrong in checks.instance(bundle.form(service.id), example["answers"])
    ]
    bare = Scope(example["answers"], {}, {}, date.fromisoformat(example["filed_on"]), EXAMPLE_NUMBER)
    answers: dict[str, Any] = {}
    for id in needed_requests(service, bare):
        answers[id] = _answer(bundle, service, example, bare, id, checks, problems)
    outcomes: dict[str, SubServiceOutcome] = {}
    scope = bare
    for sub_service in in_order(service.sub_services):
        outputs = {name: one.outputs for name, one in outcomes.items()}
        scope = Scope(bare.answers, answers, outputs, bare.filed_on, bare.number)
        if applies(sub_service, scope):
            outcomes[sub_service.id] = decide_sub_service(sub_service, scope)
    outcome, grounds = decision_of(outcomes.values())
    if outcome != "granted":
        return ExampleOutcome("expert" if outcome == "open" else outcome, grounds, outcomes, None, tuple(problems))
    outputs = {name: one.outputs for name, one in outcomes.items()}
    record = record_of(service, Scope(bare.answers, answers, outputs, bare.filed_on, bare.number))
    if service.result.register is not None:
        for wrong in checks.instance(bundle.register(service.result.register).record, record):
            problems.append(("/expect", f"the register refuses the record: {wrong.pointer} {wrong.reason}"))
    return ExampleOutcome("granted", (), outcomes, record, tuple(problems))


def _answer(
    bundle: Bundle,
    service: Service,
    example: Json,
    scope: Scope,
    id: str,
    checks: Checks,
    problems: list[tuple[str, str]],
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


def check(definitions: Definitions, bundle: Bundle, checks: Checks) -> Iterator[Finding]:
    """Runs every example; the grant and every ground must have one."""
    for id, located in definitions.services.items():
        service = bundle.service(id)
        told: set[str] = set()
        for at, example in enumerate(service.examples):
            place = located.place.at("examples", at)
            told |= {example["expect"]["outcome"], *example["expect"].get("grounds", ())}
            ran = run_example(bundle, service, example, checks)
            for pointer, message in ran.problems:
                yield place.inside(pointer).finding("example", message)
            if not ran.problems:
                yield from _expected(example["expect"], ran, place / "expect")
            yield from _unasked(service, example, place)
        if "granted" not in told:
            yield (located.place / "examples").finding("example", "no example is granted")
        for at, code in enumerate(service.grounds):
            if code not in told:
                yield located.place.at("refusal_grounds", at).finding("example", f"no example is refused for {code!r}")


def _unasked(service: Service, example: Json, place: Place) -> Iterator[Finding]:
    known = {name for use in service.requests for name in (use.id, use.standard)}
    for name in example.get("registers", {}):
        if name not in known:
            yield place.at("registers", name).finding("reference", f"the service asks no Request {name!r}")


def _expected(expect: Json, ran: ExampleOutcome, place: Place) -> Iterator[Finding]:
    how = "; ".join(
        f"{name}: {one.row or one.reason}" for name, one in ran.sub_services.items() if one.outcome != "pass"
    )
    if expect["outcome"] != ran.outcome:
        message = f"expected {expect['outcome']}, came out {ran.outcome}" + (f" ({how})" if how else "")
        yield (place / "outcome").finding("example", message)
        return
    if ran.outcome == "refused" and set(expect.get("grounds", ())) != set(ran.grounds):
        yield (place / "grounds").finding("example", f"refused for {list(ran.grounds)} ({how})")
    left = sorted(name for name, one in ran.sub_services.items() if one.outcome == "expert")
    if ran.outcome == "expert" and expect.get("sub_service", next(iter(left), None)) not in left:
        yield (place / "sub_service").finding("example", f"a person must decide {', '.join(left)}")
    for name, value in expect.get("record", {}).items():
        found = (ran.record or {}).get(name)
        if not same(found, value):
            yield place.at("record", name).finding("example", f"the record has {found!r}")
