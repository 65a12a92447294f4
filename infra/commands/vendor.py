"""Libraries as they go into the archive: wheels of the target machine, without what the functions never read, precompiled."""

from __future__ import annotations

import compileall
import hashlib
import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from py_compile import PycInvalidationMode

PROJECT = Path(__file__).resolve().parents[2]
CACHE = PROJECT / ".build" / "vendor"
PLATFORMS = {"arm64": "manylinux2014_aarch64", "x86_64": "manylinux2014_x86_64"}
ENDPOINT_NAMES = {"streams.dynamodb", "email", "states"}
"""What botocore's endpoint table calls services whose client has another name."""
SERVICES = {"dynamodb", "kms", "s3", "secretsmanager", "sesv2", "sns", "sqs", "stepfunctions", "sts"}
"""The clients that the functions make; a gate compares this with the code."""


class PackagingError(Exception):
    """The archive can't be built; the message says why."""


def native() -> str:
    """This machine's architecture in Lambda's words."""
    return "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"


def prepared(architecture: str) -> Path:
    """The trimmed and compiled libraries for `architecture`, made once for each list of requirements."""
    requirements = PROJECT / "requirements.txt"
    inputs = [requirements.read_bytes(), Path(__file__).read_bytes(), architecture.encode(), sys.version.encode()]
    folder = CACHE / f"{architecture}-{hashlib.sha256(b'|'.join(inputs)).hexdigest()[:16]}"
    if folder.exists():
        return folder
    fresh = folder.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    _install(requirements, fresh, architecture)
    trim(fresh)
    precompile(fresh)
    fresh.rename(folder)
    return folder


def _install(requirements: Path, target: Path, architecture: str) -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    command += ["--target", str(target), "--requirement", str(requirements), "--only-binary=:all:"]
    command += ["--platform", PLATFORMS[architecture], "--python-version", version, "--implementation", "cp"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PackagingError(f"pip found no wheels for {architecture}, Python {version}:\n{done.stderr[-2000:]}")


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


def precompile(root: Path) -> None:
    """Write `.pyc` files that are never checked against their source: Lambda would compile at every cold start."""
    good = compileall.compile_dir(root, quiet=2, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH, workers=0)
    if not good:
        raise PackagingError(f"some modules under {root} don't compile")
