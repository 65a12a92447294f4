"""Texts to people: closed templates, plural forms, and one text out of several statuses.

A template knows two things and nothing else: `{field}` and `{field|plural:word}`; `{{` and `}}` are braces. A field
that the message doesn't declare, or a word without its forms, is refused when the catalogue is published, so that a
template can neither fail nor reach anything when it is filled.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.errors import OknoError
from chalicelib.domain.languages import LANGUAGES, pick

MAX_TEMPLATE = 4000
"""Longest template, in characters."""
MISSING = "—"
"""What stands for a value that a case doesn't have."""

CASE_FIELDS = frozenset(
    {
        "number",  # the application's number
        "service",  # the service's title
        "municipality",  # its name
        "site",  # where to look the application up
        "status_at",  # when the status was reached, date and time in the municipality's zone
        "filed_on",  # the day of filing
        "due_on",  # the last day of the term
        "days",  # the term as the service states it, a number
        "grounds",  # why refused: one line for each ground, with its clause
        "appeal",  # how to appeal: the ground's own words, else the service's
        "result",  # the title of what a grant gives
        "record",  # the number of the register record
        "valid_from",  # the first day of what was granted
        "valid_until",  # the last day of what was granted
        "message",  # the number of this message
        "place",  # where a result is collected
    }
)
"""Fields that a message about a case may use."""
MERGED_FIELDS = CASE_FIELDS | {"statuses", "count", "text"}
"""Fields of `case.merged`: the lines of all statuses, how many they are, and the text of the most telling one."""
STAFF_FIELDS = frozenset(
    {"number", "service", "municipality", "site", "due_on", "message", "request", "department", "parts", "begins_on"}
)
"""Fields that a message to staff may use: what a Request asks, whose work is due, and their parts of a plan."""
STAFF_MERGED_FIELDS = STAFF_FIELDS | {"statuses", "count", "text"}
"""Fields of `staff.merged`."""
CODE_FIELDS = frozenset({"code", "minutes", "municipality", "site", "message"})
"""Fields of `confirmation.code`."""

CODE, MERGED, STAFF_MERGED = "confirmation.code", "case.merged", "staff.merged"
"""Messages with fields of their own."""
STAFF = "staff."
"""How the keys of messages to staff begin."""


def fields_of(key: str) -> frozenset[str]:
    """Give the fields that the message with this key may use."""
    special = {CODE: CODE_FIELDS, MERGED: MERGED_FIELDS, STAFF_MERGED: STAFF_MERGED_FIELDS}
    return special.get(key) or (STAFF_FIELDS if key.startswith(STAFF) else CASE_FIELDS)


PARTS = ("sms", "email_subject", "email_body", "account_title", "account_body")
"""The templates of one message definition; one that is absent isn't sent."""

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "ru": ("one", "few", "many", "other"),
    "tt": ("other",),
    "en": ("one", "other"),
}
"""The plural categories of each language (Unicode CLDR, cardinal rules; Tatar counts without them)."""


class InvalidTemplate(OknoError):
    """A template that names an unknown field or plural, or isn't one at all; `reason` says which."""

    code = "invalid-template"

    def __init__(self, reason: str, **params: object) -> None:
        super().__init__(f"{reason}: {', '.join(map(str, params.values()))}" if params else reason, **params)
        self.reason = reason


_TOKEN = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]{0,40})(?:\|plural:([a-z][a-z0-9_]{0,40}))?\}|([{}])")

Plurals = Mapping[str, Mapping[str, Any]]
"""Word → language → category → form."""


@dataclass(frozen=True, slots=True)
class Template:
    """A checked template: pieces of text, and (field, plural word or None)."""

    parts: tuple[str | tuple[str, str | None], ...]

    @property
    def fields(self) -> frozenset[str]:
        """The fields that it uses."""
        return frozenset(part[0] for part in self.parts if not isinstance(part, str))

    def fill(self, values: Mapping[str, object], language: str, plurals: Plurals | None = None) -> str:
        """Give the text; a value that is missing or None becomes a dash."""
        return "".join(
            part if isinstance(part, str) else _value(values.get(part[0]), part[1], language, plurals or {})
            for part in self.parts
        )


def _value(value: object, word: str | None, language: str, plurals: Plurals) -> str:
    if value is None or value == "":
        return MISSING
    if word is None:
        return str(value)
    forms = plurals[word].get(language) or plurals[word]["ru"]
    category = plural_category(language, int(str(value)))
    return str(forms.get(category) or forms["other"])


