"""What requests about an application carry: the idempotency key, the tracking secret, a number."""

from __future__ import annotations

KEY = {
    "type": "string",
    "pattern": "^[!-~]{8,128}$",
    "description": "Chosen by the caller; the same key with the same body files once. Kept for 30 days.",
}
SECRET = {"type": "string", "maxLength": 128, "x-optional": True, "description": "The secret given when filing."}
NUMBER = {"number": "00000000-000000-00"}
CASE = {
    "type": "string",
    "pattern": "^[0-9a-f]{32}-[0-9]{1,4}$",
    "maxLength": 40,
    "description": "Which case of a life situation's application; needed where there are several.",
}
