"""Life situations: their services, what waits for what, what fills which question, and rules of contradiction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from chalicelib.domain.analysis.compilation import compile_form
from chalicelib.domain.analysis.composition import asked, compose
from chalicelib.domain.analysis.findings import Checks, Finding, Json, Located, Place
from chalicelib.domain.analysis.gathering import Definitions
from chalicelib.domain.analysis.kinds import Kind, kind_of, kind_of_schema, wrong_values
from chalicelib.domain.analysis.references import known
from chalicelib.domain.analysis.services import known_to
from chalicelib.domain.situations import NUMBER, LifeSituation, Node, parse_situation, source_of

A_NUMBER = "000000-00000000-00"
"""How the number of an application, and of its record, looks."""


def check(definitions: Definitions, checks: Checks) -> Iterator[Finding]:
    """Every situation; what its services define is in order already."""
    for located in definitions.life_situations.values():
        found = list(_references(located, definitions))
        yield from found
        if not found:
            yield from _meaning(located, definitions, checks)


def _references(located: Located, definitions: Definitions) -> Iterator[Finding]:
    raw, place = located.raw, located.place
    if raw["id"] in definitions.services:
        yield (place / "id").finding("reference", f"{raw['id']!r} is a service already")
    yield from known(definitions.departments, "department", raw["department"], place / "department")
    nodes = {one["service"] for one in raw["services"]} | {one["id"] for one in raw.get("milestones", ())}
    seen: set[str] = set()
    for key, name in (("services", "service"), ("milestones", "id")):
        for at, one in enumerate(raw.get(key, ())):
            here = place.at(key, at)
            if one[name] in seen:
                yield (here / name).finding("reference", f"{one[name]!r} is there already")
            seen.add(one[name])
            for inner, other in enumerate(one.get("after", ())):
                yield from known(nodes - {one[name]}, "node", other, here.at("after", inner))
    for at, one in enumerate(raw["services"]):
        here = place.at("services", at)
        yield from known(definitions.services, "service", one["service"], here / "service")
        if "same_window" in one:
            yield from known(nodes - {one["service"]}, "node", one["same_window"], here / "same_window")
    for name, question in raw.get("questions", {}).items():
        yield from known(definitions.vocabulary, "term", question["term"], place.at("questions", name, "term"))
    for at, one in enumerate(raw.get("milestones", ())):
        yield from _milestone(one, place.at("milestones", at), definitions)
    for at, rule in enumerate(raw.get("contradictions", ())):
        for inner, side in enumerate(rule["between"]):
            where = place.at("contradictions", at, "between", inner, "service")
            yield from known([one["service"] for one in raw["services"]], "service", side["service"], where)


def _milestone(one: Json, place: Place, definitions: Definitions) -> Iterator[Finding]:
    reporters = one["reported_by"]
    if not reporters.get("applicant") and not reporters.get("staff"):
        yield (place / "reported_by").finding("reference", "nobody reports this milestone, so nothing after it starts")
    for at, who in enumerate(reporters.get("staff", ())):
        yield from known(
            definitions.departments, "department", who["department"], place.at("reported_by", "staff", at, "department")
        )
        yield from known(definitions.roles, "role", who["role"], place.at("reported_by", "staff", at, "role"))
    for name, answer in one.get("answers", {}).items():
        yield from known(definitions.vocabulary, "term", answer["term"], place.at("answers", name, "term"))


def _meaning(located: Located, definitions: Definitions, checks: Checks) -> Iterator[Finding]:
    situation = parse_situation(located.raw)
    services = {node.id: definitions.services[node.id].raw for node in situation.services}
    cycle = cycle_of(situation)
    if cycle:
        listed = [("services", at, one["service"]) for at, one in enumerate(located.raw["services"])]
        listed += [("milestones", at, one["id"]) for at, one in enumerate(located.raw.get("milestones", ()))]
        part, at = next((part, at) for part, at, name in listed if name in cycle)
        yield located.place.at(part, at, "after").finding(
            "reference", "these wait for each other: " + " → ".join(cycle)
        )
        return
    found = [*_terms(located, services), *_conditions(located, situation, services)]
    found += [*_filled(located, situation, services, definitions), *_registers(located, services)]
    found += _contradictions(located, services, definitions)
    yield from found
    if found:
        return
    composite = compose(situation, services)
    for at, page in enumerate(located.raw["ui"]["pages"]):
        for inner, name in enumerate(page["fields"]):
            where = located.place.at("ui", "pages", at, "fields", inner)
            yield from known(composite["form"]["properties"], "question", name, where)
    reason = checks.schema(compile_form(composite["form"], definitions))
    if reason:
        yield located.place.finding("schema", f"the validator can't use the composed form: {reason}")


def cycle_of(situation: LifeSituation) -> tuple[str, ...]:
    """Nodes that wait for each other, in order, the first again at the end; empty where none do."""
    done: set[str] = set()

    def walk(node: Node, path: tuple[str, ...]) -> tuple[str, ...]:
        if node.id in path:
            return (*path[path.index(node.id) :], node.id)
        if node.id not in done:
            for name in (*node.after, *node.fills_from):
                other = situation.node(name)
                found = walk(other, (*path, node.id)) if other is not None else ()
                if found:
                    return found
            done.add(node.id)
        return ()

    return next((found for node in situation.nodes if (found := walk(node, ()))), ())


def _terms(located: Located, services: Mapping[str, Json]) -> Iterator[Finding]:
    """A question has one meaning, and a meaning one question: else it would be asked twice, or mixed up.

    What a milestone brings is kept among the answers, so its names mean the same; it may name a meaning otherwise.
    """
    terms: dict[str, tuple[str, str]] = {}
    names: dict[str, tuple[str, str]] = {}
    asked_by: list[tuple[str, Json]] = [
        (f"services/{at}/service", services[one["service"]]["form"]["properties"])
        for at, one in enumerate(located.raw["services"])
    ]
    asked_by.append(("questions", located.raw.get("questions", {})))
    milestones = enumerate(located.raw.get("milestones", ()))
    told = [(f"milestones/{at}/answers", one.get("answers", {})) for at, one in milestones]
    for pointer, questions in (*asked_by, *told):
        once = [one["term"] for one in questions.values()]
        place = located.place.inside(f"/{pointer}")
        for name, question in questions.items():
            term = question["term"]
            other, where = terms.setdefault(name, (term, pointer))
            if other != term:
                message = f"{name!r} means {term!r} here and {other!r} in {where}"
                yield place.finding("form", message)
            elif once.count(term) == 1 and not pointer.startswith("milestones"):
                called, where = names.setdefault(term, (name, pointer))
                if called != name:
                    yield place.finding("form", f"{term!r} is asked as {name!r} here and as {called!r} in {where}")


def _conditions(located: Located, situation: LifeSituation, services: Mapping[str, Json]) -> Iterator[Finding]:
    """Conditions look at what is asked in any case: the situation's questions, those of services that always belong."""
    there = set(located.raw.get("questions", {}))
    for node in situation.services:
        if not node.when:
            there |= {name for name in asked(situation, node, services[node.id]) if name not in node.filled}
    for at, one in enumerate(located.raw["services"]):
        for inner, condition in enumerate(one.get("when", ())):
            place = located.place.at("services", at, "when", inner, "value")
            value = condition["value"]
            if value.keys() != {"answer"}:
                yield place.finding("reference", "only answers are known when the plan is made")
            else:
                yield from known(there, "question", value["answer"].removeprefix("/"), place / "answer")


