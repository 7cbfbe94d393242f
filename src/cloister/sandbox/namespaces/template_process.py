"""A template as the spawner has it: started into its image without privileges, given orders, ended with its parent."""

import contextlib
import os
import signal
import socket
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, Self

from cloister.domain.limits import TEMPLATE_AGE_MAX, TEMPLATE_FORKS_MAX
from cloister.kernel import calls as sys_
from cloister.sandbox.namespaces.identity import Identities
from cloister.sandbox.namespaces.image import Image
from cloister.sandbox.namespaces.orders import (
    ORDER_BYTES_MAX,
    Equip,
    Order,
)
from cloister.sandbox.namespaces.template import CONTROL_FD

OOM_SCORE = "500"
_START = (
    "import sys; sys.path.insert(0, '/var/runtime'); "
    "from cloister.sandbox.namespaces.template import main; main()"
)


@dataclass(frozen=True)
class TemplateSpec:
    """What to start, and where."""

    name: str
    image: Image
    executable: str
    """The interpreter, as it is called inside the image."""
    environ: Mapping[str, str]
    runtime_module: str
    binds_devices: bool
    """Whether the image's device nodes are empty files to bind the host's over."""
    keeps_blanks: bool
    left_out: list[str]
    unverified: list[str]
    """Steps of the jail that are not done, and not proven, in its sandboxes: in tests of the jail."""


@dataclass(eq=False)
class TemplateProcess:
    """One running template. Its end is seen by `receive` returning None."""

    spec: "TemplateSpec"
    pid: int
    control: socket.socket
    outstanding: set[str] = field(default_factory=set)
    """Sandboxes that were ordered and not answered yet."""
    forks: int = 0
    living: int = 0
    """Sandboxes that are not buried yet: they die with their template."""
    started_at: float = field(default_factory=time.monotonic)

    @classmethod
    def start(cls, spec: "TemplateSpec", *, mount_point: Path, identities: Identities) -> Self:
        """Start a template in its image; it is ready when it says so. An image that can't be made ends it.

        Raises OSError where no process can be forked.
        """
        with contextlib.ExitStack() as opened:
            ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            opened.enter_context(ours)
            with its:
                pid = os.fork()
                if pid == 0:
                    _be_template(spec, its, mount_point, identities)
            opened.pop_all()
        return cls(spec, pid, ours)

    def equip(self, filters: dict[str, list[str]]) -> None:
        """Give it what all its sandboxes have in common: the first thing it is told. `receive` tells if it is gone."""
        equipment = Equip(
            self.spec.runtime_module,
            filters,
            self.spec.binds_devices,
            self.spec.left_out,
            self.spec.unverified,
        )
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.control.send(equipment.encode())

    def fork(self, sandbox_id: str, order: bytes, fds: list[int]) -> None:
        """Order one sandbox, by a Fork as it is sent. Raises OSError when the template is gone."""
        socket.send_fds(self.control, [order], fds)
        self.outstanding.add(sandbox_id)
        self.forks += 1

    @property
    def is_worn(self) -> bool:
        """Whether another one should take its place: too many sandboxes share what they inherit of it."""
        age_s = time.monotonic() - self.started_at
        return self.forks >= TEMPLATE_FORKS_MAX or age_s > TEMPLATE_AGE_MAX.total_seconds()

    def receive(self) -> Order | None:
        """What the template says next, or None when it is gone."""
        try:
            data = self.control.recv(ORDER_BYTES_MAX)
        except ConnectionResetError:
            return None
        return Order.decode(data) if data else None

    def close(self) -> None:
        """The process is gone and reaped afterwards."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        # Not before: it would die of a broken pipe, and say so in the server's log.
        self.control.close()


def _be_template(
    spec: TemplateSpec, control: socket.socket, mount_point: Path, identities: Identities
) -> NoReturn:
    try:
        _become(spec, control, mount_point, identities)
    except OSError:
        # The one place to tell: the spawner's stderr is the server's log.
        traceback.print_exc()
    os._exit(1)


def _become(
    spec: TemplateSpec, control: socket.socket, mount_point: Path, identities: Identities
) -> NoReturn:
    control.set_inheritable(True)  # dup2 keeps the flag of an equal fd
    os.dup2(control.fileno(), CONTROL_FD)
    sys_.close_range(CONTROL_FD + 1, 0xFFFFFFFF)
    null = os.open("/dev/null", os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.close(null)
    # Inherited by every sandbox: when the machine runs out of memory, tenants go before the server.
    Path("/proc/self/oom_score_adj").write_text(OOM_SCORE)
    spec.image.enter(mount_point, binds_devices=spec.binds_devices)
    _drop_privileges(identities)
    sys_.prctl(sys_.PR_SET_PDEATHSIG, signal.SIGKILL)
    arguments = [spec.executable, "-I", "-S", "-c", _START]
    os.execve(spec.executable, arguments, dict(spec.environ))  # noqa: S606 # no shell wanted


def _drop_privileges(identities: Identities) -> None:
    # NOROOT first: where there is one uid for all it is the namespace's root, which exec would make mighty again.
    sys_.prctl(sys_.PR_SET_SECUREBITS, sys_.SECBITS_LOCKED)
    if not identities.shared:
        os.setgroups([])
        os.setresgid(identities.template, identities.template, identities.template)
        os.setresuid(identities.template, identities.template, identities.template)
    sys_.clear_capabilities()
    sys_.prctl(sys_.PR_SET_NO_NEW_PRIVS, 1)
