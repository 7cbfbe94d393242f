"""One tree of several, for sandboxes whose runtime program takes plain directories and no overlays."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path


def merge(trees: Iterable[Path], target: Path) -> None:
    """`target` is then what an overlay of the trees would show, the first of them uppermost.

    Its files are links to theirs, in the same file system. `target` is not there yet, or made by an earlier call
    with trees above these. Raises OSError.
    """
    for tree in trees:
        _add(tree, target)


def _add(tree: Path, target: Path) -> None:
    if not target.exists():
        target.mkdir()
        shutil.copystat(tree, target)
    with os.scandir(tree) as entries:
        for entry in entries:
            _add_entry(entry, target / entry.name)


def _add_entry(entry: os.DirEntry[str], there: Path) -> None:
    is_free = not os.path.lexists(there)
    if not entry.is_dir(follow_symlinks=False):
        if is_free:
            os.link(entry.path, there, follow_symlinks=False)
    # A file of a tree above hides a directory, and a directory becomes one with another.
    elif is_free or (there.is_dir() and not there.is_symlink()):
        _add(Path(entry.path), there)
