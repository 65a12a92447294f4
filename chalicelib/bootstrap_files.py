"""The part of the composition root that is about files; what opens them is imported when a file is opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib import settings
from chalicelib.adapters.dynamodb.client import aws

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.files import FileStore
    from chalicelib.adapters.file_storage import FileStorage
    from chalicelib.adapters.malware import MalwareScan
    from chalicelib.domain.files import Refusal


def shipped_texts(name: str) -> Mapping[str, Any]:
    """Read one of the files of texts that ship with the code."""
    texts: Mapping[str, Any] = json.loads(Path(__file__).with_name("texts").joinpath(f"{name}.json").read_text("utf-8"))
    return texts


class FileStores:
    """Files: what is known of them, where they lie, and what checks them."""

    @cached_property
    def files(self) -> FileStore:
        from chalicelib.adapters.dynamodb.files import FileStore

        return FileStore(aws("dynamodb"), settings.setting("cases_table"))

    @cached_property
    def file_storage(self) -> FileStorage:
        from chalicelib.adapters.file_storage import FileStorage

        return FileStorage(aws("s3"), settings.setting("files_bucket"))

    @cached_property
    def malware(self) -> MalwareScan:
        from chalicelib.adapters.malware import CloudScan, SignatureScan

        cloud = settings.setting("malware_scan") == "cloud"
        return CloudScan(aws("s3"), settings.setting("files_bucket")) if cloud else SignatureScan()

    @cached_property
    def file_texts(self) -> Mapping[str, Mapping[str, str]]:
        """Why a file is refused, in words: reason → language → text; what isn't known says `other`."""
        texts: Mapping[str, Mapping[str, str]] = shipped_texts("problems")["reasons"]
        return texts

    def inspect_file(self, content: bytes, announced: str) -> Refusal | None:
        """Say why a content isn't taken as the type that was announced; None where it is."""
        from chalicelib.adapters import file_checks

        return file_checks.inspect(content, announced)
