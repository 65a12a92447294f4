"""Small shapes that schemas of requests and answers are made of, as JSON Schema 2020-12."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

LANGUAGE: Schema = {"type": "string", "enum": ["ru", "tt", "en"]}
DAY: Schema = {"type": "string", "format": "date", "minLength": 10, "maxLength": 10}
INSTANT: Schema = {"type": "string", "format": "date-time"}
ID: Schema = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
CODE: Schema = {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[a-z0-9][a-z0-9_.-]*$"}
PHONE: Schema = {"type": "string", "pattern": "^\\+[1-9][0-9]{9,14}$"}
EMAIL: Schema = {"type": "string", "format": "email", "minLength": 3, "maxLength": 254}
NOTE: Schema = {"type": "string", "maxLength": 2000}
ANY_TEXT: Schema = {"type": "string"}
PERSON: Schema = {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9-]+$"}
CHANNEL: Schema = {"type": "string", "enum": ["sms", "email"]}
ANY_CHANNEL: Schema = {"type": "string", "enum": ["sms", "email", "push"]}
STATUS: Schema = {
    "type": "string",
    "enum": [
        "filed",
        "verification",
        "returned",
        "refused_registration",
        "registered",
        "in_consideration",
        "suspended",
        "granted",
        "refused",
        "delivered",
        "closed",
        "withdrawn",
    ],
}
ROLE: Schema = {
    "type": "string",
    "enum": [
        "intake",
        "expert",
        "decision_maker",
        "responder",
        "registrar",
        "methodologist",
        "head",
        "administrator",
    ],
}
ROLES: Schema = {"type": "array", "items": ROLE, "minItems": 1, "maxItems": 20, "uniqueItems": True}
LIMIT: Schema = {"type": "integer", "minimum": 1, "maximum": 100, "default": 20, "description": "Items on a page."}
CURSOR: Schema = {"type": "string", "minLength": 1, "maxLength": 2048, "description": "`next` of the page before."}
PAGED = {"limit": LIMIT, "cursor": CURSOR}


def ref(name: str) -> Schema:
    """Point to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def closed(properties: Schema, *, optional: tuple[str, ...] = (), **more: Any) -> Schema:
    """An object with exactly these properties; all are needed but the `optional` ones."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False, **more}


def open_(properties: Schema, *, optional: tuple[str, ...] = ()) -> Schema:
    """An object of an answer: readers must expect properties that are added later."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


def nullable(schema: Schema) -> Schema:
    """The schema or null."""
    if "$ref" in schema or "enum" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return {**schema, "type": [schema["type"], "null"]}


def listed(item: str) -> Schema:
    """A page of a list of the component `item`."""
    return open_({"items": {"type": "array", "items": ref(item)}, "next": nullable(ANY_TEXT)})


FREE: Schema = {"type": "object"}
