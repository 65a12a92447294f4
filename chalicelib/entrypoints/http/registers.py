"""Registers: search and read records, import files, say that a register doesn't answer."""

from __future__ import annotations

from typing import Any

from chalice import Blueprint

from chalicelib.domain.imports import CSV, JSON_LINES, MOST_BYTES, Import
from chalicelib.domain.registers import RecordVersion, RegisterState
from chalicelib.entrypoints.http import context, samples
from chalicelib.entrypoints.http.operations import Access, Answer, Call, Example, operation
from chalicelib.entrypoints.http.parsing import instant
from chalicelib.entrypoints.http.shapes import INSTANT, PAGED, listed, ref
from chalicelib.entrypoints.http.texts import reason
from chalicelib.usecases import imports, registers

routes = Blueprint(__name__)

PERMITS = {"register": samples.REGISTER}
FIELD = {"type": "string", "minLength": 1, "maxLength": 80, "description": "A field that the register is searched by."}
VALUE = {"type": "string", "minLength": 1, "maxLength": 200, "description": "Its exact value."}


@operation(
    routes,
    "GET",
    "/v1/registers",
    summary="List the registers",
    tag="registers",
    access=Access.SIGNED,
    answer=listed("Register"),
    examples=(Example("all", 200, sign_in="expert"), Example("an applicant", 403, sign_in="applicant")),
)
def list_registers(call: Call) -> Any:
    """Name every register, whose it is, what it is searched by, and whether it answers."""
    found = registers.listing(context.stores(), call.actor)
    items = [
        {
            "id": definition.id,
            "title": definition.title,
            "department": definition.department,
            "search": list(definition.search),
            "titles": definition.raw.get("titles", {}),
            "availability": _availability(state),
        }
        for definition, state in found
    ]
    return {"items": items, "next": None}


@operation(
    routes,
    "GET",
    "/v1/registers/{register}/records",
    summary="Search a register by one field, or list it",
    tag="registers",
    access=Access.SIGNED,
    query={"field": FIELD, "value": VALUE, **PAGED},
    answer=listed("Record"),
    examples=(
        Example("first page", 200, path=PERMITS, query={"limit": "5"}, sign_in="registrar"),
        Example("a field alone", 400, path=PERMITS, query={"field": "plate"}, sign_in="registrar"),
        Example("another department's", 403, path=PERMITS, sign_in="other-expert"),
    ),
)
def search_register(call: Call) -> Any:
    """Give one page of current records; a read of personal data is recorded."""
    found, position = registers.search(
        context.stores(),
        call.actor,
        call.path["register"],
        call.query.get("field"),
        call.query.get("value"),
        context.opened_cursor(call),
        context.page_size(call),
    )
    return context.page(call, [_record(version) for version in found], position)


@operation(
    routes,
    "GET",
    "/v1/registers/{register}/records/{record}",
    summary="Read one record with its versions",
    tag="registers",
    access=Access.SIGNED,
    query={"as_of": {**INSTANT, "description": "As it was recorded at this instant; now when left out."}},
    answer=ref("Record"),
    examples=(Example("unknown", 404, path={**PERMITS, "record": "unknown"}, sign_in="registrar"),),
)
def read_record(call: Call) -> Any:
    """Give the record, and every version that led to it."""
    asked = call.query.get("as_of")
    found = registers.get(
        context.stores(),
        call.actor,
        call.path["register"],
        call.path["record"],
        instant(asked, "/query/as_of") if asked else None,
    )
    return {**_record(found.version), "versions": [_record(version) for version in found.versions]}


@operation(
    routes,
    "POST",
    "/v1/registers/{register}/imports",
    summary="Import a file of records: all of it, or nothing",
    tag="registers",
    access=Access.SIGNED,
    takes=(JSON_LINES, CSV),
    limit=MOST_BYTES,
    status=201,
    answer=ref("Import"),
    problems=(409, 422),
    examples=(
        Example(
            "refused lines",
            422,
            path=PERMITS,
            headers={"Content-Type": JSON_LINES},
            body='{"no such field": 1}\n',
            sign_in="registrar",
        ),
    ),
)
def import_register(call: Call) -> Any:
    """Check every line first; a problem document names each refused one, and then nothing was imported."""
    kind = call.headers["content-type"].partition(";")[0].strip().lower()
    done = imports.start(context.stores(), call.actor, call.path["register"], call.raw, kind)
    address = f"/v1/registers/{done.register}/imports/{done.id}"
    return Answer(_import(call, done), headers={"Location": address})


@operation(
    routes,
    "GET",
    "/v1/registers/{register}/imports/{import}",
    summary="Read an import's report",
    tag="registers",
    access=Access.SIGNED,
    answer=ref("Import"),
    examples=(Example("unknown", 404, path={**PERMITS, "import": "0" * 32}, sign_in="registrar"),),
)
def read_import(call: Call) -> Any:
    """Give what an import did."""
    return _import(call, imports.read(context.stores(), call.actor, call.path["register"], call.path["import"]))


@operation(
    routes,
    "PUT",
    "/v1/registers/{register}/availability",
    summary="Say whether a register answers; Requests wait while it doesn't",
    tag="registers",
    access=Access.SIGNED,
    body=ref("NewAvailability"),
    answer=ref("Availability"),
    examples=(Example("it answers", 200, path=PERMITS, body={"available": True}, sign_in="registrar"),),
)
def set_availability(call: Call) -> Any:
    """Mark the register as answering or not, with the reason that waiting cases show."""
    state = registers.set_availability(
        context.stores(), call.actor, call.path["register"], call.body["available"], call.body.get("reason")
    )
    return _availability(state)


def _record(version: RecordVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "version": version.version,
        "state": version.state,
        "fields": dict(version.fields),
        "valid_from": version.valid_from,
        "valid_until": version.valid_until,
        "recorded_at": version.recorded_at,
        "basis": dict(version.basis),
        "hash": version.hash,
    }


def _availability(state: RegisterState) -> dict[str, Any]:
    return {
        "available": state.available,
        "reason": state.reason,
        "since": state.since,
        "importing": state.importing,
    }


def _import(call: Call, done: Import) -> dict[str, Any]:
    report = done.report
    return {
        "id": done.id,
        "register": done.register,
        "state": "done" if done.done else "running",
        "by": done.by,
        "at": done.at,
        "finished_at": done.finished_at,
        "report": None
        if report is None
        else {
            "lines": report.lines,
            "added": report.added,
            "changed": report.changed,
            "unchanged": report.unchanged,
            "refused": [
                {"pointer": one.pointer, "reason": one.reason, "detail": reason(one, call.language)}
                for one in report.refused
            ],
        },
    }
