"""Leave with all data: every item of every table as JSON Lines, what was sealed opened, bundles and files beside them.

Usage: python -m infra.commands.export --to FOLDER [--stage NAME | --state-dir DIR]

Writes cases.jsonl, registers.jsonl, accounts.jsonl, catalogue.jsonl, users-applicants.jsonl, users-staff.jsonl, and the
objects of both buckets under their own names. The result is personal data in the clear: keep it as such. A person whose
key was destroyed stays unreadable ("erased": true). Passwords aren't among what can be taken along.
"""

from __future__ import annotations

import argparse
import base64
import dataclasses
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.domain.errors import NotFound
from infra.commands import stack

TABLES = ("cases", "registers", "accounts", "catalogue")
EVERY = 500


def items(client: Any, table: str) -> Iterator[dict[str, Any]]:
    """Read every item of a table."""
    from chalicelib.adapters.dynamodb.items import from_item

    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from map(from_item, page["Items"])


def opened(stores: Any, item: dict[str, Any]) -> dict[str, Any]:
    """Give an item with what was sealed in it opened: an application's content, a person's
    contacts, answers of Requests and what staff wrote."""
    if "sealed" not in item:
        return item
    plain = {name: value for name, value in item.items() if name != "sealed"}
    try:
        if item["pk"].startswith("APP#") and item["sk"] == "HEAD":
            content = stores.accounts.content(stores.cases.application(item["id"]))
            return plain | {"content": {"answers": content.answers, "contact": content.contact}}
        if item["pk"].startswith("APP#") and item["sk"].startswith("CONTENT#"):
            now = stores.cases.application(item["pk"].partition("#")[2])
            earlier = stores.accounts.content(dataclasses.replace(now, sealed=item["sealed"]))
            return plain | {"content": {"answers": earlier.answers, "contact": earlier.contact}}
        if item["pk"].startswith("CONS#"):
            return plain | {"content": dataclasses.asdict(stores.consultations.read(item["id"])[1]())}
        if item["sk"].startswith("PUSH#"):
            person = item["pk"].partition("#")[2]
            found = [one for one in stores.subscriptions.of(person) if item["sk"].endswith(f"#{one.id}")]
            return plain | {"content": dataclasses.asdict(found[0])} if found else plain | {"erased": True}
        if item["sk"] == "PROFILE":
            return plain | {"content": stores.accounts.profile(item["pk"].partition("#")[2])}
        if "case" in item:
            content = stores.sealing.document(item["case"], {"pk": item["pk"], "sk": item["sk"]}, item["sealed"])
            return plain | ({"erased": True} if content is None else content)
    except NotFound:
        return plain | {"erased": True}
    return item


def write_table(stores: Any, client: Any, name: str, folder: Path) -> int:
    """Write one table's items, one JSON document a line; give how many."""
    count = 0
    with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as out:
        for item in items(client, os.environ[f"OKNO_{name.upper()}_TABLE"]):
            out.write(json.dumps(opened(stores, item), ensure_ascii=False, default=_plain) + "\n")
            count += 1
            if count % EVERY == 0:
                print(f"  {name:<12} {count:,} items", end="\r", flush=True)
    print(f"  {name:<12} {count:,} items", flush=True)
    return count


def write_bucket(client: Any, bucket: str, folder: Path) -> int:
    """Write a bucket's objects as files under their own names; give how many."""
    count = 0
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for found in page.get("Contents", ()):
            target = (folder / found["Key"]).resolve()
            if not target.is_relative_to(folder.resolve()):
                raise ValueError(f"the object {found['Key']} would leave the folder")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(client.get_object(Bucket=bucket, Key=found["Key"])["Body"].read())
            count += 1
    print(f"  {folder.name:<12} {count:,} objects", flush=True)
    return count


def write_users(client: Any, pool: str, path: Path) -> int:
    """Write who can sign in, without passwords; give how many."""
    count = 0
    with path.open("w", encoding="utf-8") as out:
        for page in client.get_paginator("list_users").paginate(UserPoolId=pool):
            for user in page["Users"]:
                known = {each["Name"]: each["Value"] for each in user["Attributes"]}
                out.write(json.dumps({"username": user["Username"], "enabled": user["Enabled"], **known}) + "\n")
                count += 1
    print(f"  {path.stem:<12} {count:,}", flush=True)
    return count


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, set):
        return sorted(value)
    return str(value)


def export(folder: Path, stores: Any) -> None:
    """Write tables and buckets of the stack that this process sees into a folder that is empty or new."""
    from chalicelib.adapters.dynamodb.client import aws

    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} isn't empty")
    folder.chmod(0o700)
    stores.accounts.forget_keys()
    for name in TABLES:
        write_table(stores, aws("dynamodb"), name, folder)
    for name in ("catalogue", "files"):
        write_bucket(aws("s3"), os.environ[f"OKNO_{name.upper()}_BUCKET"], folder / f"bucket-{name}")


def main() -> int:
    """Export, with progress."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--stage", help="a stack in the account at hand, as in infra/settings/<stage>.json")
    parser.add_argument("--state-dir", type=Path, default=stack.STATE)
    given = parser.parse_args()
    target = stack.use(stack.of_stage(given.stage) if given.stage else stack.connect(given.state_dir))
    from chalicelib.bootstrap import stores

    export(given.to, stores())
    pools = target.client("cognito-idp")
    for pool, name in (("ApplicantPool", "users-applicants"), ("StaffPool", "users-staff")):
        write_users(pools, target.outputs[pool], given.to / f"{name}.jsonl")
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except (stack.NotRunning, FileExistsError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
