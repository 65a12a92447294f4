"""A stack in one process: moto's tables and buckets, the shipped catalogue, and a stand-in for the two machines.

For what needs many races and alterations quickly; what Step Functions and streams do is shown on the deployed
template (tests/stack, tests/stories).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TABLES = ("cases", "registers", "accounts", "catalogue", "statistics")


@contextmanager
def stack() -> Iterator[Any]:
    """Give the stores of a fresh stack; everything is gone afterwards."""
    from moto import mock_aws

    from chalicelib import bootstrap, settings
    from chalicelib.adapters.dynamodb.client import aws

    with mock_aws():
        os.environ |= _environment()
        aws.cache_clear()
        settings.municipality.cache_clear()
        _create()
        stores = bootstrap.Stores()
        try:
            yield stores
        finally:
            aws.cache_clear()


class Clock:
    """A domain clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)


def at_noon(day: str) -> Clock:
    """Give a clock that stands at noon UTC of an ISO day."""
    return Clock(datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC))


def _environment() -> dict[str, str]:
    municipality = json.loads((ROOT / "infra/settings/local.json").read_text())
    return {
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "OKNO_STAGE": "test",
        "OKNO_MUNICIPALITY": json.dumps(municipality),
        "OKNO_CATALOGUE_BUCKET": "catalogue",
        "OKNO_FILES_BUCKET": "files",
        "OKNO_MALWARE_SCAN": "local",
        "OKNO_CLOCK_FILE": "",
        **{f"OKNO_{name.upper()}_TABLE": name for name in TABLES},
    }


def _create() -> None:
    from chalicelib.adapters.dynamodb.client import aws

    indexes = {"cases": ("list", "due"), "accounts": ("delivery",)}
    for table in TABLES:
        names = ["pk", "sk"] + [f"{index}_{part}" for index in indexes.get(table, ()) for part in ("pk", "sk")]
        secondary = [
            {
                "IndexName": index,
                "KeySchema": [
                    {"AttributeName": f"{index}_pk", "KeyType": "HASH"},
                    {"AttributeName": f"{index}_sk", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
            for index in indexes.get(table, ())
        ]
        aws("dynamodb").create_table(
            TableName=table,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            **({"GlobalSecondaryIndexes": secondary} if secondary else {}),
        )
    for bucket in ("catalogue", "files"):
        aws("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    os.environ["OKNO_KEY_ID"] = aws("kms").create_key()["KeyMetadata"]["KeyId"]
    signing = aws("kms").create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    os.environ["OKNO_SIGNING_KEY_ID"] = signing["KeyMetadata"]["KeyId"]
    aws("secretsmanager").create_secret(Name="secret", SecretString="only for tests")
    os.environ["OKNO_SECRET_ID"] = "secret"
    for name in ("sms", "email", "push"):
        os.environ[f"OKNO_QUEUE_{name.upper()}"] = aws("sqs").create_queue(QueueName=name)["QueueUrl"]
        os.environ[f"OKNO_DLQ_{name.upper()}"] = aws("sqs").create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    os.environ["OKNO_DLQ_STREAM"] = aws("sqs").create_queue(QueueName="stream-dead")["QueueUrl"]
