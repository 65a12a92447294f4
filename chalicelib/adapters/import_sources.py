"""The files that imports are made from, kept in the Files bucket so that an interrupted import can go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chalicelib.adapters.dynamodb.client import translated


@dataclass(frozen=True, slots=True)
class ImportSources:
    """`s3` is a boto3 S3 client; the bucket encrypts what it keeps."""

    s3: Any
    bucket: str

    def keep(self, register: str, import_id: str, content: bytes, kind: str) -> None:
        """Keep a file; the same file again changes nothing."""
        with translated():
            self.s3.put_object(Bucket=self.bucket, Key=_key(register, import_id), Body=content, ContentType=kind)

    def read(self, register: str, import_id: str) -> bytes:
        """Read a file that was kept."""
        with translated():
            content: bytes = self.s3.get_object(Bucket=self.bucket, Key=_key(register, import_id))["Body"].read()
        return content


def _key(register: str, import_id: str) -> str:
    return f"imports/{register}/{import_id}"
