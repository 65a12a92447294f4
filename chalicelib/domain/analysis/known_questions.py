"""Known questions: what a register answers instead of the applicant, and what may be shown of it to anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.domain.analysis.findings import Finding, Json, Located, Place
from chalicelib.domain.analysis.gathering import Definitions
from chalicelib.domain.analysis.kinds import NUMBERS, Kind, kind_of_schema, schema_at
from chalicelib.domain.analysis.references import known
from chalicelib.domain.values import parts


def check(service: Located, definitions: Definitions) -> Iterator[Finding]:
    """Every question of a service that says which register knows its answer."""
    questions = service.raw["form"]["properties"]
    uses = {use["id"]: use for use in service.raw.get("requests", ())}
    for name, question in questions.items():
        if "known" not in question:
            continue
        place = service.place.at("form", "properties", name, "known")
        yield from known(uses, "Request", question["known"]["request"], place / "request")
        use = uses.get(question["known"]["request"])
        standard = definitions.standard_requests.get(use["standard"]) if use else None
        if use is None or standard is None:
            continue
        yield from _asked_with(name, use, questions, place / "request")
        if "register" not in standard.raw:
            yield (place / "request").finding("known", f"no register answers {use['standard']!r}")
            continue
        yield from _field(question, standard.raw, definitions, place)


def _asked_with(name: str, use: Json, questions: Json, place: Place) -> Iterator[Finding]:
    """The register is asked before anything else is known: with what the applicant answers themself."""
    for value in use["input"].values():
        for one in asked_with(value):
            if one == name or "known" in questions.get(one, {}):
                yield place.finding("known", f"it is asked with {one!r}, which a register is to know itself")


def asked_with(value: Json) -> Iterator[str]:
    """The questions that a value looks at."""
    yield from (part["answer"].split("/")[1] for part in parts(value) if part.get("answer", "").count("/"))


def _field(question: Json, standard: Json, definitions: Definitions, place: Place) -> Iterator[Finding]:
    path = question["known"]["path"]
    given = schema_at(standard["answer"], path)
    term = definitions.vocabulary.get(question["term"])
    field, lookup = path.rsplit("/", 1)[1], standard["register"]
    if given is None or field not in lookup.get("fields", ()):
        yield (place / "path").finding("known", f"the answer to {standard['id']!r} has no {path!r}")
    elif term is not None and not fits(kind_of_schema(given), kind_of_schema(term.raw["schema"])):
        yield (place / "path").finding("known", "what the register holds is of another type, or has other values")
    register = definitions.registers.get(lookup["register"])
    if register is None:
        return
    public = register.raw.get("public", ())
    if field not in public:
        yield (place / "path").finding("known", f"{lookup['register']!r} doesn't show {field!r} to everybody")
    for key in (*lookup["match"], *lookup.get("compare", ())):
        if key not in public:
            message = f"it is found by {key!r}, which isn't public: that it is found would tell who it belongs to"
            yield (place / "request").finding("known", message)


def fits(given: Kind | None, wanted: Kind | None) -> bool:
    """Whether values of one kind can answer a question of another; a number that isn't whole is told from its value."""
    if given is None or wanted is None:
        return False
    if given.type != wanted.type:
        return {given.type, wanted.type} <= NUMBERS
    return wanted.values is None or (given.values is not None and set(given.values) & set(wanted.values) != set())


def carry(form: dict[str, Any], services: Sequence[Json]) -> list[Json]:
    """Carry what registers know into a form composed of services' forms; gives the uses of Requests that it needs.

    A question keeps its source where some service names one whose inputs are all asked in the one form, and not known
    themselves. Uses that are equal in two services are one; where only the id is the same, the service's comes before.
    """
    questions, uses = form["properties"], dict[str, Json]()
    for question in questions.values():
        question.pop("known", None)
    for service in services:
        own = {use["id"]: use for use in service.get("requests", ())}
        for name, question in service["form"]["properties"].items():
            use = own.get(question.get("known", {}).get("request"))
            here = questions.get(name)
            if use is None or here is None or "known" in here or not _askable(use, service, questions):
                continue
            id = use["id"] if _same(uses.get(use["id"], use), use) else f"{service['id']}-{use['id']}"
            uses[id] = {**use, "id": id}
            here["known"] = {**question["known"], "request": id}
    return list(uses.values())


def _askable(use: Json, service: Json, questions: Mapping[str, Any]) -> bool:
    own = service["form"]["properties"]
    looked_at = [one for value in use["input"].values() for one in asked_with(value)]
    looked_at += [one for condition in use.get("when", ()) for one in asked_with(condition["value"])]
    return all(one in questions and "known" not in own.get(one, {}) for one in looked_at)


def _same(one: Json, other: Json) -> bool:
    return all(one.get(key) == other.get(key) for key in ("standard", "input", "when"))
