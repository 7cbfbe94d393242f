"""A template's memory as a file that its forks map: what they copied and did not change they give back (sharing.c)."""

import ctypes
import json
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass

from cloister.runtime.process import SHARING

RECORDED = {"exit_code": 0}
"""As process 1 tells of its runtime's end."""
STATUS_BYTES_MAX = 64


@dataclass(frozen=True)
class Sharing:
    """Looked up once, in a template: a fork would copy pages for it. What returns a number returns 0 where it can."""

    lay_out: Callable[[], int]
    """Once, in the template."""
    record: Callable[[], int]
    """Next, in a fork that is nobody's and rests: what it has in its memory others will have in theirs."""
    share: Callable[[], int]
    """Then, in the template. Its memory is a file's afterwards, which nobody can change, and has the bytes it had."""
    give_back: Callable[[], object]
    """In a fork that is idle: pages that are as they were in the file are the file's again.

    Nothing happens where there are other threads or processes, nor where the template could not share.
    """

    def share_as_at_rest(
        self, fork_nobody: Callable[[int, int], int], say_all: Callable[[socket.socket], None]
    ) -> None:
        """All three, or nothing where one of them can't.

        `fork_nobody` returns the number of a fork, given the channel of that and where it tells of its end; `say_all`
        is its host.
        """
        if self.lay_out() < 0:
            return
        ours, its = socket.socketpair(type=socket.SOCK_SEQPACKET)
        status_fd, its_status_fd = os.pipe()
        with ours, its, os.fdopen(status_fd, "rb", buffering=0) as status:
            say_all(ours)
            try:
                pid = fork_nobody(its.fileno(), its_status_fd)
            finally:
                os.close(its_status_fd)
            ended = status.read(STATUS_BYTES_MAX)
            os.waitpid(pid, 0)
        if json.loads(ended or "{}") == RECORDED:
            self.share()


def find_sharing() -> Sharing:
    """What the image has for it; where the machine has no compiler that can't."""
    try:
        # PyDLL: no other thread may run Python meanwhile.
        library = ctypes.PyDLL(SHARING)
    except OSError:
        return Sharing(lay_out=_can_not, record=_can_not, share=_can_not, give_back=_can_not)
    return Sharing(
        lay_out=library.lay_out,
        record=library.record,
        share=library.share,
        give_back=library.give_back,
    )


def _can_not() -> int:
    return -1
