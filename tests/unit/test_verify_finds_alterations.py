"""Whoever alters, removes, reorders or truncates facts is found out, and the first such fact is named."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.accounts import AccountStore
from chalicelib.adapters.dynamodb.cases import CaseStore
from chalicelib.adapters.dynamodb.client import aws
from chalicelib.adapters.dynamodb.commits import CommitStore
from chalicelib.adapters.dynamodb.registers import RegisterStore
from chalicelib.adapters.dynamodb.sealing import Sealing
from chalicelib.domain.chain import commit_hash
from chalicelib.domain.permissions import SYSTEM
from chalicelib.usecases import closing, verifying
from tests.support.memory import DumpedTables, Item
from tests.support.municipality import Municipality, municipality

TRIALS = 1_000
TABLES = ("cases", "registers", "accounts")
Chain = list[tuple[tuple[str, str], Item]]


@dataclass
class History:
    """Everything that happened to a few cases, in memory."""

    tables: DumpedTables
    stores: Any
    cases: list[str]

    def chains(self, case: str) -> dict[str, Chain]:
        """The commits of a case by aggregate, in order."""
        found: dict[str, Chain] = {}
        application = case.rpartition("-")[0]
        for key, item in sorted(self.tables.tables["cases"].items()):
            if key[0].startswith("LOG#") and application in key[0]:
                found.setdefault(key[0].removeprefix("LOG#"), []).append((key, item))
        return found

    def flaw(self, case: str) -> tuple[str, int] | None:
        found = verifying.verify(self.stores, SYSTEM, case).flaw
        return None if found is None else (found.aggregate, found.seq)


def granted(city: Municipality) -> str:
    case = str(city.file(city.world("granted-registered").answers).case.id)
    city.machines.settle()
    return case


def refused(city: Municipality) -> str:
    case: str = city.file(city.world("refused-lives-elsewhere").answers).case.id
    city.machines.settle()
    return case


def looked_at(city: Municipality) -> str:
    case: str = city.file(city.world("expert-two-registrations").answers).case.id
    city.machines.settle()
    city.complete(case, "expert", "pass")
    city.machines.settle()
    city.complete(case, "decision", "grant")
    city.machines.settle()
    return case


def withdrawn(city: Municipality) -> str:
    filed = city.file(city.world("expert-two-registrations").answers)
    city.machines.settle()
    closing.withdraw(city.stores, SYSTEM, filed.case.id, secret_proved=True)
    city.machines.settle()
    return str(filed.case.id)


@pytest.fixture(scope="module")
def history() -> Iterator[History]:
    with municipality() as city:
        cases = [make(city) for make in (granted, refused, looked_at, withdrawn)]
        tables = DumpedTables(aws("dynamodb"), TABLES)
        accounts = AccountStore(tables, "accounts", city.stores.encryption)
        stores = SimpleNamespace(
            cases=CaseStore(tables, "cases", Sealing(tables, "cases", accounts)),
            commits=CommitStore(tables, "cases"),
            accounts=accounts,
            registers=RegisterStore(tables, "registers", city.stores.secrets.digest),
            **{name: getattr(city.stores, name) for name in ("secrets", "signing")},
        )
        city.stores.secrets.digest("so that the secret is known")
        yield History(tables, stores, cases)


Alter = Callable[[random.Random, Chain, dict[tuple[str, str], Item]], int]
"""Changes a chain in a table and gives the position of the first fact that is not what it was."""


def _another(chance: random.Random, value: Any) -> Any:
    """Give a value of the same kind that isn't the same."""
    match value:
        case bool():
            return not value
        case int():
            return value + chance.choice((-1, 1, 1000))
        case str() if value:
            at = chance.randrange(len(value))
            return value[:at] + chr((ord(value[at]) + 1) % 0x7F or 65) + value[at + 1 :]
        case list():
            return value[:-1] if value and chance.random() < 0.5 else [*value, "x"]
        case dict():
            return {**value, "more": "x"}
    return "x"


