"""What forks of one process have alike, or init has left behind, and must be drawn anew (isolation.md 3.6)."""

import os
import sys
from types import ModuleType

RANDOM_BYTES = 32


def reseed() -> set[str]:
    """Every generator of randomness or names that is loaded is independent of what it was before.

    Returns the names of their modules.
    """
    drawn: set[str] = set()
    for name, action in ACTIONS.items():
        module = sys.modules.get(name)
        if module is not None:
            action(module)
            drawn.add(name)
    return drawn


def _random(module: ModuleType) -> None:
    module.seed(os.urandom(RANDOM_BYTES))


def _ssl(module: ModuleType) -> None:
    # OpenSSL notices a fork by a change of getpid() only, and pids repeat in every pid namespace.
    module.RAND_add(os.urandom(RANDOM_BYTES), float(RANDOM_BYTES))


def _tempfile(module: ModuleType) -> None:
    # tempfile has no public way to forget its generator of names.
    vars(module)["_name_sequence"] = None


def _uuid(module: ModuleType) -> None:
    # uuid1() caches the node and the last timestamp; there is no public way to forget them.
    vars(module).update(_node=None, _last_timestamp=None)


def _process(module: ModuleType) -> None:
    module.current_process().authkey = os.urandom(RANDOM_BYTES)


def _numpy_random(module: ModuleType) -> None:
    module.seed(int.from_bytes(os.urandom(4), "big"))


ACTIONS = {
    "random": _random,
    "ssl": _ssl,
    "tempfile": _tempfile,
    "uuid": _uuid,
    "multiprocessing.process": _process,
    "numpy.random": _numpy_random,
}
"""By the name of the module that is loaded."""
