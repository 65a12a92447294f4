"""Invented people, streets, vehicles and numbers of Kazan for demonstrations; nobody real is meant.

Insurance numbers begin with 999 and cadastral quarters with 99, which are given to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

LETTERS = "АВЕКМНОРСТУХ"
REGIONS = ("16", "116", "716")
STREETS = (
    ("101", ("ул. Баумана", "ул. Пушкина", "ул. Кремлёвская", "ул. Карла Маркса", "ул. Габдуллы Тукая")),
    ("102", ("ул. Бутлерова", "ул. Шигабутдина Марджани", "ул. Каюма Насыри", "ул. Парижской Коммуны")),
    ("103", ("ул. Николая Ершова", "ул. Гвардейская", "ул. Аделя Кутуя", "ул. Патриса Лумумбы")),
    ("104", ("пр. Ямашева", "ул. Чистопольская", "ул. Сибгата Хакима", "ул. Гаврилова")),
    ("105", ("ул. Декабристов", "ул. Восстания", "ул. Волгоградская", "ул. Ибрагимова")),
    ("106", ("пр. Фатыха Амирхана", "ул. Адоратского", "ул. Маршала Чуйкова", "ул. Мусина")),
    ("107", ("пр. Победы", "ул. Юлиуса Фучика", "ул. Рихарда Зорге", "ул. Хусаина Мавлютова")),
    ("108", ("ул. Братьев Касимовых", "ул. Карбышева", "ул. Латышских Стрелков", "ул. Даурская")),
)
CLOSED_ZONE = ("113", ("ул. Тихомирнова",))
SURNAMES = (
    ("Гарипов", "Гарипова"), ("Хабибуллин", "Хабибуллина"), ("Сафин", "Сафина"), ("Шакиров", "Шакирова"),
    ("Валиев", "Валиева"), ("Закиров", "Закирова"), ("Ибрагимов", "Ибрагимова"), ("Мингазов", "Мингазова"),
    ("Нуриев", "Нуриева"), ("Фаттахов", "Фаттахова"), ("Ахметзянов", "Ахметзянова"), ("Гыйләҗев", "Гыйләҗева"),
    ("Иванов", "Иванова"), ("Королёв", "Королёва"), ("Соловьёв", "Соловьёва"), ("Смирнов", "Смирнова"),
    ("Кузнецов", "Кузнецова"), ("Васильев", "Васильева"), ("Морозов", "Морозова"), ("Белозёров", "Белозёрова"),
    ("Римский-Корсаков", "Римская-Корсакова"), ("Ким", "Ким"),
)  # fmt: skip
GIVEN = (
    (
        "Тимур", "Айдар", "Ильдар", "Рустем", "Марат", "Булат", "Азат", "Наил", "Камил", "Илһам",
        "Сергей", "Алексей", "Дмитрий", "Павел", "Иван", "Николай", "Артём", "Фёдор",
    ),
    (
        "Гөлнара", "Әминә", "Җәмилә", "Зөһрә", "Сөембикә", "Алсу", "Айгөл", "Ләйсән", "Резеда", "Гүзәл",
        "Анна", "Мария", "Елена", "Ольга", "Наталья", "Татьяна", "Дарья", "Ксения",
    ),
)  # fmt: skip
PATRONYMICS = (
    ("Рашитович", "Ильдарович", "Маратович", "Рустемович", "Наилевич", "Сергеевич", "Алексеевич", "Иванович"),
    ("Рашитовна", "Ильдаровна", "Маратовна", "Рустемовна", "Наилевна", "Сергеевна", "Алексеевна", "Ивановна"),
)
MODELS = ("Лада Веста", "Лада Гранта", "Киа Рио", "Хёндэ Солярис", "Шкода Октавия", "Хавал Джолион", "Чери Тигго 7")


@dataclass
class Dwelling:
    """A flat: cadastral number, address and parking zone."""

    number: str
    address: str
    zone: str


@dataclass
class Vehicle:
    """A vehicle with its registration certificate; `holder` is an insurance number."""

    certificate: str
    plate: str
    holder: str
    category: str
    model: str
    registered_on: str


@dataclass
class Person:
    """A resident of a dwelling, with their own vehicles and unpaid fines."""

    snils: str
    surname: str
    given_name: str
    patronymic: str | None
    birth_date: str
    home: Dwelling
    head: bool
    benefit: str = "none"
    temporary: bool = False
    registered_on: str = "2012-06-01"
    owns_home: bool = False
    unpaid: int = 0
    vehicles: list[Vehicle] = field(default_factory=list)


def snils(number: int) -> str:
    """Write an insurance number of the invented range with its check digits (rules of the Pension Fund)."""
    digits = f"999{number:06}"
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits)) % 101
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]} {total % 100:02}"


def plate(number: int) -> str:
    """Make the number plate of the vehicle of a number (below 1,726,272); no two vehicles of all cities share one."""
    mixed = number * 7919 % (len(LETTERS) ** 3 * 999)  # 7919 is prime, so that no two numbers meet
    letters, digits = divmod(mixed, 999)
    a, b, c = (LETTERS[letters // len(LETTERS) ** power % len(LETTERS)] for power in range(3))
    return f"{a}{digits + 1:03}{b}{c}{REGIONS[number % len(REGIONS)]}"


def day(random: Random, first: int, last: int) -> str:
    """Make a date within years."""
    return f"{random.randint(first, last)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"


def dwellings(random: Random, count: int, closed: int, first: int = 0) -> list[Dwelling]:
    """Make flats along the streets; the last `closed` of them stand in the zone that is closed."""
    made = []
    for at in range(count):
        zone, streets = CLOSED_ZONE if at >= count - closed else STREETS[at % len(STREETS)]
        street = random.choice(streets)
        quarter = 990000 + int(zone)
        house, flat = random.randint(1, 90), random.randint(1, 160)
        made.append(Dwelling(f"16:50:{quarter}:{1000 + first + at}", f"Казань, {street}, {house}, кв. {flat}", zone))
    return made


def somebody(random: Random, number: int, home: Dwelling, head: bool) -> Person:
    """Make a person who lives in a dwelling."""
    sex = random.randint(0, 1)
    return Person(
        snils=snils(number),
        surname=random.choice(SURNAMES)[sex],
        given_name=random.choice(GIVEN[sex]),
        patronymic=random.choice(PATRONYMICS[sex]) if random.random() < 0.95 else None,
        birth_date=day(random, 1945, 2006),
        home=home,
        head=head,
        benefit=random.choice(("disabled", "large_family", "veteran")) if random.random() < 0.08 else "none",
        temporary=random.random() < 0.05,
        registered_on=day(random, 2008, 2025),
        owns_home=head and random.random() < 0.7,
        unpaid=random.randint(1, 9) if random.random() < 0.07 else 0,
    )
