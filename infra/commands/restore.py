"""Bring all tables to one second, point the stack at them, and sweep.

Usage: python -m infra.commands.restore --stage kazan --at 2026-11-23T10:00:00Z [--yes]

1. Functions are put on hold, so that nothing is written between two times.
2. All four tables are restored to the same second, under names that end in that second; the present ones stay.
3. What a restored table lacks is given to it: recovery, protection, expiry, the stream.
4. The stack's parameter RestoredSuffix is set: functions, policies and stream readers use the restored tables.
5. Whoever was erased since is erased again.
6. Functions go on, and a sweep of everything repeats what commits of that second still owed.

Going back is the same parameter: `--back` points the stack at the tables of its template again.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from infra.commands import advance, deploy, stack

TABLES = {
    "CasesTable": "cases",
    "RegistersTable": "registers",
    "AccountsTable": "accounts",
    "CatalogueTable": "catalogue",
}
EXPIRING = ("CasesTable", "AccountsTable")
FUNCTIONS = ("Api", "Workflow", "Drive", "Project", "DeliverSms", "DeliverEmail", "DeliverPush", "Sweep")
Say = Callable[[str], None]


class CannotRestore(Exception):
    """The tables can't be brought to that second; nothing was changed, or the message says what was."""


def parse_second(text: str) -> datetime:
    """The instant to restore to, whole seconds, with an offset; raises CannotRestore."""
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise CannotRestore("Say to when: make restore STAGE=kazan AT=2026-11-23T10:00:00Z") from None
    if at.tzinfo is None:
        raise CannotRestore("The time needs an offset, as 2026-11-23T10:00:00Z")
    return at.astimezone(UTC).replace(microsecond=0)


def suffix_of(at: datetime) -> str:
    """The end of the restored tables' names."""
    return f"-{at:%Y%m%dt%H%M%S}"


