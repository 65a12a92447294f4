"""Demonstration registers: the same invented people live in dwellings, own vehicles and have parking accounts.

Everything follows from a seed and a day. `registers()` gives the records, `samples()` the answers with which
every story of the demonstration is filed, `grantable()` answers of as many residents as are wanted.

Usage: python -m infra.commands.demo_registers FOLDER   (writes one JSON Lines file for each register)
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from infra.commands import demo_map, demo_office, demo_stories
from infra.commands.demo_people import (
    CLOSED_ZONE,
    MODELS,
    STREETS,
    Dwelling,
    Person,
    Vehicle,
    day,
    dwellings,
    plate,
    snils,
    somebody,
)

SEED = 1005
COUNT = 1000
"""Records of each large register."""
DWELLINGS = 860

ZONELESS = 20
"""Plots that lie in no protection zone; as many others lie in two."""
ZONES = (
    ("utility", "allowed"),
    ("park", "sanitary_only"),
    ("water", "sanitary_only"),
    ("heritage", "forbidden"),
    ("water", "forbidden"),
)

Record = dict[str, Any]
Sample = dict[str, Any]


@dataclass
class City:
    """The people of a seed with all that the registers say of them, as of a day."""

    today: date
    people: list[Person]
    homes: list[Dwelling]
    vehicles: list[Vehicle]
    offices: list[Record]
    permits: list[Record] = field(default_factory=list)
    unregistered: set[str] = field(default_factory=set)
    doubled: list[Person] = field(default_factory=list)
    stories: dict[str, Sample] = field(default_factory=dict)


@lru_cache(maxsize=4)
def city(seed: int, today: date, first: int = 0) -> City:
    """Make the city of a seed, with the people of the stories in it.

    `first` numbers its people and things from there on, so that a second city may stand beside the first; the stories
    happen in the first one only.
    """
    random = Random(seed + first)
    homes = dwellings(random, DWELLINGS, closed=12, first=first)
    people = [somebody(random, first + number, home, head=True) for number, home in enumerate(homes)]
    people += [
        somebody(random, first + DWELLINGS + number, random.choice(homes[demo_stories.RESERVED : -12]), head=False)
        for number in range(COUNT - DWELLINGS)
    ]
    vehicles: list[Vehicle] = []
    for number in range(COUNT):
        holder = people[number] if number < DWELLINGS else random.choice(people[demo_stories.RESERVED :])
        rare = number >= DWELLINGS and random.random() < 0.5
        made = Vehicle(
            certificate=f"1699{first + number:06}",
            plate=plate(first + number),
            holder=holder.snils,
            category=random.choice(("truck", "motorcycle", "bus", "trailer")) if rare else "passenger",
            model=random.choice(MODELS),
            registered_on=day(random, 2015, 2025),
        )
        vehicles.append(made)
        holder.vehicles.append(made)
    offices: list[Record] = [
        {
            "cadastral_number": f"16:50:990199:{first + number}",
            "address": f"Казань, {random.choice(random.choice(STREETS)[1])}, {random.randint(1, 90)}",
            "kind": random.choice(("non_residential", "plot")),
            "owner_snils": snils(500_000 + first + number),
            "area": random.randint(200, 90_000) / 10,
        }
        for number in range(COUNT - DWELLINGS)
    ]
    made_city = City(today, people, homes, vehicles, offices)
    for position, story in enumerate(demo_stories.STORIES if first == 0 else ()):
        story.play(made_city, people[position])
    return made_city


def registers(seed: int = SEED, today: date | None = None, first: int = 0) -> dict[str, list[Record]]:
    """Give the records of every demonstration register by its id."""
    made = city(seed, today or date.today(), first)
    zones = [
        {"zone": zone, "title": f"Зона {zone}: {streets[0]}", "status": "open", "opened_on": "2024-09-01"}
        for zone, streets in STREETS
    ]
    closed = {"zone": CLOSED_ZONE[0], "title": f"Зона {CLOSED_ZONE[0]}: {CLOSED_ZONE[1][0]}", "status": "closed"}
    residents = [_resident(first + number, person) for number, person in enumerate(made.people)]
    residents = [record for record in residents if record["snils"] not in made.unregistered]
    # Who is registered twice takes the place of who isn't registered.
    doubles = [_resident(first + COUNT + number, person) for number, person in enumerate(made.doubled)]
    building = demo_office.records() if first == 0 else {}
    land = [*made.offices, *building.pop("plots", ())]
    outlines = demo_map.outlines(land) if first == 0 else {}
    return {
        "residents": [*residents, *doubles],
        "vehicles": [_vehicle(vehicle) for vehicle in made.vehicles],
        "plots": [*_homes(made), *(_with_outline(plot, outlines) for plot in land)],
        "arrears": [_account(first + number, person) for number, person in enumerate(made.people)],
        "parking-zones": [*zones, closed],
        "parking-permits": list(made.permits),
        "protection-zones": _protection_zones(
            seed, [record["cadastral_number"] for record in [*_homes(made), *made.offices]]
        ),
        **building,
    }


def samples(seed: int = SEED, today: date | None = None) -> dict[str, Sample]:
    """Give for each story its title, service, language, answers, and what is expected of them."""
    return dict(city(seed, today or date.today()).stories)


def grantable(count: int, seed: int = SEED, today: date | None = None) -> list[Sample]:
    """Give samples of `count` residents to whom a permit is granted, each with a dwelling and a car of their own.

    Raises ValueError when the city has fewer.
    """
    made = city(seed, today or date.today())
    fine = [
        person
        for person in made.people[demo_stories.RESERVED : DWELLINGS - 12]
        if not person.unpaid and not person.temporary and person.vehicles[0].category == "passenger"
    ]
    if len(fine) < count:
        raise ValueError(f"the demonstration registers hold {len(fine)} such residents")
    return [
        {
            "name": f"resident-{person.snils}",
            "service": demo_stories.SERVICE,
            "answers": demo_stories.answers_of(person),
        }
        for person in fine[:count]
    ]


def heads(first: int, today: date | None = None) -> list[Person]:
    """Give those who live in dwellings of their own with a car, in the city numbered from `first`."""
    made = city(SEED, today or date.today(), first)
    return [person for person in made.people[: DWELLINGS - 12] if not person.temporary]


def _resident(number: int, person: Person) -> Record:
    record = {
        "number": f"R-{number:06}",
        "snils": person.snils,
        "surname": person.surname,
        "given_name": person.given_name,
        "patronymic": person.patronymic,
        "birth_date": person.birth_date,
        "dwelling": person.home.number,
        "registration": "temporary" if person.temporary else "permanent",
        "registered_on": person.registered_on,
        "registered_until": "2039-12-31" if person.temporary else None,
        "benefit": person.benefit,
    }
    return {name: value for name, value in record.items() if value is not None}


def _vehicle(vehicle: Vehicle) -> Record:
    return {
        "certificate": vehicle.certificate,
        "plate": vehicle.plate,
        "holder_snils": vehicle.holder,
        "category": vehicle.category,
        "model": vehicle.model,
        "registered_on": vehicle.registered_on,
    }


def _homes(made: City) -> list[Record]:
    owners = {person.home.number: person.snils for person in made.people if person.owns_home}
    others = {person.home.number: person.snils for person in made.people if not person.head}
    records = []
    for number, home in enumerate(made.homes):
        record = {
            "cadastral_number": home.number,
            "address": home.address,
            "kind": "dwelling",
            "zone": home.zone,
            "owner_snils": owners.get(home.number, snils(600_000 + number)),
            "area": 28 + number % 70 + 0.5,
        }
        if home.number in owners and home.number in others:
            record["co_owner_snils"] = others[home.number]
        records.append(record)
    return records


def _with_outline(plot: Record, outlines: Mapping[str, Record]) -> Record:
    outline = outlines.get(plot["cadastral_number"])
    return {**plot, "outline": outline} if outline else plot


def _protection_zones(seed: int, plots: list[str]) -> list[Record]:
    """A protection zone for nearly every plot, and two for a few; most let trees be felled."""
    random = Random(f"{seed} zones")
    alone, double = plots[:-ZONELESS], random.sample(plots[:-ZONELESS], ZONELESS)
    return [
        {
            "zone_number": f"ZN-{number:06}",
            "cadastral_number": plot,
            "zone_kind": kind,
            "felling": felling,
            "established_on": day(random, 2005, 2024),
        }
        for number, plot in enumerate([*alone, *double])
        for kind, felling in [random.choices(ZONES, (80, 8, 7, 3, 2))[0]]
    ]


def _account(number: int, person: Person) -> Record:
    return {
        "number": f"PA-{number:06}",
        "snils": person.snils,
        "unpaid_fines": person.unpaid,
        "amount": person.unpaid * 2500,
        "as_of": "2026-01-01",
    }


def main() -> None:
    """Write the registers into a folder."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, records in registers().items():
        lines = (json.dumps(record, ensure_ascii=False) for record in records)
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"  {name:<16} {len(records):>5} records")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main()
