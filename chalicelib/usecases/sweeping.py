"""The sweep: repeats whatever a commit still owes, and looks at what has come due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.domain import cases, work
from chalicelib.domain.clock import parse_stamp, stamp
from chalicelib.domain.errors import NotFound, OknoError, TransientError
from chalicelib.domain.plans import State
from chalicelib.usecases import (
    asking,
    checking,
    correcting,
    first_plans,
    imports,
    loose_files,
    notifying,
    projecting,
    reacting,
    refreshing,
    reminding,
    renewing,
    sub_services,
    suspending,
    waiting,
)
from chalicelib.usecases.context import of_case
from chalicelib.usecases.retrying import persistently

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.dues import Due
    from chalicelib.bootstrap import Stores

OWED_SECONDS = 60
"""A reaction that is still owed after this is repeated by the sweep."""
LOOK_AGAIN = (10, 60, 360, 1440)
"""After how many minutes a live case's execution is looked at again; the last repeats."""


def sweep(stores: Stores, *, everything: bool = False, enough: Callable[[], bool] = lambda: False) -> Counter[str]:
    """Do once what a sweep does; give how often each thing was done.

    `everything` also repeats what is younger than a minute and looks at every live case's execution now (after
    a restore); `enough` says that time is running out.
    """
    done: Counter[str] = Counter()
    now = stores.now()
    _owed(stores, now, done, everything, enough)
    _due(stores, now, done, everything, enough)
    done["deliveries repeated"] += notifying.sweep(stores, now)
    done["imports resumed"] += imports.resume(stores)
    done["files given up"] += loose_files.give_up(stores)
    return done


def oldest_debt(stores: Stores) -> float:
    """Give the age, in seconds, of the oldest commit or Waiter whose reaction is owed; 0 when nothing is."""
    now = stores.now()
    ages = []
    for shard in stores.commits.debt_shards():
        first = stores.commits.oldest_debt(shard)
        if first is not None:
            ages.append((now - parse_stamp(first)).total_seconds())
    return max(ages, default=0.0)


def _owed(stores: Stores, now: datetime, done: Counter[str], everything: bool, enough: Callable[[], bool]) -> None:
    before = stamp(now if everything else now - timedelta(seconds=OWED_SECONDS))
    for shard in stores.commits.debt_shards():
        after: str | None = None
        while not enough():
            page, after = stores.commits.unreacted(shard, before, after)
            for pk, sk in page:
                _repeat(stores, pk, sk, done)
                if enough():
                    return
            if after is None:
                break


def _repeat(stores: Stores, pk: str, sk: str, done: Counter[str]) -> None:
    """Repeat what one commit or Waiter owes; what fails stays owed, is counted, and doesn't stop the others."""
    try:
        waiter = stores.waiters.read(pk, sk) if stores.waiters.is_key(pk) else None
        if waiter is not None:
            waiting.look(stores, waiter)
            done["waiters"] += 1
            return
        commit = None if stores.waiters.is_key(pk) else stores.commits.read(pk, sk)
        if commit is not None:
            reacting.drive(stores, commit)
            if "project" in commit.owes:
                projecting.react(stores, commit)
            done["commits"] += 1
    except TransientError:
        done["postponed"] += 1
    except OknoError as error:
        done[f"failed:{error.code}"] += 1


def _due(stores: Stores, now: datetime, done: Counter[str], everything: bool, enough: Callable[[], bool]) -> None:
    horizon = now + timedelta(days=3650) if everything else now
    for shard in stores.dues.shards():
        after: str | None = None
        while not enough():
            page, after = stores.dues.before(shard, stamp(horizon), after)
            for due in page:
                if everything and due.kind != "driver" and parse_stamp(due.at) > now:
                    continue
                _attend(stores, due, now, done)
                if enough():
                    return
            if after is None:
                break


