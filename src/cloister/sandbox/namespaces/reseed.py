"""What every fork of a template inherits alike and must draw anew before anybody's code runs (isolation.md 3.6)."""

import os
import sys
from dataclasses import dataclass, field
from types import ModuleType

from cloister.sandbox.namespaces.step import expect

RANDOM_BYTES = 32


@dataclass(slots=True)
class DrawAnew:
    """The step of the plan. What was drawn leaves no trace that could be looked at, so it is noted."""

    _drawn: set[str] | None = field(default=None, init=False)

    def describe(self) -> str:
        return "draw new randomness"

    def execute(self) -> None:
        self._drawn = reseed()

    def verify(self) -> None:
        loaded = {name for name in _ACTIONS if name in sys.modules}
        expect(self._drawn, loaded, "generators that were seeded anew")


def reseed() -> set[str]:
    """Every generator of randomness or names that is loaded is independent of the template's afterwards.

    Returns the names of their modules.
    """
    drawn: set[str] = set()
    for name, action in _ACTIONS.items():
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


_ACTIONS = {
    "random": _random,
    "ssl": _ssl,
    "tempfile": _tempfile,
    "uuid": _uuid,
    "multiprocessing.process": _process,
    "numpy.random": _numpy_random,
}
