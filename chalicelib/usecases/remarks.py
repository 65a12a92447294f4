"""Remarks: taken from whoever reads a form, listed for methodologists, and dealt with."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.domain.clock import stamp
from chalicelib.domain.definitions import Bundle
from chalicelib.domain.errors import FieldError, InvalidAnswers
from chalicelib.domain.permissions import Actor, Verb, require
from chalicelib.domain.remarks import Remark, deal_with, is_asked, name_of
from chalicelib.usecases import catalogue

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def make(stores: Stores, *, service: str, bundle: str, pointer: str, text: str, language: str) -> Remark:
    """Keep a remark until somebody deals with it, 180 days at most; who made it isn't known.

    Raises:
        NotFound: no such bundle.
        UnknownService: it holds no such service.
        InvalidAnswers: the pointer leads to nothing that its form asks.
    """
    offered = catalogue.by_hash(stores, bundle)
    documents = {one.id for one in offered.offered(service).documents}
    if not is_asked(pointer, offered.form(service), documents):
        raise InvalidAnswers([FieldError("/pointer", "unknown")])
    now = stores.now()
    made = Remark(
        id=name_of(stores.random(), int(now.timestamp() * 1000)),
        service=service,
        bundle=bundle,
        pointer=pointer,
        text=text,
        language=language,
        at=stamp(now),
    )
    stores.remarks.put(made, _expires(stores, made))
    return made


def listed(
    stores: Stores, actor: Actor, service: str | None, after: str | None, limit: int
) -> tuple[list[tuple[Remark, Bundle]], str | None]:
    """List one page of what nobody has dealt with, newest first, each with the bundle that it is about."""
    require(actor, Verb.READ_REMARKS)
    found, following = stores.remarks.page(service, after, limit)
    return [(one, catalogue.by_hash(stores, one.bundle)) for one in found], following


def dealt_with(stores: Stores, actor: Actor, id_: str) -> tuple[Remark, Bundle]:
    """Take a remark off the list; a second time changes nothing. Raises NotFound, Forbidden."""
    require(actor, Verb.DEAL_WITH_REMARK)
    before = stores.remarks.read(id_)
    after = deal_with(before, by=str(actor.id), at=stamp(stores.now()))
    if after != before:
        stores.remarks.put(after, _expires(stores, after))
    return after, catalogue.by_hash(stores, after.bundle)


def _expires(stores: Stores, remark: Remark) -> int:
    return int((stores.now() + timedelta(days=remark.days_kept)).timestamp())
