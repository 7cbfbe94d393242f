"""What else is installed: interpreters that functions can run on, and the programs behind the other drivers."""

import re
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from typing import Final

from cloister.doctor.findings import Finding, Question
from cloister.domain.posture import Status
from cloister.sandbox.namespaces.interpreters import find_interpreters

_VERSION_TIMEOUT_S: Final = 10
_RUNC_MENDED: Final = {(1, 2): 8, (1, 3): 3}
"""The first release of each line without CVE-2025-31133 and its kin (isolation.md 3.14)."""

_RUNSC_AGE_MAX: Final = timedelta(days=183)
"""Six months: gVisor has a release every week and mends no old one."""

_INTERPRETERS: Final = Question(
    "runtimes", "no function can run", "install Python 3.10 to 3.14, as the system's or by pyenv"
)
_RUNSC: Final = Question(
    "runsc", "tenants cannot be given a kernel of their own (gVisor)", "install runsc"
)
_RUNC: Final = Question("runc", "the oci driver cannot run runc", "install runc")
_RUNSC_RELEASE: Final = Question(
    "runsc release",
    "ways out of gVisor that later releases have closed are still open",
    f"install a release of the last {_RUNSC_AGE_MAX.days} days",
)
_RUNC_RELEASE: Final = Question(
    "runc release", "known ways out of its containers are open", "install runc from 1.3.3 on"
)


def interpreters() -> Finding:
    """The runtimes that functions can ask for on this machine."""
    found = [
        f"{each.runtime} ({each.version}, {each.executable})"
        for _, each in sorted(find_interpreters().items())
    ]
    return _INTERPRETERS.needs(", ".join(found) or "none", good=bool(found))


def drivers(search_path: str) -> list[Finding]:
    """The optional programs, and where they are."""
    return [_program(_RUNSC, search_path), _program(_RUNC, search_path), _bubblewrap(search_path)]


def releases(search_path: str, today: date) -> list[Finding]:
    """How well kept the programs behind the other drivers are, as far as they are installed."""
    runsc, runc = (shutil.which(name, path=search_path) for name in ("runsc", "runc"))
    return [
        *([_runsc_release(_version(runsc), today)] if runsc else []),
        *([_runc_release(_version(runc))] if runc else []),
    ]


def _program(question: Question, search_path: str) -> Finding:
    path = shutil.which(question.name, path=search_path)
    return question.ok(path) if path else question.warn("not installed")


def _bubblewrap(search_path: str) -> Finding:
    # Nothing of ours runs it: it is what one compares the jail with when a namespace does not work.
    path = shutil.which("bwrap", path=search_path)
    return Finding(name="bwrap", status=Status.OK, found=path or "not installed, not needed")


def _runsc_release(version: str, today: date) -> Finding:
    """gVisor's releases are dates: release-20261116.0, or 0.0~20261116.0 of Debian."""
    match = re.search(r"(\d{8})\.\d", version)
    try:
        released = datetime.strptime(match[1], "%Y%m%d").replace(tzinfo=UTC) if match else None
    except ValueError:
        released = None
    good = released is not None and today - released.date() <= _RUNSC_AGE_MAX
    return _RUNSC_RELEASE.wants(version, good=good)


def _runc_release(version: str) -> Finding:
    match = re.search(r"version (\d+)\.(\d+)\.(\d+)", version)
    if match is None:
        return _RUNC_RELEASE.warn(version)
    line, patch = (int(match[1]), int(match[2])), int(match[3])
    mended = line > max(_RUNC_MENDED) or (line in _RUNC_MENDED and patch >= _RUNC_MENDED[line])
    return _RUNC_RELEASE.wants(version, good=mended)


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
