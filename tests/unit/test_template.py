"""The template's own process, without a jail: what it rehearses, and what it does when nobody gives it orders."""

import os
import resource
import socket
import subprocess
import sys
from pathlib import Path

from cloister.sandbox.namespaces.orders import ORDER_BYTES_MAX, Equip, Order, Ready
from cloister.sandbox.namespaces.policy import STRICT_PROFILE
from cloister.sandbox.namespaces.program import follow_in_python, rehearse
from cloister.sandbox.namespaces.template import CONTROL_FD

PATIENCE_S = 30
MAIN = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); "
    "from cloister.sandbox.namespaces.template import main; main()"
)


def test_a_template_whose_spawner_leaves_its_answer_unread_ends_without_a_word() -> None:
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    assert CONTROL_FD == 3
    template = subprocess.Popen(
        [sys.executable, "-c", MAIN, str(its.fileno())],
        pass_fds=[its.fileno()],
        stderr=subprocess.PIPE,
    )
    its.close()
    equipment = Equip(
        "cloister.runtime.python",
        {STRICT_PROFILE: []},
        binds_devices=False,
        left_out=[],
        unverified=[],
    )
    ours.send(equipment.encode())
    waiting = ours.recv(ORDER_BYTES_MAX, socket.MSG_PEEK)

    ours.close()
    said = template.communicate(timeout=PATIENCE_S)[1]

    assert isinstance(Order.decode(waiting), Ready)
    assert (template.returncode, said) == (os.EX_OK, b"")


def test_rehearsing_the_jail_changes_nothing_of_the_process() -> None:
    before = _of_this_process()

    rehearse(follow_in_python)

    assert _of_this_process() == before


def _of_this_process() -> list[object]:
    """What the steps of the jail would change."""
    status = Path("/proc/self/status").read_text().splitlines()
    names = ("Umask", "Uid", "Gid", "Groups", "Cap", "NoNewPrivs", "Seccomp", "Sig")
    namespaces = [link.readlink() for link in sorted(Path("/proc/self/ns").iterdir())]
    limits = [resource.getrlimit(number) for number in range(16)]
    return [
        [line for line in status if line.startswith(names)],
        namespaces,
        limits,
        Path("/proc/self/mountinfo").read_text(),
        sorted(Path("/proc/self/fd").iterdir()),
        (os.getsid(0), os.uname().nodename, Path.cwd()),
    ]
