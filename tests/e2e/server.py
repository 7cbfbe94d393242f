"""`cloister up` as a process of its own: started, stopped, killed without warning, and started again."""

import configparser
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from cloister.models import MODELS
from tests.e2e.leftovers import Process, alive, family, leftovers, remove_control_groups
from tests.support import link_layers

CLOISTER = Path(sys.prefix, "bin", "cloister")
START_PATIENCE_S = 60
STOP_PATIENCE_S = 30
POLL_INTERVAL_S = 0.02
GREETING = "Cloister serves the AWS Lambda API at "


class Server:
    """A server on one data directory. It may be started again after it was stopped or killed."""

    program: ClassVar[tuple[str, ...]] = (str(CLOISTER),)

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._log_path = directory.with_name(f"{directory.name}.log")
        self._process: subprocess.Popen[bytes] | None = None
        self._said_by_others = 0

    @property
    def log(self) -> str:
        """Everything that the process has said since it was started last."""
        return self._log_path.read_text()[self._said_by_others :]

    @property
    def pid(self) -> int:
        assert self._process is not None, "not started"
        return self._process.pid

    @property
    def endpoint(self) -> str:
        return str(json.loads((self.directory / "serving.json").read_text())["endpoint"])

    @property
    def root_key(self) -> tuple[str, str]:
        """Id and secret, as the first start wrote them down."""
        parser = configparser.ConfigParser()
        parser.read(self.directory / "credentials")
        key = parser["default"]
        return key["aws_access_key_id"], key["aws_secret_access_key"]

    @property
    def environ(self) -> Mapping[str, str]:
        """All that AWS's tools are told."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_SHARED_CREDENTIALS_FILE": str(self.directory / "credentials"),
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_DATA_PATH": str(MODELS),
        }

    def start(self, *options: str) -> None:
        """Starts on a free port; it answers afterwards. AssertionError, with its log, if it does not."""
        process = self.launch(*options)
        eventually(
            lambda: GREETING in self.log or process.poll() is not None,
            within_s=START_PATIENCE_S,
        )
        assert process.poll() is None, f"the server did not start:\n{self.log}"

    def launch(self, *options: str) -> "subprocess.Popen[bytes]":
        """Its process, which is about to start: nothing is known of it yet."""
        command: list[str | Path] = [
            *self.program,
            "up",
            "--data-dir",
            self.directory,
            "--port",
            "0",
            *options,
        ]
        with self._log_path.open("ab") as log:
            self._said_by_others = len(self._log_path.read_text())
            self._process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        return self._process

    def signal(self, number: signal.Signals) -> int:
        """The exit code of the process after that signal, which is its last."""
        assert self._process is not None, "not started"
        self._process.send_signal(number)
        return self._process.wait(STOP_PATIENCE_S)

    def family(self) -> set[Process]:
        """The server, the spawner, the templates and everything in sandboxes."""
        return family(self.pid)

    def stop(self) -> None:
        """Stops it in good order. AssertionError for anything but: its exit code, its log, and what is left."""
        members = self.family()
        exit_code = self.signal(signal.SIGTERM)
        assert exit_code == 0, self.log
        assert "Traceback" not in self.log
        assert alive(members) == set()
        assert leftovers(self.directory) == []
        assert not (self.directory / "serving.json").exists()

    def end(self) -> None:
        """Whatever a failed test left running is gone, also where no spawner is left to see to it."""
        if self._process is not None and self._process.poll() is None:
            self.signal(signal.SIGKILL)
        eventually(lambda: remove_control_groups(self.directory), within_s=STOP_PATIENCE_S)


@contextmanager
def running(directory: Path, image: Path | None = None) -> Iterator[Server]:
    """A server that runs at the start of the block and, whatever the block did, not after it.

    It has the layers of the image, if there is one, and builds all others itself.
    """
    if image is not None:
        link_layers(image, directory / "sandboxes" / "layers")
    server = Server(directory)
    try:
        server.start()
        yield server
    finally:
        server.end()


def eventually(holds: Callable[[], object], *, within_s: float) -> None:
    """Returns once it holds. For what other processes do, which nothing here can be told of. Raises TimeoutError."""
    deadline = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {within_s} s")
        time.sleep(POLL_INTERVAL_S)


def run_cloister(
    *arguments: str, within_s: float = 60, environ: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """What the command line prints and how it ends, without a terminal and in a wide one's format."""
    return subprocess.run(
        [CLOISTER, *arguments],
        capture_output=True,
        text=True,
        timeout=within_s,
        env={**os.environ, "COLUMNS": "200", **(environ or {})},
        check=False,
    )
