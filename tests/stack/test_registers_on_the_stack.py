"""Registers on the deployed stack: imports over HTTP, races on one place, pages of large registers."""

from __future__ import annotations

import json
import threading
import time
from datetime import date
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.client import WriteRefused
from chalicelib.domain.errors import RecordNotUnique, TransientError
from chalicelib.domain.registers import Draft
from infra.commands import demo_registers, load_registers
from tests.stack.deployed import Deployed

pytestmark = pytest.mark.stack

REGISTER = "parking-permits"
TODAY = date(2026, 11, 23)
JSON_LINES = {"Content-Type": "application/x-ndjson"}


@pytest.fixture
def registrar(deployed: Deployed) -> str:
    return load_registers.sign_in(deployed.stack, "registrar@example.org")


def lines(*records: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()


def account(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "number": f"TEST-{number}",
        "snils": "999-900-001 00",
        "unpaid_fines": 0,
        "amount": 0,
        "as_of": "2026-01-01",
        **fields,
    }


def test_a_thousand_records_are_imported_and_found(deployed: Deployed, registrar: str) -> None:
    body = lines(*(account(number, unpaid_fines=int(time.time()) % 900) for number in range(1000)))
    begun = time.monotonic()
    answer = deployed.call("POST", "/v1/registers/arrears/imports", headers=JSON_LINES, body=body, token=registrar)
    assert (answer.status, answer.json["state"]) == (201, "done"), answer.json
    report = answer.json["report"]
    assert report["added"] + report["changed"] + report["unchanged"] == 1000
    print(f"1000 records in {time.monotonic() - begun:.1f} s")
    again = deployed.call("POST", "/v1/registers/arrears/imports", headers=JSON_LINES, body=body, token=registrar)
    assert again.json == answer.json
    address = answer.headers["location"]
    assert deployed.call("GET", address, token=registrar).json == answer.json
    query = {"field": "number", "value": "TEST-7"}
    found = deployed.call("GET", "/v1/registers/arrears/records", query=query, token=registrar)
    assert [record["fields"]["number"] for record in found.json["items"]] == ["TEST-7"]


def test_a_refused_line_is_named_and_nothing_is_imported(deployed: Deployed, registrar: str) -> None:
    body = lines(account(5001), account(5002, unpaid_fines=-1))
    answer = deployed.call("POST", "/v1/registers/arrears/imports", headers=JSON_LINES, body=body, token=registrar)
    assert answer.status == 422
    assert [(error["pointer"], error["reason"]) for error in answer.json["errors"]] == [("/2/unpaid_fines", "minimum")]
    query = {"field": "number", "value": "TEST-5001"}
    found = deployed.call("GET", "/v1/registers/arrears/records", query=query, token=registrar)
    assert found.json["items"] == []


def test_pages_hold_every_record_once(deployed: Deployed, registrar: str) -> None:
    seen: list[str] = []
    query = {"limit": "100"}
    while True:
        page = deployed.call("GET", "/v1/registers/vehicles/records", query=query, token=registrar).json
        seen += [record["number"] for record in page["items"]]
        if page["next"] is None:
            break
        query = {"limit": "100", "cursor": page["next"]}
    assert len(seen) == len(set(seen)) >= len(demo_registers.registers()["vehicles"])


def test_ten_at_once_get_two_permits_for_one_dwelling(deployed: Deployed, stores: Any) -> None:
    from chalicelib.usecases import catalogue

    definition = catalogue.current(stores, stores.now()).register(REGISTER)
    dwelling = f"16:50:999999:{time.time_ns() % 9_999_999}"
    start, outcomes = threading.Barrier(10), []

    def grant(number: int) -> None:
        fields = {
            "plate": f"О{number:03}ОО16",
            "zone": f"{time.time_ns() % 900 + 100}",
            "dwelling": dwelling,
            "holder_snils": "999-900-001 00",
            "valid_from": "2026-11-23",
            "valid_until": "2027-11-22",
            "benefit": "none",
            "application": f"race-{number}",
        }
        draft = Draft(f"race-{dwelling}-{number}", fields, {"case": f"race-{number}"}, new=True)
        start.wait()
        while True:
            try:
                stores.registers.write(stores.registers.prepare(definition, draft, at="2026-11-23T00:00", on=TODAY))
                outcomes.append("granted")
                return
            except (WriteRefused, TransientError):
                time.sleep(0.05)
            except RecordNotUnique as refused:
                outcomes.append("+".join(refused.fields))
                return

    threads = [threading.Thread(target=grant, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["dwelling"] * 8 + ["granted"] * 2
    found, _ = stores.registers.find(definition, "dwelling", dwelling)
    assert len(found) == 2


def test_a_page_reads_the_same_whatever_the_size_of_the_register(stores: Any) -> None:
    """The units that two pages of 20 consume are those of their items, in a small register and in a large one."""
    units = {name: _units(stores, name) for name in ("vehicles", "arrears")}
    assert abs(units["vehicles"] - units["arrears"]) <= 0.1 * units["vehicles"]


def _units(stores: Any, register: str) -> float:
    """Count the read units of one page from the answers of the engine."""
    from dataclasses import replace

    total = 0.0

    class Counting:
        def __getattr__(self, name: str) -> Any:
            method = getattr(stores.registers.client, name)

            def call(**arguments: Any) -> Any:
                nonlocal total
                answer = method(**arguments, ReturnConsumedCapacity="TOTAL")
                used = answer["ConsumedCapacity"]
                total += sum(one["CapacityUnits"] for one in (used if isinstance(used, list) else [used]))
                return answer

            return call

    replace(stores.registers, client=Counting()).page(register, limit=20)
    return total
