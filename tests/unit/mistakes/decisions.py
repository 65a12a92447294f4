"""Mistakes in tables, inputs and conditions."""

from __future__ import annotations

from tests.unit.catalogue_samples import rule
from tests.unit.mistakes.changes import REMOVE, SERVICE, Mistake, at, both

SIZE, RULES = "/sub_services/1", "/sub_services/1/decision/table/rules"
RESIDENCE = "/sub_services/0/decision/table/rules"
CYCLE = [{"value": {"output": "size", "name": "x"}, "present": True}]


MISTAKES: dict[str, Mistake] = {
    "a gap": (
        at(SERVICE, f"{RULES}/1", REMOVE),
        SERVICE,
        RULES,
        "gap",
        'no rule for place = "yard", length = 4, dwelling_known = true',
    ),
    "an overlap": (
        at(SERVICE, f"{RULES}/0/when/length/to", 4),
        SERVICE,
        f"{RULES}/1",
        "overlap",
        "length = 4, dwelling_known = true",
    ),
    "a rule that can't fire": (
        at(SERVICE, f"{RULES}/-", rule("never", {"length": 2, "dwelling_known": True})),
        SERVICE,
        f"{RULES}/4",
        "unreachable",
        "'never' can't fire",
    ),
    "an input that no rule uses": (
        both(
            at(SERVICE, f"{RULES}/2", REMOVE),
            at(SERVICE, f"{RULES}/1/when/place", REMOVE),
            at(SERVICE, "/refusal_grounds/1", REMOVE),
        ),
        SERVICE,
        f"{SIZE}/inputs/0",
        "unused",
        "'place'",
    ),
    "a value outside an input's domain": (
        at(SERVICE, f"{RULES}/1/when/place", "yrad"),
        SERVICE,
        f"{RULES}/1/when/place",
        "table",
        "yrad",
    ),
    "an input with an empty domain": (
        at(SERVICE, f"{SIZE}/inputs/1/max", 0),
        SERVICE,
        f"{SIZE}/inputs/1/min",
        "table",
        "min is greater",
    ),
    "a catch-all that grants": (
        both(at(SERVICE, f"{RESIDENCE}/3/then/outcome", "pass"), at(SERVICE, f"{RESIDENCE}/3/clause", "п. 1")),
        SERVICE,
        f"{RESIDENCE}/3/then/outcome",
        "table",
        "only lead to a person",
    ),
    "a catch-all instead of explicit rows": (
        at(SERVICE, f"{RESIDENCE}/2", REMOVE),
        SERVICE,
        RESIDENCE,
        "gap",
        "ambiguous",
    ),
    "a typing error in an input's values": (
        both(
            at(SERVICE, f"{SIZE}/inputs/0/values/1", "yrad"),
            at(SERVICE, f"{RULES}/1/when/place", "yrad"),
        ),
        SERVICE,
        f"{SIZE}/inputs/0/values",
        "domain",
        "never gives ['yrad']",
    ),
    "a value of the source that no input knows": (
        at(SERVICE, f"{SIZE}/when", REMOVE),
        SERVICE,
        f"{SIZE}/inputs/0/values",
        "domain",
        "also gives ['park']",
    ),
    "an input wider in the form": (
        at(SERVICE, f"{SIZE}/inputs/1/max", 8),
        SERVICE,
        f"{SIZE}/inputs/1",
        "domain",
        "1 to 9",
    ),
    "an input of another type than its source": (
        at(SERVICE, f"{SIZE}/inputs/2/from", {"answer": "/length"}),
        SERVICE,
        f"{SIZE}/inputs/2/type",
        "domain",
        "not boolean",
    ),
    "an input from free text": (
        at(SERVICE, f"{SIZE}/inputs/0/from", {"answer": "/snils"}),
        SERVICE,
        f"{SIZE}/inputs/0/from",
        "domain",
        "free text",
    ),
    "a condition that never holds": (
        at(SERVICE, f"{SIZE}/when/0/in/-", "raod"),
        SERVICE,
        f"{SIZE}/when/0",
        "unreachable",
        "never 'raod'",
    ),
    "conditions that exclude one another": (
        at(SERVICE, f"{SIZE}/when/-", {"value": {"answer": "/place"}, "is": "park"}),
        SERVICE,
        f"{SIZE}/when/1",
        "unreachable",
        "together",
    ),
    "a condition on a missing value": (
        at(SERVICE, f"{SIZE}/when/-", {"value": {"answer": "/place"}, "present": False}),
        SERVICE,
        f"{SIZE}/when/1",
        "unreachable",
        "together",
    ),
    "a circle of outputs": (
        both(
            at(SERVICE, f"{RULES}/0/then/outputs", {"x": {"const": "y"}}),
            at(SERVICE, "/sub_services/0/when", CYCLE),
        ),
        SERVICE,
        "/sub_services/0",
        "cycle",
        "residence → size → residence",
    ),
}