def an_attribute(chance: random.Random, chain: Chain, table: dict[tuple[str, str], Item]) -> int:
    key, item = chance.choice(chain)
    name = chance.choice(("aggregate", "seq", "at", "by", "facts", "witness", "context", "prev", "hash"))
    altered = copy.deepcopy(item)
    if name == "facts":
        facts = json.loads(item["facts"]["S"])
        change = chance.choice(("value", "drop a member", "drop a fact", "double a fact"))
        fact = chance.choice(facts)
        member = chance.choice(list(fact))
        match change:
            case "value":
                fact[member] = _another(chance, fact[member])
            case "drop a member":
                del fact[member]
            case "drop a fact":
                facts.remove(fact)
            case "double a fact":
                facts.append(copy.deepcopy(fact))
        altered["facts"] = {"S": json.dumps(facts)}
    elif name == "witness":
        altered["witness"] = {"S": json.dumps(_another(chance, json.loads(item["witness"]["S"])))}
    elif name == "context":
        inner = chance.choice(list(item["context"]["M"]))
        altered["context"]["M"][inner] = {"S": _another(chance, altered["context"]["M"][inner].get("S", "y"))}
    elif name == "seq":
        altered["seq"] = {"N": str(_another(chance, int(item["seq"]["N"])))}
    else:
        altered[name] = {"S": _another(chance, item[name]["S"])}
    table[key] = altered
    return int(key[1])


def a_fact_is_removed(chance: random.Random, chain: Chain, table: dict[tuple[str, str], Item]) -> int:
    key, _ = chance.choice(chain)
    del table[key]
    return int(key[1])


def the_end_is_cut_off(chance: random.Random, chain: Chain, table: dict[tuple[str, str], Item]) -> int:
    kept = chance.randrange(len(chain))
    for key, _ in chain[kept:]:
        del table[key]
    return kept + 1


def two_facts_change_places(chance: random.Random, chain: Chain, table: dict[tuple[str, str], Item]) -> int:
    if len(chain) < 2:
        return a_fact_is_removed(chance, chain, table)
    (one, first), (other, second) = chance.sample(chain, 2)
    table[one] = {**second, "sk": first["sk"]}
    table[other] = {**first, "sk": second["sk"]}
    return min(int(one[1]), int(other[1]))


def they_change_places_with_their_numbers(
    chance: random.Random, chain: Chain, table: dict[tuple[str, str], Item]
) -> int:
    if len(chain) < 2:
        return the_end_is_cut_off(chance, chain, table)
    (one, first), (other, second) = chance.sample(chain, 2)
    table[one] = {**second, "sk": first["sk"], "seq": first["seq"], "prev": first["prev"]}
    table[other] = {**first, "sk": second["sk"], "seq": second["seq"], "prev": second["prev"]}
    return min(int(one[1]), int(other[1]))


def a_fact_is_added(chance: random.Random, chain: Chain, table: dict[tuple[str, str], Item]) -> int:
    key, last = chain[-1]
    seq = int(key[1]) + 1
    sk = f"{seq:010d}"
    table[key[0], sk] = {**last, "sk": {"S": sk}, "seq": {"N": str(seq)}, "prev": last["hash"]}
    return seq


ALTERATIONS: tuple[Alter, ...] = (
    an_attribute,
    an_attribute,
    an_attribute,
    a_fact_is_removed,
    the_end_is_cut_off,
    two_facts_change_places,
    they_change_places_with_their_numbers,
    a_fact_is_added,
)


def test_what_nobody_touched_is_whole(history: History) -> None:
    assert [history.flaw(case) for case in history.cases] == [None] * len(history.cases)
    assert min(len(history.chains(case)) for case in history.cases) > 10


