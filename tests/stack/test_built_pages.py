"""The built pages are served as the cloud would: under the template's headers, compressed, the hashed ones for good."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import urllib.error
import urllib.request
from email.message import Message

import pytest

from infra.commands import page_headers, pages
from tests.stack.deployed import Deployed

FIRST_PAGE = 66 * 1024
"""Bytes, compressed, of everything that a page names before anything is drawn."""
POLICIES = {
    "/account/": "frame-ancestors 'none'",
    "/city.html": "frame-ancestors 'none'",
    "/embed.html": "frame-ancestors http://localhost",
    "/site.json": "frame-ancestors 'none'",
    "/staff/": "frame-ancestors 'none'",
}


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    """The pages are built from what lies here now."""
    pages.build()


def read(deployed: Deployed, path: str, **headers: str) -> tuple[Message, bytes]:
    """Read a file as the front door gives it."""
    asked = urllib.request.Request(f"{deployed.stack.url}{path}", headers=headers)
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return answer.headers, answer.read()


def test_the_widget_is_what_its_pinned_name_and_its_hash_say(deployed: Deployed) -> None:
    told = json.loads((pages.SITE / "widget.json").read_text())
    headers, lasting = read(deployed, told["src"])
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert told["integrity"] == "sha384-" + base64.b64encode(hashlib.sha384(lasting).digest()).decode()
    headers, named = read(deployed, "/widget.js")
    assert named == lasting
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age=300" in headers["Cache-Control"]
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"


def test_the_widget_is_made_ready_while_it_comes(deployed: Deployed) -> None:
    _, script = read(deployed, "/widget.js")
    assert script.startswith(b"//# allFunctionsCalledOnLoad\n")


@pytest.mark.parametrize("page", ["city.html", "staff/index.html"])
def test_a_first_page_waits_for_nothing_that_draws_forms(page: str) -> None:
    named = re.findall(r'(?:src|href)="/(assets/[^"]+\.(?:js|css))"', (pages.SITE / page).read_text())
    packed = sum((pages.SITE / f"{name}.gz").stat().st_size for name in named)
    assert packed <= FIRST_PAGE, {name: (pages.SITE / f"{name}.gz").stat().st_size for name in named}


def test_a_browser_gets_the_smallest_that_it_reads(deployed: Deployed) -> None:
    _, whole = read(deployed, "/widget.js")
    for accepted, encoding in (("gzip, br", "br"), ("gzip", "gzip"), ("identity", None)):
        headers, body = read(deployed, "/widget.js", **{"Accept-Encoding": accepted})
        assert headers["Content-Encoding"] == encoding
        assert headers["Vary"] == "accept-encoding"
        assert encoding != "gzip" or gzip.decompress(body) == whole
    with pytest.raises(urllib.error.HTTPError, match="404"):
        read(deployed, "/widget.js.br")


def test_answers_of_the_api_are_compressed_from_the_size_that_the_gateway_is_told(deployed: Deployed) -> None:
    smallest = json.loads(page_headers.API.read_text())["minimum_compression_size"]
    for path in ("/v1/catalogue", "/v1/catalogue/services/tree-felling"):
        plain, whole = read(deployed, path)
        assert plain["Content-Encoding"] is None
        headers, body = read(deployed, path, **{"Accept-Encoding": "br, gzip"})
        assert (headers["Content-Encoding"], int(headers["Content-Length"])) == ("gzip", len(body))
        assert gzip.decompress(body) == whole
    headers, body = read(deployed, "/v1/statistics", **{"Accept-Encoding": "br, gzip"})
    assert len(body) < smallest
    assert headers["Content-Encoding"] is None


@pytest.mark.parametrize("path", sorted(POLICIES))
def test_pages_run_nothing_but_their_own_files(deployed: Deployed, path: str) -> None:
    headers, _ = read(deployed, path)
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    trusted = "worker" if path == "/account/" else "'none'"
    assert f"require-trusted-types-for 'script'; trusted-types {trusted}" in policy
    assert POLICIES[path] in policy
    assert "unsafe" not in policy
    assert headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_every_header_of_the_template_is_on_the_answer(deployed: Deployed) -> None:
    told = json.loads((deployed.stack.state_dir / "pages.json").read_text())  # type: ignore[operator]
    values = {"Api": told["site"], "SignIn": told["site"], "Storage": told["storage"], "Portals": "x", "Tiles": ""}
    (rule,) = [one for one in page_headers.rules(values) if one["pattern"] == "*"]
    headers, _ = read(deployed, "/site.json")
    assert {name: headers[name] for name in rule["headers"]} == rule["headers"]


def test_a_name_of_the_template_that_means_nothing_here_is_an_error() -> None:
    with pytest.raises(page_headers.UnknownName, match="Storage"):
        page_headers.rules({"Api": "a", "Portals": "p", "SignIn": "s", "Tiles": "t"})


def test_the_snippet_pins_the_script_that_was_built() -> None:
    told = json.loads((pages.SITE / "widget.json").read_text())
    text = pages.snippet("tree-felling", "https://okno.example.org", "https://api.example.org/api")
    assert f'src="https://okno.example.org{told["src"]}" integrity="{told["integrity"]}" crossorigin' in text
    assert 'href="https://api.example.org/api/v1/catalogue/services/tree-felling"' in text
    assert '<municipal-service service="tree-felling" api="https://api.example.org/api">' in text
