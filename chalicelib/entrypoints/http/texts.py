"""Titles and sentences of problem documents, in the reader's language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from chalicelib.domain.errors import FieldError
from chalicelib.domain.languages import pick

CATALOGUE = Path(__file__).parents[2] / "texts" / "problems.json"
FIELD = re.compile(r"\{([a-z_]+)\}")


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Any]:
    """Read the sentences that ship with the code."""
    texts: dict[str, Any] = json.loads(CATALOGUE.read_text("utf-8"))
    return texts


def title(code: str, language: str) -> str:
    """Name the kind of problem `code`."""
    problems = catalogue()["problems"]
    return pick(problems.get(code, problems["error"])["title"], language)


def detail(code: str, language: str, params: Mapping[str, object]) -> str | None:
    """Say what to do about it, or None where nothing helpful can be said."""
    text = catalogue()["problems"].get(code, {}).get("detail")
    return fill(pick(text, language), params) if text else None


def reason(error: FieldError, language: str) -> str:
    """Say what is wrong at one place; a text among the error's own params (`text`) wins over the catalogue.

    The analyser's findings, which methodologists read, come as one text for all languages.
    """
    own = error.params.get("text")
    if isinstance(own, str):
        return own
    if isinstance(own, Mapping):
        return pick(own, language)
    reasons = catalogue()["reasons"]
    params = dict(error.params)
    if isinstance(params.get("types"), list):
        types = catalogue()["types"]
        params["types"] = ", ".join(pick(types[name], language) for name in params["types"] if name in types)  # type: ignore[attr-defined]
    return fill(pick(reasons.get(error.reason, reasons["other"]), language), params)


def fill(text: str, params: Mapping[str, object]) -> str:
    """Put `params` into the `{fields}` of a closed template; a missing one reads as a dash."""
    return FIELD.sub(lambda found: str(params.get(found[1], "–")), text)
