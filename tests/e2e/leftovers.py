"""What an installation may leave behind on a machine: processes, control groups, mounts, namespaces, files."""

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
CGROUPS = Path("/sys/fs/cgroup")
_LOG_WRITER = b"cloister.telemetry.log_writer_process"
STATE, PARENT, STARTED = 0, 1, 19
"""Of /proc/<pid>/stat, counted behind the name, which may hold anything."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process and no other that gets its number later."""

    pid: int
    started_ticks: int


def family(pid: int) -> set[Process]:
    """The process and all that descend from it now."""
    stats = {other: fields for other in _pids() if (fields := _stat(other)) is not None}
    members = {pid}
    # Parents have smaller numbers only until the numbers wrap around: repeat until nobody joins.
    while joining := {
        child
        for child, fields in stats.items()
        if int(fields[PARENT]) in members and child not in members
    }:
        members |= joining
    return {Process(member, int(stats[member][STARTED])) for member in members}


def log_writers(server_pid: int) -> list[int]:
    """The processes that write what the functions of a server print: one, but while it is replaced."""
    pids = (process.pid for process in family(server_pid))
    return [pid for pid in pids if _LOG_WRITER in command_line(pid)]


def command_line(pid: int) -> bytes:
    """Its arguments, each with a zero behind it. Empty of a process that is gone."""
    try:
        return PROC.joinpath(str(pid), "cmdline").read_bytes()
    # Gone before the file was opened, or after.
    except (FileNotFoundError, ProcessLookupError):
        return b""


def alive(processes: Iterable[Process]) -> set[Process]:
    """Those of them that still run; one that only waits to be reaped does not."""
    return {process for process in processes if _runs(process)}


def network_namespaces(processes: Iterable[Process]) -> set[str]:
    """Those the processes are in, but this test's own. Where a process is gone already, its are not named."""
    return _namespaces_of(process.pid for process in processes) - _namespaces_of([os.getpid()])


def network_namespaces_held_since(processes: Iterable[Process]) -> set[str]:
    """Those that a mount keeps, or any process of the machine that is no younger than these is in.

    The kernel gives a namespace's number out again once it is gone: what younger processes are in may be another.
    """
    youngest = max(process.started_ticks for process in processes)
    stats = {pid: fields for pid in _pids() if (fields := _stat(pid)) is not None}
    old = [pid for pid, fields in stats.items() if int(fields[STARTED]) <= youngest]
    mounted = {line.split(" ")[3] for line in _mountinfo() if " - nsfs " in line}
    return mounted | _namespaces_of(old)


def installation(directory: Path) -> str:
    """The name by which the kernel's things of this data directory can be told."""
    return f"cloister-{hashlib.sha256(os.fsencode(directory)).hexdigest()[:12]}"


def control_groups(directory: Path) -> list[Path]:
    """The installation's groups in every hierarchy, with those below them."""
    name = installation(directory)
    bases = [
        Path(parent, child)
        for parent, children, _ in os.walk(CGROUPS)
        for child in children
        if child.startswith(name)
    ]
    return sorted(group for base in bases for group in _with_all_below(base))


def remove_control_groups(directory: Path) -> bool:
    """Whether none is left. Their processes are killed: try again until they are out of the way."""
    groups = control_groups(directory)
    for group in reversed(groups):
        # Gone, or going: the spawner of a server that was killed removes them as well.
        with contextlib.suppress(OSError):
            (group / "cgroup.kill").write_text("1")
        with contextlib.suppress(OSError):
            group.rmdir()
    return not groups


def sandboxes(directory: Path) -> set[str]:
    """The ids of those that have control groups: each is a group right below the installation's own."""
    name = installation(directory)
    groups = {group.name for group in control_groups(directory) if group.parent.name == name}
    return groups - {"spawner"}


def unfinished_files(directory: Path) -> list[Path]:
    """What is there only while something is being made: uploads, layers of images, mounts."""
    return [
        *(directory / "packages" / "incoming").iterdir(),
        *half_built_layers(directory),
        *(directory / "sandboxes" / "root").iterdir(),
    ]


def half_built_layers(directory: Path) -> list[Path]:
    """Directories of images that somebody is filling, or was: they get their names when they are complete."""
    return list((directory / "sandboxes" / "layers").glob(".*"))


def mounts(directory: Path) -> list[str]:
    """This mount namespace's mounts of, at or from the directory."""
    return [line for line in _mountinfo() if str(directory) in line]


def leftovers(directory: Path) -> list[str]:
    """Everything of a data directory's installation that should be gone once no server runs on it."""
    return [
        *(f"process {pid}" for pid in _pids() if _belongs(pid, directory)),
        *(f"control group {group}" for group in control_groups(directory)),
        *(f"mount {line}" for line in mounts(directory)),
        *(f"file {path}" for path in unfinished_files(directory)),
    ]


def _belongs(pid: int, directory: Path) -> bool:
    """Whether the process is in the installation's groups, or was started on the directory.

    One that only waits to be reaped does not: an orphan's new parent, the machine's process 1, takes its time.
    """
    fields = _stat(pid)
    if fields is None or fields[STATE] in ("Z", "X"):
        return False
    try:
        groups = (PROC / str(pid) / "cgroup").read_text()
        command = (PROC / str(pid) / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return installation(directory) in groups or os.fsencode(directory) in command


def _pids() -> Iterator[int]:
    return (int(entry.name) for entry in PROC.iterdir() if entry.name.isdecimal())


def _stat(pid: int) -> list[str] | None:
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text.rpartition(") ")[2].split(" ")


def _runs(process: Process) -> bool:
    fields = _stat(process.pid)
    return (
        fields is not None
        and int(fields[STARTED]) == process.started_ticks
        and fields[STATE] not in ("Z", "X")
    )


def _namespaces_of(pids: Iterable[int]) -> set[str]:
    names = set()
    for pid in pids:
        # Gone meanwhile, or a zombie: in no namespace any more. Not ours to look at: in none of ours.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            names.add(str((PROC / str(pid) / "ns" / "net").readlink()))
    return names


def _mountinfo() -> list[str]:
    return (PROC / "self" / "mountinfo").read_text().splitlines()


def _with_all_below(base: Path) -> list[Path]:
    # What goes meanwhile is passed over.
    return [Path(parent) for parent, _, _ in os.walk(base)]
