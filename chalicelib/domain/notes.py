"""Entries of the Personal Account: the legal delivery of each status, immutable and timed; and those for staff.

An entry holds ids, codes and days. Its text is that of the bundle that the case is pinned to, which never changes, so
the entry reads the same for ever, in any of the languages, and nothing personal is stored with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain import messages, renewals
from chalicelib.domain.cases import STATUS_OF_FACT, Case, Fact
from chalicelib.domain.definition_people import Suspension
from chalicelib.domain.definitions import Bundle, Ground, Service
from chalicelib.domain.delivery_names import note_id
from chalicelib.domain.errors import NotFound
from chalicelib.domain.languages import pick
from chalicelib.domain.messages import Telling
from chalicelib.domain.words import Words


@dataclass(frozen=True, slots=True)
class Note:
    """The account entry of one fact; `at` is the instant of its commit (stamp), the instant of delivery.

    `message` is the key of its texts in the bundle; `params` are what the texts need: days and codes.
    """

    id: str
    at: str
    person: str
    application: str
    case: str
    number: str
    service: str
    status: str
    message: str
    bundle: str
    language: str
    params: Mapping[str, Any] = field(default_factory=dict)
    department: str | None = None
    """Whose member of staff is told; None: the applicant is."""
    layout: int = 1

    @property
    def public_id(self) -> str:
        """The name under which its owner reads it: instant and id, fit for a path."""
        return f"{''.join(sign for sign in self.at if sign.isalnum())}.{self.id}"


def parse_public_id(text: str) -> tuple[str, str]:
    """Give instant (stamp) and id of an entry from its public id. Raises NotFound."""
    instant, _, id = text.partition(".")
    if not (len(instant) == 19 and instant[:8].isdigit() and instant[8] == "T" and instant[9:18].isdigit() and id):
        raise NotFound("no such notification")
    day, time = instant[:8], instant[9:18]
    return f"{day[:4]}-{day[4:6]}-{day[6:]}T{time[:2]}:{time[2:4]}:{time[4:6]}.{time[6:]}Z", id


def message_key(fact: str, status: str, overrides: Mapping[str, str]) -> str:
    """Name the texts of a fact: the service's own for that status, else those that all services share."""
    own = overrides.get("resumed" if fact == "CaseResumed" else status)
    return own or ("case.resumed" if fact == "CaseResumed" else f"case.{status}")


def notes_of(
    case: Case,
    facts: tuple[Fact, ...],
    *,
    seq: int,
    at: str,
    overrides: Mapping[str, str],
) -> list[Note]:
    """Make the entries of one commit of a case, one for each fact that changed its status or offers a renewal.

    `overrides` are the service's own message keys by status.
    """
    made = []
    for position, fact in enumerate(facts):
        if fact["fact"] not in STATUS_OF_FACT and fact["fact"] != renewals.FACT:
            continue
        status = str(STATUS_OF_FACT.get(fact["fact"], renewals.STATUS))
        made.append(
            Note(
                id=note_id(case.id, seq, position),
                at=at,
                person=case.person,
                application=case.application,
                case=case.id,
                number=case.number,
                service=case.service,
                status=status,
                message=message_key(fact["fact"], status, overrides),
                bundle=case.bundle,
                language=case.language,
                params=_params(case, fact),
            )
        )
    return made


def _params(case: Case, fact: Fact) -> dict[str, Any]:
    record = case.record or {}
    grounds = [ground["code"] if isinstance(ground, Mapping) else ground for ground in fact.get("grounds", ())]
    params = {
        "filed_at": case.filed_at,
        "due_on": fact.get("due_on", case.due_on),
        "grounds": grounds,
        "record": record.get("record"),
        "valid_from": record.get("valid_from"),
        "valid_until": fact.get("until") or record.get("valid_until"),
        "task": fact.get("task"),
        "checks": fact.get("checks"),
        "files": fact.get("files"),
    }
    if fact["fact"] in ("CaseGranted", "CaseRefused") and case.collect != "account":
        params |= {"collect": case.collect, "place": case.counter or case.department}
    return {name: value for name, value in params.items() if value}


