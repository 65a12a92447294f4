"""One write: state, commits, Tasks and due dates of a use case in a single transaction."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from chalicelib.adapters.dynamodb import commits, keys, keys_contents, keys_escalations, keys_plans, keys_statistics
from chalicelib.adapters.dynamodb.client import MAX_ACTIONS, Action, write
from chalicelib.adapters.dynamodb.items import to_item, to_key
from chalicelib.adapters.dynamodb.sealing import Sealing, where
from chalicelib.domain.applications import Application
from chalicelib.domain.cases import Case, Fact
from chalicelib.domain.layout import LAYOUT
from chalicelib.domain.plans import Plan
from chalicelib.domain.reactions import owed as owed_by
from chalicelib.domain.statistics import Count, counts_of
from chalicelib.domain.work import RequestWork, SubServiceWork, Task

Aggregate = TypeVar("Aggregate", Case, SubServiceWork, RequestWork, Plan)


class UnitOfWork:
    """Collects what is written together. `at` is the instant of the write, `by` who caused it.

    Every change of an aggregate names the state it was made from: if another write came first,
    `commit` raises WriteRefused and nothing is written.
    """

    def __init__(
        self,
        client: Any,
        table: str,
        at: str,
        by: str,
        sealing: Sealing,
        fault: Callable[[], None] | None = None,
    ) -> None:
        self._client, self._table, self._sealing, self._fault = client, table, sealing, fault
        self.at, self.by = at, by
        self.actions: list[Action] = []
        self._commits: list[tuple[int, commits.Commit]] = []

    @property
    def room(self) -> int:
        """How many actions more one write takes."""
        return MAX_ACTIONS - len(self.actions)

    def change(
        self,
        before: Aggregate | None,
        after: Aggregate,
        facts: Sequence[Fact],
        *,
        context: dict[str, Any],
        witness: dict[str, str] | None = None,
        owes: frozenset[str] | None = None,
    ) -> Aggregate:
        """Add an aggregate's new state and the commit that tells how it came about; give the state as stored."""
        version, chain = (before.version, before.chain) if before is not None else (0, after.chain)
        commit = commits.chain_on(
            after.aggregate,
            version,
            chain,
            facts,
            at=self.at,
            by=self.by,
            witness=witness,
            context=context,
            owes=owed_by(facts, planned="plan" in context, claiming="claiming" in context) if owes is None else owes,
        )
        stored = dataclasses.replace(after, version=commit.seq, chain=commit.hash)
        self._put(self._item_of(stored), None if before is None else version)
        if isinstance(stored, Case):
            self._escalate("case", stored, before if isinstance(before, Case) else None)
        self._commits.append((len(self.actions), commit))
        self.actions.append({})  # its place; what it says is settled by `commit`
        return stored

    def task(self, task: Task, *, after: int | None, before: Task | None = None) -> None:
        """Add a Task (`after` None: a new one; else the version it was read at) and its place on the case.

        Whoever has it finds it in their own list; `before` is the Task as it was, when it changes hands.
        """
        had = before.assignee if before is not None else None
        if task.assignee is not None or had is not None:
            self._hand(task, had)
        item = {**keys.task(task.id), "layout": LAYOUT, **self._sealing.sealed(task)}
        if task.state == "open":
            item |= keys.open_task(task.department, task.kind, task.id, task.due_on)
        self._put(item, after)
        self._escalate("request", task, before or task)
        if after is None:
            self.put_new(self._table, {**keys.case_task(task.case, task.id), "layout": LAYOUT, "task": task.id})

    def _hand(self, task: Task, had: str | None) -> None:
        for person in {task.assignee, had} - {None}:
            key = keys.own_task(str(person), task.id, task.due_on)
            if task.state == "open" and person == task.assignee:
                self.put(self._table, {**key, "layout": LAYOUT, "task": task.id})
            else:
                self.actions.append({"Delete": {"TableName": self._table, "Key": to_key(key)}})

    def _escalate(self, kind: str, now: Case | Task, before: Case | Task | None) -> None:
        """Keep the list of what is past its term: a pointer for as long as it is, none before and afterwards."""
        key = keys_escalations.escalated(kind, now.id)
        if now.escalated:
            since = keys_escalations.escalated_since(now.department, kind, now.id, str(now.escalated_at))
            self.put(self._table, {**key, **since, "layout": LAYOUT})
        elif now.escalated_at or (before is not None and before.escalated_at):
            self.actions.append({"Delete": {"TableName": self._table, "Key": to_key(key)}})

    def cancel_task(self, task: Task) -> None:
        """Close an open Task that nobody needs to do any more."""
        cancelled = dataclasses.replace(task, state="cancelled", version=task.version + 1)
        self.task(cancelled, after=task.version)

    def worker(self, case: str, person: str, job: str) -> None:
        """Note that somebody does a job in a case; the write is refused where they have done another one."""
        item = {**keys.worker(case, person), "layout": LAYOUT, "person": person, "job": job}
        self.actions.append(
            {
                "Put": {
                    "TableName": self._table,
                    "Item": to_item(item),
                    "ConditionExpression": "attribute_not_exists(pk) OR job = :job",
                    "ExpressionAttributeValues": {":job": {"S": job}},
                }
            }
        )

    def due(self, subject: str, kind: str, at: str, **values: Any) -> None:
        """Set the instant at which the sweep looks at a subject again; an earlier one is replaced."""
        item = {**keys.due(subject, kind), **keys.due_at(subject, at), "subject": subject, "kind": kind, **values}
        self.put(self._table, item)

    def not_due(self, subject: str, kind: str) -> None:
        """Forget a due date."""
        self.actions.append({"Delete": {"TableName": self._table, "Key": to_key(keys.due(subject, kind))}})

    def application(self, application: Application) -> None:
        """Add a new application, and the number by which it is found."""
        self.put_new(self._table, {**keys.application(application.id), **_fields(application)})
        self.put_new(self._table, {**keys.number(application.number), "application": application.id})

    def part(self, application: Application) -> None:
        """Add the part of a life situation's application that one case is about; it has no number of its own."""
        self.put_new(self._table, {**keys.application(application.id), **_fields(application)})

    def plan_department(self, plan: Plan, department: str) -> None:
        """List a plan with a department that takes part in it."""
        listed = keys_plans.live_plan(department, plan.application, plan.filed_at)
        self.put(self._table, {**keys_plans.plan_department(plan.application, department), **listed, "layout": LAYOUT})

    def corrected(self, before: Application, after: Application) -> None:
        """Replace an application's content by a corrected one; what it held is kept beside it, as it was sealed."""
        kept = {"sealed": before.sealed, "content_hash": before.content_hash, "files": before.files}
        key = keys_contents.content(before.id, before.round)
        self.put_new(self._table, {**key, "layout": LAYOUT, "round": before.round, **kept})
        self.actions.append(
            {
                "Put": {
                    "TableName": self._table,
                    "Item": to_item({**keys.application(after.id), **_fields(after)}),
                    "ConditionExpression": "content_hash = :hash",
                    "ExpressionAttributeValues": {":hash": {"S": before.content_hash}},
                }
            }
        )

    def put_key(self, caller: str, key: str, *, body: str, application: str, ttl: int) -> int:
        """Claim an idempotency key; give the action's position."""
        item = {**keys.idempotency(caller, key), "body": body, "application": application, "ttl": ttl}
        return self.put_new(self._table, item)

    def put(self, table: str, item: dict[str, Any]) -> None:
        self.actions.append({"Put": {"TableName": table, "Item": to_item(item)}})

    def put_new(self, table: str, item: dict[str, Any]) -> int:
        """Add an item that must not exist yet; give the action's position."""
        self.actions.append(
            {"Put": {"TableName": table, "Item": to_item(item), "ConditionExpression": "attribute_not_exists(pk)"}}
        )
        return len(self.actions) - 1

    def extend(self, actions: Sequence[Action]) -> range:
        """Add actions that another store composed; give their positions."""
        start = len(self.actions)
        self.actions.extend(actions)
        return range(start, len(self.actions))

    def commit(self) -> None:
        """Write all of it or nothing. Raises WriteRefused or TransientError."""
        for position, commit in self._told():
            self.actions[position] = commits.put(self._table, commit)
        write(self._client, self.actions, fault=self._fault)

    def _told(self) -> list[tuple[int, commits.Commit]]:
        """Let one commit tell statistics of the whole write, so that a write is counted once and by one reaction."""
        counts: Counter[Count] = Counter()
        for _, commit in self._commits:
            counts += counts_of(commit.facts, commit.context)
        if not counts:
            return self._commits
        telling = max(self._commits, key=lambda one: _rank(one[1]))
        position, commit = telling
        told = dataclasses.replace(commit, counts=dict(counts), owes=commit.owes | {"project"})
        return [(position, told) if one is telling else one for one in self._commits]

    def _item_of(self, thing: Case | SubServiceWork | RequestWork | Plan) -> dict[str, Any]:
        """Give the item of an aggregate: its key, its place on an index, and its fields."""
        if isinstance(thing, Case):
            self._sealing.remember(thing.id, thing.person)
            item = {**where(thing), **self._sealing.sealed(thing), "status": str(thing.status)}
            return item if thing.ended else item | keys.live_case(thing.department, thing.id, thing.due_on)
        if isinstance(thing, Plan):
            return {**keys_plans.plan(thing.application), **_fields(thing)}
        return {**where(thing), "layout": LAYOUT, **self._sealing.sealed(thing)}

    def _put(self, item: dict[str, Any], version: int | None) -> None:
        put: dict[str, Any] = {"TableName": self._table, "Item": to_item(item)}
        if version is None:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        else:
            put |= {
                "ConditionExpression": "version = :version",
                "ExpressionAttributeValues": {":version": {"N": str(version)}},
            }
        self.actions.append({"Put": put})


def _rank(commit: commits.Commit) -> tuple[bool, bool]:
    """Prefer whose reaction counts anyway, then whom its reader sees at once."""
    return "project" in commit.owes, keys_statistics.is_streamed(commit.aggregate, commit.seq)


def _fields(thing: Any) -> dict[str, Any]:
    return {field.name: getattr(thing, field.name) for field in dataclasses.fields(thing)}
