"""Parsing: definitions that the meta schemas accept become views."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.domain.definition_people import Check, Document, Opinions, Suspension
from chalicelib.domain.definition_spans import ClaimRule, Renewal
from chalicelib.domain.definition_views import (
    FinalDecision,
    Ground,
    Input,
    Json,
    KnownAt,
    Register,
    RegisterLookup,
    Registration,
    RequestUse,
    Result,
    Returned,
    Service,
    StandardRequest,
    SubService,
    Term,
    UniqueRule,
)


def parse_service(raw: Json) -> Service:
    """A view of one service definition that the meta schema accepts."""
    decision, registration, result = raw["decision"], raw["registration"], raw["result"]
    returned = registration.get("return")
    return Service(
        id=raw["id"],
        title=raw["title"],
        summary=raw.get("summary", raw["title"]),
        department=raw["department"],
        applicants=tuple(raw.get("applicants", ("person",))),
        applicant_fields=raw.get("applicant_fields", {}),
        sub_services=tuple(map(_sub_service, raw["sub_services"])),
        requests=tuple(
            RequestUse(
                one["id"], one["standard"], one["input"], tuple(one.get("when", ())), one.get("on_silence") == "go_on"
            )
            for one in raw.get("requests", ())
        ),
        grounds={
            one["code"]: Ground(one["code"], one["text"], one["clause"], one.get("appeal"))
            for one in raw["refusal_grounds"]
        },
        registration=Registration(
            registration["at_once"], Term.parse(registration["term"]), Returned.parse(returned) if returned else None
        ),
        term=Term.parse(raw["term"]),
        decision=FinalDecision(
            decision["automatic"],
            decision["department"],
            decision["role"],
            decision.get("assignment") == "random",
            decision.get("attachment", "allowed"),
        ),
        result=Result(
            result["title"],
            result.get("register"),
            result.get("record", {}),
            Renewal.parse(result["renewal"]) if "renewal" in result else None,
        ),
        notifications=raw.get("notifications", {}),
        examples=tuple(raw.get("examples", ())),
        raw=raw,
        documents=tuple(map(Document.parse, raw.get("documents", ()))),
        checklist=tuple(map(Check.parse, raw.get("checklist", ()))),
        separate=frozenset(raw.get("separate", ())),
        suspensions={one["code"]: Suspension.parse(one) for one in raw.get("suspension", ())},
        appeal=raw.get("appeal"),
        delivery=tuple(raw.get("delivery", ("account",))),
        paper_original=raw.get("paper_original", False),
        known={
            name: KnownAt(one["known"]["request"], one["known"]["path"])
            for name, one in raw.get("form", {}).get("properties", {}).items()
            if "known" in one
        },
        claims=tuple(map(ClaimRule.parse, raw.get("claims", ()))),
    )


def _sub_service(raw: Json) -> SubService:
    decision = raw["decision"]
    expert = decision.get("expert", {})
    return SubService(
        id=raw["id"],
        title=raw["title"],
        when=tuple(raw.get("when", ())),
        requests=tuple(raw.get("requests", ())),
        inputs=tuple(Input(one["name"], one["type"], one["from"], _absent(one), one) for one in raw.get("inputs", ())),
        department=expert.get("department"),
        role=expert.get("role"),
        raw_table=decision.get("table"),
        raw=raw,
        opinions=Opinions.parse(expert.get("opinions", {})),
        random=expert.get("assignment") == "random",
        expert_answers=expert.get("answers", {}),
        expert_term=Term.parse(expert["term"]) if "term" in expert else None,
    )


def _absent(raw: Json) -> Json | None:
    """What stands for a missing input: a value, or a plain constant."""
    absent = raw.get("absent")
    return absent if absent is None or isinstance(absent, Mapping) else {"const": absent}


def parse_standard_request(raw: Json) -> StandardRequest:
    """A view of one Standard Request."""
    lookup = raw.get("register")
    return StandardRequest(
        id=raw["id"],
        title=raw["title"],
        department=raw["responder"]["department"],
        term=Term.parse(raw["term"]),
        input=raw["input"],
        answer=raw["answer"],
        register=None
        if lookup is None
        else RegisterLookup(
            lookup["register"],
            lookup["match"],
            lookup.get("compare", {}),
            tuple(lookup.get("fields", ())),
            lookup.get("valid_on_day", False),
        ),
        freshness_days=raw.get("freshness", {}).get("days", 0),
        raw=raw,
        role=raw["responder"].get("role", "responder"),
        link=raw["responder"].get("link", False),
        reminders=tuple(raw.get("reminders", ())),
        substitutes=tuple(raw.get("substitutes", ())),
    )


def parse_register(raw: Json) -> Register:
    """A view of one register."""
    validity = raw.get("validity", {})
    return Register(
        id=raw["id"],
        title=raw["title"],
        department=raw["department"],
        record=raw["record"],
        number=tuple(raw.get("number", ())),
        search=tuple(raw.get("search", ())),
        unique=tuple(UniqueRule(tuple(one["fields"]), one["max"]) for one in raw.get("unique", ())),
        valid_from=validity.get("from"),
        valid_until=validity.get("until"),
        personal=tuple(raw.get("personal", ())),
        public=tuple(raw.get("public", ())),
        raw=raw,
    )
