"""Keys of what people are told through, of advice, and of drafts.

Accounts
    browsers of a person                    PERSON#p / PUSH#digest of the address
    who printed a letter                    PERSON#p / PRINTED#note#at#id
    who looked at one's data, newest first  PERSON#p / LOOK#hour#what#subject#by
    everything ever owed to a person        PERSON#p / begins_with SENT#
    draft                                   DRAFT#digest of the code / HEAD (TTL)
    own drafts                              PERSON#p / DRAFT#digest of the code (TTL)
    who wants to be erased                  ERASURES / p

Cases
    consultation                            CONS#id / HEAD
    consultations of a month, newest first  CONSULTED#department#service#topic#month / at#id
        (of all services or topics: that part is empty)
"""

from __future__ import annotations

from collections.abc import Iterator

HEAD = "HEAD"
SUBSCRIPTION_PREFIX = "PUSH#"


def subscription(person: str, id: str) -> dict[str, str]:
    return {"pk": f"PERSON#{person}", "sk": f"{SUBSCRIPTION_PREFIX}{id}"}


PRINTED_PREFIX = "PRINTED#"
SENT_PREFIX = "SENT#"


def printed(person: str, note: str, at: str, print_id: str) -> dict[str, str]:
    return {"pk": f"PERSON#{person}", "sk": f"{PRINTED_PREFIX}{note}#{at}#{print_id}"}


LOOK_PREFIX = "LOOK#"


def look(person: str, name: str) -> dict[str, str]:
    return {"pk": f"PERSON#{person}", "sk": f"{LOOK_PREFIX}{name}"}


OWN_DRAFT_PREFIX = "DRAFT#"


def draft(digest: str) -> dict[str, str]:
    return {"pk": f"DRAFT#{digest}", "sk": HEAD}


def own_draft(person: str, digest: str) -> dict[str, str]:
    return {"pk": f"PERSON#{person}", "sk": f"{OWN_DRAFT_PREFIX}{digest}"}


def digest_of_draft(own: dict[str, str]) -> str:
    """The digest that a person's entry stands for."""
    return own["sk"].removeprefix(OWN_DRAFT_PREFIX)


ERASURE_WISHES = "ERASURES"


def erasure_wish(person: str) -> dict[str, str]:
    return {"pk": ERASURE_WISHES, "sk": person}


def consultation(id: str) -> dict[str, str]:
    return {"pk": f"CONS#{id}", "sk": HEAD}


def consulted(department: str, service: str | None, topic: str | None, month: str) -> str:
    """Partition of a department's consultations in a month, of all or of those about a service, a topic or both."""
    return f"CONSULTED#{department}#{service or ''}#{topic or ''}#{month}"


def places(id: str, department: str, service: str | None, topic: str, at: str) -> Iterator[dict[str, str]]:
    """Every list that a consultation stands in."""
    for one in {None, service}:
        for about in (None, topic):
            yield {"pk": consulted(department, one, about, at[:7]), "sk": f"{at}#{id}"}
