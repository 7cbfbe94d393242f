"""The way into a network that is there already: a fork of the template enters it, and forks the sandbox in it.

Only who has rights over a network's user namespace may enter it. The template has none; whoever runs as its user may
gain them, by entering that user namespace, and cannot go back. So a process that lives for this alone does it.
"""

import json
import os
from dataclasses import dataclass
from typing import NoReturn

from cloister.kernel import calls as sys_
from cloister.sandbox.namespaces.maps import map_child

REPORT_BYTES_MAX = 1024


@dataclass(frozen=True)
class Doorway:
    """Descriptors of a user namespace that the template's user made, and of a network namespace that belongs to it."""

    user_fd: int
    network_fd: int


def fork_through(
    doorway: Doorway, flags: int, cgroup_fd: int | None, *, inside: int, outside: int
) -> int:
    """As `fork_into`, in the network, and with the identity maps written. The child has no right over the network.

    Raises OSError.
    """
    report_fd, its_report_fd = os.pipe2(os.O_CLOEXEC)
    if os.fork() == 0:
        os.close(report_fd)
        try:
            sys_.setns(doorway.user_fd, sys_.CLONE_NEWUSER)
            sys_.setns(doorway.network_fd, sys_.CLONE_NEWNET)
            # A child of the template's, as its siblings are: it dies with it.
            pid = sys_.fork_into(flags | sys_.CLONE_PARENT, cgroup_fd)
            if pid == 0:
                return 0
            map_child(pid, inside=inside, outside=outside)
        except OSError as error:
            _end(its_report_fd, {"error": str(error)})
        _end(its_report_fd, {"pid": pid})
    os.close(its_report_fd)
    try:
        report = json.loads(os.read(report_fd, REPORT_BYTES_MAX) or b'{"error": "it died"}')
    finally:
        os.close(report_fd)
    if "error" in report:
        raise OSError(f"entering the network: {report['error']}")
    return int(report["pid"])


def _end(report_fd: int, report: dict[str, object]) -> NoReturn:
    os.write(report_fd, json.dumps(report).encode())
    os._exit(0)
