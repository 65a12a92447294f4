"""Erase a person for good: their data key, their account, and every version of every file; a receipt stays.

Usage: python -m infra.commands.erase (--person ID | --number NUMBER | --wished | --again) [--withdraw] [--stage kazan]

It needs the operator's own credentials: no function may delete a version of a file. What is under way stops it, unless
`--withdraw` is told: then it is withdrawn first. Stopped in the middle it is started again. `--again` erases whoever
has a key again, because tables were restored to a second before their erasure; `make restore` does that by itself.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from infra.commands import stack

if TYPE_CHECKING:
    from chalicelib.domain.erasures import Belongings
    from chalicelib.usecases.erasing import Erased

CHECK_SECONDS = 65
"""How long a function that has begun may still write something: its time, and a little."""
Say = Callable[[str], None]


def belongings(target: stack.Stack, person: str) -> Belongings:
    """Find everything that is a person's; an operator's command may read a table whole, a function never does."""
    from chalicelib.domain.erasures import Belongings

    applications, cases, plans = set(), [], []
    files: list[tuple[str, set[str | None]]] = []
    consultations: list[tuple[str, str | None]] = []
    for item in _items(target, person):
        kind, _, identity = item["pk"].partition("#")
        if kind == "APP":
            applications.add(identity)
            plans += [identity] if item["sk"] == "PLAN" else []
        elif kind == "CASE":
            cases.append(identity)
        elif kind == "FILE":
            files.append((identity, {item.get("application"), item.get("owner")}))
        else:
            consultations.append((identity, item.get("application")))
    theirs = {*applications, person}
    return Belongings(
        applications=tuple(sorted(applications)),
        cases=tuple(cases),
        plans=tuple(plans),
        files=tuple(one for one, whose in files if whose & theirs),
        consultations=tuple(one for one, application in consultations if application in applications),
    )


def _items(target: stack.Stack, person: str) -> Iterator[dict[str, Any]]:
    from chalicelib.adapters.dynamodb.items import from_item

    pages = target.client("dynamodb").get_paginator("scan")
    chosen = pages.paginate(
        TableName=target.outputs["CasesTable"],
        ConsistentRead=True,
        FilterExpression="(sk = :head OR sk = :plan) AND (((begins_with(pk, :case) OR begins_with(pk, :app))"
        " AND person = :person) OR begins_with(pk, :file) OR begins_with(pk, :said))",
        ExpressionAttributeValues={
            ":person": {"S": person},
            **{f":{name}": {"S": value} for name, value in PREFIXES.items()},
        },
        ProjectionExpression="pk, sk, application, #owner",
        ExpressionAttributeNames={"#owner": "owner"},
    )
    for page in chosen:
        yield from map(from_item, page["Items"])


PREFIXES = {"head": "HEAD", "plan": "PLAN", "case": "CASE#", "app": "APP#", "file": "FILE#", "said": "CONS#"}


def erase(target: stack.Stack, person: str, say: Say, *, withdraw: bool = False) -> Erased:
    """Erase one person, pass after pass until no check of a file was under way. Raises StillLive, NotFound."""
    from chalicelib.bootstrap import stores
    from chalicelib.domain.permissions import SYSTEM
    from chalicelib.usecases import erasing

    erasure = erasing.begin(stores(), SYSTEM, person, belongings(target, person), withdraw=withdraw)
    say(f"{person}: the key was destroyed at {erasure.erased_at}; receipt {erasure.receipt}")
    while True:
        done = erasing.finish(stores(), SYSTEM, erasure, belongings(target, person))
        if not done.again:
            break
        say(f"a file was being checked, or a message sent: looking again in {CHECK_SECONDS} s")
        time.sleep(CHECK_SECONDS)
        erasure = done.erasure
    say(f"{done.erasure.cases} cases told, {done.erasure.files} files, {done.erasure.versions} versions deleted")
    for user in _users(target, person):
        target.client("cognito-idp").admin_delete_user(UserPoolId=target.outputs["ApplicantPool"], Username=user)
        say("the account was deleted")
    for number in done.left:
        say(f"{number} is decided and still to be handed over")
    return done


def _users(target: stack.Stack, person: str) -> list[str]:
    """Who signs in as that person: nobody, for somebody who filed at a counter or without an account."""
    found = target.client("cognito-idp").list_users(
        UserPoolId=target.outputs["ApplicantPool"], Filter=f'sub = "{person}"'
    )
    return [str(one["Username"]) for one in found["Users"]]


def again(target: stack.Stack, say: Say) -> int:
    """Erase whoever was erased and has a key again, or wasn't finished; give how many."""
    from chalicelib.bootstrap import stores
    from chalicelib.domain.permissions import SYSTEM
    from chalicelib.usecases import erasing

    done = 0
    for person in stores().file_storage.erasures():
        if erasing.restored(stores(), SYSTEM, person):
            erase(target, person, say, withdraw=True)
            done += 1
    say(f"{done} erased again")
    return done


def wished(target: stack.Stack, say: Say) -> int:
    """Erase whoever has asked for it in their account; give of how many something is still under way."""
    from chalicelib.bootstrap import stores
    from chalicelib.domain.errors import NotFound, StillLive
    from chalicelib.domain.permissions import SYSTEM
    from chalicelib.usecases import erasing

    left = 0
    for person in erasing.wished(stores(), SYSTEM):
        try:
            erase(target, person, say)
        except StillLive as live:
            left += 1
            say(f"{person}: still under way: {live.params['numbers']}")
        except NotFound:
            erasing.nothing_kept(stores(), SYSTEM, person)
            say(f"{person}: nothing was ever kept")
    say(f"{left} have to wait")
    return left


def person_of(number: str) -> str:
    """The person who filed an application. Raises NotFound."""
    from chalicelib.bootstrap import stores
    from chalicelib.domain.errors import NotFound

    identity = stores().cases.application_of_number(number)
    if identity is None:
        raise NotFound(f"no application {number}")
    return str(stores().cases.application(identity).person)


def main() -> None:
    """Erase and say what was done."""
    parser = stack.arguments(__doc__ or "")
    whom = parser.add_mutually_exclusive_group(required=True)
    whom.add_argument("--person", help="the person's id")
    whom.add_argument("--number", help="the number of an application that they filed")
    whom.add_argument("--wished", action="store_true", help="whoever has asked for it in their account")
    whom.add_argument("--again", action="store_true", help="whoever has a key again after a restore")
    parser.add_argument("--withdraw", action="store_true", help="withdraw what is under way")
    given = parser.parse_args()
    target = stack.chosen(given)
    if given.again:
        again(target, print)
    elif given.wished:
        wished(target, print)
    else:
        erase(target, given.person or person_of(given.number), print, withdraw=given.withdraw)


if __name__ == "__main__":
    from chalicelib.domain.errors import OknoError, StillLive

    try:
        main()
    except StillLive as live:
        print(f"Nothing was erased. Still under way: {live.params['numbers']}; --withdraw ends it.", file=sys.stderr)
        raise SystemExit(3) from None
    except (stack.NotRunning, OknoError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
