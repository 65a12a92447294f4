"""The settings of one municipality: `infra/settings/<stage>.json`, checked before anything is built."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

SETTINGS = Path(__file__).resolve().parents[1] / "settings"

Language = Literal["ru", "tt", "en"]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+(/[^\s]*[^/\s])?$")]
Origin = Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+$")]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"there is no time zone {name!r}; use an IANA name like Europe/Moscow") from error
    return name


LimitName = Literal[
    "confirmation-address",
    "confirmation-client",
    "confirmation-portal",
    "filing-confirmation",
    "filing-person",
    "filing-operator",
    "filing-client",
    "filing-portal",
    "check-client",
    "known-client",
    "file-person",
    "file-client",
    "draft-client",
    "remark-client",
    "link-client",
    "link",
]


Certificate = Annotated[str, StringConstraints(pattern=r"^arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate/[\w-]+$")]
DEPLOYED = {"region", "alarm_email", "monthly_budget_usd", "pages_certificate"}
"""What the deployment alone needs to know."""
Host = Annotated[str, StringConstraints(pattern=r"^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$")]


class BadSettings(Exception):
    """The file is missing or wrong; the message names each field and the reason."""


PUSH_RECEIVER = "/_messages/push"
"""Path at the local stack's front door where push messages are received as a browser's service would."""


class Limit(BaseModel):
    """At most `count` times in every `seconds`; defaults are in chalicelib/domain/limits.py."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    count: Annotated[int, Field(ge=1)]
    seconds: Annotated[int, Field(ge=1, le=86_400)]


TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class QuietHours(BaseModel):
    """From a time of day to another one, in the municipality's zone; over midnight when `until` is the earlier."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    since: Annotated[TimeOfDay, Field(alias="from")]
    until: TimeOfDay

    @model_validator(mode="after")
    def _ends(self) -> QuietHours:
        if self.since == self.until:
            raise ValueError(f"from and until are both {self.until}: quiet hours must end; leave the channel out")
        return self


Degrees = Annotated[float, Field(ge=-180, le=180)]
Tiles = Annotated[str, StringConstraints(pattern=r"^https?://[a-z0-9.-]+(:\d+)?/[^\s]*\{z\}[^\s]*$")]


class Map(BaseModel):
    """Where every place lies (west, south, east, north; WGS 84), and the base map beneath.

    `tiles` is the address of a picture with {z}, {x} and {y}, `attribution` what its owner wants to read on it. `plan`
    is a GeoJSON file of the municipality's own: streets with a `name`, parcels with a `number`, drawn over the tiles.
    With neither the shipped plan is drawn, which is made up.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    bounds: tuple[Degrees, Degrees, Degrees, Degrees]
    tiles: Tiles | None = None
    attribution: dict[Language, str] = {}
    plan: Address | None = None

    @model_validator(mode="after")
    def _is_an_area(self) -> Map:
        west, south, east, north = self.bounds
        if not (west < east and -90 <= south < north <= 90):
            raise ValueError("bounds are west, south, east, north, in degrees")
        if self.tiles and not all(part in self.tiles for part in ("{x}", "{y}")):
            raise ValueError("tiles is an address with {z}, {x} and {y}")
        return self

    @property
    def origin(self) -> str:
        """Where tiles come from, as a content security policy names it; empty without them."""
        return "/".join(self.tiles.split("/")[:3]) if self.tiles else ""


class Settings(BaseModel):
    """What differs between two municipalities; `region` and what follows is known to the deployment only."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: dict[Language, Annotated[str, StringConstraints(min_length=1)]]
    languages: Annotated[list[Language], Field(min_length=1)]
    zone: Annotated[str, AfterValidator(_known_zone)]
    calendar: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    site: Address
    origins: list[Origin]
    sender: Email
    phone_prefix: Annotated[str, StringConstraints(pattern=r"^\+[1-9]\d{0,3}$")]
    map: Map | None = None
    sms: Literal["sns", "http"] = "sns"
    sms_gateway: Address | None = None
    limits: dict[LimitName, Limit] = {}
    push_hosts: list[Host] | None = None
    push_receiver: Address | None = None
    quiet_hours: dict[Literal["sms", "email", "push"], QuietHours] = {}
    coalesce_seconds: Annotated[int, Field(ge=0, le=900)] = 60
    region: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")]
    alarm_email: Email | Literal[""] = ""
    monthly_budget_usd: Annotated[int, Field(ge=1)] = 100
    pages_certificate: Certificate | Literal[""] = ""

    def municipality(self) -> str:
        """The part that functions know, as the JSON of OKNO_MUNICIPALITY."""
        known = self.model_dump(exclude=DEPLOYED, exclude_none=True, by_alias=True)
        return json.dumps(known, ensure_ascii=False, separators=(",", ":"))

    def at(self, site: str) -> Settings:
        """The same municipality with its pages at another address, for a local port of choice."""
        # The sample portal stands at another origin, as portals do.
        others = [site.replace("localhost", name) for name in ("127.0.0.1", "portal.localhost")]
        moved: dict[str, object] = {"site": site, "origins": [site, *others]}
        if self.push_receiver:
            moved["push_receiver"] = f"{site}{PUSH_RECEIVER}"
        return self.model_copy(update=moved)


def load(stage: str, folder: Path = SETTINGS) -> Settings:
    """Read `<stage>.json`; raises BadSettings naming every wrong field."""
    path = folder / f"{stage or 'STAGE'}.json"
    if not path.exists():
        known = ", ".join(sorted(each.stem for each in folder.glob("*.json"))) or "none"
        raise BadSettings(f"There is no {path}. Copy kazan.json and change it. Known stages: {known}.")
    try:
        settings = Settings.model_validate_json(path.read_bytes())
    except ValidationError as error:
        lines = ["/" + "/".join(map(str, one["loc"])) + ": " + one["msg"] for one in error.errors()]
        raise BadSettings("\n".join([f"{path} is wrong:", *(f"  {line}" for line in lines)])) from error
    unnamed = [language for language in settings.languages if language not in settings.name]
    if unnamed:
        raise BadSettings(f"{path} is wrong:\n  /name: no name in {', '.join(unnamed)}, which /languages lists")
    if settings.push_receiver and stage != "local":
        raise BadSettings(f"{path} is wrong:\n  /push_receiver: only the local stack receives its own push messages")
    if settings.sms == "http" and not settings.sms_gateway:
        raise BadSettings(f"{path} is wrong:\n  /sms_gateway: needed when /sms is http")
    return settings
