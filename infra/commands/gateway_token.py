"""Print the token with which the stack signs in at its SMS gateway; the gateway's operator keeps it too.

Usage: python -m infra.commands.gateway_token [--stage NAME | --state-dir DIR]

It is derived from the stack's secret and the gateway's address, so a new address has a new token.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from infra.commands import stack


def main() -> int:
    """Print the token, or say what is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stage", help="a stack in the account at hand, as in infra/settings/<stage>.json")
    parser.add_argument("--state-dir", type=Path, default=stack.STATE)
    given = parser.parse_args()
    target = stack.of_stage(given.stage) if given.stage else stack.connect(given.state_dir)
    stack.use(target)
    from chalicelib.bootstrap import stores

    token = stores().sms_gateway_token()
    if token is None:
        print("This stack's settings name no SMS gateway ('sms': 'http' with 'sms_gateway').", file=sys.stderr)
        return 1
    print(token)
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except stack.NotRunning as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
