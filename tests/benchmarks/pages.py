"""What a page costs: the same units whether there are a thousand items or a hundred thousand."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.items import to_item
from infra.commands import stack
from tests.benchmarks.report import Report
from tests.benchmarks.running import Client, Running

SMALL, LARGE = 1_000, 100_000
PAGE = 20
PAGES = 5
READS = ("Query", "BatchGetItem")
REGISTER = "vehicles"


def measure(running: Running, report: Report) -> None:
    """Measure one page of own applications and of a register, small and large, by the engine's own log of calls."""
    report.section(f"Units that a page of {PAGE} reads")
    stack.use(running.place)
    person = _person(running)
    for name, path, client, make in (
        ("own applications", f"/v1/applications?limit={PAGE}", "gulnara@example.org", _applications(person)),
        ("a register", f"/v1/registers/{REGISTER}/records?limit={PAGE}", "registrar@example.org", _records()),
    ):
        spent = []
        for size in (SMALL, LARGE):
            fill(running, make, size, report)
            spent.append(units(running, client, path))
            report.figure(f"{name}, {size:,} items", spent[-1], "RCU")
        report.figure(f"{name}: {LARGE:,} compared to {SMALL:,}", spent[1] / spent[0], "x", most=1.0)


def units(running: Running, email: str, path: str, expected: int = PAGE) -> float:
    """Give the read units of one page, by the engine's own log of calls.

    Each process asks once a second which bundle of the catalogue is valid, whatever page it is about to read. The least
    of several pages has no such question in it.
    """
    client = Client(running, email)
    client.call("GET", path)
    running.control("PUT", "calls")
    spent: list[float] = []
    for _ in range(PAGES):
        before = len(running.control("GET", "calls"))
        status, page = client.call("GET", path)
        calls = running.control("GET", "calls")[before:]
        assert status == 200, page
        assert len(page["items"]) == expected, len(page["items"])
        spent.append(sum(float(call.get("read_units") or 0) for call in calls if call["action"] in READS))
    running.control("DELETE", "calls")
    return min(spent)


Made = Iterator[tuple[str, list[dict[str, Any]]]]


def _applications(person: str) -> Made:
    """Make a person's list entries, each with its application and case: (table, items) for one entry after another."""
    number = 0
    while True:
        number += 1
        app = f"{number:032x}"
        at = f"2026-{1 + number % 11:02d}-{1 + number % 28:02d}T00:00:00.{number % 1000:03d}Z"
        entry = {**keys.own_application(person, at, app), "application": app, "case": f"{app}-1", "layout": 1}
        yield "AccountsTable", [entry]
        shared = {"number": f"{number}", "service": "resident-parking-permit", "department": "transport-committee"}
        shared |= {"person": person, "bundle": _bundle(), "filed_at": at, "language": "ru", "layout": 1}
        application = {**keys.application(app), **shared, "id": app, "case": f"{app}-1", "filed_on": at[:10]}
        application |= {"channel": "portal", "sealed": b"0" * 900, "content_hash": "0" * 64}
        case = {**keys.case(f"{app}-1"), **shared, "id": f"{app}-1", "application": app, "status": "closed"}
        case |= {"due_on": at[:10], "version": 1, "timeline": [{"status": "closed", "at": at}]}
        yield "CasesTable", [application, case]


def _records() -> Made:
    """Make register records: the place in the list, and the head."""
    from chalicelib.adapters.dynamodb.register_items import attributes_of
    from chalicelib.domain.registers import RecordVersion

    number = 0
    while True:
        number += 1
        name = f"bench-{number:08d}"
        fields = {"surname": "Хәбибуллина", "name": "Гөлнара", "snils": f"{number:011d}"}
        version = RecordVersion(REGISTER, name, 1, fields, None, None, "2026-11-23T00:00:00.000Z", {"import": "bench"})
        yield (
            "RegistersTable",
            [
                {"pk": keys.records_of(REGISTER, keys.shard(name)), "sk": name},
                {**keys.record(REGISTER, name), **attributes_of(version)},
            ],
        )


def fill(running: Running, make: Made, until: int, report: Report) -> None:
    """Write items straight into the tables until there are `until` entries; only benchmarks may."""
    client = running.place.client("dynamodb")
    done = _filled.get(id(make), 0)
    batches: list[tuple[str, list[dict[str, Any]]]] = []
    waiting: dict[str, list[dict[str, Any]]] = {}
    first = None
    while done < until:
        table, items = next(make)
        first = first or table
        done += table == first
        rows = waiting.setdefault(table, [])
        rows += items
        while len(rows) >= 25:
            batches.append((table, [rows.pop() for _ in range(25)]))
    batches += [(table, rows) for table, rows in waiting.items() if rows]
    _filled[id(make)] = done

    def put(batch: tuple[str, list[dict[str, Any]]]) -> None:
        table, rows = batch
        requests = [{"PutRequest": {"Item": to_item(row)}} for row in rows]
        client.batch_write_item(RequestItems={running.place.outputs[table]: requests})

    with ThreadPoolExecutor(4) as pool:
        for number, _ in enumerate(pool.map(put, batches)):
            if number % 200 == 0 and sys.stdout.isatty():
                print(f"   filling: {number * 25:,} of {len(batches) * 25:,} items ", end="\r", flush=True)
    report.note(f"{until:,} entries are there{' ' * 30}")


_filled: dict[int, int] = {}


def _person(running: Running) -> str:
    client = running.place.client("cognito-idp")
    user = client.admin_get_user(UserPoolId=running.place.outputs["ApplicantPool"], Username="gulnara@example.org")
    return str(next(each["Value"] for each in user["UserAttributes"] if each["Name"] == "sub"))


def _bundle() -> str:
    from chalicelib.bootstrap import stores
    from chalicelib.usecases import catalogue

    return catalogue.current(stores(), stores().now()).hash
