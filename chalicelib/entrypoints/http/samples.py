"""What the documented examples are about: data of the shipped catalogue, so that no route knows a service by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_SAMPLES: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "texts" / "examples.json").read_text(encoding="utf-8")
)

SERVICE: str = _SAMPLES["service"]
SITUATION: str = _SAMPLES["life_situation"]
REGISTER: str = _SAMPLES["register"]
FILING: dict[str, Any] = _SAMPLES["filing"]
"""A body that the door takes."""
KNOWN: dict[str, Any] = _SAMPLES["known"]
"""A body that asks what is known already; where its register holds nothing, nothing is known."""
NAME: str = _SAMPLES["name"]
"""Somebody's name."""
