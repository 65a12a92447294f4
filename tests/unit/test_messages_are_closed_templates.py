"""Templates know declared fields and plural words, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.bootstrap_texts import ShippedTexts
from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.messages import (
    PARTS,
    InvalidTemplate,
    Telling,
    compile_template,
    fields_of,
    grounds_in_words,
    mask,
    plural_category,
    subject_line,
    text_of,
    weightiest,
)

WORDS = ShippedTexts().words
PLURALS = {
    "day": {
        "ru": {"one": "день", "few": "дня", "many": "дней", "other": "дня"},
        "tt": {"other": "көн"},
        "en": {"one": "day", "other": "days"},
    }
}


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{nme}", "unknown_field"),
        ("{number.secret}", "stray_brace"),
        ("{0}", "stray_brace"),
        ("{number:>9999}", "stray_brace"),
        ("{number!r}", "stray_brace"),
        ("{number", "stray_brace"),
        ("number}", "stray_brace"),
        ("{}", "stray_brace"),
        ("{number|upper}", "stray_brace"),
        ("{days|plural:week}", "unknown_plural"),
        ("x" * 5000, "too_long"),
    ],
)
def test_refuses_what_is_not_a_declared_field(template: str, reason: str) -> None:
    with pytest.raises(InvalidTemplate) as refused:
        compile_template(template, {"number", "days"}, PLURALS)
    assert refused.value.reason == reason


def test_refuses_a_plural_word_that_lacks_a_form() -> None:
    lacking = {"day": {**PLURALS["day"], "ru": {"one": "день", "other": "дня"}}}
    with pytest.raises(InvalidTemplate) as refused:
        compile_template("{days|plural:day}", {"days"}, lacking)
    assert refused.value.params == {"word": "day", "language": "ru", "missing": "few,many"}


def test_fills_fields_plurals_and_braces() -> None:
    template = compile_template("{{{number}}}: {days} {days|plural:day}", {"number", "days"}, PLURALS)
    assert template.fields == {"number", "days"}
    assert template.fill({"number": "17", "days": 22}, "ru", PLURALS) == "{17}: 22 дня"
    assert template.fill({"number": "17", "days": 1}, "en", PLURALS) == "{17}: 1 day"
    assert template.fill({"number": "17", "days": 1}, "tt", PLURALS) == "{17}: 1 көн"


def test_a_value_is_never_read_as_a_template() -> None:
    template = compile_template("{number}", {"number"})
    assert template.fill({"number": "{days} {number}"}, "ru") == "{days} {number}"


def test_a_missing_value_is_a_dash() -> None:
    assert compile_template("до {due_on}", {"due_on"}).fill({}, "ru") == "до —"


@given(st.text(alphabet="{}a|:plural x", max_size=40))
def test_any_text_is_refused_or_can_be_filled(text: str) -> None:
    try:
        template = compile_template(text, {"a"}, {"a": PLURALS["day"]})
    except InvalidTemplate:
        return
    template.fill({"a": 3}, "ru", {"a": PLURALS["day"]})


@pytest.mark.parametrize(
    ("language", "counts"),
    [
        ("ru", {"one": (1, 21, 101, 1001), "few": (2, 4, 22, 104), "many": (0, 5, 11, 12, 14, 19, 111, 112)}),
        ("en", {"one": (1,), "other": (0, 2, 11, 21, 101)}),
        ("tt", {"other": (0, 1, 2, 5, 21)}),
    ],
)
def test_plural_categories_follow_cldr(language: str, counts: dict[str, tuple[int, ...]]) -> None:
    for category, numbers in counts.items():
        assert {plural_category(language, number) for number in numbers} == {category}


def test_dates_are_written_as_people_of_each_language_do() -> None:
    assert [WORDS.day("2026-11-03", language) for language in LANGUAGES] == [
        "3 ноября 2026 года",
        "03.11.2026",
        "3 November 2026",
    ]


def test_instants_are_those_of_the_municipality() -> None:
    assert WORDS.instant("2026-11-23T22:30:00.000Z", "en", "Europe/Moscow") == "24 November 2026, 01:30"


def test_grounds_name_their_clauses() -> None:
    grounds = [({"ru": "Есть долг.", "en": "There are arrears."}, "п. 2.8.4")]
    assert grounds_in_words(grounds, "ru") == "Есть долг (п. 2.8.4)."


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("+79991234512", "+7*** ***12"),
        ("+358401234567", "+35*** ***67"),
        ("123", "*** ***23"),
        ("gulnara@example.org", "g***@example.org"),
        ("@example.org", "***@example.org"),
    ],
)
def test_addresses_are_masked(address: str, shown: str) -> None:
    assert mask(address) == shown


def told(status: str, title: str, sms: str | None) -> Telling:
    message = {"fields": ["number"], "account_title": {"ru": title}}
    return Telling(status, message | ({"sms": {"ru": sms}} if sms else {}), {"number": "7"})


MERGED = {
    "fields": ["number", "statuses", "count", "text"],
    "sms": {"ru": "{text} ({statuses}: {count})"},
}


def test_one_status_is_its_own_text() -> None:
    assert (
        text_of([told("filed", "Принято", "Принято {number}")], "sms", "ru", plurals={}, merged=MERGED) == "Принято 7"
    )


def test_several_statuses_become_one_text_led_by_the_decision() -> None:
    tellings = [
        told("filed", "Принято", "П {number}"),
        told("granted", "Выдано", "В {number}"),
        told("closed", "Закрыто", "З"),
    ]
    text = text_of(tellings, "sms", "ru", plurals={}, merged=MERGED)
    assert text == "В 7 (Принято, Выдано, Закрыто: 3)"


def test_without_a_merged_template_the_decision_speaks_for_all() -> None:
    tellings = [told("granted", "Выдано", "В {number}"), told("closed", "Закрыто", "З")]
    assert text_of(tellings, "sms", "ru", plurals={}) == "В 7"


def test_a_status_that_says_nothing_on_a_channel_is_a_line_only() -> None:
    tellings = [told("granted", "Выдано", None), told("closed", "Закрыто", "З")]
    assert text_of(tellings, "sms", "ru", plurals={}, merged=MERGED) == "З (Выдано, Закрыто: 2)"
    assert text_of(tellings[:1], "sms", "ru", plurals={}) is None


def test_the_weightiest_status_is_a_decision_else_the_newest() -> None:
    assert weightiest(["filed", "registered", "in_consideration"]) == 2
    assert weightiest(["filed", "granted", "delivered", "closed"]) == 1
    assert weightiest(["returned", "verification"]) == 0


def test_the_number_stands_in_every_text() -> None:
    assert WORDS.with_number("Готово №12345678", "12345678", "ru") == "Готово №12345678"
    assert WORDS.with_number("Done", "12345678", "en") == "Done\nMessage No. 12345678"


def test_a_subject_is_one_line() -> None:
    assert subject_line("a\r\nBcc: everybody@example.org") == "a Bcc: everybody@example.org"


def test_the_catalogues_own_texts_are_closed() -> None:
    """Every published text compiles in every language against the fields that messages may use."""
    folder = Path(__file__).resolve().parents[2] / "schemas" / "messages"
    documents = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    plurals = {word: forms for document in documents for word, forms in document.get("plurals", {}).items()}
    found = {key: message for document in documents for key, message in document.get("messages", {}).items()}
    assert {"case.granted", "case.refused", "case.merged", "confirmation.code"} <= found.keys()
    for key, message in found.items():
        assert set(message["fields"]) <= fields_of(key), key
        for part in PARTS:
            for language in LANGUAGES if part in message else ():
                template = compile_template(message[part][language], message["fields"], plurals)
                values = dict.fromkeys(message["fields"], 3)
                assert template.fill(values, language, plurals)
