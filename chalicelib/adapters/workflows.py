"""Starts and resumes executions of the two state machines."""

from __future__ import annotations

import json
from typing import Any

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

from chalicelib.domain.errors import TransientError

_GONE = frozenset({"TaskDoesNotExist", "TaskTimedOut", "InvalidToken"})
_PASSING = frozenset({"ThrottlingException", "ServiceUnavailable", "InternalServerError", "ExecutionLimitExceeded"})


class Workflows:
    """Step Functions, as far as Okno uses it."""

    def __init__(self, client: Any, case_machine: str, sub_machine: str) -> None:
        self._client, self._case_machine, self._sub_machine = client, case_machine, sub_machine

    def start_case(self, case_id: str, n: int) -> None:
        """Start the case's n-th execution; one that exists already is as good."""
        self._start(self._case_machine, f"{case_id}-{n}", {"case_id": case_id, "n": n})

    def start_case_again(self, case_id: str, name: str) -> None:
        """Start a further execution of a case, known by `name`, because what it rests on has changed."""
        self._start(self._case_machine, f"{case_id}-{name}"[:80], {"case_id": case_id, "n": 0})

    def start_sub_service(self, case_id: str, sub: str, n: int) -> None:
        """Start a sub-service's n-th execution; one that exists already is as good."""
        self._start(self._sub_machine, f"{case_id}-{sub}-{n}", {"case_id": case_id, "sub_service": sub, "n": n})

    def resume(self, token: str) -> bool:
        """Let an execution go on; False when nobody waits with this token any more."""
        try:
            self._client.send_task_success(taskToken=token, output='{"next":"go"}')
        except ClientError as error:
            if error.response["Error"]["Code"] in _GONE:
                return False
            raise _translated(error) from error
        except (ConnectionError, HTTPClientError) as error:
            raise TransientError(type(error).__name__) from error
        return True

    def case_runs(self, case_id: str, n: int) -> bool:
        """Say whether the case's n-th execution is running."""
        return self._runs(self._case_machine, f"{case_id}-{n}")

    def sub_service_runs(self, case_id: str, sub: str, n: int) -> bool:
        """Say whether the sub-service's n-th execution is running."""
        return self._runs(self._sub_machine, f"{case_id}-{sub}-{n}")

    def _start(self, machine: str, name: str, values: dict[str, Any]) -> None:
        try:
            self._client.start_execution(stateMachineArn=machine, name=name, input=json.dumps(values))
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
                raise _translated(error) from error
        except (ConnectionError, HTTPClientError) as error:
            raise TransientError(type(error).__name__) from error

    def _runs(self, machine: str, name: str) -> bool:
        arn = f"{machine.replace(':stateMachine:', ':execution:')}:{name}"
        try:
            return bool(self._client.describe_execution(executionArn=arn)["status"] == "RUNNING")
        except ClientError as error:
            if error.response["Error"]["Code"] == "ExecutionDoesNotExist":
                return False
            raise _translated(error) from error
        except (ConnectionError, HTTPClientError) as error:
            raise TransientError(type(error).__name__) from error


def _translated(error: ClientError) -> Exception:
    return TransientError(error.response["Error"]["Code"]) if error.response["Error"]["Code"] in _PASSING else error