def compile_template(text: str, fields: Collection[str], plurals: Plurals | None = None) -> Template:
    """Check a template against the fields that its message declares and the plural words of the catalogue.

    Raises InvalidTemplate with reason `too_long`, `stray_brace`, `unknown_field`, `unknown_plural` or `plural_forms`.
    """
    if len(text) > MAX_TEMPLATE:
        raise InvalidTemplate("too_long", length=len(text))
    parts: list[str | tuple[str, str | None]] = []
    position = 0
    for match in _TOKEN.finditer(text):
        parts.append(text[position : match.start()])
        position = match.end()
        field, word, stray = match.groups()
        if stray:
            raise InvalidTemplate("stray_brace", position=match.start())
        if field is None:
            parts.append(match[0][0])
            continue
        if field not in fields:
            raise InvalidTemplate("unknown_field", field=field)
        if word is not None:
            check_plural(word, plurals or {})
        parts.append((field, word))
    parts.append(text[position:])
    return Template(tuple(part for part in parts if part))


def check_plural(word: str, plurals: Plurals) -> None:
    """Raise InvalidTemplate unless `word` has a form for every category of every language."""
    if word not in plurals:
        raise InvalidTemplate("unknown_plural", word=word)
    for language in LANGUAGES:
        forms = plurals[word].get(language, {})
        missing = [category for category in CATEGORIES[language] if not forms.get(category)]
        if missing:
            raise InvalidTemplate("plural_forms", word=word, language=language, missing=",".join(missing))


def plural_category(language: str, n: int) -> str:
    """Give the CLDR cardinal category of a whole number: one, few, many or other."""
    n = abs(n)
    if language == "en":
        return "one" if n == 1 else "other"
    if language == "ru":
        if n % 10 == 1 and n % 100 != 11:
            return "one"
        if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14):
            return "few"
        return "many"
    return "other"


def grounds_in_words(grounds: Iterable[tuple[Mapping[str, str], str]], language: str) -> str:
    """Write grounds, each a text in every language and the clause it cites, one to a line."""
    return "\n".join(f"{pick(text, language).rstrip('.')} ({clause})." for text, clause in grounds)


def mask(address: str) -> str:
    """Hide most of an address, so that a ledger may show it: `+7*** ***12`, `g***@example.org`."""
    if "@" in address:
        name, _, host = address.rpartition("@")
        return f"{name[:1]}***@{host}"
    digits = [letter for letter in address if letter.isdigit()]
    prefix = "".join(digits[: len(digits) - 10]) or ""
    return f"{'+' if address.startswith('+') else ''}{prefix}*** ***{''.join(digits[-2:])}"


@dataclass(frozen=True, slots=True)
class Telling:
    """One status to tell: its message definition and the values of its fields in the reader's language."""

    status: str
    message: Mapping[str, Any]
    values: Mapping[str, object]


_WEIGHTS = {
    "granted": 3,
    "refused": 3,
    "refused_registration": 3,
    "returned": 3,
    "withdrawn": 3,
    "suspended": 2,
    "closed": 1,
    "delivered": 1,
}


def weightiest(statuses: Sequence[str]) -> int:
    """Give the position of the status that matters most to the reader: a decision, else the newest."""
    return max(range(len(statuses)), key=lambda index: (_WEIGHTS.get(statuses[index], 1), index))


def text_of(
    tellings: Sequence[Telling],
    part: str,
    language: str,
    *,
    plurals: Plurals,
    merged: Mapping[str, Any] | None = None,
) -> str | None:
    """Write one text out of statuses in the order they were reached; None where nothing is said on that channel.

    Several statuses become the definition `merged` (message `case.merged`), with their titles as lines and the text of
    the weightiest one; without that definition, the weightiest one's text stands for all.
    """
    spoken = [telling for telling in tellings if telling.message.get(part)]
    if not spoken:
        return None
    main = spoken[weightiest([telling.status for telling in spoken])]
    text = fill(main.message, part, main.values, language, plurals)
    if len(tellings) == 1 or merged is None or not merged.get(part):
        return text
    lines = [fill(telling.message, "account_title", telling.values, language, plurals) for telling in tellings]
    unlike = list(dict.fromkeys(line for line in lines if line))
    separator = ", " if part in ("sms", "email_subject") else "\n"
    values = {**main.values, "statuses": separator.join(unlike), "count": len(unlike), "text": text}
    return fill(merged, part, values, language, plurals)


def fill(message: Mapping[str, Any], part: str, values: Mapping[str, object], language: str, plurals: Plurals) -> str:
    """Fill one template of a message definition; "" where the definition has none."""
    text = pick(message.get(part, {}), language)
    if not text:
        return ""
    return compile_template(text, message["fields"], plurals).fill(values, language, plurals)


def subject_line(text: str) -> str:
    """Make one line, fit for a mail header."""
    return " ".join(text.split())[:200]
