"""A message is counted with the very write that says it was sent: both or neither, and once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from chalicelib.domain.deliveries import Channel, Outcome, State, accepted
from chalicelib.usecases import counting
from tests.unit.notifications_world import World, world

SMS = Channel.SMS


@pytest.fixture
def town() -> Iterator[World]:
    with world() as made:
        yield made


def counted(town: World) -> int:
    _, _, rows = counting.between(town.stores, None, None)
    return sum(row.count for row in rows if (row.measure, row.dimension) == ("messages", "sms"))


@dataclass
class Slow:
    """A provider that takes so long that the claim is given up by another worker before it answers."""

    town: World
    body: dict[str, str]
    times: int = 0

    def send(self, to: str, text: str, number: str) -> Outcome:
        self.times += 1
        if self.times == 1:
            self.town.wait(minutes=6)
            self.town.deliver(SMS, self.body)  # sees the lost claim and sends again under the same number
        return accepted(number)


def test_a_message_whose_claim_is_given_up_meanwhile_is_counted_as_often_as_it_is_sent(town: World) -> None:
    case = town.file()
    town.stream(case)
    body = {"person": case.person, "case": case.id}
    town.stores.sms = slow = Slow(town, body)  # type: ignore[misc, assignment]
    failed = town.deliver(SMS, body)["batchItemFailures"]
    assert failed, "the slow worker finds that it was overtaken, and its queue message comes again"
    town.deliver(SMS, body)
    town.wait(minutes=6)
    town.deliver(SMS, body)
    sent = [one for one in town.owed(case, SMS) if one.state is State.SENT]
    assert slow.times == 2
    assert counted(town) == len(sent) == 1


def test_a_delivery_that_stays_unknown_is_not_counted(town: World) -> None:
    case = town.file()
    town.stream(case)
    (owed,) = town.owed(case, SMS)
    body = {"person": case.person, "case": case.id}

    class Gone:
        def send(self, to: str, text: str, number: str) -> Outcome:
            town.stores.sms = town.sms  # type: ignore[misc, assignment]
            town.wait(minutes=6)
            return accepted(number) if give_up(town, case.person, case.id) else accepted("never")

    town.stores.sms = Gone()  # type: ignore[misc, assignment]
    town.deliver(SMS, body)
    (left,) = town.owed(case, SMS)
    assert left.state is State.UNKNOWN
    assert counted(town) == 0
    assert owed.note == left.note


def give_up(town: World, person: str, case: str) -> bool:
    """What another worker does with a claim that nobody settled."""
    from chalicelib.domain.deliveries import lost_claims

    for before, after in lost_claims(town.stores.notes.deliveries(person, case, SMS), town.at):
        town.stores.notes.move(before, after)
        return True
    return False


def test_what_an_earlier_release_counted_before_it_was_stored_is_stored_and_not_counted_again(town: World) -> None:
    case = town.file()
    town.stream(case)
    (owed,) = town.owed(case, SMS)
    town.stores.statistics.add(
        f"SENT#{owed.note}#sms", "2026-11-23", {("messages", "-", "sms"): 1}, now=int(town.at.timestamp())
    )
    town.flush(case, SMS)
    assert [one.state for one in town.owed(case, SMS)] == [State.SENT]
    assert counted(town) == 1
