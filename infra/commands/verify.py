"""Check the chains of facts of one case, or of every case and every plan, and name the first fact that was altered.

Usage: python -m infra.commands.verify [--case ID] [--stage kazan]

Exit status 1 when a flaw was found.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator

from infra.commands import stack

CASES, PLANS = ("CASE#", "HEAD"), ("APP#", "PLAN")


def ids(target: stack.Stack, prefix: str, kind: str) -> Iterator[str]:
    """Every case, or every plan, of the table; an operator's command may read it whole, a function never does."""
    pages = target.client("dynamodb").get_paginator("scan")
    chosen = pages.paginate(
        TableName=target.outputs["CasesTable"],
        FilterExpression="begins_with(pk, :prefix) AND sk = :kind",
        ExpressionAttributeValues={":prefix": {"S": prefix}, ":kind": {"S": kind}},
        ProjectionExpression="pk",
    )
    for page in chosen:
        for item in page["Items"]:
            yield item["pk"]["S"].removeprefix(prefix)


def everything(target: stack.Stack) -> Iterator[tuple[str, str]]:
    """Every case, then every plan: (what it is, its id)."""
    yield from (("cases", one) for one in ids(target, *CASES))
    yield from (("plans", one) for one in ids(target, *PLANS))


def main() -> int:
    """Walk and report."""
    parser = stack.arguments(__doc__ or "")
    parser.add_argument("--case", help="one case; all of them unless told")
    given = parser.parse_args()
    target = stack.chosen(given)
    from chalicelib.bootstrap import stores
    from chalicelib.domain.permissions import SYSTEM
    from chalicelib.usecases import verifying

    walked: Counter[str] = Counter()
    facts = flawed = 0
    for what, id in [("cases", given.case)] if given.case else everything(target):
        found = (verifying.verify if what == "cases" else verifying.verify_plan)(stores(), SYSTEM, id)
        walked[what] += 1
        facts += found.facts
        if found.flaw is not None:
            flawed += 1
            print(f"{id}: {found.flaw.aggregate}@{found.flaw.seq} {found.flaw.problem}")
    plans = f", {walked['plans']} plans" if walked["plans"] else ""
    verdict = f"{flawed} are not whole" if flawed else "whole and unaltered"
    print(f"{walked['cases']} cases{plans}, {facts} facts: {verdict}")
    return 1 if flawed else 0


if __name__ == "__main__":
    from chalicelib.domain.errors import OknoError

    try:
        raise SystemExit(main())
    except (stack.NotRunning, OknoError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
