"""Count all facts and messages again, and compare with the statistics as they were counted in real time.

Usage: python -m infra.commands.recount [--write] [--stage kazan]

Exit status 1 when they differ. What happens between two reads of a town at work is no difference: only what is found
again, the same to the number, in two looks more. `--write` then corrects the counters: do it while nothing else is
counted, and after a restore, which doesn't bring statistics back.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from infra.commands import stack

Key = tuple[str, str, str, str]
LOOKS, SECONDS_BETWEEN = 3, 2.0


def _scan(target: stack.Stack, table: str, condition: str, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every item that fits; an operator's command may read a table whole, a function never does."""
    from chalicelib.adapters.dynamodb.items import from_item

    pages = target.client("dynamodb").get_paginator("scan")
    for page in pages.paginate(
        TableName=target.outputs[table], FilterExpression=condition, ExpressionAttributeValues=values
    ):
        yield from map(from_item, page["Items"])


def recounted(target: stack.Stack, zone: str) -> Counter[Key]:
    """Count every fact of every commit and every message that was sent."""
    from chalicelib.domain.statistics import MESSAGES, counts_of, day_of

    found: Counter[Key] = Counter()
    for item in _scan(target, "CasesTable", "begins_with(pk, :log)", {":log": {"S": "LOG#"}}):
        day = day_of(item["at"], zone)
        for (measure, service, dimension), number in counts_of(json.loads(item["facts"]), item["context"]).items():
            found[day, measure, service, dimension] += number
    for item in _scan(target, "AccountsTable", "begins_with(sk, :sent)", {":sent": {"S": "SENT#"}}):
        if item["state"] == "sent":
            found[day_of(item["settled_at"], zone), MESSAGES, "-", item["channel"]] += 1
    return found


def counted(target: stack.Stack) -> Counter[Key]:
    """Read the counters of all months."""
    from chalicelib.adapters.dynamodb.statistics import row_of
    from chalicelib.domain.statistics import added

    items = _scan(target, "StatisticsTable", "begins_with(pk, :stat)", {":stat": {"S": "STAT#"}})
    return added(map(row_of, items))


def differences(target: stack.Stack, zone: str) -> tuple[Counter[Key], Counter[Key], set[Key]]:
    """Give facts, counters, and the keys that differ by the same number each time that both are read."""
    seen: dict[Key, int] | None = None
    for look in range(LOOKS):
        truth, kept = recounted(target, zone), counted(target)
        apart = {key: truth[key] - kept[key] for key in truth.keys() | kept.keys() if truth[key] != kept[key]}
        seen = apart if seen is None else dict(seen.items() & apart.items())
        if not seen:
            break
        if look + 1 < LOOKS:
            time.sleep(SECONDS_BETWEEN)
    return truth, kept, set(seen or ())


def main() -> int:
    """Compare, report, and correct when asked to."""
    parser = stack.arguments(__doc__ or "")
    parser.add_argument("--write", action="store_true", help="correct the counters")
    given = parser.parse_args()
    target = stack.chosen(given)
    from chalicelib.bootstrap import stores
    from chalicelib.domain.statistics import Row

    truth, kept, apart = differences(target, stores().municipality.zone)
    differing = sorted(apart)
    for day, measure, service, dimension in differing:
        key = (day, measure, service, dimension)
        print(f"{day} {measure} {service} {dimension}: counted {kept[key]}, facts say {truth[key]}")
        if given.write:
            stores().statistics.correct(Row(day, measure, service, dimension, 0), truth[key] - kept[key])
    verdict = "corrected" if given.write else "differ"
    print(f"{sum(truth.values())} counted again: {f'{len(differing)} counters {verdict}' if differing else 'equal'}")
    return 1 if differing and not given.write else 0


if __name__ == "__main__":
    from chalicelib.domain.errors import OknoError

    try:
        raise SystemExit(main())
    except (stack.NotRunning, OknoError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
