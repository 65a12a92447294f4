"""Move the local domain clock on, then sweep until nothing more happens: terms pass, reminders go, sources are asked.

Usage: python -m infra.commands.advance --days 3 [--state-dir .local]

Only the domain's clock moves. Tokens, signatures and the engine keep wall time.
"""

from __future__ import annotations

import sys

from infra.commands import stack

SECONDS_A_DAY = 86_400
MOST_SWEEPS = 20


class Refused(Exception):
    """Time can't be moved so, or there."""


def advance(target: stack.Stack, days: float) -> dict[str, int]:
    """Move the clock and sweep; gives what the sweeps did. Raises Refused in the cloud or for a step back."""
    if target.is_aws:
        raise Refused("In the cloud time is time.")
    if days < 0:
        raise Refused("Facts are never undone, so the clock only moves on.")
    assert target.state_dir is not None
    clock = target.state_dir / "clock"
    before = int(clock.read_text() or 0) if clock.exists() else 0
    fresh = clock.with_suffix(".new")
    fresh.write_text(str(before + round(days * SECONDS_A_DAY)))
    fresh.replace(clock)
    return sweep(target)


def sweep(target: stack.Stack, *, everything: bool = False) -> dict[str, int]:
    """Sweep until a sweep finds nothing to do; gives how often each thing was done."""
    done: dict[str, int] = {}
    for _ in range(MOST_SWEEPS):
        once = stack.invoke(target, "SweepFunction", {"everything": everything})
        for name, count in once.items():
            done[name] = done.get(name, 0) + count
        if everything or not any(once.values()):
            break
    return done


def main() -> None:
    """Move on and say what happened."""
    parser = stack.arguments(__doc__ or "")
    parser.add_argument("--days", required=True)
    given = parser.parse_args()
    try:
        days = float(given.days)
    except ValueError:
        raise Refused("Say how far: make advance DAYS=3") from None
    target = stack.chosen(given)
    done = advance(target, days)
    from chalicelib.bootstrap import stores

    print(f"It is {stores().now():%A, %d %B %Y, %H:%M} UTC for Okno.")
    for name, count in sorted(done.items()):
        print(f"  {count:>5} {name}")


if __name__ == "__main__":
    try:
        main()
    except (Refused, stack.NotRunning, stack.FunctionFailed) as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
