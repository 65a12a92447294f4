"""What the shipped catalogue promises: closed questions, real translations, grounds that exist, days with an act."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.assessment import applies, decide_sub_service, in_order
from chalicelib.domain.definitions import parse_service
from chalicelib.domain.escalations import Matter, message_of
from chalicelib.domain.messages import compile_template, fields_of
from chalicelib.domain.values import Scope
from infra.commands.make_calendar import differences

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"
LANGUAGES = ("ru", "tt", "en")
TATAR = set("әөүҗңһӘӨҮҖҢҺ")


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


FILES = {
    path.relative_to(SCHEMAS).as_posix(): load(path) for path in SCHEMAS.glob("*/*.json") if path.parent.name != "meta"
}
TERMS = {
    name: term for path, one in FILES.items() if path.startswith("vocabulary/") for name, term in one["terms"].items()
}
PERMIT = FILES["services/resident-parking-permit.json"]
SERVICES = [one for path, one in FILES.items() if path.startswith("services/")]
MESSAGES = {
    key: one
    for path, file in FILES.items()
    if path.startswith("messages/")
    for key, one in file.get("messages", {}).items()
}
PLURALS = FILES["messages/plurals.json"]["plurals"]


def texts(value: Any, where: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every text of a definition with its JSON Pointer."""
    if isinstance(value, dict):
        if value.keys() & set(LANGUAGES) and all(isinstance(one, str) for one in value.values()):
            yield where, value
        else:
            for key, inner in value.items():
                yield from texts(inner, f"{where}/{key}")
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from texts(inner, f"{where}/{at}")


def sources(value: Any, where: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every source of a definition with its JSON Pointer."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "source" and isinstance(inner, dict):
                yield f"{where}/{key}", inner
            else:
                yield from sources(inner, f"{where}/{key}")
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from sources(inner, f"{where}/{at}")


@pytest.mark.parametrize("path", FILES)
def test_every_text_is_in_three_languages_and_none_is_a_copy(path: str) -> None:
    for where, text in texts(FILES[path]):
        assert set(text) == set(LANGUAGES), where
        assert all(one.strip() for one in text.values()), where
        assert text["en"] != text["ru"] or not re.search("[а-яё]", text["ru"]), where
        bare = re.sub(r"\{[^}]*\}|№", "", text["tt"])
        if text["tt"] == text["ru"]:
            assert len(bare.split()) <= 1 or not re.search("[а-яё]", bare), f"{where}: a copy of the Russian"


def test_tatar_is_written_in_its_own_letters() -> None:
    phrases = [text["tt"] for file in FILES.values() for _, text in texts(file) if len(text["tt"].split()) > 3]
    assert sum(bool(TATAR & set(phrase)) for phrase in phrases) / len(phrases) > 0.85


@pytest.mark.parametrize("path", FILES)
def test_whoever_says_read_says_where(path: str) -> None:
    for where, source in sources(FILES[path]):
        if source["mark"] == "V":
            assert source.get("address") or source.get("note"), where
        if source["mark"] == "A":
            assert source.get("note"), where


@pytest.mark.parametrize("name", TERMS)
def test_every_question_is_closed(name: str) -> None:
    term = TERMS[name]
    schema = term["schema"]
    if schema["type"] == "string":
        assert "enum" in schema or schema["maxLength"] <= 200
        assert "enum" in schema or "format" in schema or schema["minLength"] >= 1
    if schema["type"] in ("integer", "number"):
        assert {"minimum", "maximum"} <= schema.keys()
    assert set(term.get("values", {})) == set(schema.get("enum", []))


@pytest.mark.parametrize(
    ("term", "right", "wrong"),
    [
        ("vehicle_plate", ["А123ВС116", "М777ММ16"], ["A123BC116", "А123ВС1166", "Ж123ВС116", "А123ВС116\n"]),
        ("vehicle_certificate", ["1612345678", "16АВ345678"], ["16AB345678", "161234567", "16А3345678"]),
        ("snils", ["112-233-445 95"], ["11223344595", "112-233-445 9"]),
        ("dwelling", ["16:50:011010:128"], ["16:50:1:1", "16-50-011010-128"]),
        ("surname", ["Гарипова", "Әхмәтҗанова", "O'Connor", "Салтыков-Щедрин"], ["", " Иванов", "Иванов1", "<b>"]),
        ("parking_zone", ["101"], ["1", "A01"]),
    ],
)
def test_patterns_take_what_people_write(term: str, right: list[str], wrong: list[str]) -> None:
    schema = TERMS[term]["schema"]
    pattern = re.compile(schema["pattern"].replace("$", r"\Z"))
    for text in right:
        assert pattern.search(text) and schema["minLength"] <= len(text) <= schema["maxLength"], text
    for text in wrong:
        assert not pattern.search(text) or not schema["minLength"] <= len(text) <= schema["maxLength"], text


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: one["id"])
def test_the_form_asks_each_question_once_on_one_page(service: Any) -> None:
    asked = [field for page in service["ui"]["pages"] for field in page["fields"]]
    assert sorted(asked) == sorted(service["form"]["properties"])
    assert len(asked) >= 12
    assert len(service["refusal_grounds"]) >= 4


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: one["id"])
def test_every_ground_has_a_worked_example(service: Any) -> None:
    named = {ground for example in service["examples"] for ground in example["expect"].get("grounds", ())}
    assert named == {ground["code"] for ground in service["refusal_grounds"]}