@dataclass(frozen=True, slots=True)
class Voice:
    """How the municipality speaks to one reader: its name, zone and address, and the reader's language."""

    words: Words
    language: str
    name: Mapping[str, str]
    zone: str
    site: str = ""
    defects: Callable[[Note], str | None] = lambda _: None
    """Gives the words for what a return named; None where they can't be read any more."""

    @property
    def spoken_name(self) -> str:
        """The municipality's name in the reader's language."""
        return pick(self.name, self.language)

    def telling(self, note: Note, bundle: Bundle, number: str = "") -> Telling:
        """Give the definition and the values of an entry; `number` is the message's own, if it travels."""
        definition: Mapping[str, Any] = bundle.raw["messages"].get(note.message, {"fields": ()})
        if note.department is not None:
            return Telling(note.status, definition, self._values_for_staff(note, bundle, number))
        return Telling(note.status, definition, self._values(note, bundle.service(note.service), number))

    def _values_for_staff(self, note: Note, bundle: Bundle, number: str) -> dict[str, object]:
        def title(id: str, *parts: str) -> str:
            found: Mapping[str, Any] = next((bundle.raw[part][id] for part in parts if id in bundle.raw[part]), {})
            return pick(found.get("title", {}), self.language) or id

        def day(name: str) -> str | None:
            return self.words.day(note.params[name], self.language) if name in note.params else None

        return {
            "number": note.number,
            "service": title(note.service, "services", "life_situations"),
            "request": title(note.params.get("standard", ""), "standard_requests"),
            "department": title(note.params["department"], "departments"),
            "due_on": day("due_on"),
            "begins_on": day("begins_on"),
            "parts": "; ".join(title(one, "services", "life_situations") for one in note.params.get("parts", ())),
            "municipality": self.spoken_name,
            "site": self.site,
            "message": number,
        }

    def _values(self, note: Note, service: Service, number: str) -> dict[str, object]:
        params, language, words = note.params, self.language, self.words
        codes = params.get("grounds", ())
        known: dict[str, Ground | Suspension] = {**service.suspensions, **service.grounds}
        grounds = [known[code] for code in codes if code in known]
        return {
            "number": note.number,
            "service": pick(service.title, language),
            "municipality": self.spoken_name,
            "site": self.site,
            "status_at": words.instant(note.at, language, self.zone),
            "filed_on": words.instant(params["filed_at"], language, self.zone).rpartition(",")[0],
            "due_on": words.day(params["due_on"], language) if "due_on" in params else None,
            "days": service.term.days,
            "grounds": self.defects(note)
            or messages.grounds_in_words([(ground.text, ground.clause) for ground in grounds], language),
            "appeal": pick(_appeal(service, codes, words.appeal), language),
            "result": pick(service.result.title, language),
            "record": params.get("record"),
            "valid_from": words.day(params["valid_from"], language) if "valid_from" in params else None,
            "valid_until": words.day(params["valid_until"], language) if "valid_until" in params else None,
            "message": number,
        }

    def collection(self, notes: Sequence[Note], bundle: Bundle, part: str) -> str:
        """Say where the result is collected, as a paragraph to append; nothing where it isn't."""
        for note in notes:
            message = bundle.raw["messages"].get(f"case.collect_{note.params.get('collect')}")
            if message:
                department = bundle.raw["departments"].get(note.params["place"], {})
                places = (department.get("title", {}), department.get("address", {}))
                place = ", ".join(pick(one, self.language) for one in places if one)
                text = messages.fill(message, part, {"place": place}, self.language, bundle.plurals)
                return f"{' ' if part == 'sms' else chr(10)}{text}"
        return ""

    def entry(self, note: Note, bundle: Bundle) -> tuple[str, str]:
        """Give title and body of an account entry."""
        telling = self.telling(note, bundle)
        title = messages.text_of([telling], "account_title", self.language, plurals=bundle.plurals)
        body = messages.text_of([telling], "account_body", self.language, plurals=bundle.plurals)
        body = f"{body or ''}{self.collection([note], bundle, 'account_body')}"
        return title or f"{telling.values['service']}, {note.number}", body or ""


def _appeal(service: Service, codes: Iterable[str], anybody: Mapping[str, str]) -> Mapping[str, str]:
    """Give how to appeal: as the first ground that says so, else as the service, else as anybody may."""
    own = (service.grounds[code].appeal for code in codes if code in service.grounds)
    return next((text for text in own if text), None) or service.appeal or anybody
