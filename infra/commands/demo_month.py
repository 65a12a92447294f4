"""File a month like Kazan's over HTTP and let everybody do their work: 2,300 applications, day by day.

Usage: python -m infra.commands.demo_month [--count 2300] [--days 22] [--state-dir .local]

Parking permits, felling of trees and archive extracts come through the portal, the counter and on paper, in the
proportions of `demo_month_plan`. The local clock moves on by a month. Some work is left lying, so that queues have
something to show. Stopped in the middle, the next start goes on where it was: every application has an idempotency key
of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from infra.commands import (
    advance,
    demo_month_plan,
    demo_month_report,
    demo_papers,
    demo_users,
    demo_workers,
    load_registers,
    recount,
    stack,
)
from infra.commands.demo_city import DemoCity, Failed, Json
from infra.commands.demo_month_clock import local_day, settle, working_day
from infra.commands.demo_month_kept import Kept
from infra.commands.demo_month_plan import ARCHIVE, COUNT, DAYS, PARKING, TREES, Planned
from infra.commands.demo_workers import Job, Manner

THREADS = 8
FIGURES = "month-figures.json"
CLERK = "centre-intake@example.org"
APPLICANTS = 240
"""Accounts of the month's applicants; each files about three times."""
SCAN, PICTURES = "scan", ("photographs",)

LIES = {PARKING: ("expert",), TREES: ("expert",), ARCHIVE: ("request",)}
"""Kinds of Tasks that lie too long where somebody is slow."""
LATE_DAYS = 4
"""So many days after a Task's term somebody slow does it."""
SILENT = {"heat": 0.3, "electricity": 0.1}
"""Share of Requests that an outside body never answers (assumed)."""
COLLECTED_WITHIN = 6
"""Days within which a paper is collected (assumed: evenly)."""
DOUBTED = {TREES: "tree_location", ARCHIVE: "archive_subject"}
"""The question about whose answer an intake specialist asks again."""
CLEARER = "; дом 14 по той же улице, вход со двора"