def _attend(stores: Stores, due: Due, now: datetime, done: Counter[str]) -> None:
    try:
        match due.kind:
            case "driver":
                _look_at_driver(stores, due, now, done)
            case "term":
                _pass_term(stores, due)
                done["terms passed"] += 1
            case checking.REGISTRATION:
                if checking.pass_registration(stores, due.values["case"], due.values["task"]):
                    done["registrations overdue"] += 1
                stores.dues.remove(due)
            case suspending.DUE:
                suspending.resume_by_itself(stores, due.values["case"])
                stores.dues.remove(due)
                done["cases resumed"] += 1
            case "correction":
                correcting.refuse_uncorrected(stores, due.values["case"])
                stores.dues.remove(due)
                done["corrections not made"] += 1
            case renewing.DUE:
                if renewing.attend(stores, due):
                    done["renewals offered"] += 1
            case first_plans.RECHECK:
                if refreshing.attend(stores, due):
                    done["plans rechecked"] += 1
            case "ask":
                _ask_again(stores, due)
                done["requests asked again"] += 1
            case asking.REMIND | asking.TERM:
                reminding.attend(stores, due)
                done["responders reminded"] += 1
    except NotFound:
        stores.dues.remove(due)
    except TransientError:
        done["postponed"] += 1
    except OknoError as error:
        done[f"failed:{error.code}"] += 1


def _ask_again(stores: Stores, due: Due) -> None:
    """Ask an open Request again; while its source is silent, asking sets the next due date itself."""
    if sub_services.ask_again(stores, due.values["case"], due.values["request"]):
        stores.dues.remove(due)


def _pass_term(stores: Stores, due: Due) -> None:
    def attempt() -> None:
        case = stores.cases.case(due.values["case"])
        if not case.ended and case.outcome is None:
            write = stores.begin(by="sweep", at=stamp(stores.now()))
            late, facts = cases.pass_term(case, at=stores.now())
            write.change(case, late, facts, context=of_case(case))
            write.not_due(case.aggregate, "term")
            write.commit()

    persistently(stores, attempt)
    stores.dues.remove(due)


def _look_at_driver(stores: Stores, due: Due, now: datetime, done: Counter[str]) -> None:
    """Give a live case whose machine is not running a new execution, and so its waiting sub-services."""
    try:
        file = stores.cases.file(due.values["case"])
    except NotFound:
        if not _begins(stores, due):
            raise
        done["cases begun anew"] += 1
        return
    if file.case.ended or file.case.status is cases.Status.RETURNED:
        stores.dues.remove(due)
        return
    if not stores.workflows.case_runs(file.case.id, file.case.n):
        persistently(stores, lambda: _drive_anew(stores, file.case.id))
        done["cases driven anew"] += 1
    for sub in file.sub_services.values():
        if sub.state != "decided" and sub.n and not stores.workflows.sub_service_runs(sub.case, sub.id, sub.n):
            persistently(stores, lambda name=sub.id: _drive_sub_anew(stores, file.case.id, name))  # type: ignore[misc]
            done["sub-services driven anew"] += 1
    looks = int(due.values.get("looks", 0))
    minutes = LOOK_AGAIN[min(looks, len(LOOK_AGAIN) - 1)]
    stores.dues.move(due, stamp(now + timedelta(minutes=minutes)), looks=looks + 1)


def _begins(stores: Stores, due: Due) -> bool:
    """Let a case that a plan asks for and that isn't there begin by another execution; False where none asks."""
    case = str(due.values["case"])
    plan = stores.cases.plan(case.rpartition("-")[0])
    node = plan.node_of_case(case)
    if node is None or node["state"] != State.STARTED:
        return False
    looks = int(due.values.get("looks", 0))
    stores.workflows.start_case_again(case, f"open-{looks}")
    minutes = LOOK_AGAIN[min(looks, len(LOOK_AGAIN) - 1)]
    stores.dues.move(due, stamp(stores.now() + timedelta(minutes=minutes)), looks=looks + 1)
    return True


def _drive_anew(stores: Stores, case_id: str) -> None:
    case = stores.cases.case(case_id)
    if case.ended or stores.workflows.case_runs(case.id, case.n):
        return
    write = stores.begin(by="sweep", at=stamp(stores.now()))
    driven, facts = cases.request_execution(case)
    write.change(case, driven, facts, context=of_case(case))
    write.commit()


def _drive_sub_anew(stores: Stores, case_id: str, sub_id: str) -> None:
    file = stores.cases.file(case_id)
    sub = file.sub_services[sub_id]
    if file.case.ended or sub.state == "decided" or stores.workflows.sub_service_runs(case_id, sub_id, sub.n):
        return
    write = stores.begin(by="sweep", at=stamp(stores.now()))
    opened, facts = work.open_for_waiting(sub)
    write.change(sub, opened, facts, context=of_case(file.case, sub_service=sub_id))
    write.commit()
