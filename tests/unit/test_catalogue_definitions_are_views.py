"""A bundle is read through typed views; sub-services are decided by their tables, in the order of their outputs."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.assessment import (
    SubServiceOutcome,
    decide_sub_service,
    decision_of,
    depends_on,
    in_order,
    needed_requests,
    record_of,
)
from chalicelib.domain.chain import canonical, sha256
from chalicelib.domain.definitions import PARTS, Bundle
from chalicelib.domain.errors import NotFound, UnknownService
from chalicelib.domain.values import Scope
from tests.unit.catalogue_samples import SERVICE, STANDARD_REQUEST, sample


def _bundle(**parts: Any) -> Bundle:
    raw: dict[str, Any] = {part: {} for part in PARTS}
    raw |= {
        "services": {"bench-permit": SERVICE},
        "standard_requests": {"residence": STANDARD_REQUEST},
        "registers": {"benches": sample()["schemas/registers/benches.json"]},
        "forms": {"bench-permit": {"type": "object"}},
        "messages": {"case.granted": {"fields": []}},
        **parts,
    }
    return Bundle.parse("hash", canonical(raw))


FOUND = {"outcome": "found", "count": 1, "record": {"dwelling": "16:50:1"}, "contradictions": []}


def _scope(answer: Any = FOUND, outputs: Any = None, **answers: Any) -> Scope:
    answers = {"place": "yard", "snils": "112-233-445 95", "length": 5, **answers}
    return Scope(answers, {"residence": answer}, outputs or {}, date(2026, 3, 2), "2026-1")


def test_views_are_made_once() -> None:
    bundle = _bundle()
    service = bundle.service("bench-permit")
    assert bundle.service("bench-permit") is service
    assert service.sub_services[0].table is service.sub_services[0].table
    assert bundle.service_ids == ("bench-permit",) and bundle.register_ids == ("benches",)


def test_a_service_carries_its_parts() -> None:
    service = _bundle().service("bench-permit")
    assert [one.id for one in service.sub_services] == ["residence", "size"]
    assert service.request("residence").standard == "residence"
    assert service.sub_service("size").department == "benches"
    assert service.grounds["too-long"].clause == "п. too-long"
    assert service.registration.at_once and service.term.days == 5
    assert service.decision.automatic and service.result.register == "benches"


def test_registers_and_requests_carry_their_parts() -> None:
    bundle = _bundle()
    register = bundle.register("benches")
    assert (register.valid_from, register.valid_until, register.unique[0].max) == ("valid_from", "valid_until", 2)
    request = bundle.standard_request("residence")
    assert request.department == "benches" and request.freshness_days == 1
    assert request.register is not None and request.register.match == {"snils": "snils"}


def test_what_is_not_published_is_named() -> None:
    bundle = _bundle()
    with pytest.raises(UnknownService):
        bundle.service("other")
    with pytest.raises(UnknownService):
        bundle.form("other")
    for find in (bundle.register, bundle.standard_request, bundle.message, bundle.calendar, bundle.department):
        with pytest.raises(NotFound):
            find("other")
    with pytest.raises(NotFound):
        bundle.service("bench-permit").sub_service("other")


def test_the_canonical_spelling_does_not_depend_on_order() -> None:
    assert canonical({"b": "ё", "a": 1}) == '{"a":1,"b":"ё"}'.encode()
    assert sha256(canonical({"b": 1, "a": 2})) == sha256(canonical(json.loads('{"a": 2, "b": 1}')))


def test_a_sub_service_is_decided_and_explained() -> None:
    residence = _bundle().service("bench-permit").sub_service("residence")
    assert decide_sub_service(residence, _scope()) == SubServiceOutcome(
        outcome="pass",
        outputs={"dwelling": "16:50:1"},
        row="lives-there",
        clause="п. 2",
        inputs={"residence": "found"},
    )
    refused = decide_sub_service(residence, _scope({**FOUND, "outcome": "not_found"}))
    assert (refused.outcome, refused.grounds, refused.row) == ("refuse", ("not-resident",), "stranger")


def test_doubt_goes_to_an_expert_with_the_reason() -> None:
    service = _bundle().service("bench-permit")
    residence, size = service.sub_services
    assert decide_sub_service(residence, _scope(None)).reason == "missing:residence"
    assert decide_sub_service(residence, _scope({**FOUND, "outcome": "ambiguous"})).reason == "rule"
    assert decide_sub_service(size, _scope(length=10)).reason == "outside_domain:length"
    assert all(decide_sub_service(size, _scope(length=n)).outcome == "expert" for n in (0, 10, "5", None))


def test_a_stand_in_replaces_a_missing_input() -> None:
    changed = json.loads(json.dumps(SERVICE))
    for absent in ("not_found", {"const": "not_found"}):
        changed["sub_services"][0]["inputs"][0]["absent"] = absent
        residence = _bundle(services={"bench-permit": changed}).service("bench-permit").sub_service("residence")
        assert decide_sub_service(residence, _scope(None)).row == "stranger"
        assert decide_sub_service(residence, _scope()).row == "lives-there"


def test_outputs_order_sub_services() -> None:
    residence, size = _bundle().service("bench-permit").sub_services
    assert depends_on(size) == {"residence"} and depends_on(residence) == frozenset()
    assert [one.id for one in in_order((size, residence))] == ["residence", "size"]
    assert [one.id for one in in_order((size,))] == ["size"]


def test_a_cycle_is_an_error() -> None:
    changed = json.loads(json.dumps(SERVICE))
    changed["sub_services"][0]["when"] = [{"value": {"output": "size", "name": "x"}, "present": True}]
    with pytest.raises(ValueError, match="cycle"):
        in_order(_bundle(services={"bench-permit": changed}).service("bench-permit").sub_services)


def test_requests_are_needed_only_where_a_sub_service_applies() -> None:
    changed = json.loads(json.dumps(SERVICE))
    changed["sub_services"][0]["when"] = [{"value": {"answer": "/place"}, "is": "street"}]
    service = _bundle(services={"bench-permit": changed}).service("bench-permit")
    assert needed_requests(service, _scope(place="street")) == ("residence",)
    assert needed_requests(service, _scope(place="yard")) == ()


def test_all_grounds_are_named_at_once_and_an_open_question_waits() -> None:
    refuse_a = SubServiceOutcome("refuse", ("a", "b"))
    refuse_b = SubServiceOutcome("refuse", ("b", "c"))
    assert decision_of([SubServiceOutcome("pass")]) == ("granted", ())
    assert decision_of([refuse_a, SubServiceOutcome("pass"), refuse_b]) == ("refused", ("a", "b", "c"))
    assert decision_of([refuse_a, SubServiceOutcome("expert")]) == ("open", ())


def test_the_record_leaves_out_what_is_missing() -> None:
    service = _bundle().service("bench-permit")
    record = record_of(service, _scope(outputs={"residence": {"dwelling": "16:50:1"}}))
    assert record["valid_until"] == "2027-03-02" and record["dwelling"] == "16:50:1"
    assert "dwelling" not in record_of(service, _scope())
