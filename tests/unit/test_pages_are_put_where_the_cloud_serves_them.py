"""What is built goes into the bucket that CloudFront reads: once, and no name before what it names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from infra.commands import pages


class Bucket:
    """Keeps what it is given, in order."""

    def __init__(self) -> None:
        self.put: dict[str, dict[str, Any]] = {}

    def put_object(self, *, Key: str, **given: Any) -> None:
        assert Key not in self.put
        self.put[Key] = given


def test_hashed_files_come_before_the_pages_that_name_them(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    for name in (
        "widget.js",
        "widget.js.gz",
        "widget.js.br",
        "embed.html",
        "assets/embed-1a2b.css",
        "assets/embed-3c.js",
    ):
        (tmp_path / name).write_bytes(b"content of " + name.encode())
    bucket = Bucket()
    assert pages.upload(bucket, "pages", "https://api.example.org/api", tmp_path) == 5
    names = list(bucket.put)
    assert set(names[:2]) == {"assets/embed-1a2b.css", "assets/embed-3c.js"}
    assert set(names) == {*names[:2], "widget.js", "embed.html", "site.json"}
    assert bucket.put["widget.js"]["ContentType"] == "text/javascript; charset=utf-8"
    assert bucket.put["widget.js"]["Body"] == b"content of widget.js"
    assert json.loads(bucket.put["site.json"]["Body"]) == {"api": "https://api.example.org/api"}
