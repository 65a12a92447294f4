"""From a worked example of a service to the register records that give its answers.

Every example becomes a small world of its own: the people, dwellings and vehicles in it get fresh names, so that many
examples can be played on one stack without touching each other.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

SERVICE = "resident-parking-permit"
LETTERS = "АВЕКМНОРСТУХ"
RELATIVE = ("lease_until", "benefit_until")
"""Answers that are days to come, counted from the day of filing."""

Record = dict[str, Any]
Records = dict[str, list[Record]]


@dataclass
class World:
    """One example, made unique: what to file, what the registers hold, what is expected."""

    name: str
    answers: dict[str, Any]
    expect: dict[str, Any]
    records: Records = field(default_factory=dict)


class Unplayable(Exception):
    """The registers can't hold what this example says: its natural key forbids a second record."""


def snils(number: int) -> str:
    """Write a number (below 10^9) as an insurance number with its check digits."""
    digits = f"{number:09d}"
    rest = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 0, -1), strict=True)) % 101 % 100
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]} {rest:02d}"


class Fresh:
    """Gives names that no other example of this run has."""

    def __init__(self, seed: int | None = None) -> None:
        self._numbers = itertools.count(random.Random(seed).randrange(10_000_000))

    def person(self) -> str:
        return snils(100_000_000 + self._next() % 800_000_000)

    def dwelling(self) -> str:
        return f"16:50:{self._next() % 899_999 + 100_000}:{self._next() % 9_000 + 1_000}"

    def plate(self) -> str:
        """A plate of another region than those of the demonstration's vehicles, which a story shouldn't meet."""
        number = self._next()
        first, second, third = (LETTERS[number // 12**power % 12] for power in range(3))
        return f"{first}{number // 1728 % 1000:03d}{second}{third}777"

    def certificate(self) -> str:
        return f"16{self._next() % 100_000_000:08d}"

    def zone(self) -> str:
        return f"{self._next() % 800 + 200:03d}"

    def number(self) -> str:
        return f"T-{self._next()}"

    def _next(self) -> int:
        return next(self._numbers)


def play(service: dict[str, Any], standards: dict[str, Any], example: dict[str, Any], on: date, fresh: Fresh) -> World:
    """Make one example unique and give its world. Raises Unplayable."""
    told = _renamed(example, fresh)
    shift = on - date.fromisoformat(told["filed_on"])
    answers = told["answers"]
    for name in RELATIVE:
        if name in answers:
            answers[name] = (date.fromisoformat(answers[name]) + shift).isoformat()
    world = World(told["name"], answers, told["expect"])
    builder = Builder(fresh, on)
    for use in service["requests"]:
        answer = told["registers"].get(use["id"])
        if answer is not None:
            answer = _later(answer, shift)
            inputs = {name: answers.get(value["answer"][1:]) for name, value in use["input"].items()}
            standard = standards[use["standard"]]
            builder.add(world.records, standard["register"], inputs, answer)
    return world


def _later(answer: dict[str, Any], shift: timedelta) -> dict[str, Any]:
    """Let what a register holds stay valid as long after the day of filing as the example says."""
    record = answer.get("record") or {}
    if "valid_until" not in record:
        return answer
    until = date.fromisoformat(record["valid_until"]) + shift
    return {**answer, "record": {**record, "valid_until": until.isoformat()}}


def _renamed(example: dict[str, Any], fresh: Fresh) -> dict[str, Any]:
    """Give every person, dwelling, vehicle and zone of an example a fresh name, everywhere."""
    answers = example["answers"]
    names: dict[str, str] = {}
    makers: Iterable[tuple[str, Callable[[], str]]] = (
        (answers["snils"], fresh.person),
        (answers["dwelling"], fresh.dwelling),
        (answers["vehicle_plate"], fresh.plate),
        (answers["vehicle_certificate"], fresh.certificate),
        (answers["parking_zone"], fresh.zone),
    )
    for old, make in makers:
        names[old] = make()
    text = json.dumps(example, ensure_ascii=False)
    for old, new in names.items():
        text = text.replace(json.dumps(old, ensure_ascii=False), json.dumps(new, ensure_ascii=False))
    renamed: dict[str, Any] = json.loads(text)
    return renamed


class Builder:
    """Builds records that make a register give an answer."""

    def __init__(self, fresh: Fresh, on: date) -> None:
        self._fresh, self._on = fresh, on

    def add(self, records: Records, lookup: dict[str, Any], inputs: dict[str, Any], answer: dict[str, Any]) -> None:
        """Add what makes `lookup` with `inputs` answer so. Raises Unplayable."""
        count = {"not_found": 0, "found": max(1, answer["count"]), "contradicting": 1}.get(answer["outcome"])
        count = answer["count"] if count is None else count
        register = lookup["register"]
        if count > 1 and set(lookup["match"]) == {"zone"}:
            raise Unplayable("a zone is there once")
        if "dwelling" in lookup["match"]:
            count = min(count, 2)
        for place in range(count):
            record = {ours: inputs[theirs] for ours, theirs in lookup["match"].items()}
            for ours, theirs in lookup.get("compare", {}).items():
                record[ours] = inputs[theirs]
            if answer["outcome"] == "contradicting":
                for name in answer["contradictions"] or list(lookup["compare"])[:1]:
                    record[name] = self._other(name)
            record |= answer["record"] or {}
            rows = records.setdefault(register, [])
            same = next((one for one in rows if "plate" in record and one.get("plate") == record["plate"]), None)
            if same is not None and not place and register == "parking-permits":
                same |= record
                continue
            rows.append(getattr(self, f"_{register.replace('-', '_')}")(record, place))

    def _other(self, name: str) -> str:
        return {"birth_date": "1950-01-01", "certificate": self._fresh.certificate()}.get(name, "Другая")

    def _since(self) -> str:
        return (self._on - timedelta(days=400)).isoformat()

    def _residents(self, known: Record, _: int) -> Record:
        base = {
            "number": self._fresh.number(),
            "surname": "Гарипова",
            "given_name": "Гөлнара",
            "birth_date": "1988-05-14",
            "dwelling": self._fresh.dwelling(),
            "registration": "permanent",
            "registered_on": self._since(),
        }
        return base | known

    def _residence_changes(self, known: Record, _: int) -> Record:
        base = {"basis": "tenant", "stay": "permanent", "moved_on": self._since(), "confirmation": "own_word"}
        return base | {"application": self._fresh.number()} | known

    def _plots(self, known: Record, _: int) -> Record:
        kind = known.get("kind")
        if kind is None:
            raise Unplayable("every record says what it is")
        return {"address": "Казань, улица для проверки, 1"} | known

    def _vehicles(self, known: Record, place: int) -> Record:
        if "category" not in known:
            raise Unplayable("every record says of what category it is")
        base = {"holder_snils": self._fresh.person(), "registered_on": self._since(), "model": "Проверка"}
        whole = base | known
        return whole | ({"certificate": self._fresh.certificate()} if place else {})

    def _arrears(self, known: Record, _: int) -> Record:
        base = {"number": self._fresh.number(), "unpaid_fines": 0, "amount": 0, "as_of": self._on.isoformat()}
        return base | known

    def _parking_zones(self, known: Record, _: int) -> Record:
        if "status" not in known:
            raise Unplayable("every record says whether it is open")
        return {"title": "Зона для проверки"} | known

    def _parking_permits(self, known: Record, _: int) -> Record:
        base = {
            "plate": self._fresh.plate(),
            "zone": self._fresh.zone(),
            "dwelling": self._fresh.dwelling(),
            "holder_snils": self._fresh.person(),
            "valid_from": self._since(),
            "benefit": "none",
            "application": self._fresh.number(),
        }
        return base | known | {"valid_until": (self._on + timedelta(days=200)).isoformat()}


def definitions() -> tuple[dict[str, Any], dict[str, Any]]:
    """The shipped service and the Standard Requests, by id."""
    from tests.support.bundles import bundle

    whole = bundle()
    return whole["services"][SERVICE], whole["standard_requests"]
