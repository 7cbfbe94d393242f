"""The server's side of unpacking: a confined process for every package, and no trust in what it wrote or said."""

import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import structlog

from cloister.artifacts import verdict
from cloister.artifacts.buckets import check_size
from cloister.artifacts.contents import NOT_A_PACKAGE
from cloister.artifacts.takeover import take_over
from cloister.domain import limits
from cloister.domain.errors import InvalidParameterValue, ServiceFailure

UNPACKER_UID: Final = 1_879_048_191
"""Who unpacks where the server is root: nobody else, and one below the uids of sandboxes."""
UNPACKER: Final = (sys.executable, "-I", "-X", "utf8", "-m", "cloister.artifacts.unpacker")
_ENVIRON: Final = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
_OPEN_DIRECTORY: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC

log: Final = structlog.get_logger()


def unpack(zipped: bytes, target: Path) -> None:
    """Unpack into `target`, an empty directory of ours: a plain tree and durable when this returns.

    It belongs to the server; directories are 0755, files 0644 or 0755, mtimes the package's. Blocks.
    Raises InvalidParameterValue, in AWS's words, ServiceFailure where no process can be confined or the disk is full,
    BrokenPromise for a tree that is not plain; `target` is then of no use.
    """
    check_size(len(zipped))
    uid = UNPACKER_UID if os.geteuid() == 0 else os.geteuid()
    with ExitStack() as stack:
        tree_fd = _open(stack, target, _OPEN_DIRECTORY)
        # A descriptor that lets its holder look up names in the directory, and nothing else.
        door_fd = _open(stack, target, os.O_PATH | _OPEN_DIRECTORY)
        zip_fd = _sealed(stack, zipped)
        if os.geteuid() == 0:
            os.fchown(tree_fd, uid, uid)
        _judge(_ask(zip_fd, door_fd, uid))
        take_over(tree_fd)


def _open(stack: ExitStack, path: Path, flags: int) -> int:
    directory_fd = os.open(path, flags)
    stack.callback(os.close, directory_fd)
    return directory_fd


def _sealed(stack: ExitStack, zipped: bytes) -> int:
    """A file in memory that holds the package and that nobody can change."""
    zip_fd = os.memfd_create("package", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    stack.callback(os.close, zip_fd)
    with os.fdopen(os.dup(zip_fd), "wb") as file:
        file.write(zipped)
    os.lseek(zip_fd, 0, os.SEEK_SET)
    seals = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
    fcntl.fcntl(zip_fd, fcntl.F_ADD_SEALS, seals)
    return zip_fd


def _ask(zip_fd: int, door_fd: int, uid: int) -> bytes:
    """Everything that the unpacker says. It is gone afterwards; it had no way to start another process."""
    with subprocess.Popen(  # noqa: S603 # our own interpreter and three numbers
        [*UNPACKER, str(zip_fd), str(door_fd), str(uid)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_ENVIRON,
        cwd="/",
        pass_fds=(zip_fd, door_fd),
        start_new_session=True,
        umask=0o077,
    ) as process:
        assert process.stdout is not None
        with _killed_in_the_end(process):
            said = process.stdout.read(len(verdict.CONFINED) + limits.PACKAGE_VERDICT_BYTES_MAX + 1)
    return said


@contextmanager
def _killed_in_the_end(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """It is dead when the block ends, which takes no longer than the time that unpacking may take."""
    watchdog = threading.Timer(limits.PACKAGE_UNPACK_TIMEOUT.total_seconds(), process.kill)
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()
        watchdog.join()
        process.kill()


def _judge(said: bytes) -> None:
    """Returns for a package that is said to be unpacked; raises what else is said of it."""
    if not said.startswith(verdict.CONFINED):
        raise verdict.decode(said) or ServiceFailure(
            "The unpacker did not start: see `cloister doctor`"
        )
    rest = said.removeprefix(verdict.CONFINED)
    if rest == verdict.UNPACKED:
        return
    error = verdict.decode(rest)
    if error is None:
        # It crashed or ran into a bound, and had nothing but the package to do so over.
        log.warning("unpacker ended without a verdict", said_bytes=len(rest))
        error = InvalidParameterValue(NOT_A_PACKAGE)
    raise error
