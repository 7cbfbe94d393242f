"""What a machine must have before anybody on it gets egress, and how to give it that."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cloister.sandbox.egress.programs import SEARCH_PATH

FORWARDING: Final = Path("proc/sys/net/ipv4/ip_forward")


@dataclass(frozen=True, slots=True)
class Need:
    name: str
    found: str
    is_met: bool
    remedy: str


def needs(root: Path = Path("/")) -> list[Need]:
    """All of them, met or not, as this process finds them. `root` is where /proc is looked for."""
    programs = [
        _program("ip", "install iproute2"),
        _program("nft", "install nftables"),
    ]
    forwarding = _read(root / FORWARDING)
    return [
        Need("root", f"uid {os.geteuid()}", os.geteuid() == 0, "run Cloister as root"),
        *programs,
        Need("ip_forward", forwarding, forwarding == "1", "sysctl -w net.ipv4.ip_forward=1"),
    ]


def _program(name: str, remedy: str) -> Need:
    path = shutil.which(name, path=SEARCH_PATH)
    return Need(name, path or "not installed", path is not None, remedy)


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError as error:
        return error.strerror or str(error)
