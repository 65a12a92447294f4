"""Publish the definitions under schemas/ to a stack, with the operator's own credentials.

Usage: python -m infra.commands.publish [--stage NAME | --state-dir DIR] [--valid-from 2026-12-01T00:00:00+03:00]

Definitions that are published already are left as they are.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from chalicelib.domain.errors import Conflict, InvalidCatalogue
from infra.commands import stack

SCHEMAS = stack.PROJECT / "schemas"


def read_documents(schemas: Path = SCHEMAS) -> dict[str, Any]:
    """Path (`schemas/<folder>/<name>.json`) → document, without the meta schemas; raises ValueError naming the file."""
    documents = {}
    for path in sorted(schemas.glob("*/*.json")):
        if path.parent.name != "meta":
            try:
                documents[f"schemas/{path.parent.name}/{path.name}"] = json.loads(path.read_text(encoding="utf-8"))
            except ValueError as error:
                raise ValueError(f"{path}: not JSON: {error}") from error
    return documents


def publish(target: stack.Stack, documents: dict[str, Any], valid_from: datetime | None = None) -> str:
    """Publishes to a stack; gives the bundle's name. Raises InvalidCatalogue, Conflict."""
    stack.use(target)
    from chalicelib.bootstrap import stores
    from chalicelib.domain.permissions import SYSTEM
    from chalicelib.usecases import catalogue

    now = stores().now()
    done = catalogue.publish(stores(), SYSTEM, documents, valid_from=valid_from or now, now=now, by="operator")
    return done.bundle


def main() -> int:
    """Publishes and says what was published, or what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stage", help="a stack in the account at hand, as in infra/settings/<stage>.json")
    parser.add_argument("--state-dir", type=Path, default=stack.STATE, help="where the local stack keeps its state")
    parser.add_argument("--valid-from", type=datetime.fromisoformat, help="the first instant; now unless told")
    given = parser.parse_args()
    if given.valid_from is not None and given.valid_from.tzinfo is None:
        parser.error("--valid-from needs an offset, as 2026-12-01T00:00:00+03:00")
    try:
        target = stack.of_stage(given.stage) if given.stage else stack.connect(given.state_dir)
        documents = read_documents()
        bundle = publish(target, documents, given.valid_from)
    except InvalidCatalogue as refused:
        for error in refused.errors:
            print(f"{error.params['file']} {error.pointer or '/'}: {error.params['text']}", file=sys.stderr)
        return 1
    except (Conflict, ValueError, stack.NotRunning) as error:
        print(error, file=sys.stderr)
        return 1
    services = sum(path.startswith("schemas/services/") for path in documents)
    print(f"{services} service{'s' if services != 1 else ''} in bundle {bundle[:12]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
