"""List prices in USD, eu-central-1, on demand, without free tiers; check them against the provider's price pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

TRANSITION = 25.0 / 1e6
WRITE_UNIT = 0.7625 / 1e6
READ_UNIT = 0.1525 / 1e6
LAMBDA_REQUEST = 0.20 / 1e6
LAMBDA_GB_SECOND_ARM = 0.0000133334
API_REQUEST = 3.70 / 1e6
SQS_REQUEST = 0.40 / 1e6
KMS_REQUEST = 3.0 / 1e6
S3_GET = 0.43 / 1e6
SECRET_REQUEST = 5.0 / 1e6


def cost(calls: Iterable[dict[str, Any]], transitions: int) -> dict[str, float]:
    """Price the engine's own log of calls and a number of state transitions; give USD by service."""
    spent = {"states": transitions * TRANSITION, "dynamodb": 0.0, "lambda": 0.0, "sqs": 0.0, "kms": 0.0, "other": 0.0}
    for call in calls:
        match call["service"]:
            case "dynamodb":
                spent["dynamodb"] += float(call.get("write_units") or 0) * WRITE_UNIT
                spent["dynamodb"] += float(call.get("read_units") or 0) * READ_UNIT
            case "lambda" if "memory_mb" in call:
                seconds = float(call["ms"]) / 1000
                spent["lambda"] += LAMBDA_REQUEST + seconds * call["memory_mb"] / 1024 * LAMBDA_GB_SECOND_ARM
            case "sqs":
                spent["sqs"] += SQS_REQUEST
            case "kms":
                spent["kms"] += KMS_REQUEST
            case "s3":
                spent["other"] += S3_GET
            case "secretsmanager":
                spent["other"] += SECRET_REQUEST
            case "apigateway" | "execute-api":
                spent["other"] += API_REQUEST
    return spent
