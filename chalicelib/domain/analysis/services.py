"""Services: everything that a service refers to exists, and everything that it defines is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chalicelib.domain.analysis import known_questions
from chalicelib.domain.analysis.compilation import questions
from chalicelib.domain.analysis.findings import Finding, Json, Located, Place
from chalicelib.domain.analysis.gathering import Definitions
from chalicelib.domain.analysis.kinds import Known, kind_of, wrong_values
from chalicelib.domain.analysis.references import known
from chalicelib.domain.values import parts


def known_to(service: Json, definitions: Definitions, requests: Iterable[str]) -> Known:
    """What values may look at where these uses of Requests are asked; terms must exist."""
    wanted = set(requests)
    return Known(
        questions=questions(service["form"], definitions),
        requests={
            use["id"]: definitions.standard_requests[use["standard"]].raw["answer"]
            for use in service.get("requests", ())
            if use["id"] in wanted and use["standard"] in definitions.standard_requests
        },
        outputs={sub["id"]: _outputs(sub, definitions) for sub in service["sub_services"]},
    )


def rules_of(sub_service: Json) -> list[Json]:
    """The rules of a sub-service's table; none where a person always decides."""
    rules: list[Json] = sub_service["decision"].get("table", {}).get("rules", [])
    return rules


def _outputs(sub_service: Json, definitions: Definitions) -> dict[str, list[Json]]:
    outputs: dict[str, list[Json]] = {}
    for rule in rules_of(sub_service):
        for name, value in rule["then"].get("outputs", {}).items():
            outputs.setdefault(name, []).append(value)
    for name, answer in sub_service["decision"].get("expert", {}).get("answers", {}).items():
        if answer["term"] in definitions.vocabulary:
            outputs.setdefault(name, []).append({"schema": definitions.vocabulary[answer["term"]].raw["schema"]})
    return outputs


def check(definitions: Definitions) -> Iterator[Finding]:
    """References of every service; the terms that its form names must exist."""
    for service in definitions.services.values():
        yield from _people(service, definitions)
        yield from _unique(service)
        yield from _requests(service, definitions)
        yield from known_questions.check(service, definitions)
        for at, sub_service in enumerate(service.raw["sub_services"]):
            yield from _sub_service(service, sub_service, service.place.at("sub_services", at), definitions)
        yield from _grounds(service)
        yield from _result(service, definitions)
        for status, key in service.raw.get("notifications", {}).items():
            yield from known(definitions.messages, "message", key, service.place.at("notifications", status))


def _people(service: Located, definitions: Definitions) -> Iterator[Finding]:
    raw, place = service.raw, service.place
    yield from known(definitions.departments, "department", raw["department"], place / "department")
    deciders = [(raw["decision"], place / "decision")]
    for at, sub_service in enumerate(raw["sub_services"]):
        where = place.at("sub_services", at, "decision")
        expert = sub_service["decision"].get("expert")
        if expert is None:
            yield where.finding("reference", "nobody is named (expert) for what the table leaves to a person")
        else:
            deciders.append((expert, where / "expert"))
    for decider, where in deciders:
        yield from known(definitions.departments, "department", decider["department"], where / "department")
        yield from known(definitions.roles, "role", decider["role"], where / "role")


def _unique(service: Located) -> Iterator[Finding]:
    for key, name in (("sub_services", "id"), ("requests", "id"), ("refusal_grounds", "code"), ("examples", "name")):
        seen: set[str] = set()
        for at, one in enumerate(service.raw.get(key, ())):
            if one[name] in seen:
                yield service.place.at(key, at, name).finding("reference", f"{one[name]!r} is there already")
            seen.add(one[name])


def _requests(service: Located, definitions: Definitions) -> Iterator[Finding]:
    bare = known_to(service.raw, definitions, ())
    used = {id for sub_service in service.raw["sub_services"] for id in sub_service.get("requests", ())}
    for at, use in enumerate(service.raw.get("requests", ())):
        place = service.place.at("requests", at)
        if use["id"] not in used:
            yield (place / "id").finding("unused", "no sub-service needs this Request")
        yield from _conditions(use.get("when", ()), bare, place / "when")
        for name, value in use["input"].items():
            yield from _early(value, place.at("input", name))
            yield from wrong_values(value, bare, place.at("input", name))
        wrong = list(known(definitions.standard_requests, "Standard Request", use["standard"], place / "standard"))
        yield from wrong
        if not wrong:
            yield from _inputs_of(use, definitions.standard_requests[use["standard"]].raw["input"], bare, place)


def _early(value: Json, place: Place) -> Iterator[Finding]:
    if any("output" in part for part in parts(value)):
        yield place.finding("reference", "a Request is asked before sub-services are decided: it can't use outputs")


def _inputs_of(use: Json, schema: Json, bare: Known, place: Place) -> Iterator[Finding]:
    for name, value in use["input"].items():
        where = place.at("input", name)
        yield from known(schema["properties"], "input of the Standard Request", name, where)
        kind, wanted = kind_of(value, bare), schema["properties"].get(name, {}).get("type")
        if kind is not None and isinstance(wanted, str) and _json_name(kind.type) not in (wanted, "any"):
            yield where.finding("reference", f"the Standard Request takes {wanted} here, not {kind.type}")
    for name in schema.get("required", ()):
        if name not in use["input"]:
            yield (place / "input").finding("reference", f"the Standard Request requires {name!r}")


