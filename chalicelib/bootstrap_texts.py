"""The part of the composition root that is about the texts that ship with the code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chalicelib.domain.words import Words


class ShippedTexts:
    """What people read that no definition says; each file is opened when first used."""

    @cached_property
    def words(self) -> Words:
        """How days, instants and numbers are written, and what is said where no definition says otherwise."""
        from chalicelib.domain.words import Words

        return Words(**_texts("spoken"))

    @cached_property
    def intake_texts(self) -> Mapping[str, Any]:
        """Words of the checks that every service has: check → question, right, wrong → language → text."""
        return _texts("intake")

    @cached_property
    def file_texts(self) -> Mapping[str, Mapping[str, str]]:
        """Why a file is refused, in words: reason → language → text; what isn't known says `other`."""
        texts: Mapping[str, Mapping[str, str]] = _texts("problems")["reasons"]
        return texts


def _texts(name: str) -> Mapping[str, Any]:
    texts: Mapping[str, Any] = json.loads(Path(__file__).with_name("texts").joinpath(f"{name}.json").read_text("utf-8"))
    return texts
