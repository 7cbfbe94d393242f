"""The machine's own `ip` and `nft`, given scripts: the kernel's network is theirs to speak to, and not ours."""

import subprocess
from collections.abc import Collection
from typing import Final

SEARCH_PATH: Final = "/usr/sbin:/usr/bin:/sbin:/bin"
_TIMEOUT_S: Final = 10
_ERROR_CHARACTERS_MAX: Final = 300


class ProgramFailed(Exception):
    """A script was refused. The message is the program's first complaint."""


def ip(*commands: str, fds: Collection[int] = ()) -> None:
    """Carry out commands of ip(8), one after the other; `fds` can be named as /proc/self/fd/… in them."""
    _run(("ip", "-batch", "-"), "\n".join(commands), fds)


def nft(script: str) -> None:
    """Carry out a script of nft(8): all of it, or nothing."""
    _run(("nft", "-f", "-"), script, ())


def _run(command: tuple[str, ...], script: str, fds: Collection[int]) -> None:
    try:
        subprocess.run(  # noqa: S603 # a fixed program, no shell
            command,
            input=f"{script}\n",
            text=True,
            check=True,
            capture_output=True,
            timeout=_TIMEOUT_S,
            pass_fds=tuple(fds),
            env={"PATH": SEARCH_PATH},
        )
    except subprocess.CalledProcessError as error:
        raise ProgramFailed(
            f"{command[0]}: {error.stderr.strip()[:_ERROR_CHARACTERS_MAX]}"
        ) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ProgramFailed(f"{command[0]}: {error}") from error
