"""Users to try the local stack with, never created in the cloud: the command refuses where `IsAws` holds.

Usage: python -m infra.commands.demo_users [--state-dir .local]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from infra.commands import stack

PASSWORD = "Okno-demo-2026"  # of users that exist on this machine only
TRANSPORT = "transport-committee"
TECHNOLOGY = "information-technology"
IMPROVEMENT = "external-improvement"
LAND = "land-and-property"
CASE_FLOW = "case-flow"
PERMITS = "urban-planning-permit"
ELECTRICITY = "electricity-network"
HEAT = "heat-network"
CIVIL_REGISTRY = "civil-registry"


@dataclass(frozen=True)
class User:
    """A demonstration user; applicants have no department."""

    email: str
    department: str = ""
    roles: tuple[str, ...] = ()
    name: str | None = None
    """What colleagues read; made up for staff, of two lists."""


NAMED = (
    User("gulnara@example.org"),
    User("timur@example.org"),
    User("intake@example.org", TRANSPORT, ("intake",)),
    User("centre-intake@example.org", "multifunctional-centre", ("intake",)),
    User("expert@example.org", TRANSPORT, ("expert",)),
    User("decision@example.org", TRANSPORT, ("decision_maker",)),
    User("head@example.org", TRANSPORT, ("head",)),
    User("registrar@example.org", TRANSPORT, ("registrar",)),
    User("registrar-residents@example.org", TECHNOLOGY, ("registrar",)),
    User("registrar-plots@example.org", LAND, ("registrar",)),
    User("methodologist@example.org", TECHNOLOGY, ("methodologist",)),
    User("administrator@example.org", TECHNOLOGY, ("administrator",)),
    User("other-expert@example.org", IMPROVEMENT, ("expert",)),
    User("trees-intake@example.org", IMPROVEMENT, ("intake",)),
    User("trees-expert@example.org", IMPROVEMENT, ("expert",)),
    User("trees-decision@example.org", IMPROVEMENT, ("decision_maker",)),
    User("trees-head@example.org", IMPROVEMENT, ("head",)),
    User("trees-registrar@example.org", IMPROVEMENT, ("registrar", "responder")),
    User("permits-responder@example.org", PERMITS, ("responder",)),
    User("permits-head@example.org", PERMITS, ("head",)),
    User("electricity@example.org", ELECTRICITY, ("responder",)),
    User("electricity-head@example.org", ELECTRICITY, ("head",)),
    User("heat@example.org", HEAT, ("responder",)),
    User("heat-head@example.org", HEAT, ("head",)),
    User("archive-intake@example.org", CASE_FLOW, ("intake",)),
    User("archive-expert@example.org", CASE_FLOW, ("expert",)),
    User("archive-second@example.org", CASE_FLOW, ("expert",)),
    User("archive-decision@example.org", CASE_FLOW, ("decision_maker",)),
    User("archive-responder@example.org", CASE_FLOW, ("responder",)),
    User("archive-head@example.org", CASE_FLOW, ("head",)),
    User("archive-registrar@example.org", CASE_FLOW, ("registrar",)),
    User("civil-registry@example.org", CIVIL_REGISTRY, ("responder",)),
    User("civil-registry-head@example.org", CIVIL_REGISTRY, ("head",)),
)


def needed(only: Collection[str] | None = None) -> set[tuple[str, str]]:
    """Name the desks, as (department, role), that the catalogue's sources give work to, or some services alone."""
    standards = {each["id"]: each for each in _definitions("standard_requests")}
    desks = {(each["department"], "registrar") for each in _definitions("registers")} if only is None else set()
    services = (each for each in _definitions("services") if only is None or each["id"] in only)
    for service in services:
        experts = [each["decision"].get("expert") for each in service["sub_services"]]
        desks |= {(each["department"], each["role"]) for each in [service["decision"], *filter(None, experts)]}
        desks |= {(service["department"], "head")}
        desks |= set() if service["registration"]["at_once"] else {(service["department"], "intake")}
        for standard in (standards[each["standard"]] for each in service.get("requests", ())):
            if "register" not in standard:
                by = standard["responder"]
                desks |= {(by["department"], by.get("role", "responder")), (by["department"], "head")}
    return desks


