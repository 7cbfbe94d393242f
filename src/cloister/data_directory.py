"""The directory of one installation: what its files are called, and that one server at a time has it."""

import contextlib
import fcntl
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cloister.domain.errors import CloisterError

DATABASE_FILE: Final = "cloister.db"
LEDGER_FILE: Final = "usage.db"
LOGS_FILE: Final = "logs.db"
LOCK_FILE: Final = "lock"
READY_FILE: Final = "serving.json"
"""There while a server answers: its endpoint, for scripts."""
SANDBOXES_DIRECTORY: Final = "sandboxes"

_TELLING: Final = frozenset({DATABASE_FILE, LOCK_FILE, SANDBOXES_DIRECTORY})
"""Any of them says that a directory is Cloister's: one that was restored from a copy may lack the others."""


class DataDirectoryRefused(CloisterError):
    """Another Cloister has the data directory open, or it is somebody else's."""


@contextlib.contextmanager
def owned(directory: Path) -> Iterator[None]:
    """For the length of the block the directory is there, its owner's alone, and this process's alone.

    Raises DataDirectoryRefused, and OSError where it can't be made.
    """
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    _refuse_what_others_use(directory)
    directory.chmod(0o700)
    with (directory / LOCK_FILE).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DataDirectoryRefused(
                f"another Cloister runs on {directory}: stop it, or give another --data-dir"
            ) from error
        # Of a server that was killed: whoever waits for the file must not take it for this one's.
        (directory / READY_FILE).unlink(missing_ok=True)
        yield


def _refuse_what_others_use(directory: Path) -> None:
    """Raises DataDirectoryRefused for a directory like /tmp: mode 0700 would close it to all who put files into it.

    One that others can only read is taken, whatever its user keeps in it, such as a log of the server.
    """
    names = {entry.name for entry in directory.iterdir()}
    others_write = directory.stat().st_mode & stat.S_IWOTH
    if others_write and names and names.isdisjoint(_TELLING):
        raise DataDirectoryRefused(
            f"{directory} holds something else: give a --data-dir that is empty, or not there yet"
        )
