"""Statistics in real time: what was received, decided, asked, recorded and sent."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from chalice import Blueprint

from chalicelib.domain import statistics
from chalicelib.domain.clock import stamp
from chalicelib.domain.statistics import Row
from chalicelib.entrypoints.http import context
from chalicelib.entrypoints.http.operations import Access, Call, Example, operation
from chalicelib.entrypoints.http.shapes import CODE, DAY, ref
from chalicelib.usecases import counting

routes = Blueprint(__name__)


@operation(
    routes,
    "GET",
    "/v1/statistics",
    summary="Count what was received, decided, asked, recorded and sent, by day, service and channel",
    tag="statistics",
    access=Access.PUBLIC,
    query={"from": DAY, "until": DAY, "service": CODE},
    answer=ref("Statistics"),
    examples=(
        Example("this month", 200),
        Example("backwards", 400, query={"from": "2026-02-01", "until": "2026-01-01"}),
    ),
    cache="public, max-age=2",
)
def read_statistics(call: Call) -> Any:
    """Give totals, the same by service and dimension, and by day; numbers only, so anybody may read them."""
    days = {name: date.fromisoformat(call.query[name]) for name in ("from", "until") if name in call.query}
    stores = context.stores()
    first, last, rows = counting.between(stores, days.get("from"), days.get("until"))
    if "service" in call.query:
        rows = [row for row in rows if row.service == call.query["service"]]
    return {
        "from": first.isoformat(),
        "until": last.isoformat(),
        "at": stamp(stores.now()),
        "totals": statistics.totals(rows),
        "rows": _rows(rows),
        "days": _days(rows),
    }


def _rows(rows: list[Row]) -> list[dict[str, Any]]:
    found: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        found[row.measure, row.service, row.dimension] += row.count
    names = ("measure", "service", "dimension")
    return [{**dict(zip(names, key, strict=True)), "count": number} for key, number in sorted(found.items())]


def _days(rows: list[Row]) -> list[dict[str, Any]]:
    found: dict[str, Counter[str]] = {}
    for row in rows:
        found.setdefault(row.day, Counter())[row.measure] += row.count
    return [{"day": day, "counts": dict(sorted(counts.items()))} for day, counts in sorted(found.items())]
