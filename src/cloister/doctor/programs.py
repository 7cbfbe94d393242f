"""What else is installed: interpreters that functions can run on, and the programs behind the other drivers."""

import re
import shutil
import subprocess
from typing import Final

from cloister.doctor.findings import Finding, Question, Status
from cloister.sandbox.namespaces.interpreters import find_interpreters

_VERSION_TIMEOUT_S: Final = 10
_RUNC_MENDED: Final = {(1, 2): 8, (1, 3): 3}
"""The first release of each line without CVE-2025-31133 and its kin (isolation.md 3.14)."""

_INTERPRETERS: Final = Question(
    "runtimes", "no function can run", "install Python 3.10 to 3.14, as the system's or by pyenv"
)
_RUNSC: Final = Question(
    "runsc", "tenants cannot be given a kernel of their own (gVisor)", "install runsc"
)
_RUNC: Final = Question(
    "runc",
    "the oci driver cannot run runc, or runs one with known ways out",
    "install runc from 1.3.3 on",
)


def interpreters() -> Finding:
    """The runtimes that functions can ask for on this machine."""
    found = [
        f"{each.runtime} ({each.version}, {each.executable})"
        for _, each in sorted(find_interpreters().items())
    ]
    return _INTERPRETERS.needs(", ".join(found) or "none", good=bool(found))


def drivers(search_path: str) -> list[Finding]:
    """The optional programs, with what they say of their version."""
    return [
        _program(_RUNSC, search_path),
        _mended_runc(_program(_RUNC, search_path)),
        _bubblewrap(search_path),
    ]


def _program(question: Question, search_path: str) -> Finding:
    path = shutil.which(question.name, path=search_path)
    return question.ok(_version(path)) if path else question.warn("not installed")


def _bubblewrap(search_path: str) -> Finding:
    # Nothing of ours runs it: it is what one compares the jail with when a namespace does not work.
    path = shutil.which("bwrap", path=search_path)
    found = _version(path) if path else "not installed, not needed"
    return Finding(name="bwrap", status=Status.OK, found=found)


def _mended_runc(found: Finding) -> Finding:
    match = re.search(r"version (\d+)\.(\d+)\.(\d+)", found.found)
    if match is None:
        return found
    line, patch = (int(match[1]), int(match[2])), int(match[3])
    mended = line > max(_RUNC_MENDED) or (line in _RUNC_MENDED and patch >= _RUNC_MENDED[line])
    return _RUNC.wants(found.found, good=mended)


def _version(path: str) -> str:
    """The first line of `<path> --version`, or the path of a program that does not tell."""
    try:
        answer = subprocess.run(  # noqa: S603 # a program that the administrator put on the path, no shell
            [path, "--version"],
            capture_output=True,
            text=True,
            errors="replace",
            check=True,
            timeout=_VERSION_TIMEOUT_S,
        )
    except (OSError, subprocess.SubprocessError):
        return path
    return next(iter(answer.stdout.splitlines()), path)
