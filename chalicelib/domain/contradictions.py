"""Contradictions: conditions of two departments that can't both hold, found by declared rules before either decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.values import Scope, evaluate, plain_text, same

Rule = Mapping[str, Any]


def contradict(rule: Rule, first: Scope, second: Scope) -> bool:
    """Whether what is known of two cases contradicts a rule; what isn't known yet contradicts nothing.

    `differ`: the two values are different. `overlap`: the two values are the same, and their days have one in common.
    """
    scopes = (first, second)
    one, other = (evaluate(side["value"], scope) for side, scope in zip(rule["between"], scopes, strict=True))
    if one is None or other is None:
        return False
    words = isinstance(one, str) and isinstance(other, str)
    alike = plain_text(one) == plain_text(other) if words else same(one, other)
    if rule["rule"] == "differ":
        return not alike
    return alike and _overlap(rule, scopes)


def _overlap(rule: Rule, scopes: tuple[Scope, Scope]) -> bool:
    spans = []
    for side, scope in zip(rule["between"], scopes, strict=True):
        begins, ends = evaluate(side["from"], scope), evaluate(side["until"], scope)
        if begins is None or ends is None:
            return False
        spans.append((str(begins), str(ends)))
    (a, b), (c, d) = spans
    return max(a, c) <= min(b, d)


def update(
    known: tuple[dict[str, Any], ...], found: Mapping[str, tuple[str, ...]], *, at: str
) -> tuple[tuple[dict[str, Any], ...], tuple[dict[str, Any], ...]]:
    """Bring the list of contradictions up to date; `found` maps each rule that is broken now to the nodes it is about.

    Returns the whole list, with when each was found and settled, and the facts of what is new.
    """
    facts: list[dict[str, Any]] = []
    kept = []
    for one in known:
        if "settled_at" not in one and one["rule"] not in found:
            kept.append({**one, "settled_at": at})
            facts.append({"fact": "ContradictionSettled", "rule": one["rule"]})
        else:
            kept.append(one)
    open_now = {one["rule"] for one in kept if "settled_at" not in one}
    for rule, nodes in found.items():
        if rule not in open_now:
            kept.append({"rule": rule, "nodes": list(nodes), "found_at": at})
            facts.append({"fact": "ContradictionFound", "rule": rule, "nodes": list(nodes)})
    return tuple(kept), tuple(facts)


def open_for(known: tuple[dict[str, Any], ...], node: str) -> tuple[str, ...]:
    """Name the rules of open contradictions that a node is part of."""
    return tuple(one["rule"] for one in known if "settled_at" not in one and node in one["nodes"])
