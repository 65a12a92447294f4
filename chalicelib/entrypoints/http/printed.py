"""Pages to print: A4, self-contained, in the applicant's language."""

from __future__ import annotations

import json
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from chalicelib.domain.languages import pick
from chalicelib.domain.words import Words
from chalicelib.settings import Municipality
from chalicelib.usecases.filing import Filed
from chalicelib.usecases.letters import Letter

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}
TEXTS = Path(__file__).parents[2] / "texts" / "printed.json"
STYLE = (
    "@page{size:A4;margin:20mm}body{font:12pt/1.4 serif;max-width:170mm;margin:0 auto}"
    "address{font-style:normal;margin:10mm 0 10mm 85mm;white-space:pre-line}"
    "h1{font-size:14pt}p{white-space:pre-line}dt{font-weight:bold}dd{margin:0 0 4mm}"
)


@lru_cache(maxsize=1)
def _texts() -> dict[str, Any]:
    texts: dict[str, Any] = json.loads(TEXTS.read_text("utf-8"))
    return texts


def word(name: str, language: str) -> str:
    """Give one of the printed words."""
    return pick(_texts()[name], language)


def receipt(municipality: Municipality, words: Words, filed: Filed) -> str:
    """Write the receipt of a filing: number, tracking secret, due date."""
    application, language = filed.application, filed.application.language
    rows = [
        (word("number", language), application.number),
        (word("secret", language), filed.secret),
        (word("filed_on", language), words.day(application.filed_on, language)),
        (word("due_on", language), words.day(filed.due_on, language)),
        (word("follow", language), municipality.site),
    ]
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    return _page(municipality, language, word("receipt", language), f"<dl>{listed}</dl>")


def letter(municipality: Municipality, words: Words, one: Letter) -> str:
    """Write a letter: address block, number, date and what there is to say."""
    day = words.day(one.day, one.language)
    body = (
        f"<address>{escape(one.name)}\n{escape(one.address)}</address>"
        f"<p>№ {escape(one.number)}, {escape(day)}</p><h1>{escape(one.title)}</h1><p>{escape(one.body)}</p>"
    )
    return _page(municipality, one.language, one.title, body, heading=False)


def _page(municipality: Municipality, language: str, title: str, body: str, *, heading: bool = True) -> str:
    name = escape(pick(municipality.name, language))
    head = f"<h1>{escape(title)}</h1>" if heading else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body><header>{name}</header>{head}{body}</body></html>"
    )
