"""From a commit to the account entry, the SMS and the e-mail: once each, whatever comes twice or goes wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.domain.deliveries import Channel, State
from chalicelib.domain.permissions import Actor
from chalicelib.usecases import notifying
from tests.unit.notifications_world import EMAIL, PHONE, World, world

SMS, MAIL = Channel.SMS, Channel.EMAIL


@pytest.fixture
def town() -> Iterator[World]:
    with world() as made:
        yield made


def applicant(person: str) -> Actor:
    return Actor("applicant", person)


def entries(town: World, person: str, language: str = "ru") -> list[notifying.Notification]:
    return notifying.list_notifications(town.stores, applicant(person), language=language, limit=100)[0]


def test_an_automatic_case_is_one_sms_one_email_and_an_entry_per_status(town: World) -> None:
    case = town.granted(town.registered(town.file()))
    assert town.stream(case) == {"batchItemFailures": []}
    letters = [*town.letters("queue_sms"), *town.letters("queue_email")]
    assert {delay for _, delay in town.queues.delays} == {60, 3}
    assert all(set(letter) == {"person", "case", "channel", "reason"} for letter in letters)
    for letter in letters:
        town.deliver(Channel(letter["channel"]), letter)

    assert [entry.status for entry in reversed(entries(town, case.person))] == [
        "filed",
        "registered",
        "in_consideration",
        "granted",
        "delivered",
        "closed",
    ]
    ((to, _, text, number),) = town.sms.sent
    assert to == PHONE
    assert "разрешение P-17 выдано, действует по 22 ноября 2027 года" in text
    assert number in text
    ((to, subject, text, number),) = town.email.sent
    assert to == EMAIL
    assert case.number in subject
    assert text.index("P-17") < text.index("Заявление принято")
    assert number in text
    states = [one.state for one in town.owed(case, SMS)]
    assert states == [State.MERGED] * 5 + [State.SENT]


def test_a_first_status_goes_out_after_a_minute_and_the_decision_at_once(town: World) -> None:
    case = town.file()
    town.stream(case)
    town.flush(case)
    case = town.refused(town.registered(case), "not-resident", "arrears")
    town.stream(case)
    town.flush(case)
    assert len(town.sms.sent) == 2
    text = town.email.sent[1][2]
    assert "Вы живёте не здесь (п. 2.8.1)." in text
    assert "Есть долг (п. 2.8.4)." in text


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", "Заявление принято"), ("tt", "Гариза кабул ителде"), ("en", "Application received")],
)
def test_messages_are_in_the_applicants_language(town: World, language: str, words: str) -> None:
    case = town.file(language=language)
    town.stream(case)
    town.flush(case)
    assert town.email.sent[0][1].startswith(words)
    assert {entries(town, case.person, other)[0].title for other in ("ru", "tt", "en")} == {
        "Заявление принято",
        "Гариза кабул ителде",
        "Application received",
    }


def test_duplicates_of_every_message_change_nothing(town: World) -> None:
    case = town.granted(town.registered(town.file()))
    for _ in range(3):
        town.stream(case)
    letters = {queue: town.letters(f"queue_{queue}") for queue in ("sms", "email")}
    for _ in range(3):
        for queue, found in letters.items():
            town.deliver(Channel(queue), *found)
    town.stream(case)
    assert len(entries(town, case.person)) == 6
    assert (len(town.sms.sent), len(town.email.sent)) == (1, 1)


def test_somebody_without_addresses_still_has_the_legal_delivery(town: World) -> None:
    case = town.file(phone=None, email=None)
    town.stream(case)
    assert town.letters("queue_sms") == town.letters("queue_email") == []
    (entry,) = entries(town, case.person)
    assert (entry.at, entry.number, entry.read_at) == (case.filed_at, case.number, None)
