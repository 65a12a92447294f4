"""Mistakes in forms, questions and terms."""

from __future__ import annotations

from tests.unit.catalogue_samples import text
from tests.unit.mistakes.changes import REMOVE, RESIDENTS, SERVICE, WORDS, Mistake, at, both

WORD = {"type": "string"}
SPOT = {"type": "object", "x-geometry": ["Point"]}


MISTAKES: dict[str, Mistake] = {
    "an unknown term": (
        at(SERVICE, "/form/properties/length/term", "bench_lenght"),
        SERVICE,
        "/form/properties/length/term",
        "reference",
        "did you mean 'bench_length'?",
    ),
    "a required question that isn't asked": (
        at(SERVICE, "/form/required/-", "colour"),
        SERVICE,
        "/form/required/3",
        "reference",
        "colour",
    ),
    "a condition on a question that isn't asked": (
        at(SERVICE, "/form/allOf", [{"if": {"required": ["place"]}, "then": {"required": ["colour"]}}]),
        SERVICE,
        "/form/allOf/0/then/required/0",
        "reference",
        "colour",
    ),
    "a question on no page": (
        at(SERVICE, "/ui/pages/0/fields/2", REMOVE),
        SERVICE,
        "/ui/pages",
        "form",
        "'length' is on no page",
    ),
    "a question on two pages": (
        at(SERVICE, "/ui/pages/-", {"id": "b", "title": text("b"), "fields": ["length"]}),
        SERVICE,
        "/ui/pages/1/fields/0",
        "form",
        "already",
    ),
    "a question wider than its term": (
        at(SERVICE, "/form/properties/length/narrow", {"maximum": 12}),
        SERVICE,
        "/form/properties/length/narrow/maximum",
        "form",
        "wider",
    ),
    "two questions that can't be one": (
        both(
            at(SERVICE, "/form/properties/length/narrow", {"maximum": 3}),
            at(SERVICE, "/form/properties/other", {"term": "bench_length", "narrow": {"minimum": 4}}),
            at(SERVICE, "/ui/pages/0/fields/-", "other"),
        ),
        SERVICE,
        "/form/properties/other/narrow",
        "form",
        "no answer suits both",
    ),
    "a place of a kind that maps don't know": (
        at(WORDS, "/terms/bench_length/schema", {"type": "object", "x-geometry": ["Circle"]}),
        WORDS,
        "/terms/bench_length/schema/x-geometry/0",
        "schema",
        "Circle",
    ),
    "a place with rules for its parts": (
        at(WORDS, "/terms/bench_length/schema", {"type": "object", "x-geometry": ["Point"], "properties": {}}),
        WORDS,
        "/terms/bench_length/schema",
        "schema",
        "properties",
    ),
    "a text that is a point": (
        at(WORDS, "/terms/bench_length/schema", {"type": "string", "maxLength": 20, "x-geometry": ["Point"]}),
        WORDS,
        "/terms/bench_length/schema/x-geometry",
        "schema",
        "Parcel",
    ),
    "a table that reads a place": (
        both(
            at(WORDS, "/terms/bench_spot", {"title": text("Место"), "schema": SPOT, "source": {"mark": "A"}}),
            at(SERVICE, "/form/properties/spot", {"term": "bench_spot"}),
            at(SERVICE, "/ui/pages/0/fields/-", "spot"),
            at(SERVICE, "/sub_services/1/inputs/1/from", {"answer": "/spot"}),
        ),
        SERVICE,
        "/sub_services/1/inputs/1/type",
        "domain",
        "gives place, not integer",
    ),
    "an evil pattern": (
        at(WORDS, "/terms/snils/schema/pattern", "^(a+)+$"),
        WORDS,
        "/terms/snils/schema/pattern",
        "pattern",
        "exponential",
    ),
    "an evil pattern in a form's condition": (
        at(
            SERVICE,
            "/form/allOf",
            [{"if": {"properties": {"snils": {"pattern": "^(a*)*$"}}}, "then": {"required": []}}],
        ),
        SERVICE,
        "/form/allOf/0/if/properties/snils/pattern",
        "pattern",
        "exponential",
    ),
    "a backreference": (
        at(WORDS, "/terms/snils/schema/pattern", r"^(a)\1$"),
        WORDS,
        "/terms/snils/schema/pattern",
        "pattern",
        "backreference",
    ),
    "a pattern without anchors": (
        at(RESIDENTS, "/record/properties/snils/pattern", "[0-9]"),
        RESIDENTS,
        "/record/properties/snils/pattern",
        "pattern",
        "begins with ^",
    ),
    "a text without end": (
        at(WORDS, "/terms/snils/schema/maxLength", REMOVE),
        WORDS,
        "/terms/snils/schema",
        "schema",
        "maxLength",
    ),
    "a list without end": (
        at(WORDS, "/terms/snils/schema", {"type": "array", "items": {"type": "integer"}}),
        WORDS,
        "/terms/snils/schema",
        "schema",
        "maxItems",
    ),
    "a text without end in a list of objects": (
        at(WORDS, "/terms/snils/schema", {"type": "array", "maxItems": 3, "items": {"properties": {"x": WORD}}}),
        WORDS,
        "/terms/snils/schema/items/properties/x",
        "schema",
        "maxLength",
    ),
    "a value without a label": (
        at(WORDS, "/terms/place_kind/values/park", REMOVE),
        WORDS,
        "/terms/place_kind/values",
        "reference",
        "park",
    ),
    "labels of a term that lists no values": (
        at(WORDS, "/terms/bench_length/values", {"1": text("one")}),
        WORDS,
        "/terms/bench_length/values",
        "reference",
        "'1'",
    ),
    "a label without a value": (
        at(WORDS, "/terms/place_kind/values/roof", text("roof")),
        WORDS,
        "/terms/place_kind/values",
        "reference",
        "roof",
    ),
}
