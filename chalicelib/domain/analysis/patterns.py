"""Patterns: regular expressions that stay cheap for whatever an applicant sends, on the server and in a browser.

The run-time validator matches in linear time; browsers backtrack. So a repeat is taken only where the text can be
cut into its turns in one way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from chalicelib.domain.analysis.findings import Finding, Json, Place

ALPHABET = [chr(code) for code in range(0x20, 0x530)]
REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
REPEATED_CHOICE = "a choice (|) inside a repeat can take exponential time: use a class, as [ab]"
FORBIDDEN = {"GROUPREF": "a backreference", "ASSERT": "a look-around", "ASSERT_NOT": "a look-around"}


def check_schema(schema: Json, place: Place) -> Iterator[Finding]:
    """Every pattern inside a schema."""
    for key, inner in schema.items():
        if key == "pattern" and isinstance(inner, str):
            reason = wrong_pattern(inner)
            if reason:
                yield (place / key).finding("pattern", reason)
        elif isinstance(inner, dict):
            yield from check_schema(inner, place / key)
        elif isinstance(inner, list):
            for at, one in enumerate(inner):
                if isinstance(one, dict):
                    yield from check_schema(one, place / key / at)


def wrong_pattern(pattern: str) -> str | None:
    """Why a pattern is refused, None where it isn't."""
    import re._parser as parser  # type: ignore[import-not-found]

    try:
        tree = list(parser.parse(pattern))
    except (re.error, OverflowError, RecursionError):
        return "not a pattern that browsers, Python and Rust read alike"
    if not tree or str(tree[0]) != "(AT, AT_BEGINNING)" or str(tree[-1]) != "(AT, AT_END)":
        return "a pattern begins with ^ and ends with $: elsewhere it finds its text anywhere in the answer"
    return _wrong(tree) or (REPEATED_CHOICE if _repeats_a_choice(pattern) else None)


def _wrong(tree: Sequence[Any]) -> str | None:
    for operator, argument in tree:
        name = str(operator)
        if name in FORBIDDEN:
            return f"{FORBIDDEN[name]} needs backtracking"
        if name in REPEATS and argument[1] > 1 and not _decided(list(argument[2])):
            return "this repeat can take exponential time: let each turn begin with a character of its own"
        for inner in _inside(name, argument):
            reason = _wrong(inner)
            if reason:
                return reason
    return None


def _inside(name: str, argument: Any) -> list[list[Any]]:
    if name in REPEATS:
        return [list(argument[2])]
    if name == "SUBPATTERN":
        return [list(argument[3])]
    if name == "BRANCH":
        return [list(one) for one in argument[1]]
    return []


def _decided(body: list[Any]) -> bool:
    """Whether a repeated body can be cut into turns in one way only.

    So it is where every turn has the same length, and where each begins with a character that occurs nowhere else
    in it.
    """
    while len(body) == 1 and str(body[0][0]) == "SUBPATTERN":
        body = list(body[0][1][3])
    if _same_length(body):
        return True
    sets = list(_characters(body))
    return bool(body) and str(body[0][0]) in ("LITERAL", "IN") and all(not sets[0] & other for other in sets[1:])


def _same_length(body: list[Any]) -> bool:
    for operator, argument in body:
        name = str(operator)
        if name == "BRANCH" or (name in REPEATS and argument[0] != argument[1]):
            return False
        if not all(_same_length(inner) for inner in _inside(name, argument)):
            return False
    return bool(body)


def _characters(body: list[Any]) -> Iterator[frozenset[str]]:
    """The set of characters that each single-character item of a body matches, in order."""
    for operator, argument in body:
        name = str(operator)
        if name == "LITERAL":
            yield frozenset(chr(argument))
        elif name == "NOT_LITERAL":
            yield frozenset(letter for letter in ALPHABET if ord(letter) != argument)
        elif name == "ANY":
            yield frozenset(ALPHABET)
        elif name == "IN":
            yield frozenset(letter for letter in ALPHABET if _in_class(argument, letter))
        else:
            for inner in _inside(name, argument):
                yield from _characters(inner)


def _repeats_a_choice(pattern: str) -> bool:
    """Read from the text, because the parser merges alternatives that a browser keeps."""
    plain = re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "x", pattern)
    choices = [False]
    for at, letter in enumerate(plain):
        if letter == "(":
            choices.append(False)
        elif letter == "|":
            choices[-1] = True
        elif letter == ")" and len(choices) > 1:
            inside = choices.pop()
            if inside and plain[at + 1 : at + 2] in ("*", "+", "{"):
                return True
            choices[-1] |= inside
    return False


def _in_class(items: Sequence[Any], letter: str) -> bool:
    negated, found = False, False
    for operator, argument in items:
        name = str(operator)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            found |= ord(letter) == argument
        elif name == "RANGE":
            found |= argument[0] <= ord(letter) <= argument[1]
        else:
            found = True
    return found is not negated