def _json_name(kind: str) -> str:
    return "string" if kind in ("text", "date") else "object" if kind == "place" else kind


def _conditions(conditions: Iterable[Json], known_values: Known, place: Place) -> Iterator[Finding]:
    for at, condition in enumerate(conditions):
        yield from wrong_values(condition["value"], known_values, place / at / "value")


def _sub_service(service: Located, raw: Json, place: Place, definitions: Definitions) -> Iterator[Finding]:
    own = raw.get("requests", ())
    values = known_to(service.raw, definitions, own)
    bare = known_to(service.raw, definitions, ())
    for at, id in enumerate(own):
        yield from known(
            (use["id"] for use in service.raw.get("requests", ())), "Request", id, place.at("requests", at)
        )
    yield from _conditions(raw.get("when", ()), bare, place / "when")
    for at, one in enumerate(raw.get("inputs", ())):
        where = place.at("inputs", at)
        yield from wrong_values(one["from"], values, where / "from")
        if isinstance(one.get("absent"), Mapping):
            yield from wrong_values(one["absent"], values, where / "absent")
    looked_at = [part for one in raw.get("inputs", ()) for part in parts(one["from"])]
    codes = [ground["code"] for ground in service.raw["refusal_grounds"]]
    for at, rule in enumerate(rules_of(raw)):
        where = place.at("decision", "table", "rules", at)
        for inner, code in enumerate(rule["then"].get("grounds", ())):
            yield from known(codes, "ground", code, where.at("then", "grounds", inner))
        for name, value in rule["then"].get("outputs", {}).items():
            yield from wrong_values(value, values, where.at("then", "outputs", name))
            looked_at += parts(value)
        if rule["then"]["outcome"] != "expert" and not rule.get("clause", "").strip():
            yield where.finding("clause", "the rule cites no clause")
    for at, id in enumerate(own):
        if not any(part.get("request") == id for part in looked_at):
            yield place.at("requests", at).finding("unused", f"nothing here looks at the answer to {id!r}")


def _grounds(service: Located) -> Iterator[Finding]:
    used = {
        code
        for sub in service.raw["sub_services"]
        for rule in rules_of(sub)
        for code in rule["then"].get("grounds", ())
    }
    used |= {one["ground"] for one in service.raw.get("checklist", ())}
    used |= {
        code
        for example in service.raw["examples"]
        for opinion in example.get("opinions", {}).values()
        for code in opinion.get("grounds", ())
    }
    by_tables = all("table" in sub["decision"] for sub in service.raw["sub_services"])
    for at, ground in enumerate(service.raw["refusal_grounds"]):
        place = service.place.at("refusal_grounds", at)
        if not ground.get("clause", "").strip():
            yield place.finding("clause", f"the ground {ground['code']!r} cites no clause")
        if by_tables and ground["code"] not in used:
            yield place.finding("unused", f"nothing refuses on the ground {ground['code']!r}")


def _result(service: Located, definitions: Definitions) -> Iterator[Finding]:
    result, place = service.raw["result"], service.place / "result"
    if "register" not in result:
        return
    values = known_to(service.raw, definitions, (use["id"] for use in service.raw.get("requests", ())))
    for name, value in result["record"].items():
        yield from wrong_values(value, values, place.at("record", name))
    wrong = list(known(definitions.registers, "register", result["register"], place / "register"))
    yield from wrong
    if not wrong:
        yield from _record(service, definitions.registers[result["register"]].raw["record"], values)


def _record(service: Located, schema: Json, values: Known) -> Iterator[Finding]:
    record, place = service.raw["result"]["record"], service.place.at("result", "record")
    for name, value in record.items():
        yield from known(schema["properties"], "field of the register", name, place / name)
        kind, field = kind_of(value, values), schema["properties"].get(name)
        if kind is None or field is None:
            continue
        yield from _fits(kind.type, kind.values, field, place / name)
        if name in schema.get("required", ()) and _may_lack(value, service.raw["form"]):
            yield (place / name).finding("record", f"may be missing, and the register requires {name!r}")
    for name in schema.get("required", ()):
        if name not in record:
            yield place.finding("record", f"the register requires {name!r}")


def _fits(kind: str, values: tuple[Any, ...] | None, field: Json, place: Place) -> Iterator[Finding]:
    wanted = field.get("type")
    if isinstance(wanted, str) and _json_name(kind) != wanted and not (kind == "integer" and wanted == "number"):
        yield place.finding("record", f"the register takes {wanted} here, not {kind}")
    elif field.get("format") == "date" and kind != "date":
        yield place.finding("record", "the register takes a date here")
    elif "enum" in field and values is not None:
        foreign = [one for one in values if one not in field["enum"]]
        if foreign:
            yield place.finding("record", f"the register doesn't list {foreign}")


def _may_lack(value: Json, form: Json) -> bool:
    """Whether a value is surely missing for some applicant: an answer that no part of the form requires."""
    if "answer" not in value:
        return False
    name = value["answer"].split("/")[1]
    branches = [branch.get(key, {}) for branch in form.get("allOf", ()) for key in ("then", "else")]
    return not any(name in one.get("required", ()) for one in (form, *branches))