def _filled(
    located: Located, situation: LifeSituation, services: Mapping[str, Json], definitions: Definitions
) -> Iterator[Finding]:
    for at, node in enumerate(situation.services):
        place, form = located.place.at("services", at), services[node.id]["form"]
        for name in sorted(node.later):
            yield from known(form["properties"], "question", name, place / "later")
        for name in sorted(node.later_documents):
            ids = [one["id"] for one in services[node.id].get("documents", ())]
            yield from known(ids, "document", name, place / "later_documents")
        before = _ancestors(situation, node)
        for name, filled in node.filled.items():
            here = place.at("filled", name)
            yield from known(form["properties"], "question", name, here)
            source = source_of(filled)
            if source not in before:
                yield here.finding("reference", f"{source!r} needn't be finished when {node.id!r} starts")
            elif name in form["properties"]:
                wanted = definitions.vocabulary[form["properties"][name]["term"]].raw["schema"]
                yield from _fits(filled, wanted, situation, services, definitions, here)


def _ancestors(situation: LifeSituation, node: Node) -> set[str]:
    found: set[str] = set()
    waiting = [*node.after]
    while waiting:
        name = waiting.pop()
        other = situation.node(name)
        if name not in found and other is not None:
            found.add(name)
            waiting += other.after
    return found


