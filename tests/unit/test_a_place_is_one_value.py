"""A place is one GeoJSON value: kinds, shape, size and bounds are checked, each mistake at its own place."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from chalicelib.adapters.definition_checks import DefinitionChecks
from chalicelib.adapters.schemas import check
from chalicelib.domain.analysis import analyse
from chalicelib.domain.geometry import MOST_POINTS, places
from chalicelib.domain.geometry import wrong as wrong_geometry
from chalicelib.entrypoints.http import texts
from infra.commands import demo_map, settings
from tests.unit.catalogue_samples import sample
from tests.unit.mistakes.changes import SERVICE, WORDS

KAZAN = settings.load("kazan")
BOUNDS = KAZAN.map.bounds if KAZAN.map else (0, 0, 0, 0)
FORM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "trees": {"type": "object", "x-geometry": ["Point", "MultiPoint"]},
        "trench": {"type": "object", "x-geometry": ["LineString", "Polygon"]},
        "plot": {"type": "string", "maxLength": 21, "x-geometry": ["Parcel"]},
        "rows": {
            "type": "array",
            "items": {"type": "object", "properties": {"at": {"type": "object", "x-geometry": ["Point"]}}},
        },
    },
    "additionalProperties": False,
}
A, B, C, D = [49.1, 55.8], [49.101, 55.8], [49.101, 55.801], [49.2, 55.85]


def wrong(answers: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one.pointer, one.reason) for one in check(FORM, answers, at="/answers", bounds=BOUNDS)]


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"trees": {"type": "Point", "coordinates": A}},
        {"trees": {"type": "MultiPoint", "coordinates": [A, A]}},
        {"trench": {"type": "LineString", "coordinates": [A, B, C]}},
        {"trench": {"type": "Polygon", "coordinates": [[A, B, C, A]]}},
        {"trench": {"type": "LineString", "coordinates": [[49 + n / 10_000, 55.8] for n in range(MOST_POINTS)]}},
        {"plot": "16:50:990301:1001", "rows": [{"at": {"type": "Point", "coordinates": A}}, {}]},
    ],
)
def test_a_place_inside_the_city_is_taken(answers: dict[str, Any]) -> None:
    assert wrong(answers) == []


@pytest.mark.parametrize(
    ("answers", "pointer", "reason"),
    [
        ({"trees": "by the gate"}, "/trees", "geometry"),
        ({"trees": {}}, "/trees/type", "geometry-kind"),
        ({"trees": {"type": "Polygon", "coordinates": [[A, B, C, A]]}}, "/trees/type", "geometry-kind"),
        ({"trees": {"type": "Point", "coordinates": A, "bbox": []}}, "/trees/bbox", "unknown"),
        ({"trees": {"type": "Point"}}, "/trees/coordinates", "geometry-shape"),
        ({"trees": {"type": "Point", "coordinates": [49.1]}}, "/trees/coordinates", "geometry-shape"),
        ({"trees": {"type": "Point", "coordinates": [49.1, "55.8"]}}, "/trees/coordinates", "geometry-shape"),
        ({"trees": {"type": "Point", "coordinates": [True, 55.8]}}, "/trees/coordinates", "geometry-shape"),
        ({"trees": {"type": "Point", "coordinates": [*A, 90]}}, "/trees/coordinates", "geometry-shape"),
        ({"trees": {"type": "Point", "coordinates": [A[1], A[0]]}}, "/trees/coordinates", "geometry-outside"),
        ({"trees": {"type": "MultiPoint", "coordinates": []}}, "/trees/coordinates", "geometry-few"),
        (
            {"trees": {"type": "MultiPoint", "coordinates": [A, [37, 55]]}},
            "/trees/coordinates/1",
            "geometry-outside",
        ),
        ({"trench": {"type": "LineString", "coordinates": [A]}}, "/trench/coordinates", "geometry-few"),
        ({"trench": {"type": "LineString", "coordinates": [A, A]}}, "/trench/coordinates", "geometry-few"),
        ({"trench": {"type": "Polygon", "coordinates": [A, B, C, A]}}, "/trench/coordinates/0", "geometry-few"),
        ({"trench": {"type": "Polygon", "coordinates": [[A, B, C, D]]}}, "/trench/coordinates/0", "geometry-open"),
        ({"trench": {"type": "Polygon", "coordinates": [[A, B, A, A]]}}, "/trench/coordinates/0", "geometry-few"),
        ({"trench": {"type": "Polygon", "coordinates": []}}, "/trench/coordinates", "geometry-shape"),
        (
            {"trench": {"type": "LineString", "coordinates": [A, B] * (MOST_POINTS // 2 + 1)}},
            "/trench/coordinates",
            "geometry-points",
        ),
        ({"rows": [{}, {"at": {"type": "Point", "coordinates": D[:1]}}]}, "/rows/1/at/coordinates", "geometry-shape"),
    ],
)
def test_a_wrong_place_is_named_where_it_is_wrong(answers: dict[str, Any], pointer: str, reason: str) -> None:
    assert wrong(answers) == [(f"/answers{pointer}", reason)]


def test_other_mistakes_are_told_beside_that_of_a_place() -> None:
    found = wrong({"trees": {"type": "Point", "coordinates": [0, 0]}, "more": 1})
    assert sorted(reason for _, reason in found) == ["geometry-outside", "unknown"]


def test_each_mistake_is_told_in_the_readers_language() -> None:
    (one,) = check(FORM, {"trees": {"type": "Point", "coordinates": [0, 0]}}, bounds=BOUNDS)
    said = {texts.reason(one, language) for language in ("ru", "tt", "en")}
    assert "This place lies outside the city." in said
    assert len(said) == 3


def test_a_parcels_number_is_a_text_like_any_other() -> None:
    assert [path for path, _ in places(FORM)] == [("trees",), ("trench",), ("rows", "*", "at")]


def test_the_shipped_plan_is_what_the_demonstrations_register_says() -> None:

    kept = json.loads(demo_map.PLAN.read_text("utf-8"))
    assert kept == demo_map.shown()
    assert all(not wrong_geometry(one["geometry"], ("LineString", "Polygon"), BOUNDS) for one in kept["features"])


def test_a_place_that_nothing_decides_by_is_no_mistake_and_stays_a_place_in_the_form() -> None:
    documents = sample()
    documents[WORDS]["terms"]["bench_spot"] = {
        **documents[WORDS]["terms"]["bench_length"],
        "schema": {"type": "object", "x-geometry": ["Point"]},
        "example": {"type": "Point", "coordinates": A},
    }
    documents[SERVICE]["form"]["properties"]["spot"] = {"term": "bench_spot"}
    documents[SERVICE]["ui"]["pages"][0]["fields"].append("spot")
    analysis = analyse(documents, DefinitionChecks(), date(2026, 3, 2))
    assert analysis.findings == ()
    assert analysis.bundle is not None
    assert analysis.bundle["forms"]["bench-permit"]["properties"]["spot"]["x-geometry"] == ["Point"]
