"""Fork server for Lambda workers, run by the application's interpreter; it imports nothing of the engine.

It loads the heavy third-party libraries once and forks a child for every worker asked for over a Unix socket, so that a
cold start costs the import of the application's own modules only. Every frame is JSON behind a four-byte length.
It ends, with all of its children, as soon as its standard input is closed, that is when the engine is gone.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from typing import IO, Any

import plain_calls  # beside this script, which no package is imported for

PRELOADED = (
    "boto3,botocore.session,botocore.auth,chalice,pydantic,aws_lambda_powertools,jsonschema_rs,joserfc,h3,"
    "cryptography.hazmat.primitives.ciphers.aead"
)
LOG_LIMIT = 256_000


class Context:
    """What a handler gets as its second argument."""

    identity = None
    client_context = None

    def __init__(self, fields: dict[str, Any], seconds: float) -> None:
        self.__dict__.update(fields)
        self._deadline = time.time() + seconds

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function is stopped."""
        return max(0, int((self._deadline - time.time()) * 1000))


def read_frame(stream: IO[bytes]) -> Any:
    """The next frame, or None when the other side has gone."""
    head = stream.read(4)
    return json.loads(stream.read(int.from_bytes(head, "big"))) if len(head) == 4 else None


def write_frame(stream: IO[bytes], value: Any) -> None:
    """Send one frame."""
    write_text(stream, json.dumps(value))


def write_text(stream: IO[bytes], text: str) -> None:
    """Send one frame whose JSON is written already."""
    body = text.encode()
    stream.write(len(body).to_bytes(4, "big") + body)
    stream.flush()


def describe(error: BaseException) -> dict[str, Any]:
    """An error as the Lambda runtime reports it."""
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "stackTrace": traceback.format_tb(error.__traceback__),
    }


def load_handler(name: str) -> Any:
    """The function behind a Lambda `Handler` setting."""
    module, function = name.rsplit(".", 1)
    return getattr(importlib.import_module(module.replace("/", ".")), function)


def serve_worker(connection: socket.socket, order: dict[str, Any]) -> None:
    """Answer invocations until the engine closes the connection."""
    stream: Any = connection.makefile("rwb")  # of no type that the annotations above would take
    os.environ.clear()
    os.environ.update(order["environment"])
    if "TZ" in os.environ:
        time.tzset()
    os.chdir(order["folder"])
    sys.path.insert(0, order["folder"])
    sys.argv = [order["handler"]]
    log = os.open(order["log"], os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    try:
        if engine := os.environ.get("AWS_ENDPOINT_URL"):
            plain_calls.apply(engine)
        handler = load_handler(order["handler"])
    except BaseException as error:  # noqa: BLE001 - Lambda reports whatever an import raises, SystemExit included
        traceback.print_exc()
        write_frame(stream, {"ready": False, "error": describe(error), "log": _take_log(log)})
        os._exit(1)
    write_frame(stream, {"ready": True, "log": _take_log(log)})
    while (call := read_frame(stream)) is not None:
        if call.get("trace"):
            os.environ["_X_AMZN_TRACE_ID"] = call["trace"]
        try:
            result = handler(call["event"], Context(call["context"], call["seconds"]))
            told = f'"ok": {json.dumps(result)}'
        except BaseException as error:  # noqa: BLE001 - a handler's failure of any kind is its answer
            traceback.print_exc()
            told = f'"error": {json.dumps(describe(error))}'
        write_text(stream, f'{{{told}, "log": {json.dumps(_take_log(log))}}}')
    os._exit(0)


def _take_log(log: int) -> str:
    sys.stdout.flush()
    sys.stderr.flush()
    size = os.lseek(log, 0, os.SEEK_END)
    text = os.pread(log, LOG_LIMIT, max(0, size - LOG_LIMIT)).decode(errors="replace")
    os.ftruncate(log, 0)
    return text


def main(path: str) -> None:
    """Listen on the Unix socket `path` until standard input is closed."""
    for name in os.environ.get("OKNO_LAMBDA_PRELOAD", PRELOADED).split(","):
        with contextlib.suppress(Exception):  # a library that isn't there is loaded by the handler, or missed by it
            importlib.import_module(name)
    gc.freeze()  # what the workers share is never garbage: looking for some in it would only copy its pages to each
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    children: set[int] = set()
    print("ready", flush=True)
    while True:
        readable, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in readable:
            for child in children:
                with contextlib.suppress(OSError):
                    os.kill(child, signal.SIGKILL)
            return
        connection, _ = listener.accept()
        order = read_frame(connection.makefile("rb"))
        child = os.fork()
        if child == 0:
            listener.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            devnull = os.open(os.devnull, os.O_RDONLY)
            os.dup2(devnull, 0)
            connection.sendall(os.getpid().to_bytes(4, "big"))
            serve_worker(connection, order)
        children = {pid for pid in children if _alive(pid)} | {child}
        connection.close()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main(sys.argv[1])
