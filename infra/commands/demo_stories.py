"""The people of the demonstration's stories: what is special about each, and what they answer in the form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from infra.commands.demo_people import Person
    from infra.commands.demo_registers import City

RESERVED = 40
"""So many dwellings are kept for people of stories."""
SERVICE = "resident-parking-permit"

Answers = dict[str, Any]


def answers_of(person: Person) -> Answers:
    """Give what somebody answers who lives where they are registered and has a car of their own."""
    answers = {
        "surname": person.surname,
        "given_name": person.given_name,
        "patronymic": person.patronymic,
        "birth_date": person.birth_date,
        "snils": person.snils,
        "dwelling_basis": "registered",
        "dwelling": person.home.number,
        "dwelling_address": person.home.address,
        "vehicle_plate": person.vehicles[0].plate,
        "vehicle_certificate": person.vehicles[0].certificate,
        "vehicle_right": "owner",
        "parking_zone": person.home.zone,
        "permit_months": 12,
        "parking_benefit": "none",
        "personal_data_consent": True,
    }
    return {name: value for name, value in answers.items() if value is not None}


@dataclass(frozen=True)
class Story:
    """One story: `change` makes the registers and answers special; `expect` is the outcome.

    `who` are surname, given name and patronymic; `language` is the applicant's.
    """

    name: str
    title: tuple[str, str, str]
    who: tuple[str, str, str]
    expect: dict[str, Any]
    change: Callable[[City, Person, Answers], None] = lambda city, person, answers: None
    language: str = "ru"

    def play(self, city: City, person: Person) -> None:
        """Make a resident the person of this story and keep the story's sample."""
        person.surname, person.given_name, person.patronymic = self.who
        person.unpaid, person.temporary, person.benefit, person.owns_home = 0, False, "none", False
        answers = answers_of(person)
        self.change(city, person, answers)
        city.stories[self.name] = {
            "name": self.name,
            "title": dict(zip(("ru", "tt", "en"), self.title, strict=True)),
            "service": SERVICE,
            "language": self.language,
            "answers": answers,
            "expect": self.expect,
        }


def _day(city: City, days: int) -> str:
    return (city.today + timedelta(days=days)).isoformat()


def _permit(city: City, person: Person, plate: str, number: int) -> None:
    city.permits.append(
        {
            "plate": plate,
            "zone": person.home.zone,
            "dwelling": person.home.number,
            "holder_snils": person.snils,
            "valid_from": _day(city, -30),
            "valid_until": _day(city, 334),
            "benefit": "none",
            "application": f"DEMO-{number}",
        }
    )


def _owner(city: City, person: Person, answers: Answers) -> None:
    person.owns_home = True
    answers |= {"dwelling_basis": "owner", "permit_months": 6}


def _large_family(city: City, person: Person, answers: Answers) -> None:
    person.benefit = "large_family"
    answers |= {"parking_benefit": "large_family", "benefit_document": "16 № 004512", "benefit_until": _day(city, 900)}


def _tenant(city: City, person: Person, answers: Answers) -> None:
    answers |= {"dwelling_basis": "tenant", "lease_contract": "17/2026", "lease_until": _day(city, 120)}
    answers["shorten_to_lease"] = True


def _second_permit(city: City, person: Person, answers: Answers) -> None:
    _permit(city, person, "О001ОО716", 1)


def _nobody(city: City, person: Person, answers: Answers) -> None:
    city.unregistered.add(person.snils)


def _elsewhere(city: City, person: Person, answers: Answers) -> None:
    neighbour = next(home for home in city.homes[RESERVED:] if home.zone == person.home.zone)
    answers |= {"dwelling": neighbour.number, "dwelling_address": neighbour.address}


def _maiden_name(city: City, person: Person, answers: Answers) -> None:
    answers["surname"] = "Соловьёва"


def _registered_twice(city: City, person: Person, answers: Answers) -> None:
    city.doubled.append(replace(person, home=city.homes[RESERVED + 1], temporary=True))


def _owes(city: City, person: Person, answers: Answers) -> None:
    person.unpaid = 3


def _other_car(city: City, person: Person, answers: Answers) -> None:
    other = city.vehicles[RESERVED + 2]
    answers |= {"vehicle_plate": other.plate, "vehicle_certificate": other.certificate}


def _full_home(city: City, person: Person, answers: Answers) -> None:
    for number, plate in enumerate(("О002ОО716", "О003ОО716"), start=2):
        _permit(city, person, plate, number)


def _short_lease(city: City, person: Person, answers: Answers) -> None:
    answers |= {"dwelling_basis": "tenant", "lease_contract": "3/2026", "lease_until": _day(city, 60)}


def _wrong_zone(city: City, person: Person, answers: Answers) -> None:
    answers["parking_zone"] = "101" if person.home.zone != "101" else "102"


def _closed_zone(city: City, person: Person, answers: Answers) -> None:
    person.home = city.homes[-1]
    answers |= {"dwelling": person.home.number, "dwelling_address": person.home.address}
    answers["parking_zone"] = person.home.zone


def _owner_of_nothing(city: City, person: Person, answers: Answers) -> None:
    answers["dwelling_basis"] = "owner"


def _office(city: City, person: Person, answers: Answers) -> None:
    office = city.offices[0]
    office |= {"kind": "non_residential", "owner_snils": person.snils, "zone": person.home.zone}
    answers |= {
        "dwelling_basis": "owner",
        "dwelling": office["cadastral_number"],
        "dwelling_address": office["address"],
    }


def _truck(city: City, person: Person, answers: Answers) -> None:
    person.vehicles[0].category = "truck"


