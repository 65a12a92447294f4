"""Components of the OpenAPI document about what registers and the account know already."""

from __future__ import annotations

from typing import Any

from chalicelib.entrypoints.http.shapes import ANY_TEXT, CODE, EMAIL, FREE, INSTANT, PHONE, Schema, closed, open_, ref

_VALUE: Schema = {"description": "As the question's own schema says."}


def _said(how: str, **more: Any) -> Schema:
    return closed({how: {"const": True}, "value": _VALUE, **more})


KNOWN_ANSWERS: Schema = {
    "type": "object",
    "description": "Instead of an answer: what is said to what `/v1/applications/known` showed, by question.",
    "maxProperties": 100,
    "additionalProperties": ref("SaidOfKnown"),
}

KNOWN: dict[str, Schema] = {
    "SaidOfKnown": {
        "description": "Confirmed, with the value that was shown; or disputed, with the right one and why.",
        "if": {"required": ["disputed"]},
        "then": _said("disputed", why={"type": "string", "minLength": 3, "maxLength": 500}),
        "else": _said("confirmed"),
    },
    "WhatIsKnown": closed({"service": CODE, "answers": {"type": "object", "maxProperties": 300}}),
    "Known": open_(
        {
            "known": {
                "type": "array",
                "items": open_(
                    {
                        "question": ANY_TEXT,
                        "value": _VALUE,
                        "register": ANY_TEXT,
                        "title": ref("Text"),
                        "as_of": INSTANT,
                    }
                ),
            },
            "contact": {
                **open_({"phone": PHONE, "email": EMAIL}, optional=("phone", "email")),
                "description": "From the account of who is signed in; empty for others.",
            },
        }
    ),
    "Sources": {
        "type": "object",
        "description": "Question → the register that knew it, what it said as of when, confirmed or disputed and why.",
        "additionalProperties": FREE,
    },
}
