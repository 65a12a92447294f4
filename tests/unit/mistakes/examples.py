"""Mistakes in worked examples."""

from __future__ import annotations

from tests.unit.mistakes.changes import REMOVE, SERVICE, Mistake, at, both

SIZE, RULES = "/sub_services/1", "/sub_services/1/decision/table/rules"


MISTAKES: dict[str, Mistake] = {
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
