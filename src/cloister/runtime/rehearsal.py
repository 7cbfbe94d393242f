"""The whole way of a function, gone through with nobody, so that whoever comes waits for less of it.

A fork pays for each page that it touches first: in a blank most are paid for before it is taken.
"""

import logging
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from awslambdaric import bootstrap

from cloister.wire.messages import Invoke, Load

PLACE = str(Path(__file__).parent)
MODULE = "rehearsed"
LOAD = Load(
    f"{MODULE}.handler",
    {"AWS_LAMBDA_FUNCTION_NAME": MODULE, "AWS_REGION": "us-east-1", "TZ": ":UTC"},
    rehearse=False,
)
INVOKE = Invoke(
    attempt=b"0" * 32,
    request_id="00000000-0000-0000-0000-000000000000",
    deadline_ms=0,
    invoked_arn="arn:aws:lambda:us-east-1:000000000000:function:rehearsed",
    tenant=None,
    client_context=None,
    trace_id=None,
    payload=b'{"key1": "value1", "key2": ["value2", 2.5, null]}',
)


class Run(Protocol):
    """Serves one function on a channel."""

    def __call__(
        self,
        connection: socket.socket,
        *,
        at_rest: Callable[[], object] | None,
        rest_after_ms: int,
        task_root: str,
    ) -> None: ...


def rehearse_all(run: Run, at_rest: Callable[[], object] | None = None) -> None:
    """Load a function and answer an event, as `run` does for a host.

    Afterwards nothing that a function can look at is otherwise than before. Raises SystemExit where it went wrong.
    `at_rest` is called while it waits for another event.
    """
    # Packets: both are there from the beginning, and still each is received by itself, as in a host's turns.
    ours, its = socket.socketpair(type=socket.SOCK_SEQPACKET)

    def be_gone() -> None:
        if at_rest is not None:
            at_rest()
        ours.shutdown(socket.SHUT_WR)

    with ours, its, _as_it_was():
        for message in (LOAD, INVOKE):
            ours.sendall(message.encode())
        if at_rest is None:
            # The host is gone once the event is answered: that ends it.
            be_gone()
        run(its, at_rest=be_gone, rest_after_ms=0, task_root=PLACE)


@contextmanager
def _as_it_was() -> Iterator[None]:
    environ, path, here = dict(os.environ), list(sys.path), Path.cwd()
    importers = set(sys.path_importer_cache)
    streams = sys.stdout, sys.stderr
    root = logging.getLogger()
    handlers, converter = list(root.handlers), logging.Formatter.converter
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(environ)
        time.tzset()
        os.chdir(here)
        sys.path[:] = path
        for name in set(sys.path_importer_cache) - importers:
            del sys.path_importer_cache[name]
        sys.modules.pop(MODULE, None)
        sys.stdout, sys.stderr = streams
        root.handlers[:] = handlers
        logging.Formatter.converter = converter
        vars(bootstrap).update(_GLOBAL_AWS_REQUEST_ID=None, _GLOBAL_TENANT_ID=None)
