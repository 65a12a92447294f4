"""Firms that work in a street: what one files over HTTP, and what the department of its case sees."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.support import office, officials
from tests.support.city import Applicant, City
from tests.support.situations import shipped

DIG, ROAD = "excavation-order", "traffic-restriction"
FIRMS = (
    {"kind": "organisation", "name": "ООО «Теплотрасса»", "inn": "1655000010", "ogrn": "1021600000036"},
    {"kind": "organisation", "name": "ООО «Высотник»", "inn": "1655000003", "ogrn": "1021600000014"},
)
Json = dict[str, Any]


class Works:
    """What one firm has filed: over HTTP, as its worked example says but for street and days."""

    def __init__(self, city: City, service: str, firm: Json, street: int, first: int, days: int = 10) -> None:
        self.city, self.service, self.firm = city, service, firm
        self.applicant: Applicant = city.applicant()
        begins = city.today() + timedelta(days=first)
        self.days = {"works_from": begins.isoformat(), "works_until": (begins + timedelta(days=days)).isoformat()}
        answers = {**shipped().service(service).examples[0]["answers"], **self.days, "works_street": f"{street:04d}"}
        answers |= {"developer_name": firm["name"], "developer_inn": firm["inn"], "developer_ogrn": firm["ogrn"]}
        if "restoration_until" in answers:
            answers["restoration_until"] = (begins + timedelta(days=days + 10)).isoformat()
        office.firm(city, firm)
        filed = office.apply(city, self.applicant, answers, service=service, who=firm)
        assert filed.status == 201, filed.json
        self.answers = answers
        self.number, self.case_id = filed.json["number"], f"{filed.json['application']}-1"

    def seen(self) -> Json:
        """The case as the head of its department reads it."""
        token = self.city.deployed.staff(officials.head_of(self.service))
        answer = self.city.deployed.call("GET", f"/v1/cases/{self.case_id}", token=token)
        assert answer.status == 200, answer.json
        found: Json = answer.json
        return found

    def clashes(self) -> dict[str, str | None]:
        """Number of the other application → what became of it."""
        return {one["number"]: one["ended"] for one in self.seen()["clashes"]}

    def whole(self) -> None:
        path = f"/v1/cases/{self.case_id}/verification"
        found = self.city.deployed.call("GET", path, token=self.city.deployed.staff(officials.head_of(self.service)))
        assert found.json["whole"], found.json
