"""What is made ahead is for functions that are there: of one that goes, nothing is made any more."""

import asyncio
from pathlib import Path

from cloister.domain.environment import InitializationType
from cloister.domain.function import FunctionVersion
from cloister.pool.ahead import Ahead, GaveWay
from cloister.pool.fleet import Fleet
from tests.support import a_version
from tests.unit.simulated_sandboxes import JumpingLoop, LoopClock


async def _retired_while_its_turn_is_awaited(version: FunctionVersion) -> list[str]:
    """What came of the environment that was being made of a version when that was retired."""
    fleet, told = Fleet(), list[str]()
    is_asked_for, is_its_turn = asyncio.Event(), asyncio.Event()

    async def make(_: FunctionVersion, __: InitializationType) -> GaveWay:
        told.append("asked for")
        is_asked_for.set()
        try:
            await is_its_turn.wait()
        except asyncio.CancelledError:
            told.append("given up")
            raise
        return GaveWay()

    loop = asyncio.get_running_loop()
    assert isinstance(loop, JumpingLoop)
    async with asyncio.TaskGroup() as tasks:
        ahead = Ahead(
            clock=LoopClock(loop),
            tasks=tasks,
            fleet_of=lambda _: fleet,
            has_room=lambda _: True,
            may_prepare=lambda _: True,
            make=make,
            remove=lambda _: None,
            is_memory_short=lambda: False,
        )
        ahead.note_demand(fleet, version)
        await is_asked_for.wait()

        ahead.retire(version.revision)
    return told


def test_what_waits_for_its_turn_is_not_made_of_a_version_that_is_gone(tmp_path: Path) -> None:
    version = a_version("", tmp_path)

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        told = runner.run(_retired_while_its_turn_is_awaited(version))

    assert told == ["asked for", "given up"]
