"""Where Cloister keeps its state: no name on the way to it may be somebody else's to change."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cloister.doctor.findings import Finding, Question

_TEMPORARY: Final = ("tmp", "var/tmp", "dev/shm")
_WRITABLE_BY_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH

_STATE: Final = Question(
    "state directory",
    "somebody else can replace Cloister's files with their own",
    "give a --data-dir like /var/lib/cloister, all parts of which belong to root or this user and to no group",
)


def directory(data_directory: Path, root: Path) -> Finding:
    """Not where files are cleaned away, and only root or this user can change a name on the path to it.

    `data_directory` is absolute, and may not exist yet.
    """
    named = root / data_directory.relative_to("/")
    parts = {part: None for path in (named, named.resolve()) for part in _parts(path, root)}
    troubles = [trouble for part in parts if (trouble := _trouble(part, root)) is not None]
    if any(named.resolve().is_relative_to(root / place) for place in _TEMPORARY):
        troubles.append("old files are cleaned away there, and whoever comes next may make them")
    return _STATE.wants("; ".join(troubles) or str(data_directory), good=not troubles)


def _parts(path: Path, root: Path) -> Iterator[Path]:
    """The path and what is above it, up to `root`."""
    return (part for part in (path, *path.parents) if part.is_relative_to(root))


def _trouble(part: Path, root: Path) -> str | None:
    name = f"/{part.relative_to(root)}".removesuffix("/.")
    try:
        status = part.lstat()
    except FileNotFoundError:
        return None
    except PermissionError:
        return f"this user may not look at {name}"
    if status.st_uid not in {0, os.geteuid()}:
        return f"{name} belongs to uid {status.st_uid}"
    # Nobody can write to a link, and its mode says nothing: its directory's does.
    if not stat.S_ISLNK(status.st_mode) and status.st_mode & _WRITABLE_BY_OTHERS:
        return f"others may write to {name or '/'}"
    return None
