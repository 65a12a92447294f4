"""A municipality in this process in which one may build a shed: the sample situation, published beside the rest."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from chalicelib.adapters.definition_checks import DefinitionChecks
from chalicelib.domain.analysis.compilation import compile_bundle
from chalicelib.domain.analysis.gathering import gather
from chalicelib.domain.cases import Case
from chalicelib.domain.chain import canonical, sha256
from chalicelib.domain.errors import NotFound
from chalicelib.domain.permissions import Actor
from chalicelib.domain.plans import Plan
from chalicelib.usecases import changing, correcting, ending, filing, milestones, sweeping, verifying
from chalicelib.usecases.changing import ChangeOfAnswers
from chalicelib.usecases.correcting import Correction
from tests.support import plan_sample
from tests.support.filed import asked
from tests.support.municipality import EMAIL, Municipality, municipality
from tests.support.plan_sample import ANSWERS, SITUATION


@cache
def published() -> dict[str, Any]:
    """The bundle of the shipped catalogue with the sample in it."""
    return bundle_of(plan_sample.documents())


def bundle_of(documents: dict[str, Any]) -> dict[str, Any]:
    """The bundle of definition files that are right."""
    definitions, wrong = gather(documents, DefinitionChecks())
    assert not wrong, wrong
    return compile_bundle(definitions)


@dataclass
class Town:
    """A municipality, and one applicant who builds a shed in it."""

    place: Municipality
    applicant: Actor

    @property
    def stores(self) -> Any:
        return self.place.stores

    def file(self, known: dict[str, Any] | None = None, **changed: Any) -> Plan:
        """File for the whole situation, and let what happens by itself happen."""
        answers = {name: value for name, value in {**ANSWERS, **changed}.items() if value is not None}
        request = asked(SITUATION, answers, {"email": EMAIL}, known=known or {})
        filed = filing.file(self.stores, self.applicant, request)
        self.settle()
        return self.plan(filed.application.id)

    def settle(self) -> None:
        self.place.machines.settle()

    def plan(self, application: str) -> Plan:
        found: Plan = self.stores.cases.plan(application)
        return found

    def states(self, plan: Plan) -> dict[str, str]:
        return {node["id"]: node["state"] for node in self.plan(plan.application).nodes}

    def case(self, plan: Plan, node: str) -> Case:
        """The present case of a node; raises NotFound where there is none."""
        case = self.plan(plan.application).node(node).get("case")
        if case is None:
            raise NotFound(f"{node} has no case")
        found: Case = self.stores.cases.case(case)
        return found

    def report(self, plan: Plan, milestone: str, *, who: Actor | None = None, **answers: Any) -> None:
        milestones.report(self.stores, who or self.applicant, plan.number, None, milestone, on=None, answers=answers)
        self.settle()

    def change(self, plan: Plan, *, key: str | None = None, **answers: Any) -> None:
        given = ChangeOfAnswers(answers, key or uuid.uuid4().hex, sha256(canonical(answers)))
        changing.change(self.stores, self.applicant, plan.number, None, given)
        self.settle()

    def correct(
        self, plan: Plan, node: str, documents: dict[str, tuple[str, ...]] | None = None, **answers: Any
    ) -> None:
        """Answer what the case of a node asks."""
        given = Correction(answers, documents or {}, uuid.uuid4().hex, sha256(canonical(answers)))
        correcting.correct(self.stores, self.applicant, plan.number, None, given, self.case(plan, node).id)
        self.settle()

    def withdraw(self, plan: Plan) -> None:
        ending.withdraw_plan(self.stores, self.applicant, self.stores.cases.application(plan.application), None)
        self.settle()

    def sweep(self) -> None:
        for _ in range(4):
            sweeping.sweep(self.stores)
            self.settle()

    def versions(self, plan: Plan) -> dict[str, int]:
        """Case → version, of all cases that there are."""
        nodes = [node for node in self.plan(plan.application).nodes if node.get("case")]
        return {node["case"]: self.stores.cases.case(node["case"]).version for node in nodes}

    def is_whole(self, plan: Plan) -> None:
        """Fail unless the history of every case, and of the plan, is whole."""
        from chalicelib.domain.permissions import SYSTEM

        for case in self.versions(plan):
            flaw = verifying.verify(self.stores, SYSTEM, case).flaw
            assert flaw is None, flaw


@contextmanager
def shed_town(bundle: dict[str, Any] | None = None) -> Iterator[Town]:
    with municipality(bundle or published()) as place:
        town = Town(place, Actor("applicant", uuid.uuid4().hex))
        place.fill({"plots": [plot()]})
        yield town


def plot(**more: Any) -> dict[str, Any]:
    """What the register holds of the plot."""
    return {
        "cadastral_number": plan_sample.PLOT,
        "address": "Казань, ул. Декабристов, 85",
        "kind": "plot",
        "area": 600,
        "owner_inn": "1655000007",
        "boundaries": "set",
        **more,
    }