def test_a_thousand_alterations_are_a_thousand_found(history: History) -> None:
    chance = random.Random(1)
    table = history.tables.tables["cases"]
    missed = []
    for trial in range(TRIALS):
        case = chance.choice(history.cases)
        aggregate, chain = chance.choice(list(history.chains(case).items()))
        as_it_was = dict(table)
        alter = chance.choice(ALTERATIONS)
        expected = alter(chance, chain, table)
        found = history.flaw(case)
        table.clear()
        table.update(as_it_was)
        if found != (aggregate, expected):
            missed.append((trial, alter.__name__, aggregate, expected, found))
    assert not missed, (len(missed), missed[:5])


def test_the_first_of_several_alterations_is_named(history: History) -> None:
    chance = random.Random(2)
    table = history.tables.tables["cases"]
    for _ in range(100):
        case = chance.choice(history.cases)
        aggregate, chain = chance.choice(list(history.chains(case).items()))
        as_it_was = dict(table)
        first = min(an_attribute(chance, chain, table) for _ in range(3))
        assert history.flaw(case) == (aggregate, first)
        table.clear()
        table.update(as_it_was)


def test_a_forged_fact_with_a_right_hash_is_found_where_the_chain_breaks(history: History) -> None:
    """Whoever forges a fact and its hash too breaks the chain right after it, or at its end."""
    chance = random.Random(3)
    table = history.tables.tables["cases"]
    for _ in range(100):
        case = chance.choice(history.cases)
        aggregate, chain = chance.choice(list(history.chains(case).items()))
        key, item = chance.choice(chain)
        forged = {**item, "by": {"S": "somebody else"}}
        plain = {name: forged[name]["S"] for name in ("aggregate", "at", "by", "prev")}
        plain |= {name: json.loads(forged[name]["S"]) for name in ("facts", "witness")}
        plain |= {"seq": int(key[1]), "context": {name: value["S"] for name, value in item["context"]["M"].items()}}
        table[key] = {**forged, "hash": {"S": commit_hash(plain)}}
        found = history.flaw(case)
        table[key] = item
        assert found == (aggregate, min(int(key[1]) + 1, len(chain)))


@pytest.mark.parametrize("name", ["status", "outcome"])
def test_a_state_that_says_something_else_than_its_facts_is_found(history: History, name: str) -> None:
    table = history.tables.tables["cases"]
    key = (f"CASE#{history.cases[0]}", "HEAD")
    as_it_was = table[key]
    table[key] = {**as_it_was, name: {"S": "refused"}}
    assert history.flaw(history.cases[0]) is not None
    table[key] = as_it_was


def test_an_altered_register_record_is_found(history: History) -> None:
    table = history.tables.tables["registers"]
    key = next(key for key, item in table.items() if key[1].startswith("V#") and history.cases[0] in json.dumps(item))
    as_it_was = table[key]
    table[key] = json.loads(json.dumps(as_it_was, default=str).replace("valid_from", "valid_form"))
    found = verifying.verify(history.stores, SYSTEM, history.cases[0]).flaw
    table[key] = as_it_was
    assert found is not None
    assert found.aggregate.startswith("REG#parking-permits#")


def test_altered_content_of_an_application_is_found(history: History) -> None:
    table = history.tables.tables["cases"]
    application = history.cases[0].rpartition("-")[0]
    key = (f"APP#{application}", "HEAD")
    as_it_was = table[key]
    sealed = as_it_was["sealed"]["B"]
    table[key] = {**as_it_was, "sealed": {"B": sealed[:-1] + bytes([sealed[-1] ^ 1])}}
    found = history.flaw(history.cases[0])
    table[key] = as_it_was
    assert found == (f"APP#{application}", 1)


def test_erasing_a_person_leaves_the_history_whole(history: History) -> None:
    table = history.tables.tables["accounts"]
    erased = {key: table.pop(key) for key in list(table) if key[1] == "KEY"}
    assert erased
    history.stores.accounts.forget_keys()
    assert [history.flaw(case) for case in history.cases] == [None] * len(history.cases)
    table.update(erased)
