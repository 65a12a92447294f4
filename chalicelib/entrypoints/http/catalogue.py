"""The catalogue as applicants and their portals see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalice import Blueprint

from chalicelib.domain import parties
from chalicelib.domain.applicants import NEEDED
from chalicelib.domain.definition_people import Document
from chalicelib.domain.definitions import Bundle, Service
from chalicelib.domain.publications import Publication
from chalicelib.entrypoints.http import context, samples
from chalicelib.entrypoints.http.operations import Access, Call, Example, operation
from chalicelib.entrypoints.http.parsing import instant
from chalicelib.entrypoints.http.shapes import PAGED, listed, ref
from chalicelib.usecases import catalogue

routes = Blueprint(__name__)

A_MINUTE = "public, max-age=60"
BUNDLE = {
    "type": "string",
    "pattern": "^[0-9a-f]{64}$",
    "description": "A bundle; the one that is valid today unless told.",
}


@operation(
    routes,
    "GET",
    "/v1/catalogue",
    summary="List the services that are published today",
    tag="catalogue",
    access=Access.PUBLIC,
    answer=ref("Catalogue"),
    cache=A_MINUTE,
    examples=(Example("today", 200),),
)
def read_catalogue(call: Call) -> Any:
    """Name every service, whose it is, and its term."""
    bundle = _today()
    services = [_summary(bundle, id_) for id_ in bundle.service_ids]
    situations = [_situation(bundle, id_) for id_ in bundle.situation_ids]
    departments = {one["department"] for one in (*services, *situations)}
    return {
        "bundle": bundle.hash,
        "services": services,
        "life_situations": situations,
        "departments": {id_: bundle.title("departments", id_) for id_ in sorted(departments)},
        "offices": list(catalogue.front_offices(bundle)),
        "map": context.stores().municipality.map,
    }


def _situation(bundle: Bundle, id_: str) -> dict[str, Any]:
    offered, situation = bundle.offered(id_), bundle.situation(id_)
    return {
        "id": id_,
        "title": offered.title,
        "summary": offered.summary,
        "department": offered.department,
        "services": [node.id for node in situation.services] if situation else [],
    }


@operation(
    routes,
    "GET",
    "/v1/catalogue/services/{service}",
    summary="Read a service: its form, pages, questions and grounds for refusal",
    tag="catalogue",
    access=Access.PUBLIC,
    query={"bundle": BUNDLE},
    answer=ref("Service"),
    cache=A_MINUTE,
    examples=(
        Example("published", 200, path={"service": samples.SERVICE}),
        Example("unpublished", 404, path={"service": "time-travel-permit"}),
        Example("no such bundle", 404, path={"service": samples.SERVICE}, query={"bundle": "0" * 64}),
    ),
)
def read_service(call: Call) -> Any:
    """Give what is needed to draw the form and check the answers beforehand; of a bundle, as a case is pinned to it."""
    pinned = call.query.get("bundle")
    bundle = catalogue.by_hash(context.stores(), pinned) if pinned else _today()
    bundle.offered(call.path["service"])
    return _whole(bundle, call.path["service"])


@operation(
    routes,
    "POST",
    "/v1/catalogue/publications",
    summary="Publish a change of the catalogue",
    tag="catalogue",
    access=Access.SIGNED,
    body=ref("NewPublication"),
    limit=5 * 1024 * 1024,
    status=201,
    answer=ref("Publication"),
    problems=(409, 422),
    examples=(
        Example(
            "from an old bundle",
            409,
            body={"base": "0" * 64, "changes": {"schemas/services/time-travel-permit.json": None}},
            sign_in="methodologist",
        ),
        Example("nothing", 400, body={"base": "0" * 64, "changes": {}}, sign_in="methodologist"),
    ),
)
def publish_catalogue(call: Call) -> Any:
    """Check the whole catalogue with the change in it, and make one immutable bundle that is valid from an instant."""
    stores, body = context.stores(), call.body
    publication = catalogue.publish_change(
        stores,
        call.actor,
        body["base"],
        body["changes"],
        valid_from=instant(body["valid_from"], "/valid_from") if "valid_from" in body else None,
        now=stores.now(),
        by=call.actor.id or call.actor.kind,
    )
    return _publication(publication)


@operation(
    routes,
    "GET",
    "/v1/catalogue/publications",
    summary="List publications of the catalogue, newest first",
    tag="catalogue",
    access=Access.SIGNED,
    query=PAGED,
    answer=listed("Publication"),
    examples=(Example("first page", 200, sign_in="methodologist"),),
)
def list_publications(call: Call) -> Any:
    """Give one page of what was published, by whom, and from when it holds."""
    found, position = catalogue.publications(
        context.stores(), call.actor, limit=context.page_size(call), before=context.opened_cursor(call)
    )
    return context.page(call, [_publication(one) for one in found], position)


def _publication(one: Publication) -> dict[str, Any]:
    return {
        "bundle": one.bundle,
        "valid_from": one.valid_from,
        "published_at": one.published_at,
        "by": one.by,
        "base": one.base,
    }


def _today() -> Bundle:
    return catalogue.current(context.stores(), context.stores().now())


def _summary(bundle: Bundle, id_: str) -> dict[str, Any]:
    service = bundle.offered(id_)
    return {
        "id": id_,
        "title": service.title,
        "summary": service.summary,
        "department": service.department,
        "term": {"days": service.term.days, "unit": service.term.unit},
    }


def _whole(bundle: Bundle, id_: str) -> dict[str, Any]:
    kept = _shown.get((bundle.hash, id_))
    if kept is None:
        service = bundle.offered(id_)
        kept = {
            "bundle": bundle.hash,
            **_summary(bundle, id_),
            "life_situation": bundle.situation(id_) is not None,
            "form": bundle.form(id_),
            "ui": service.raw.get("ui", {}),
            "fields": words_of(bundle, service.raw["form"].get("properties", {})),
            "applicants": _applicants(service, bundle.form(id_)),
            "documents": [_document(one) for one in service.documents],
            "refusal_grounds": [
                {"code": ground.code, "text": ground.text, "clause": ground.clause, "appeal": ground.appeal}
                for ground in service.grounds.values()
            ],
            "result": {"title": service.result.title},
            "source": service.raw.get("source", {}),
            "map": context.stores().municipality.map,
        }
        if len(_shown) > 64:
            _shown.clear()
        _shown[bundle.hash, id_] = kept
    return kept


def _applicants(service: Service, form: Any) -> list[dict[str, Any]]:
    """Say who may apply, which identifiers no question of the form holds, and which questions hold a person's name."""
    kinds = [kind for kind in service.applicants if kind != "representative"]
    asked, represented = service.applicant_fields, "representative" in service.applicants
    plain = [name for part, name in asked.items() if part not in parties.KINDS]
    names = [name for name in plain if "format" not in form["properties"].get(name, {})]
    return [
        {
            "kind": kind,
            "needs": [name for name in NEEDED[kind] if name not in asked],
            "named_by": names if kind == "person" else [],
            "representative": represented,
        }
        for kind in kinds
    ]


def _document(one: Document) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "help": one.raw.get("help"),
        "when": list(one.when),
        "required": one.required,
        "types": list(one.types),
        "max_megabytes": one.max_megabytes,
        "max_files": one.max_files,
    }


_shown: dict[tuple[str, str], dict[str, Any]] = {}


def words_of(bundle: Bundle, questions: Mapping[str, Any]) -> dict[str, Any]:
    """Give title, help and labels of values for each question ({name: {"term"}}), in every language."""
    fields: dict[str, Any] = {}
    for name, question in questions.items():
        term = bundle.vocabulary.get(question.get("term", ""), {})
        shown = {part: term[part] for part in ("title", "help", "values") if part in term}
        if "known" in question:
            shown["known"] = True
        fields[name] = {"term": question.get("term"), **shown}
    return fields
