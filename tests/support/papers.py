"""The documents that an application has to have, sent and checked, for tests that are about something else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.adapters.file_storage import quarantine_key
from chalicelib.domain import intake
from chalicelib.domain.permissions import Actor
from chalicelib.domain.values import Scope
from chalicelib.usecases import catalogue, files
from tests.support import sample_files as samples

CONTENTS = {"image/jpeg": samples.image("JPEG"), "application/pdf": samples.pdf()}


def send(stores: Any, actor: Actor, service_id: str, document: str, content: bytes | None = None) -> str:
    """Announce a PDF and put it where the signed form would; nobody has checked it yet."""
    content = CONTENTS["application/pdf"] if content is None else content
    file = files.announce(stores, actor, service_id, document, "application/pdf", len(content)).file
    stores.file_storage._s3.put_object(Bucket="files", Key=quarantine_key(file.id), Body=content)
    return str(file.id)


def papers(stores: Any, actor: Actor, service_id: str, answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """Send every document that these answers call for, and let it be checked."""
    service = catalogue.current(stores, stores.now()).offered(service_id)
    given = {}
    for document in service.documents:
        if document.id not in intake.missing_documents(service, Scope(answers), ()):
            continue
        kind = next(one for one in document.types if one in CONTENTS)
        file = files.announce(stores, actor, service_id, document.id, kind, len(CONTENTS[kind])).file
        stores.file_storage._s3.put_object(Bucket="files", Key=quarantine_key(file.id), Body=CONTENTS[kind])
        assert files.examine(stores, file.id) == "released"
        given[document.id] = [file.id]
    return given
