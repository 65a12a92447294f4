"""Everything that a change must pass, in the order in which it fails soonest.

Usage: python -m infra.commands.check [name …]      names of the steps below; all of them unless told
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field

from infra.commands import stack


@dataclass(frozen=True)
class Step:
    """A part of the check: what is run, with which environment."""

    name: str
    why: str
    paths: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    spread: str | None = None
    """How its tests are spread over the cores: "load" where they share nothing, "loadfile" where those of a file share
    a stack; None where they are run one after the other."""


STEPS = (
    Step(
        "gates",
        "style, types, import rules, the template, the machines, the policies",
        ("tests/infra",),
        spread="loadfile",
    ),
    Step("unit", "the rules, without a stack", ("tests/unit",), spread="load"),
    Step("engine", "what the local engine promises", ("tests/engine",), spread="loadfile"),
    Step("stack", "the deployed template", ("tests/stack",), spread="loadfile"),
    Step(
        "browser",
        "what people see in a real browser, every state at three widths",
        ("tests/browser",),
        spread="loadfile",
    ),
    Step("stories", "what people do, from the HTTP door to the register", ("tests/stories",), spread="loadfile"),
    Step(
        "stories-iam",
        "the same with the engine enforcing IAM",
        ("tests/stories",),
        {"OKNO_IAM": "1"},
        spread="loadfile",
    ),
)


def run(step: Step) -> int:
    """Run one step and give its status."""
    print(f"\n── {step.name}: {step.why}", flush=True)
    began = time.monotonic()
    spread = ("-n", "auto", "--dist", step.spread) if step.spread else ()
    command = [sys.executable, "-m", "pytest", "-q", *spread, *step.paths]
    status = subprocess.run(command, cwd=stack.PROJECT, env={**os.environ, **step.environment}, check=False).returncode
    print(f"── {step.name}: {'passed' if status == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True)
    return status


def main() -> int:
    """Run the steps; all of them, even after a failure, so that one look shows everything."""
    wanted = sys.argv[1:] or [step.name for step in STEPS]
    unknown = set(wanted) - {step.name for step in STEPS}
    if unknown:
        print(f"No such step: {', '.join(sorted(unknown))}. There are: {', '.join(step.name for step in STEPS)}.")
        return 2
    failed = [step.name for step in STEPS if step.name in wanted and run(step) != 0]
    print(f"\n{'FAILED: ' + ', '.join(failed) if failed else 'everything passed'}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