@dataclass
class Month:
    """A month that is lived on a running stack."""

    city: DemoCity
    kept: Kept
    planned: list[Planned]
    days: int
    today: date
    worked: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._by_number = {one.number: one for one in self.planned}
        self._known = {filed.number: number for number, filed in self.kept.filed.items()}

    def live(self, pool: ThreadPoolExecutor) -> None:
        """Live from the day that is kept to the end."""
        for day in range(self.kept.day, self.days):
            began = time.monotonic()
            self._wake_up_on(day)
            filed, done = self._day(day, pool)
            settle()
            self.kept.over(day)
            words = ", ".join(f"{number} {kind}" for kind, number in sorted(done.items()))
            spent = time.monotonic() - began
            print(
                f"  day {day + 1:>2} of {self.days}  {filed:>3} filed; {words or 'no Tasks'}  ({spent:.0f} s)",
                flush=True,
            )

    def _wake_up_on(self, day: int) -> None:
        """Move the clock on to a working day, unless it is there."""
        assert self.kept.first is not None
        self.today = working_day(self.kept.first, day)
        behind = (self.today - local_day(self.city)).days
        if behind > 0:
            advance.advance(self.city.target, behind)

    def _day(self, day: int, pool: ThreadPoolExecutor) -> tuple[int, Counter[str]]:
        """File what comes today, and do the work that lies in the queues this morning."""
        mine = [one for one in self.planned if one.day == day]
        desks = pool.map(lambda desk: demo_workers.jobs(self.city, *desk), demo_workers.desks(demo_month_plan.SHARES))
        todo = [job for jobs in desks for job in jobs if not self._lies(job)]
        steps: list[Callable[[], str]] = [lambda one=one: self._file(one) for one in mine]  # type: ignore[misc]
        steps += [lambda job=job: self._do(job) for job in todo]  # type: ignore[misc]
        steps += [lambda one=one: self._second_thoughts(one) for one in self._filed_before(day)]  # type: ignore[misc]
        done = Counter(kind for kind in pool.map(lambda step: step(), interleaved(steps, len(mine))) if kind)
        filed = done.pop("filed", 0)
        self.worked += done
        return filed, done

    def _filed_before(self, day: int) -> list[Planned]:
        """Those who look at what became of their application: whoever withdraws, and whoever has to correct."""
        wait = {"withdrawn": 1, "returned": 3}
        return [one for one in self.planned if one.fate in wait and one.day + wait[one.fate] == day]

    def _file(self, one: Planned) -> str:
        """File one application in its channel."""
        if one.number in self.kept.filed:
            return "filed"
        who = applicant(one) if one.channel == "portal" else CLERK
        papers = self.kept.papers.get(one.number, {})
        if one.documents and not papers:
            papers = {name: [self._sent(one, name, who)] for name in one.documents}
            self.kept.sent(one.number, papers)
        path = "/v1/applications" if one.channel == "portal" else "/v1/counter/applications"
        body = application(one, papers, self.today)
        answer = self.city.call("POST", path, body, who=who, headers={"Idempotency-Key": one.key})
        self._known[self.kept.taken(one.number, answer).number] = one.number
        return "filed"

    def _sent(self, one: Planned, document: str, who: str) -> str:
        kind = demo_papers.JPEG if document in PICTURES else demo_papers.PDF
        return self.city.send(demo_papers.sample(kind), kind, who=who, service=one.service, document=document)

    def _do(self, job: Job) -> str:
        one = self._planned(job)
        done = demo_workers.do(self.city, job, self.today.isoformat(), manner(one))
        return str(job.task["kind"]) if done else ""

    def _planned(self, job: Job) -> Planned:
        return self._by_number[self._known[job.task["number"]]]

    def _lies(self, job: Job) -> bool:
        """Whether a Task is left lying today; so is what the month didn't file."""
        task = job.task
        if task["number"] not in self._known:
            return True
        one = self._planned(job)
        if one.lies and task["kind"] in LIES[one.service]:
            return one.lies == "left" or self.today <= date.fromisoformat(task["due_on"]) + timedelta(days=LATE_DAYS)
        if task["kind"] == "request":
            return one.luck(job.request) < SILENT.get(job.request, 0)
        if task["kind"] == "handover":
            comes = date.fromisoformat(task["opened_at"][:10]) + timedelta(
                days=int(COLLECTED_WITHIN * one.luck("collect"))
            )
            return self.today < comes
        return False

    def _second_thoughts(self, one: Planned) -> str:
        """Withdraw an application, or correct what was returned."""
        filed = self.kept.filed[one.number]
        path, secret = f"/v1/applications/{filed.number}", {"Tracking-Secret": filed.secret}
        seen = self.city.call("GET", path, headers=secret)
        if one.fate == "withdrawn" and seen["outcome"] is None:
            self.city.call("POST", f"{path}/withdrawal", headers=secret)
            return "withdrawal"
        if one.fate == "returned" and seen["returned"]:
            answer = {DOUBTED[one.service]: one.answers[DOUBTED[one.service]] + CLEARER}
            headers = {**secret, "Idempotency-Key": f"{one.key}-correction"}
            self.city.call("POST", f"{path}/correction", {"answers": answer}, headers=headers)
            return "correction"
        return ""


def application(one: Planned, papers: dict[str, list[str]], today: date) -> Json:
    """The body with which an application is filed on a day."""
    phone, email = f"+7917{5_000_000 + one.number:07d}", f"month-{one.number:05d}@example.org"
    contact = {"address": "420111, Казань, до востребования"} if one.posted else {"phone": phone, "email": email}
    body: Json = {"service": one.service, "answers": one.answers, "language": one.language, "contact": contact}
    if documents := {name: files for name, files in papers.items() if name != SCAN}:
        body["documents"] = documents
    if one.channel == "portal":
        return body
    body |= {
        "channel": one.channel,
        "collect": "post" if one.posted else "counter",
        "applicant": {"kind": "person", "name": one.name},
        "identity": {"document": "passport", "number": f"9299 {one.number:06d}", "seen_on": today.isoformat()},
    }
    if one.channel == "paper":
        body["scan"] = {"file": papers[SCAN][0]}
    return body


