"""Mistakes in life situations: what waits for what, who reports, what fills what, and what a question means."""

from __future__ import annotations

from typing import Any

from tests.unit.catalogue_samples import text
from tests.unit.mistakes.changes import REMOVE, SERVICE, WORDS, Change, Mistake, at, both
from tests.unit.service_sample import SOURCE
from tests.unit.situated_sample import GROUND_KIND, INSPECTED, LAMP, PARK, RULE, situated

LUX = {"title": text("Люксы"), "schema": {"type": "integer"}, "source": SOURCE}
WHEN = {"why": text("Нужно"), "why_not": text("Не нужно")}


def wrong(pointer: str, value: Any, file: str = PARK) -> Change:
    """A change of one place of the right situation, or of what it refers to."""
    return both(situated, at(file, pointer, value))


BENCH, LAMP_NODE, STANDS = "/services/0", "/services/1", "/milestones/0"
FILLED = f"{LAMP_NODE}/filled/bench_number"
Placed = tuple[Change, str, str, str]
WRONG: dict[str, Placed] = {
    "a cycle": (
        wrong(f"{BENCH}/after", ["lamp-permit"]),
        f"{BENCH}/after",
        "reference",
        "these wait for each other: bench-permit → lamp-permit → bench-permit",
    ),
    "a cycle through a milestone": (
        wrong(f"{BENCH}/after", ["bench-stands"]),
        f"{BENCH}/after",
        "reference",
        "bench-permit → bench-stands → bench-permit",
    ),
    "milestones that wait for each other": (
        both(
            wrong("/milestones/-", INSPECTED),
            at(PARK, f"{STANDS}/after", ["inspected"]),
        ),
        f"{STANDS}/after",
        "reference",
        "bench-stands → inspected → bench-stands",
    ),
    "a service that waits for itself": (
        wrong(f"{BENCH}/after", ["bench-permit"]),
        f"{BENCH}/after/0",
        "reference",
        "there is no node 'bench-permit'",
    ),
    "a missing service": (
        wrong(f"{LAMP_NODE}/service", "lamp-permits"),
        f"{LAMP_NODE}/service",
        "reference",
        "there is no service 'lamp-permits'; did you mean 'lamp-permit'?",
    ),
    "a service twice": (
        wrong("/services/-", {"service": "bench-permit"}),
        "/services/2/service",
        "reference",
        "'bench-permit' is there already",
    ),
    "a milestone named as a service": (
        wrong(f"{STANDS}/id", "bench-permit"),
        f"{STANDS}/id",
        "reference",
        "'bench-permit' is there already",
    ),
    "a wait for nothing": (
        wrong(f"{LAMP_NODE}/after/1", "bench-stand"),
        f"{LAMP_NODE}/after/1",
        "reference",
        "did you mean 'bench-stands'?",
    ),
    "a window shared with nothing": (
        wrong(f"{LAMP_NODE}/same_window", "bench"),
        f"{LAMP_NODE}/same_window",
        "reference",
        "there is no node 'bench'",
    ),
    "a milestone that nobody reports": (
        wrong(f"{STANDS}/reported_by", {"applicant": False, "staff": []}),
        f"{STANDS}/reported_by",
        "reference",
        "nobody reports this milestone",
    ),
    "a milestone reported by an unknown department": (
        wrong(f"{STANDS}/reported_by/staff/0/department", "bench"),
        f"{STANDS}/reported_by/staff/0/department",
        "reference",
        "did you mean 'benches'?",
    ),
    "a milestone reported by an unknown role": (
        wrong(f"{STANDS}/reported_by/staff/0/role", "carpenter"),
        f"{STANDS}/reported_by/staff/0/role",
        "reference",
        "there is no role 'carpenter'",
    ),
    "a milestone reported by an unknown party": (
        wrong(f"{STANDS}/reported_by/neighbour", True),
        f"{STANDS}/reported_by",
        "schema",
        "neighbour",
    ),
    "a milestone with an answer of no term": (
        wrong(f"{STANDS}/answers/bulb/term", "bulb_watt"),
        f"{STANDS}/answers/bulb/term",
        "reference",
        "did you mean 'bulb_watts'?",
    ),
    "an output of the wrong type": (
        wrong(f"{FILLED}/record", "length"),
        FILLED,
        "form",
        "gives integer, and the question takes text",
    ),
    "an output that is a day": (
        wrong(f"{FILLED}/record", "valid_from"),
        FILLED,
        "form",
        "gives date, and the question takes text",
    ),
    "a number for a question that takes none": (
        wrong(f"{LAMP_NODE}/filled/length", {"service": "bench-permit", "record": "number"}),
        f"{LAMP_NODE}/filled/length/record",
        "form",
        "can't take a number like",
    ),
    "an answer of the wrong type": (
        wrong(f"{STANDS}/answers/bulb/term", "bench_number"),
        f"{LAMP_NODE}/filled/watts",
        "form",
        "gives text, and the question takes integer",
    ),
    "an answer with values that the question doesn't take": (
        both(
            wrong("/terms/ground_kind", GROUND_KIND, WORDS),
            at(PARK, f"{STANDS}/answers/bulb/term", "ground_kind"),
            at(PARK, f"{LAMP_NODE}/filled", {"place": {"milestone": "bench-stands", "answer": "bulb"}}),
        ),
        f"{LAMP_NODE}/filled/place",
        "form",
        "the question doesn't take 'roof'",
    ),
    "an output that isn't there": (
        wrong(f"{FILLED}/record", "colour"),
        f"{FILLED}/record",
        "reference",
        "there is no field of the record 'colour'",
    ),
    "an answer that the milestone doesn't bring": (
        wrong(f"{LAMP_NODE}/filled/watts/answer", "bulbs"),
        f"{LAMP_NODE}/filled/watts/answer",
        "reference",
        "did you mean 'bulb'?",
    ),
    "an output of a service that needn't be finished": (
        wrong(f"{LAMP_NODE}/after", REMOVE),
        FILLED,
        "reference",
        "'bench-permit' needn't be finished when 'lamp-permit' starts",
    ),
    "an output for a question that isn't asked": (
        wrong(f"{LAMP_NODE}/filled/colour", {"service": "bench-permit", "record": "number"}),
        f"{LAMP_NODE}/filled/colour",
        "reference",
        "there is no question 'colour'",
    ),
    "a question with two meanings": (
        wrong("/form/properties/length/term", "bulb_watts", LAMP),
        f"{LAMP_NODE}/service",
        "form",
        "'length' means 'bulb_watts' here and 'bench_length' in services/0/service",
    ),
    "a milestone's answer with the name of another question": (
        wrong(f"{STANDS}/answers/length", {"term": "bulb_watts"}),
        f"{STANDS}/answers",
        "form",
        "'length' means 'bulb_watts' here and 'bench_length' in services/0/service",
    ),
    "a meaning that two questions ask": (
        wrong("/questions", {"long": {"term": "bench_length"}}),
        "/questions",
        "form",
        "'bench_length' is asked as 'long' here and as 'length' in services/0/service",
    ),
    "a later question that isn't asked": (
        wrong(f"{LAMP_NODE}/later", ["colour"]),
        f"{LAMP_NODE}/later",
        "reference",
        "there is no question 'colour'",
    ),
    "a later document that isn't asked for": (
        wrong(f"{LAMP_NODE}/later_documents", ["picture"]),
        f"{LAMP_NODE}/later_documents",
        "reference",
        "there is no document 'picture'",
    ),
    "a question of the situation with no term": (
        wrong("/questions", {"shade_wanted": {"term": "shade"}}),
        "/questions/shade_wanted/term",
        "reference",
        "there is no term 'shade'",
    ),
    "a page with a question that isn't asked": (
        wrong("/ui/pages/0/fields/0", "plaice"),
        "/ui/pages/0/fields/0",
        "reference",
        "did you mean 'place'?",
    ),
    "a service that belongs by what isn't asked": (
        wrong(LAMP_NODE, lambda old: {**old, **WHEN, "when": [{"value": {"answer": "/colour"}, "is": "red"}]}),
        f"{LAMP_NODE}/when/0/value/answer",
        "reference",
        "there is no question 'colour'",
    ),
    "a service that belongs by what a register says": (
        wrong(
            LAMP_NODE,
            lambda old: {
                **old,
                **WHEN,
                "when": [{"value": {"request": "residence", "path": "/outcome"}, "is": "found"}],
            },
        ),
        f"{LAMP_NODE}/when/0/value",
        "reference",
        "only answers are known",
    ),
    "two services that write one register": (
        wrong("/result/register", "benches", LAMP),
        f"{LAMP_NODE}/service",
        "reference",
        "writes the register 'benches', as 'bench-permit' does",
    ),
    "a contradiction with a stranger": (
        wrong(
            "/contradictions", [{**RULE, "between": [RULE["between"][0], {**RULE["between"][1], "service": "tree"}]}]
        ),
        "/contradictions/0/between/1/service",
        "reference",
        "there is no service 'tree'",
    ),
    "a contradiction of unlike values": (
        wrong(
            "/contradictions",
            [{**RULE, "between": [RULE["between"][0], {**RULE["between"][1], "value": {"answer": "/place"}}]}],
        ),
        "/contradictions/0/between",
        "form",
        "of other types",
    ),
    "an overlap without its days": (
        wrong("/contradictions", [{**RULE, "rule": "overlap"}]),
        "/contradictions/0/between/0",
        "reference",
        "an overlap needs 'from'",
    ),
    "an unknown department of a situation": (
        wrong("/department", "bench"),
        "/department",
        "reference",
        "did you mean 'benches'?",
    ),
}
MISTAKES: dict[str, Mistake] = {
    f"{name} of a situation": (change, PARK, pointer, check, message)
    for name, (change, pointer, check, message) in WRONG.items()
} | {
    "a question whose limits in two services leave no answer": (
        both(
            wrong("/form/properties/length/narrow", {"maximum": 3}, SERVICE),
            at(LAMP, "/form/properties/length/narrow", {"minimum": 4}),
        ),
        LAMP,
        "/form/properties/length/narrow",
        "form",
        "no answer suits both",
    ),
    "a term with two meanings": (
        both(
            situated,
            lambda d: d.update(
                {"schemas/vocabulary/lamps.json": {"kind": "vocabulary", "terms": {"bench_length": LUX}}}
            ),
        ),
        "schemas/vocabulary/lamps.json",
        "/terms/bench_length",
        "reference",
        "'bench_length' is defined in schemas/vocabulary/common.json /terms/bench_length already",
    ),
}
