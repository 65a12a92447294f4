"""Plans as people see them: every case with who holds it and what comes next, and what is needed first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.domain import contradictions
from chalicelib.domain.applications import Application
from chalicelib.domain.cases import Case, Status
from chalicelib.domain.definitions import Bundle
from chalicelib.domain.errors import NotFound
from chalicelib.domain.holding import Holder, clock_of, what_next
from chalicelib.domain.permissions import Actor, Subject, Verb, require
from chalicelib.domain.plans import Plan, PlanNode, State
from chalicelib.domain.situations import LifeSituation, Node
from chalicelib.usecases import catalogue, holding, planning, tracking

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


@dataclass(frozen=True, slots=True)
class NodeView:
    """A node of a plan with its definition, its case and who holds it."""

    node: PlanNode
    definition: Node
    case: Case | None
    holders: tuple[Holder, ...]

    @property
    def clock(self) -> str | None:
        return clock_of(self.case) if self.case is not None else None

    @property
    def next(self) -> dict[str, Any] | None:
        return what_next(self.case) if self.case is not None else None


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan as it is now. `needed` comes first: what the applicant has to do, with where and until when."""

    plan: Plan
    application: Application
    bundle: Bundle
    situation: LifeSituation
    nodes: tuple[NodeView, ...]
    needed: tuple[dict[str, Any], ...]
    timeline: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class PlanOfCase:
    """The plan behind one of its cases, with the rules of contradiction that the case breaks now."""

    plan: Plan
    situation: LifeSituation
    node: PlanNode | None
    contradictions: tuple[Any, ...]

    @property
    def broken(self) -> list[dict[str, Any]]:
        """The rules that the case breaks now, as whoever works on it reads them: `rule`, `text` and `clause`."""
        return [{"rule": rule["id"], "text": rule["text"], "clause": rule["clause"]} for rule in self.contradictions]


def of_application(stores: Stores, application: Application) -> PlanView:
    """Give the plan of an application that the caller was allowed to see."""
    plan = stores.cases.plan(application.id)
    bundle, situation = planning.situation_of(stores, plan)
    shown = []
    for node in plan.nodes:
        definition = situation.node(node["id"])
        if definition is not None:
            case, held = _case_of(stores, node)
            shown.append(NodeView(node, definition, case, held))
    nodes = tuple(shown)
    return PlanView(plan, application, bundle, situation, nodes, _needed(nodes), _timeline(plan, nodes))


def view(stores: Stores, actor: Actor, number: str) -> PlanView:
    """Give a plan to staff of a department that takes part in it. Raises NotFound, alike for every other reason."""
    application = tracking.filed_application(stores, actor, number, None)
    if not application.is_plan:
        raise NotFound("no such plan")
    return of_application(stores, application)


def listed(
    stores: Stores, actor: Actor, department: str, after: dict[str, Any] | None, limit: int
) -> tuple[list[Plan], dict[str, Any] | None]:
    """List one page of the plans that a department takes part in, oldest first, with where to go on."""
    require(actor, Verb.LIST_PLANS, Subject(department))
    rows, following = stores.cases.page(stores.cases.plan_shards(department), after, limit)
    return stores.cases.plans_of(rows), following


def choose(stores: Stores, situation_id: str, answers: dict[str, Any]) -> tuple[Bundle, LifeSituation, frozenset[str]]:
    """Say which nodes of a situation answers would call for; nothing is kept. Raises UnknownService."""
    bundle = catalogue.current(stores, stores.now())
    situation = bundle.situation(situation_id)
    if situation is None:
        bundle.service(situation_id)
        raise NotFound("this is a service, not a life situation")
    return bundle, situation, situation.belonging(answers)


def of_case(stores: Stores, case: Case) -> PlanOfCase | None:
    """Give the plan that a case belongs to, to who was allowed to read the case; nothing where it stands alone."""
    if case.plan is None:
        return None
    plan = stores.cases.plan(case.plan)
    _, situation = planning.situation_of(stores, plan)
    node = plan.node_of_case(case.id)
    broken = () if node is None else contradictions.open_for(plan.contradictions, node["id"])
    rules = tuple(rule for rule in situation.contradictions if rule["id"] in broken)
    return PlanOfCase(plan, situation, node, rules)


def _case_of(stores: Stores, node: PlanNode) -> tuple[Case | None, tuple[Holder, ...]]:
    if node.get("case") is None:
        return None, ()
    try:
        return holding.read(stores, node["case"])
    except NotFound:
        # It was asked for a moment ago, and begins by itself.
        return None, (Holder("platform", node["begun_on"], what="work"),)


def _needed(nodes: tuple[NodeView, ...]) -> tuple[dict[str, Any], ...]:
    """What the applicant has to do, the most urgent first: corrections and questions, then milestones to report."""
    wanted: list[dict[str, Any]] = []
    for one in nodes:
        case = one.case
        if case is not None and case.status is Status.RETURNED and case.returned is not None:
            what = "correct" if case.returned["grounds"] and case.returned["task"] else "answer"
            wanted.append(
                {
                    "what": what,
                    "node": one.node["id"],
                    "case": case.id,
                    "fields": list(case.returned["fields"]),
                    "until": case.returned["until"],
                }
            )
    for one in nodes:
        if one.node["state"] == State.AWAITED and one.definition.reporters.get("applicant"):
            wanted.append({"what": "report", "node": one.node["id"], "case": None, "fields": [], "until": None})
    return tuple(sorted(wanted, key=lambda each: each["until"] or "9999"))


def _timeline(plan: Plan, nodes: tuple[NodeView, ...]) -> tuple[dict[str, Any], ...]:
    """One timeline for the whole: the filing, every status of every case, and milestones, in order."""
    told: list[dict[str, Any]] = [{"at": plan.filed_at, "node": None, "case": None, "what": "filed"}]
    for one in nodes:
        if one.case is not None:
            told += [
                {"at": step["at"], "node": one.node["id"], "case": one.case.id, "what": step["status"]}
                for step in one.case.timeline
            ]
        if one.node["state"] in (State.REACHED, State.CANCELLED):
            told.append({"at": one.node["ended_on"], "node": one.node["id"], "case": None, "what": one.node["state"]})
    return tuple(sorted(told, key=lambda each: str(each["at"])))
