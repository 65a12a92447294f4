"""The catalogue as staff read it: every definition of a bundle, and what the analyser finds in it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from chalice import Blueprint

from chalicelib.domain.clock import local_day
from chalicelib.entrypoints.http import context
from chalicelib.entrypoints.http.operations import Access, Call, Example, operation
from chalicelib.entrypoints.http.shapes import ref
from chalicelib.usecases import definitions
from chalicelib.usecases.definitions import KINDS, Definition, Review

routes = Blueprint(__name__)

HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "A bundle; the one valid now unless told."}
KIND = {"type": "string", "enum": list(KINDS)}


@operation(
    routes,
    "GET",
    "/v1/catalogue/definitions",
    summary="List a bundle's definitions of one kind",
    tag="catalogue",
    access=Access.SIGNED,
    query={"kind": {**KIND, "x-required": True}, "bundle": HASH},
    answer=ref("Definitions"),
    problems=(404,),
    examples=(
        Example("departments", 200, query={"kind": "departments"}, sign_in="expert"),
        Example("no such kind", 400, query={"kind": "spells"}, sign_in="expert"),
        Example("no such bundle", 404, query={"kind": "roles", "bundle": "0" * 64}, sign_in="expert"),
    ),
)
def list_definitions(call: Call) -> Any:
    """Name them, with the file that each stands in."""
    hash, found = definitions.listed(context.stores(), call.actor, call.query["kind"], call.query.get("bundle"))
    return {"bundle": hash, "items": [_named(one) for one in found]}


@operation(
    routes,
    "GET",
    "/v1/catalogue/definitions/{kind}/{definition}",
    summary="Read one definition as it was written",
    tag="catalogue",
    access=Access.SIGNED,
    query={"bundle": HASH},
    answer=ref("Definition"),
    examples=(
        Example("a role", 200, path={"kind": "roles", "definition": "expert"}, sign_in="expert"),
        Example("unknown", 404, path={"kind": "roles", "definition": "wizard"}, sign_in="expert"),
    ),
)
def read_definition(call: Call) -> Any:
    """Give everything that the definition says: forms, tables, terms, clauses, sources."""
    path = call.path
    hash, found = definitions.read(
        context.stores(), call.actor, path["kind"], path["definition"], call.query.get("bundle")
    )
    return {"bundle": hash, **_named(found), "definition": found.raw}


@operation(
    routes,
    "GET",
    "/v1/catalogue/findings",
    summary="Read what the analyser finds in a bundle today, and what it offers in figures",
    tag="catalogue",
    access=Access.SIGNED,
    query={"bundle": HASH},
    answer=ref("Review"),
    problems=(404,),
    examples=(
        Example("of what holds now", 200, sign_in="methodologist"),
        Example("no such bundle", 404, query={"bundle": "0" * 64}, sign_in="methodologist"),
    ),
)
def read_findings(call: Call) -> Any:
    """Nothing is found on the day of publication; later a term may run past the last calendar."""
    stores = context.stores()
    on = local_day(stores.now(), stores.municipality.zone)
    return _shown(definitions.review(stores, call.actor, on, call.query.get("bundle")))


def _named(one: Definition) -> dict[str, Any]:
    return {"kind": one.kind, "id": one.id, "path": one.path, "title": one.raw.get("title")}


def _shown(review: Review) -> dict[str, Any]:
    bundle = review.bundle
    return {
        "bundle": bundle.hash,
        "on": review.on.isoformat(),
        "findings": [
            {"file": one.file, "pointer": one.pointer, "check": one.check, "text": one.message}
            for one in review.findings
        ],
        "services": [
            {
                **asdict(one),
                "title": bundle.service(one.id).title,
                "branches": one.branches,
                "automatic_branches": one.automatic_branches,
                "sub_services": [
                    {**asdict(each), "options": each.options, "automatic": each.automatic} for each in one.sub_services
                ],
            }
            for one in review.services
        ],
        "situations": [
            {**asdict(one), "title": bundle.offered(one.id).title, "fewer": round(one.fewer, 3)}
            for one in review.situations
        ],
    }
