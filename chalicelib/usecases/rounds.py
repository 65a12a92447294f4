"""Rounds: an application's content as it is from now on; what it held before is kept beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.applications import Application, Content

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def next_round(
    stores: Stores, application: Application, content: Content, *, files: dict[str, tuple[str, ...]] | None = None
) -> Application:
    """Give an application in its next round, its content sealed under its person's key; nothing is written.

    `files` are from now on by document; those that it has, unless told. Raises PersonErased.
    """
    wrapped = stores.accounts.key_of(application.person) or b""
    sealed, content_hash = stores.accounts.seal_content(application.person, wrapped, application.id, content)
    return replace(
        application,
        round=application.round + 1,
        sealed=sealed,
        content_hash=content_hash,
        files=application.files if files is None else files,
    )
