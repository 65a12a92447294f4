"""Publishing makes one immutable bundle; who applies gets the one valid then; a race or a stale change is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.adapters.catalogue import BundleStore, DamagedBundle
from chalicelib.adapters.dynamodb.pointers import PointerStore
from chalicelib.domain.errors import Conflict, Forbidden, InvalidCatalogue, InvalidInput, NotFound
from chalicelib.domain.permissions import SYSTEM, Actor, Membership
from chalicelib.domain.publications import Publication
from chalicelib.usecases import catalogue
from tests.unit.catalogue_samples import sample

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SERVICE = "schemas/services/bench-permit.json"


@pytest.fixture
def stores(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        dynamodb, s3 = (boto3.client(name, region_name="eu-central-1") for name in ("dynamodb", "s3"))
        dynamodb.create_table(
            TableName="catalogue",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        )
        s3.create_bucket(Bucket="catalogue", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        yield SimpleNamespace(
            catalogue=BundleStore(s3, "catalogue"),
            pointers=PointerStore(dynamodb, "catalogue"),
            municipality=SimpleNamespace(zone="Europe/Moscow"),
            s3=s3,
        )


def _publish(stores: Any, documents: Any = None, at: datetime = NOW, valid_from: datetime | None = None) -> Publication:
    return catalogue.publish(stores, SYSTEM, documents or sample(), valid_from=valid_from or at, now=at, by="operator")


def _longer(document: Any, days: int = 9) -> dict[str, Any]:
    return {SERVICE: {**document[SERVICE], "term": {**document[SERVICE]["term"], "days": days}}}


def _change(stores: Any, base: str, changes: Any, **more: Any) -> Publication:
    more = {"valid_from": None, "now": NOW + timedelta(hours=1), "by": "m", **more}
    return catalogue.publish_change(stores, SYSTEM, base, changes, **more)


def test_nothing_is_valid_before_the_first_publication(stores: Any) -> None:
    with pytest.raises(NotFound):
        catalogue.current(stores, NOW)
    published = _publish(stores, valid_from=NOW + timedelta(days=1))
    with pytest.raises(NotFound):
        catalogue.current(stores, NOW)
    assert catalogue.current(stores, NOW + timedelta(days=1)).hash == published.bundle


def test_a_bundle_is_named_by_its_content_and_read_once(stores: Any) -> None:
    published = _publish(stores)
    bundle = catalogue.current(stores, NOW)
    assert bundle.hash == published.bundle and bundle is catalogue.by_hash(stores, published.bundle)
    assert bundle.form("bench-permit")["properties"]["length"] == {"type": "integer", "minimum": 1, "maximum": 9}
    assert bundle.message("case.granted")["fields"] and bundle.calendar("kazan")["zone"]
    assert bundle.department("benches") and bundle.plurals["day"]["tt"] == {"other": "көн"}


def test_publishing_the_same_again_changes_nothing(stores: Any) -> None:
    first = _publish(stores)
    assert _publish(stores, at=NOW + timedelta(days=3)) == first
    assert stores.pointers.page(10) == ([first], None)


def test_a_change_is_valid_for_the_next_and_the_old_bundle_stays(stores: Any) -> None:
    first = _publish(stores)
    second = _change(stores, first.bundle, _longer(sample()))
    later = NOW + timedelta(hours=2)
    assert catalogue.current(stores, later).service("bench-permit").term.days == 9
    assert catalogue.current(stores, NOW).service("bench-permit").term.days == 5
    assert catalogue.by_hash(stores, first.bundle).service("bench-permit").term.days == 5
    assert stores.pointers.page(1) == ([second], f"{second.valid_from}#{second.published_at}")
    assert stores.pointers.page(1, stores.pointers.page(1)[1]) == ([first], None)


def test_a_change_waits_for_its_day(stores: Any) -> None:
    first = _publish(stores)
    day = NOW + timedelta(days=10)
    second = _change(stores, first.bundle, _longer(sample()), valid_from=day)
    assert catalogue.current(stores, day - timedelta(milliseconds=1)).hash == first.bundle
    assert catalogue.current(stores, day).hash == second.bundle
    with pytest.raises(Conflict):
        _change(stores, second.bundle, _longer(sample(), 12))


def test_a_change_of_an_old_bundle_is_refused(stores: Any) -> None:
    first = _publish(stores)
    _change(stores, first.bundle, _longer(sample()))
    with pytest.raises(Conflict):
        _change(stores, first.bundle, _longer(sample(), 12), now=NOW + timedelta(hours=5))


def test_of_two_changes_at_once_one_is_refused(stores: Any) -> None:
    first = _publish(stores)
    newest = stores.pointers.newest
    stores.pointers.newest = lambda: first
    second = _change(stores, first.bundle, _longer(sample()))
    with pytest.raises(Conflict):
        _change(stores, first.bundle, _longer(sample(), 12), now=NOW + timedelta(hours=5))
    assert newest() == second


def test_a_change_in_the_past_or_of_nothing_is_refused(stores: Any) -> None:
    first = _publish(stores)
    with pytest.raises(InvalidInput):
        _change(stores, first.bundle, _longer(sample()), valid_from=NOW)
    with pytest.raises(InvalidInput):
        _change(stores, first.bundle, {})


def test_a_wrong_definition_is_refused_with_its_place_and_nothing_is_written(stores: Any) -> None:
    broken = {SERVICE: {**sample()[SERVICE], "department": 5}}
    with pytest.raises(InvalidCatalogue) as refused:
        _publish(stores, {**sample(), **broken})
    assert [(one.params["file"], one.pointer) for one in refused.value.errors] == [(SERVICE, "/department")]
    assert "Contents" not in stores.s3.list_objects_v2(Bucket="catalogue") and stores.pointers.newest() is None


def test_a_damaged_bundle_is_never_used(stores: Any) -> None:
    published = _publish(stores)
    key = f"bundles/{published.bundle}.json"
    raw = stores.s3.get_object(Bucket="catalogue", Key=key)["Body"].read()
    stores.s3.put_object(Bucket="catalogue", Key=key, Body=json.dumps(json.loads(raw)).encode())
    with pytest.raises(DamagedBundle):
        BundleStore(stores.s3, "catalogue").bundle(published.bundle)


def test_an_unknown_bundle_is_not_found(stores: Any) -> None:
    with pytest.raises(NotFound):
        catalogue.by_hash(stores, "0" * 64)


def test_only_methodologists_publish(stores: Any) -> None:
    first = _publish(stores)
    expert = Actor("staff", "e", (Membership("benches", ("expert",)),))
    for actor in (expert, Actor("applicant", "a"), Actor("anonymous")):
        with pytest.raises(Forbidden):
            catalogue.publish_change(stores, actor, first.bundle, _longer(sample()), valid_from=None, now=NOW, by="x")
        with pytest.raises(Forbidden):
            catalogue.publish(stores, actor, sample(), valid_from=NOW, now=NOW, by="x")
    with pytest.raises(Forbidden):
        catalogue.publications(stores, Actor("anonymous"), limit=5)
    methodologist = Actor("staff", "m", (Membership("information-technology", ("methodologist",)),))
    assert catalogue.publications(stores, methodologist, limit=5) == ([first], None)


def test_whoever_only_reads_the_catalogue_does_not_load_the_analyser() -> None:
    code = (
        "import sys, chalicelib.usecases.catalogue, chalicelib.adapters.catalogue\n"
        "print([m for m in sys.modules if m.startswith(('chalicelib.domain.analysis', 'jsonschema'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
