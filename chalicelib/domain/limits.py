"""How often somebody may do something: so many times in a window of so many seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` times in every `seconds`."""

    count: int
    seconds: int

    @property
    def lease(self) -> int:
        """How many permits a process takes at once: one where the limit is small, else a fiftieth, a hundred at most.

        A process that ends keeps what is left of its lease, so a large limit may bite a little early, never late.
        """
        return max(1, min(100, self.count // 50))

    def window(self, at: int) -> int:
        """The start (Unix seconds) of the window that holds the instant `at`."""
        return at - at % self.seconds

    def retry_after(self, at: int) -> int:
        """Seconds from `at` until the next window."""
        return self.window(at) + self.seconds - at


DEFAULTS: Mapping[str, Limit] = {
    "confirmation-address": Limit(5, 3600),
    "confirmation-client": Limit(30, 3600),
    "confirmation-portal": Limit(2_000, 3600),
    "filing-confirmation": Limit(10, 600),
    "filing-person": Limit(60, 3600),
    "filing-operator": Limit(200, 3600),
    "filing-client": Limit(300, 3600),
    "check-client": Limit(6_000, 3600),
    "known-client": Limit(1_000, 3600),
    "file-person": Limit(200, 3600),
    "file-client": Limit(600, 3600),
    "filing-portal": Limit(20_000, 3600),
    "draft-client": Limit(120, 3600),
    "remark-client": Limit(300, 3600),
    "link-client": Limit(120, 3600),
    "link": Limit(30, 3600),
}
"""What holds where the municipality's settings (`limits`) say nothing else.

A whole network may stand behind one address: whoever may file so many times may fill in as many forms, with twenty
checks each (every page, and while one types), three looks at what registers know, and a remark.
"""


def limit_of(kind: str, settings: Mapping[str, Any]) -> Limit:
    """Give the limit of one kind; `settings` is {"kind": {"count": …, "seconds": …}}."""
    own = settings.get(kind)
    return Limit(int(own["count"]), int(own["seconds"])) if own else DEFAULTS[kind]
