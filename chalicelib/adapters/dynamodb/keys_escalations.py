"""Keys of what is escalated, in the Cases table: pointers that stand there as long as a term is past.

Access patterns

    an escalated Task or case               ESCALATED#kind#id / HEAD
    those of a department, longest first    index list: ESCALATED#department#kind#shard / since#id
"""

from __future__ import annotations

from collections.abc import Iterable

from chalicelib.adapters.dynamodb import keys


def escalated(kind: str, identity: str) -> dict[str, str]:
    """Key of the pointer to a Task ("request") or case ("case")."""
    return {"pk": f"ESCALATED#{kind}#{identity}", "sk": keys.HEAD}


def escalated_since(department: str, kind: str, identity: str, at: str) -> dict[str, str]:
    return {"list_pk": f"ESCALATED#{department}#{kind}#{keys.shard(identity)}", "list_sk": f"{at}#{identity}"}


def escalated_shards(department: str, kinds: Iterable[str]) -> list[str]:
    return [f"ESCALATED#{department}#{kind}#{number}" for kind in kinds for number in range(keys.SHARDS)]


def subject_of(pk: str) -> dict[str, str]:
    """Give the key of the Task or case that a pointer points to."""
    _, kind, identity = pk.split("#", 2)
    return keys.case(identity) if kind == "case" else keys.task(identity)
