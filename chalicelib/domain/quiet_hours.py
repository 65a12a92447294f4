"""Quiet hours: the time of day in which a channel wakes nobody, in the municipality's zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain.clock import stamp
from chalicelib.domain.deliveries import Delivery, State


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From the local time `since` (inclusive) to `until` (exclusive); over midnight when `until` is the earlier."""

    since: time
    until: time

    def hold(self, local: time) -> bool:
        """Tell whether a local time of day falls into them."""
        if self.since < self.until:
            return self.since <= local < self.until
        return local >= self.since or local < self.until


def quiet_hours_of(channel: str, settings: Mapping[str, Any]) -> QuietHours | None:
    """Give a channel's quiet hours; `settings` is {channel: {"from": "21:00", "until": "08:00"}}, None: it has none."""
    own = settings.get(channel)
    return QuietHours(time.fromisoformat(own["from"]), time.fromisoformat(own["until"])) if own else None


def quiet_until(now: datetime, zone: str, hours: QuietHours | None) -> datetime | None:
    """Give the instant (UTC) at which the quiet hours that `now` falls into end; None when it falls into none.

    `zone` is an IANA name. In the hour that comes twice in autumn the later end counts, so that nothing goes out in
    what people still take for quiet hours.
    """
    if hours is None:
        return None
    local = now.astimezone(ZoneInfo(zone))
    if not hours.hold(local.time()):
        return None
    day = local.date() if local.time() < hours.until else local.date() + timedelta(days=1)
    ends = datetime.combine(day, hours.until, ZoneInfo(zone)).replace(fold=1).astimezone(UTC)
    return ends if ends > now else None


def held(
    deliveries: Iterable[Delivery], until: datetime, *, replay: str | None = None
) -> list[tuple[Delivery, Delivery]]:
    """Find what waits for the end of quiet hours, with what becomes of each: nothing happens to it before `until`.

    What is pending then goes out as one message (`deliveries.outings`); a repetition and a replay wait like the rest.
    """
    kept, at = [], stamp(until)
    for one in deliveries:
        later = replace(one, next_at=at, look_at=at, version=one.version + 1)
        repeats = one.state is State.UNKNOWN and one.repeats == 0
        if (one.state is State.PENDING or repeats) and one.next_at < at:
            kept.append((one, later))
        if one.state is State.FAILED and one.note == replay:
            kept.append((one, replace(later, state=State.PENDING, attempts=0, settled_at=None)))
    return kept