def _has_permit(city: City, person: Person, answers: Answers) -> None:
    _permit(city, person, person.vehicles[0].plate, 4)


def _old_document(city: City, person: Person, answers: Answers) -> None:
    person.benefit = "veteran"
    answers |= {"parking_benefit": "veteran", "benefit_document": "В-118", "benefit_until": _day(city, -20)}


def _leased_car(city: City, person: Person, answers: Answers) -> None:
    person.vehicles[0].holder = city.people[RESERVED + 3].snils
    answers["vehicle_right"] = "leasing"


def _refused(*grounds: str) -> dict[str, Any]:
    return {"outcome": "refused", "grounds": list(grounds)}


def _expert(sub_service: str) -> dict[str, Any]:
    return {"outcome": "expert", "sub_service": sub_service}


GRANTED: dict[str, Any] = {"outcome": "granted"}
STORIES = (
    Story("granted", ("Живёт здесь: разрешат", "Монда яши: рөхсәт бирелә", "Lives here: granted"),
          ("Гарипова", "Гөлнара", "Рашитовна"), GRANTED, language="tt"),
    Story("granted-owner", ("Собственник: разрешат", "Милекче: рөхсәт бирелә", "Owner: granted"),
          ("Королёв", "Артём", "Сергеевич"), GRANTED, _owner),
    Story("granted-large-family", ("Многодетная: разрешат", "Күп балалы: рөхсәт бирелә", "Large family: granted"),
          ("Нуриева", "Айгөл", "Маратовна"), GRANTED, _large_family),
    Story("granted-tenant", ("До конца договора найма", "Наем беткәнче", "Until the lease ends"),
          ("Ким", "Дарья", "Ивановна"), GRANTED, _tenant),
    Story("granted-second", ("Второе разрешение жилья", "Торакның икенче рөхсәте", "Second permit of a dwelling"),
          ("Сафин", "Булат", "Наилевич"), GRANTED, _second_permit),
    Story("source-down", ("Пока реестр не отвечает", "Реестр җавап бирмәгәндә", "While a register doesn't answer"),
          ("Белозёрова", "Ксения", "Алексеевна"), GRANTED),
    Story("not-resident", ("Нет в реестре жителей", "Яшәүчеләр реестрында юк", "Not in the register of residents"),
          ("Морозов", "Фёдор", "Иванович"), _refused("not-resident"), _nobody),
    Story("lives-elsewhere", ("Живёт в другом месте", "Башка урында яши", "Lives elsewhere"),
          ("Закиров", "Азат", "Ильдарович"), _refused("not-resident"), _elsewhere),
    Story("contradicting", ("В реестре другая фамилия", "Реестрда башка фамилия", "Another surname in the register"),
          ("Васильева", "Ольга", "Сергеевна"), _expert("residence"), _maiden_name),
    Story("ambiguous", ("Две регистрации", "Ике теркәлү", "Two registrations"),
          ("Шакиров", "Ильдар", "Рашитович"), _expert("residence"), _registered_twice),
    Story("arrears", ("Есть долги", "Бурычлар бар", "Arrears"),
          ("Смирнов", "Николай", "Алексеевич"), _refused("arrears"), _owes),
    Story("wrong-holder", ("Чужой автомобиль", "Башка кеше автомобиле", "Somebody else's car"),
          ("Валиев", "Камил", "Рустемович"), _refused("not-holder"), _other_car),
    Story("full-dwelling", ("У жилья уже два разрешения", "Торакның инде ике рөхсәте бар", "Two permits already"),
          ("Фаттахова", "Резеда", "Ильдаровна"), _refused("limit-reached"), _full_home),
    Story("lease-short", ("Договор короче срока", "Шартнамә вакыты кыска", "Lease too short"),
          ("Кузнецова", "Анна", "Ивановна"), _refused("lease-too-short"), _short_lease),
    Story("wrong-zone", ("Другая зона", "Башка зона", "Another zone"),
          ("Мингазов", "Рустем", "Маратович"), _refused("wrong-zone"), _wrong_zone),
    Story("zone-closed", ("Зона закрыта", "Зона ябык", "The zone is closed"),
          ("Иванова", "Татьяна", "Алексеевна"), _refused("zone-closed"), _closed_zone),
    Story("not-owner", ("Не собственник", "Милекче түгел", "Not the owner"),
          ("Ибрагимов", "Тимур", "Наилевич"), _refused("not-owner"), _owner_of_nothing),
    Story("not-a-dwelling", ("Не жильё", "Торак түгел", "Not a dwelling"),
          ("Ахметзянов", "Марат", "Рашитович"), _refused("not-a-dwelling"), _office),
    Story("truck", ("Грузовик", "Йөк машинасы", "A truck"),
          ("Соловьёв", "Павел", "Сергеевич"), _refused("vehicle-not-allowed"), _truck),
    Story("already-permitted", ("Разрешение уже есть", "Рөхсәт бар инде", "Permitted already"),
          ("Хабибуллина", "Ләйсән", "Наилевна"), _refused("already-permitted"), _has_permit),
    Story("benefit-expired", ("Документ о льготе истёк", "Ташлама документы искергән", "Concession document expired"),
          ("Римский-Корсаков", "Дмитрий", "Иванович"), _refused("benefit-not-confirmed"), _old_document),
    Story("leased-car", ("Автомобиль в лизинге", "Лизингтагы автомобиль", "A leased car"),
          ("Гыйләҗев", "Илһам", "Маратович"), _expert("vehicle"), _leased_car),
)  # fmt: skip
