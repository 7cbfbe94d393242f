"""Packages mounted for sandboxes to come, in a mount namespace of this process's own; what is seen is printed as JSON.

Run as `python -m tests.unit.mounted_packages <directory>`, an empty one.
"""

import json
import os
import sys
from pathlib import Path

from cloister.kernel import calls as sys_
from cloister.sandbox.namespaces.image import TreeOverlays, code_trees, layer_trees
from cloister.sandbox.namespaces.maps import map_child

MOUNTED_MAX = 2


def main() -> None:
    """Fork into namespaces as a spawner of an ordinary user does, and open packages there."""
    release_read, release_write = os.pipe()
    pid = sys_.fork_into(sys_.CLONE_NEWUSER | sys_.CLONE_NEWNS)
    if pid == 0:
        os.close(release_write)
        if os.read(release_read, 1):
            sys.stdout.write(json.dumps(_open_packages(Path(sys.argv[1]))))
            sys.stdout.flush()
        os._exit(0)
    map_child(pid, inside=0, outside=os.geteuid())
    os.write(release_write, b"1")
    os.waitpid(pid, 0)


def _open_packages(directory: Path) -> dict[str, object]:
    sys_.mount("none", "/", None, sys_.MS_REC | sys_.MS_PRIVATE)
    (directory / "stands" / "left" / "code").mkdir(parents=True)
    trees = TreeOverlays(directory / "stands", mounted_max=MOUNTED_MAX)
    first = _package(directory / "first", "app.py")
    seen = {"first": _names(trees.open(code_trees(first)))}
    mounts = _mounts(directory)
    seen["first again"] = _names(trees.open(code_trees(first)))
    is_kept = _mounts(directory) == mounts
    (directory / "first/app.py").unlink()
    (directory / "first").rmdir()
    seen["unpacked again"] = _names(
        trees.open(code_trees(_package(directory / "first", "other.py")))
    )
    others = [_package(directory / name, f"{name}.py") for name in ("second", "third")]
    seen["layers"] = _names(trees.open(layer_trees(others)))
    seen["third"] = _names(trees.open(code_trees(others[1])))
    return {**seen, "is kept": is_kept, "stands": _stands(directory), "mounts": _mounts(directory)}


def _package(directory: Path, name: str) -> Path:
    directory.mkdir()
    (directory / name).touch()
    return directory


def _names(fd: int) -> list[str]:
    names = sorted(path.name for path in Path(f"/proc/self/fd/{fd}").iterdir())
    os.close(fd)
    return names


def _stands(directory: Path) -> int:
    return sum(1 for _ in (directory / "stands").iterdir())


def _mounts(directory: Path) -> int:
    return Path("/proc/self/mountinfo").read_text().count(f" {directory}/stands/")


if __name__ == "__main__":
    main()
