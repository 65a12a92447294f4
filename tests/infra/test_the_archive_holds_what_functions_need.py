"""The real archive: every function imports from it alone, nothing else is in it, and it is compiled."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from infra.commands import cold_import, package, vendor

MOST_MEGABYTES = 34


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return package.build(tmp_path_factory.mktemp("archive") / "out", runtime=vendor.local())


@pytest.fixture(scope="module")
def names(built: Path) -> set[str]:
    with zipfile.ZipFile(built / "deployment.zip") as packed:
        return set(packed.namelist())


@pytest.mark.slow
def test_every_function_imports_from_the_archive_alone(built: Path) -> None:
    found = cold_import.compare(built, runs=1)
    assert set(found) == {"bare", *cold_import.handlers(built / "sam.json")}


@pytest.mark.slow
def test_models_of_unused_services_and_installers_stay_behind(names: set[str]) -> None:
    models = {name.split("/")[2] for name in names if name.startswith("botocore/data/") and name.count("/") > 2}
    assert models == vendor.SERVICES
    unwanted = ("pip/", "setuptools/", "chalice/cli/", "tests/", "schemas/")
    assert not [name for name in names if name.startswith(unwanted)]


@pytest.mark.slow
def test_what_runs_is_compiled(names: set[str]) -> None:
    sources = {name for name in names if name.startswith("chalicelib/") and name.endswith(".py")}
    compiled = {name for name in names if name.startswith("chalicelib/") and name.endswith(".pyc")}
    assert sources
    assert len(sources) == len(compiled)


@pytest.mark.slow
def test_it_is_small_enough(built: Path) -> None:
    assert package.sizes(built / "deployment.zip")[0] < MOST_MEGABYTES
