"""Create the environments that the other commands run in; standard library only, since it runs before they exist.

Usage: python3 infra/commands/environments.py [application] [checks] [engine] [node] [web] [browser]

    application   .venv with what `make run` and `make package` need
    checks        .venv with everything that `make test` needs besides
    engine        .engine/venv with the local engine alone
    node          .engine/node with the state-machine validator
    web           web/node_modules with what builds and checks the pages
    browser       Debian's Chromium, which the tests drive

An environment is made again only when the files that pin it have changed: each keeps a stamp with their hash, so the
second start needs no network.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
VENV = PROJECT / ".venv"
ENGINE = PROJECT / ".engine"
WEB_STAMP = PROJECT / "web" / "node_modules" / ".okno.stamp"
NODE = (20, 19)
PYTHON = (3, 11)
REQUIREMENTS = {
    "application": ("requirements-run.txt", ("requirements.txt", "requirements-run.txt")),
    "checks": ("requirements-dev.txt", ("requirements.txt", "requirements-run.txt", "requirements-dev.txt")),
    "engine": ("infra/local/requirements.txt", ("infra/local/requirements.txt",)),
}


class MissingTool(Exception):
    """A tool isn't there; the message says which, and what to do."""


def fingerprint(names: tuple[str, ...]) -> str:
    """One hash of the named files and of the interpreter that installs."""
    digest = hashlib.sha256(repr(sys.version_info[:2]).encode())
    for name in names:
        digest.update((PROJECT / name).read_bytes())
    return digest.hexdigest()


def run(command: list[str], folder: Path = PROJECT) -> None:
    """Run quietly; show everything it printed when it fails."""
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout[-4000:] + done.stderr[-4000:])
        raise MissingTool(f"`{' '.join(command[:6])} …` failed with status {done.returncode}; its output is above.")


def make_venv(folder: Path) -> None:
    """Create a virtual environment, or say what the system lacks for it."""
    if (folder / "bin" / "python").exists():
        return
    try:
        run([sys.executable, "-m", "venv", str(folder)])
    except MissingTool as error:
        shutil.rmtree(folder, ignore_errors=True)
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise MissingTool(
            f"Python {version} can't make virtual environments. On Debian or Ubuntu: apt install python{version}-venv"
        ) from error


def install_python(name: str) -> None:
    """Install one of the pinned lists into its environment."""
    listed, _ = REQUIREMENTS[name]
    folder = ENGINE / "venv" if name == "engine" else VENV
    make_venv(folder)
    run([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "-r", listed])


def install_node() -> None:
    """Install the validator of state machines from its lock file."""
    folder = ENGINE / "node"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PROJECT / "infra" / "node" / name, folder / name)
    run(["npm", "ci", "--no-audit", "--no-fund"], folder)


def install_web() -> None:
    """Install what builds the pages from its lock file; its stamp lies inside, so that it goes with it."""
    run(["npm", "ci", "--no-audit", "--no-fund"], PROJECT / "web")


def find_browser() -> None:
    """Find Chromium, or install it where that is allowed; CHROMIUM names another one."""
    if os.environ.get("CHROMIUM") or shutil.which("chromium"):
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise MissingTool(
            "Chromium is needed for the tests of pages. On Debian: apt install chromium; else CHROMIUM=its path"
        )
    print("  installing chromium …", flush=True)
    run(["apt-get", "install", "-y", "--no-install-recommends", "chromium"])


def check_python() -> None:
    """Refuse an interpreter that is too old."""
    if sys.version_info < PYTHON:
        raise MissingTool(f"Python {PYTHON[0]}.{PYTHON[1]} or newer is needed; this is {sys.version.split()[0]}.")


def check_node() -> None:
    """Refuse a missing or old Node.js."""
    found = shutil.which("node")
    if not found or not shutil.which("npm"):
        raise MissingTool("Node.js 20.19 or newer (with npm) is needed: https://nodejs.org/en/download")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if tuple(int(part) for part in said.lstrip("v").split(".")[:2]) < NODE:
        raise MissingTool(f"Node.js 20.19 or newer is needed; {found} is {said}.")


def step(name: str, inputs: tuple[str, ...], install: Callable[[], None], stamp: Path | None = None) -> None:
    """Install unless the stamp says that nothing changed."""
    stamp = stamp or ENGINE / f"{name}.stamp"
    wanted = fingerprint(inputs)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"  installing {name} …", flush=True)
    began = time.monotonic()
    install()
    stamp.write_text(wanted)
    print(f"  installed {name} in {time.monotonic() - began:.0f} s", flush=True)


def prepare(wanted: list[str]) -> None:
    """Bring the named environments up to date; those that don't share a folder at the same time."""
    check_python()
    ENGINE.mkdir(exist_ok=True)
    if "checks" in wanted and "application" in wanted:
        wanted = [name for name in wanted if name != "application"]
    jobs: list[Callable[[], None]] = []
    for name in wanted:
        if name == "browser":
            jobs.append(find_browser)
        elif name == "web":
            check_node()
            jobs.append(lambda: step("web", ("web/package-lock.json",), install_web, WEB_STAMP))
        elif name == "node":
            check_node()
            jobs.append(lambda: step("node", ("infra/node/package-lock.json",), install_node))
        else:
            inputs = REQUIREMENTS[name][1]
            jobs.append(lambda name=name, inputs=inputs: step(name, inputs, lambda: install_python(name)))  # type: ignore[misc]
    with ThreadPoolExecutor(max_workers=2) as pool:
        for job in [pool.submit(job) for job in jobs]:
            job.result()
    if "checks" in wanted:  # a superset: `make run` after `make test` has nothing to install
        (ENGINE / "application.stamp").write_text(fingerprint(REQUIREMENTS["application"][1]))


if __name__ == "__main__":
    try:
        prepare(sys.argv[1:] or ["application", "engine"])
    except MissingTool as error:
        print(f"\n{error}", file=sys.stderr)
        raise SystemExit(1) from None
