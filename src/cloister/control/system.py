"""What a server says of itself and of its machine: it asks the doctor in a process of its own, and not often."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import structlog

from cloister.domain import limits
from cloister.domain.arn import Home
from cloister.domain.clock import Clock
from cloister.domain.errors import ExaminationFailed
from cloister.domain.posture import Status

log: Final = structlog.get_logger()

_PASSED_ON: Final = ("PATH", "HOME", "PYENV_ROOT")
"""All of our environment that the doctor gets: where it looks for programs and interpreters, as the server did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the doctor's report. `lost` and `remedy` are None where all is well."""

    section: str
    name: str
    status: Status
    found: str
    lost: str | None
    remedy: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """What the doctor found, in its order, and when it was asked."""

    examined_at: datetime
    lines: list[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """What does not change while a server runs."""

    endpoint: str
    home: Home
    started_at: datetime
    runtimes: tuple[str, ...]


class System:
    """A server and its machine. Whoever asks while the doctor is at work waits for the same report."""

    def __init__(self, server: Server, data_directory: Path, clock: Clock) -> None:
        self.server = server
        self._data_directory = data_directory
        self._clock = clock
        self._turn = asyncio.Lock()
        self._report: Report | None = None
        self._asked_at_s = 0.0

    async def examine(self) -> Report:
        """The doctor's report, at most DOCTOR_REPORT_KEPT old. Raises ExaminationFailed, which is logged by then."""
        async with self._turn:
            age_s = self._clock.monotonic() - self._asked_at_s
            if self._report is None or age_s > limits.DOCTOR_REPORT_KEPT.total_seconds():
                examined_at, self._asked_at_s = self._clock.now(), self._clock.monotonic()
                self._report = None
                self._report = Report(examined_at, await self._ask())
            return self._report

    async def _ask(self) -> list[Line]:
        try:
            async with asyncio.timeout(limits.DOCTOR_PATIENCE.total_seconds()):
                return _parsed(await _printed(self._data_directory))
        except (OSError, ValueError, TypeError, KeyError) as error:
            # TimeoutError is an OSError.
            _note(error)
            raise ExaminationFailed(
                f"The doctor gave no report ({type(error).__name__}): run `cloister doctor` on the server to see why."
            ) from error


def _note(error: Exception) -> None:
    # What went wrong, without a traceback of ours, which would tell nothing more.
    log.error("the doctor gave no report", cause=repr(error))


async def _printed(data_directory: Path) -> bytes:
    """What `cloister doctor` prints of this machine. The process is gone on return, also of a caller that is cancelled.

    Raises OSError if it can't be started, ValueError if it prints more than DOCTOR_REPORT_BYTES_MAX.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-m", "cloister", "doctor", "--format", "json"),
        *("--data-dir", str(data_directory)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        start_new_session=True,
    )
    try:
        if process.stdout is None:
            raise ValueError("the doctor has no pipe")
        return await _whole(process.stdout)
    finally:
        if process.returncode is None:
            # With the children that it tries things in.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _whole(pipe: asyncio.StreamReader) -> bytes:
    try:
        await pipe.readexactly(limits.DOCTOR_REPORT_BYTES_MAX + 1)
    except asyncio.IncompleteReadError as end:
        return end.partial
    raise ValueError(f"the doctor printed more than {limits.DOCTOR_REPORT_BYTES_MAX} bytes")


def _parsed(printed: bytes) -> list[Line]:
    """Raises ValueError, TypeError or KeyError for anything but a report."""
    return [Line(**{**line, "status": Status(line["status"])}) for line in json.loads(printed)]
