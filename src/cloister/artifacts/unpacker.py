"""The process that unzips one package: confined first, for what it reads was made by whoever wants to get out.

It is started by `unpacking` with three numbers: the descriptors of the zip and of the target, and who to become.
"""

import encodings.cp437  # noqa: F401 # zipfile decodes names by it, when no module can be found any more
import os
import sys
from typing import Final

from cloister.artifacts import verdict
from cloister.artifacts.confinement import Cell, ConfinementFailed, confine
from cloister.artifacts.extraction import extract
from cloister.domain import limits
from cloister.domain.errors import BrokenPromise, CloisterError, ServiceFailure
from cloister.kernel.allow_list import FilterUnavailable

_VERDICT_FD: Final = 1


def main() -> None:
    """Say whether the package is unpacked, or why not, and end. A crash says nothing, and that is an answer as well."""
    zip_fd, target_fd, uid = (int(argument) for argument in sys.argv[1:])
    try:
        confine(Cell(target_fd, uid))
    except (ConfinementFailed, FilterUnavailable, BrokenPromise) as error:
        _say(verdict.encode(ServiceFailure(f"The unpacker could not be confined: {error}")))
    else:
        _say(verdict.CONFINED)
        _say(_unpack(zip_fd, target_fd))
    # Not the interpreter's own way out, which asks for calls that are closed by now.
    os._exit(0)


def _unpack(zip_fd: int, target_fd: int) -> bytes:
    try:
        extract(_read_all(zip_fd), target_fd)
    except CloisterError as error:
        return verdict.encode(error)
    except OSError as error:
        # The disk is full or broken: not the package's fault.
        return verdict.encode(ServiceFailure(f"The package could not be written: {error.strerror}"))
    return verdict.UNPACKED


def _read_all(zip_fd: int) -> bytes:
    with open(zip_fd, "rb") as file:
        return file.read(limits.PACKAGE_STORED_BYTES_MAX)


def _say(words: bytes) -> None:
    os.write(_VERDICT_FD, words)


if __name__ == "__main__":
    main()