def test_every_rule_of_the_permit_has_a_worked_example() -> None:
    service = parse_service(PERMIT)
    fired = set()
    for example in service.examples:
        scope = Scope(example["answers"], example["registers"], {}, date.fromisoformat(example["filed_on"]), "1")
        for sub_service in in_order(service.sub_services):
            if applies(sub_service, scope):
                fired.add((sub_service.id, decide_sub_service(sub_service, scope).row))
    assert fired >= {(one.id, row.id) for one in service.sub_services if one.table for row in one.table.rows}


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: one["id"])
def test_clauses_exist_in_the_regulation(service: Any) -> None:
    regulation = (ROOT / f"docs/regulations/{service['id']}.md").read_text(encoding="utf-8")
    clauses = set(re.findall(r"^\| (\d[\d.]*) \|", regulation, re.MULTILINE))
    cited = [ground["clause"] for ground in service["refusal_grounds"]]
    cited += [rule["clause"] for one in service["sub_services"] for rule in one["decision"]["table"]["rules"]]
    cited += [one["clause"] for one in service.get("suspension", ())]
    for clause in cited:
        assert clause.removeprefix("Регламент, п. ") in clauses, clause
    for ground in service["refusal_grounds"]:
        assert f"| {ground['clause'].removeprefix('Регламент, п. ')} | `{ground['code']}` |" in regulation


COMPENSATIONS = [
    ("linden", 40, "yard", 12000, 2),
    ("linden", 41, "yard", 24000, 3),
    ("linden", 101, "street", 72000, 6),
]


@pytest.mark.parametrize(("species", "girth", "place", "money", "trees"), COMPENSATIONS)
def test_a_dearer_tree_costs_more(species: str, girth: int, place: str, money: int, trees: int) -> None:
    felling = parse_service(FILES["services/tree-felling.json"])
    scope = Scope({"species_1": species, "girth_1": girth, "tree_place": place, "felling_reason": "construction"})
    assert decide_sub_service(felling.sub_service("compensation-1"), scope).outputs == {"money": money, "trees": trees}


@pytest.mark.parametrize(
    ("day", "outcome"),
    [("2027-03-02", "pass"), ("2027-03-03", "refuse"), ("2027-07-31", "refuse"), ("2027-08-01", "pass")],
)
def test_a_ticket_for_thirty_days_keeps_clear_of_the_nests(day: str, outcome: str) -> None:
    felling = parse_service(FILES["services/tree-felling.json"])
    scope = Scope({"felling_on": day, "felling_reason": "dead"})
    assert decide_sub_service(felling.sub_service("season"), scope).outcome == outcome
    assert decide_sub_service(felling.sub_service("season"), Scope({**scope.answers, "felling_reason": "danger"})).row


@pytest.mark.parametrize(("made", "outcome"), [("1951-11-23", "pass"), ("1951-11-24", "refuse")])
def test_a_private_paper_opens_after_seventy_five_years(made: str, outcome: str) -> None:
    extract = parse_service(FILES["services/archive-extract.json"])
    found = {"archive-search": {"result": "found", "private": True, "created_on": made}}
    scope = Scope({"requester_right": "nobody"}, found, {}, date(2026, 11, 23))
    assert decide_sub_service(extract.sub_service("secrecy"), scope).outcome == outcome


