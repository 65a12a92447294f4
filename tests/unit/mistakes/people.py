"""Mistakes in what people do: documents, checklists, returns, opinions, suspensions, Requests that people answer."""

from __future__ import annotations

from typing import Any

from tests.unit.catalogue_samples import text
from tests.unit.mistakes.changes import REMOVE, SERVICE, Change, Mistake, at, both
from tests.unit.staffed_sample import SHADE, staffed

Placed = tuple[Change, str, str, str]
"""The change; then JSON Pointer, check and a part of the message."""


def with_people(pointer: str, value: Any, file: str = SERVICE) -> Change:
    """A change of a service that people decide."""
    return both(staffed, at(file, pointer, value))


EXPERT = "/sub_services/2/decision/expert"
CHECK = "/checklist/0"
WRONG: dict[str, Placed] = {
    "a document twice": (
        with_people("/documents", lambda old: [*old, old[0]]),
        "/documents/1/id",
        "reference",
        "'picture' is there already",
    ),
    "a document with the name of a paper": (
        with_people("/documents", lambda old: [*old, old[0] | {"id": "scan"}]),
        "/documents/1/id",
        "reference",
        "'scan' is a paper that every service has",
    ),
    "a check twice": (
        with_people("/checklist", lambda old: [*old, old[0]]),
        "/checklist/2/id",
        "reference",
        "'picture-is-clear' is there already",
    ),
    "a document that depends on no question": (
        with_people("/documents/0/when/0/value", {"answer": "/colour"}),
        "/documents/0/when/0/value/answer",
        "reference",
        "/colour",
    ),
    "a document that depends on a Request": (
        with_people("/documents/0/when/0/value", {"request": "shade", "path": "/shade"}),
        "/documents/0/when/0/value",
        "reference",
        "only answers are known",
    ),
    "a check that depends on a sub-service": (
        with_people("/checklist/1/when/0/value", {"output": "shade", "name": "metres"}),
        "/checklist/1/when/0/value",
        "reference",
        "only answers are known",
    ),
    "a check of no document": (
        with_people(f"{CHECK}/about", {"document": "pictures"}),
        f"{CHECK}/about/document",
        "reference",
        "did you mean 'picture'?",
    ),
    "a check of no question": (
        with_people("/checklist/1/about", {"field": "wishes"}),
        "/checklist/1/about/field",
        "reference",
        "did you mean 'wish'?",
    ),
    "a check with an unknown ground": (
        with_people(f"{CHECK}/ground", "paper"),
        f"{CHECK}/ground",
        "reference",
        "did you mean 'papers'?",
    ),
    "a check whose ground cites nothing": (
        with_people("/refusal_grounds/2/clause", " "),
        f"{CHECK}/ground",
        "clause",
        "'papers' cites no clause",
    ),
    "a return that nobody describes": (
        with_people("/registration/return", REMOVE),
        f"{CHECK}/outcome",
        "checklist",
        "registration.return",
    ),
    "a document that nobody looks at": (
        with_people(CHECK, REMOVE),
        "/documents/0",
        "checklist",
        "looks at the document 'picture'",
    ),
    "a free text that nobody looks at": (
        with_people("/checklist/1", REMOVE),
        "/form/properties/wish",
        "checklist",
        "'wish' is free text",
    ),
    "a return with an unknown ground": (
        with_people("/registration/return/ground", "paper"),
        "/registration/return/ground",
        "reference",
        "did you mean 'papers'?",
    ),
    "more experts must pass than are asked": (
        with_people(f"{EXPERT}/opinions/quorum", 4),
        f"{EXPERT}/opinions/quorum",
        "opinions",
        "4 of 3",
    ),
    "an expert's answer of no term": (
        both(
            with_people(f"{EXPERT}/answers/metres/term", "length"), at(SERVICE, "/result/record/length/name", "metres")
        ),
        f"{EXPERT}/answers/metres/term",
        "reference",
        "did you mean 'bench_length'?",
    ),
    "a record of what no expert answers": (
        with_people("/result/record/length/name", "meters"),
        "/result/record/length/name",
        "reference",
        "'meters'",
    ),
    "an answer that may never come, and nobody for it": (
        with_people(EXPERT, REMOVE),
        "/sub_services/2/inputs/0",
        "silence",
        "['shade'] may stay silent",
    ),
    "a file that no person attaches": (
        with_people("/decision/automatic", True),
        "/decision/attachment",
        "decision",
        "nobody attaches",
    ),
    "an intake that nobody does": (
        with_people("/registration/at_once", True),
        "/separate/0",
        "unused",
        "nobody does the intake",
    ),
    "a paper that nobody hands over": (
        with_people("/delivery", ["account"]),
        "/delivery",
        "delivery",
        "by post",
    ),
    "a suspension without a clause": (
        with_people("/suspension/0/clause", " "),
        "/suspension/0/clause",
        "clause",
        "'snow' cites no clause",
    ),
    "a suspension that outlasts the calendar": (
        both(with_people("/suspension/0/within/days", 366), at(SERVICE, "/term", {"days": 366, "unit": "calendar"})),
        "/suspension/0/within",
        "term",
        "runs past the calendar",
    ),
    "a question's title in two languages": (
        with_people("/form/properties/wish/title/tt", REMOVE),
        "/form/properties/wish/title/tt",
        "translation",
        "missing",
    ),
    "a check in two languages": (
        with_people(f"{CHECK}/wrong/tt", REMOVE),
        f"{CHECK}/wrong/tt",
        "translation",
        "missing",
    ),
    "an example without its document": (
        with_people("/examples/2/documents", []),
        "/examples/2/documents",
        "example",
        "ask for the document 'picture'",
    ),
    "an example with a document too many": (
        with_people("/examples/0/documents", ["picture"]),
        "/examples/0/documents",
        "example",
        "don't ask for a document 'picture'",
    ),
    "an example with an unknown check": (
        with_people("/examples/4/checklist", {"picture-is-clear": False, "picture-is-nice": True}),
        "/examples/4/checklist/picture-is-nice",
        "reference",
        "there is no check",
    ),
    "an example that returns other fields": (
        with_people("/examples/4/expect/fields", ["/answers/wish"]),
        "/examples/4/expect/fields",
        "example",
        "['/documents/picture']",
    ),
    "an example that is returned on another ground": (
        with_people("/examples/4/expect/grounds", ["too-long"]),
        "/examples/4/expect/grounds",
        "example",
        "returned for ['papers']",
    ),
    "an example that should have been returned": (
        with_people("/examples/4/checklist", {}),
        "/examples/4/registers",
        "example",
        "no answer to it",
    ),
    "an opinion where no expert is asked": (
        with_people("/examples/0/registers/shade", {"shade": "deep"}),
        "/examples/0/opinions/shade",
        "example",
        "no expert is asked",
    ),
    "an opinion without its answer": (
        with_people("/examples/0/opinions/shade/answers", {}),
        "/examples/0/opinions/shade/answers",
        "example",
        "must answer 'metres'",
    ),
    "an opinion with a wrong answer": (
        with_people("/examples/0/opinions/shade/answers/metres", 99),
        "/examples/0/opinions/shade/answers/metres",
        "example",
        "maximum",
    ),
    "an opinion on an unknown ground": (
        with_people("/examples/0/opinions/shade", {"outcome": "refuse", "grounds": ["gloomy"]}),
        "/examples/0/opinions/shade/grounds/0",
        "reference",
        "'gloomy'",
    ),
}
ASKING_PEOPLE: dict[str, Placed] = {
    "a Request to nobody": (
        with_people("/responder/role", "neighbour", SHADE),
        "/responder/role",
        "reference",
        "'neighbour'",
    ),
    "an answer without a label": (
        with_people("/labels/shade", REMOVE, SHADE),
        "/answer/properties/shade",
        "label",
        "'shade' has no label",
    ),
    "a word of an answer without a label": (
        with_people("/labels/deep", REMOVE, SHADE),
        "/answer/properties/shade/enum",
        "label",
        "'deep' has no label",
    ),
    "a label of nothing": (
        with_people("/labels/dark", text("Темно"), SHADE),
        "/labels/dark",
        "reference",
        "'dark'",
    ),
    "a label in two languages": (
        with_people("/labels/deep/en", REMOVE, SHADE),
        "/labels/deep/en",
        "translation",
        "missing",
    ),
    "a reminder before the question": (
        with_people("/reminders", [5], SHADE),
        "/reminders/0",
        "reminder",
        "no reminder",
    ),
    "an unknown substitute": (
        with_people("/substitutes/0/department", "bench", SHADE),
        "/substitutes/0/department",
        "reference",
        "did you mean 'benches'?",
    ),
    "a substitute without a role": (
        with_people("/substitutes/0/role", "boss", SHADE),
        "/substitutes/0/role",
        "reference",
        "'boss'",
    ),
}


def _in(file: str, placed: dict[str, Placed]) -> dict[str, Mistake]:
    return {name: (one[0], file, one[1], one[2], one[3]) for name, one in placed.items()}


MISTAKES = {**_in(SERVICE, WRONG), **_in(SHADE, ASKING_PEOPLE)}
