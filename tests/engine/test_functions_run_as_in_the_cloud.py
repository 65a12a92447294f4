"""Lambda: errors, time limits, bounded workers, log files, code reloaded from the project folder."""

from __future__ import annotations

import io
import json
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from infra.local import supervisor
from tests.engine.conftest import ROLE, Bench

SOURCE = "import os\n\ndef handle(event, context):\n    return {{'version': {version}, 'worker': os.getpid()}}\n"


def test_an_error_keeps_its_type_and_its_traceback(bench: Bench) -> None:
    function = bench.function()
    answer = bench.client("lambda").invoke(FunctionName=function, Payload=b'{"do": "fail"}')
    error = json.loads(answer["Payload"].read())
    assert (answer["FunctionError"], error["errorType"], error["errorMessage"]) == (
        "Unhandled",
        "OddError",
        "as ordered",
    )
    log = (bench.engine.state_dir / "logs" / f"{function.rsplit(':', 1)[1]}.log").read_text()
    assert 'got {"do": "fail"}' in log
    assert "raise OddError" in log
    assert "FAILED OddError: as ordered" in log


def test_a_function_is_stopped_when_its_time_is_over(bench: Bench) -> None:
    function, lambdas = bench.function(), bench.client("lambda")
    lambdas.update_function_configuration(FunctionName=function, Timeout=1)
    error = _invoke(lambdas, function, {"do": "sleep", "seconds": 5})
    assert error["errorType"] == "Sandbox.Timedout"
    assert _invoke(lambdas, function, {"fine": True}) == {"fine": True}


def test_workers_are_few_however_many_calls(bench: Bench) -> None:
    source = "import os, time\ndef handle(event, context):\n    time.sleep(0.05)\n    return os.getpid()\n"
    function, lambdas = _create(bench, source), bench.client("lambda")
    with ThreadPoolExecutor(12) as callers:
        workers = set(callers.map(lambda _: _invoke(lambdas, function, {}), range(24)))
    assert 1 < len(workers) <= 4


def test_code_that_cannot_be_imported_says_why(bench: Bench) -> None:
    error = _invoke(bench.client("lambda"), _create(bench, "import nowhere_to_be_found\n"), {})
    assert error["errorType"] == "ModuleNotFoundError"


def test_the_project_folder_is_reloaded_on_change(tmp_path: Path) -> None:
    source = tmp_path / "project"
    source.mkdir()
    code = source / "app.py"
    code.write_text(SOURCE.format(version=1))
    engine = supervisor.start(tmp_path / "state", source=source).wait_until_healthy()
    try:
        bench = Bench(engine)
        function, lambdas = _create(bench, "", handler="app.handle"), bench.client("lambda")
        first = _invoke(lambdas, function, {})
        assert _invoke(lambdas, function, {}) == first
        code.write_text(SOURCE.format(version=2))
        time.sleep(0.25)
        assert _invoke(lambdas, function, {})["version"] == 2
    finally:
        engine.stop()


def test_a_taken_port_is_named(bench: Bench, tmp_path: Path) -> None:
    second = supervisor.start(tmp_path, front_port=bench.engine.front_port)
    assert second.process.wait(20) == 2
    assert f"Port {bench.engine.front_port} is taken. Choose another: make run PORT=" in second.log.read_text()


def _create(bench: Bench, source: str, handler: str = "probe.handle") -> str:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("probe.py", source)
    name = f"f{time.monotonic_ns()}"
    bench.client("lambda").create_function(
        FunctionName=name,
        Runtime="python3.12",
        Handler=handler,
        Role=ROLE,
        Code={"ZipFile": archive.getvalue()},
        Timeout=10,
    )
    return name


def _invoke(lambdas: Any, function: str, event: Any) -> Any:
    return json.loads(lambdas.invoke(FunctionName=function, Payload=json.dumps(event).encode())["Payload"].read())
