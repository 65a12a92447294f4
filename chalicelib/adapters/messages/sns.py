"""SMS through Amazon SNS."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.messages.outcomes import of_failure
from chalicelib.domain.deliveries import Outcome, accepted

_HOPELESS = frozenset(
    {"InvalidParameter", "InvalidParameterValue", "ParameterValueInvalid", "OptedOut", "ValidationError"}
)


class SnsSms:
    """Publishes straight to a phone number; `client` must not repeat calls by itself."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def send(self, to: str, text: str, number: str) -> Outcome:
        """Send one text message. See SmsSender."""
        attributes = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
        try:
            sent = self._client.publish(PhoneNumber=to, Message=text, MessageAttributes=attributes)
        except (ClientError, BotoCoreError) as error:
            return of_failure(error, _HOPELESS)
        return accepted(sent["MessageId"])
