"""Statuses that follow each other closely ask a channel once: a look that is still to come finds them all."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.adapters.queues import Queues


class Sent:
    """A queue service that keeps what was sent, with its delay."""

    def __init__(self) -> None:
        self.delays: list[tuple[str, int]] = []

    def send_message(self, *, QueueUrl: str, MessageBody: str, DelaySeconds: int) -> dict[str, Any]:
        self.delays.append((QueueUrl, DelaySeconds))
        return {}


@pytest.fixture
def sent() -> Sent:
    return Sent()


class Desk:
    """Queues of a process whose clock is moved by hand."""

    def __init__(self, sent: Sent) -> None:
        self.now = 1000.0
        self.queues = Queues(sent, {"sms": "sms", "email": "email"}, {}, "", clock=lambda: self.now)

    def wake(self, case: str = "a", *, delay: int = 20, channel: str = "sms", after: float = 0) -> None:
        self.now += after
        self.queues.wake(channel, case, {"case": case}, delay=delay)


def test_three_statuses_of_one_moment_ask_once(sent: Sent) -> None:
    desk = Desk(sent)
    for _ in range(3):
        desk.wake(after=0.5)
    assert sent.delays == [("sms", 20)]


def test_an_urgent_status_does_not_wait_for_a_later_look(sent: Sent) -> None:
    desk = Desk(sent)
    desk.wake(delay=20)
    desk.wake(delay=3, after=1)
    desk.wake(delay=3, after=0.3)
    assert sent.delays == [("sms", 20), ("sms", 3)], "a closed case goes with its grant"


def test_a_look_that_may_have_happened_already_is_asked_for_again(sent: Sent) -> None:
    desk = Desk(sent)
    desk.wake()
    desk.wake(after=19.5)
    desk.wake(after=60)
    assert len(sent.delays) == 3


def test_every_case_and_channel_is_looked_at(sent: Sent) -> None:
    desk = Desk(sent)
    desk.wake("a")
    desk.wake("b")
    desk.wake("a", channel="email")
    assert sent.delays == [("sms", 20), ("sms", 20), ("email", 20)]


def test_a_look_at_once_is_never_left_out(sent: Sent) -> None:
    desk = Desk(sent)
    desk.wake(delay=0)
    desk.wake(delay=0)
    assert sent.delays == [("sms", 0), ("sms", 0)]
