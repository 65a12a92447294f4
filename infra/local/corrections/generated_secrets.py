"""CloudFormation: a generated secret obeys `ExcludePunctuation` and its like, which ministack's provisioner ignores."""

from __future__ import annotations

import json
from typing import Any

from ministack.services import secretsmanager
from ministack.services.cloudformation import provisioners

FLAGS = (
    "ExcludeLowercase",
    "ExcludeNumbers",
    "ExcludePunctuation",
    "ExcludeUppercase",
    "IncludeSpace",
    "RequireEachIncludedType",
)


def secret_string(properties: dict[str, Any]) -> str:
    """The value that a template asks for; replaces `_sm_secret_string`."""
    wish = properties.get("GenerateSecretString")
    if not wish or properties.get("SecretString"):
        return str(properties.get("SecretString", ""))
    order = {key: str(value).lower() == "true" if key in FLAGS else value for key, value in wish.items()}
    order["PasswordLength"] = int(order.get("PasswordLength", 32))
    status, _, body = secretsmanager._get_random_password(order)
    answer = json.loads(body)
    if status != 200:
        raise ValueError(answer.get("message"))
    if "SecretStringTemplate" in wish:
        whole = {**json.loads(wish["SecretStringTemplate"]), wish["GenerateStringKey"]: answer["RandomPassword"]}
        return json.dumps(whole)
    return str(answer["RandomPassword"])


def apply() -> None:
    """Replace the generator."""
    provisioners._sm_secret_string = secret_string
