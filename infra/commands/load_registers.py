"""Load the demonstration registers into the local stack, as the registrars of their departments would.

Each register goes over HTTP through the import that real registers use. The answers of the stories are
written where the plain page reads them (`<state>/demo/samples.json`).

Usage: python -m infra.commands.load_registers [--state-dir .local]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from infra.commands import demo_registers, demo_users, stack

JSON_LINES = "application/x-ndjson"
BUSY = (409, 429, 502, 503, 504)
"""Answers after which the same import is sent again: it goes on where it was."""
ATTEMPTS = 6


class Refused(Exception):
    """An import wasn't taken; the message says why."""


def load(target: stack.Stack) -> dict[str, dict[str, Any]]:
    """Import every demonstration register; gives the reports by register. Raises Refused."""
    if target.is_aws or target.url is None or target.state_dir is None:
        raise Refused("Demonstration registers are for the local stack only.")
    list(demo_users.create(target))
    _write_samples(target.state_dir)
    return _load(target, demo_registers.registers())


def load_more(target: stack.Stack, first: int) -> dict[str, dict[str, Any]]:
    """Import the people and things of a further city, numbered from `first` on. Raises Refused."""
    found = demo_registers.registers(first=first)
    more = {name: records for name, records in found.items() if name not in ("parking-zones", "parking-permits")}
    return _load(target, more)


def _load(target: stack.Stack, registers: dict[str, list[demo_registers.Record]]) -> dict[str, dict[str, Any]]:
    reports = {}
    for register, records in registers.items():
        registrar = _registrar(register)
        content = "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()
        reports[register] = _import(str(target.url), register, content, sign_in(target, registrar.email))
    return reports


def sign_in(target: stack.Stack, email: str) -> str:
    """Sign a member of staff in with the demonstration password; gives the access token."""
    answer = target.client("cognito-idp").initiate_auth(
        ClientId=target.outputs["StaffClient"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": demo_users.PASSWORD},
    )
    token: str = answer["AuthenticationResult"]["AccessToken"]
    return token


def _registrar(register: str) -> demo_users.User:
    definition = json.loads((stack.PROJECT / "schemas" / "registers" / f"{register}.json").read_text(encoding="utf-8"))
    department = definition["department"]
    for user in demo_users.USERS:
        if user.department == department and "registrar" in user.roles:
            return user
    raise Refused(f"No demonstration user is the registrar of {department}, which keeps {register}.")


def _import(url: str, register: str, content: bytes, token: str) -> dict[str, Any]:
    for attempt in range(ATTEMPTS):
        status, answer = _post(f"{url}/v1/registers/{register}/imports", content, token)
        if status not in BUSY:
            break
        time.sleep(attempt)
    if status == 422 and all(error["reason"] == "not-unique" for error in answer["errors"]):
        # Records without a natural key that an earlier day's load has written: their places are taken by themselves.
        count = content.count(b"\n") + 1
        return {"lines": count, "added": 0, "changed": 0, "unchanged": count}
    if status >= 300:
        raise Refused(f"{register}: {status} {json.dumps(answer, ensure_ascii=False)[:2000]}")
    report: dict[str, Any] = answer.get("report") or answer
    return report


def _post(url: str, content: bytes, token: str) -> tuple[int, dict[str, Any]]:
    headers = {"Content-Type": JSON_LINES, "Authorization": f"Bearer {token}", "Accept-Language": "en"}
    asked = urllib.request.Request(url, data=content, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status, json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        body = error.read()
        try:
            return error.code, json.loads(body)
        except ValueError:
            return error.code, {"body": body.decode(errors="replace")}


def _write_samples(state_dir: Path) -> None:
    page = state_dir / "demo" / "samples.json"
    page.parent.mkdir(exist_ok=True)
    samples = list(demo_registers.samples().values())
    page.write_text(json.dumps(samples, ensure_ascii=False, indent=1), encoding="utf-8")


def main() -> None:
    """Load the registers and print what was imported."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state-dir", type=Path, default=stack.STATE)
    reports = load(stack.connect(parser.parse_args().state_dir))
    for register, report in reports.items():
        print(f"  {register:<16} {report['added']} added, {report['changed']} changed, {report['unchanged']} unchanged")
    print(f"{sum(report['lines'] for report in reports.values())} records in {len(reports)} registers")


if __name__ == "__main__":
    try:
        main()
    except (Refused, demo_users.Refused, stack.NotRunning) as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
