"""The template's own process, without a jail: what it does when nobody gives it orders any more."""

import os
import socket
import subprocess
import sys

from cloister.sandbox.namespaces.orders import ORDER_BYTES_MAX, Equip, Order, Ready
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
        "cloister.runtime.python", {}, binds_devices=False, left_out=[], unverified=[]
    )
    ours.send(equipment.encode())
    waiting = ours.recv(ORDER_BYTES_MAX, socket.MSG_PEEK)

    ours.close()
    said = template.communicate(timeout=PATIENCE_S)[1]

    assert isinstance(Order.decode(waiting), Ready)
    assert (template.returncode, said) == (os.EX_OK, b"")
