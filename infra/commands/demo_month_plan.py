"""The plan of a month like Kazan's: who asks for what, in which way, and what becomes of it; the same each time.

What Kazan reported for 2018 (16,979 received, 16,061 accepted, 851 denied; 35 of 100 filed electronically) is kept.
Everything else is assumed and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle
from random import Random
from typing import Any

from infra.commands import demo_registers, demo_stories
from infra.commands.demo_people import Person

SEED = 2300
COUNT = 2300
DAYS = 22
"""Working days of the month."""
CITIES = (10_000, 20_000, 30_000)
"""Further cities of residents, numbered from there on; the registers get them first."""

KAZAN = {"received": 16_979, "accepted": 16_061, "denied": 851}
"""Applications of 2018, as Kazan reported them."""
ELECTRONIC = 0.35
"""Share that came through the portal, as Kazan reported it."""

PARKING, TREES, ARCHIVE = demo_stories.SERVICE, "tree-felling", "archive-extract"
SHARES = {PARKING: 0.88, TREES: 0.05, ARCHIVE: 0.07}
"""Share of each service (assumed: Kazan gave no numbers by service)."""
PORTAL = {PARKING: 0.37, TREES: 0.35, ARCHIVE: 0.15}
"""Share of the portal in each service, 35 of 100 altogether (assumed: archives are asked at the counter mostly)."""
GOLDEN = (5**0.5 - 1) / 2
"""Its multiples are spread evenly, so that a share is kept by a few already."""
PAPER = 0.25
"""Share of paper among what doesn't come through the portal (assumed)."""
LANGUAGES = {"ru": 0.7, "tt": 0.27, "en": 0.03}
"""Applicants' languages (assumed)."""
POSTED = 0.1
"""Share of papers whose applicant left no phone and no e-mail, and wants everything by post (assumed)."""

DENIED = KAZAN["denied"] / KAZAN["received"]
FATES: dict[str, dict[str, float]] = {
    PARKING: {"denied": DENIED, "doubtful": 0.03},
    TREES: {"denied": DENIED, "returned": 0.08, "abandoned": 0.02, "withdrawn": 0.05},
    ARCHIVE: {"denied": DENIED, "returned": 0.06, "abandoned": 0.02, "withdrawn": 0.03},
}
"""What becomes of applications that aren't simply granted (assumed but for the share of the denied)."""
LYING = 0.06
"""Share of applications that need people, of which a Task lies beyond its term, or beyond the month (assumed)."""

Answers = dict[str, Any]


@dataclass(frozen=True)
class Planned:
    """One application of the month: `day` counts working days from 0, `fate` says what becomes of it.

    `lies` is "" where everybody does their work in time, "late" where a Task is done after its term only, "left" where
    nobody has done it by the end of the month. `posted`: no phone, no e-mail, everything by post.
    """

    number: int
    day: int
    service: str
    answers: Answers
    fate: str
    channel: str
    language: str
    documents: tuple[str, ...] = ()
    lies: str = ""
    posted: bool = False

    @property
    def key(self) -> str:
        """The idempotency key under which it is filed."""
        return f"month-{SEED}-{self.number:05d}"

    @property
    def name(self) -> str:
        """The applicant's name as it is said at a counter."""
        return f"{self.answers['surname']} {self.answers['given_name']}"

    def luck(self, of: str) -> float:
        """A number below 1 that is always the same for one question about this application."""
        return Random(f"{SEED} {self.number} {of}").random()


def plan(count: int, first: date, days: int = DAYS) -> list[Planned]:
    """Give the applications of a month whose first working day is `first`, the same each time."""
    random = Random(SEED)
    make: dict[str, Maker] = {PARKING: _Parking(), TREES: _Trees(first), ARCHIVE: _Archive()}
    made = []
    for number in range(count):
        service = _drawn(random, SHARES)
        fate = _drawn(random, {**FATES[service], "granted": 1 - sum(FATES[service].values())})
        elsewhere = _drawn(random, {"paper": PAPER, "counter": 1 - PAPER})
        channel = "portal" if number * GOLDEN % 1 < PORTAL[service] else elsewhere
        lying = random.random()
        slow = fate != "granted" or service != PARKING
        one = Planned(
            number=number,
            day=number * days // count,
            service=service,
            answers={},
            fate=fate,
            channel=channel,
            language=_drawn(random, LANGUAGES),
            lies=("late" if lying < LYING / 2 else "left" if lying < LYING else "") if slow else "",
            posted=channel == "paper" and random.random() < POSTED,
        )
        answers, documents = make[service](random, fate)
        made.append(replace(one, answers=answers, documents=documents if channel != "paper" else (*documents, "scan")))
    return made


def _drawn(random: Random, shares: dict[str, float]) -> str:
    return random.choices(list(shares), list(shares.values()))[0]


Made = tuple[Answers, tuple[str, ...]]
Maker = Callable[[Random, str], Made]


