"""A sandbox's mounts, carried out in a small root of two directories; what is there afterwards is printed as JSON.

Run as `python -m tests.unit.small_room <root layer> <code>`, each a directory with an empty one beside it.
"""

import errno
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cloister.kernel import calls as sys_
from cloister.sandbox.namespaces.maps import map_child
from cloister.sandbox.namespaces.mounts import room_mounts
from cloister.sandbox.namespaces.program import Program, carry_out, follow_in_python

TMP_BYTES: Final = 1024 * 1024
TMP_INODES: Final = 8


def main() -> None:
    """Fork into namespaces as a template does, and let the fork look around in its room."""
    release_read, release_write = os.pipe()
    pid = sys_.fork_into(sys_.CLONE_NEWUSER | sys_.CLONE_NEWNS | sys_.CLONE_NEWPID)
    if pid == 0:
        os.close(release_write)
        if os.read(release_read, 1):
            sys.stdout.write(json.dumps(_look_around(sys.argv[1], sys.argv[2])))
            sys.stdout.flush()
        os._exit(0)
    map_child(pid, inside=0, outside=os.geteuid())
    os.write(release_write, b"1")
    os.waitpid(pid, 0)


def _look_around(root: str, code: str) -> dict[str, object]:
    sys_.mount("none", "/", None, sys_.MS_REC | sys_.MS_PRIVATE)
    mounts = room_mounts(
        root_fd=sys_.open_overlay(f"{root}:{root}-empty", sys_.MOUNT_ATTR_RDONLY),
        code_fd=sys_.open_overlay(f"{code}:{code}-empty", sys_.MOUNT_ATTR_RDONLY),
        layers_fd=None,
        tmp_bytes=TMP_BYTES,
        tmp_inodes=TMP_INODES,
        binds_devices=True,
    )
    for mount in mounts:
        carry_out(Program(mount.work()), follow_in_python)
    return {
        "top": _names("/"),
        "task": _names("/var/task"),
        "host": Path(root).exists(),
        "processes": [name for name in _names("/proc") if name.isdigit()],
        "null": _outcome(lambda: Path("/dev/null").write_bytes(b"x")),
        "write to the root": _outcome(lambda: Path("/file").write_bytes(b"x")),
        "write to the code": _outcome(lambda: Path("/var/task/file").write_bytes(b"x")),
        "write to tmp": _outcome(lambda: Path("/tmp/file").write_bytes(b"x")),
        "fill tmp": _outcome(lambda: Path("/tmp/big").write_bytes(bytes(TMP_BYTES + 1))),
        "many files in tmp": _outcome(_make_many_files),
    }


def _names(directory: str) -> list[str]:
    return sorted(path.name for path in Path(directory).iterdir())


def _make_many_files() -> None:
    for number in range(TMP_INODES + 1):
        Path("/tmp", str(number)).touch()


def _outcome(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, str(error))
    return "OK"


if __name__ == "__main__":
    main()
