"""What two forks of one process draw, with every action of reseed() and with one of them taken away.

The process that is forked is the first of a pid namespace, and so are its forks, without any of Python's at-fork hooks:
nothing tells the generators that they were forked. Run as `python -m tests.unit.forked_twins`: prints a JSON object
of the action taken away (or `nothing`) to the two forks' draws.
"""

import ctypes
import json
import multiprocessing.process
import os
import random
import signal
import ssl
import sys
import tempfile
import types
import uuid
from collections.abc import Callable
from functools import partial
from typing import Final

from cloister.kernel.calls import CLONE_NEWPID, CLONE_NEWUSER
from cloister.runtime import reseed as subject
from tests.loose import Json

CLONE: Final = 56 if os.uname().machine == "x86_64" else 220
NOTHING: Final = "nothing"

_libc = ctypes.PyDLL(None, use_errno=True)
_numpy_state = random.Random(0)
"""Stands for numpy's global state, which a test must not depend on."""


def main() -> None:
    """Prime every generator in a process 1, and let forks of it draw."""
    _stand_in_for_numpy()
    # As in a sandbox: without a network card uuid1() makes its node up, once.
    vars(uuid)["_GETTERS"] = []
    sys.stdout.write(json.dumps(_in_fork(_template, CLONE_NEWUSER | CLONE_NEWPID)))


def _stand_in_for_numpy() -> None:
    module = types.ModuleType("numpy.random")
    vars(module)["seed"] = _numpy_state.seed
    sys.modules["numpy.random"] = module


def _template() -> dict[str, Json]:
    _draw()
    return {
        taken: [_in_fork(partial(_reseeded_without, taken), CLONE_NEWPID) for _ in "ab"]
        for taken in (NOTHING, *subject.ACTIONS)
    }


def _reseeded_without(taken: str) -> dict[str, str]:
    subject.ACTIONS.pop(taken, None)
    subject.reseed()
    return _draw()


def _draw() -> dict[str, str]:
    """One draw from each generator, by the name of the module that reseed() acts on."""
    drawn = {
        "random": random.random(),
        "ssl": ssl.RAND_bytes(16).hex(),
        "tempfile": next(vars(tempfile)["_get_candidate_names"]()),
        "uuid": uuid.getnode(),
        "multiprocessing.process": bytes(multiprocessing.process.current_process().authkey).hex(),
        "numpy.random": _numpy_state.random(),
    }
    return {name: str(value) for name, value in drawn.items()}


def _in_fork(work: Callable[[], Json], flags: int) -> Json:
    reading, writing = os.pipe()
    pid = int(
        _libc.syscall(ctypes.c_long(CLONE), ctypes.c_ulong(flags | signal.SIGCHLD), 0, 0, 0, 0)
    )
    if pid == 0:
        try:
            os.write(writing, json.dumps(work()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    if pid < 0:
        raise OSError(ctypes.get_errno(), "clone")
    with os.fdopen(reading) as answer:
        text = answer.read()
    os.waitpid(pid, 0)
    return json.loads(text)


if __name__ == "__main__":
    main()
