"""Sending files over HTTP, as a page does."""

from __future__ import annotations

import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from typing import Any

from chalicelib.domain import intake
from chalicelib.domain.values import Scope
from tests.stack.deployed import Deployed
from tests.support import bundles
from tests.support import sample_files as samples

CONTENTS = {"image/jpeg": samples.image("JPEG"), "application/pdf": samples.pdf()}


def papers(deployed: Deployed, service_id: str, answers: Mapping[str, Any], token: str | None) -> dict[str, list[str]]:
    """Send every document that these answers call for."""
    from chalicelib.domain.definitions import Bundle

    service = Bundle("0" * 64, bundles.bundle()).offered(service_id)
    given = {}
    for document in service.documents:
        if document.id not in intake.missing_documents(service, Scope(answers), ()):
            continue
        kind = next(one for one in document.types if one in CONTENTS)
        body = {"service": service_id, "document": document.id, "type": kind, "bytes": len(CONTENTS[kind])}
        announced = deployed.call("POST", "/v1/files", body=body, token=token)
        assert announced.status == 201, announced.json
        status, said = post_form(announced.json["url"], announced.json["fields"], CONTENTS[kind])
        assert status == 204, said
        secret = announced.json["secret"]
        given[document.id] = [announced.json["file"] + (f".{secret}" if secret else "")]
    return given


def scan(deployed: Deployed, service_id: str, token: str, content: bytes = CONTENTS["application/pdf"]) -> str:
    """Send the scan of a paper application, as a PDF; give its id."""
    body = {"service": service_id, "document": "scan", "type": "application/pdf", "bytes": len(content)}
    announced = deployed.call("POST", "/v1/files", body=body, token=token)
    assert announced.status == 201, announced.json
    status, said = post_form(announced.json["url"], announced.json["fields"], content)
    assert status == 204, said
    return str(announced.json["file"])


def post_form(url: str, fields: dict[str, str], content: bytes) -> tuple[int, str]:
    """Send a signed form as a browser does; give storage's answer."""
    edge = uuid.uuid4().hex
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
    parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n')
    body = "".join(parts).encode() + content + f"\r\n--{edge}--\r\n".encode()
    asked = urllib.request.Request(url, data=body, headers={"Content-Type": f"multipart/form-data; boundary={edge}"})
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()
