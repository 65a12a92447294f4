"""The part of the composition root that is about files; what opens them is imported when a file is opened."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib import settings
from chalicelib.adapters.dynamodb.client import aws
from chalicelib.bootstrap_texts import ShippedTexts

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.erasures import ErasureStore
    from chalicelib.adapters.dynamodb.files import FileStore
    from chalicelib.adapters.file_storage import FileStorage
    from chalicelib.adapters.malware import MalwareScan
    from chalicelib.domain.files import Refusal


class FileStores(ShippedTexts):
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
    def erasures(self) -> ErasureStore:
        from chalicelib.adapters.dynamodb.erasures import ErasureStore

        return ErasureStore(aws("dynamodb"), settings.setting("accounts_table"))

    @cached_property
    def malware(self) -> MalwareScan:
        from chalicelib.adapters.malware import CloudScan, SignatureScan

        cloud = settings.setting("malware_scan") == "cloud"
        return CloudScan(aws("s3"), settings.setting("files_bucket")) if cloud else SignatureScan()

    def inspect_file(self, content: bytes, announced: str) -> Refusal | None:
        """Say why a content isn't taken as the type that was announced; None where it is."""
        from chalicelib.adapters import file_checks

        return file_checks.inspect(content, announced)
