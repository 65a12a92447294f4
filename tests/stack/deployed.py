"""A deployed stack as tests use it: over HTTP as anybody, and through the use cases as the system."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from infra.commands import stack as stacks
from infra.commands.demo_users import PASSWORD


@dataclass(frozen=True)
class Answer:
    """What came back; `json` is None when there was no body."""

    status: int
    headers: Mapping[str, str]
    json: Any


@dataclass
class Deployed:
    """A running local stack and the tokens of whoever signed in."""

    stack: stacks.Stack
    tokens: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        token: str | None = None,
    ) -> Answer:
        """Send one request to the front door; `body` is JSON, or bytes with their own Content-Type."""
        address = f"{self.stack.url}{quote(path, safe='/{}-_.~%')}" + (f"?{urlencode(query)}" if query else "")
        sent = dict(headers or {})
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        if data is not None and not any(name.lower() == "content-type" for name in sent):
            sent["Content-Type"] = "application/json"
        if token:
            sent["Authorization"] = f"Bearer {token}"
        asked = urllib.request.Request(address, data=data, headers=sent, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                return _answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as refused:
            return _answer(refused.code, refused.headers, refused.read())

    def person(self, email: str, pool: str) -> str:
        """The id of a user of `pool` (ApplicantPool, StaffPool), created when missing."""
        if email not in self.people:
            client, pool_id = self.stack.client("cognito-idp"), self.stack.outputs[pool]
            try:
                found = client.admin_get_user(UserPoolId=pool_id, Username=email)["UserAttributes"]
            except client.exceptions.UserNotFoundException:
                known = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
                made = client.admin_create_user(
                    UserPoolId=pool_id, Username=email, UserAttributes=known, MessageAction="SUPPRESS"
                )
                client.admin_set_user_password(UserPoolId=pool_id, Username=email, Password=PASSWORD, Permanent=True)
                found = made["User"]["Attributes"]
            self.people[email] = str(next(each["Value"] for each in found if each["Name"] == "sub"))
        return self.people[email]

    def sign_in(self, email: str, pool: str) -> str:
        """An access token of a user."""
        if email not in self.tokens:
            self.person(email, pool)
            signed = self.stack.client("cognito-idp").initiate_auth(
                ClientId=self.stack.outputs[pool.replace("Pool", "Client")],
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": email, "PASSWORD": PASSWORD},
            )
            self.tokens[email] = signed["AuthenticationResult"]["AccessToken"]
        return self.tokens[email]

    def applicant(self, email: str = "gulnara@example.org") -> str:
        """An applicant's token."""
        return self.sign_in(email, "ApplicantPool")

    def staff(self, email: str) -> str:
        """A staff member's token."""
        return self.sign_in(email, "StaffPool")


def _answer(status: int, headers: Any, body: bytes) -> Answer:
    read = None
    if body:
        try:
            read = json.loads(body)
        except ValueError:
            read = body.decode("utf-8", "replace")
    return Answer(status, {name.lower(): value for name, value in headers.items()}, read)
