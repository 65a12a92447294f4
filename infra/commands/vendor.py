"""Libraries as they go into the archive: wheels of the target machine, without what is never read, precompiled."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
CACHE = PROJECT / ".build" / "vendor"
MACHINES = {"arm64": "aarch64", "x86_64": "x86_64"}
GLIBC = ("manylinux_2_28", "manylinux_2_17", "manylinux2014")
"""Wheels that run on the cloud's Amazon Linux 2023 (glibc 2.34); older runtimes than Python 3.12 stand on 2.26."""
CLOUD_PYTHON = "3.13"
ENDPOINT_NAMES = {"streams.dynamodb", "email", "states"}
"""What botocore's endpoint table calls services whose client has another name."""
SERVICES = {"dynamodb", "kms", "s3", "secretsmanager", "sesv2", "sns", "sqs", "stepfunctions", "sts"}
"""The clients that the functions make; a gate compares this with the code."""


class PackagingError(Exception):
    """The archive can't be built; the message says why."""


@dataclass(frozen=True)
class Runtime:
    """What an archive is built for: Lambda's name of the machine, Python's minor version, and who can compile for it.

    Without a `compiler` (an interpreter of that very version) the archive holds sources only.
    """

    architecture: str
    python: str
    compiler: str | None

    @property
    def here(self) -> bool:
        """Whether this very interpreter can run it."""
        return self.architecture == native() and self.compiler == sys.executable


def local() -> Runtime:
    """This machine and this interpreter."""
    return Runtime(native(), f"{sys.version_info.major}.{sys.version_info.minor}", sys.executable)


def cloud(architecture: str) -> Runtime:
    """The cloud's Python, compiled when an interpreter of that version is on this machine."""
    return Runtime(architecture, CLOUD_PYTHON, _interpreter(CLOUD_PYTHON))


def _interpreter(version: str) -> str | None:
    """An interpreter of `version` that really runs: a pyenv shim may be on the path and refuse."""
    if f"{sys.version_info.major}.{sys.version_info.minor}" == version:
        return sys.executable
    found = shutil.which(f"python{version}")
    installed = sorted(Path.home().glob(f".pyenv/versions/{version}*/bin/python{version}"))
    for candidate in [found, *map(str, installed)]:
        if candidate and subprocess.run([candidate, "-c", ""], capture_output=True, check=False).returncode == 0:
            return candidate
    return None


def native() -> str:
    """This machine's architecture in Lambda's words."""
    return "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"


def prepared(runtime: Runtime) -> Path:
    """The trimmed and compiled libraries for `runtime`, made once for each list of requirements."""
    requirements = PROJECT / "requirements.txt"
    inputs = [requirements.read_bytes(), Path(__file__).read_bytes(), repr(runtime).encode()]
    folder = CACHE / f"{runtime.architecture}-{hashlib.sha256(b'|'.join(inputs)).hexdigest()[:16]}"
    if folder.exists():
        return folder
    fresh = folder.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    _install(requirements, fresh, runtime)
    trim(fresh)
    precompile(fresh, runtime)
    fresh.rename(folder)
    return folder


def _install(requirements: Path, target: Path, runtime: Runtime) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    command += ["--target", str(target), "--requirement", str(requirements), "--only-binary=:all:"]
    if not runtime.here:
        for glibc in GLIBC:
            command += ["--platform", f"{glibc}_{MACHINES[runtime.architecture]}"]
        command += ["--python-version", runtime.python, "--implementation", "cp"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr[-2000:]
        raise PackagingError(f"pip found no wheels for {runtime.architecture}, Python {runtime.python}:\n{said}")


def trim(root: Path) -> None:
    """Remove what no function reads: other services' models, examples, tests, type stubs, scripts."""
    models = root / "botocore" / "data"
    for entry in models.iterdir():
        if entry.is_dir() and entry.name not in SERVICES:
            shutil.rmtree(entry)
    for examples in models.glob("*/*/examples-1.json*"):
        examples.unlink()
    _trim_endpoints(models / "endpoints.json")
    for entry in (root / "boto3" / "data").iterdir():
        if entry.is_dir() and entry.name not in SERVICES:
            shutil.rmtree(entry)
    for unwanted in ("bin", "boto3/examples", "pip", "setuptools"):
        shutil.rmtree(root / unwanted, ignore_errors=True)
    for tests in [path for path in root.rglob("tests") if path.is_dir()]:
        shutil.rmtree(tests)
    for stub in root.rglob("*.pyi"):
        stub.unlink()


def _trim_endpoints(path: Path) -> None:
    if not path.exists():
        return
    table = json.loads(path.read_text())
    for partition in table["partitions"]:
        kept = SERVICES | ENDPOINT_NAMES
        partition["services"] = {name: one for name, one in partition["services"].items() if name in kept}
    path.write_text(json.dumps(table, separators=(",", ":")))


def precompile(root: Path, runtime: Runtime) -> None:
    """Write `.pyc` files that are never checked against their source: Lambda would compile at every cold start."""
    if runtime.compiler is None:
        return
    command = [runtime.compiler, "-m", "compileall", "-q", "-j", "0"]
    command += ["--invalidation-mode", "unchecked-hash", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PackagingError(f"some modules don't compile:\n{done.stdout[-2000:]}")
