"""Texts: all languages, really translated; message templates that can neither fail nor grow too long."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from chalicelib.domain.analysis.findings import Finding, Located, Place
from chalicelib.domain.analysis.gathering import Definitions, texts
from chalicelib.domain.escalations import Matter, message_of
from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.messages import (
    CODE,
    PARTS,
    STAFF_MERGED,
    InvalidTemplate,
    check_plural,
    compile_template,
    fields_of,
)

COPIED = 25
"""A text of so many characters that is the same in two languages wasn't translated."""
SMS_PARTS = 6
SMS_PART = 67
FIELD_LENGTH = 20
CYRILLIC, LATIN = re.compile("[Ѐ-ӿ]"), re.compile("[A-Za-z]")
STATUSES = ("filed", "registered", "in_consideration", "granted", "refused", "delivered", "closed", "withdrawn")
REQUIRED_MESSAGES = (*(f"case.{status}" for status in STATUSES), CODE, *map(message_of, Matter), STAFF_MERGED)


def check(definitions: Definitions) -> Iterator[Finding]:
    """Missing and copied translations, plural forms, and message templates."""
    for file, document in definitions.files.items():
        for place, text in texts(Place(file), document):
            yield from _translated(place, text)
    for word, located in definitions.plurals.items():
        try:
            check_plural(word, {word: located.raw})
        except InvalidTemplate as error:
            yield located.place.finding("template", str(error))
    for key, located in definitions.messages.items():
        yield from _message(key, located, definitions)
    yield from _required(definitions)


def _translated(place: Place, text: Mapping[str, str]) -> Iterator[Finding]:
    for language in LANGUAGES:
        if not text.get(language, "").strip():
            yield (place / language).finding("translation", "the text is missing")
    seen: dict[str, str] = {}
    for language in LANGUAGES:
        words = text.get(language, "")
        if len(words) >= COPIED and words in seen:
            yield (place / language).finding("translation", f"not translated: the same as in {seen[words]!r}")
        seen.setdefault(words, language)
    for language in LANGUAGES:
        plain = re.sub(r"\{[^}]*\}", "", text.get(language, ""))
        cyrillic, latin = len(CYRILLIC.findall(plain)), len(LATIN.findall(plain))
        foreign = cyrillic if language == "en" else latin
        if cyrillic + latin >= COPIED and foreign * 2 > cyrillic + latin:
            yield (place / language).finding("translation", f"most of it is in another script than {language!r}")


def _message(key: str, located: Located, definitions: Definitions) -> Iterator[Finding]:
    plurals = {word: one.raw for word, one in definitions.plurals.items()}
    declared = located.raw["fields"]
    for at, name in enumerate(declared):
        if name not in fields_of(key):
            allowed = ", ".join(sorted(fields_of(key)))
            yield located.place.at("fields", at).finding("template", f"no field {name!r}; there are {allowed}")
    used: set[str] = set()
    for part in PARTS:
        for language, template in located.raw.get(part, {}).items():
            place = located.place / part / language
            try:
                compiled = compile_template(template, declared, plurals)
            except InvalidTemplate as error:
                yield place.finding("template", str(error))
                continue
            used |= compiled.fields
            length = sum(len(one) if isinstance(one, str) else FIELD_LENGTH for one in compiled.parts)
            if part == "sms" and length > SMS_PARTS * SMS_PART:
                yield place.finding("template", f"about {length} characters: more than {SMS_PARTS} SMS")
    for at, name in enumerate(declared):
        if name not in used:
            yield located.place.at("fields", at).finding("template", f"no text of this message uses {name!r}")


def _required(definitions: Definitions) -> Iterator[Finding]:
    for key in REQUIRED_MESSAGES:
        if key not in definitions.messages:
            yield Finding("schemas/messages", "", "reference", f"the message {key!r} is missing")
