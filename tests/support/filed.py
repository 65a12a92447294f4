"""What somebody asks for when they file, with all that a test doesn't care about filled in."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.chain import canonical, sha256
from chalicelib.usecases.filing import FilingRequest


def asked(service: str, answers: dict[str, Any], contact: Mapping[str, str], **more: Any) -> FilingRequest:
    """Ask for a service, or a life situation, on a portal in Russian; `more` are the request's other fields."""
    told = {"language": "ru", "channel": "portal", "key": uuid.uuid4().hex, "body_hash": sha256(canonical(answers))}
    return FilingRequest(service=service, answers=answers, contact=dict(contact), **(told | more))
