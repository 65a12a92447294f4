"""Keys of what people are told through.

Accounts
    browsers of a person                    PERSON#p / PUSH#digest of the address
"""

from __future__ import annotations

SUBSCRIPTION_PREFIX = "PUSH#"


def subscription(person: str, id: str) -> dict[str, str]:
    return {"pk": f"PERSON#{person}", "sk": f"{SUBSCRIPTION_PREFIX}{id}"}
