"""How long each function takes in a fresh process to import and to open its DynamoDB client, from the deployed archive.

Functions open clients when first asked, so the import alone would flatter them beside a bare function that opens one.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

BARE = """
import boto3
client = boto3.client("dynamodb", region_name="eu-central-1")
def handler(event, context):
    return client.meta.region_name
"""
MEASURE = """
import sys, time
sys.path.insert(0, sys.argv[1])
began = time.process_time()
__import__(sys.argv[2])
if sys.argv[2] != "bare_function":
    from chalicelib.adapters.dynamodb.client import aws
    aws("dynamodb")
print((time.process_time() - began) * 1000)
"""


def handlers(template: Path) -> dict[str, str]:
    """Logical id → module of every function in a packaged template."""
    resources = json.loads(template.read_text())["Resources"]
    found = {}
    for name, resource in resources.items():
        if resource["Type"] == "AWS::Serverless::Function":
            found[name] = resource["Properties"]["Handler"].rsplit(".", 1)[0].replace("/", ".")
    return found


def measure(folder: Path, module: str, runs: int, python: str) -> float:
    """Median CPU milliseconds until `module` of `folder` is imported and its client is open, in fresh processes."""
    environment = {"PATH": os.environ["PATH"], "AWS_DEFAULT_REGION": "eu-central-1", "PYTHONDONTWRITEBYTECODE": "1"}
    times = []
    for _ in range(runs):
        command = [python, "-S", "-E", "-c", MEASURE, str(folder), module]
        done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{module} can't be imported from the archive:\n{done.stderr[-2000:]}")
        times.append(float(done.stdout.splitlines()[-1]))
    return statistics.median(times)


def compare(built: Path, runs: int, python: str = sys.executable) -> dict[str, float]:
    """Milliseconds for each function, and for `bare`, a function with nothing but one DynamoDB client."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with zipfile.ZipFile(built / "deployment.zip") as packed:
            packed.extractall(folder)
        (folder / "bare_function.py").write_text(BARE)
        found = {"bare": measure(folder, "bare_function", runs, python)}
        for name, module in handlers(built / "sam.json").items():
            found[name] = measure(folder, module, runs, python)
    return found


def report(built: Path, runs: int, python: str = sys.executable) -> None:
    """Print the comparison."""
    found = compare(built, runs, python)
    bare = found.pop("bare")
    print(f"cold import with a DynamoDB client, median CPU of {runs} fresh processes; a bare function: {bare:.0f} ms")
    for name, milliseconds in sorted(found.items(), key=lambda item: -item[1]):
        print(f"  {name:<14} {milliseconds:5.0f} ms   {milliseconds / bare:4.2f} ×")
