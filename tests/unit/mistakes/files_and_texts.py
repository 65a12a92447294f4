"""Mistakes in single files and in texts."""

from __future__ import annotations

from typing import Any

from tests.unit.mistakes.changes import MESSAGES, REMOVE, SERVICE, WORDS, Mistake, at

LONG = "Это довольно длинный текст, который никто не перевёл"


def _nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


MISTAKES: dict[str, Mistake] = {
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
}
