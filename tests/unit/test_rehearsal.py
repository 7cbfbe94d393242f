"""What a rehearsal leaves: nothing that could be looked at, and an end where it went wrong."""

import logging
import os
import socket
import sys
from pathlib import Path

import pytest

from cloister.runtime import python
from cloister.runtime.rehearsal import MODULE, rehearse_all


def _state() -> list[object]:
    return [
        dict(os.environ),
        Path.cwd(),
        list(sys.path),
        set(sys.path_importer_cache),
        sys.stdout,
        sys.stderr,
        list(logging.getLogger().handlers),
        MODULE in sys.modules,
    ]


def test_everything_is_as_before() -> None:
    before = _state()

    python.rehearse_all()

    assert _state() == before


def test_the_whole_way_is_gone() -> None:
    said = bytearray()

    def run_and_listen(connection: socket.socket, *, task_root: str, **_: object) -> None:
        ours, its = socket.socketpair(type=socket.SOCK_SEQPACKET)
        with ours, its:
            while message := connection.recv(4096):
                ours.sendall(message)
            ours.shutdown(socket.SHUT_WR)
            python.run(its, task_root=task_root)
            its.close()
            while answer := ours.recv(4096):
                said.extend(answer)

    rehearse_all(run_and_listen)

    assert b"remaining_ms" in said, "the handler's answer"


def test_where_the_function_can_not_be_loaded_the_process_is_to_end() -> None:
    before = _state()

    def run_elsewhere(connection: socket.socket, **_: object) -> None:
        python.run(connection, task_root="/")

    with pytest.raises(SystemExit):
        rehearse_all(run_elsewhere)

    assert _state() == before
