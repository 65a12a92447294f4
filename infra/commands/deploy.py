"""Deploy a packaged application by CloudFormation: into an account, or into the local engine when an endpoint is given.

Usage: python -m infra.commands.deploy --stage kazan [--endpoint http://127.0.0.1:4566 --state-dir .local]

Reads `infra/settings/<stage>.json`, packages, uploads the archive and the template to a bucket for artifacts, makes a
change set, executes it and shows each resource as it changes. Failed resources are shown with their reasons.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.commands import merge, package, pages, settings, vendor

Say = Callable[[str], None]
UNCHANGED = ("didn't contain changes", "No updates are to be performed", "no changes")
RESTORED = ("RestoredSuffix", "RestoredCasesStream")
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]


class DeploymentError(Exception):
    """The stack isn't as wanted; the message names what failed and why."""


@dataclass(frozen=True)
class Target:
    """Where a deployment goes: `endpoint` is None for the account at hand."""

    stack: str
    region: str
    endpoint: str | None = None

    @property
    def local(self) -> bool:
        """Whether this is an engine on this machine."""
        return self.endpoint is not None

    def client(self, service: str) -> Any:
        """A client of `service` at this place."""
        # The engine takes any credentials; the account's are never sent to it.
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"} if self.local else {}
        return boto3.client(service, region_name=self.region, endpoint_url=self.endpoint, **keys)


def parameters(stage: str, chosen: settings.Settings, clock_file: Path | None = None) -> dict[str, str]:
    """The template's parameters; a clock file makes the stack a local one."""
    return {
        "Stage": stage,
        "Environment": "local" if clock_file else "aws",
        "Municipality": chosen.municipality(),
        "Sender": chosen.sender,
        "Site": chosen.site,
        "Portals": " ".join(chosen.origins),
        "Tiles": chosen.map.origin if chosen.map else "",
        "PagesCertificate": chosen.pages_certificate,
        "AlarmEmail": chosen.alarm_email,
        "MonthlyBudget": str(chosen.monthly_budget_usd),
        "LocalClockFile": str(clock_file.absolute()) if clock_file else "",
    }


def deploy(target: Target, built: Path, values: dict[str, str], say: Say = print) -> dict[str, str]:
    """Create or update the stack from a packaged folder and return its outputs; raises DeploymentError."""
    url = _upload(target, built)
    formation = target.client("cloudformation")
    known = _parameters_of(formation, target.stack)
    name = f"okno-{time.time_ns()}"
    formation.create_change_set(
        StackName=target.stack,
        ChangeSetName=name,
        ChangeSetType="CREATE" if known is None else "UPDATE",
        TemplateURL=url,
        Capabilities=CAPABILITIES,
        Parameters=[
            *({"ParameterKey": key, "ParameterValue": value} for key, value in values.items()),
            # Tables that were restored stay in use: a deployment never points the stack elsewhere.
            *({"ParameterKey": key, "UsePreviousValue": True} for key in RESTORED if key in (known or ())),
        ],
        Tags=[{"Key": "application", "Value": "okno"}],
    )
    if _change_set_has_changes(target, formation, name):
        began = time.time()
        formation.execute_change_set(StackName=target.stack, ChangeSetName=name)
        follow(target, formation, began, say)
    else:
        say("nothing to change")
        formation.delete_change_set(StackName=target.stack, ChangeSetName=name)
    return outputs(target)


def outputs(target: Target) -> dict[str, str]:
    """What the stack says of itself."""
    stack = target.client("cloudformation").describe_stacks(StackName=target.stack)["Stacks"][0]
    return {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}


def _upload(target: Target, built: Path) -> str:
    """Upload the archive and the template under the hashes of their contents; returns the template's address."""
    store = target.client("s3")
    bucket = _artifacts_bucket(target, store)
    template = json.loads((built / "sam.json").read_text())
    keys: dict[str, str] = {}
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            archive = resource["Properties"]["CodeUri"]
            keys[archive] = keys.get(archive) or _put(store, bucket, (built / archive).read_bytes(), ".zip")
            resource["Properties"]["CodeUri"] = {"Bucket": bucket, "Key": keys[archive]}
    key = _put(store, bucket, json.dumps(template, ensure_ascii=False).encode(), ".json")
    if target.local:
        return f"{target.endpoint}/{bucket}/{key}"
    return f"https://{bucket}.s3.{target.region}.amazonaws.com/{key}"


def _put(store: Any, bucket: str, body: bytes, ending: str) -> str:
    key = hashlib.sha256(body).hexdigest()[:32] + ending
    store.put_object(Bucket=bucket, Key=key, Body=body)
    return key


def _artifacts_bucket(target: Target, store: Any) -> str:
    """The bucket of artifacts, private and encrypted, created when it isn't there."""
    account = target.client("sts").get_caller_identity()["Account"]
    name = f"okno-artifacts-{account}-{target.region}"
    try:
        store.head_bucket(Bucket=name)
        return name
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
    place = {} if target.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": target.region}}
    store.create_bucket(Bucket=name, **place)
    closed = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
    store.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=closed)
    return name


