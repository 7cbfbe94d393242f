"""Where this process stands in every cgroup hierarchy, and whether it may make groups there: v2, v1 and hybrid."""

import errno
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from cloister.doctor.files import read_line
from cloister.doctor.findings import Finding, Question
from cloister.domain import limits

_V1: Final = 1
_V2: Final = 2
_DELEGATE: Final = "run as root, or give the unit Delegate=yes; in a container, mount the cgroup file system writable"
_MOUNT_V2: Final = "mount a v2 hierarchy, with no controller if need be: mount -t cgroup2 none /sys/fs/cgroup/unified"

_HIERARCHIES: Final = Question(
    "cgroups", "nothing that environments use can be limited", "mount cgroup2 at /sys/fs/cgroup"
)
_NEEDED: Final = (
    Question("cgroup memory", "memory limits are not enforced", _DELEGATE),
    Question(
        "cgroup pids", "process limits are not enforced: a fork bomb takes the machine", _DELEGATE
    ),
)
_WANTED: Final = (
    Question("cgroup cpu", "a busy tenant slows the others down", _DELEGATE),
    Question("cgroup freezer", "environments run on between invocations", _DELEGATE),
)
_V2_FILES: Final = (
    Question(
        "cgroup.freeze", "freezing an environment takes 90 µs (v1) in place of 4 µs", _MOUNT_V2
    ),
    Question(
        "cgroup.kill",
        "environments are frozen first, and then killed process by process",
        _MOUNT_V2,
    ),
)
_RELEASE_AGENT: Final = Question(
    "cgroup v1 release agent",
    "the kernel starts a program of the host as root when a group becomes empty",
    "empty release_agent and notify_on_release in every v1 hierarchy, or use v2",
)
_PIDS_MAX: Final = Question(
    "own pids.max",
    "this process's own group has room for less than one environment's processes",
    "raise TasksMax= of the unit, or the container's --pids-limit",
)


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """A mounted hierarchy, and the group in it that this process belongs to."""

    version: int
    controllers: frozenset[str]
    mount: Path
    group: Path

    def describe(self) -> str:
        return f"v{self.version}, {self.group}"


def find_hierarchies(root: Path) -> list[Hierarchy]:
    """Every cgroup mount that /proc below `root` tells of, v2 last."""
    memberships = _memberships(read_line(root / "proc/self/cgroup") or "")
    found = [
        hierarchy
        for line in (read_line(root / "proc/self/mountinfo") or "").splitlines()
        if (hierarchy := _hierarchy(line, memberships, root)) is not None
    ]
    return sorted(found, key=lambda hierarchy: hierarchy.version)


def examine(hierarchies: Sequence[Hierarchy]) -> list[Finding]:
    """All lines about cgroups. Makes a group in each of ours and removes it again."""
    return [
        _overview(hierarchies),
        *(_controller(question.needs, question.name, hierarchies) for question in _NEEDED),
        *(_controller(question.wants, question.name, hierarchies) for question in _WANTED),
        *(_v2_file(question, hierarchies) for question in _V2_FILES),
        _release_agent(hierarchies),
        _pids_max(hierarchies),
    ]


def _memberships(text: str) -> Mapping[frozenset[str], str]:
    """Controllers (none for v2) to our group's path, as /proc/self/cgroup has them: `4:memory:/path`."""
    lines = (line.split(":", 2) for line in text.splitlines())
    return {frozenset(names.split(",")) - {""}: path for _, names, path in lines}


