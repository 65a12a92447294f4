"""Who applies: a person, a sole trader or an organisation, themselves or through a representative.

::

    {"kind": "person" | "sole_trader" | "organisation", "name", "snils"?, "inn"?, "ogrn"?, "ogrnip"?, "kpp"?,
     "representative"?: {"name", "snils"?, "authority": {"kind", "number", "issued_on", "valid_until", "file"?}}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.domain import identifiers
from chalicelib.domain.errors import FieldError
from chalicelib.domain.parties import Party

Applicant = Mapping[str, Any]

IDENTIFIERS: Mapping[str, Mapping[str, str]] = {
    "person": {"snils": "snils", "inn": "inn_12"},
    "sole_trader": {"inn": "inn_12", "ogrnip": "ogrnip", "snils": "snils"},
    "organisation": {"inn": "inn_10", "ogrn": "ogrn", "kpp": "kpp"},
}
"""Kind of applicant → the identifiers it may have → the form of each."""
NEEDED: Mapping[str, tuple[str, ...]] = {
    "person": ("snils",),
    "sole_trader": ("inn", "ogrnip"),
    "organisation": ("inn", "ogrn"),
}
_ALL = ("snils", "inn", "ogrn", "ogrnip", "kpp")


def findings(
    applicant: Applicant,
    *,
    allowed: tuple[str, ...],
    asked: Mapping[str, str],
    answers: Mapping[str, Any],
    on: date,
) -> list[FieldError]:
    """Name everything that is wrong with who applies, by JSON Pointer.

    Args:
        applicant: as filed, of the right shape; empty where the service's own questions hold the person.
        allowed: the kinds of applicants that the service serves, and "representative".
        asked: part of a person (as "snils") → the service's question that holds it.
        answers: what was answered.
        on: the day of filing.
    """
    kinds = [kind for kind in allowed if kind != "representative"]
    if not applicant:
        return [] if "person" in kinds else [FieldError("/applicant", "required")]
    wrong: list[FieldError] = []
    kind = str(applicant["kind"])
    if kind not in kinds:
        wrong.append(FieldError("/applicant/kind", "applicant-kind", {"options": kinds}))
    wrong += _identifiers(applicant, kind)
    for name in NEEDED[kind]:
        if name not in applicant and asked.get(name) not in answers:
            wrong.append(FieldError(f"/applicant/{name}", "required"))
    for name, question in asked.items():
        if name in applicant and question in answers and _digits(applicant[name]) != _digits(answers[question]):
            wrong.append(FieldError(f"/applicant/{name}", "applicant-differs", {"question": question}))
    representative = applicant.get("representative")
    if representative:
        if "representative" not in allowed:
            wrong.append(FieldError("/applicant/representative", "representative-not-allowed"))
        wrong += _representative(representative, on)
    return wrong


def _identifiers(applicant: Applicant, kind: str) -> Iterator[FieldError]:
    forms = IDENTIFIERS[kind]
    for name in _ALL:
        if name not in applicant:
            continue
        reason = identifiers.wrong_with(forms[name], str(applicant[name])) if name in forms else "unknown"
        if reason:
            yield FieldError(f"/applicant/{name}", reason)


def _representative(representative: Applicant, on: date) -> Iterator[FieldError]:
    at = "/applicant/representative"
    if "snils" in representative:
        reason = identifiers.wrong_with("snils", str(representative["snils"]))
        if reason:
            yield FieldError(f"{at}/snils", reason)
    authority = representative["authority"]
    since, until, today = authority["issued_on"], authority["valid_until"], on.isoformat()
    if until < since:
        yield FieldError(f"{at}/authority/valid_until", "authority-dates")
    elif until < today:
        yield FieldError(f"{at}/authority/valid_until", "authority-ended", {"until": until})
    if today < since:
        yield FieldError(f"{at}/authority/issued_on", "authority-not-begun", {"since": since})


def authority_until(applicant: Applicant) -> str | None:
    """Give the last day of a representative's authority (ISO); nothing where there is no representative."""
    representative = applicant.get("representative")
    return str(representative["authority"]["valid_until"]) if representative else None


def parties_of(applicant: Applicant) -> list[Party]:
    """Name by what the applicant and their representative can be recognised."""
    people = [applicant, applicant.get("representative") or {}]
    return [(name, str(one[name])) for one in people for name in ("snils", "inn", "ogrn", "ogrnip") if one.get(name)]


def _digits(value: object) -> str:
    return "".join(sign for sign in str(value) if sign.isdigit())
