"""The catalogue in schemas/ is in order, and two validators agree on it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.definition_checks import META, DefinitionChecks
from chalicelib.domain.analysis import analyse
from chalicelib.domain.analysis.examples import run_example
from chalicelib.domain.analysis.summaries import summarise
from chalicelib.domain.definitions import Bundle
from infra.commands import check_catalogue
from infra.commands.publish import SCHEMAS, read_documents
from tests.unit.catalogue_samples import sample

DOCUMENTS = read_documents()
ON = date(2026, 11, 23)
KINDS = sorted(path.stem for path in META.glob("*.json") if path.stem != "common")


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    analysis = analyse(DOCUMENTS, DefinitionChecks(), ON)
    assert analysis.findings == ()
    return Bundle.parse("shipped", analysis.bundle or {})


def _second_oracle(schema: dict[str, Any]) -> Any:
    """The other JSON Schema library, with nothing to fetch."""
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    documents = [json.loads(path.read_text(encoding="utf-8")) for path in META.glob("*.json")]
    registry: Any = Registry().with_resources([(one["$id"], Resource.from_contents(one)) for one in documents])
    return Draft202012Validator(schema, registry=registry)


def test_every_example_comes_out_as_it_says(bundle: Bundle) -> None:
    for id in bundle.service_ids:
        service = bundle.service(id)
        for example in service.examples:
            ran = run_example(bundle, service, example, DefinitionChecks())
            assert (ran.problems, ran.outcome) == ((), example["expect"]["outcome"]), example["name"]


def test_both_validators_take_the_examples_and_refuse_them_broken(bundle: Bundle) -> None:
    checks = DefinitionChecks()
    for id in bundle.service_ids:
        form = dict(bundle.form(id))
        oracle = _second_oracle(form)
        seen: set[str] = set()
        for example in bundle.service(id).examples:
            for name in ("", *example["answers"].keys() - seen):
                answers = {key: value for key, value in example["answers"].items() if key != name}
                assert (not checks.instance(form, answers)) == oracle.is_valid(answers), (example["name"], name)
            seen |= example["answers"].keys()


@pytest.mark.parametrize("kind", KINDS)
def test_meta_schemas_are_schemas_and_both_validators_agree(kind: str) -> None:
    checks, schema = DefinitionChecks(), json.loads((META / f"{kind}.json").read_text(encoding="utf-8"))
    oracle = _second_oracle(schema)
    oracle.check_schema(schema)
    documents = [one for one in [*DOCUMENTS.values(), *sample().values()] if one["kind"] == kind]
    assert documents, kind
    seen: set[str] = set()
    for document in documents:
        assert checks.meta(kind, document) == [] and oracle.is_valid(document)
        for key in document.keys() - seen:
            broken = {name: value for name, value in document.items() if name != key}
            assert bool(checks.meta(kind, broken)) != oracle.is_valid(broken), key
        seen |= document.keys()


def test_the_command_prints_branches_and_gives_the_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["catalogue", "--on", ON.isoformat()])
    assert check_catalogue.main() == 0
    printed = capsys.readouterr().out
    assert "branches" in printed and "questions" in printed and f"bundle {''}" in printed

    folder = tmp_path / "services"
    folder.mkdir()
    (folder / "x.json").write_text('{"kind": "service", "id": "x"}')
    monkeypatch.setattr("sys.argv", ["catalogue", "--schemas", str(tmp_path)])
    assert check_catalogue.main() == 1
    assert "schemas/services/x.json /: " in capsys.readouterr().out
    (folder / "x.json").write_text("{")
    assert check_catalogue.main() == 1
    assert "x.json: not JSON" in capsys.readouterr().err


def test_a_summary_counts_rows_by_outcome(bundle: Bundle) -> None:
    for id in bundle.service_ids:
        summary = summarise(bundle.service(id))
        rows = [
            rule
            for sub_service in bundle.service(id).raw["sub_services"]
            for rule in sub_service["decision"].get("table", {}).get("rules", ())
            if not rule.get("otherwise")
        ]
        assert summary.branches == len(rows)
        assert summary.automatic_branches == sum(rule["then"]["outcome"] != "expert" for rule in rows)


def test_all_files_are_read() -> None:
    assert len(DOCUMENTS) == len([path for path in SCHEMAS.glob("*/*.json") if path.parent.name != "meta"])
