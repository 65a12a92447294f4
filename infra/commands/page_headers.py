"""The headers of the pages, read from the template, so that this machine serves what the cloud would.

`tell()` writes what `infra/local/pages.py` reads: the headers for each path pattern of the distribution, and from which
size on the API's answers are compressed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from infra.commands import merge, pages
from infra.commands.demo_stories import SERVICE

TEMPLATE = merge.INFRA / "web.yaml"
API = merge.PROJECT / ".chalice" / "config.json"
SECURITY = {
    "ContentSecurityPolicy": ("Content-Security-Policy", "ContentSecurityPolicy"),
    "FrameOptions": ("X-Frame-Options", "FrameOption"),
    "ReferrerPolicy": ("Referrer-Policy", "ReferrerPolicy"),
}
"""Part of a policy → the header it becomes, and where its value stands."""
CORS = {
    "AccessControlAllowHeaders": "Access-Control-Allow-Headers",
    "AccessControlAllowMethods": "Access-Control-Allow-Methods",
    "AccessControlAllowOrigins": "Access-Control-Allow-Origin",
}
Rule = dict[str, Any]


class UnknownName(Exception):
    """The template names something that has no value on this machine; the message says what."""


def tell(state_dir: Path, site: str, storage: str, portals: Iterable[str], tiles: str = "") -> None:
    """Tell the front door how to serve the pages; on this machine `storage` is the engine itself."""
    values = {"Api": site, "SignIn": site, "Storage": storage, "Portals": " ".join(portals), "Tiles": tiles}
    told = pages.places(json.loads((state_dir / "outputs.json").read_text()), "", site)
    packed = json.loads(API.read_text()).get("minimum_compression_size")
    kept = {"rules": rules(values), "site": site, "storage": storage, "service": SERVICE, "told": told}
    kept["packed_from"] = packed
    (state_dir / "pages.json").write_text(json.dumps(kept))


def rules(values: Mapping[str, str]) -> list[Rule]:
    """Give [{"pattern", "headers"}] in the order in which they are tried, the default last.

    `values` says what the template's names mean on this machine. Raises UnknownName for a name without a value.
    """
    resources = merge.read(TEMPLATE)["Resources"]
    whole = resources["Pages"]["Properties"]["DistributionConfig"]
    behaviours = [*whole["CacheBehaviors"], {**whole["DefaultCacheBehavior"], "PathPattern": "*"}]
    return [
        {
            "pattern": one["PathPattern"],
            "headers": headers(resources[one["ResponseHeadersPolicyId"]["Ref"]]["Properties"], values),
        }
        for one in behaviours
    ]


def headers(policy: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, str]:
    """Give the headers that a response-headers policy adds."""
    config = policy["ResponseHeadersPolicyConfig"]
    found: dict[str, str] = {}
    for part, said in config.get("SecurityHeadersConfig", {}).items():
        if part in SECURITY:
            name, where = SECURITY[part]
            found[name] = text(said[where], values)
        elif part == "ContentTypeOptions":
            found["X-Content-Type-Options"] = "nosniff"
        elif part == "StrictTransportSecurity":
            found["Strict-Transport-Security"] = f"max-age={said['AccessControlMaxAgeSec']}" + (
                "; includeSubDomains" if said["IncludeSubdomains"] else ""
            )
    for part, name in CORS.items():
        if part in config.get("CorsConfig", {}):
            found[name] = ", ".join(config["CorsConfig"][part]["Items"])
    for item in config.get("CustomHeadersConfig", {}).get("Items", ()):
        found[item["Header"]] = text(item["Value"], values)
    return found


def text(said: Any, values: Mapping[str, str]) -> str:
    """Give a text of the template with its names filled in."""
    if isinstance(said, dict):
        said = said["Fn::Sub"]
        said = said[0] if isinstance(said, list) else said

    def value(found: re.Match[str]) -> str:
        try:
            return values[found[1]]
        except KeyError:
            raise UnknownName(f"{TEMPLATE.name} names ${{{found[1]}}}, which has no value on this machine") from None

    return re.sub(r"\s+", " ", re.sub(r"\$\{([\w:.]+)\}", value, str(said))).strip()
