"""An export holds every item, with what was sealed opened, and an erased person stays unreadable."""

import json
from pathlib import Path

import pytest

from chalicelib.domain.permissions import Actor
from infra.commands import export
from tests.support import bundles
from tests.unit import inprocess
from tests.unit.golden_items import SERVICE


def test_everything_is_exported_and_an_erased_person_is_not_opened(tmp_path: Path) -> None:
    from chalicelib.adapters.dynamodb import keys
    from chalicelib.adapters.dynamodb.client import aws
    from chalicelib.adapters.dynamodb.items import to_key
    from chalicelib.usecases import catalogue, filing

    with inprocess.stack() as stores:
        now = stores.now()
        bundles.publish(stores, now)
        service = catalogue.current(stores, now).service(SERVICE)
        answers = next(one["answers"] for one in service.examples if one["expect"]["outcome"] == "granted")
        for person in ("here", "erased"):
            asked = filing.FilingRequest(SERVICE, answers, {"phone": "+79990000000"}, "tt", "portal", person, "0" * 64)
            filing.file(stores, Actor("applicant", person), asked)
        aws("dynamodb").delete_item(TableName="accounts", Key=to_key(keys.person_key("erased")))
        export.export(tmp_path / "out", stores)
        rows = [json.loads(line) for line in (tmp_path / "out" / "cases.jsonl").read_text().splitlines()]
        assert len(rows) == aws("dynamodb").scan(TableName="cases", Select="COUNT")["Count"]
        applications = {row["person"]: row for row in rows if row["pk"].startswith("APP#")}
        assert applications["here"]["content"]["answers"] == answers
        assert applications["erased"]["erased"]
        assert "content" not in applications["erased"]
        assert list((tmp_path / "out" / "bucket-catalogue" / "bundles").iterdir())
        with pytest.raises(FileExistsError):
            export.export(tmp_path / "out", stores)
