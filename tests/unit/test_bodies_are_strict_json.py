"""Bodies, queries, languages, cursors and limits, without a stack."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.adapters.secrets import Secrets
from chalicelib.domain.errors import InvalidCursor, InvalidInput
from chalicelib.domain.languages import LANGUAGES, negotiate, pick
from chalicelib.domain.limits import DEFAULTS, Limit, limit_of
from chalicelib.entrypoints.http import cursors, parsing, texts


@pytest.mark.parametrize(
    ("raw", "pointer", "reason"),
    [
        (b"", "", "syntax"),
        (b"{", "", "syntax"),
        (b'{"a": 1,}', "", "syntax"),
        (b"\xff\xfe", "", "encoding"),
        (b'{"a": NaN}', "", "not-finite"),
        (b'{"a": 1e999}', "", "not-finite"),
        (b'{"a": 123456789012345678901234567890}', "", "not-finite"),
        (b'{"b": {"a": 1, "a": 2}}', "/b/a", "duplicate-key"),
        (b'{"a": ["\\ud800"]}', "/a/0", "character"),
        (b'{"a": "\\u0000"}', "/a", "character"),
        (b'{"a": "half of one: \\uDC00"}', "/a", "character"),
        (b'{"a": "backslash \\\\ and \\udbFF"}', "/a", "character"),
        (b"[" * 100_000, "", "too-deep"),
        (b"[" * 40 + b"]" * 40, "", "too-deep"),
    ],
)
def test_refuses_what_is_not_strict_json(raw: bytes, pointer: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parsing.read_json(raw)
    assert [(wrong.pointer, wrong.reason) for wrong in refused.value.errors] == [(pointer, reason)]


def test_names_line_and_column_of_broken_json() -> None:
    with pytest.raises(InvalidInput) as refused:
        parsing.read_json(b'{\n  "a": oops\n}')
    assert refused.value.params == {"line": 2, "column": 8}


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"3.0", 3),
        (b"3.5", 3.5),
        ('"\u041a\u0430\u0437\u0430\u043d\u044c"'.encode(), "Казань"),
        (b'"\\ud83d\\ude00"', "😀"),
        (b'"no escape: \\\\u0000 \\\\ud800"', "no escape: \\u0000 \\ud800"),
    ],
)
def test_reads_what_is(raw: bytes, value: Any) -> None:
    read = parsing.read_json(raw)
    assert (read, type(read)) == (value, type(value))


def test_queries_are_typed_known_and_single() -> None:
    declared = {"limit": {"type": "integer"}, "open": {"type": "boolean"}, "name": {"type": "string"}}
    assert parsing.read_query({"limit": ["7"], "open": ["true"], "name": ["8"]}, declared) == {
        "limit": 7,
        "open": True,
        "name": "8",
    }
    with pytest.raises(InvalidInput) as refused:
        parsing.read_query({"limit": ["1", "2"], "other": ["x"]}, declared)
    assert {(wrong.pointer, wrong.reason) for wrong in refused.value.errors} == {
        ("/query/limit", "repeated"),
        ("/query/other", "unknown"),
    }


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "ru"),
        ("", "ru"),
        ("en", "en"),
        ("tt-RU, ru;q=0.8", "tt"),
        ("de, en;q=0.5, tt;q=0.7", "tt"),
        ("*", "ru"),
        ("en;q=0", "ru"),
        ("en;q=nonsense", "ru"),
        ("EN-gb", "en"),
    ],
)
def test_the_reader_gets_their_language(header: str | None, language: str) -> None:
    assert negotiate(header, LANGUAGES, "ru") == language


def test_a_missing_translation_falls_back() -> None:
    assert pick({"ru": "да"}, "tt") == "да"


def test_every_problem_and_reason_is_told_in_three_languages() -> None:
    catalogue = texts.catalogue()
    told = [*catalogue["reasons"].values(), *catalogue["types"].values()]
    for problem in catalogue["problems"].values():
        told += problem.values()
    for text in told:
        assert set(text) == set(LANGUAGES) and all(text.values())
        assert len({tuple(sorted(texts.FIELD.findall(one))) for one in text.values()}) == 1, text


def test_every_error_of_the_tree_has_a_title_of_its_own() -> None:
    from chalicelib.domain import errors
    from chalicelib.entrypoints.http import problems

    known = texts.catalogue()["problems"]
    kinds = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.OknoError)]
    assert {kind.code for kind in kinds} <= set(known)
    assert all(problems.STATUSES.keys() & set(kind.__mro__) for kind in kinds if kind is not errors.OknoError)


def test_a_cursor_opens_only_where_it_was_made() -> None:
    mac = Secrets(lambda: "stack secret").mac
    made = cursors.seal(mac, "my list", {"after": "Казань"})
    assert cursors.unseal(mac, "my list", made) == {"after": "Казань"}
    for other in (made[:-1], made + "A", "A" + made[1:], "", "!", "ы", made * 100):
        with pytest.raises(InvalidCursor):
            cursors.unseal(mac, "my list", other)
    with pytest.raises(InvalidCursor):
        cursors.unseal(mac, "another's list", made)
    with pytest.raises(InvalidCursor):
        cursors.unseal(Secrets(lambda: "another stack").mac, "my list", made)


def test_a_limit_says_when_to_come_back() -> None:
    limit = Limit(5, 3600)
    assert (limit.lease, limit.window(7300), limit.retry_after(7300)) == (1, 7200, 3500)
    assert Limit(2_000, 3600).lease == 40
    assert limit_of("filing-person", {"filing-person": {"count": 2, "seconds": 60}}) == Limit(2, 60)
    assert limit_of("filing-person", {}) == DEFAULTS["filing-person"]
