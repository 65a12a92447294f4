"""Lambda: ministack reports every error as `Runtime.HandlerError`, is slow and starts processes without bound.

This one runs handlers in pooled workers (see `lambda_workers`), reports the real error type, takes the code from the
project folder when asked to, and keeps what functions print.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from ..settings import Settings
from .call_log import LOG
from .function_logs import FunctionLogs
from .lambda_workers import CodeFolders, ForkServer, Pool, Worker, WorkerError
from .source_watch import SourceWatch

PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR")
QUEUE_SECONDS = 30.0

Result = dict[str, Any]


class LambdaExecutor:
    """Runs functions; one for each engine."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server = ForkServer(settings.lambda_python)
        self._code = CodeFolders(self._server.folder)
        self._watch = SourceWatch(settings.source)
        self._logs = FunctionLogs(settings.logs_dir)
        self._pools: dict[str, tuple[str, Pool]] = {}
        self._lock = threading.Lock()

    def warm_up(self) -> None:
        """Start the fork server before the first invocation asks for it."""
        threading.Thread(target=self._server.ensure, name="okno-fork-server", daemon=True).start()

    def execute(self, function: dict[str, Any], event: Any, request_id: str) -> Result:
        """Run one invocation; same contract as ministack's `_execute_function_warm`."""
        config = function.get("config") or function
        name: str = config.get("FunctionName", "unknown")
        archive = function.get("code_zip")
        if not archive and self._settings.source is None:
            return {"body": {"errorMessage": "no code was deployed", "errorType": "Runtime.NoCode"}, "error": True}
        pool = self._pool(config)
        seconds = float(config.get("Timeout", 3))
        try:
            worker = pool.take(lambda: self._start(config, archive, request_id), max(seconds, QUEUE_SECONDS))
        except WorkerError as error:
            return self._failed(name, request_id, error.answer, error.log)
        if worker is None:
            throttled: Result = lambda_svc._throttle_response(
                reason_code="ConcurrentInvocationLimitExceeded", msg="Rate Exceeded"
            )
            return throttled
        usable, started = False, time.perf_counter()
        try:
            answer = worker.invoke(
                {
                    "event": event,
                    "seconds": seconds,
                    "trace": lambda_svc._xray_trace_id_for_invocation(config),
                    "context": _context(config, request_id),
                }
            )
            usable = True
        except WorkerError as error:
            return self._failed(name, request_id, error.answer, error.log)
        finally:
            pool.give_back(worker, usable)
            spent = round((time.perf_counter() - started) * 1000, 2)
            LOG.record("lambda", "Invoke", target=name, ms=spent, memory_mb=config.get("MemorySize", 128))
        if "error" in answer:
            return self._failed(name, request_id, answer["error"], answer.get("log", ""))
        self._logs.write(name, request_id, answer.get("log", ""), None)
        return {"body": answer["ok"], "log": answer.get("log", "")}

    def _failed(self, name: str, request_id: str, error: dict[str, Any], log: str) -> Result:
        self._logs.write(name, request_id, log, f"{error.get('errorType')}: {error.get('errorMessage')}")
        return {"body": error, "error": True, "log": log}

    def _pool(self, config: dict[str, Any]) -> Pool:
        """The pool of the function as it is now; workers of older code or settings are ended."""
        place = f"{config['FunctionArn']}:{config.get('Version')}"
        settled = [config.get(key) for key in ("CodeSha256", "Environment", "Role", "Handler")]
        version = json.dumps([*settled, self._watch.generation()], sort_keys=True)
        with self._lock:
            known = self._pools.get(place)
            if known and known[0] == version:
                return known[1]
            pool = Pool(self._settings.workers_per_function)
            self._pools[place] = (version, pool)
        if known:
            known[1].close()
        return pool

    def _start(self, config: dict[str, Any], archive: bytes | None, request_id: str) -> Worker:
        if self._settings.source is not None or archive is None:
            folder = str(self._settings.source)
        else:
            folder = self._code.unpacked(archive, config.get("CodeSha256") or hashlib.sha256(archive).hexdigest())
        return Worker(self._server, folder, config["Handler"], self._environment(config, folder, request_id))

    def _environment(self, config: dict[str, Any], folder: str, request_id: str) -> dict[str, str]:
        _, region = lambda_runtime._account_region_from_function_config(config)
        name = config["FunctionName"]
        environment = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
        environment |= lambda_runtime.execution_credentials(config)
        environment |= {
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_ENDPOINT_URL": self._settings.endpoint,
            "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
            "AWS_EXECUTION_ENV": "AWS_Lambda_" + config.get("Runtime", ""),
            "AWS_LAMBDA_FUNCTION_NAME": name,
            "AWS_LAMBDA_FUNCTION_VERSION": config.get("Version", "$LATEST"),
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(config.get("MemorySize", 128)),
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{name}",
            "AWS_LAMBDA_LOG_STREAM_NAME": request_id,
            "LAMBDA_TASK_ROOT": folder,
            "TZ": "UTC",
            "_HANDLER": config["Handler"],
        }
        own = config.get("Environment", {}).get("Variables", {})
        environment |= {
            key: value for key, value in own.items() if key not in lambda_runtime._RESERVED_RUNTIME_ENV_VARS
        }
        return environment


def _context(config: dict[str, Any], request_id: str) -> dict[str, Any]:
    name = config["FunctionName"]
    return {
        "aws_request_id": request_id,
        "function_name": name,
        "function_version": config.get("Version", "$LATEST"),
        "invoked_function_arn": config["FunctionArn"],
        "memory_limit_in_mb": str(config.get("MemorySize", 128)),
        "log_group_name": f"/aws/lambda/{name}",
        "log_stream_name": request_id,
    }


def apply(settings: Settings) -> None:
    """Replace the executor of Python functions."""
    executor = LambdaExecutor(settings)
    executor.warm_up()
    lambda_svc._execute_function_warm = executor.execute
