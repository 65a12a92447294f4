"""What pages say, as a test that reads them knows it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from infra.commands import stack

LANGUAGES = ("ru", "tt", "en")


@cache
def texts(place: str) -> dict[str, dict[str, Any]]:
    """A catalogue of the pages: language → key → text; `place` is where it lies under web/src, up to the language."""
    root = stack.PROJECT / "web" / "src"
    return {one: json.loads((root / f"{place}{one}.json").read_text("utf-8")) for one in LANGUAGES}
