"""File a month like Kazan's over HTTP and let everybody do their work: 2,300 applications, day by day.

Usage: python -m infra.commands.demo_month [--count 2300] [--days 22] [--state-dir .local]

Channels and outcomes are those that Kazan reported (35 of 100 applications came electronically; 16,061 of 16,979 were
accepted); how many are late is assumed. The local clock moves on by a month. Stopped in the middle, the next start goes
on where it was: every application has an idempotency key of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from infra.commands import (
    advance,
    demo_papers,
    demo_registers,
    demo_stories,
    demo_users,
    demo_workers,
    load_registers,
    stack,
)
from infra.commands.demo_city import DemoCity, Failed, Json

SEED = 2300
COUNT = 2300
MONTHS = 60
"""Days back that the statistics shown at the end go."""
DAYS = 22
"""Days of work in the month."""
THREADS = 8
CITIES = (10_000, 20_000, 30_000)
"""Further cities of residents, numbered from there on; the registers get them first."""
REFUSED = 0.054
"""Share of applications that weren't accepted: 918 of 16,979 (2018)."""
ELECTRONIC = 0.35
DOUBTFUL = 0.03
"""Share that a table leaves to an expert (assumed)."""
LATE = 0.02
"""Share of experts' Tasks that are left lying beyond the term (assumed)."""
LANGUAGES = (("ru", 0.7), ("tt", 0.27), ("en", 0.03))


@dataclass(frozen=True)
class Planned:
    """One application of the month."""

    number: int
    day: int
    sample: Json
    channel: str
    language: str

    @property
    def key(self) -> str:
        return f"month-{SEED}-{self.number:05d}"


def plan(count: int, days: int = DAYS) -> list[Planned]:
    """Give the month's applications, the same each time."""
    random = Random(SEED)
    people = [person for first in CITIES for person in demo_registers.heads(first)]
    fine = iter([person for person in people if not person.unpaid])
    owing = iter([person for person in people if person.unpaid])
    made = []
    for number in range(count):
        luck = random.random()
        answers = demo_stories.answers_of(next(owing if DOUBTFUL <= luck < DOUBTFUL + REFUSED else fine))
        if luck < DOUBTFUL:
            answers["given_name"] = "Гүзәлия"  # the register knows another name, so an expert looks
        channel = "portal" if random.random() < ELECTRONIC else random.choices(("counter", "paper"), (3, 1))[0]
        language = random.choices([name for name, _ in LANGUAGES], [weight for _, weight in LANGUAGES])[0]
        sample = {"service": demo_stories.SERVICE, "answers": answers}
        made.append(Planned(number, number * days // count, sample, channel, language))
    return made


def file(city: DemoCity, one: Planned, today: str) -> str:
    """File one application in its channel, on the municipality's day `today`; gives its number."""
    phone, email = f"+7917{5_000_000 + one.number:07d}", f"month-{one.number:05d}@example.org"
    body = {**one.sample, "language": one.language, "contact": {"phone": phone, "email": email}}
    headers = {"Idempotency-Key": one.key}
    if one.channel == "portal":
        who = APPLICANTS[one.number % len(APPLICANTS)]
        return str(city.call("POST", "/v1/applications", body, who=who, headers=headers)["number"])
    answers = one.sample["answers"]
    body |= {
        "channel": one.channel,
        "collect": "counter",
        "applicant": {"kind": "person", "name": f"{answers['surname']} {answers['given_name']}"},
        "identity": {"document": "passport", "number": f"9299 {one.number:06d}", "seen_on": today},
    }
    if one.channel == "paper":
        body["scan"] = {"file": city.send(demo_stories.SERVICE, "scan", demo_papers.empty_page(), who=CLERK)}
    try:
        return str(city.call("POST", "/v1/counter/applications", body, who=CLERK, headers=headers)["number"])
    except Failed as refused:
        if one.channel == "paper" and ":key-reused" in str(refused):
            return "filed before the month was stopped, with another scan"
        raise


CLERK = "centre-intake@example.org"
APPLICANTS = tuple(user.email for user in demo_users.USERS if not user.roles)


def load(target: stack.Stack) -> None:
    """Let the registrars take in the further cities."""
    for first in CITIES:
        print(f"  registers    residents, vehicles and dwellings from {first:,} on", flush=True)
        load_registers.load_more(target, first)


def live(city: DemoCity, count: int, days: int, kept: Path) -> Counter[str]:
    """Live through the month, from the day that `kept` names on."""
    done = Counter[str]()
    planned = plan(count, days)
    day = json.loads(kept.read_text())["day"] if kept.exists() else 0
    with ThreadPoolExecutor(THREADS) as pool:
        for today in range(day, days):
            began = time.monotonic()
            mine = [one for one in planned if one.day == today]
            local = city.call("GET", "/v1/statistics")["until"]
            list(pool.map(lambda one, local=local: file(city, one, local), mine))
            worked = _work(city, pool)
            advance.advance(city.target, 1)
            done += worked
            kept.write_text(json.dumps({"day": today + 1}))
            words = ", ".join(f"{number} {kind}" for kind, number in sorted(worked.items()) if kind != "left")
            print(
                f"  day {today + 1:>2} of {days}  {len(mine)} filed; Tasks: {words or 'none'}"
                f"  ({time.monotonic() - began:.0f} s)",
                flush=True,
            )
        print("  the last Tasks", flush=True)
        advance.advance(city.target, 10)
        done += _work(city, pool, late=True)
        advance.advance(city.target, 1)
    return done


def _work(city: DemoCity, pool: ThreadPoolExecutor, *, late: bool = False) -> Counter[str]:
    """Work the queues off until nothing is left but what is to be late."""
    done: Counter[str] = Counter()
    for _ in range(6):
        worked = demo_workers.work_off(city, pool, skip=lambda task: not late and is_late(task))
        done += worked
        if not sum(worked.values()) - worked["left"]:
            break
    return done


def is_late(task: Json) -> bool:
    """Whether a Task is one of those that lie too long: always the same ones."""
    return task["kind"] == "expert" and Random(task["number"]).random() < LATE / DOUBTFUL


def lines(found: Json) -> Iterator[str]:
    """Say what the statistics say."""
    for name, number in found["totals"].items():
        yield f"  {number:>8,} {name.replace('_', ' ')}"


def main() -> None:
    """Load the cities, live the month, print the statistics."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state-dir", type=Path, default=stack.STATE)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--days", type=int, default=DAYS)
    given = parser.parse_args()
    target = stack.connect(given.state_dir)
    if target.is_aws:
        raise Failed("The demonstration is for the local stack only.")
    city, began = DemoCity(target, str(target.url)), time.monotonic()
    kept = given.state_dir / "demo" / "month.json"
    first = city.call("GET", "/v1/statistics")["totals"]["received"]
    if not kept.exists():
        load(target)
    live(city, given.count, given.days, kept)
    until = date.fromisoformat(city.call("GET", "/v1/statistics")["until"])
    month = city.call("GET", f"/v1/statistics?from={until - timedelta(days=MONTHS)}&until={until}")
    print("\n".join(lines(month)))
    print(f"{given.count:,} applications ({first:,} before) in {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    try:
        main()
    except (Failed, stack.NotRunning, advance.Refused, load_registers.Refused) as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
