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
    # As many and as long as a function has.
    {
        "_HANDLER": f"{MODULE}.handler",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.11",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
        "AWS_LAMBDA_FUNCTION_NAME": MODULE,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{MODULE}",
        "AWS_LAMBDA_LOG_STREAM_NAME": f"2026/01/01/[$LATEST]{0:032}",
        "AWS_REGION": "us-east-1",
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "LAMBDA_TASK_ROOT": "/var/task",
        "LANG": "en_US.UTF-8",
        "LD_LIBRARY_PATH": "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib",
        "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
        "PWD": "/var/task",
        "SHLVL": "0",
        "TZ": ":UTC",
    },
    rehearse=False,
)
INVOKE = Invoke(
    attempt=b"0" * 32,
    request_id="00000000-0000-0000-0000-000000000000",
    deadline_ms=0,
    invoked_arn="arn:aws:lambda:us-east-1:000000000000:function:rehearsed",
    tenant=MODULE,
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
        task_root: str,
    ) -> None: ...


def say_all(host: socket.socket) -> None:
    """What a host says until an event is answered. A socket of packets takes all of it before anybody listens."""
    for message in (LOAD, INVOKE):
        host.sendall(message.encode())


def rehearse_all(run: Run) -> None:
    """Load a function and answer an event, as `run` does for a host.

    Afterwards nothing that a function can look at is otherwise than before. Raises SystemExit where it went wrong.
    """
    # Packets: both are there from the beginning, and still each is received by itself, as in a host's turns.
    ours, its = socket.socketpair(type=socket.SOCK_SEQPACKET)
    with ours, its, _as_it_was():
        say_all(ours)
        # The host is gone once the event is answered: that ends it.
        ours.shutdown(socket.SHUT_WR)
        run(its, at_rest=_nothing, task_root=PLACE)


def _nothing() -> None:
    pass


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
