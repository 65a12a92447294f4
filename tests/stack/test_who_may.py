"""Everybody gets what the table says, and no permission check can go unnoticed."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from chalicelib.domain import permissions
from chalicelib.domain.errors import Forbidden, OknoError
from chalicelib.domain.permissions import Actor, Membership
from tests.stack import who_may, who_may_channels
from tests.stack.callers import CALLERS, TRANSPORT, Row
from tests.stack.deployed import Answer, Deployed
from tests.stack.in_process import call
from tests.stack.people import World, gather

pytestmark = pytest.mark.stack

TABLE = (*who_may.TABLE, *who_may_channels.ROWS)
USECASES = Path(permissions.__file__).parents[1] / "usecases"
CHECKS = ("require", "may")


@pytest.fixture(scope="module")
def world(deployed: Deployed, stores: Any) -> World:
    return gather(deployed, stores)


def test_every_route_is_in_the_table(deployed: Deployed) -> None:
    paths = deployed.call("GET", "/v1/openapi.json").json["paths"]
    described = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert {(row.method, row.route) for row in TABLE} == described


def test_everybody_gets_what_the_table_says(world: World) -> None:
    def ask(cell: tuple[Row, str]) -> str | None:
        row, caller = cell
        path = row.route.format_map({name: world.fill(value, caller) for name, value in row.path.items()})
        answer = world.deployed.call(
            row.method,
            path,
            query=world.fill(dict(row.query), caller),
            headers=world.headers(row, caller),
            body=world.fill(row.body, caller),
        )
        return wrong(row, caller, answer)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, ((row, caller) for row in TABLE for caller in CALLERS)))
    assert [one for one in found if one] == []


def test_no_permission_check_can_be_removed(world: World) -> None:
    app = importlib.import_module("app").app
    sites = list(check_sites())
    reached: dict[Site, list[Row]] = {site: [] for site in sites}
    for row in TABLE:
        with watched(sites) as seen:
            assert [wrong(row, caller, ask_here(app, world, row, caller)) for caller in CALLERS] == [None] * len(
                CALLERS
            )
        for site in seen:
            reached[site].append(row)

    def notices(row: Row) -> bool:
        refused = (caller for caller in CALLERS if caller not in row.may)
        return any(wrong(row, caller, ask_here(app, world, row, caller)) for caller in refused)

    unnoticed = []
    for site in sites:
        with removed(site):
            if not any(notices(row) for row in reached[site]) and refuses_operators_ways(world):
                unnoticed.append(str(site))
    assert unnoticed == []


def refuses_operators_ways(world: World) -> bool:
    """Tell whether the use cases that have no route, being for the operator's commands, refuse a member of staff."""
    from chalicelib.bootstrap import stores
    from chalicelib.domain.erasures import Belongings, Erasure
    from chalicelib.usecases import catalogue, erasing

    somebody = Actor("staff", "somebody", (Membership(TRANSPORT, ("registrar", "administrator")),))
    now, broken = stores().now(), {"schemas/services/broken.json": {}}
    nobody, nothing = Erasure("nobody", "0" * 32, "2026-11-26"), Belongings()
    ways: list[Callable[[], Any]] = [
        lambda: catalogue.publish(stores(), somebody, broken, valid_from=now, now=now, by="somebody"),
        lambda: erasing.begin(stores(), somebody, "nobody", nothing),
        lambda: erasing.finish(stores(), somebody, nobody, nothing),
        lambda: erasing.restored(stores(), somebody, "nobody"),
        lambda: erasing.wished(stores(), somebody),
        lambda: erasing.nothing_kept(stores(), somebody, "nobody"),
    ]
    return all(_refuses(way) for way in ways)


def _refuses(way: Callable[[], Any]) -> bool:
    try:
        way()
    except Forbidden:
        return True
    except OknoError:
        return False
    return False


def wrong(row: Row, caller: str, answer: Answer) -> str | None:
    """Say what is wrong with the answer, or None."""
    expected = row.expected(caller)
    if answer.status in expected:
        return None
    return f"{row.method} {row.route} by {caller}: {answer.status} instead of {expected}: {answer.json}"


def ask_here(app: Any, world: World, row: Row, caller: str) -> Answer:
    """Ask a cell of the table in this process."""
    return call(
        app,
        row.method,
        row.route,
        path=world.fill(dict(row.path), caller),
        query=world.fill(dict(row.query), caller),
        headers=world.headers(row, caller),
        body=world.fill(row.body, caller),
    )


class Site:
    """One call of `require` or `may` in a use case."""

    def __init__(self, module: ModuleType, node: ast.Call, name: str) -> None:
        self.module, self.name = module, name
        self.lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)

    def __str__(self) -> str:
        return f"{self.module.__name__}:{self.lines.start} {self.name}"

    def called_from(self, frame: Any) -> bool:
        """Tell whether `frame` is making this very call."""
        return frame.f_globals is self.module.__dict__ and frame.f_lineno in self.lines


def check_sites() -> Iterator[Site]:
    """Find every permission check of the use cases."""
    for file in sorted(USECASES.glob("*.py")):
        tree = ast.parse(file.read_text())
        imported = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == permissions.__name__
            for alias in node.names
        }
        names = imported & set(CHECKS)
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        found = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id in names]
        if found:
            module = importlib.import_module(f"chalicelib.usecases.{file.stem}")
            yield from (Site(module, node, node.func.id) for node in found)  # type: ignore[attr-defined]


@contextmanager
def in_place(sites: list[Site], make: Callable[[str], Any]) -> Iterator[None]:
    """Put what `make` gives for a check's name in its place, in the modules of `sites`."""
    for site in sites:
        setattr(site.module, site.name, make(site.name))
    try:
        yield
    finally:
        for site in sites:
            setattr(site.module, site.name, getattr(permissions, site.name))


@contextmanager
def watched(sites: list[Site]) -> Iterator[set[Site]]:
    """Note which checks are asked; they answer as ever."""
    seen: set[Site] = set()

    def make(name: str) -> Any:
        def noting(*given: Any, **more: Any) -> Any:
            frame = sys._getframe(1)
            seen.update(site for site in sites if site.name == name and site.called_from(frame))
            return getattr(permissions, name)(*given, **more)

        return noting

    with in_place(sites, make):
        yield seen


@contextmanager
def removed(site: Site) -> Iterator[None]:
    """Take one check away: it allows everything; the others answer as ever."""

    def make(name: str) -> Any:
        def gone(*given: Any, **more: Any) -> Any:
            return True if site.called_from(sys._getframe(1)) else getattr(permissions, name)(*given, **more)

        return gone

    with in_place([site], make):
        yield