def _parameters_of(formation: Any, stack: str) -> set[str] | None:
    """The names of a stack's parameters; None when there is none that can be updated."""
    try:
        found = formation.describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    if found["StackStatus"] == "ROLLBACK_COMPLETE":  # a first creation that failed can't be updated
        formation.delete_stack(StackName=stack)
        formation.get_waiter("stack_delete_complete").wait(StackName=stack)
        return None
    if found["StackStatus"] == "REVIEW_IN_PROGRESS":  # a change set was made, and never executed
        return None
    return {each["ParameterKey"] for each in found.get("Parameters", [])}


def _change_set_has_changes(target: Target, formation: Any, name: str) -> bool:
    while True:
        answer = formation.describe_change_set(StackName=target.stack, ChangeSetName=name)
        if answer["Status"] in ("CREATE_COMPLETE", "FAILED"):
            break
        time.sleep(0.05 if target.local else 2)
    if answer["Status"] == "CREATE_COMPLETE":
        return True
    reason = answer.get("StatusReason", "")
    if any(words in reason for words in UNCHANGED):
        return False
    raise DeploymentError(f"CloudFormation refuses the template: {reason}")


def follow(target: Target, formation: Any, began: float, say: Say) -> None:
    """Show resources as they change until the stack rests; raises DeploymentError with the failed ones."""
    seen: set[str] = set()
    failed: list[str] = []
    while True:
        stack = formation.describe_stacks(StackName=target.stack)["Stacks"][0]
        resting = not stack["StackStatus"].endswith("_IN_PROGRESS")
        for event in _events(formation, target.stack, began, seen):
            status, name = event["ResourceStatus"], event["LogicalResourceId"]
            reason = event.get("ResourceStatusReason", "")
            if status.endswith("_FAILED") and "cancelled" not in reason.lower():
                failed.append(f"{name} ({event['ResourceType']}): {reason}")
            if not target.local and not status.endswith("_IN_PROGRESS"):
                say(f"{status.lower().replace('_', ' ')}: {name}")
        if resting:
            break
        time.sleep(0.1 if target.local else 3)
    if "ROLLBACK" in stack["StackStatus"] or "FAILED" in stack["StackStatus"]:
        reasons = failed or [stack.get("StackStatusReason", "no reason given")]
        raise DeploymentError("\n  ".join([f"The stack is {stack['StackStatus']}:", *reasons]))


def _events(formation: Any, stack: str, began: float, seen: set[str]) -> list[dict[str, Any]]:
    """Events of this deployment that weren't seen yet, oldest first."""
    fresh: list[dict[str, Any]] = []
    for page in formation.get_paginator("describe_stack_events").paginate(StackName=stack):
        for event in page["StackEvents"]:
            if event["Timestamp"].timestamp() < began - 1 or event["EventId"] in seen:
                return fresh[::-1]
            seen.add(event["EventId"])
            fresh.append(event)
    return fresh[::-1]


def write_outputs(found: dict[str, str], state_dir: Path) -> None:
    """Leave the outputs where the front door and the other commands look; replaced at once, never half written."""
    state_dir.mkdir(parents=True, exist_ok=True)
    fresh = state_dir / "outputs.json.new"
    fresh.write_text(json.dumps(found, indent=1, ensure_ascii=False))
    fresh.replace(state_dir / "outputs.json")


def _publish_pages(target: Target, found: dict[str, str]) -> None:
    """Put the built pages where CloudFront finds them, and make it ask for them anew."""
    pages.build()
    told = pages.places(found, found["ApiUrl"])
    count = pages.upload(target.client("s3"), found["PagesBucket"], told)
    target.client("cloudfront").create_invalidation(
        DistributionId=found["PagesDistribution"],
        InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": str(time.time_ns())},
    )
    print(f"pages: {count} files at {found['PagesUrl']}")


def main() -> None:
    """Package and deploy as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stage", required=True)
    parser.add_argument("--endpoint", default=os.environ.get("AWS_ENDPOINT_URL"))
    parser.add_argument("--state-dir", type=Path, default=package.PROJECT / ".local")
    parser.add_argument("--architecture", choices=sorted(vendor.MACHINES), default="arm64")
    given = parser.parse_args()
    chosen = settings.load(given.stage)
    target = Target(f"okno-{given.stage}", chosen.region, given.endpoint)
    runtime = vendor.local() if target.local else vendor.cloud(given.architecture)
    built = package.build(package.BUILD / given.stage, runtime=runtime)
    print(f"packaged: {package.sizes(built / 'deployment.zip')[0]:.1f} MB")
    found = deploy(target, built, parameters(given.stage, chosen, given.state_dir / "clock" if target.local else None))
    if target.local:
        write_outputs(found, given.state_dir)
    else:
        _publish_pages(target, found)
    for key, value in sorted(found.items()):
        print(f"  {key:<22} {value}")
    if not target.local:
        print(f"\nA new installation goes on with: make publish STAGE={given.stage}, then its first administrator:")
        print(f"  make appoint STAGE={given.stage} EMAIL=… DEPARTMENT=information-technology ROLES=administrator")


if __name__ == "__main__":
    try:
        main()
    except (
        BotoCoreError,
        ClientError,
        DeploymentError,
        merge.Clash,
        pages.CannotBuild,
        settings.BadSettings,
        vendor.PackagingError,
    ) as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
