"""What is measured: first answers of new tenants, one known tenant by itself, and many at once."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cloister.bench.connection import Answered, Connection
from cloister.bench.target import NotMeasurable, Target

WARM_UP_S = 0.2
"""Before known tenants are measured: each has an environment of its own by then."""

Progress = Callable[[str, float], None]
"""Told the measurement's name and how much of it is done, from 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is measured, and how much of it."""

    tenants: int
    """New ones, one after the other."""
    pause_s: float
    """Between two of them: time for the endpoint to prepare the next."""
    connections: int
    """At once, of as many of those tenants."""
    seconds: float
    """That each measurement of known tenants lasts."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """How long the calls of one kind waited."""

    name: str
    waited_ms: list[float]
    """For answers: a throttle is none, and comes too soon to be taken for one."""
    seconds: float
    """From the first call to the last answer; pauses included."""
    throttled: int = 0


@dataclass(slots=True)
class _Calls:
    waited_ms: list[float] = field(default_factory=list)
    throttled: int = 0

    def note(self, answered: Answered) -> None:
        if answered.is_throttled:
            self.throttled += 1
        else:
            self.waited_ms.append(answered.took_ms)

    def measurement(self, name: str, seconds: float) -> Measurement:
        """Raises NotMeasurable if there is nothing that was measured."""
        if not self.waited_ms:
            raise NotMeasurable(f"{name}: every call was throttled")
        return Measurement(name, self.waited_ms, seconds, self.throttled)


async def measure(target: Target, plan: Plan, progress: Progress) -> list[Measurement]:
    """All measurements in turn.

    Raises NotMeasurable at the first answer that is not the tenant's own, and where all calls are throttled.
    """
    connection = await Connection.open(target)
    try:
        # A function's very first environment is like no other.
        await connection.call(target.request("first"), "first")
        return [
            await _new_tenants(connection, target, plan=plan, progress=progress),
            await _known(target, plan, connections=1, progress=progress),
            await _known(target, plan, connections=plan.connections, progress=progress),
        ]
    finally:
        connection.close()


async def _new_tenants(
    connection: Connection, target: Target, *, plan: Plan, progress: Progress
) -> Measurement:
    calls, began = _Calls(), time.perf_counter()
    for number in range(plan.tenants):
        await asyncio.sleep(plan.pause_s)
        tenant = _tenant(number)
        calls.note(await connection.call(target.request(tenant), tenant))
        progress("new tenants", (number + 1) / plan.tenants)
    return calls.measurement("new tenants", time.perf_counter() - began)


async def _known(
    target: Target, plan: Plan, *, connections: int, progress: Progress
) -> Measurement:
    name = "known tenant" if connections == 1 else f"known tenants, {connections} at once"
    opened = [await Connection.open(target) for _ in range(connections)]
    calls = _Calls()
    try:
        await _for_a_while(opened, target, until=time.perf_counter() + WARM_UP_S, calls=_Calls())
        began = time.perf_counter()
        async with asyncio.TaskGroup() as tasks:
            work = _for_a_while(opened, target, until=began + plan.seconds, calls=calls)
            running = tasks.create_task(work)
            tasks.create_task(_tell(running, name, seconds=plan.seconds, progress=progress))
        took_s = time.perf_counter() - began
    finally:
        for connection in opened:
            connection.close()
    return calls.measurement(name, took_s)


async def _for_a_while(
    connections: list[Connection], target: Target, *, until: float, calls: _Calls
) -> None:
    async with asyncio.TaskGroup() as tasks:
        for number, connection in enumerate(connections):
            tenant = _tenant(number)
            work = _one_after_another(connection, target, tenant=tenant, until=until, calls=calls)
            tasks.create_task(work)


async def _one_after_another(
    connection: Connection, target: Target, *, tenant: str, until: float, calls: _Calls
) -> None:
    request = target.request(tenant)
    while time.perf_counter() < until:
        calls.note(await connection.call(request, tenant))


async def _tell(
    running: asyncio.Task[None], name: str, *, seconds: float, progress: Progress
) -> None:
    began = time.perf_counter()
    while not running.done():
        progress(name, min(1.0, (time.perf_counter() - began) / seconds))
        # A few times a second, for people to see that it goes on.
        await asyncio.wait([running], timeout=0.25)
    progress(name, 1.0)


def _tenant(number: int) -> str:
    return f"tenant-{number}"
