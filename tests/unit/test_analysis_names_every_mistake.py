"""Each mistake in a definition is named with its file, its place and the reason; a right catalogue has no findings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from chalicelib.adapters.definition_checks import DefinitionChecks
from chalicelib.domain.analysis import Analysis, analyse
from tests.unit.catalogue_samples import ground, rule, sample, text

SERVICE = "schemas/services/bench-permit.json"
WORDS = "schemas/vocabulary/common.json"
ASKING = "schemas/standard_requests/residence.json"
BENCHES = "schemas/registers/benches.json"
RESIDENTS = "schemas/registers/residents.json"
CALENDAR = "schemas/calendars/kazan.json"
MESSAGES = "schemas/messages/case.json"
CHECKS = DefinitionChecks()
REMOVE = object()


def _analyse(documents: dict[str, Any], on: date = date(2026, 3, 2)) -> Analysis:
    return analyse(documents, CHECKS, on)


def at(file: str, pointer: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """A change of one place: a new value, REMOVE, or a function of the old one; `-` appends to a list."""

    def change(documents: dict[str, Any]) -> None:
        *path, last = pointer.split("/")[1:]
        node = documents[file]
        for segment in path:
            node = node[int(segment) if isinstance(node, list) else segment]
        key: Any = int(last) if isinstance(node, list) and last != "-" else last
        if value is REMOVE:
            del node[key]
        elif key == "-":
            node.append(value)
        else:
            node[key] = value(node[key]) if callable(value) else value

    return change


def both(*changes: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    def change(documents: dict[str, Any]) -> None:
        for one in changes:
            one(documents)

    return change


SIZE, RULES = "/sub_services/1", "/sub_services/1/decision/table/rules"
RESIDENCE = "/sub_services/0/decision/table/rules"
CYCLE = [{"value": {"output": "size", "name": "x"}, "present": True}]
EVIL = {"properties": {"snils": {"pattern": "^(a*)*$"}}}
SNILS = {"snils": {"answer": "/snils"}}
WORD = {"type": "string"}
LONG = "Это довольно длинный текст, который никто не перевёл"

MISTAKES: dict[str, tuple[Callable[[dict[str, Any]], None], str, str, str, str]] = {
    # what was done: the change, then file, JSON Pointer, check and a part of the message of its finding
    "an unknown key": (at(SERVICE, "/titel", {}), SERVICE, "", "schema", "titel"),
    "a wrong kind": (at(SERVICE, "/kind", "register"), SERVICE, "/kind", "schema", "'service', not 'register'"),
    "a strange file": (lambda d: d.update({"x.json": {}}), "x.json", "", "file", "schemas/<folder>"),
    "a strange folder": (lambda d: d.update({"schemas/x/y.json": {}}), "schemas/x/y.json", "", "file", "folder"),
    "no object": (lambda d: d.update({SERVICE: []}), SERVICE, "/kind", "schema", "None"),
    "another name": (
        lambda d: d.update({"schemas/services/b.json": d.pop(SERVICE)}),
        "schemas/services/b.json",
        "/id",
        "reference",
        "bench-permit.json",
    ),
    "a term twice": (
        lambda d: d.update({"schemas/vocabulary/other.json": d[WORDS]}),
        "schemas/vocabulary/other.json",
        "/terms/snils",
        "reference",
        "already",
    ),
    "nesting without end": (
        at(SERVICE, "/examples/0/answers/place", lambda _: _nested(60)),
        SERVICE,
        "",
        "schema",
        "levels",
    ),
    "a missing translation": (at(SERVICE, "/title/tt", REMOVE), SERVICE, "/title/tt", "translation", "missing"),
    "an empty translation": (at(SERVICE, "/title/en", " "), SERVICE, "/title/en", "translation", "missing"),
    "a copied translation": (
        at(SERVICE, "/summary", {"ru": LONG, "tt": LONG, "en": "Something else"}),
        SERVICE,
        "/summary/tt",
        "translation",
        "same as in 'ru'",
    ),
    "the wrong script": (
        at(SERVICE, "/summary/en", LONG),
        SERVICE,
        "/summary/en",
        "translation",
        "another script",
    ),
    "an unknown message field": (
        at(MESSAGES, "/messages/case.granted/sms/tt", "{nummer}"),
        MESSAGES,
        "/messages/case.granted/sms/tt",
        "template",
        "nummer",
    ),
    "a field that no case has": (
        at(MESSAGES, "/messages/case.granted/fields/-", "salary"),
        MESSAGES,
        "/messages/case.granted/fields/2",
        "template",
        "salary",
    ),
    "a declared field that no text uses": (
        at(MESSAGES, "/messages/case.granted/fields/-", "service"),
        MESSAGES,
        "/messages/case.granted/fields/2",
        "template",
        "no text of this message",
    ),
    "a stray brace": (
        at(MESSAGES, "/messages/case.granted/sms/en", "{number} {days} {"),
        MESSAGES,
        "/messages/case.granted/sms/en",
        "template",
        "stray_brace",
    ),
    "a missing plural form": (
        at(MESSAGES, "/plurals/day/ru/few", REMOVE),
        MESSAGES,
        "/plurals/day",
        "template",
        "few",
    ),
    "an unknown plural": (
        at(MESSAGES, "/messages/case.granted/sms/en", "{number} {days|plural:week}"),
        MESSAGES,
        "/messages/case.granted/sms/en",
        "template",
        "week",
    ),
    "an endless SMS": (
        at(MESSAGES, "/messages/case.granted/sms/ru", "{number}" + "Д" * 500),
        MESSAGES,
        "/messages/case.granted/sms/ru",
        "template",
        "SMS",
    ),
    "a message that is needed": (
        at(MESSAGES, "/messages/case.refused", REMOVE),
        "schemas/messages",
        "",
        "reference",
        "case.refused",
    ),
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
    "an unknown department": (
        at(SERVICE, "/department", "bench"),
        SERVICE,
        "/department",
        "reference",
        "did you mean 'benches'?",
    ),
    "an unknown role": (at(SERVICE, "/decision/role", "boss"), SERVICE, "/decision/role", "reference", "boss"),
    "nobody for what the table leaves open": (
        at(SERVICE, "/sub_services/0/decision/expert", REMOVE),
        SERVICE,
        "/sub_services/0/decision",
        "reference",
        "nobody",
    ),
    "an unknown Standard Request": (
        at(SERVICE, "/requests/0/standard", "resident"),
        SERVICE,
        "/requests/0/standard",
        "reference",
        "resident",
    ),
    "a Request without a required input": (
        at(SERVICE, "/requests/0/input", {}),
        SERVICE,
        "/requests/0/input",
        "reference",
        "requires 'snils'",
    ),
    "a Request with an input of another type": (
        at(SERVICE, "/requests/0/input/snils", {"answer": "/length"}),
        SERVICE,
        "/requests/0/input/snils",
        "reference",
        "not integer",
    ),
    "a Request that waits for a sub-service": (
        at(SERVICE, "/requests/0/input/snils", {"output": "residence", "name": "dwelling"}),
        SERVICE,
        "/requests/0/input/snils",
        "reference",
        "before sub-services",
    ),
    "a Request that nobody needs": (
        both(
            at(
                SERVICE,
                "/requests/-",
                {"id": "more", "standard": "residence", "input": {"snils": {"answer": "/snils"}}},
            )
        ),
        SERVICE,
        "/requests/1/id",
        "unused",
        "no sub-service",
    ),
    "an answer that nothing looks at": (
        at(SERVICE, "/sub_services/1/requests", ["residence"]),
        SERVICE,
        "/sub_services/1/requests/0",
        "unused",
        "nothing here",
    ),
    "a question that the form doesn't ask": (
        at(SERVICE, f"{SIZE}/inputs/1/from", {"answer": "/lenght"}),
        SERVICE,
        f"{SIZE}/inputs/1/from/answer",
        "reference",
        "/lenght",
    ),
    "a Request that this sub-service doesn't ask": (
        at(SERVICE, f"{SIZE}/inputs/2/from", {"derive": "present", "of": [{"request": "residence", "path": "/count"}]}),
        SERVICE,
        f"{SIZE}/inputs/2/from/of/0/request",
        "reference",
        "no Request 'residence'",
    ),
    "a field that the answer doesn't have": (
        at(SERVICE, "/sub_services/0/inputs/0/from/path", "/outcom"),
        SERVICE,
        "/sub_services/0/inputs/0/from/path",
        "reference",
        "/outcom",
    ),
    "an output that nobody gives": (
        at(SERVICE, f"{SIZE}/inputs/2/from/of/0/name", "flat"),
        SERVICE,
        f"{SIZE}/inputs/2/from/of/0/name",
        "reference",
        "'flat'",
    ),
    "a value with two sources": (
        at(SERVICE, f"{SIZE}/inputs/1/from", {"answer": "/length", "const": 1}),
        SERVICE,
        f"{SIZE}/inputs/1/from",
        "reference",
        "exactly one source",
    ),
    "an operation on the wrong type": (
        at(SERVICE, "/result/record/valid_until/of/1", {"answer": "/place"}),
        SERVICE,
        "/result/record/valid_until/of/1",
        "reference",
        "needs integer",
    ),
    "an operation with too little": (
        at(SERVICE, "/result/record/valid_until/of/1", REMOVE),
        SERVICE,
        "/result/record/valid_until/of",
        "reference",
        "takes 2",
    ),
    "an unknown ground": (
        at(SERVICE, f"{RULES}/2/then/grounds/0", "to-long"),
        SERVICE,
        f"{RULES}/2/then/grounds/0",
        "reference",
        "did you mean 'too-long'?",
    ),
    "a ground without a clause": (
        at(SERVICE, "/refusal_grounds/0/clause", REMOVE),
        SERVICE,
        "/refusal_grounds/0",
        "clause",
        "not-resident",
    ),
    "a ground that no rule uses": (
        at(SERVICE, "/refusal_grounds/-", ground("ugly")),
        SERVICE,
        "/refusal_grounds/2",
        "unused",
        "'ugly'",
    ),
    "a rule without a clause": (at(SERVICE, f"{RULES}/2/clause", " "), SERVICE, f"{RULES}/2", "clause", "cites no"),
    "an unknown message of a status": (
        at(SERVICE, "/notifications", {"granted": "bench.granted"}),
        SERVICE,
        "/notifications/granted",
        "reference",
        "bench.granted",
    ),
    "an unknown register": (
        at(SERVICE, "/result/register", "bank"),
        SERVICE,
        "/result/register",
        "reference",
        "bank",
    ),
    "a field that the register doesn't have": (
        at(SERVICE, "/result/record/colour", {"const": "red"}),
        SERVICE,
        "/result/record/colour",
        "reference",
        "colour",
    ),
    "a required field without a value": (
        at(SERVICE, "/result/record/dwelling", REMOVE),
        SERVICE,
        "/result/record",
        "record",
        "requires 'dwelling'",
    ),
    "a record field of another type": (
        at(SERVICE, "/result/record/length", {"answer": "/place"}),
        SERVICE,
        "/result/record/length",
        "record",
        "integer",
    ),
    "a record field that isn't a date": (
        at(SERVICE, "/result/record/valid_from", {"answer": "/snils"}),
        SERVICE,
        "/result/record/valid_from",
        "record",
        "date",
    ),
    "a record value that the register doesn't list": (
        both(
            at(BENCHES, "/record/properties/dwelling", {"enum": ["street", "yard"]}),
            at(SERVICE, "/result/record/dwelling", {"answer": "/place"}),
        ),
        SERVICE,
        "/result/record/dwelling",
        "record",
        "park",
    ),
    "a record field that may be missing": (
        at(SERVICE, "/form/required", ["place", "snils"]),
        SERVICE,
        "/result/record/length",
        "record",
        "may be missing",
    ),
    "a register that searches by nothing it has": (
        at(BENCHES, "/search/-", "owner"),
        BENCHES,
        "/search/2",
        "reference",
        "owner",
    ),
    "a validity that isn't a date": (
        at(BENCHES, "/validity/from", "dwelling"),
        BENCHES,
        "/validity/from",
        "reference",
        "isn't a date",
    ),
    "a personal field in public": (at(BENCHES, "/public/-", "snils"), BENCHES, "/public", "reference", "personal"),
    "a number that may be missing": (
        at(RESIDENTS, "/record/required", ["dwelling"]),
        RESIDENTS,
        "/number",
        "reference",
        "must be required",
    ),
    "a lookup by a field that can't be searched": (
        both(at(RESIDENTS, "/search", ["dwelling"]), at(RESIDENTS, "/number", REMOVE)),
        ASKING,
        "/register/match",
        "reference",
        "search or number",
    ),
    "a lookup of a field that the register lacks": (
        at(ASKING, "/register/fields/-", "flat"),
        ASKING,
        "/register/fields/1",
        "reference",
        "flat",
    ),
    "an answer of another type than the record": (
        at(ASKING, "/answer/properties/record/properties/dwelling", {"type": "integer"}),
        ASKING,
        "/answer/properties/record/properties/dwelling",
        "reference",
        "'string'",
    ),
    "an answer that nobody gives": (
        at(ASKING, "/answer/properties/record/properties/floor", {"type": "integer"}),
        ASKING,
        "/answer/properties/record/properties/floor",
        "reference",
        "doesn't give",
    ),
    "an unknown responder": (
        at(ASKING, "/responder/department", "police"),
        ASKING,
        "/responder",
        "reference",
        "police",
    ),
    "a day outside the calendar": (at(CALENDAR, "/days/0/date", "2031-01-01"), CALENDAR, "", "calendar", "outside"),
    "a working day made working": (
        at(CALENDAR, "/days/0/kind", "workday"),
        CALENDAR,
        "/days/0",
        "calendar",
        "anyway",
    ),
    "a term beyond the calendar": (
        at(CALENDAR, "/until", "2026-03-06"),
        SERVICE,
        "/term",
        "term",
        "2026-03-06",
    ),
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
    "no example for the grant": (
        at(SERVICE, "/examples/0", REMOVE),
        SERVICE,
        "/examples",
        "example",
        "no example is granted",
    ),
    "no example for a ground": (
        at(SERVICE, "/examples/1", REMOVE),
        SERVICE,
        "/refusal_grounds/0",
        "example",
        "'not-resident'",
    ),
    "an example that comes out otherwise": (
        at(SERVICE, "/examples/0/answers/place", "street"),
        SERVICE,
        "/examples/0/expect/outcome",
        "example",
        "expected granted, came out refused (size: long-street)",
    ),
    "an example with another ground": (
        at(SERVICE, "/examples/1/expect/grounds", ["not-resident", "too-long"]),
        SERVICE,
        "/examples/1/expect/grounds",
        "example",
        "['not-resident']",
    ),
    "an example with another record": (
        at(SERVICE, "/examples/0/expect/record/dwelling", "16:50:2"),
        SERVICE,
        "/examples/0/expect/record/dwelling",
        "example",
        "16:50:1",
    ),
    "an example with another expert": (
        at(SERVICE, "/examples/3/expect/sub_service", "size"),
        SERVICE,
        "/examples/3/expect/sub_service",
        "example",
        "residence",
    ),
    "an example that the form refuses": (
        at(SERVICE, "/examples/0/answers/length", 99),
        SERVICE,
        "/examples/0/answers/length",
        "example",
        "maximum",
    ),
    "an example without a register's answer": (
        at(SERVICE, "/examples/0/registers", {}),
        SERVICE,
        "/examples/0/registers",
        "example",
        "no answer",
    ),
    "an example with a wrong register's answer": (
        at(SERVICE, "/examples/0/registers/residence/outcome", "maybe"),
        SERVICE,
        "/examples/0/registers/residence/outcome",
        "example",
        "enum",
    ),
    "an example whose record the register refuses": (
        both(
            at(SERVICE, "/examples/0/registers/residence/record", {}),
            at(SERVICE, f"{RULES}/3/then/outcome", "pass"),
        ),
        SERVICE,
        "/examples/0/expect",
        "example",
        "/dwelling required",
    ),
    "an example of a register that isn't asked": (
        at(SERVICE, "/examples/0/registers/vehicle", None),
        SERVICE,
        "/examples/0/registers/vehicle",
        "reference",
        "'vehicle'",
    ),
}


def _nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


def test_a_right_catalogue_has_no_findings() -> None:
    analysis = _analyse(sample())
    assert analysis.findings == ()
    assert analysis.bundle is not None and analysis.bundle["services"].keys() == {"bench-permit"}


@pytest.mark.parametrize("mistake", list(MISTAKES))
def test_a_mistake_is_named_with_its_place(mistake: str) -> None:
    change, file, pointer, check, message = MISTAKES[mistake]
    documents = sample()
    change(documents)
    analysis = _analyse(documents)
    assert analysis.bundle is None
    found = [(one.file, one.pointer, one.check) for one in analysis.findings]
    assert (file, pointer, check) in found, "\n".join(map(str, analysis.findings))
    assert any(message in one.message for one in analysis.findings if one.check == check), analysis.findings


def test_a_year_without_a_calendar_is_named() -> None:
    findings = _analyse(sample(), on=date(2028, 1, 1)).findings
    assert [(one.file, one.pointer, one.check) for one in findings] == [(CALENDAR, "/until", "term")]


def test_a_term_near_the_end_of_the_calendar_is_named() -> None:
    findings = _analyse(sample(), on=date(2027, 12, 28)).findings
    assert {(one.file, one.pointer) for one in findings} == {(SERVICE, "/term")}


def test_a_finding_reads_as_file_place_and_reason() -> None:
    documents = sample()
    documents[SERVICE]["department"] = "x"
    (finding,) = _analyse(documents).findings
    assert str(finding) == f"{SERVICE} /department: there is no department 'x' [reference]"
