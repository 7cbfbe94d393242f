"""Deployment packages by their SHA-256: the zip as it came and the tree it holds, written once and never again."""

import hashlib
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final

from cloister.artifacts.unpacking import unpack
from cloister.domain.errors import ServiceFailure, ensure
from cloister.domain.function import Code
from cloister.threads import run_blocking

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_PRIVATE: Final = 0o700
_TREES_KEPT_MAX: Final = 256
"""Paths of packages: whoever makes an environment asks for one each time."""
_CREATE_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class PackageStore:
    """Packages under one directory, which is this store's alone and may not exist yet.

    A package is there once its zip is: the tree is made durable first, and removed last.
    Trees are readable by every uid, for sandboxes get them by descriptor; the directories above them are 0700.
    """

    def __init__(self, root: Path) -> None:
        self._zips = root / "zips"
        self._trees = root / "trees"
        self._incoming = root / "incoming"
        self._tree_path: Final = lru_cache(maxsize=_TREES_KEPT_MAX)(self._path_of_tree)
        self._publishing = threading.Lock()
        for directory in (root, self._zips, self._trees, self._incoming):
            directory.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
            directory.chmod(_PRIVATE)

    async def add(self, zipped: bytes) -> Code:
        """The package stands in the store, zip and tree, and would survive a crash. Adding it again is cheap.

        Raises InvalidParameterValue, in AWS's words, and leaves nothing behind then.
        """
        return await run_blocking(self._add, zipped)

    def tree(self, digest: str) -> Path:
        """The unpacked package's directory. Raises ServiceFailure when there is none."""
        return _present(self._tree_path(digest), digest)

    async def unzipped_bytes(self, digest: str) -> int:
        """The sum of its files' sizes. Raises ServiceFailure when there is none."""
        return await run_blocking(_sum_of_sizes, self.tree(digest))

    async def zip_bytes(self, digest: str) -> bytes:
        """The package as it was uploaded. Raises ServiceFailure when there is none."""
        return await run_blocking(_present(self._zip_path(digest), digest).read_bytes)

    async def remove_unused(self, keep: Collection[str]) -> None:
        """Every package but those of `keep` is gone.

        `keep` must also name what was added and is not written down as a function's yet.
        """
        await run_blocking(self._remove_unused, frozenset(keep))

    def sweep(self) -> None:
        """What a crash left half done is gone. For the start only: it would take a running `add` for one. Blocks."""
        for leftover in self._incoming.iterdir():
            shutil.rmtree(leftover)
        for tree in self._trees.iterdir():
            if not self._zip_path(tree.name).exists():
                shutil.rmtree(tree)

    def _add(self, zipped: bytes) -> Code:
        code = Code(digest=hashlib.sha256(zipped).hexdigest(), size_bytes=len(zipped))
        if not self._holds(code.digest):
            with self._workspace() as workspace:
                self._unpack(zipped, workspace)
                self._publish(code.digest, workspace)
        return code

    def _holds(self, digest: str) -> bool:
        return self._zip_path(digest).exists() and self._tree_path(digest).exists()

    @contextmanager
    def _workspace(self) -> Iterator[Path]:
        """A directory in the store's file system, so that renaming out of it is atomic; gone afterwards."""
        workspace = Path(tempfile.mkdtemp(dir=self._incoming))
        try:
            yield workspace
        finally:
            shutil.rmtree(workspace)

    def _unpack(self, zipped: bytes, workspace: Path) -> None:
        tree = workspace / "tree"
        tree.mkdir(mode=_PRIVATE)
        unpack(zipped, tree)
        zip_fd = os.open(workspace / "zip", _CREATE_FILE, 0o600)
        with os.fdopen(zip_fd, "wb") as output:
            output.write(zipped)
            output.flush()
            os.fsync(zip_fd)

    def _publish(self, digest: str, workspace: Path) -> None:
        with self._publishing:
            # Whoever added the same bytes meanwhile wrote the same tree: theirs stays, ours goes with the workspace.
            if not self._tree_path(digest).exists():
                (workspace / "tree").rename(self._tree_path(digest))
                _sync_directory(self._trees)
            (workspace / "zip").replace(self._zip_path(digest))
            _sync_directory(self._zips)

    def _remove_unused(self, keep: frozenset[str]) -> None:
        for tree in list(self._trees.iterdir()):
            if tree.name not in keep:
                self._remove(tree.name)

    def _remove(self, digest: str) -> None:
        with self._workspace() as workspace, self._publishing:
            self._zip_path(digest).unlink(missing_ok=True)
            _sync_directory(self._zips)
            self._tree_path(digest).rename(workspace / "tree")

    def _zip_path(self, digest: str) -> Path:
        return self._zips / f"{_checked(digest)}.zip"

    def _path_of_tree(self, digest: str) -> Path:
        return self._trees / _checked(digest)


def _checked(digest: str) -> str:
    ensure(_DIGEST.fullmatch(digest) is not None, "a package is named by its SHA-256", digest)
    return digest


def _present(path: Path, digest: str) -> Path:
    if not path.exists():
        raise ServiceFailure(
            f"The package {digest} is not in the store: restore it from a backup, or upload the code again"
        )
    return path


def _sum_of_sizes(tree: Path) -> int:
    files = (path for path in tree.rglob("*") if path.is_file())
    return sum(path.stat().st_size for path in files)


def _sync_directory(directory: Path) -> None:
    """Names that were changed in the directory are on disk."""
    directory_fd = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(directory_fd)
    finally:
        os.close(directory_fd)
