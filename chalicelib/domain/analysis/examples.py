"""Worked examples: each is walked through the very functions that decide real cases, and must come out as it says."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.domain.analysis.findings import Checks, Finding, Json, Place
from chalicelib.domain.analysis.gathering import Definitions
from chalicelib.domain.analysis.references import known
from chalicelib.domain.analysis.walking import ExampleOutcome, run_example
from chalicelib.domain.definitions import Bundle, Service
from chalicelib.domain.values import same

__all__ = ["ExampleOutcome", "check", "run_example"]


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
    asked = {name for use in service.requests for name in (use.id, use.standard)}
    for name in example.get("registers", {}):
        if name not in asked:
            yield place.at("registers", name).finding("reference", f"the service asks no Request {name!r}")
    for name in example.get("checklist", {}):
        yield from known((one.id for one in service.checklist), "check", name, place.at("checklist", name))
    for at, name in enumerate(example.get("documents", ())):
        yield from known((one.id for one in service.documents), "document", name, place.at("documents", at))
    for name, opinion in example.get("opinions", {}).items():
        yield from known((one.id for one in service.sub_services), "sub-service", name, place.at("opinions", name))
        for at, code in enumerate(opinion.get("grounds", ())):
            yield from known(service.grounds, "ground", code, place.at("opinions", name, "grounds", at))


def _expected(expect: Json, ran: ExampleOutcome, place: Place) -> Iterator[Finding]:
    how = "; ".join(
        f"{name}: {one.row or one.reason}" for name, one in ran.sub_services.items() if one.outcome != "pass"
    )
    if expect["outcome"] != ran.outcome:
        message = f"expected {expect['outcome']}, came out {ran.outcome}" + (f" ({how})" if how else "")
        yield (place / "outcome").finding("example", message)
        return
    if ran.grounds and set(expect.get("grounds", ())) != set(ran.grounds):
        because = f" ({how})" if how else ""
        yield (place / "grounds").finding("example", f"{ran.outcome} for {list(ran.grounds)}{because}")
    if set(expect.get("fields", ran.fields)) != set(ran.fields):
        yield (place / "fields").finding("example", f"the applicant corrects {list(ran.fields)}")
    left = sorted(name for name, one in ran.sub_services.items() if one.outcome == "expert")
    if ran.outcome == "expert" and expect.get("sub_service", next(iter(left), None)) not in left:
        yield (place / "sub_service").finding("example", f"a person must decide {', '.join(left)}")
    for name, value in expect.get("record", {}).items():
        found = (ran.record or {}).get(name)
        if not same(found, value):
            yield place.at("record", name).finding("example", f"the record has {found!r}")
