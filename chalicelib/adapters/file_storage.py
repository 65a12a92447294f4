"""The Files bucket: uploads go to `quarantine/` by a signed policy, what the check releases lies in `released/`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.adapters.dynamodb.client import translated
from chalicelib.domain.files import File

UPLOAD_SECONDS = 3600
DOWNLOAD_SECONDS = 120
QUARANTINE, RELEASED, ERASURES = "quarantine/", "released/", "erasures/"
ABSENT = frozenset({"NoSuchKey", "404", "NotFound"})


@dataclass(frozen=True, slots=True)
class Upload:
    """How to send a file: a form with `fields`, then the field `file`, by POST to `url`."""

    url: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Uploaded:
    """One version of what was uploaded."""

    key: str
    version: str | None
    content: bytes


class FileStorage:
    """`s3` is an S3 client. Keys hold ids only, so that they say nothing of a person."""

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket

    def upload(self, file: File) -> Upload:
        """Sign a policy for this very file: its key, its type, and at most as many bytes as were announced."""
        given = self._s3.generate_presigned_post(
            self._bucket,
            quarantine_key(file.id),
            Fields={"Content-Type": file.media_type},
            Conditions=[{"Content-Type": file.media_type}, ["content-length-range", 1, file.bytes]],
            ExpiresIn=UPLOAD_SECONDS,
        )
        return Upload(given["url"], given["fields"])

    def uploaded(self, file: File) -> Uploaded | None:
        """Read what was uploaded; nothing when it hasn't arrived. A byte too many is kept, so that it is noticed."""
        key = quarantine_key(file.id)
        try:
            with translated():
                got = self._s3.get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in ABSENT:
                return None
            raise
        return Uploaded(key, got.get("VersionId"), got["Body"].read(file.bytes + 1))

    def release(self, file: File, uploaded: Uploaded, sha256: str) -> None:
        """Put the very bytes that were checked where they may be read; then take them out of quarantine."""
        with translated():
            self._s3.put_object(
                Bucket=self._bucket,
                Key=released_key(file.id),
                Body=uploaded.content,
                ContentType=file.media_type,
                Metadata={"sha256": sha256},
            )

    def forget(self, file: File) -> None:
        """Take a file out of quarantine."""
        with translated():
            self._s3.delete_object(Bucket=self._bucket, Key=quarantine_key(file.id))

    def give_up(self, file_id: str) -> None:
        """Take a released file away; its versions leave by themselves after a month."""
        with translated():
            self._s3.delete_object(Bucket=self._bucket, Key=released_key(file_id))

    def erase(self, file_id: str) -> int:
        """Delete every version of a file, wherever it lies; give how many. The operator may, no function may."""
        gone = 0
        for key in (quarantine_key(file_id), released_key(file_id)):
            with translated():
                pages = list(self._s3.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=key))
            versions = [one for page in pages for one in page.get("Versions", ())]
            markers = [one for page in pages for one in page.get("DeleteMarkers", ())]
            for one in (*versions, *markers):
                with translated():
                    self._s3.delete_object(Bucket=self._bucket, Key=one["Key"], VersionId=one["VersionId"])
            gone += len(versions)
        return gone

    def keep_erasure(self, person: str, receipt: dict[str, str]) -> dict[str, str]:
        """Keep that a person was erased where no restoration of tables reaches it; give the receipt that stays."""
        key = f"{ERASURES}{person}"
        with translated():
            if not self._s3.list_objects_v2(Bucket=self._bucket, Prefix=key).get("KeyCount"):
                self._s3.put_object(Bucket=self._bucket, Key=key, Body=json.dumps(receipt).encode())
            kept: dict[str, str] = json.loads(self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read())
        return kept

    def erasures(self) -> list[str]:
        """List everybody who was ever erased."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=ERASURES)
        with translated():
            return [one["Key"].removeprefix(ERASURES) for page in pages for one in page.get("Contents", ())]

    def download(self, file: File) -> str:
        """Sign an address that gives a released file as a download, for two minutes."""
        ending = file.media_type.rpartition("/")[2].replace("jpeg", "jpg")
        name = f"{file.document}-{file.id[-6:]}.{ending if len(ending) <= 4 else 'bin'}"
        address: str = self._s3.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": released_key(file.id),
                "ResponseContentDisposition": f'attachment; filename="{name}"',
                "ResponseContentType": file.media_type,
            },
            ExpiresIn=DOWNLOAD_SECONDS,
        )
        return address


def quarantine_key(file_id: str) -> str:
    return f"{QUARANTINE}{file_id}"


def released_key(file_id: str) -> str:
    return f"{RELEASED}{file_id}"