def _definitions(kind: str) -> list[dict[str, Any]]:
    paths = sorted((stack.PROJECT / "schemas" / kind).glob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def _unnamed() -> Iterator[User]:
    """One user for every desk that nobody by name sits at, so that a new definition needs no line here."""
    named = {(user.department, role) for user in NAMED for role in user.roles}
    for department, role in sorted(needed() - named):
        yield User(f"{department}-{role.replace('_', '-')}@example.org", department, (role,))


FIRST = ("Алсу", "Тимур", "Гөлшат", "Марат", "Елена", "Рамиль", "Ольга", "Айдар", "Лилия", "Сергей", "Наилә")
LAST = ("Вәлиева", "Каримов", "Сафина", "Орлов", "Гатина", "Петров", "Нуриева")


def _called(users: Iterable[User]) -> Iterator[User]:
    """Call each member of staff by a name of their own; ends of names don't always agree, which harms nobody."""
    for at, user in enumerate(users):
        name = f"{FIRST[at % len(FIRST)]} {LAST[at % len(LAST)]}"
        yield replace(user, name=name) if user.department else user


USERS = tuple(_called((*NAMED, *_unnamed())))


class Refused(Exception):
    """This stack isn't for demonstrations."""


def create(target: stack.Stack) -> Iterator[tuple[User, str]]:
    """Create whoever is missing; gives each user with the id that tokens carry. Raises Refused in the cloud."""
    if target.is_aws:
        raise Refused("Demonstration users are for the local stack only.")
    stack.use(target)
    from chalicelib.bootstrap import stores
    from chalicelib.domain.permissions import SYSTEM
    from chalicelib.usecases import members

    pools = target.client("cognito-idp")
    for user in USERS:
        pool = target.outputs["StaffPool" if user.department else "ApplicantPool"]
        identity = person(pools, pool, user.email)
        if user.department:
            members.appoint(stores(), SYSTEM, user.department, identity, user.roles, None, user.name)
        yield user, identity
    show(target)


def show(target: stack.Stack) -> None:
    """Write the users, and titles, where the plain page reads them (`<state>/demo/users.json` and `titles.json`)."""
    assert target.state_dir is not None
    page = target.state_dir / "demo" / "users.json"
    page.parent.mkdir(exist_ok=True)
    users = [
        {
            "email": user.email,
            "kind": "staff" if user.department else "applicant",
            "department": user.department,
            "roles": user.roles,
        }
        for user in USERS
    ]
    shown = {
        "password": PASSWORD,
        "clients": {"applicant": target.outputs["ApplicantClient"], "staff": target.outputs["StaffClient"]},
        "users": users,
    }
    page.write_text(json.dumps(shown, indent=1), encoding="utf-8")
    page.with_name("titles.json").write_text(json.dumps(titles(), ensure_ascii=False, indent=1), encoding="utf-8")


def titles() -> dict[str, dict[str, Any]]:
    """The titles of what the API names by an id only, from the catalogue's sources."""
    registers = _definitions("registers")
    return {
        "departments": _by_id(_definitions("departments")[0]["departments"], "title"),
        "roles": _by_id(_definitions("roles")[0]["roles"], "title"),
        "registers": _by_id(registers, "title"),
        "fields": _by_id(registers, "titles"),
        "requests": _by_id(_definitions("standard_requests"), "title"),
        "parts": {each["id"]: _by_id(each["sub_services"], "title") for each in _definitions("services")},
    }


def _by_id(definitions: list[dict[str, Any]], wanted: str) -> dict[str, Any]:
    return {each["id"]: each.get(wanted, {}) for each in definitions}


def person(pools: Any, pool: str, email: str) -> str:
    try:
        found = pools.admin_get_user(UserPoolId=pool, Username=email)["UserAttributes"]
    except pools.exceptions.UserNotFoundException:
        known = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
        found = pools.admin_create_user(
            UserPoolId=pool, Username=email, UserAttributes=known, MessageAction="SUPPRESS"
        )["User"]["Attributes"]
        pools.admin_set_user_password(UserPoolId=pool, Username=email, Password=PASSWORD, Permanent=True)
    return str(next(each["Value"] for each in found if each["Name"] == "sub"))


def main() -> None:
    """Create the users and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state-dir", type=Path, default=stack.STATE)
    given = parser.parse_args()
    for user, _ in create(stack.connect(given.state_dir)):
        print(f"  {user.email:<28} {', '.join(user.roles) or 'applicant':<16} {user.department}")
    print(f"  everybody's password: {PASSWORD}")


if __name__ == "__main__":
    try:
        main()
    except (Refused, stack.NotRunning) as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
