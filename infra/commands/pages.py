"""The pages under `web/`: build them, check them, serve them hot, put them where the cloud serves them.

Usage: python -m infra.commands.pages [build | check | dev | snippet SERVICE]

    build    web/build/site: hashed, compressed; skipped when nothing has changed
    check    the API's types and every component's types, and the tests that need no browser
    dev      reload hot against the running stack (OKNO_URL, else http://127.0.0.1:8000)
    snippet  what a portal puts into its page to show a service
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import mimetypes
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.commands import stack

WEB = stack.PROJECT / "web"
BUILD = WEB / "build"
SITE = BUILD / "site"
STAMP = BUILD / "site.stamp"
CHECKED = BUILD / "checked.stamp"
COMPRESSED = (".br", ".gz")
SOURCES = ("src/**/*", "test/**/*", "*.html", "staff/*.html", "account/*.html", "*.ts", "*.js", "package-lock.json")


class CannotBuild(Exception):
    """The pages can't be built; the message has what the tool said."""


def build() -> str:
    """Build the pages unless nothing has changed; say what was done. Raises CannotBuild.

    Whoever wants them while they are being built waits, and finds them built.
    """
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = fingerprint()
        if STAMP.exists() and STAMP.read_text() == wanted:
            return "as they were"
        STAMP.unlink(missing_ok=True)
        _tool("vite", "build", "--logLevel", "warn", "--mode", "map")  # the others name what it holds
        _tool("vite", "build", "--logLevel", "warn")
        _tool("vite", "build", "--logLevel", "warn", "--mode", "pages")
        STAMP.write_text(wanted)
    size = (SITE / "widget.js.gz").stat().st_size / 1024
    return f"the widget has {size:.0f} KB"


def fingerprint() -> str:
    """A hash of everything that the pages are made of."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(WEB.glob(pattern)):
            if path.is_file() and "schema.d.ts" not in path.name:
                digest.update(str(path.relative_to(WEB)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def check() -> None:
    """Check every component with the API's own types, and run the tests that need no browser. Raises CannotBuild.

    Skipped when neither the pages nor the API's description have changed since all was well.
    """
    write_types()
    wanted = fingerprint() + hashlib.sha256((BUILD / "openapi.json").read_bytes()).hexdigest()
    if CHECKED.exists() and CHECKED.read_text() == wanted:
        return
    _tool("svelte-check", "--tsconfig", "./tsconfig.json", "--fail-on-warnings", "--output", "human")
    _tool("vitest", "run")
    CHECKED.write_text(wanted)


def write_types() -> None:
    """Write web/src/api/schema.d.ts from what `GET /v1/openapi.json` gives; skipped when that hasn't changed."""
    import app  # noqa: F401  every route declares itself when it is imported
    from chalicelib.entrypoints.http import openapi

    described = json.dumps(openapi.document("Okno", ""), ensure_ascii=False, sort_keys=True, default=str)
    kept, types = BUILD / "openapi.json", WEB / "src" / "api" / "schema.d.ts"
    if types.exists() and kept.exists() and kept.read_text() == described:
        return
    BUILD.mkdir(exist_ok=True)
    kept.write_text(described)
    _tool("openapi-typescript", str(kept), "-o", str(types), "--empty-objects-unknown")


def places(outputs: Mapping[str, str], api: str, sign_in: str = "") -> dict[str, Any]:
    """Say what `/site.json` tells the pages: where the API is (empty: here), and where applicants and staff sign in.

    `outputs` are the stack's; `sign_in` is the address of both hosted pages where it isn't what they say.
    """

    def pool(name: str) -> dict[str, str]:
        issued = outputs[f"{name}Pool"]
        return {
            "issuer": f"https://cognito-idp.{issued.partition('_')[0]}.amazonaws.com/{issued}",
            "at": sign_in or outputs[f"{name}SignIn"],
            "client": outputs[f"{name}Client"],
        }

    return {"api": api, "staff": pool("Staff"), "applicants": pool("Applicant")}


def upload(store: Any, bucket: str, told: Mapping[str, Any], folder: Path = SITE) -> int:
    """Put the built pages into the bucket that CloudFront reads, the hashed ones first; give how many.

    `store` is an S3 client, `told` is places(). CloudFront compresses by itself; a folder's page is its name, too.
    """
    paths = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in COMPRESSED]
    count = 1
    for path in sorted(paths, key=lambda one: one.suffix == ".html" or one.parent == folder):
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        kind += "; charset=utf-8" if kind.startswith("text/") else ""
        name = str(path.relative_to(folder))
        for key in (name, name.removesuffix("index.html")) if name.endswith("/index.html") else (name,):
            store.put_object(Bucket=bucket, Key=key, Body=path.read_bytes(), ContentType=kind)
            count += 1
    store.put_object(Bucket=bucket, Key="site.json", Body=json.dumps(told).encode(), ContentType="application/json")
    return count


def snippet(service: str, site: str, api: str) -> str:
    """What a portal puts into its page: the very script that was built, and where to show the service.

    The form is asked for beside the script, which saves a quarter of a second on a slow line; it may be left out.
    """
    built = json.loads((SITE / "widget.json").read_text())
    return (
        f'<link rel="preload" as="fetch" crossorigin href="{api}/v1/catalogue/services/{service}">\n'
        f'<script type="module" src="{site}{built["src"]}" integrity="{built["integrity"]}" crossorigin></script>\n'
        f'<municipal-service service="{service}" api="{api}"></municipal-service>'
    )


def _tool(name: str, *arguments: str) -> None:
    program = WEB / "node_modules" / ".bin" / name
    if not program.exists():
        raise CannotBuild("What builds the pages isn't installed: python3 infra/commands/environments.py web")
    done = subprocess.run([str(program), *arguments], cwd=WEB, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotBuild(f"`{name}` in web/ says:\n{(done.stdout + done.stderr)[-6000:]}")


def main() -> int:
    """Do what is asked."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else "build"
    if wanted == "build":
        print(f"  pages        {build()}")
    elif wanted == "check":
        check()
    elif wanted == "dev":
        write_types()
        return subprocess.call([str(WEB / "node_modules" / ".bin" / "vite")], cwd=WEB)
    elif wanted == "snippet":
        build()
        site = stack.connect(stack.STATE).url or ""
        print(snippet(sys.argv[2], site, site))
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except (CannotBuild, stack.NotRunning) as error:
        print(f"\n{error}", file=sys.stderr)
        raise SystemExit(1) from None
