"""Check the chains of facts of one case or of every case, and name the first fact that was altered.

Usage: python -m infra.commands.verify [--case ID] [--stage kazan]

Exit status 1 when a flaw was found.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from infra.commands import stack

CASES = "CASE#"


def case_ids(target: stack.Stack) -> Iterator[str]:
    """Every case of the table; an operator's command may read it whole, a function never does."""
    pages = target.client("dynamodb").get_paginator("scan")
    chosen = pages.paginate(
        TableName=target.outputs["CasesTable"],
        FilterExpression="begins_with(pk, :case) AND sk = :head",
        ExpressionAttributeValues={":case": {"S": CASES}, ":head": {"S": "HEAD"}},
        ProjectionExpression="pk",
    )
    for page in chosen:
        for item in page["Items"]:
            yield item["pk"]["S"].removeprefix(CASES)


def main() -> int:
    """Walk and report."""
    parser = stack.arguments(__doc__ or "")
    parser.add_argument("--case", help="one case; all of them unless told")
    given = parser.parse_args()
    target = stack.chosen(given)
    from chalicelib.bootstrap import stores
    from chalicelib.domain.permissions import SYSTEM
    from chalicelib.usecases import verifying

    walked = facts = flawed = 0
    for case_id in [given.case] if given.case else case_ids(target):
        found = verifying.verify(stores(), SYSTEM, case_id)
        walked, facts = walked + 1, facts + found.facts
        if found.flaw is not None:
            flawed += 1
            print(f"{case_id}: {found.flaw.aggregate}@{found.flaw.seq} {found.flaw.problem}")
    print(f"{walked} cases, {facts} facts: {f'{flawed} cases are not whole' if flawed else 'whole and unaltered'}")
    return 1 if flawed else 0


if __name__ == "__main__":
    from chalicelib.domain.errors import OknoError

    try:
        raise SystemExit(main())
    except (stack.NotRunning, OknoError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
