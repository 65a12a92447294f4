"""A firm that builds an office: what the registers hold of it, what it files, and what it answers later."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.stack.deployed import Answer
from tests.support import officials, situations, uploads
from tests.support.city import Applicant, City, wait_for

Json = dict[str, Any]
SITUATION = "build-an-office"
FIRM = {"kind": "organisation", "name": "ООО «Казанстрой-Н»", "inn": "1655000003", "ogrn": "1021600000014"}
OWNED = {"title_held": "owned", "title_document": "16-50-2025-118"}
DESIGNED = {"project_code": "К-118-26", "designer_name": "ООО «Проект»", "designer_inn": "1655000010"}
_plots = itertools.count(2000 + uuid.uuid4().int % 5000)


@dataclass
class Office:
    """One application for the whole situation, followed by its applicant."""

    city: City
    applicant: Applicant
    number: str
    secret: str
    plot: str
    answers: Json
    """What was filed, and chosen since."""

    @property
    def token(self) -> str | None:
        return self.applicant.token

    def call(self, method: str, path: str, **more: Any) -> Answer:
        """Call as who applied: signed in, or by number and secret alone."""
        headers = {"Tracking-Secret": self.secret, "Idempotency-Key": uuid.uuid4().hex}
        where = f"/v1/applications/{self.number}{path}"
        return self.city.deployed.call(method, where, headers=headers, token=self.token, **more)

    def plan(self) -> Json:
        answer = self.call("GET", "")
        assert answer.status == 200, answer.json
        found: Json = answer.json["plan"]
        return found

    def nodes(self) -> dict[str, Json]:
        return {node["id"]: node for node in self.plan()["nodes"]}

    def states(self) -> dict[str, str]:
        return {name: node["state"] for name, node in self.nodes().items()}

    def case(self, node: str) -> Json:
        """The present case of a node, as the head of its department sees it."""
        path = f"/v1/cases/{self.nodes()[node]['case']}"
        answer = self.city.deployed.call("GET", path, token=self.city.deployed.staff(officials.head_of(node)))
        assert answer.status == 200, (node, answer.json)
        found: Json = answer.json
        return found

    def versions(self) -> dict[str, tuple[str, int]]:
        """Node → its case and the case's version, of all cases that have begun."""
        found = {name: self.case(name) for name, node in self.nodes().items() if node["case"] and node["status"]}
        return {name: (case["case"], case["version"]) for name, case in found.items()}

    def asked(self, node: str) -> dict[str, str]:
        """Standard → when the case's Request was asked, of all that the case of a node uses."""
        return {one["standard"]: one["opened_at"] for one in self.case(node)["requests"]}

    def report(self, milestone: str, **answers: Any) -> Answer:
        return self.call("POST", f"/milestones/{milestone}", body={"answers": answers} if answers else {})

    def change(self, **answers: Any) -> Answer:
        return self.call("POST", "/changes", body={"answers": answers})

    def needed(self, node: str) -> set[str]:
        """The pointers of what the case of a node asks its applicant now."""
        asked = [one["fields"] for one in self.plan()["needed"] if one["node"] == node and one["case"]]
        return {field for fields in asked for field in fields}

    def choose(self, **chosen: Any) -> Answer:
        """Answer otherwise which services are needed, with all that those ask and without what nobody asks any more."""
        whole = situations.answers(SITUATION, site_plot=self.plot, **chosen)
        names = {name for name in {*whole, *self.answers} if whole.get(name) != self.answers.get(name)}
        self.answers = whole
        return self.change(**{name: whole.get(name) for name in names})

    def answer(self, node: str, **other: Any) -> None:
        """Answer what a case asks when it begins, as its service's worked example does; documents are sent."""
        needed = next(one for one in self.plan()["needed"] if one["node"] == node and one["case"])
        example = situations.shipped().service(node).examples[0]["answers"] | other
        wanted, sent = set(needed["fields"]), {}
        while True:
            if not sent and any(one.startswith("/documents/") for one in wanted):
                sent = uploads.papers(self.city.deployed, node, example, self.token)
            body = {"answers": _of(wanted, "/answers/", example), "documents": _of(wanted, "/documents/", sent)}
            answered = self.call("POST", "/correction", query={"case": needed["case"]}, body=body)
            # An answer may bring another question, which a page asks at once.
            follow = {one["pointer"] for one in answered.json.get("errors", ())} - wanted
            if not follow:
                break
            wanted |= follow
        assert answered.status == 200, (node, body, answered.json)

    def work(
        self,
        *nodes: str,
        says: officials.Says = officials.as_expected,
        until: str = "granted",
        when: Callable[[], Any] | None = None,
    ) -> None:
        """Let officials work until the cases of these nodes have ended as `until` says, or until `when` is true."""

        def ended() -> bool:
            found = self.nodes()
            worked = officials.work_off(
                self.city, {str(found[name]["case"]): name for name in nodes if found[name]["case"]}, says
            )
            if when is not None:
                return bool(when())
            states = self.states()
            lost = {name: states[name] for name in nodes if states[name] not in ("started", until)}
            assert not lost, (lost, self.nodes())
            done = all(states[name] == until for name in nodes)
            return done if until != "started" else bool(worked)

        try:
            wait_for(ended, f"{nodes} to be {until}", 60)
        except AssertionError as late:
            found = self.nodes()
            held = {name: (found[name]["status"], found[name]["holders"], found[name]["case"]) for name in nodes}
            raise AssertionError(f"{late}: {held}") from None

    def asks(self, node: str) -> None:
        """Wait until a case that has begun asks its applicant something."""
        wait_for(lambda: any(one["node"] == node and one["case"] for one in self.plan()["needed"]), f"{node} to ask")


