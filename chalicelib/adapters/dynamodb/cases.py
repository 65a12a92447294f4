"""Reads applications, cases, sub-services, Requests and Tasks; always from the table, never from an index."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from chalicelib.adapters.dynamodb import keys, keys_contents, keys_escalations, keys_plans
from chalicelib.adapters.dynamodb.client import partition, translated
from chalicelib.adapters.dynamodb.items import from_item, to_key
from chalicelib.adapters.dynamodb.layouts import raised
from chalicelib.adapters.dynamodb.sealing import Sealing
from chalicelib.domain.applications import Application
from chalicelib.domain.cases import Case, Status
from chalicelib.domain.errors import NotFound
from chalicelib.domain.plans import Plan
from chalicelib.domain.work import RequestWork, SubServiceWork, Task

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with all its work, read in one consistent query; `workers` says who did which separate job."""

    case: Case
    sub_services: dict[str, SubServiceWork]
    tasks: tuple[str, ...]
    workers: dict[str, str] = field(default_factory=dict)


class CaseStore:
    """Everything that the Cases table holds, but commits, Waiters and due dates."""

    def __init__(self, client: Any, table: str, sealing: Sealing) -> None:
        self._client, self.table, self._sealing = client, table, sealing

    def application(self, application_id: str) -> Application:
        """Read an application. Raises NotFound."""
        return _read(Application, self._get(keys.application(application_id)))

    def plan(self, application_id: str) -> Plan:
        """Read the plan of a life situation's application. Raises NotFound."""
        return _read(Plan, self._get(keys_plans.plan(application_id)))

    def plan_shards(self, department: str) -> list[str]:
        """Name the partitions of the index of the plans that a department takes part in."""
        return keys_plans.live_plan_shards(department)

    def plans_of(self, rows: list[dict[str, str]]) -> list[Plan]:
        """Read the plans whose departments a page named, in its order."""
        return [_read(Plan, item) for item in self._many([keys_plans.plan_beside(row) for row in rows])]

    def contents(self, application: Application) -> dict[int, bytes]:
        """Give every version of an application's sealed content: round → ciphertext, the present one among them."""
        earlier = self._query(f"APP#{application.id}", keys_contents.CONTENT_PREFIX)
        return {int(item["round"]): item["sealed"] for item in earlier} | {application.round: application.sealed}

    def case(self, case_id: str, *, opened: bool = False) -> Case:
        """Read a case; `opened`: with what was noted in it. Raises NotFound."""
        case = self._case(self._get(keys.case(case_id)))
        return self._sealing.opened(case) if opened else case

    def file(self, case_id: str, *, opened: bool = True) -> CaseFile:
        """Read a case with its sub-services and the ids of its Tasks. Raises NotFound.

        Not `opened`: what is personal stays sealed, for those who only want to know how far the case is.
        """
        found, subs, tasks, workers = None, {}, [], {}
        for item in self._query(f"CASE#{case_id}"):
            if item["sk"] == keys.HEAD:
                found = self._case(item)
            elif item["sk"].startswith("SUB#"):
                sub = _read(SubServiceWork, item)
                subs[sub.id] = self._sealing.opened(sub) if opened else sub
            elif item["sk"].startswith(keys.WORKER_PREFIX):
                workers[item["person"]] = item["job"]
            else:
                tasks.append(item["task"])
        if found is None:
            raise NotFound("no such case")
        return CaseFile(self._sealing.opened(found) if opened else found, subs, tuple(tasks), workers)

    def requests(self, application_id: str, *, opened: bool = True) -> list[RequestWork]:
        """Read all Requests inside an application; not `opened`: their answers stay sealed."""
        found = self._query(f"APP#{application_id}", keys.REQUEST_PREFIX)
        requests = [_read(RequestWork, item) for item in found]
        return [self._sealing.opened(one) for one in requests] if opened else requests

    def requests_of(self, case: Case, *, opened: bool = True) -> dict[str, RequestWork]:
        """Read the Requests that a case uses, by what its definition calls them."""
        found = ((one.key_in(case.id), one) for one in self.requests(case.asked_in, opened=opened))
        return {key: one for key, one in found if key is not None}

    def request(self, application_id: str, standard: str, input_hash: str) -> RequestWork:
        """Read one Request. Raises NotFound."""
        return self._sealing.opened(_read(RequestWork, self._get(keys.request(application_id, standard, input_hash))))

    def request_named(self, aggregate: str) -> RequestWork:
        """Read the Request of a chain; its answer stays sealed. Raises NotFound."""
        _, application, standard, input_hash = aggregate.split("#")
        return _read(RequestWork, self._get(keys.request(application, standard, input_hash)))

    def sub_service(self, case_id: str, sub: str) -> SubServiceWork:
        """Read one sub-service of a case. Raises NotFound."""
        return self._sealing.opened(_read(SubServiceWork, self._get(keys.sub_service(case_id, sub))))

    def task(self, task_id: str, *, opened: bool = True) -> Task:
        """Read a Task; not `opened`: what was said in it stays sealed. Raises NotFound."""
        task = _read(Task, self._get(keys.task(task_id)))
        return self._sealing.opened(task) if opened else task

    def application_of_number(self, number: str) -> str | None:
        """Give the id of the application with this number."""
        item = self._find(keys.number(number))
        return item["application"] if item else None

    def filing_of_key(self, caller: str, key: str) -> dict[str, Any] | None:
        """Give what an idempotency key was used for: {"body", "application"}."""
        return self._find(keys.idempotency(caller, key))

    def task_shards(self, department: str, kind: str) -> list[str]:
        """Name the partitions of a queue's index."""
        return keys.open_task_shards(department, kind)

    def case_shards(self, department: str) -> list[str]:
        """Name the partitions of the index of a department's live cases."""
        return keys.live_case_shards(department)

    def page(
        self, shards: list[str], after: dict[str, Any] | None, limit: int
    ) -> tuple[list[dict[str, str]], dict[str, Any] | None]:
        """List keys of one page of the `list` index over all shards, in index order, with where to go on."""
        found: list[tuple[str, dict[str, str]]] = []
        bound = after["after"] if after else ""
        for shard in shards:
            with translated():
                got = self._client.query(
                    TableName=self.table,
                    IndexName="list",
                    KeyConditionExpression="list_pk = :shard AND list_sk > :after",
                    ExpressionAttributeValues={":shard": {"S": shard}, ":after": {"S": bound or " "}},
                    ProjectionExpression="pk, sk, list_sk",
                    Limit=limit + 1,
                )
            found += [(item["list_sk"]["S"], from_item(item)) for item in got["Items"]]
        found.sort(key=lambda pair: pair[0])
        rows = found[:limit]
        following = {"after": rows[-1][0]} if len(found) > limit else None
        return [row for _, row in rows], following

    def pairs(self, wanted: list[tuple[str, str]]) -> list[tuple[Application, Case]]:
        """Read applications with their cases (ids), in order; what doesn't exist is left out."""
        wanted_keys = [key for app, case in wanted for key in (keys.application(app), keys.case(case))]
        items = {item["pk"]: item for item in self._many(wanted_keys)}
        found = []
        for app, case in wanted:
            one, other = items.get(keys.application(app)["pk"]), items.get(keys.case(case)["pk"])
            if one is not None and other is not None:
                found.append((_read(Application, one), self._case(other)))
        return found

    def cases_of(self, rows: list[dict[str, str]]) -> list[Case]:
        """Read the cases that a page named, in its order."""
        return [self._case(item) for item in self._many(rows)]

    def tasks_of(self, rows: list[dict[str, str]]) -> list[Task]:
        """Read the Tasks that a page named, in its order; what was said in them stays sealed."""
        return [_read(Task, item) for item in self._many(rows)]

    def escalated(
        self, department: str, kinds: Sequence[str], after: dict[str, Any] | None, limit: int
    ) -> tuple[list[Task | Case], dict[str, Any] | None]:
        """Read one page of a department's Tasks and cases that are past their terms, those known longest first."""
        rows, following = self.page(keys_escalations.escalated_shards(department, kinds), after, limit)
        items = self._many([keys_escalations.subject_of(row["pk"]) for row in rows])
        found = [self._case(item) if item["pk"].startswith("CASE#") else _read(Task, item) for item in items]
        return [one for one in found if one.escalated], following

    def tasks_of_worker(self, person: str, after: str | None, limit: int) -> tuple[list[Task], str | None]:
        """Read one page of the open Tasks that somebody has, the soonest due first, with where to go on."""
        pk = keys.own_task(person, "", "")["pk"]
        start = {"ExclusiveStartKey": to_key({"pk": pk, "sk": after})} if after else {}
        with translated():
            page = self._client.query(
                TableName=self.table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": pk}},
                ConsistentRead=True,
                Limit=limit,
                **start,
            )
        rows = [keys.task(from_item(item)["task"]) for item in page["Items"]]
        last = page.get("LastEvaluatedKey")
        return [task for task in self.tasks_of(rows) if task.assignee == person], last["sk"]["S"] if last else None

    def _case(self, item: dict[str, Any]) -> Case:
        case = _read(Case, item | {"status": Status(item["status"])})
        self._sealing.remember(case.id, case.person)
        return case

    def _many(self, rows: list[dict[str, str]]) -> list[dict[str, Any]]:
        wanted = [{"pk": row["pk"], "sk": row["sk"]} for row in rows]
        found: dict[str, dict[str, Any]] = {}
        for start in range(0, len(wanted), 100):
            pending: Any = {
                self.table: {"Keys": [to_key(key) for key in wanted[start : start + 100]], "ConsistentRead": True}
            }
            while pending:
                with translated():
                    got = self._client.batch_get_item(RequestItems=pending)
                for item in got["Responses"].get(self.table, []):
                    found[item["pk"]["S"]] = from_item(item)
                pending = got.get("UnprocessedKeys")
        return [found[key["pk"]] for key in wanted if key["pk"] in found]

    def _find(self, key: dict[str, str]) -> dict[str, Any] | None:
        with translated():
            got = self._client.get_item(TableName=self.table, Key=to_key(key), ConsistentRead=True)
        return from_item(got["Item"]) if "Item" in got else None

    def _get(self, key: dict[str, str]) -> dict[str, Any]:
        item = self._find(key)
        if item is None:
            raise NotFound(f"no {key['pk'].partition('#')[0].lower()} with this id")
        return item

    def _query(self, pk: str, prefix: str = "") -> list[dict[str, Any]]:
        return [from_item(item) for item in partition(self._client, self.table, pk, prefix)]


def _read(kind: type[Thing], item: dict[str, Any]) -> Thing:
    item = raised(kind.__name__, item)
    values = {}
    for one in dataclasses.fields(kind):  # type: ignore[arg-type]
        if one.name in item:
            value = item[one.name]
            values[one.name] = tuple(value) if isinstance(value, list) else value
    return kind(**values)
