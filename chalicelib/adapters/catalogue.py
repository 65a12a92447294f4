"""Bundles in S3, named by the hash of their content: written once, read once a process."""

from __future__ import annotations

import json
from collections import OrderedDict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from chalicelib.adapters.dynamodb.client import translated
from chalicelib.domain.chain import sha256
from chalicelib.domain.definitions import Bundle
from chalicelib.domain.errors import NotFound, OknoError

if TYPE_CHECKING:
    from chalicelib.adapters.definition_checks import DefinitionChecks

KEPT_BUNDLES = 16
ABSENT = frozenset({"NoSuchKey", "404", "NotFound"})
PRESENT = frozenset({"PreconditionFailed", "412", "ConditionalRequestConflict"})


class DamagedBundle(OknoError):
    """What lies under a bundle's name isn't what the name says."""

    code = "damaged-bundle"


class BundleStore:
    """The catalogue's bucket.

    `bundles/<hash>.json` is what functions read; `sources/<hash>.json` the definition files (path → document) that it
    was made from, so that a change can be applied to them.
    """

    def __init__(self, s3: Any, bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._parsed: OrderedDict[str, Bundle] = OrderedDict()
        self._read: tuple[str, dict[str, Any]] = ("", {})

    @cached_property
    def checks(self) -> DefinitionChecks:
        """What definitions are checked with before they become a bundle."""
        from chalicelib.adapters.definition_checks import DefinitionChecks

        return DefinitionChecks()

    def bundle(self, hash: str) -> Bundle:
        """Gives the bundle with that name, parsed once a process.

        Raises:
            NotFound: there is none.
            DamagedBundle: its bytes don't have that hash.
        """
        if hash not in self._parsed:
            raw = self._get(f"bundles/{hash}.json")
            if sha256(raw) != hash:
                raise DamagedBundle(hash, bundle=hash)
            self._parsed[hash] = Bundle.parse(hash, raw)
            if len(self._parsed) > KEPT_BUNDLES:
                self._parsed.popitem(last=False)
        self._parsed.move_to_end(hash)
        return self._parsed[hash]

    def sources(self, hash: str) -> dict[str, Any]:
        """Gives the definition files (path → document) that a bundle was made from, kept by the last one asked for.

        Raises NotFound.
        """
        if self._read[0] != hash:
            self._read = hash, json.loads(self._get(f"sources/{hash}.json"))
        return dict(self._read[1])

    def put(self, hash: str, bundle: bytes, sources: bytes) -> None:
        """Writes a bundle and its sources unless they are there; the sources first, so that no bundle lacks them."""
        self._put(f"sources/{hash}.json", sources)
        self._put(f"bundles/{hash}.json", bundle)

    def _get(self, key: str) -> bytes:
        with translated():
            try:
                body: bytes = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            except ClientError as error:
                if error.response["Error"]["Code"] in ABSENT:
                    raise NotFound(key, kind="bundle", id=key) from error
                raise
        return body

    def _put(self, key: str, body: bytes) -> None:
        with translated():
            try:
                self._s3.put_object(
                    Bucket=self._bucket, Key=key, Body=body, ContentType="application/json", IfNoneMatch="*"
                )
            except ClientError as error:
                if error.response["Error"]["Code"] not in PRESENT:
                    raise