def _of(pointers: set[str], place: str, given: Json) -> Json:
    names = {one.removeprefix(place) for one in pointers if one.startswith(place)}
    return {name: given[name] for name in sorted(names)}


def own(city: City, plot: str, **holder: str) -> None:
    """Let the register of plots hold the plot, and whose it is (`owner_inn`, …)."""
    record = {
        "cadastral_number": plot,
        "address": "Казань, ул. Декабристов, 85",
        "kind": "plot",
        "area": 2400,
        "permitted_use": "business",
        "boundaries": "set",
        "encumbrance": "none",
    }
    city.import_("plots", [{**record, **holder}])


def firm(city: City, one: dict[str, str]) -> None:
    """Let the register of legal entities hold a firm that works."""
    entry = {"inn": one["inn"], "ogrn": one["ogrn"], "name": one["name"], "status": "active"}
    city.import_("legal-entities", [entry])


def records(city: City, plot: str, **holder: str) -> None:
    """What the registers hold of the firm, the plot and the project."""
    own(city, plot, **holder)
    firm(city, FIRM)
    zone = {"cadastral_number": plot, "zone": "public_business", "max_height": 18, "max_coverage": 60}
    city.import_("planning-zones", [{**zone, "red_lines": "outside", "planning_project": "none"}])


def file(city: City, **chosen: Any) -> Office:
    """File for the whole office on a plot of its own."""
    plot, answers = site(city, **chosen)
    applicant = city.applicant()
    filed = apply(city, applicant, answers)
    assert filed.status == 201, filed.json
    return Office(city, applicant, filed.json["number"], filed.json["secret"], plot, answers)


def site(city: City, **chosen: Any) -> tuple[str, Json]:
    """A plot of its own that the registers hold, and the answers for an office on it."""
    plot = f"16:50:990301:{next(_plots)}"
    records(city, plot, **({"owner_inn": FIRM["inn"]} if chosen.get("title_held") == "owned" else {}))
    return plot, situations.answers(SITUATION, site_plot=plot, **chosen)


def apply(
    city: City, applicant: Applicant, answers: Json, *, service: str = SITUATION, who: dict[str, str] = FIRM
) -> Answer:
    """Send an application of a firm; give whatever comes back."""
    body = {
        "service": service,
        "answers": answers,
        "language": "ru",
        "contact": {"phone": applicant.phone, "email": applicant.email},
        "applicant": who,
        "documents": uploads.papers(city.deployed, service, answers, applicant.token),
    }
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    return city.deployed.call("POST", "/v1/applications", headers=headers, body=body, token=applicant.token)


def conclude_expertise(city: City, built: Office) -> str:
    """The state's expertise finds the project good; gives the number of its conclusion."""
    known = situations.shipped().service("building-permit").examples[0]
    number = f"16-1-1-3-{next(_plots):06d}-{city.today().year}"
    record = {
        **known["registers"]["expertise"]["record"],
        "expertise_number": number,
        "site_plot": built.plot,
        "issued_on": city.today().isoformat(),
    }
    city.import_("expertise-conclusions", [record])
    return number
