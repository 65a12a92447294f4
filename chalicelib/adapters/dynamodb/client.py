"""The one DynamoDB client of a process, and how its errors become Okno's."""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

from chalicelib.domain.errors import OknoError, StaleVersion, TransientError

_TRANSIENT = frozenset(
    {
        "ThrottlingException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "InternalServerError",
        "ServiceUnavailable",
        "TransactionInProgressException",
        "TransactionConflictException",
        "LimitExceededException",
        "KMSInternalException",
        "DependencyTimeoutException",
    }
)
_TRANSIENT_REASONS = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
ATTEMPTS = 3
"""How often a call is tried in all; where it goes straight, that is the first time."""
MAX_ACTIONS = 60
"""Most actions of one write (DESIGN, "One way in, one way through")."""


class WriteRefused(StaleVersion):
    """A condition of a write failed: nothing was written. `failed` lists the positions of the actions."""

    def __init__(self, failed: Sequence[int]) -> None:
        super().__init__(f"conditions failed: {list(failed)}")
        self.failed = tuple(failed)


_one_at_a_time = threading.Lock()


@functools.cache
def aws(service: str) -> Any:
    """Give the process's client of a service; region, endpoint and credentials come from the environment.

    boto3's clients are botocore's; made here without boto3, which imports S3's transfer manager first and
    costs a cold function a third of its time.
    """
    from botocore.config import Config

    straight = service == "dynamodb" and _goes_straight()
    settings = Config(
        connect_timeout=2,
        read_timeout=8,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS - straight},
        max_pool_connections=32,
        user_agent="okno",  # else it is put together anew for each request: a tenth of the time of a small one
        # A quarter of a large write's time; items are made by `to_item`, and DynamoDB checks them again.
        parameter_validation=service != "dynamodb",
        s3={"addressing_style": "path"},
    )
    with _one_at_a_time:  # a session isn't safe to make clients from in several threads
        client = _session().create_client(service, config=settings)
    if straight:
        from chalicelib.adapters.dynamodb.straight import StraightClient

        return StraightClient(client, _session().get_credentials())
    return client


def _goes_straight() -> bool:
    """Tell whether nothing stands between this process and DynamoDB: it is a function, and has no proxy."""
    from urllib.request import getproxies

    return bool(os.environ.get("AWS_LAMBDA_FUNCTION_NAME")) and not getproxies()


@functools.cache
def _session() -> Any:
    from botocore.session import get_session

    return get_session()


@contextmanager
def translated() -> Iterator[None]:
    """Turn the client's passing errors into TransientError and failed conditions into WriteRefused."""
    try:
        yield
    except ClientError as error:
        raise translate(error) from error
    except (ConnectionError, HTTPClientError) as error:
        raise TransientError(type(error).__name__) from error


def translate(error: ClientError) -> Exception:
    """Give the domain's name of a client error; an error without one is returned as it is."""
    code = error.response["Error"]["Code"]
    known: Exception = error
    if code == "ConditionalCheckFailedException":
        return WriteRefused([0])
    if code == "TransactionCanceledException":
        reasons = [reason.get("Code") for reason in error.response.get("CancellationReasons", [])]
        failed = [index for index, reason in enumerate(reasons) if reason == "ConditionalCheckFailed"]
        if failed:
            return WriteRefused(failed)
        if any(reason in _TRANSIENT_REASONS for reason in reasons):
            return TransientError("TransactionConflict")
    if code in _TRANSIENT:
        return TransientError(code)
    return known


def every_item(client: Any, **query: Any) -> Iterator[dict[str, Any]]:
    """Give every item of a Query in wire form, page after page. Raises TransientError."""
    start: dict[str, Any] = {}
    while True:
        with translated():
            page = client.query(**query, **start)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def partition(client: Any, table: str, pk: str, prefix: str = "", **more: Any) -> Iterator[dict[str, Any]]:
    """Give every item under a partition key, consistently, in wire form; `prefix` is what their sort keys begin with.

    `more` is what else the Query says. Raises TransientError.
    """
    condition, values = "pk = :pk", {":pk": {"S": pk}}
    if prefix:
        condition, values = f"{condition} AND begins_with(sk, :prefix)", {**values, ":prefix": {"S": prefix}}
    return every_item(
        client,
        TableName=table,
        KeyConditionExpression=condition,
        ExpressionAttributeValues=values,
        ConsistentRead=True,
        **more,
    )


Action = dict[str, Any]
"""One action of TransactWriteItems: {"Put" | "Update" | "Delete" | "ConditionCheck": …}."""


class TooManyActions(OknoError):
    """A write would touch more items than one transaction may: the use case must fan out."""


def write(client: Any, actions: Sequence[Action], *, fault: Callable[[], None] | None = None) -> None:
    """Write all actions or none. Raises WriteRefused, TransientError or TooManyActions.

    `fault` is called before the write; tests inject TransactionConflict through it, because the local
    engine never raises one.
    """
    if len(actions) > MAX_ACTIONS:
        raise TooManyActions(f"{len(actions)} actions in one write")
    if fault is not None:
        fault()
    with translated():
        client.transact_write_items(TransactItems=list(actions))
