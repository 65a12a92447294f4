"""A refusal says how to appeal: in the ground's words, else the service's, else as anybody may."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.permissions import Actor
from chalicelib.usecases import notifying
from tests.support.municipality import Municipality, municipality
from tests.unit.expert_world import publish

WORDS = {"ru": "В комиссию", "tt": "Комиссиягә", "en": "To the board"}


@pytest.fixture
def town() -> Iterator[Municipality]:
    with municipality() as made:
        yield made


def of_service(service: dict[str, Any]) -> None:
    silent(service)
    service["appeal"] = WORDS


def silent(service: dict[str, Any]) -> None:
    service.pop("appeal", None)
    for ground in service["refusal_grounds"]:
        ground.pop("appeal", None)


def of_ground(service: dict[str, Any]) -> None:
    service["appeal"] = dict.fromkeys(LANGUAGES, "elsewhere")
    for ground in service["refusal_grounds"]:
        ground["appeal"] = WORDS


@pytest.mark.parametrize("change", [of_service, of_ground])
def test_in_the_decision_and_in_the_account_entry(town: Municipality, change: Callable[[dict[str, Any]], None]) -> None:
    publish(town, change)
    case = town.file(town.world("refused-arrears").answers, person="gulnara").case.id
    town.machines.settle()
    done = town.view(case).followed.case
    assert [ground["appeal"] for ground in done.grounds] == [WORDS]
    for language in LANGUAGES:
        entries, _ = notifying.list_notifications(town.stores, Actor("applicant", "gulnara"), language=language)
        (refused,) = (one for one in entries if one.status == "refused")
        assert WORDS[language] in refused.body


def test_without_words_of_its_own_a_service_says_what_everybody_may(town: Municipality) -> None:
    publish(town, silent)
    town.file(town.world("refused-arrears").answers, person="gulnara")
    town.machines.settle()
    entries, _ = notifying.list_notifications(town.stores, Actor("applicant", "gulnara"), language="ru")
    (refused,) = (one for one in entries if one.status == "refused")
    assert "или в суд" in refused.body
