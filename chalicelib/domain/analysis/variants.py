"""Variants: what a life situation saves its applicants, in figures that come from the definitions alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chalicelib.domain.definitions import Bundle, Service, Term
from chalicelib.domain.forecasts import Forecast, Step, forecast
from chalicelib.domain.situations import LifeSituation


@dataclass(frozen=True)
class SituationSummary:
    """A situation in figures. `known`: (service, question, Request, path) of what a register could answer."""

    id: str
    title: str
    services: int
    milestones: int
    questions: int
    later: int
    separate: int
    documents: int
    separate_documents: int
    one_by_one: int
    side_by_side: int
    critical: tuple[str, ...]
    known: tuple[tuple[str, str, str, str], ...]

    @property
    def fewer(self) -> float:
        """The share of questions that one application spares, those asked later counted as asked."""
        return 1 - (self.questions + self.later) / self.separate


def summarise_situation(bundle: Bundle, id: str, language: str = "en") -> SituationSummary:
    """A situation in figures, its title in one language; raises UnknownService."""
    situation, composite = bundle.situation(id), bundle.offered(id)
    if situation is None:
        raise ValueError(f"{id} is no life situation")
    services = [bundle.service(node.id) for node in situation.services]
    plan = plain_forecast(bundle, situation)
    asked = set(composite.raw["form"]["properties"])
    later = {name for node in situation.services for name in node.later} - asked
    return SituationSummary(
        id=id,
        title=composite.title[language],
        services=len(services),
        milestones=len(situation.milestones),
        questions=len(asked),
        later=len(later),
        separate=sum(len(one.raw["form"]["properties"]) for one in services),
        documents=len({document.id for one in services for document in one.documents}),
        separate_documents=sum(len(one.documents) for one in services),
        one_by_one=plan.one_by_one,
        side_by_side=plan.ends,
        critical=plan.critical,
        known=tuple(known for one in services for known in answerable(bundle, one)),
    )


def plain_forecast(bundle: Bundle, situation: LifeSituation) -> Forecast[int]:
    """Forecast all services of a situation on a plain five-day week, in working days, milestones left out."""
    milestones = {node.id: node for node in situation.milestones}
    steps = []
    for node in situation.services:
        after: list[str] = []
        waiting = list(node.after)
        while waiting:
            name = waiting.pop()
            if name in milestones:
                waiting += milestones[name].after
            else:
                after.append(name)
        steps.append(Step(node.id, tuple(dict.fromkeys(after)), _adds(plain_days(bundle.service(node.id).term))))
    return forecast(steps, start=0, today=0)


def plain_days(term: Term) -> int:
    """A term in working days of a plain week: 20 calendar days are 14."""
    return term.days if term.unit == "working" else round(term.days * 5 / 7)


def _adds(days: int) -> Callable[[int], int]:
    return lambda begins: begins + days


def answerable(bundle: Bundle, service: Service) -> Iterator[tuple[str, str, str, str]]:
    """Questions that a register which the service asks anyway could answer: its record has a field of the same name."""
    questions = service.raw["form"]["properties"]
    for use in service.requests:
        standard = bundle.standard_request(use.standard)
        if standard.register is None:
            continue
        asked_with = {value["answer"].removeprefix("/") for value in use.input.values() if "answer" in value}
        fields = bundle.register(standard.register.register).record["properties"]
        for name in questions:
            field = next((one for one in (name, name.partition("_")[2]) if one in fields), None)
            if field is not None and name not in asked_with:
                yield service.id, name, use.id, f"/record/{field}"
