"""Ways to reach a person: SMS through SNS or through a city's own HTTP gateway, and e-mail through SES.

Each gives an Outcome and raises nothing for what a provider does: whether a message surely didn't go out, or may have
gone out, decides whether it is sent again. So no client here repeats a call by itself.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Protocol

from chalicelib.domain.deliveries import Outcome

if TYPE_CHECKING:
    from chalicelib.adapters.messages.ses import SesEmail


class SmsSender(Protocol):
    """Sends text messages; SNS and an HTTP gateway do."""

    def send(self, to: str, text: str, number: str) -> Outcome:
        """Send `text` to a phone number (E.164); `number` is the message's own and the same when it is repeated."""
        ...


@functools.cache
def once(service: str) -> Any:
    """Give the process's client of a service that never repeats a call by itself."""
    import boto3
    from botocore.config import Config

    settings = Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 1})
    return boto3.client(service, config=settings)


def sns_sms() -> SmsSender:
    """Give the sender of SMS through SNS."""
    from chalicelib.adapters.messages.sns import SnsSms

    return SnsSms(once("sns"))


def gateway_sms(url: str, token: str) -> SmsSender:
    """Give the sender of SMS through a city's own gateway."""
    from chalicelib.adapters.messages.http_gateway import HttpGatewaySms

    return HttpGatewaySms(url, token)


def ses_email(sender: str) -> SesEmail:
    """Give the sender of e-mail from the municipality's address."""
    from chalicelib.adapters.messages.ses import SesEmail

    return SesEmail(once("sesv2"), sender)
