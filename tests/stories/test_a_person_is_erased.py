"""An operator erases somebody by a command: files and account are gone, readers are told so, history is whole."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from infra.commands.stack import PROJECT
from tests.support import bundles
from tests.support.city import City, Filed
from tests.support.desk import CENTRE, ask, code, colleague, compared, paper
from tests.support.worlds import World

pytestmark = pytest.mark.stack

SERVICE, HEAD = "tree-felling", "trees-head@example.org"


def command(city: City, name: str, *more: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", f"infra.commands.{name}", "--state-dir", str(city.deployed.stack.state_dir), *more]
    return subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=300)


def trees(city: City) -> Filed:
    """Somebody with an account applies with a plan and photographs."""
    example = bundles.bundle()["services"][SERVICE]["examples"][0]
    answers = {**example["answers"], "felling_on": city.today().replace(day=28).isoformat()}
    return city.file(World("tree", answers, example["expect"]), service=SERVICE)


def objects(city: City) -> dict[str, int]:
    """Versions and delete markers of the bucket of files, by key."""
    bucket = city.deployed.stack.outputs["FilesBucket"]
    pages = city.deployed.stack.client("s3").get_paginator("list_object_versions").paginate(Bucket=bucket)
    found: dict[str, int] = {}
    for page in pages:
        for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
            found[one["Key"]] = found.get(one["Key"], 0) + 1
    return found


def test_somebody_with_an_account_is_erased(city: City) -> None:
    city.appoint(HEAD, "external-improvement", "head")
    filed = trees(city)
    seen = city.until(filed, "verification")
    case: dict[str, Any] = city.case(filed, HEAD)
    files = [one["file"] for one in case["files"]]
    assert files and all(one["state"] == "released" for one in case["files"])
    person = city.deployed.person(filed.applicant.email, "ApplicantPool")

    live = command(city, "erase", "--number", filed.number)
    assert (live.returncode, filed.number in live.stderr) == (3, True), live.stdout + live.stderr
    assert city.follow(filed)["status"] == seen["status"]
    assert city.case(filed, HEAD)["answers"]

    done = command(city, "erase", "--number", filed.number, "--withdraw")
    assert done.returncode == 0, done.stdout + done.stderr
    for there in (person, f"{len(files)} files", "the account was deleted"):
        assert there in done.stdout, done.stdout
    assert [key for key in objects(city) if key.rpartition("/")[2] in files] == []
    assert f"erasures/{person}" in objects(city)

    city.until(filed, "withdrawn")
    after = city.case(filed, HEAD)
    assert (after["answers"], after["erased"]) == (None, True)
    assert {one["state"] for one in after["files"]} == {"erased"}
    read = ask(city, HEAD, "GET", f"/v1/files/{files[0]}")
    assert (read.status, code(read)) == (410, "person-erased")
    secret = {"Tracking-Secret": filed.secret}
    assert city.deployed.call("GET", f"/v1/files/{files[0]}", headers=secret).status == 410
    assert city.deployed.call("GET", f"/v1/applications/{filed.number}", headers=secret).status == 200
    for task in after["tasks"]:
        assert ask(city, HEAD, "GET", f"/v1/tasks/{task['task']}").status == 200
    # A token that was given before serves until it ends: nothing is taken under it.
    token = filed.applicant.token
    assert city.deployed.call("GET", "/v1/me", token=token).status == 200
    profile = {"contact": {"email": "g@example.org"}, "language": "tt", "version": 0}
    written = city.deployed.call("PUT", "/v1/me", body=profile, token=token)
    assert (written.status, code(written)) == (410, "person-erased")
    assert city.verify(filed)["whole"]
    again = command(city, "erase", "--person", person)
    assert again.returncode == 0, again.stdout + again.stderr
    assert done.stdout.splitlines()[0] == again.stdout.splitlines()[0], "the first receipt"
    verified = command(city, "verify", "--case", filed.case)
    assert verified.returncode == 0, verified.stdout


def test_somebody_without_an_account_is_erased(city: City) -> None:
    filed = paper(city, CENTRE)
    compared(city, colleague(city), filed)
    city.until(filed, "granted")
    done = command(city, "erase", "--number", filed.number, "--withdraw")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{filed.number} is decided and still to be handed over" in done.stdout
    assert "1 files, " in done.stdout
    case = city.case(filed)
    assert (case["erased"], case["filing"]["identity"], case["files"][0]["state"]) == (True, None, "erased")
    query = {"department": "multifunctional-centre", "limit": "100"}
    waiting = ask(city, CENTRE, "GET", "/v1/letters", query=query).json["items"]
    assert filed.number not in {one["number"] for one in waiting}
    letter = ask(city, CENTRE, "GET", f"/v1/letters/{filed.case}.0000000004.0")
    assert letter.status in (404, 410)
    assert city.verify(filed)["whole"]


def test_whom_there_isnt_nobody_erases(city: City) -> None:
    for whom in (("--person", "nobody"), ("--number", "00000000-000000-00")):
        refused = command(city, "erase", *whom)
        assert (refused.returncode, refused.stdout) == (1, ""), refused.stdout + refused.stderr
        assert "no " in refused.stderr and "Traceback" not in refused.stderr
