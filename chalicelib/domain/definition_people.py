"""Views of what people do in a service: documents to attach, checklists, opinions, suspensions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Text = Mapping[str, str]
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Document:
    """A document that the applicant attaches.

    Args:
        when: conditions under which it is asked for at all; `required` says whether it may then be missing.
        types: media types that are taken; `max_megabytes` is for one file, `max_files` for the document.
    """

    id: str
    title: Text
    when: tuple[Json, ...]
    required: bool
    types: tuple[str, ...]
    max_megabytes: int
    max_files: int
    raw: Json

    @classmethod
    def parse(cls, raw: Json) -> Document:
        return cls(
            raw["id"],
            raw["title"],
            tuple(raw.get("when", ())),
            raw.get("required", True),
            tuple(raw["types"]),
            raw["max_megabytes"],
            raw["max_files"],
            raw,
        )


@dataclass(frozen=True)
class Check:
    """One yes/no question of the intake checklist, about a document or a field that a machine can't check.

    A "no" selects `ground`, and `outcome`: "return" (the applicant corrects it) or "refuse" (it can't be registered).
    """

    id: str
    document: str | None
    field: str | None
    when: tuple[Json, ...]
    question: Text
    right: Text
    wrong: Text
    ground: str
    outcome: str

    @classmethod
    def parse(cls, raw: Json) -> Check:
        about = raw["about"]
        return cls(
            raw["id"],
            about.get("document"),
            about.get("field"),
            tuple(raw.get("when", ())),
            raw["question"],
            raw["right"],
            raw["wrong"],
            raw["ground"],
            raw["outcome"],
        )

    @property
    def pointer(self) -> str:
        """The place in the application that the applicant corrects after a "no"."""
        if self.document:
            return f"/documents/{self.document}"
        return f"/answers/{self.field}" if self.field else "/answers"


@dataclass(frozen=True)
class Opinions:
    """How many experts give an opinion, and how opinions are combined.

    `policy` is "all_agree", "most_severe", "quorum" (so many must pass) or "veto" (one refusal refuses).
    """

    count: int = 1
    policy: str = "most_severe"
    quorum: int = 1

    @classmethod
    def parse(cls, raw: Json) -> Opinions:
        return cls(raw.get("count", 1), raw.get("policy", "most_severe"), raw.get("quorum", 1))


@dataclass(frozen=True)
class Suspension:
    """A reason for which the term may be suspended: its text, its clause, and for how long at most.

    `note` says who reads what the member of staff adds to it: "staff", or the "applicant" too.
    """

    code: str
    text: Text
    clause: str
    days: int
    unit: str
    note: str = "staff"

    @classmethod
    def parse(cls, raw: Json) -> Suspension:
        return cls(
            raw["code"],
            raw["text"],
            raw["clause"],
            raw["within"]["days"],
            raw["within"]["unit"],
            raw.get("note", "staff"),
        )