class Restore:
    """One restoration of one stack."""

    def __init__(self, target: stack.Stack, name: str, say: Say) -> None:
        self._target, self._name, self._say = target, name, say
        self._tables = target.client("dynamodb")
        self._functions = target.client("lambda")
        self._pause = 0.2 if target.endpoint else 10.0

    def to(self, at: datetime) -> None:
        """Do all six steps; on a failure after the first the functions go on with the present tables."""
        if self._target.is_aws:
            self._check_window(at)
        else:
            self._say("the local engine keeps no history: tables are copied as they are now")
        suffix = suffix_of(at)
        self.hold()
        try:
            restored = self._restore_tables(at, suffix)
            stream = self._complete(restored)
            self._point_at(suffix, stream)
            self._erase_again()
        finally:
            self.release()
        self._say("sweeping")
        self._say(f"swept: {advance.sweep(stack.use(self._fresh()), everything=True)}")

    def back(self) -> None:
        """Point the stack at its own tables again."""
        self.hold()
        try:
            self._point_at("", "")
        finally:
            self.release()
        advance.sweep(stack.use(self._fresh()), everything=True)

    def hold(self) -> None:
        """Let no function run."""
        for name in FUNCTIONS:
            function = self._target.outputs[f"{name}Function"]
            self._functions.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
        self._say("functions are on hold")

    def release(self) -> None:
        """Let functions run again."""
        for name in FUNCTIONS:
            self._functions.delete_function_concurrency(FunctionName=self._target.outputs[f"{name}Function"])
        self._say("functions go on")

    def _check_window(self, at: datetime) -> None:
        for logical in TABLES:
            table = self._target.outputs[logical]
            known = self._tables.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
            recovery = known["PointInTimeRecoveryDescription"]
            if recovery["PointInTimeRecoveryStatus"] != "ENABLED":
                raise CannotRestore(f"{table} keeps no history")
            first, last = recovery.get("EarliestRestorableDateTime"), recovery.get("LatestRestorableDateTime")
            if first and last and not first.timestamp() <= at.timestamp() <= last.timestamp():
                raise CannotRestore(f"{table} can be restored from {first:%FT%TZ} to {last:%FT%TZ} only")

    def _restore_tables(self, at: datetime, suffix: str) -> dict[str, str]:
        restored = {}
        for logical, ending in TABLES.items():
            source, name = self._target.outputs[logical], f"{self._name}-{ending}{suffix}"
            described = self._tables.describe_table(TableName=source)["Table"]
            key = described.get("SSEDescription", {}).get("KMSMasterKeyArn")
            same_key = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}
            self._tables.restore_table_to_point_in_time(
                SourceTableName=source,
                TargetTableName=name,
                RestoreDateTime=at,
                **({"SSESpecificationOverride": same_key} if key else {}),
            )
            restored[logical] = name
        for name in restored.values():
            self._wait(name)
            self._say(f"restored {name}")
        return restored

    def _complete(self, restored: dict[str, str]) -> str:
        """Give the restored tables what a restoration leaves out; gives the stream of cases."""
        for logical, name in restored.items():
            recovery = {"PointInTimeRecoveryEnabled": True}
            self._tables.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=recovery)
            if logical in EXPIRING:
                expiry = {"Enabled": True, "AttributeName": "ttl"}
                self._tables.update_time_to_live(TableName=name, TimeToLiveSpecification=expiry)
            if self._target.is_aws:
                self._tables.update_table(TableName=name, DeletionProtectionEnabled=True)
                self._wait(name)
        cases = restored["CasesTable"]
        keys_only = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
        self._tables.update_table(TableName=cases, StreamSpecification=keys_only)
        return str(self._wait(cases)["LatestStreamArn"])

    def _wait(self, table: str) -> dict[str, Any]:
        while True:
            described: dict[str, Any] = self._tables.describe_table(TableName=table)["Table"]
            if described["TableStatus"] == "ACTIVE":
                return described
            time.sleep(self._pause)

    def _point_at(self, suffix: str, stream: str) -> None:
        """Update the stack with nothing changed but the tables it uses."""
        formation = self._target.client("cloudformation")
        known = formation.describe_stacks(StackName=self._name)["Stacks"][0]["Parameters"]
        values = [
            {"ParameterKey": each["ParameterKey"], "UsePreviousValue": True}
            for each in known
            if each["ParameterKey"] not in ("RestoredSuffix", "RestoredCasesStream")
        ]
        values.append({"ParameterKey": "RestoredSuffix", "ParameterValue": suffix})
        if stream:
            values.append({"ParameterKey": "RestoredCasesStream", "ParameterValue": stream})
        began = time.time()
        formation.update_stack(
            StackName=self._name, UsePreviousTemplate=True, Parameters=values, Capabilities=deploy.CAPABILITIES
        )
        place = deploy.Target(self._name, self._target.region, self._target.endpoint)
        deploy.follow(place, formation, began, self._say)
        if self._target.state_dir:
            deploy.write_outputs(deploy.outputs(place), self._target.state_dir)

    def _erase_again(self) -> None:
        """Whoever was erased since that second has a key again in the restored tables: nobody may read by it."""
        from infra.commands import erase

        erase.again(stack.use(self._fresh()), self._say)

    def _fresh(self) -> stack.Stack:
        place = deploy.Target(self._name, self._target.region, self._target.endpoint)
        return stack.Stack(
            deploy.outputs(place), self._target.region, self._target.endpoint, self._target.url, self._target.state_dir
        )


def main() -> None:
    """Ask, restore, say what happened."""
    parser = stack.arguments(__doc__ or "")
    parser.add_argument("--at", default="", help="the second, as 2026-11-23T10:00:00Z")
    parser.add_argument("--back", action="store_true", help="point the stack at the tables of its template again")
    parser.add_argument("--yes", action="store_true", help="don't ask")
    given = parser.parse_args()
    at = None if given.back else parse_second(given.at)
    target = stack.of_stage(given.stage) if given.stage else stack.connect(given.state_dir)
    what = f"to {at:%FT%TZ}" if at else "to the tables of its template"
    if not given.yes and input(f"Bring {given.stage or 'the local stack'} {what}? Type yes: ") != "yes":
        raise CannotRestore("Nothing was changed.")
    restore = Restore(target, f"okno-{given.stage or 'local'}", print)
    if at:
        restore.to(at)
    else:
        restore.back()


if __name__ == "__main__":
    try:
        main()
    except (CannotRestore, deploy.DeploymentError, stack.NotRunning, stack.FunctionFailed) as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