def _hierarchy(
    mountinfo: str, memberships: Mapping[frozenset[str], str], root: Path
) -> Hierarchy | None:
    """The hierarchy of a line of mountinfo (proc_pid_mountinfo(5)), or None for other file systems."""
    where, _, what = mountinfo.partition(" - ")
    kind, _, options = what.split(" ", 2)
    if kind not in {"cgroup", "cgroup2"}:
        return None
    names = frozenset(options.split(",")) if kind == "cgroup" else frozenset[str]()
    # v1 lists its controllers among the mount's options; exactly one membership is made of some of them.
    known = next((key for key in memberships if bool(key) == bool(names) and key <= names), None)
    if known is None:
        return None
    mounted, target = (_unescaped(text) for text in where.split(" ")[3:5])
    mount = root / target.lstrip("/")
    group = mount / _below(mounted, memberships[known])
    if kind == "cgroup":
        return Hierarchy(_V1, known, mount, group)
    listed = (read_line(group / "cgroup.controllers") or "").split()
    return Hierarchy(_V2, frozenset({*listed, "freezer"}), mount, group)


def _below(mounted: str, group: str) -> PurePosixPath:
    """The group's path under the mount, which may show a part of the hierarchy only (containers)."""
    path = PurePosixPath(group)
    if ".." in path.parts or not path.is_relative_to(mounted):
        return PurePosixPath()
    return path.relative_to(mounted)


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def _overview(hierarchies: Sequence[Hierarchy]) -> Finding:
    versions = {hierarchy.version for hierarchy in hierarchies}
    if not versions:
        return _HIERARCHIES.missing("no hierarchy is mounted")
    return _HIERARCHIES.ok(" and ".join(f"v{version}" for version in sorted(versions)))


class _Judge(Protocol):
    """Question.needs or Question.wants."""

    def __call__(self, found: str, *, good: bool) -> Finding: ...


def _controller(judge: _Judge, name: str, hierarchies: Sequence[Hierarchy]) -> Finding:
    """Good when the controller is in a hierarchy where this process can make groups."""
    controller = name.removeprefix("cgroup ")
    home = next((each for each in hierarchies if controller in each.controllers), None)
    if home is None:
        return judge("in no hierarchy that is mounted", good=False)
    trial = _try_group(home.group)
    return judge(f"{home.describe()}, {trial.describe()}", good=trial.error == 0)


def _v2_file(question: Question, hierarchies: Sequence[Hierarchy]) -> Finding:
    home = next((each for each in hierarchies if each.version == _V2), None)
    if home is None:
        return question.warn("no v2 hierarchy is mounted")
    trial = _try_group(home.group)
    # The root of a hierarchy has neither file; the groups below it do.
    good = trial.error == 0 and question.name in trial.files
    return question.wants(f"{'' if good else 'not '}in {home.describe()}", good=good)


@dataclass(frozen=True, slots=True)
class _Trial:
    error: int
    files: frozenset[str]

    def describe(self) -> str:
        return f"not writable ({errno.errorcode[self.error]})" if self.error else "writable"


def _try_group(group: Path) -> _Trial:
    """Whether a group can be made in `group`, and which files are there and in it. It is gone afterwards."""
    child = group / f"cloister-doctor-{os.getpid()}"
    try:
        child.mkdir()
    except OSError as error:
        return _Trial(error.errno or errno.EIO, frozenset())
    try:
        return _Trial(
            0, frozenset(path.name for place in (group, child) for path in place.iterdir())
        )
    finally:
        child.rmdir()


def _release_agent(hierarchies: Sequence[Hierarchy]) -> Finding:
    armed = [
        str(hierarchy.mount)
        for hierarchy in hierarchies
        if hierarchy.version == _V1
        and read_line(hierarchy.mount / "release_agent")
        and read_line(hierarchy.group / "notify_on_release") == "1"
    ]
    return _RELEASE_AGENT.wants(", ".join(armed) or "none", good=not armed)


def _pids_max(hierarchies: Sequence[Hierarchy]) -> Finding:
    home = next((each for each in hierarchies if "pids" in each.controllers), None)
    maximum = home and read_line(home.group / "pids.max")
    if not maximum or not maximum.isdecimal():
        return _PIDS_MAX.ok("no limit")
    return (
        _PIDS_MAX.ok(maximum) if int(maximum) >= limits.PROCESSES_MAX else _PIDS_MAX.warn(maximum)
    )
