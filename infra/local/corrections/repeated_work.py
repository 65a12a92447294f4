"""What ministack works out again on every call, worked out once: it has one thread, so this is what load is made of.

A condition is split into tokens and its grammar checked for each action and for each candidate of a query; ids come
from the system's random source, one system call each; each request walks through all resources of its API, level by
level. None of these changes an answer.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from functools import lru_cache
from typing import Any

KEPT = 4096


def apply() -> None:
    """Remember conditions by their text; draw ids that aren't secrets from a seeded generator."""
    from ministack.services import apigateway_v1, dynamodb

    split = lru_cache(KEPT)(dynamodb._tokenize)
    dynamodb._tokenize = lambda expression: list(split(expression))
    dynamodb._condition_syntax_error = lru_cache(KEPT)(dynamodb._condition_syntax_error)
    by_tokens(dynamodb, "_check_redundant_parens")
    by_tokens(dynamodb, "_check_reserved_keyword_usage")
    uuid.uuid4 = drawn
    apigateway_v1._match_resource_tree = matching(apigateway_v1)


def by_tokens(module: Any, name: str) -> None:
    """Remember what a pure function of tokens (and more) gives."""
    remembered = lru_cache(KEPT)(getattr(module, name))
    setattr(module, name, lambda tokens, *more: remembered(tuple(tokens), *more))


def matching(gateway: Any) -> Callable[[str, list[str]], tuple[Any, Any]]:
    """Remember which resource has a path without parameters; one that was exchanged since is looked for anew."""
    stock = gateway._match_resource_tree
    known: dict[tuple[str, str], Any] = {}

    def match(api: str, segments: list[str]) -> tuple[Any, Any]:
        path = "/" + "/".join(segments)
        found = known.get((api, path))
        if found and found["path"] == path and gateway._resources.get(api, {}).get(found["id"]) is found:
            return found, {}
        resource, values = stock(api, segments)
        if resource and not values and resource["path"] == path and len(known) < KEPT:
            known[api, path] = resource
        return resource, values

    return match


_numbers = random.Random()  # nosec B311: ids, not secrets


def drawn() -> uuid.UUID:
    """Make a UUID of version 4."""
    return uuid.UUID(int=_numbers.getrandbits(128), version=4)
