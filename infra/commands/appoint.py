"""Give a member of staff roles: the first administrator of a new installation, who appoints all others by the API.

Usage: python -m infra.commands.appoint --stage kazan --email a@city.example --department information-technology
           --roles administrator,methodologist

Creates the user when there is none; the pool then sends an invitation with a temporary password.
"""

from __future__ import annotations

import sys
from typing import Any

from infra.commands import stack


def person_of(target: stack.Stack, email: str) -> str:
    """The id of a member of staff, invited when the pool doesn't know them."""
    pools: Any = target.client("cognito-idp")
    pool = target.outputs["StaffPool"]
    try:
        known = pools.admin_get_user(UserPoolId=pool, Username=email)["UserAttributes"]
    except pools.exceptions.UserNotFoundException:
        told = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
        known = pools.admin_create_user(
            UserPoolId=pool, Username=email, UserAttributes=told, DesiredDeliveryMediums=["EMAIL"]
        )["User"]["Attributes"]
    return str(next(each["Value"] for each in known if each["Name"] == "sub"))


def main() -> None:
    """Appoint and say whom."""
    parser = stack.arguments(__doc__ or "")
    parser.add_argument("--email", required=True)
    parser.add_argument("--department", required=True)
    parser.add_argument("--roles", required=True, help="separated by commas")
    parser.add_argument("--name", help="what colleagues read where the person has acted")
    parser.add_argument("--until", help="last day, as 2026-12-31; open unless told")
    given = parser.parse_args()
    target = stack.chosen(given)
    from chalicelib.bootstrap import stores
    from chalicelib.domain.permissions import SYSTEM, Role
    from chalicelib.usecases import members

    roles = tuple(Role(role.strip()).value for role in given.roles.split(","))
    person = person_of(target, given.email)
    members.appoint(stores(), SYSTEM, given.department, person, roles, given.until, given.name)
    print(f"{given.email} ({person}): {', '.join(roles)} in {given.department}")


if __name__ == "__main__":
    from chalicelib.domain.errors import OknoError

    try:
        main()
    except (stack.NotRunning, OknoError, ValueError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
