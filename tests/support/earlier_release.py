"""Leaves 100 cases waiting under a release, for the release after it to finish: run in a checkout of the earlier one.

    git worktree add /tmp/earlier RELEASE && cd /tmp/earlier && make test ARGS=--only=gates   # makes its environments
    cp …/tests/support/earlier_release.py tests/support/ && python -m tests.support.earlier_release release-1.tar.xz

The archive holds the engine's state (tables, keys, executions that wait) and `waiting.json`: what was filed, and what
each case waits for. tests/stories/test_an_upgrade_finishes_what_waits.py opens it under the present release.
"""

from __future__ import annotations

import json
import sys
import tarfile
import tempfile
from pathlib import Path

from infra.commands import run, stack
from tests.stack.deployed import Deployed
from tests.support.city import City, Filed, wait_for

LEFT_OUT = ("build", "logs", "run", "archive.zip")
WAITING = {"expert": 40, "decision": 30, "register": 30}


def main() -> None:
    """Start the release, file, wait until everything waits, stop, pack."""
    archive = Path(sys.argv[1]).absolute()
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        engine = run.start(state)
        try:
            city = City(Deployed(stack.use(stack.connect(state))), engine)
            filed = [
                *(one_more(city, "expert", "expert-two-registrations") for _ in range(WAITING["expert"])),
                *(one_more(city, "decision", "expert-two-registrations") for _ in range(WAITING["decision"])),
            ]
            for kind, one in filed:
                task = city.task(one, "expert")
                if kind == "decision":
                    assert city.complete(task, "pass").status == 200
            for kind, one in filed:
                if kind == "decision":
                    city.task(one, "decision")
            city.available("vehicles", False)
            silent = [one_more(city, "register", "granted-registered") for _ in range(WAITING["register"])]
            for _, one in silent:
                city.until(one, "in_consideration")
                wait_for(lambda one=one: city.case(one)["sub_services"], "its sub-services")
            told = [
                {
                    "waits_for": kind,
                    "number": one.number,
                    "secret": one.secret,
                    "application": one.application,
                    "plate": one.world.answers["vehicle_plate"],
                }
                for kind, one in (*filed, *silent)
            ]
        finally:
            engine.stop()
        (state / "waiting.json").write_text(json.dumps(told, ensure_ascii=False, indent=1))
        with tarfile.open(archive, "w:xz") as packed:
            for path in sorted(state.iterdir()):
                if path.name not in LEFT_OUT:
                    packed.add(path, path.name)
    print(f"{len(told)} cases wait in {archive}, {archive.stat().st_size:,} bytes")


def one_more(city: City, kind: str, example: str) -> tuple[str, Filed]:
    """File one application that will have to wait."""
    return kind, city.file(city.someone(example))


if __name__ == "__main__":
    main()
