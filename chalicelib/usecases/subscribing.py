"""Subscribing: a browser that asks to be told, after there is something to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain.clock import stamp
from chalicelib.domain.errors import FieldError, InvalidInput, NothingFiled
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.domain.push import Subscription, oldest, wrong_address
from chalicelib.usecases import tracking

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def subscribe(stores: Stores, actor: Actor, *, endpoint: str, p256dh: str, auth: str) -> list[Subscription]:
    """Tell the actor through a browser from now on; give all that they have.

    Raises:
        NothingFiled: they have filed no application, so there is nothing to be told of.
        InvalidInput: the address isn't one of an allowed push service, or the keys are none.
    """
    require(actor, Verb.WRITE_OWN, Subject(applicant=actor.id))
    wanted = _checked(stores, endpoint, p256dh, auth)
    person = str(actor.id)
    if not stores.accounts.own(person, stores.accounts.APPLICATIONS, None, 1)[0]:
        raise NothingFiled("nothing was filed yet")
    return _keep(stores, person, wanted)


def subscribe_with_secret(
    stores: Stores, actor: Actor, number: str, secret: str | None, *, endpoint: str, p256dh: str, auth: str
) -> list[Subscription]:
    """Tell who filed an application through a browser; they show its tracking secret, or are signed in.

    Raises:
        NotFound: no such application, or its secret is wrong.
        Forbidden: staff, who follow it but aren't told.
        InvalidInput: the address isn't one of an allowed push service, or the keys are none.
    """
    application = tracking.follow(stores, actor, number, secret).application
    proved = tracking.proves(stores, application, secret)
    require(actor, Verb.WITHDRAW_APPLICATION, Subject(applicant=application.person, secret_proved=proved))
    return _keep(stores, application.person, _checked(stores, endpoint, p256dh, auth))


def subscriptions(stores: Stores, actor: Actor) -> list[Subscription]:
    """List the actor's own browsers, the newest first."""
    require(actor, Verb.READ_OWN, Subject(applicant=actor.id))
    return _newest_first(stores.subscriptions.of(str(actor.id)))


def unsubscribe(stores: Stores, actor: Actor, id: str | None) -> None:
    """Tell the actor through a browser no more, or through none of them; what is gone stays gone."""
    require(actor, Verb.WRITE_OWN, Subject(applicant=actor.id))
    for one in stores.subscriptions.of(str(actor.id)):
        if id in (None, one.id):
            stores.subscriptions.remove(str(actor.id), one.id)


def _checked(stores: Stores, endpoint: str, p256dh: str, auth: str) -> Subscription:
    wrong = list(wrong_address(endpoint, stores.municipality.push_hosts, stores.push_receiver))
    if not stores.push.fits(p256dh, auth):
        wrong.append(FieldError("/keys", "push-keys"))
    if wrong:
        raise InvalidInput(wrong)
    return Subscription(stores.subscriptions.id_of(endpoint), endpoint, p256dh, auth, stamp(stores.now()))


def _keep(stores: Stores, person: str, wanted: Subscription) -> list[Subscription]:
    stores.subscriptions.put(person, wanted)
    known = stores.subscriptions.of(person)
    leaving = oldest(known, wanted.id)
    for one in leaving:
        stores.subscriptions.remove(person, one.id)
    return _newest_first([one for one in known if one not in leaving])


def _newest_first(found: list[Subscription]) -> list[Subscription]:
    return sorted(found, key=lambda one: one.at, reverse=True)
