"""What is there of a sandbox on the host: processes, a bundle, cgroups. Empty when there is nothing."""

import os
import select
from pathlib import Path

from cloister.sandbox.oci.driver import OciDriver

PATIENCE_MS = 5000


def leftovers(driver: OciDriver, sandbox_id: str) -> list[str]:
    """Processes that name the sandbox, its bundle, its groups."""
    paths = [driver._bundles / sandbox_id, *groups(driver, sandbox_id)]
    return [*map(str, processes(sandbox_id)), *(str(path) for path in paths if path.exists())]


def processes(word: str) -> list[int]:
    """The processes of this machine whose command line has this word in it."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = file.read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if word.encode() in command:
            found.append(int(file.parent.name))
    return found


def end_of(pids: list[int]) -> bool:
    """Waits until all of these have ended: whether they did in time."""
    for pid in pids:
        try:
            process = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        waiting = select.poll()
        waiting.register(process, select.POLLIN)
        has_ended = bool(waiting.poll(PATIENCE_MS))
        os.close(process)
        if not has_ended:
            return False
    return True


def groups(driver: OciDriver, sandbox_id: str) -> list[Path]:
    """Its directories in the hierarchies of this machine."""
    return [file.parent for file in driver._groups.join_files(sandbox_id)]


def becomes_frozen(driver: OciDriver, sandbox_id: str) -> bool:
    """Waits for the kernel to say that every process of it stands still."""
    states = [group / "cgroup.events" for group in groups(driver, sandbox_id)]
    unified = next((state for state in states if state.exists()), None)
    if unified is not None:
        return _tells_frozen(unified)
    return any((group / "freezer.state").exists() for group in groups(driver, sandbox_id))


def _tells_frozen(state: Path) -> bool:
    with state.open() as events:
        waiting = select.poll()
        waiting.register(events, select.POLLPRI)
        while "frozen 1" not in events.read():
            if not waiting.poll(PATIENCE_MS):
                return False
            events.seek(0)
    return True
