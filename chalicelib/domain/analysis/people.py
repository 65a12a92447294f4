"""What people do in a service: documents, checklists, returns, opinions, suspensions, and who answers Requests."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.domain import papers
from chalicelib.domain.analysis.compilation import questions
from chalicelib.domain.analysis.findings import Finding, Json, Located, Place
from chalicelib.domain.analysis.gathering import Definitions
from chalicelib.domain.analysis.kinds import Known, wrong_values
from chalicelib.domain.analysis.references import known
from chalicelib.domain.analysis.services import known_to
from chalicelib.domain.values import parts

CLOSED = ("enum", "const", "pattern", "format")
"""What lets a machine check a text."""
UNIQUE = (("documents", "id"), ("checklist", "id"), ("suspension", "code"))


def check(definitions: Definitions) -> Iterator[Finding]:
    """Every service; the terms that its form names must exist."""
    for service in definitions.services.values():
        yield from _unique(service)
        yield from _documents(service, definitions)
        yield from _checklist(service, definitions)
        yield from _uncovered(service, definitions)
        yield from _returned(service)
        yield from _experts(service, definitions)
        yield from _silence(service)
        yield from _decided(service)


def _unique(service: Located) -> Iterator[Finding]:
    for key, name in UNIQUE:
        seen: set[str] = set()
        for at, one in enumerate(service.raw.get(key, ())):
            if one[name] in seen:
                yield service.place.at(key, at, name).finding("reference", f"{one[name]!r} is there already")
            seen.add(one[name])


def _conditions(raw: Json, known_values: Known, place: Place) -> Iterator[Finding]:
    """Conditions of intake look at answers: there are no Requests and no outputs yet."""
    for at, condition in enumerate(raw.get("when", ())):
        where = place.at("when", at, "value")
        if any("request" in part or "output" in part for part in parts(condition["value"])):
            yield where.finding("reference", "intake comes before Requests and sub-services: only answers are known")
        else:
            yield from wrong_values(condition["value"], known_values, where)


def _documents(service: Located, definitions: Definitions) -> Iterator[Finding]:
    bare = known_to(service.raw, definitions, ())
    for at, one in enumerate(service.raw.get("documents", ())):
        yield from _conditions(one, bare, service.place.at("documents", at))
        if one["id"] in papers.RESERVED:
            message = f"{one['id']!r} is a paper that every service has: use another id"
            yield service.place.at("documents", at, "id").finding("reference", message)


def _checklist(service: Located, definitions: Definitions) -> Iterator[Finding]:
    raw, bare = service.raw, known_to(service.raw, definitions, ())
    documents = [one["id"] for one in raw.get("documents", ())]
    clauses = {one["code"]: one.get("clause", "").strip() for one in raw["refusal_grounds"]}
    for at, one in enumerate(raw.get("checklist", ())):
        place = service.place.at("checklist", at)
        yield from _conditions(one, bare, place)
        about = one["about"]
        if "document" in about:
            yield from known(documents, "document", about["document"], place.at("about", "document"))
        else:
            yield from known(raw["form"]["properties"], "question", about["field"], place.at("about", "field"))
        wrong = list(known(clauses, "ground", one["ground"], place / "ground"))
        yield from wrong
        if not wrong and not clauses[one["ground"]]:
            yield (place / "ground").finding("clause", f"the ground {one['ground']!r} cites no clause")
        if one["outcome"] == "return" and "return" not in raw["registration"]:
            message = "this check returns the application, and registration.return doesn't say for how long"
            yield (place / "outcome").finding("checklist", message)


def _uncovered(service: Located, definitions: Definitions) -> Iterator[Finding]:
    """Where a person looks first, every document and every text that no machine can check is asked about."""
    raw = service.raw
    if raw["registration"]["at_once"]:
        return
    about = [one["about"] for one in raw.get("checklist", ())]
    for at, one in enumerate(raw.get("documents", ())):
        if not any(each.get("document") == one["id"] for each in about):
            yield service.place.at("documents", at).finding(
                "checklist", f"no check of the checklist looks at the document {one['id']!r}"
            )
    for name, schema in questions(raw["form"], definitions).items():
        free = schema.get("type") == "string" and not any(key in schema for key in CLOSED)
        if free and not any(each.get("field") == name for each in about):
            yield service.place.at("form", "properties", name).finding(
                "checklist", f"{name!r} is free text, and no check of the checklist looks at it"
            )


def _returned(service: Located) -> Iterator[Finding]:
    returned = service.raw["registration"].get("return")
    if returned is not None:
        codes = (one["code"] for one in service.raw["refusal_grounds"])
        yield from known(codes, "ground", returned["ground"], service.place.at("registration", "return", "ground"))


def _experts(service: Located, definitions: Definitions) -> Iterator[Finding]:
    for at, sub_service in enumerate(service.raw["sub_services"]):
        expert = sub_service["decision"].get("expert", {})
        place = service.place.at("sub_services", at, "decision", "expert")
        opinions = expert.get("opinions", {})
        if opinions.get("quorum", 0) > opinions.get("count", 1):
            message = f"{opinions['quorum']} of {opinions['count']} experts can never pass"
            yield place.at("opinions", "quorum").finding("opinions", message)
        for name, answer in expert.get("answers", {}).items():
            yield from known(definitions.vocabulary, "term", answer["term"], place.at("answers", name, "term"))


def _silence(service: Located) -> Iterator[Finding]:
    """Where a case goes on without an answer, somebody or something must stand for it."""
    silent = {use["id"] for use in service.raw.get("requests", ()) if use.get("on_silence") == "go_on"}
    for at, sub_service in enumerate(service.raw["sub_services"]):
        if "expert" in sub_service["decision"]:
            continue
        for inner, one in enumerate(sub_service.get("inputs", ())):
            asked = {part["request"] for part in parts(one["from"]) if "request" in part} & silent
            if asked and "absent" not in one:
                place = service.place.at("sub_services", at, "inputs", inner)
                message = f"{sorted(asked)} may stay silent: say what stands for the answer (absent), or name an expert"
                yield place.finding("silence", message)


def _decided(service: Located) -> Iterator[Finding]:
    raw, place = service.raw, service.place
    decision = raw["decision"]
    if decision.get("attachment") == "required" and decision["automatic"]:
        yield place.at("decision", "attachment").finding("decision", "tables decide here, and nobody attaches a file")
    if "intake" in raw.get("separate", ()) and raw["registration"]["at_once"]:
        at = raw["separate"].index("intake")
        yield place.at("separate", at).finding("unused", "nobody does the intake: applications register at once")
    if raw.get("paper_original") and not {"counter", "post"} & set(raw.get("delivery", ("account",))):
        yield (place / "delivery").finding("delivery", "a paper original is handed over at the counter or by post")
    for at, one in enumerate(raw.get("suspension", ())):
        if not one["clause"].strip():
            yield place.at("suspension", at, "clause").finding("clause", f"{one['code']!r} cites no clause")


def check_responders(definitions: Definitions) -> Iterator[Finding]:
    """Every Standard Request that people answer: who they are, what they read, when they are reminded."""
    for located in definitions.standard_requests.values():
        raw, place = located.raw, located.place
        for at, one in enumerate(raw.get("substitutes", ())):
            where = place.at("substitutes", at)
            yield from known(definitions.departments, "department", one["department"], where / "department")
            yield from known(definitions.roles, "role", one["role"], where / "role")
        for at, days in enumerate(raw.get("reminders", ())):
            if days >= raw["term"]["days"]:
                message = f"{days} days before the end of a term of {raw['term']['days']} is no reminder"
                yield place.at("reminders", at).finding("reminder", message)
        if "register" not in raw:
            role = raw["responder"].get("role", "responder")
            yield from known(definitions.roles, "role", role, place.at("responder", "role"))
            yield from _labels(raw, place)


def _labels(raw: Json, place: Place) -> Iterator[Finding]:
    """People read names, not keys: each field of the answer has a label, and so has each of its words."""
    labels, fields = raw.get("labels", {}), raw["answer"]["properties"]
    words = {str(word): name for name, schema in fields.items() for word in schema.get("enum", ())}
    for name in fields:
        if name not in labels:
            yield place.at("answer", "properties", name).finding("label", f"the answer's {name!r} has no label")
    for word, name in words.items():
        if word not in labels:
            yield place.at("answer", "properties", name, "enum").finding("label", f"the word {word!r} has no label")
    for name in labels:
        yield from known([*fields, *words], "field or word of the answer", name, place.at("labels", name))
