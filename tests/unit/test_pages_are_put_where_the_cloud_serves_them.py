"""What is built goes into the bucket that CloudFront reads: once, and no name before what it names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from infra.commands import pages

OUTPUTS = {
    "StaffPool": "eu-central-1_abc",
    "StaffClient": "workplace",
    "StaffSignIn": "https://sign.example.org",
    "ApplicantPool": "eu-central-1_def",
    "ApplicantClient": "pages",
    "ApplicantSignIn": "https://people.example.org",
}
TOLD = pages.places(OUTPUTS, "https://api.example.org/api")


class Bucket:
    """Keeps what it is given, in order."""

    def __init__(self) -> None:
        self.put: dict[str, dict[str, Any]] = {}

    def put_object(self, *, Key: str, **given: Any) -> None:
        assert Key not in self.put
        self.put[Key] = given


def test_hashed_files_come_before_the_pages_that_name_them(tmp_path: Path) -> None:
    for name in (
        "widget.js",
        "widget.js.gz",
        "widget.js.br",
        "embed.html",
        "assets/embed-1a2b.css",
        "assets/embed-3c.js",
        "staff/index.html",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"content of " + name.encode())
    bucket = Bucket()
    assert pages.upload(bucket, "pages", TOLD, tmp_path) == 7
    names = list(bucket.put)
    assert set(names[:2]) == {"assets/embed-1a2b.css", "assets/embed-3c.js"}
    assert set(names) == {*names[:2], "widget.js", "embed.html", "staff/index.html", "staff/", "site.json"}
    assert bucket.put["widget.js"]["ContentType"] == "text/javascript; charset=utf-8"
    assert bucket.put["widget.js"]["Body"] == b"content of widget.js"
    assert bucket.put["staff/"] == bucket.put["staff/index.html"]
    assert bucket.put["staff/"]["ContentType"] == "text/html; charset=utf-8"
    told = json.loads(bucket.put["site.json"]["Body"])
    assert told["api"] == "https://api.example.org/api"
    issuer = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_abc"
    assert told["staff"] == {"issuer": issuer, "at": "https://sign.example.org", "client": "workplace"}
    assert told["applicants"] == {
        "issuer": issuer.replace("abc", "def"),
        "at": "https://people.example.org",
        "client": "pages",
    }
