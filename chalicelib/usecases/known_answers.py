"""Known answers: registers are asked before anybody is, and again when what they said is filed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.domain import known_answers
from chalicelib.domain.clock import local_day, stamp
from chalicelib.domain.definitions import Bundle, RequestUse, Service
from chalicelib.domain.errors import SourceUnavailable
from chalicelib.domain.known_answers import KnownAnswer, Taken
from chalicelib.domain.permissions import Actor
from chalicelib.domain.register_answers import Outcome
from chalicelib.domain.values import Scope, at_pointer, holds
from chalicelib.usecases import asking, catalogue

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores

Told = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Known:
    """What needn't be asked: answers that registers give, and the contacts {"phone"?, "email"?} of the account."""

    bundle: Bundle
    answers: tuple[KnownAnswer, ...]
    contact: Mapping[str, str]


def read(stores: Stores, actor: Actor, service: str, answers: Mapping[str, Any]) -> Known:
    """Give what is known to somebody who has answered so far; nothing is kept. Raises UnknownService.

    Only what a register shows to everybody is given, so anybody may ask.
    """
    bundle = catalogue.current(stores, stores.now())
    definition = bundle.offered(service)
    found = look_up(stores, bundle, definition, answers)
    whole = {**answers, **{name: one.value for name, one in found.items()}}
    form, key = bundle.form(service), f"{bundle.hash}/{service}"
    # A question that the answers so far take out of the form is shown to nobody.
    unasked = {one.pointer for one in stores.check(form, whole, key=key, at="/answers") if one.reason == "unknown"}
    asked = tuple(one for name, one in found.items() if f"/answers/{name}" not in unasked)
    contact: dict[str, str] = {}
    # Whoever fills a form in for somebody else isn't offered their own contacts.
    if actor.kind == "applicant" and actor.id is not None:
        profile = stores.accounts.profile(actor.id)
        contact = {name: profile[name] for name in ("phone", "email") if profile.get(name)}
    return Known(bundle, asked, contact)


def look_up(
    stores: Stores, bundle: Bundle, service: Service, answers: Mapping[str, Any], only: Told | None = None
) -> dict[str, KnownAnswer]:
    """Give question → what its register says now, each register record read once.

    Not known is what was answered already, what can't be asked yet, a register that doesn't answer or has no single
    record that agrees, and a value that the form doesn't take. `only` names the questions that are looked up.
    """
    scope = Scope(answers, filed_on=local_day(stores.now(), stores.municipality.zone))
    given: dict[str, Mapping[str, Any] | None] = {}
    found: dict[str, KnownAnswer] = {}
    properties = bundle.form(service.id)["properties"]
    for name, known in service.known.items():
        if name in answers or (only is not None and name not in only):
            continue
        use = service.request(known.request)
        if use.id not in given:
            given[use.id] = _record_of(stores, bundle, use, scope)
        value = at_pointer(given[use.id], known.path)
        if value is not None and not stores.check(properties[name], value):
            lookup = bundle.standard_request(use.standard).register
            found[name] = KnownAnswer(name, value, lookup.register if lookup else "", stamp(stores.now()))
    return found


def _record_of(stores: Stores, bundle: Bundle, use: RequestUse, scope: Scope) -> Mapping[str, Any] | None:
    """Ask a register, where everything that it is asked with is answered as it takes it."""
    standard = bundle.standard_request(use.standard)
    inputs = asking.asked_inputs(use, scope)
    if inputs.keys() != use.input.keys() or not holds(use.when, scope):
        return None
    if stores.check(standard.input, inputs):
        return None
    try:
        said = stores.registers.lookup(bundle, standard, inputs, local_day(stores.now(), stores.municipality.zone))
    except SourceUnavailable:
        return None
    return said if said["outcome"] == Outcome.FOUND else None


def take(stores: Stores, bundle: Bundle, service: Service, answers: Mapping[str, Any], told: Told) -> Taken:
    """Put what was confirmed or disputed among the answers, as the registers say now; see `known_answers.take`."""
    if not told:
        return Taken(dict(answers))
    return known_answers.take(service, answers, told, look_up(stores, bundle, service, answers, told))
