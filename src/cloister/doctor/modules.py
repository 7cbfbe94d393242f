"""Parts of the kernel that no tenant needs and whose bugs of 2026 wrote into files' page cache (isolation.md 0.4)."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cloister.doctor.files import read_line
from cloister.doctor.findings import Finding, Question

_UNWANTED: Final = (
    "algif_aead", "algif_hash", "algif_rng", "algif_skcipher", "esp4", "esp6", "rxrpc",
)  # fmt: skip # one family a line would say no more
_CONFIGURATION: Final = ("etc/modprobe.d", "run/modprobe.d", "usr/lib/modprobe.d", "lib/modprobe.d")
# `blacklist` is not enough: it hides aliases, and the module still loads by its name (modprobe.d(5)).
_NEVER: Final = re.compile(r"^\s*install\s+(\S+)\s+\S*/?(?:false|true)\s*$", re.MULTILINE)
_FILE: Final = re.compile(r"([^/\s]+)\.ko(?:\.\w+)?$", re.MULTILINE)

_MODULES: Final = Question(
    "kernel modules",
    "bugs in these modules, which no tenant needs, let a tenant write to files that it may only read",
    "write `install <module> /bin/false` for each to /etc/modprobe.d/cloister.conf, and rmmod what is loaded",
)


def unwanted(root: Path) -> Finding:
    """None of them is in the kernel, and none can be loaded into it."""
    there = _built_in(root) | {name for name in _UNWANTED if (root / "sys/module" / name).exists()}
    loadable = set[str]() if _is_closed(root) else _installed(root) - _forbidden(root)
    troubles = [
        f"{name} {'is in the kernel' if name in there else 'can be loaded'}"
        for name in _UNWANTED
        if name in there | loadable
    ]
    if not _is_closed(root) and not _directory(root).is_dir():
        # A container's kernel loads from the host's directory.
        troubles.append("which ones can be loaded cannot be told here")
    return _MODULES.wants(", ".join(troubles) or "none of the unwanted", good=not troubles)


def _is_closed(root: Path) -> bool:
    """Whether nothing more is loaded: the switch is set, or not there since the kernel has no modules."""
    return read_line(root / "proc/sys/kernel/modules_disabled") in {None, "1"}


def _built_in(root: Path) -> set[str]:
    return _names(read_line(_directory(root) / "modules.builtin") or "")


def _installed(root: Path) -> set[str]:
    """Those that the running kernel's modules.dep has, as `path/name.ko.xz: what it needs`."""
    lines = (read_line(_directory(root) / "modules.dep") or "").splitlines()
    return _names("\n".join(line.partition(":")[0] for line in lines))


def _names(paths: str) -> set[str]:
    return {_canonical(name) for name in _FILE.findall(paths)}


def _forbidden(root: Path) -> set[str]:
    return {_canonical(name) for text in _configuration(root) for name in _NEVER.findall(text)}


def _configuration(root: Path) -> Iterator[str]:
    for place in _CONFIGURATION:
        for path in sorted((root / place).glob("*.conf")):
            yield read_line(path) or ""


def _directory(root: Path) -> Path:
    return root / "lib/modules" / os.uname().release


def _canonical(name: str) -> str:
    """As the kernel has it: modprobe takes both signs for one."""
    return name.replace("-", "_")
