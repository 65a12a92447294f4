"""What has become of a month: every application looked for, and its proportions beside Kazan's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from infra.commands.demo_city import DemoCity, Failed, Json
from infra.commands.demo_month_kept import Filed
from infra.commands.demo_month_plan import ELECTRONIC, KAZAN, SHARES, Planned

ENDED = ("closed", "refused_registration", "withdrawn")
WAITS_FOR = {
    "verification": "with an intake specialist",
    "returned": "with the applicant, for a correction",
    "registered": "before the assessment",
    "in_consideration": "with departments, experts or a decision maker",
    "granted": "at a counter or for the post",
    "refused": "at a counter or for the post",
}
"""Status of an application that hasn't ended → where it waits; one of another status has been lost on its way."""


@dataclass(frozen=True)
class Found:
    """What was found: applications by status, by outcome and by channel, those `lost` and those `doubled`."""

    statuses: Counter[str]
    outcomes: Counter[str]
    lost: int
    doubled: int

    @property
    def all(self) -> int:
        """How many were found."""
        return self.statuses.total()

    @property
    def ended(self) -> int:
        """How many have ended, one way or another."""
        return sum(self.statuses[one] for one in ENDED)

    @property
    def denied(self) -> int:
        """How many were refused, or weren't registered."""
        return self.outcomes["refused"] + self.outcomes["refused_registration"]


def look(city: DemoCity, filed: Mapping[int, Filed], planned: int, received: int, pool: ThreadPoolExecutor) -> Found:
    """Follow every application as its applicant does; `received` is how many the statistics have counted."""

    def follow(mine: Filed) -> Json | None:
        try:
            seen: Json = city.call("GET", f"/v1/applications/{mine.number}", headers={"Tracking-Secret": mine.secret})
        except Failed as gone:
            if gone.status == 404:
                return None
            raise
        return seen

    seen = [one for one in pool.map(follow, filed.values()) if one]
    known = [one for one in seen if one["status"] in (*ENDED, *WAITS_FOR)]
    return Found(
        statuses=Counter(one["status"] for one in seen),
        outcomes=Counter(one["outcome"] or one["status"] for one in seen),
        lost=planned - len(known),
        doubled=received - len({one["number"] for one in seen}),
    )


def received_since(city: DemoCity, first: date) -> Counter[str]:
    """How many applications the statistics have counted since a day, by service, by channel, and "all" of them."""
    found: Counter[str] = Counter()
    for row in _statistics(city, first)["rows"]:
        if row["measure"] == "received":
            found.update({row["service"]: row["count"], row["dimension"]: row["count"], "all": row["count"]})
    return found


def lines(city: DemoCity, planned: Sequence[Planned], found: Found, first: date) -> Iterator[str]:
    """Say what the month was like, beside what Kazan reported, and what lies where."""
    channels, services = Counter(one.channel for one in planned), Counter(one.service for one in planned)
    kazan = KAZAN["received"]
    yield f"\n  {'':<28}{'this month':>18}{'Kazan, 2018':>20}"
    yield f"  {'received':<28}{found.all:>18,}{kazan:>20,}"
    accepted = found.all - found.denied - found.statuses["withdrawn"]
    for name, number, theirs in (
        ("accepted, or in work", accepted, KAZAN["accepted"]),
        ("denied", found.denied, KAZAN["denied"]),
    ):
        yield f"  {name:<28}{number:>9,}{_share(number, found.all):>9}{theirs:>11,}{_share(theirs, kazan):>9}"
    portal = channels["portal"]
    yield f"  {'electronic':<28}{portal:>9,}{_share(portal, len(planned)):>9}{'':>11}{_share(ELECTRONIC, 1):>9}"
    for name in ("counter", "paper"):
        yield f"  {name:<28}{channels[name]:>9,}{_share(channels[name], len(planned)):>9}{'':>13}(assumed)"
    for name in SHARES:
        yield f"  {name:<28}{services[name]:>9,}{_share(services[name], len(planned)):>9}{'':>13}(assumed)"
    yield f"\n  {found.ended:,} have ended; {found.all - found.ended:,} wait:"
    for status, number in found.statuses.most_common():
        if status not in ENDED:
            yield f"  {number:>8,} {status.replace('_', ' '):<18} {WAITS_FOR.get(status, 'nobody knows for what')}"
    totals = _statistics(city, first)["totals"]
    told = ("returned", "withdrawn", "late", "requests", "answers", "records", "messages")
    yield "  " + ", ".join(f"{totals[name]:,} {name}" for name in told)
    yield f"  {found.lost} lost, {found.doubled} doubled"


def _statistics(city: DemoCity, first: date) -> Json:
    until = city.call("GET", "/v1/statistics")["until"]
    found: Json = city.call("GET", f"/v1/statistics?from={first}&until={until}")
    return found


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"
