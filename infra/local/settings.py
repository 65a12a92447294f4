"""How one local engine is started: ports, folders, interpreter; read from the command line and the environment."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

MINISTACK_VERSION = "1.5.33"
DEFAULT_REGION = "eu-central-1"
ACCOUNT = "000000000000"


@dataclass(frozen=True)
class Settings:
    """What an engine needs to know before ministack is imported.

    `port` serves the AWS API and `front_port` (0: no front door) the public address; `state_dir` keeps everything that
    survives a restart; `lambda_python` is the interpreter of the application; `source`, when given, is the project
    folder whose code runs instead of the deployed archives; `iam` enforces the policies of the deployed roles.
    """

    port: int
    front_port: int
    state_dir: Path
    lambda_python: Path
    source: Path | None
    iam: bool
    region: str
    workers_per_function: int

    @property
    def endpoint(self) -> str:
        """The address of the AWS API, as the SDK wants it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def logs_dir(self) -> Path:
        """One log file per Lambda function lives here."""
        return self.state_dir / "logs"

    @property
    def journal_dir(self) -> Path:
        """The write-ahead journal and its snapshots live here."""
        return self.state_dir / "journal"

    def environment(self) -> dict[str, str]:
        """The variables that ministack reads while it is imported."""
        return {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "PERSIST_STATE": "1",
            "S3_PERSIST": "1",
            "STATE_DIR": str(self.state_dir / "services"),
            "S3_DATA_DIR": str(self.state_dir / "s3"),
            "AUTH": "true" if self.iam else "false",
            "MINISTACK_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ENDPOINT_URL": self.endpoint,
            "LOG_LEVEL": os.environ.get("OKNO_ENGINE_LOG_LEVEL", "WARNING"),
        }


def parse(arguments: list[str] | None = None) -> Settings:
    """Read the settings from `arguments` (default: the process's own)."""
    parser = argparse.ArgumentParser(prog="engine.py", description="Run the local engine and its front door.")
    parser.add_argument("--port", type=int, required=True, help="port of the AWS API")
    parser.add_argument("--front-port", type=int, default=0, help="port of the front door; 0 starts none")
    parser.add_argument("--state-dir", type=Path, required=True, help="folder of everything that survives a restart")
    parser.add_argument("--lambda-python", type=Path, required=True, help="interpreter that runs the functions")
    parser.add_argument("--source", type=Path, help="run the functions from this folder, reloaded on change")
    parser.add_argument("--iam", action="store_true", help="enforce the policies of the deployed roles")
    given = parser.parse_args(arguments)
    return Settings(
        port=given.port,
        front_port=given.front_port,
        state_dir=given.state_dir.absolute(),
        lambda_python=given.lambda_python.absolute(),
        source=given.source.absolute() if given.source else None,
        iam=given.iam,
        region=os.environ.get("AWS_DEFAULT_REGION", DEFAULT_REGION),
        workers_per_function=int(os.environ.get("OKNO_LAMBDA_WORKERS", "4")),
    )
