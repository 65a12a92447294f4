"""The plain page at the printed address: everything it loads is there, and it speaks three languages."""

from __future__ import annotations

import json
import random
import re
import time
import urllib.request
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import combinations

import pytest

from infra.commands import stack as stacks
from tests.stack.deployed import Deployed

PAGES = stacks.PROJECT / "web" / "public"
LANGUAGES = ("ru", "tt", "en")
SHORT = 12
"""So many characters may be equal in two languages: "SMS", a place name."""
SCRIPTS_LIMIT = 64_000
"""Bytes of all scripts together: old phones read them over slow lines."""
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Page:
    """What the front door gave."""

    status: int
    kind: str
    policy: str
    text: str


def read(deployed: Deployed, path: str) -> Page:
    """Read a page."""
    with urllib.request.urlopen(f"{deployed.stack.url}/{path}", timeout=30) as answer:
        headers = answer.headers
        return Page(
            answer.status,
            headers["Content-Type"],
            headers["Content-Security-Policy"] or "",
            answer.read().decode(),
        )


class Elements(HTMLParser):
    """Collects what a page loads, and what a strict policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: set[str] = set()
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        given = dict(attrs)
        address = given.get("src") or (given.get("href") if tag == "link" else None)
        if address:
            self.loads.add(address)
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        self.inline += [name for name in given if name == "style" or name.startswith("on")]


def imports(script: str) -> set[str]:
    """The modules that a script imports, by file name."""
    return set(re.findall(r'from "\./([\w.-]+)"', script))


def loaded() -> set[str]:
    """Every file that the page loads, found by following it from index.html."""
    elements = Elements()
    elements.feed((PAGES / "index.html").read_text(encoding="utf-8"))
    found: set[str] = {"index.html", "texts.json"}
    waiting = elements.loads
    while waiting:
        found |= waiting
        scripts = [(PAGES / name).read_text(encoding="utf-8") for name in waiting if name.endswith(".js")]
        waiting = set().union(*(imports(script) for script in scripts)) - found
    return found


@pytest.mark.parametrize("name", ["", *sorted(loaded())])
def test_every_file_of_the_page_is_there_under_a_strict_policy(deployed: Deployed, name: str) -> None:
    page = read(deployed, name)
    assert page.status == 200
    assert page.kind == KINDS[f".{(name or 'index.html').rpartition('.')[2]}"]
    assert page.policy.startswith("default-src 'self';")
    assert "unsafe" not in page.policy
    assert "frame-ancestors 'none'" in page.policy


def test_no_file_lies_there_that_the_page_does_not_load() -> None:
    assert {path.name for path in PAGES.rglob("*") if path.is_file()} == loaded()


def test_nothing_is_inline_and_nothing_comes_from_elsewhere() -> None:
    elements = Elements()
    elements.feed((PAGES / "index.html").read_text(encoding="utf-8"))
    assert elements.inline == []
    for path in PAGES.glob("*.js"):
        script = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|https?://", script), (
            path.name
        )


def test_the_scripts_are_light() -> None:
    assert sum(path.stat().st_size for path in PAGES.glob("*.js")) < SCRIPTS_LIMIT


def test_texts_are_in_three_languages_and_none_is_a_copy() -> None:
    texts = json.loads((PAGES / "texts.json").read_text(encoding="utf-8"))
    for key, text in texts.items():
        assert tuple(text) == LANGUAGES, key
        assert all(text.values()), key
        fields = {language: sorted(re.findall(r"\{\w+\}", text[language])) for language in LANGUAGES}
        assert fields["ru"] == fields["tt"] == fields["en"], key
        for one, other in combinations(LANGUAGES, 2):
            assert len(text[one]) <= SHORT or text[one] != text[other], f"{key}: {one} and {other} are the same"


def test_every_text_that_a_script_asks_for_exists() -> None:
    texts = json.loads((PAGES / "texts.json").read_text(encoding="utf-8"))
    for path in PAGES.glob("*.js"):
        asked = set(re.findall(r'\bt\("([\w.-]+)"', path.read_text(encoding="utf-8")))
        assert asked <= set(texts), f"{path.name}: {sorted(asked - set(texts))}"


def test_the_users_and_residents_to_try_are_shown(deployed: Deployed) -> None:
    users = json.loads(read(deployed, "_demo/users.json").text)
    titles = json.loads(read(deployed, "_demo/titles.json").text)
    assert {"applicant", "staff"} == {user["kind"] for user in users["users"]} == set(users["clients"])
    assert users["password"]
    for user in users["users"]:
        assert all(set(titles["roles"][role]) == set(LANGUAGES) for role in user["roles"])
        assert not user["department"] or user["department"] in titles["departments"]
    samples = json.loads(read(deployed, "_demo/samples.json").text)
    services = {service["id"] for service in deployed.call("GET", "/v1/catalogue").json["services"]}
    assert samples
    assert all(sample["service"] in services and sample["answers"] and sample["title"] for sample in samples)


def test_a_user_of_the_page_signs_in_with_the_password_shown(deployed: Deployed) -> None:
    users = json.loads(read(deployed, "_demo/users.json").text)
    chosen = next(user for user in users["users"] if user["kind"] == "applicant")
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
    }
    body = {
        "AuthFlow": "USER_PASSWORD_AUTH",
        "ClientId": users["clients"][chosen["kind"]],
        "AuthParameters": {"USERNAME": chosen["email"], "PASSWORD": users["password"]},
    }
    answer = deployed.call("POST", "/cognito", headers=headers, body=body)
    token = answer.json["AuthenticationResult"]["AccessToken"]
    assert deployed.call("GET", "/v1/me", token=token).status == 200


def test_a_message_is_read_with_its_time(deployed: Deployed) -> None:
    phone = f"+7917{random.randrange(10**7):07}"
    asked = {"channel": "sms", "address": phone, "language": "tt"}
    assert deployed.call("POST", "/v1/confirmations", body=asked).status == 202
    deadline = time.monotonic() + 30
    while not (sent := deployed.call("GET", "/_messages/sms").json["sms_messages"].get(phone)):
        assert time.monotonic() < deadline, "the code wasn't sent"
        time.sleep(0.5)
    assert re.search(r"\b\d{6}\b", sent[0]["Message"])
    assert abs(sent[0]["Timestamp"] - time.time()) < 60
    assert isinstance(deployed.call("GET", "/_messages/email").json["messages"], dict)
