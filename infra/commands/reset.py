"""Forget everything that was filed on this machine.

Usage: python -m infra.commands.reset [--state-dir .local]
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from infra.commands import run, stack


def main() -> None:
    """Stop what runs detached, refuse while `make run` is in another terminal, then remove the state."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state-dir", type=Path, default=stack.STATE)
    given = parser.parse_args()
    if not given.state_dir.exists():
        print("There is nothing to forget.")
        return
    if not (given.state_dir / run.LOCK).exists():
        raise run.CannotStart(f"{given.state_dir} isn't a state folder of Okno; remove it yourself if you mean it.")
    with run.only_one(given.state_dir):
        run.stop_orphan(given.state_dir)
        shutil.rmtree(given.state_dir)
    print(f"Forgotten: {given.state_dir} is gone. `make run` starts anew.")


if __name__ == "__main__":
    try:
        main()
    except run.CannotStart as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
