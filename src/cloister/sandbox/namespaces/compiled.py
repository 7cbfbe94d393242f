"""What of a sandbox is written in C, compiled by the machine itself when its image is made."""

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from cloister.runtime import process
from cloister.runtime.process import INIT, ORDERS, SHARING, STEPS, SUCCESSION

COMPILER = "cc"
COMPILER_TIMEOUT_S = 60
_SOURCES = Path(process.__file__).parent
_SHARED = ("-shared", "-fPIC", "-Wl,-z,noseparate-code")
"""In one mapping as far as it is not written to: each fork of a template has all its mappings too."""
_HOW = {
    INIT: ("init.c", "-static", "-nostdlib", "-ffreestanding", "-fno-stack-protector"),
    STEPS: ("steps.c", *_SHARED),
    # Fortified, longjmp() would mind a stack that is not its own.
    SUCCESSION: ("succession.c", *_SHARED, "-U_FORTIFY_SOURCE"),
    SHARING: ("sharing.c", *_SHARED),
    ORDERS: ("orders.c", *_SHARED),
}
"""Where each is in the image: its source, and how it is compiled."""


def compiled_parts() -> Iterator[str]:
    """Whatever makes the result another one."""
    yield str(shutil.which(COMPILER))
    for source, *flags in _HOW.values():
        yield hashlib.sha256((_SOURCES / source).read_bytes()).hexdigest()
        yield from flags


def compile_into(layer: Path) -> None:
    """The layer has all of it, or nothing where the machine can't make it: then Python does the same."""
    compiler = shutil.which(COMPILER)
    made = {path: layer / path.lstrip("/") for path in _HOW}
    if compiler is None or not all(_compile(compiler, path, file) for path, file in made.items()):
        for file in made.values():
            file.unlink(missing_ok=True)
        return
    # Nobody may read it: what runs of such a file nobody can look into.
    made[INIT].chmod(0o111)


def _compile(compiler: str, path: str, file: Path) -> bool:
    """Whether it was made: there may be no such compiler, nor a source for this processor and its C library."""
    source, *flags = _HOW[path]
    made = subprocess.run(  # noqa: S603 # the machine's compiler with a file of ours, no shell
        [compiler, "-Os", *flags, "-o", str(file), str(_SOURCES / source)],
        check=False,
        capture_output=True,
        timeout=COMPILER_TIMEOUT_S,
    )
    return made.returncode == 0
