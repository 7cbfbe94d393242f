"""The OCI runtime program, gVisor's: how it is found, and what it is told for each sandbox."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from cloister.domain.limits import MIB
from cloister.sandbox.driver import SandboxFailed

SEARCH_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
VERSION_TIMEOUT_S: Final = 10
SYSTRAP_SINCE: Final = date(2023, 5, 1)
"""Releases before know the ptrace platform only, besides KVM; later ones have a faster one by default."""

JOIN_GROUPS: Final = """
while [ "$1" != -- ]; do echo 0 >"$1" || exit 1; shift; done
shift
exec "$@"
"""
"""For sh: its arguments are files to write "0" into, `--`, and what it becomes."""
LAUNCHER: Final = ("setpriv", "unshare", "sh")
"""Of util-linux and dash: essential packages of every Debian."""

_DATE: Final = re.compile(r"(20\d\d)(\d\d)(\d\d)")


@dataclass(frozen=True, slots=True)
class Runtime:
    """A runtime program of this machine."""

    program: Path
    version: str
    """The first line that it says of itself."""
    options: tuple[str, ...]
    memory_overhead_bytes: int
    """What it takes of a sandbox's group beside the function's own memory."""
    processes_overhead: int
    """Its own threads, in the group as well."""

    @property
    def name(self) -> str:
        return self.program.name

    def command(
        self, sandbox_id: str, *, bundle: Path, state: Path, join_files: Sequence[Path]
    ) -> list[str]:
        """What to run. It ends when the sandbox does, and the sandbox, all of it, ends with the thread that ran it.

        Everything is in a pid namespace whose first process is the runtime program: no process outlives that.
        """
        return [
            *("setpriv", "--pdeathsig", "KILL"),
            *("sh", "-c", JOIN_GROUPS, "join", *map(str, join_files), "--"),
            *("unshare", "--pid", "--fork", "--kill-child", "--mount", "--mount-proc", "--"),
            *(str(self.program), "--root", str(state), *self.options),
            *("run", "--bundle", str(bundle), sandbox_id),
        ]


def find_runsc() -> Runtime:
    """gVisor. Raises SandboxFailed when this machine has none, or lacks what starts it."""
    for name in LAUNCHER:
        _find(name)
    program = _find("runsc")
    version = _version(program)
    released = _release(version)
    is_old = released is not None and released < SYSTRAP_SINCE
    return Runtime(
        program,
        version,
        options=(
            "--network=none",
            "--ignore-cgroups",
            *(("--platform=ptrace",) if is_old else ()),
        ),
        memory_overhead_bytes=64 * MIB,
        processes_overhead=256,
    )


def _release(version: str) -> date | None:
    match = _DATE.search(version)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _find(name: str) -> Path:
    path = shutil.which(name, path=SEARCH_PATH)
    if path is None:
        raise SandboxFailed(f"{name} is not installed on {SEARCH_PATH}")
    return Path(path)


def _version(program: Path) -> str:
    try:
        answer = subprocess.run(  # noqa: S603 # a program of the system's own path, no shell
            [program, "--version"],
            capture_output=True,
            text=True,
            check=True,
            timeout=VERSION_TIMEOUT_S,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise SandboxFailed(f"{program} does not run: {error}") from error
    return next(iter(answer.stdout.splitlines()), "")
