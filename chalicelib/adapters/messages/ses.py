"""E-mail through Amazon SES."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.messages.outcomes import of_failure
from chalicelib.domain.deliveries import Outcome, accepted

_HOPELESS = frozenset({"BadRequestException", "InvalidParameterValue"})


class SesEmail:
    """Sends plain text from the municipality's address; `client` (sesv2) must not repeat calls by itself."""

    def __init__(self, client: Any, sender: str) -> None:
        self._client, self._sender = client, sender

    def send(self, to: str, subject: str, text: str, number: str) -> Outcome:
        """Send one e-mail; `number` is the message's own and the same when it is repeated."""
        content = {
            "Subject": {"Data": subject, "Charset": "UTF-8"},
            "Body": {"Text": {"Data": text, "Charset": "UTF-8"}},
            "Headers": [
                {"Name": "X-Message-Number", "Value": number},
                {"Name": "Auto-Submitted", "Value": "auto-generated"},
            ],
        }
        try:
            sent = self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [to]},
                Content={"Simple": content},
            )
        except (ClientError, BotoCoreError) as error:
            return of_failure(error, _HOPELESS)
        return accepted(sent["MessageId"])