class _Parking:
    """Residents who want to park: tables decide at once, but where a name differs from the register's."""

    def __init__(self) -> None:
        people = [person for first in CITIES for person in demo_registers.heads(first)]
        self._fine = iter([person for person in people if not person.unpaid])
        self._owing = iter([person for person in people if person.unpaid])

    def __call__(self, random: Random, fate: str) -> Made:
        answers = demo_stories.answers_of(next(self._owing if fate == "denied" else self._fine))
        if fate == "doubtful":
            answers["given_name"] = "Гүзәлия"  # the register knows another name, so an expert looks
        return answers, ()


class _Trees:
    """Owners of plots with a dead or dangerous tree, or one in the way of a house."""

    SPECIES = ("poplar", "willow", "ash_leaved_maple", "birch", "linden", "spruce", "apple")
    NEEDS = (
        "Ствол треснул и наклонился над крышей",
        "Ветви сухие второй год, летом листьев не было",
        "После ветра дерево качается и поднимает корни",
        "Сухие сучья падают на тротуар и на провода",
    )
    PLACES = ("У северного угла дома, в трёх метрах от забора", "Справа от ворот, у самой дороги", "За гаражом, у межи")

    def __init__(self, first: date) -> None:
        found = [
            office for city in CITIES for office in demo_registers.city(demo_registers.SEED, date.today(), city).offices
        ]
        self._plots = cycle(found)
        self._people = cycle(_people())
        self._from = _outside_nesting(first + timedelta(days=40)).isoformat()

    def __call__(self, random: Random, fate: str) -> Made:
        plot, person = next(self._plots), next(self._people)
        reason = "dead" if fate == "denied" else _drawn(random, {"danger": 0.6, "dead": 0.3, "construction": 0.1})
        trees = random.choices((1, 2, 3), (70, 20, 10))[0]
        answers = {
            **_person(person, snils=plot["owner_snils"]),
            "felling_plot": plot["cadastral_number"],
            "felling_address": plot["address"],
            "plot_right": "owner",
            "felling_reason": reason,
            "tree_place": "plot",
            "tree_location": random.choice(self.PLACES),
            "tree_count": trees,
            "felling_on": self._from,
            "compensation_way": "plant" if reason == "construction" else "none",
        }
        for tree in range(1, trees + 1):
            condition = {"dead": "dying", "danger": "leaning", "construction": "healthy"}[reason]
            answers |= {
                f"species_{tree}": random.choice(self.SPECIES),
                f"girth_{tree}": random.randint(30, 220),
                f"condition_{tree}": condition,
            }
        if reason == "construction":
            answers["building_permit"] = f"16-50-{random.randint(1, 999):03d}-{self._from[:4]}"
        else:
            answers["felling_need"] = random.choice(self.NEEDS)
        return answers, ("photographs", "plan")


class _Archive:
    """People who ask the archive about their own work, or their parents' papers."""

    MATTERS = (
        (
            "work",
            "Приказы о приёме и переводе на трамвайном предприятии",
            "Казанское трамвайно-троллейбусное управление",
        ),
        ("work", "Лицевой счёт по заработной плате за пять лет", "Казанский завод «Электроприбор»"),
        ("decision", "Решение исполкома об отводе земли под застройку", "Исполком Казанского горсовета"),
        ("residence", "Выписка из домовой книги о прежних жильцах", "Жилищное управление Приволжского района"),
        ("land", "Договор о бессрочном пользовании участком", "Отдел коммунального хозяйства"),
    )

    def __init__(self) -> None:
        self._people = cycle(_people())

    def __call__(self, random: Random, fate: str) -> Made:
        person = next(self._people)
        topic, subject, fonds = random.choice(self.MATTERS)
        since = random.randint(1965, 1998)
        answers = {
            **_person(person, snils=person.snils),
            "archive_topic": topic,
            "archive_subject": subject,
            "archive_fonds": fonds,
            "archive_from": since,
            "archive_until": since + random.randint(0, 8),
            "requester_right": "self",
            "archive_form": random.choice(("extract", "certificate", "copy")),
            "archive_copies": random.choices((1, 2), (80, 20))[0],
        }
        if random.random() < 0.3:
            answers |= {
                "requester_right": "relative",
                "person_surname": person.surname,
                "person_given_name": "Рөстәм",
                "person_birth_date": "1939-03-08",
                "kinship": "parent",
            }
        return answers, ("passport",)


def _people() -> Iterator[Person]:
    """Those who have no dwelling of their own, so that they apply for no permit to park."""
    for first in CITIES:
        yield from demo_registers.city(demo_registers.SEED, date.today(), first).people[demo_registers.DWELLINGS :]


def _person(person: Person, *, snils: str) -> Answers:
    found = {
        "surname": person.surname,
        "given_name": person.given_name,
        "patronymic": person.patronymic,
        "birth_date": person.birth_date,
        "snils": snils,
        "personal_data_consent": True,
    }
    return {name: value for name, value in found.items() if value is not None}


def _outside_nesting(day: date) -> date:
    """The day, or the first one after it on which birds don't nest (March to July)."""
    return date(day.year, 8, 1) if 3 <= day.month <= 7 else day
