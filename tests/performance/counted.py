"""`cloister`, which counts what its event loop's thread executes between SIGUSR1 and SIGUSR2: bench_path.py's server.

The counts go to the file that the environment names in COUNTS, as JSON; it is whole as soon as it is there.
"""

import json
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, TypeAlias

from cloister.cli import main

COUNTS = "CLOISTER_BENCH_COUNTS"
"""The name of the environment variable."""
_PLACES = ("site-packages/", "src/", "lib/python")
"""What comes before the part of a file's path that tells it from others."""

Row: TypeAlias = tuple[str, str, int, int]
"""File, function, bytecodes, calls. To go on in a coroutine counts as a call of it."""


class Tally:
    """Bytecodes and calls by code."""

    def __init__(self) -> None:
        self._bytecodes: Counter[CodeType] = Counter()
        self._calls: Counter[CodeType] = Counter()

    def called(self, frame: FrameType, event: str, _: Any) -> Any:  # Any: as sys.settrace has it
        if event != "call":
            return None
        self._calls[frame.f_code] += 1
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        return self._executes

    def rows(self) -> list[Row]:
        return [
            (_file(code), code.co_qualname, count, self._calls[code])
            for code, count in self._bytecodes.most_common()
        ]

    def _executes(self, frame: FrameType, event: str, _: Any) -> Any:  # Any: as sys.settrace has it
        if event == "opcode":
            self._bytecodes[frame.f_code] += 1
        return self._executes


def _file(code: CodeType) -> str:
    path = code.co_filename
    for place in _PLACES:
        path = path.rpartition(place)[2]
    return path


def _count_between_signals(results: Path) -> None:
    tally = Tally()

    def begin(*_: object) -> None:
        sys.settrace(tally.called)

    def end(*_: object) -> None:
        sys.settrace(None)
        partial = results.with_suffix(".partial")
        partial.write_text(json.dumps(tally.rows()))
        partial.rename(results)

    signal.signal(signal.SIGUSR1, begin)
    signal.signal(signal.SIGUSR2, end)


if __name__ == "__main__":
    _count_between_signals(Path(os.environ[COUNTS]))
    sys.exit(main())
