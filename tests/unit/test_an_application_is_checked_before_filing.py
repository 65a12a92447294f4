"""Before filing, a machine names all that filing would refuse, and what would come back; nothing is kept."""

from __future__ import annotations

from typing import Any

from chalicelib.domain.permissions import ANONYMOUS, Actor
from chalicelib.usecases import files, machine_checks
from tests.support import sample_files as samples
from tests.support.municipality import municipality
from tests.support.papers import papers, send
from tests.unit.intake_world import SERVICE, answers_of_example

APPLICANT = Actor("applicant", "gulnara")


def test_every_finding_comes_at_once_and_documents_are_looked_at() -> None:
    with municipality() as town:
        answers = answers_of_example(town)
        given = papers(town.stores, APPLICANT, SERVICE, answers)

        def found(answers: dict[str, Any], documents: dict[str, Any], who: Actor = APPLICANT) -> dict[str, str]:
            told = machine_checks.try_out(town.stores, who, SERVICE, answers, documents=documents)
            return {one.pointer: one.reason for one in told}

        assert found(answers, given) == {}
        wrong = {**answers, "tree_count": 0, "snils": "1"}
        del wrong["felling_plot"]
        assert found(wrong, given).keys() >= {"/answers/tree_count", "/answers/snils", "/answers/felling_plot"}
        assert found(answers, {}) == {f"/documents/{one}": "document-missing" for one in given}
        assert found(answers, given, ANONYMOUS) == {f"/documents/{one}/0": "file-not-yours" for one in given}
        locked = send(town.stores, APPLICANT, SERVICE, "plan", samples.pdf(password="secret"))
        assert files.examine(town.stores, locked) == "refused"
        assert found(answers, {**given, "plan": [locked]}) == {"/documents/plan": "file-password"}
        assert town.stores.files.read(given["plan"][0]).application is None