def _fits(
    filled: Json,
    wanted: Json,
    situation: LifeSituation,
    services: Mapping[str, Json],
    definitions: Definitions,
    place: Place,
) -> Iterator[Finding]:
    """What fills a question is of its type and inside its values."""
    if "milestone" in filled:
        milestone = situation.node(filled["milestone"])
        answers = milestone.answers if milestone is not None else {}
        yield from known(answers, "answer", filled["answer"], place / "answer")
        term = answers.get(filled["answer"], {}).get("term")
        given = definitions.vocabulary[term].raw["schema"] if term else {}
    else:
        register = services[filled["service"]]["result"].get("register")
        if register is None:
            yield (place / "service").finding("reference", f"{filled['service']!r} writes no record")
            return
        if filled["record"] == NUMBER:
            pattern, longest = wanted.get("pattern"), wanted.get("maxLength", 100)
            if wanted.get("type") != "string" or (pattern and not re.search(pattern, A_NUMBER)) or longest < 18:
                yield (place / "record").finding("form", f"the question can't take a number like {A_NUMBER}")
            return
        fields = definitions.registers[register].raw["record"]["properties"]
        yield from known(fields, "field of the record", filled["record"], place / "record")
        given = fields.get(filled["record"], {})
    if given:
        yield from _unlike(kind_of_schema(given), kind_of_schema(wanted), place)


def _unlike(given: Kind | None, wanted: Kind | None, place: Place) -> Iterator[Finding]:
    """What fills a question although it may be what the question doesn't take."""
    if given is None or wanted is None:
        yield place.finding("form", "what fills the question, or the question, is of no single type")
    elif given.type != wanted.type and (given.type, wanted.type) != ("integer", "number"):
        yield place.finding("form", f"what fills it gives {given.type}, and the question takes {wanted.type}")
    elif wanted.values is not None:
        foreign = [one for one in given.values or () if one not in wanted.values]
        if given.values is None or foreign:
            which = ", ".join(map(repr, foreign)) or f"anything but {', '.join(map(repr, wanted.values))}"
            yield place.finding("form", f"the question doesn't take {which}")


def _registers(located: Located, services: Mapping[str, Json]) -> Iterator[Finding]:
    """Records are named by the application's number, so two services of a situation can't write one register."""
    seen: dict[str, str] = {}
    for at, one in enumerate(located.raw["services"]):
        register = services[one["service"]]["result"].get("register")
        other = seen.setdefault(register, one["service"]) if register else None
        if other is not None and other != one["service"]:
            where = located.place.at("services", at, "service")
            yield where.finding("reference", f"writes the register {register!r}, as {other!r} does")


def _contradictions(located: Located, services: Mapping[str, Json], definitions: Definitions) -> Iterator[Finding]:
    for at, rule in enumerate(located.raw.get("contradictions", ())):
        kinds = []
        for inner, side in enumerate(rule["between"]):
            place = located.place.at("contradictions", at, "between", inner)
            service = services[side["service"]]
            there = known_to(service, definitions, [use["id"] for use in service.get("requests", ())])
            for key in ("value", "from", "until"):
                if key in side:
                    yield from wrong_values(side[key], there, place / key)
                elif rule["rule"] == "overlap" and key != "value":
                    yield place.finding("reference", f"an overlap needs {key!r}")
            kinds.append(kind_of(side["value"], there))
        if None not in kinds and kinds[0].type != kinds[1].type:  # type: ignore[union-attr]
            yield located.place.at("contradictions", at, "between").finding("form", "the two values are of other types")
