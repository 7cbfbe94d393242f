"""The Python interpreters of this machine that can be templates: one for each minor version, as a runtime's name."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MINORS = range(10, 15)
"""awslambdaric supports 3.10 on; AWS's newest managed Python is 3.14."""
PROBE_TIMEOUT_S = 10

_PROBE = "import sys; print(sys.base_prefix, sys.executable, '%d.%d.%d' % sys.version_info[:3], sep='\\n')"
_PROBE_LINES = 3
_VERSION = re.compile(r"3\.(\d+)\.\d+")


@dataclass(frozen=True, slots=True)
class Interpreter:
    """An interpreter outside of any virtual environment."""

    runtime: str
    """`python3.11`, as CreateFunction's Runtime has it."""
    executable: Path
    prefix: Path
    version: str


def find_interpreters() -> dict[str, Interpreter]:
    """Runtime name to interpreter. The one that runs Cloister comes first and wins for its version."""
    found: dict[str, Interpreter] = {}
    for candidate in _candidates():
        interpreter = _probe(candidate)
        if interpreter is not None:
            found.setdefault(interpreter.runtime, interpreter)
    return found


def _candidates() -> Iterator[Path]:
    # base_exec_prefix, not executable: that may be a virtual environment's, which is a link to the real one.
    major, minor = sys.version_info[:2]
    yield Path(sys.base_exec_prefix, "bin", f"python{major}.{minor}")
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    for number in MINORS:
        name = f"python3.{number}"
        # pyenv's launchers on the PATH are scripts: the interpreters stand in its tree of versions.
        yield from _glob(pyenv, f"versions/3.{number}.*/bin/{name}")
        found = shutil.which(name)
        if found is not None and "shims" not in found:
            yield Path(found)


def _glob(directory: Path, pattern: str) -> list[Path]:
    try:
        return sorted(directory.glob(pattern), reverse=True)
    except PermissionError:
        # Another user's: PYENV_ROOT is inherited through su and sudo.
        return []


def _probe(executable: Path) -> Interpreter | None:
    if not executable.is_file():
        return None
    try:
        answer = subprocess.run(  # noqa: S603 # an interpreter's own path, no shell
            [executable.resolve(), "-I", "-S", "-c", _PROBE],
            capture_output=True,
            text=True,
            check=True,
            timeout=PROBE_TIMEOUT_S,
        )
    except (OSError, subprocess.SubprocessError):
        # Not an interpreter that runs here: one fewer.
        return None
    lines = answer.stdout.splitlines()
    if len(lines) != _PROBE_LINES:
        # Some other program of that name.
        return None
    prefix, path, version = lines
    match = _VERSION.fullmatch(version)
    if match is None or int(match[1]) not in MINORS:
        return None
    return Interpreter(f"python3.{match[1]}", Path(path), Path(prefix), version)
