"""Build the deployable: `chalice package` on a build copy, with `infra/*.yaml` merged in.

Usage: python -m infra.commands.package [--architecture arm64|x86_64] [--output .build/cloud]

Needs no account. Prints the archive's size, and the cold import of each function beside that of a bare function with
one DynamoDB client. For the local stack, whose engine runs the sources of the checkout, the archive holds no libraries.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

from infra.commands import cold_import, merge, vendor

PROJECT = Path(__file__).resolve().parents[2]
BUILD = PROJECT / ".build"
ZIP_LIMIT_MB = 50
"""What Lambda takes in one upload."""
SHAPING = (
    "infra/*.yaml",
    "infra/commands/merge.py",
    "infra/commands/package.py",
    "statemachines/*.json",
    ".chalice/*.json",
    "app.py",
    "chalicelib/entrypoints/**/*.py",
)
"""Files that the template is made of; others only change the archive."""


def shape() -> str:
    """A hash of everything that the template depends on."""
    digest = hashlib.sha256(sys.version.encode())
    for pattern in SHAPING:
        for path in sorted(PROJECT.glob(pattern)):
            digest.update(str(path.relative_to(PROJECT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def build(output: Path, *, runtime: vendor.Runtime | None = None, source: Path = PROJECT) -> Path:
    """Write `sam.json` and `deployment.zip` into `output`; without a runtime the archive has no libraries.

    Raises PackagingError with chalice's own words, or Clash from the merge.
    """
    copy = output.with_name(output.name + "-copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.rmtree(output, ignore_errors=True)
    copy.mkdir(parents=True)
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(source / "chalicelib", copy / "chalicelib", ignore=ignored)
    shutil.copytree(source / ".chalice", copy / ".chalice", ignore=shutil.ignore_patterns("deploy*"))
    shutil.copy(source / "app.py", copy / "app.py")
    (copy / "requirements.txt").write_text("")
    (copy / "merged.json").write_text(json.dumps(merge.merged(), ensure_ascii=False))
    if runtime:
        (copy / "vendor").symlink_to(vendor.prepared(runtime))
    _chalice(copy, output)
    if runtime:
        _configure(output, runtime)
        add_compiled(output / "deployment.zip", runtime)
    shutil.rmtree(copy)
    return output


def _chalice(folder: Path, output: Path) -> None:
    command = [sys.executable, "-c", "from chalice.cli import main; main()", "package", "--stage", "okno"]
    command += ["--merge-template", "merged.json", str(output.absolute())]
    environment = {**os.environ, "AWS_DEFAULT_REGION": os.environ.get("AWS_DEFAULT_REGION", "eu-central-1")}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise vendor.PackagingError(f"chalice package failed:\n{(done.stdout + done.stderr)[-4000:]}")


def _configure(output: Path, runtime: vendor.Runtime) -> None:
    """Say what the wheels are for; chalice knows only the interpreter that packages."""
    path = output / "sam.json"
    template = json.loads(path.read_text())
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"] |= {"Architectures": [runtime.architecture], "Runtime": f"python{runtime.python}"}
    path.write_text(json.dumps(template, indent=1, ensure_ascii=False))


def add_compiled(archive: Path, runtime: vendor.Runtime) -> None:
    """Precompile the application's and chalice's own modules too: chalice copies sources only."""
    folder = archive.with_suffix(".unpacked")
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    vendor.precompile(folder, runtime)
    archive.unlink()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(str(path.relative_to(folder)), (1980, 1, 1, 0, 0, 0))
                entry.external_attr = 0o644 << 16
                packed.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    shutil.rmtree(folder)


def sizes(archive: Path) -> tuple[float, float]:
    """Megabytes of the archive, packed and unpacked."""
    with zipfile.ZipFile(archive) as packed:
        unpacked = sum(entry.file_size for entry in packed.infolist())
    return archive.stat().st_size / 1e6, unpacked / 1e6


def main() -> None:
    """Build for the cloud and print what it weighs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--architecture", choices=sorted(vendor.MACHINES), default="arm64")
    parser.add_argument("--output", type=Path, default=BUILD / "cloud")
    parser.add_argument("--runs", type=int, default=7, help="fresh processes for each function; 0 measures nothing")
    given = parser.parse_args()
    began = time.monotonic()
    runtime = vendor.cloud(given.architecture)
    built = build(given.output, runtime=runtime)
    packed, unpacked = sizes(built / "deployment.zip")
    print(f"{built / 'deployment.zip'}: {packed:.1f} MB, {unpacked:.1f} MB unpacked ({time.monotonic() - began:.0f} s)")
    print(f"for {runtime.architecture}, Python {runtime.python}{'' if runtime.compiler else ', not precompiled:'}")
    if not runtime.compiler:
        print(f"  no Python {runtime.python} on this machine; a cold start will take about 2.7 times as long")
    if packed > ZIP_LIMIT_MB:
        raise vendor.PackagingError(f"Lambda takes at most {ZIP_LIMIT_MB} MB")
    if given.runs:
        measurable = replace(runtime, architecture=vendor.native()) if runtime.compiler else vendor.local()
        same = built if measurable == runtime else build(BUILD / measurable.architecture, runtime=measurable)
        cold_import.report(same, given.runs, measurable.compiler or sys.executable)


if __name__ == "__main__":
    try:
        main()
    except (vendor.PackagingError, merge.Clash) as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
