"""What ministack works out again on every call, worked out once: it has one thread, so this is what load is made of.

A condition is split into tokens and its grammar checked for each action and for each candidate of a query; ids come
from the system's random source, one system call each. Neither changes an answer.
"""

from __future__ import annotations

import random
import uuid
from functools import lru_cache
from typing import Any

KEPT = 4096


def apply() -> None:
    """Remember conditions by their text; draw ids that aren't secrets from a seeded generator."""
    from ministack.services import dynamodb

    split = lru_cache(KEPT)(dynamodb._tokenize)
    dynamodb._tokenize = lambda expression: list(split(expression))
    dynamodb._condition_syntax_error = lru_cache(KEPT)(dynamodb._condition_syntax_error)
    by_tokens(dynamodb, "_check_redundant_parens")
    by_tokens(dynamodb, "_check_reserved_keyword_usage")
    uuid.uuid4 = drawn


def by_tokens(module: Any, name: str) -> None:
    """Remember what a pure function of tokens (and more) gives."""
    remembered = lru_cache(KEPT)(getattr(module, name))
    setattr(module, name, lambda tokens, *more: remembered(tuple(tokens), *more))


_numbers = random.Random()  # nosec B311: ids, not secrets


def drawn() -> uuid.UUID:
    """Make a UUID of version 4."""
    return uuid.UUID(int=_numbers.getrandbits(128), version=4)
