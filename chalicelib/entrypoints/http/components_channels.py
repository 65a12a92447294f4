"""Components of the OpenAPI document about the channels that people are told through."""

from __future__ import annotations

from chalicelib.entrypoints.http.shapes import ANY_TEXT, ID, INSTANT, Schema, closed, open_

KEY: Schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]{10,120}={0,2}$"}

CHANNELS: dict[str, Schema] = {
    "PushKey": open_({"key": {"type": "string", "description": "P-256, uncompressed, base64url (RFC 8292)."}}),
    "NewSubscription": {
        **closed(
            {
                "endpoint": {"type": "string", "minLength": 12, "maxLength": 1024, "description": "From the browser."},
                "expirationTime": {"type": ["number", "null"]},
                "keys": closed({"p256dh": KEY, "auth": KEY}),
            },
            optional=("expirationTime",),
        ),
        "description": "PushSubscription.toJSON() as the browser gives it.",
    },
    "Subscriptions": open_(
        {"subscriptions": {"type": "array", "items": open_({"id": ID, "service": ANY_TEXT, "at": INSTANT})}}
    ),
}
