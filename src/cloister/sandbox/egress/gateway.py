"""The process that stands in the host's network for the router: lays the uplink, waits, and takes it away again.

Exec'ed as root with one socket. The router, its child, has that socket and no right over the host; this process
keeps its rights and hears of nobody.
"""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn, Self

from cloister.kernel import calls as sys_
from cloister.sandbox.egress.orders import GatewayStarted
from cloister.sandbox.egress.programs import SEARCH_PATH, ProgramFailed
from cloister.sandbox.egress.resolver import CONFINED
from cloister.sandbox.egress.router import Router
from cloister.sandbox.egress.uplink import Addresses, Uplink
from cloister.sandbox.namespaces.uid_ranges import ROOT_RANGE_SIZE, ROOT_RANGES, ROOT_TEMPLATE

RESOLVER_MODULE = "cloister.sandbox.egress.resolver"
WORD_BYTES_MAX = 256
"""What the two processes tell each other at their start."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a gateway is for. Its argument, as JSON."""

    installation: str
    """Names the table and the link; no other installation of the machine has it."""
    resolvers: list[str]
    """Addresses of the servers that names are asked of."""
    left_out: list[str]
    """Guards that the networks go without: never any but in the twins of security tests."""

    def encode(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def decode(cls, text: str) -> Self:
        return cls(**json.loads(text))


def main() -> None:
    """Serve until the host closes the socket; then nothing that was made here is left."""
    plan, control = Plan.decode(sys.argv[1]), socket.socket(fileno=int(sys.argv[2]))
    control.set_inheritable(False)
    # Ctrl-C in the server's terminal is the server's to act on: it closes the socket when it is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    uplink = Uplink(plan.installation)
    try:
        # What an earlier gateway left that was killed.
        uplink.remove()
        _serve(plan, uplink, control)
    except (ProgramFailed, OSError) as error:
        # Nobody to tell it to: the host is gone as well.
        with suppress(OSError):
            control.send(GatewayStarted(str(error)).encode())
    finally:
        uplink.remove()


def _serve(plan: Plan, uplink: Uplink, control: socket.socket) -> None:
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with _resolver(plan) as names, ours:
        pid = os.fork()
        if pid == 0:
            ours.close()
            _be_router(plan, control, gateway=its, names=names)
        names.close()
        its.close()
        try:
            if ours.recv(WORD_BYTES_MAX):
                _map(pid)
                addresses = uplink.lay(pid, resolvers=plan.resolvers, left_out=plan.left_out)
                ours.send(json.dumps(asdict(addresses)).encode())
                control.close()
        finally:
            # Without a word the router ends by itself; with one, when the host does.
            ours.close()
            os.waitpid(pid, 0)


def _map(pid: int) -> None:
    """Sandboxes' uids are the same in the router's user namespace; whoever made it is its root."""
    # After the first comes every uid that a sandbox may have, of whichever range the spawner got: each is mapped once
    # more, into one of its own.
    first = ROOT_TEMPLATE + 1
    ids = f"0 {ROOT_TEMPLATE} 1\n{first} {first} {ROOT_RANGES * ROOT_RANGE_SIZE - 1}"
    for kind in ("uid_map", "gid_map"):
        Path("/proc", str(pid), kind).write_text(ids)


def _be_router(
    plan: Plan, control: socket.socket, *, gateway: socket.socket, names: socket.socket
) -> NoReturn:
    try:
        # Made by the user that templates are, a user namespace can be entered from a template, and from nowhere else.
        os.setgroups([])
        os.setresgid(ROOT_TEMPLATE, ROOT_TEMPLATE, ROOT_TEMPLATE)
        os.setresuid(ROOT_TEMPLATE, ROOT_TEMPLATE, ROOT_TEMPLATE)
        sys_.unshare(sys_.CLONE_NEWUSER | sys_.CLONE_NEWNET)
        sys_.prctl(sys_.PR_SET_PDEATHSIG, signal.SIGKILL)
        gateway.send(b"mapped?")
        word = gateway.recv(WORD_BYTES_MAX)
        if word:
            addresses = Addresses(**json.loads(word))
            Router(control, names, left_out=plan.left_out).run(addresses)
    except (OSError, ProgramFailed) as error:
        control.send(GatewayStarted(str(error)).encode())
    os._exit(0)


@contextmanager
def _resolver(plan: Plan) -> Iterator[socket.socket]:
    """The way to a resolver, which ends when the last copy of it is closed; and has ended after the block."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process = subprocess.Popen(  # noqa: S603 # our own interpreter
        [sys.executable, "-I", "-m", RESOLVER_MODULE, str(its.fileno()), *plan.resolvers],
        stdin=subprocess.DEVNULL,
        pass_fds=(its.fileno(),),
        env={"PATH": SEARCH_PATH},
    )
    its.close()
    with process, ours:
        if ours.recv(WORD_BYTES_MAX) != CONFINED:
            raise ProgramFailed("the resolver could not be confined: see its message above")
        yield ours


if __name__ == "__main__":
    main()
