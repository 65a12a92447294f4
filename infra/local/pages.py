"""The built pages under the headers that the template gives them, and a portal of another origin that shows them.

`<state>/pages.json` holds {"rules": [{"pattern", "headers"}], "site", "storage", "service", "told", "packed_from"},
written by page_headers.tell().
"""

from __future__ import annotations

import html
import json
import mimetypes
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

Headers = list[tuple[bytes, bytes]]
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
"""What a browser may accept, the smallest first, and how such a file is called."""
TEXTS = re.compile(r"text/|application/(javascript|json)|image/svg")
PORTAL = "portal."
LANGUAGES = {"ru": "Русский", "tt": "Татарча", "en": "English"}
SERVICE = re.compile(r"[a-z0-9-]{1,80}")
PORTAL_POLICY = (
    "default-src 'none'; script-src {site}; style-src 'self'; connect-src {site} {storage}; frame-src {site};"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)
"""As strict as a portal can be: no markup out of strings, nothing inline, and of the municipality its site alone."""
PORTAL_PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Portal</title>
<link rel="stylesheet" href="/portal.css">
{preloads}<script type="module" src="{site}/widget.js"></script>
<body>
<header><strong>Portal</strong><nav>{languages}</nav></header>
<main>{services}</main>
"""
PRELOAD = '<link rel="preload" as="fetch" crossorigin href="{site}/v1/catalogue/services/{service}">\n'
WIDGET = '<municipal-service service="{service}" api="{site}" lang="{language}" heading-level="1"></municipal-service>'
FRAME = '<iframe title="{service}" src="{site}/embed.html?service={service}&amp;lang={language}"></iframe>'
PORTAL_STYLE = """body { margin: 0; font: 16px/1.5 Georgia, serif; background: #eef1ee }
header { display: flex; flex-wrap: wrap; gap: 0 2rem; padding: .75rem 1rem; background: #21402f; color: #fff }
nav { display: flex; gap: 1rem } a { color: inherit }
main { max-width: 46rem; margin: 1rem auto; padding: 1rem; background: #fff }
iframe { width: 100%; height: 60rem; border: 0 }
"""


@dataclass(frozen=True)
class Found:
    """A page: `length` is the body's, also where only the head is sent."""

    body: bytes
    kind: str
    headers: Headers


class Pages:
    """The files of `web/build/site`, and the portal at the host whose name begins with `portal.`."""

    def __init__(self, site: Path, told: Path) -> None:
        self._site = site
        self._told = told
        self._read_at: int | None = None
        self._kept: dict[str, Any] = {"rules": [], "site": "", "storage": "", "service": "", "told": {"api": ""}}

    def smallest_packed(self) -> int | None:
        """From how many bytes on the API's answers are compressed; None: never."""
        found: int | None = self._rules().get("packed_from")
        return found

    def find(self, path: str, query: str, asked: Mapping[str, str]) -> Found | None:
        """Give what is served under a path, by the `asked` headers with small names; None when it isn't ours."""
        if asked.get("host", "").startswith(PORTAL):
            return self._portal(path, query)
        if path == "/site.json":
            told = json.dumps(self._rules()["told"]).encode()
            return Found(told, "application/json", self._headers(path))
        file = (self._site / unquote(path).lstrip("/")).resolve()
        if path.endswith("/"):
            file /= "index.html"
        if (
            not file.is_file()
            or not file.is_relative_to(self._site.resolve())
            or file.suffix in dict(ENCODINGS).values()
        ):
            return None
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        headers = self._headers(path)
        if TEXTS.match(kind):
            kind += "" if kind == "application/json" else "; charset=utf-8"
            headers.append((b"vary", b"accept-encoding"))
            accepted = {one.split(";")[0].strip() for one in asked.get("accept-encoding", "").split(",")}
            for encoding, ending in ENCODINGS:
                if encoding in accepted and (packed := file.with_name(file.name + ending)).exists():
                    headers.append((b"content-encoding", encoding.encode()))
                    file = packed
                    break
        return Found(file.read_bytes(), kind, headers)

    def _headers(self, path: str) -> Headers:
        for rule in self._rules()["rules"]:
            if fnmatchcase(path, rule["pattern"]):
                return _encoded(rule["headers"].items())
        return []

    def _portal(self, path: str, query: str) -> Found | None:
        if path == "/portal.css":
            return Found(PORTAL_STYLE.encode(), "text/css; charset=utf-8", [])
        if path != "/":
            return None
        told, asked = self._rules(), parse_qs(query)
        services = [one for one in asked.get("service", ()) if SERVICE.fullmatch(one)] or [told["service"]]
        language = asked.get("lang", ["ru"])[0]
        language = language if language in LANGUAGES else "ru"
        links = " ".join(
            f'<a href="/?service={services[0]}&amp;lang={code}" lang="{code}" hreflang="{code}">{name}</a>'
            for code, name in LANGUAGES.items()
        )
        site, way = html.escape(told["site"]), FRAME if "frame" in asked else WIDGET
        shown = "".join(way.format(service=one, site=site, language=language) for one in services)
        preloads = "" if "frame" in asked else "".join(PRELOAD.format(service=one, site=site) for one in services)
        page = PORTAL_PAGE.format(language=language, languages=links, services=shown, site=site, preloads=preloads)
        policy = PORTAL_POLICY.format(site=told["site"], storage=told["storage"])
        return Found(page.encode(), "text/html; charset=utf-8", _encoded([("Content-Security-Policy", policy)]))

    def _rules(self) -> dict[str, Any]:
        """What was written when the stack was started; looked at again when it changes."""
        try:
            changed = self._told.stat().st_mtime_ns
        except FileNotFoundError:
            return self._kept
        if changed != self._read_at:
            self._kept = json.loads(self._told.read_text())
            self._read_at = changed
        return self._kept


def _encoded(headers: Iterable[tuple[str, str]]) -> Headers:
    return [(name.lower().encode(), value.encode()) for name, value in headers]
