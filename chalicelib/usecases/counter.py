"""The counter: staff file for somebody who came, or whose paper they type in; the path is the one of everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.errors import NotFound
from chalicelib.domain.permissions import Actor, Role, Subject, Verb, require
from chalicelib.usecases import catalogue, filing, tracking
from chalicelib.usecases.filing import Filed, FilingRequest

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def file(stores: Stores, actor: Actor, request: FilingRequest) -> Filed:
    """File for an applicant at the counter: a new person, since nobody proves here which account is theirs.

    The actor is kept as who typed it in; of a paper application, they may not compare their own typing.

    Raises what `filing.file` raises, and Forbidden for anybody but intake of the service's department or of an office
    that serves all.
    """
    bundle = catalogue.current(stores, stores.now())
    department = bundle.offered(request.service).department
    offices = catalogue.front_offices(bundle)
    require(actor, Verb.FILE_AT_COUNTER, Subject(department, offices=offices))
    at = next(one for one in (department, *offices) if Role.INTAKE in actor.roles_in(one))
    return filing.take(stores, actor, replace(request, counter=at))


def receipt(stores: Stores, actor: Actor, number: str) -> Filed:
    """Give again what the applicant takes away, to who filed it. Raises NotFound, Forbidden."""
    application = tracking.application_of(stores, number)
    if application.typed_by is None:
        raise NotFound("nobody filed it at a counter")
    offices = catalogue.front_offices(catalogue.by_hash(stores, application.bundle))
    require(actor, Verb.READ_RECEIPT, Subject(application.department, applicant=application.typed_by, offices=offices))
    return filing.of_filed(stores, application)
