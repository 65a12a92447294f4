"""The three languages of every text, and which one a reader gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

LANGUAGES = ("ru", "tt", "en")


def pick(text: Mapping[str, str], language: str, fallbacks: Sequence[str] = LANGUAGES) -> str:
    """Give `text` in `language`, or in the first of `fallbacks` that it has; "" when it has none."""
    for candidate in (language, *fallbacks):
        if text.get(candidate):
            return text[candidate]
    return ""


def negotiate(accept_language: str | None, offered: Sequence[str] = LANGUAGES, default: str | None = None) -> str:
    """Choose among `offered` by an Accept-Language header (RFC 9110, 12.5.4; RFC 4647 basic filtering).

    `accept_language` may be missing or malformed: the answer is then `default`, or the first one offered.
    """
    best, best_quality = default or offered[0], 0.0
    for part in (accept_language or "")[:500].split(","):
        tag, _, rest = part.strip().partition(";")
        primary = tag.strip().lower().partition("-")[0]
        quality = _quality(rest)
        if quality <= best_quality:
            continue
        if primary in offered:
            best, best_quality = primary, quality
        elif primary == "*":
            best, best_quality = default or offered[0], quality
    return best


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if not parameters.strip():
        return 1.0
    if name.strip().lower() != "q":
        return 0.0
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if 0.0 <= quality <= 1.0 else 0.0