def manner(one: Planned) -> Manner:
    """How staff look at an application."""
    doubted = one.fate in ("returned", "abandoned")
    return Manner(deny=one.fate == "denied", doubt=(DOUBTED[one.service],) if doubted else ())


def applicant(one: Planned) -> str:
    """The account of who files through the portal."""
    return f"resident-{one.number % APPLICANTS:03d}@example.org"


def interleaved(steps: list[Callable[[], str]], filings: int) -> Iterable[Callable[[], str]]:
    """Mix filing with work, as a day does."""
    rest, new = steps[filings:], steps[:filings]
    return [step for _, step in sorted(enumerated(new) + enumerated(rest), key=lambda one: one[0])]


def enumerated(steps: list[Callable[[], str]]) -> list[tuple[float, Callable[[], str]]]:
    return [((place + 0.5) / len(steps), step) for place, step in enumerate(steps)]


def prepare(city: DemoCity, pool: ThreadPoolExecutor) -> None:
    """Let the registrars take in the further cities, and give the month's applicants their accounts."""
    for first in demo_month_plan.CITIES:
        print(f"  registers    residents, vehicles and dwellings from {first:,} on", flush=True)
        load_registers.load_more(city.target, first)
    emails = [f"resident-{number:03d}@example.org" for number in range(APPLICANTS)]
    pools = city.target.client("cognito-idp")
    list(pool.map(lambda email: demo_users.person(pools, city.target.outputs["ApplicantPool"], email), emails))
    print(f"  accounts     of {len(emails)} applicants", flush=True)


def differences(target: stack.Stack) -> int:
    """Count all facts again; gives how many counters say something else."""
    from chalicelib.bootstrap import stores

    return len(recount.differences(target, stores().municipality.zone)[2])


def main() -> int:
    """Prepare, live the month, look for every application, print the statistics."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state-dir", type=Path, default=stack.STATE)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--days", type=int, default=DAYS)
    given = parser.parse_args()
    target = stack.use(stack.connect(given.state_dir))
    if target.is_aws:
        raise Failed("The demonstration is for the local stack only.")
    city, began = DemoCity(target, str(target.url)), time.monotonic()
    kept = Kept.read(given.state_dir / "demo" / "month.jsonl")
    with ThreadPoolExecutor(THREADS) as pool:
        if kept.first is None:
            prepare(city, pool)
            first = local_day(city)
            kept.begin(first, demo_month_report.received_since(city, first)["all"])
        assert kept.first is not None
        planned = demo_month_plan.plan(given.count, kept.first, given.days)
        Month(city, kept, planned, given.days, kept.first).live(pool)
        received = demo_month_report.received_since(city, kept.first)["all"] - kept.before
        found = demo_month_report.look(city, kept.filed, len(planned), received, pool)
    print("\n".join(demo_month_report.lines(city, planned, found, kept.first)))
    differing = differences(target)
    figures = {"filed": len(kept.filed), "ended": found.ended, "lost": found.lost, "doubled": found.doubled}
    kept.path.with_name(FIGURES).write_text(json.dumps({**figures, "differing": differing}))
    print(f"  counted again: {f'{differing} counters differ, see make recount' if differing else 'equal'}")
    print(f"{len(planned):,} applications in {time.monotonic() - began:.0f} s.")
    return 1 if found.lost or found.doubled or differing else 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except (Failed, stack.NotRunning, advance.Refused, load_registers.Refused) as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
