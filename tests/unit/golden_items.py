"""Keeps one item of each kind as a release writes it: python -m tests.unit.golden_items writes golden/layout-N.json.

Written once for each layout, never again: later releases must read what earlier ones wrote.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from chalicelib.domain.layout import LAYOUT
from chalicelib.domain.permissions import Actor
from infra.commands.publish import read_documents
from tests.unit import inprocess

FOLDER = Path(__file__).parent / "golden"
SERVICE = "resident-parking-permit"


def kind_of(table: str, item: dict[str, Any]) -> str:
    """Name an item's kind by the words of its keys, without what varies."""
    words = [item[name]["S"].split("#")[0] for name in ("pk", "sk")]
    return f"{table} {words[0]} {words[1] if words[1].isalpha() else 'each'}"


def written() -> dict[str, Any]:
    """Run a case that needs an expert, in one process, and give one item of each kind that it left."""
    from chalicelib.usecases import assessing, catalogue, checking, filing, sub_services, waiting

    with inprocess.stack() as stores:
        now = stores.now()
        catalogue.publish(stores, Actor("system"), read_documents(), valid_from=now, now=now, by="operator")
        service = catalogue.current(stores, now).service(SERVICE)
        answers = next(one["answers"] for one in service.examples if one["expect"]["outcome"] == "granted")
        contact = {"phone": "+79990000000", "email": "gulnara@example.org"}
        asked = filing.FilingRequest(SERVICE, answers, contact, "tt", "portal", "a-key-of-mine", "0" * 64)
        case = filing.file(stores, Actor("applicant", "person"), asked).case
        checking.check(stores, case.id)
        assessing.assess(stores, case.id)
        open_subs = [one for one in stores.cases.file(case.id).sub_services.values() if one.n]
        sub_services.decide_sub_service(stores, case.id, open_subs[0].id, 1)
        waiting.wait(
            stores, state="wait_for_assessment", case_id=case.id, sub_id=None, execution="arn:1", token="token"
        )
        return _one_of_each(stores)


def _one_of_each(stores: Any) -> dict[str, Any]:
    from chalicelib.adapters.dynamodb.client import aws

    found: dict[str, Any] = {}
    for table in inprocess.TABLES:
        for item in aws("dynamodb").scan(TableName=table)["Items"]:
            found.setdefault(kind_of(table, item), item)
    return dict(sorted(found.items()))


def to_json(item: dict[str, Any]) -> str:
    def plain(value: bytes) -> dict[str, str]:
        return {"base64": base64.b64encode(value).decode()}

    return json.dumps(item, ensure_ascii=False, indent=1, default=plain)


def from_json(text: str) -> Any:
    def hook(value: dict[str, Any]) -> Any:
        return base64.b64decode(value["base64"]) if value.keys() == {"base64"} else value

    return json.loads(text, object_hook=hook)


if __name__ == "__main__":
    target = FOLDER / f"layout-{LAYOUT}.json"
    if target.exists():
        raise SystemExit(f"{target} exists: what a release wrote is never written again")
    target.write_text(to_json(written()) + "\n", encoding="utf-8")
