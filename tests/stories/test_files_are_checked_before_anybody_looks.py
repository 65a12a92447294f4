"""Files over HTTP: sent straight to storage, checked, refused with a reason, and never registered on unchecked."""

from __future__ import annotations

import base64
import json
import os
import urllib.request
import uuid
from typing import Any

import pytest

from tests.stack.deployed import Answer
from tests.support import sample_files as samples
from tests.support.city import Applicant, City, wait_for
from tests.support.uploads import post_form

pytestmark = pytest.mark.stack

SERVICE = "tree-felling"
PDF, JPEG = "application/pdf", "image/jpeg"


def announce(city: City, applicant: Applicant, document: str, kind: str, size: int) -> Answer:
    body = {"service": SERVICE, "document": document, "type": kind, "bytes": size}
    return city.deployed.call("POST", "/v1/files", body=body, token=applicant.token)


def send(city: City, applicant: Applicant, content: bytes, kind: str, document: str) -> str:
    """Announce a file and send it."""
    announced = announce(city, applicant, document, kind, len(content))
    assert announced.status == 201, announced.json
    status, said = post_form(announced.json["url"], announced.json["fields"], content)
    assert status == 204, said
    handle: str = announced.json["file"]
    return handle if announced.json["secret"] is None else f"{handle}.{announced.json['secret']}"


def file_with(city: City, applicant: Applicant, documents: dict[str, list[str]]) -> Answer:
    service = city.deployed.call("GET", f"/v1/catalogue/services/{SERVICE}").json
    assert service["id"] == SERVICE
    body = {
        "service": SERVICE,
        "answers": answers(),
        "documents": documents,
        "language": "ru",
        "contact": {"phone": applicant.phone, "email": applicant.email},
    }
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    return city.deployed.call("POST", "/v1/applications", headers=headers, body=body, token=applicant.token)


def answers() -> dict[str, Any]:
    from tests.support import bundles

    raw = next(one for one in bundles.bundle()["services"].values() if one["id"] == SERVICE)
    found: dict[str, Any] = raw["examples"][0]["answers"]
    return found


def status_of(city: City, filed: Answer) -> str:
    headers = {"Tracking-Secret": filed.json["secret"]}
    found = city.deployed.call("GET", f"/v1/applications/{filed.json['number']}", headers=headers)
    return str(found.json["status"])


def test_files_are_sent_checked_and_read(city: City) -> None:
    applicant = city.applicant()
    plan = send(city, applicant, samples.pdf(), PDF, "plan")
    photo = send(city, applicant, samples.image("JPEG"), JPEG, "photographs")
    filed = file_with(city, applicant, {"plan": [plan], "photographs": [photo]})
    assert filed.status == 201, filed.json
    wait_for(lambda: status_of(city, filed) == "verification", "an intake specialist to get it")
    read = city.deployed.call("GET", f"/v1/files/{plan}", token=applicant.token)
    assert read.status == 200, read.json
    with urllib.request.urlopen(read.json["url"], timeout=30) as got:
        assert got.read() == samples.pdf()
        assert got.headers["Content-Disposition"].startswith("attachment")
    stranger = city.applicant()
    assert city.deployed.call("GET", f"/v1/files/{plan}", token=stranger.token).status == 404
    again = file_with(city, applicant, {"plan": [plan], "photographs": [photo]})
    assert again.status == 422
    assert {one["pointer"] for one in again.json["errors"]} == {"/documents/plan/0", "/documents/photographs/0"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (samples.image(), "its type is a lie"),
        (samples.eicar(), "malware"),
        (samples.pdf(script="open"), "a script"),
        (samples.pdf(password="secret"), "a password"),
        (samples.bomb(), "a bomb"),
    ],
    ids=["lie", "eicar", "script", "password", "bomb"],
)
def test_nothing_is_registered_on_a_bad_file(city: City, content: bytes, why: str) -> None:
    applicant = city.applicant()
    photo = send(city, applicant, samples.image("JPEG"), JPEG, "photographs")
    plan = send(city, applicant, content, PDF, "plan")
    filed = file_with(city, applicant, {"plan": [plan], "photographs": [photo]})
    assert filed.status == 201, filed.json
    city.invoke("FilesFunction", {"detail-type": "Object Created", "detail": {"object": {"key": f"quarantine/{plan}"}}})
    city.sweep()
    assert status_of(city, filed) == "returned", why
    assert city.deployed.call("GET", f"/v1/files/{plan}", token=applicant.token).status == 404


def test_missing_documents_are_named(city: City) -> None:
    refused = file_with(city, city.applicant(), {})
    assert refused.status == 422
    assert {(one["pointer"], one["reason"]) for one in refused.json["errors"]} == {
        ("/documents/photographs", "document-missing"),
        ("/documents/plan", "document-missing"),
    }
    assert all(one["detail"] for one in refused.json["errors"])


def test_types_and_sizes_are_refused_at_the_door(city: City) -> None:
    refused = announce(city, city.applicant(), "photographs", "text/html", 10**9)
    assert refused.status == 422
    assert {one["pointer"] for one in refused.json["errors"]} == {"/type", "/bytes"}


def test_storage_refuses_what_the_form_does_not_allow(city: City) -> None:
    announced = announce(city, city.applicant(), "plan", PDF, 100)
    url, fields = announced.json["url"], announced.json["fields"]
    status, said = post_form(url, fields, b"%PDF-" + b"x" * 200)
    assert (status, "EntityTooLarge" in said) == (400, True), said
    assert post_form(url, {**fields, "Content-Type": "text/html"}, b"x")[0] == 403
    assert post_form(url, {**fields, "key": "released/" + announced.json["file"]}, b"x")[0] == 403


@pytest.mark.skipif(not os.environ.get("OKNO_IAM"), reason="the engine verifies signatures where it enforces roles")
def test_a_tampered_policy_is_refused(city: City) -> None:
    announced = announce(city, city.applicant(), "plan", PDF, 100)
    url, fields = announced.json["url"], announced.json["fields"]
    policy = json.loads(base64.b64decode(fields["policy"]))
    for condition in policy["conditions"]:
        if isinstance(condition, list) and condition[0] == "content-length-range":
            condition[2] = 10**9
    forged = {**fields, "policy": base64.b64encode(json.dumps(policy).encode()).decode()}
    status, said = post_form(url, forged, b"x" * 200)
    assert (status, "SignatureDoesNotMatch" in said) == (403, True), said
