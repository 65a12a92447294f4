"""A taken port, a missing tool, a second engine: named, with what to do; and demonstrations stay on this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from infra.commands import advance, demo_users, environments, run, stack

CLOUD = stack.Stack({"Environment": "aws"}, "eu-central-1")


def test_a_taken_port_is_named_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(run.CannotStart, match=f"Port {port} is taken. Choose another: make run PORT={port + 10}"):
            run.check_ports({"PORT": port})


def test_two_engines_never_share_a_state(tmp_path: Path) -> None:
    with run.only_one(tmp_path), pytest.raises(run.CannotStart, match="already runs"), run.only_one(tmp_path):
        pass


def test_a_missing_node_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(environments.MissingTool, match=r"Node.js 20\.19 or newer"):
        environments.check_node()


def test_an_old_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    with pytest.raises(environments.MissingTool, match=r"Python 3\.11 or newer is needed"):
        environments.check_python()


def test_without_python_make_says_what_is_needed(tmp_path: Path) -> None:
    for tool in ("make", "sh", "awk"):
        found = next(Path(folder) / tool for folder in os.environ["PATH"].split(":") if (Path(folder) / tool).exists())
        (tmp_path / tool).symlink_to(found)
    done = subprocess.run(
        ["make", "run"], cwd=stack.PROJECT, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed" in done.stdout + done.stderr


def test_what_is_installed_is_not_installed_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(environments, "ENGINE", tmp_path)
    done: list[str] = []
    for _ in range(2):
        environments.step("engine", ("infra/local/requirements.txt",), lambda: done.append("installed"))
    assert done == ["installed"]


def test_a_step_done_with_the_same_needs_is_skipped(tmp_path: Path) -> None:
    done: list[str] = []

    def work() -> str:
        done.append("worked")
        return "done"

    run.Steps(tmp_path).do("catalogue", "one", work)
    run.Steps(tmp_path).do("catalogue", "one", work)
    run.Steps(tmp_path).do("catalogue", "another", work)
    assert done == ["worked", "worked"]


def test_demonstration_users_are_refused_in_the_cloud() -> None:
    with pytest.raises(demo_users.Refused):
        list(demo_users.create(CLOUD))


def test_time_is_time_in_the_cloud() -> None:
    with pytest.raises(advance.Refused):
        advance.advance(CLOUD, 3)


def test_commands_say_how_to_start_what_they_need(tmp_path: Path) -> None:
    with pytest.raises(stack.NotRunning, match="make run"):
        stack.connect(tmp_path)
