"""A city that runs: what people do with it over HTTP, and what its operator may do besides.

Everybody's part is played through the front door with a token of their own. The operator moves the clock, sweeps, stops
and starts functions and the engine; nothing here writes a table.
"""

from __future__ import annotations

import json
import uuid
from collections import Counter
from typing import Any

from tests.stack.deployed import Answer
from tests.support import uploads
from tests.support.operating import (
    ADMINISTRATOR,
    DECISION,
    DEPARTMENT,
    EXPERT,
    HEAD,
    PATIENCE,
    Applicant,
    Filed,
    Operated,
    wait_for,
)
from tests.support.worlds import SERVICE, World

__all__ = [
    "DECISION",
    "DEPARTMENT",
    "EXPERT",
    "HEAD",
    "Applicant",
    "City",
    "Filed",
    "wait_for",
]


class City(Operated):
    """One running stack, and what people do with it."""

    # Applicants

    def applicant(self, *, signed_in: bool = True) -> Applicant:
        """Somebody new."""
        number = next(self._people) % 10_000_000
        email = f"applicant-{number}@example.org"
        token = self.deployed.applicant(email) if signed_in else None
        return Applicant(token, f"+7917{number:07d}", email)

    def someone(self, example: str = "granted-registered") -> World:
        """A world that nobody has used yet, like a worked example."""
        if not self.pool.get(example):
            self.pool[example] = self.build([example] * 8)
        return self.pool[example].pop()

    def some(self, count: int, example: str = "granted-registered") -> list[World]:
        """Several worlds that nobody has used yet."""
        pool = self.pool.setdefault(example, [])
        if len(pool) < count:
            pool += self.build([example] * (count - len(pool)))
        return [pool.pop() for _ in range(count)]

    def post(
        self,
        world: World,
        applicant: Applicant,
        *,
        language: str = "ru",
        key: str | None = None,
        confirmation: dict[str, str] | None = None,
        **more: Any,
    ) -> Answer:
        """Send an application; give whatever comes back."""
        service, answers = more.get("service", SERVICE), more.get("answers", world.answers)
        if service != SERVICE and "documents" not in more:
            more["documents"] = uploads.papers(self.deployed, service, answers, applicant.token)
        body = {
            "service": SERVICE,
            "answers": world.answers,
            "language": language,
            "contact": {"phone": applicant.phone, "email": applicant.email},
            **({"confirmation": confirmation} if confirmation else {}),
            **more,
        }
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        return self.deployed.call("POST", "/v1/applications", headers=headers, body=body, token=applicant.token)

    def file(self, world: World, applicant: Applicant | None = None, **more: Any) -> Filed:
        """File an application that is taken."""
        applicant = applicant or self.applicant()
        answer = self.post(world, applicant, **more)
        assert answer.status == 201, answer.json
        given = answer.json
        return Filed(given["number"], given["secret"], given["application"], applicant, world, given)

    def follow(self, filed: Filed) -> dict[str, Any]:
        """Look where an application is, by its number and secret."""
        headers = {"Tracking-Secret": filed.secret}
        answer = self.deployed.call("GET", f"/v1/applications/{filed.number}", headers=headers)
        assert answer.status == 200, answer.json
        found: dict[str, Any] = answer.json
        return found

    def until(self, filed: Filed, status: str, seconds: float = PATIENCE) -> dict[str, Any]:
        """Follow until an application has a status."""
        last: dict[str, Any] = {}

        def look() -> dict[str, Any] | None:
            last.update(self.follow(filed))
            return last if last["status"] == status else None

        try:
            return wait_for(look, f"{filed.number} to be {status}", seconds)
        except AssertionError as late:
            raise AssertionError(f"{late}; it is {last.get('status')}: {self._waiting(filed)}") from None

    def _waiting(self, filed: Filed) -> dict[str, Any]:
        """What a case still waits for, for whoever reads why a story failed."""
        try:
            return {name: value for name, value in self.case(filed).items() if name not in ("answers", "timeline")}
        except AssertionError as unseen:
            return {"case": str(unseen)}

    def notifications(self, applicant: Applicant, language: str = "en") -> list[dict[str, Any]]:
        """The entries of somebody's Personal Account, oldest first."""
        headers = {"Accept-Language": language}
        answer = self.deployed.call(
            "GET", "/v1/me/notifications", query={"limit": "100"}, headers=headers, token=applicant.token
        )
        assert answer.status == 200, answer.json
        return list(reversed(answer.json["items"]))

    def sms(self, applicant: Applicant) -> list[str]:
        """The text messages that somebody received, in order."""
        found = self.deployed.call("GET", "/_messages/sms").json
        return [one["Message"] for one in _messages(found) if applicant.phone in json.dumps(one)]

    def emails(self, applicant: Applicant) -> list[str]:
        """The e-mails that somebody received, in order, each as JSON."""
        found = self.deployed.call("GET", "/_messages/email").json
        return [text for one in _messages(found) if applicant.email in (text := json.dumps(one, ensure_ascii=False))]

    # Staff

    def case(self, filed: Filed, who: str = HEAD) -> dict[str, Any]:
        """A case as staff see it."""
        answer = self.deployed.call("GET", f"/v1/cases/{filed.case}", token=self.deployed.staff(who))
        assert answer.status == 200, answer.json
        found: dict[str, Any] = answer.json
        return found

    def open_task(self, filed: Filed, kind: str) -> dict[str, Any] | None:
        """Look for the open Task of a kind in the department's queue."""
        who = {"expert": EXPERT, "decision": DECISION}[kind]
        cursor: dict[str, str] = {}
        while True:
            answer = self.deployed.call(
                "GET",
                "/v1/tasks",
                query={"department": DEPARTMENT, "kind": kind, "limit": "100", **cursor},
                token=self.deployed.staff(who),
            )
            assert answer.status == 200, answer.json
            for task in answer.json["items"]:
                if task["number"] == filed.number:
                    found: dict[str, Any] = task
                    return found
            if not answer.json["next"]:
                return None
            cursor = {"cursor": answer.json["next"]}

    def task(self, filed: Filed, kind: str, seconds: float = PATIENCE) -> dict[str, Any]:
        """Wait for the open Task of a kind."""
        return wait_for(lambda: self.open_task(filed, kind), f"a Task of kind {kind} for {filed.number}", seconds)

    def complete(self, task: dict[str, Any], outcome: str, *grounds: str, who: str | None = None) -> Answer:
        """Say what was found or decided; give whatever comes back."""
        who = who or {"expert": EXPERT, "decision": DECISION}[task["kind"]]
        body = {"version": task["version"], "outcome": outcome, **({"grounds": grounds} if grounds else {})}
        path = f"/v1/tasks/{task['task']}/completion"
        return self.deployed.call("POST", path, body=body, token=self.deployed.staff(who))

    def verify(self, filed: Filed) -> dict[str, Any]:
        """Verify a case's history, as the administrator."""
        path = f"/v1/cases/{filed.case}/verification"
        answer = self.deployed.call("GET", path, token=self.deployed.staff(ADMINISTRATOR))
        assert answer.status == 200, answer.json
        found: dict[str, Any] = answer.json
        return found

    # What must hold in the end

    def is_settled(self, filed: Filed, outcome: str) -> None:
        """Fail unless an application ended once: closed, its record there once or not at all, its history whole."""
        case = self.follow(filed)
        statuses = [step["status"] for step in case["timeline"]]
        assert statuses == ["filed", "registered", "in_consideration", outcome, "delivered", "closed"], statuses
        assert case["outcome"] == outcome
        permits = [
            one
            for one in self.records("plate", filed.world.answers["vehicle_plate"])
            if one["fields"]["application"] == filed.number
        ]
        assert len(permits) == (1 if outcome == "granted" else 0), permits
        verified = self.verify(filed)
        assert verified["whole"], verified

    def told_once(self, filed: Filed, outcome: str, seconds: float = PATIENCE) -> None:
        """Fail unless the Personal Account has one entry for each status."""
        expected = ["filed", "registered", "in_consideration", outcome, "delivered", "closed"]
        assert [one["status"] for one in self.told(filed, *expected, seconds=seconds)] == expected

    def told(self, filed: Filed, *statuses: str, seconds: float = PATIENCE) -> list[dict[str, Any]]:
        """The entries about an application, oldest first, once there are those of `statuses`.

        Entries follow the case: whoever sees a status may be earlier than its entry.
        """
        found: list[dict[str, Any]] = []

        def all_there() -> bool:
            found[:] = [one for one in self.notifications(filed.applicant) if one["number"] == filed.number]
            return not Counter(statuses) - Counter(one["status"] for one in found)

        try:
            wait_for(all_there, f"{statuses} of {filed.number}", seconds)
        except AssertionError as late:
            raise AssertionError(f"{late}; there are {[one['status'] for one in found]}") from None
        return found


def _messages(found: Any) -> list[dict[str, Any]]:
    """Every message in what the engine tells, whatever it is grouped by."""
    if isinstance(found, dict):
        return [found] if "MessageId" in found else [one for inner in found.values() for one in _messages(inner)]
    return [one for inner in found for one in _messages(inner)] if isinstance(found, list) else []
