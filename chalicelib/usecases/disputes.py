"""Disputes: an answer that is another one than its register's is a question of the intake checklist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from chalicelib.domain.definition_people import Check
from chalicelib.domain.definitions import Bundle

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores

DISPUTE = "register-says-otherwise"
"""The code of the ground on which an answer is returned that a specialist doesn't take against its register."""
PREFIX = "disputed:"
"""How the checks of disputes begin; no id of a definition holds a colon."""


def checks_of(
    stores: Stores, bundle: Bundle, service: Mapping[str, Any], answers: Mapping[str, Any], sources: Mapping[str, Any]
) -> tuple[Check, ...]:
    """Give one question for each disputed answer, with both values, why, the register and the date in its text.

    Args:
        service: the definition.
        sources: question → its source, as `known_answers.source_of` makes it; those that are confirmed ask nothing.
    """
    questions = service["form"]["properties"]
    return tuple(
        check_of(stores, name, _values(bundle, questions.get(name, {}), source, answers.get(name)))
        for name, source in sorted(sources.items())
        if source["how"] == "disputed"
    )


def check_of(stores: Stores, question: str, values: Mapping[str, Mapping[str, str]] | None = None) -> Check:
    """Give the check of one disputed question; without its values where only what a "no" means is wanted."""
    words = stores.intake_texts[DISPUTE]
    asked = {
        language: text.format_map(values[language]) if values else text for language, text in words["question"].items()
    }
    return Check(PREFIX + question, None, question, (), asked, words["right"], words["wrong"], DISPUTE, "return")


def question_of(check: str) -> str | None:
    """The question that a check's id disputes; None for other checks."""
    return check.removeprefix(PREFIX) if check.startswith(PREFIX) else None


def shown(bundle: Bundle, source: Mapping[str, Any]) -> dict[str, Any]:
    """Show where an answer comes from: the register with its title, as of when, what it said, confirmed or not."""
    title = bundle.register(source["register"]).title if source["register"] in bundle.register_ids else {}
    return {"why": None, **source, "title": title}


def stated(
    bundle: Bundle, service: Mapping[str, Any], question: str, source: Mapping[str, Any], answer: Any
) -> dict[str, Any]:
    """Show what an applicant denies: the question, its register as of when, both values, codes in words."""
    term = service["form"]["properties"].get(question, {}).get("term", "")
    known = bundle.vocabulary.get(term, {})
    from_register = shown(bundle, source)

    def told(value: Any) -> dict[str, Any]:
        words = known.get("values", {}).get(str(value)) if isinstance(value, str | int) else None
        return {"value": value, "words": words}

    return {
        "question": question,
        "title": known.get("title", {}),
        "register": from_register["title"],
        "as_of": source["as_of"],
        "registered": told(source["registered"]),
        "answer": told(answer),
        "why": from_register["why"] or None,
    }


def _values(bundle: Bundle, question: Mapping[str, Any], source: Mapping[str, Any], answer: Any) -> Any:
    """Language → what the texts of a dispute name: codes of the vocabulary in words."""
    words = bundle.vocabulary.get(question.get("term", ""), {}).get("values", {})
    title = shown(bundle, source)["title"]

    def said(value: Any, language: str) -> str:
        known = words.get(str(value), {}) if isinstance(value, str | int) else {}
        return str(known.get(language, value))

    return {
        language: {
            "register": title.get(language, source["register"]),
            "date": source["as_of"][:10],
            "registered": said(source["registered"], language),
            "answer": said(answer, language),
            "why": source.get("why") or "–",
        }
        for language in ("ru", "tt", "en")
    }