FOR_STAFF = [key for key in MESSAGES if key.startswith("staff.")]
STATUSES = {
    *("filed", "verification", "returned", "refused_registration", "registered", "in_consideration", "suspended"),
    *("resumed", "granted", "refused", "delivered", "closed", "withdrawn", "merged"),
}


def test_there_is_a_message_for_every_status() -> None:
    assert set(MESSAGES) >= {f"case.{status}" for status in STATUSES} | {"confirmation.code"}
    assert set(MESSAGES) >= {*map(message_of, Matter), "staff.merged"}
    for service in SERVICES:
        assert set(service["notifications"].values()) <= set(MESSAGES)


@pytest.mark.parametrize("key", MESSAGES)
def test_messages_use_the_fields_they_declare_and_no_others(key: str) -> None:
    message = MESSAGES[key]
    assert set(message["fields"]) <= fields_of(key)
    used: set[str] = set()
    for part, text in message.items():
        if part != "fields":
            per_language = [
                compile_template(text[language], message["fields"], PLURALS).fields for language in LANGUAGES
            ]
            assert per_language[0] == per_language[1] == per_language[2], f"{key} {part}: languages use other fields"
            used |= per_language[0]
    assert used == set(message["fields"])
    if key.startswith("case.collect_"):
        return  # a paragraph of another message, which has the number
    for part in ("sms", "email_body") if key not in FOR_STAFF else ("email_body",):
        assert {"message", "text"} & compile_template(message[part]["ru"], message["fields"], PLURALS).fields


SAMPLE = {
    "number": "261123-48291374-05",
    "site": "https://okno.example/t",
    "due_on": "30 ноября 2026 года",
    "valid_until": "30 ноября 2026 года",
    "service": "Резидентное парковочное разрешение",
    "record": "PP-26-000123",
    "result": "Запись в реестре",
    "grounds": "На это жильё уже действуют два разрешения (Регламент, п. 2.8.9).",
    "message": "12345678",
    "code": "123456",
    "minutes": "10",
}


@pytest.mark.parametrize("key", [key for key in MESSAGES if key not in {"case.merged", *FOR_STAFF}])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_sms_is_short(key: str, language: str) -> None:
    message = MESSAGES[key]
    text = compile_template(message["sms"][language], message["fields"], PLURALS).fill(SAMPLE, language, PLURALS)
    assert len(text) <= 200, text
    assert "12345678" in text or key.startswith("case.collect_")


def test_refusals_say_why_and_how_to_appeal() -> None:
    for language, word in (("ru", "жалоб"), ("tt", "шикаять"), ("en", "complain")):
        assert word in MESSAGES["case.refused_registration"]["account_body"][language].lower()
        assert "{appeal}" in MESSAGES["case.refused"]["account_body"][language]
        for key in ("case.refused", "case.refused_registration"):
            assert "{grounds}" in MESSAGES[key]["account_body"][language]


def test_every_day_of_the_calendar_names_its_act() -> None:
    for day in FILES["calendars/kazan.json"]["days"]:
        assert day["act"] and day["source"]["mark"], day["date"]
        assert day["source"]["mark"] != "V" or day["source"].get("address"), day["date"]


def test_kazan_keeps_the_federal_days_and_five_of_its_own() -> None:
    """Republic Day 2026 and Constitution Day 2027 fall on weekends, and so does Kurban-bairam 2027."""
    own = {difference.day.isoformat() for difference in differences(FILES["calendars/kazan.json"])}
    assert own == {"2026-03-20", "2026-05-27", "2026-11-06", "2027-03-09", "2027-08-30"}
    assert not any(one.calendar_works for one in differences(FILES["calendars/kazan.json"]))


def test_departments_and_roles_are_the_ones_that_definitions_name() -> None:
    departments = {one["id"]: one for one in FILES["departments/departments.json"]["departments"]}
    roles = {one["id"] for one in FILES["roles/roles.json"]["roles"]}
    named = {name for one in SERVICES for name in (one["department"], one["decision"]["department"])}
    named |= {one["department"] for path, one in FILES.items() if path.startswith("registers/")}
    assert named <= {id for id, one in departments.items() if not one["outside"]}
    assert {
        one["responder"]["department"] for path, one in FILES.items() if path.startswith("standard_requests/")
    } <= set(departments)
    assert roles == {
        "intake",
        "expert",
        "decision_maker",
        "responder",
        "registrar",
        "methodologist",
        "head",
        "administrator",
    }
