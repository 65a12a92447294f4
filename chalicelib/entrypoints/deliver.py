"""The readers of the channels' queues: one function for each, so that each may use its own provider only."""

from __future__ import annotations

import json
from typing import Any

from chalice import Blueprint

from chalicelib.adapters.logs import log
from chalicelib.bootstrap import Stores, stores
from chalicelib.domain.deliveries import Channel
from chalicelib.domain.errors import StaleVersion, TransientError

reader = Blueprint(__name__)


@reader.lambda_function(name="deliver_sms")
def deliver_sms(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Send what the messages ask for by SMS; give those that must come again."""
    return read_queue(stores(), event, Channel.SMS)


@reader.lambda_function(name="deliver_email")
def deliver_email(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Send what the messages ask for by e-mail; give those that must come again."""
    return read_queue(stores(), event, Channel.EMAIL)


@reader.lambda_function(name="deliver_push")
def deliver_push(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Send what the messages ask for to people's browsers; give those that must come again."""
    return read_queue(stores(), event, Channel.PUSH)


def read_queue(stores: Stores, event: dict[str, Any], channel: Channel) -> dict[str, Any]:
    """Do what each message of a batch asks for.

    A passing trouble brings that message back. One that can't be understood or done goes to the channel's dead letters
    with its reason, and doesn't block the next.
    """
    again = []
    for record in event["Records"]:
        try:
            act(stores, channel, record["body"])
        except (TransientError, StaleVersion) as error:
            log("delivery postponed", level="warning", reason=str(error), channel=str(channel))
            again.append({"itemIdentifier": record["messageId"]})
        except Exception as error:  # noqa: BLE001 - one bad message must not block the others
            log("delivery failed", level="error", reason=type(error).__name__, channel=str(channel))
            stores.queues.bury(channel, {**_ids(record["body"]), "reason": type(error).__name__})
    return {"batchItemFailures": again}


def act(stores: Stores, channel: Channel, body: str) -> None:
    """Do what one message asks for: send a confirmation code, or what is owed for a case."""
    from chalicelib.usecases import delivering_messages

    message = json.loads(body)
    if "confirmation" in message:
        delivering_messages.deliver_code(stores, channel, message["confirmation"])
    else:
        delivering_messages.deliver(stores, channel, message)


def _ids(body: str) -> dict[str, Any]:
    """Give what a dead letter keeps of a message, whatever it is: our messages hold ids only."""
    try:
        message = json.loads(body)
    except ValueError:
        return {"body": body[:1000]}
    return message if isinstance(message, dict) else {"body": body[:1000]}
