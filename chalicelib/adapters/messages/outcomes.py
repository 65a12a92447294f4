"""What an AWS call that failed tells about the message."""

from __future__ import annotations

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ProxyConnectionError,
    SSLError,
)

from chalicelib.domain.deliveries import Outcome, not_sent, refused, uncertain

_NEVER_LEFT = (ConnectTimeoutError, EndpointConnectionError, ProxyConnectionError, SSLError)


def of_failure(error: ClientError | BotoCoreError, hopeless: frozenset[str]) -> Outcome:
    """Give the outcome of a failed call; error codes in `hopeless` mean that the message will never be taken.

    A call that was answered with any other error wasn't carried out, so it may be repeated. A call that was cut off
    after it had been written may have been carried out. Messages of errors can hold an address: only codes are kept.
    """
    if isinstance(error, ClientError):
        code = error.response["Error"]["Code"]
        return refused(code) if code in hopeless else not_sent(code)
    name = type(error).__name__
    return not_sent(name) if isinstance(error, _NEVER_LEFT) else uncertain(name)
