"""People: their wrapped data key, contacts, own applications and own register records."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from typing import Any

from chalicelib.adapters.dynamodb import keys, keys_channels
from chalicelib.adapters.dynamodb.client import Action, WriteRefused, partition, translated, write
from chalicelib.adapters.dynamodb.items import from_item, to_item, to_key
from chalicelib.adapters.encryption import AlteredError, Encryption
from chalicelib.domain.applications import Application, Content
from chalicelib.domain.chain import sha256
from chalicelib.domain.erasures import Wish
from chalicelib.domain.errors import PersonErased
from chalicelib.domain.layout import LAYOUT
from chalicelib.domain.looks import Look, Shown

_KEY_SECONDS = 2.0
"""How long a wrapped key that was read serves the same process: for one command, never much longer than an erasure."""


KEPT_KEYS = 1000


class AccountStore:
    """The Accounts table, as far as it is about applicants; what is personal is sealed before it is stored."""

    APPLICATIONS = keys.OWN_APPLICATION_PREFIX
    RECORDS = keys.OWN_RECORD_PREFIX

    def __init__(self, client: Any, table: str, encryption: Encryption) -> None:
        self._client, self.table, self._encryption = client, table, encryption
        self._known: dict[str, tuple[float, bytes]] = {}
        self._written: dict[str, bytes] = {}

    def key_of(self, person: str) -> bytes | None:
        """Read a person's wrapped data key; nothing if they are new. Raises PersonErased."""
        item = self._get(keys.person_key(person))
        if item is not None and "wrapped" not in item:
            raise PersonErased("this person's data were erased")
        return self._know(person, item["wrapped"]) if item else None

    def known_key(self, person: str) -> bytes | None:
        """Give a person's wrapped data key, read a moment ago or now; nothing if they are new or were erased."""
        until, wrapped = self._known.get(person, (0.0, b""))
        if time.monotonic() < until:
            return wrapped
        try:
            return self.key_of(person)
        except PersonErased:
            return None

    def forget_keys(self) -> None:
        """Read every wrapped key anew from here on: the process begins another command."""
        self._known.clear()

    def _know(self, person: str, wrapped: bytes) -> bytes:
        if len(self._known) > 1000:
            self._known.clear()
        self._known[person] = (time.monotonic() + _KEY_SECONDS, wrapped)
        return wrapped

    def current_key(self, person: str) -> tuple[bytes, Action] | None:
        """Give a person's wrapped data key with the action by which a write under it is refused once it isn't theirs.

        The key may come from this process's memory, since the action notices what happened meanwhile; nothing if the
        person is new, and that isn't remembered. Raises PersonErased.
        """
        wrapped = self._written.get(person) or self.key_of(person)
        if wrapped is None:
            return None
        if len(self._written) >= KEPT_KEYS:
            self._written.clear()
        self._written[person] = wrapped
        return wrapped, {
            "ConditionCheck": {
                "TableName": self.table,
                "Key": to_key(keys.person_key(person)),
                "ConditionExpression": "#wrapped = :wrapped",
                "ExpressionAttributeNames": {"#wrapped": "wrapped"},
                "ExpressionAttributeValues": {":wrapped": {"B": wrapped}},
            }
        }

    def forget_key(self, person: str) -> None:
        """Read a person's key again next time: a write under it was refused."""
        self._written.pop(person, None)

    def new_key(self, person: str) -> tuple[bytes, Action]:
        """Make a person's data key; give it with the action that stores it."""
        wrapped = self._know(person, self._encryption.new_key(person))
        item = to_item({**keys.person_key(person), "layout": LAYOUT, "wrapped": wrapped})
        return wrapped, {
            "Put": {"TableName": self.table, "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}
        }

    def seal_content(self, person: str, wrapped: bytes, application: str, content: Content) -> tuple[bytes, str]:
        """Encrypt an application's content; give it with the SHA-256 of what is stored."""
        document = {one.name: getattr(content, one.name) for one in dataclasses.fields(content)}
        sealed = self._encryption.seal(person, wrapped, keys.application(application), document)
        return sealed, sha256(sealed)

    def seal(self, person: str, wrapped: bytes, where: dict[str, str], document: dict[str, Any]) -> bytes:
        """Encrypt a document for the item with key `where`."""
        return self._encryption.seal(person, wrapped, where, document)

    def opened(self, person: str, where: dict[str, str], sealed: bytes) -> dict[str, Any] | None:
        """Decrypt what `seal` made for that item; nothing where the person was erased or the ciphertext altered."""
        wrapped = self.known_key(person)
        if wrapped is None:
            return None
        try:
            document: dict[str, Any] = self._encryption.open(person, wrapped, where, sealed)
        except AlteredError:
            return None
        return document

    def content(self, application: Application) -> Content:
        """Decrypt an application's content. Raises PersonErased."""
        document = self._open(application.person, keys.application(application.id), application.sealed)
        return Content(**document)

    def profile(self, person: str) -> dict[str, Any]:
        """Read a person's contacts and language: {"phone"?, "email"?, "language"}; empty when there are none."""
        item = self._get(keys.profile(person))
        if item is None:
            return {}
        contact: dict[str, Any] = self._open(person, keys.profile(person), item["sealed"])
        return contact | {"language": item["language"], "version": item["version"]}

    def put_profile(
        self, person: str, wrapped: bytes, contact: dict[str, str], language: str, *, after: int | None
    ) -> Action:
        """Give the action that stores a person's contacts; `after` is the version they were read at."""
        key = keys.profile(person)
        sealed = self._encryption.seal(person, wrapped, key, contact)
        item = {**key, "layout": LAYOUT, "sealed": sealed, "language": language, "version": (after or 0) + 1}
        put: dict[str, Any] = {"TableName": self.table, "Item": to_item(item)}
        if after is None:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        else:
            put["ConditionExpression"] = "version = :version"
            put["ExpressionAttributeValues"] = {":version": {"N": str(after)}}
        return {"Put": put}

    def put_own(self, key: dict[str, str], values: dict[str, Any]) -> Action:
        """Give the action that lists something under a person; repeating it changes nothing."""
        return {"Put": {"TableName": self.table, "Item": to_item({**key, "layout": LAYOUT, **values})}}

    def own_application(self, application: Application) -> Action:
        """Give the action that lists an application under its applicant."""
        key = keys.own_application(application.person, application.filed_at, application.id)
        return self.put_own(key, {"application": application.id, "case": application.case})

    def own_record(self, person: str, at: str, register: str, record: str) -> Action:
        """Give the action that lists a register record under the person it was granted to."""
        return self.put_own(keys.own_record(person, at, register, record), {"register": register, "record": record})

    def note_look(self, person: str, look: Look) -> None:
        """Note that somebody was shown what is a person's; the same within the hour replaces itself."""
        self.put(self.put_own(keys_channels.look(person, look.name), dataclasses.asdict(look)))

    def looks(self, person: str, after: str | None, limit: int) -> tuple[list[Look], str | None]:
        """Read one page of who was shown what is a person's, newest first, with where to go on."""
        rows, following = self.own(person, keys_channels.LOOK_PREFIX, after, limit)
        return [_look(row) for row in rows], following

    def wish_erasure(self, wish: Wish) -> Wish:
        """Note that a person wants to be erased; give the first wish where there is one."""
        item = {**keys_channels.erasure_wish(wish.person), "layout": LAYOUT, "at": wish.at}
        put = {"TableName": self.table, "Item": to_item(item), "ConditionExpression": "attribute_not_exists(pk)"}
        try:
            self.put({"Put": put})
        except WriteRefused:
            return self.erasure_wish(wish.person) or wish
        return wish

    def erasure_wish(self, person: str) -> Wish | None:
        """Read since when a person wants to be erased; nothing where they don't."""
        item = self._get(keys_channels.erasure_wish(person))
        return Wish(person, item["at"]) if item else None

    def forget_erasure_wish(self, person: str) -> None:
        """Take the wish back, or off the list once it is done."""
        with translated():
            self._client.delete_item(TableName=self.table, Key=to_key(keys_channels.erasure_wish(person)))

    def erasure_wishes(self) -> list[Wish]:
        """List who wants to be erased, the longest first."""
        found = partition(self._client, self.table, keys_channels.ERASURE_WISHES)
        return sorted((Wish(item["sk"], item["at"]) for item in map(from_item, found)), key=lambda one: one.at)

    def own(self, person: str, prefix: str, after: str | None, limit: int) -> tuple[list[dict[str, Any]], str | None]:
        """Read one page of what a person has under a prefix, newest first, with where to go on."""
        start = {"ExclusiveStartKey": to_key({"pk": f"PERSON#{person}", "sk": after})} if after else {}
        with translated():
            page = self._client.query(
                TableName=self.table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
                ExpressionAttributeValues={":pk": {"S": f"PERSON#{person}"}, ":prefix": {"S": prefix}},
                ScanIndexForward=False,
                Limit=limit,
                **start,
            )
        last = page.get("LastEvaluatedKey")
        return [from_item(item) for item in page["Items"]], last["sk"]["S"] if last else None

    def write(self, actions: Sequence[Action]) -> None:
        """Do all actions or none. Raises WriteRefused, which tells whose condition failed."""
        write(self._client, actions)

    def put(self, action: Action) -> None:
        """Do one action by itself. Raises WriteRefused when its condition fails."""
        with translated():
            self._client.put_item(**action["Put"])

    def _open(self, person: str, where: dict[str, str], sealed: bytes) -> Any:
        wrapped = self.known_key(person)
        if wrapped is None:
            raise PersonErased("this person's data were erased")
        return self._encryption.open(person, wrapped, where, sealed)

    def _get(self, key: dict[str, str]) -> dict[str, Any] | None:
        with translated():
            got = self._client.get_item(TableName=self.table, Key=to_key(key), ConsistentRead=True)
        return from_item(got["Item"]) if "Item" in got else None


def _look(row: dict[str, Any]) -> Look:
    kept = {field.name: row.get(field.name) for field in dataclasses.fields(Look)}
    return Look(**{**kept, "what": Shown(row["what"]), "roles": tuple(row["roles"])})  # type: ignore[arg-type]
