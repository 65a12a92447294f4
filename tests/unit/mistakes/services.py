"""Mistakes in what a service refers to."""

from __future__ import annotations

from tests.unit.catalogue_samples import ground
from tests.unit.mistakes.changes import REMOVE, SERVICE, Mistake, at, both

SIZE, RULES = "/sub_services/1", "/sub_services/1/decision/table/rules"


MISTAKES: dict[str, Mistake] = {
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
}
