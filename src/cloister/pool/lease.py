"""The time for which an environment is somebody's alone."""

from typing import Protocol

from cloister.domain.environment import EnvironmentKey
from cloister.domain.function import FunctionVersion
from cloister.pool.environment import Environment


class Lender(Protocol):
    """A pool, as a lease sees it."""

    def take_idle(self, version: FunctionVersion, key: EnvironmentKey) -> Environment | None: ...

    async def obtain(self, version: FunctionVersion, key: EnvironmentKey) -> Environment: ...

    def give_back(self, environment: Environment) -> None: ...


class Lease:
    """`async with` it. A generator in its place would cost each invocation 4 µs."""

    __slots__ = ("_environment", "_key", "_lender", "_version")

    _environment: Environment

    def __init__(self, lender: Lender, version: FunctionVersion, key: EnvironmentKey) -> None:
        self._lender = lender
        self._version = version
        self._key = key

    async def __aenter__(self) -> Environment:
        environment = self._lender.take_idle(self._version, self._key)
        if environment is None:
            environment = await self._lender.obtain(self._version, self._key)
        self._environment = environment
        return environment

    async def __aexit__(self, *_: object) -> None:
        self._lender.give_back(self._environment)
