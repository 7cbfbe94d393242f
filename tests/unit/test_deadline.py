"""A deadline passes when it should, whatever was set before it, and one that is kept costs nothing."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from cloister.deadline import Deadline
from tests.unit.simulated_sandboxes import JumpingLoop


class Passed:
    """When deadlines passed, in the loop's time."""

    def __init__(self) -> None:
        self.at_s: list[float] = []
        self.deadline = Deadline(lambda: self.at_s.append(asyncio.get_running_loop().time()))


def run(work: Callable[[Passed], Awaitable[None]]) -> list[float]:
    """When deadlines passed while `work` ran, which took no time."""

    async def watched() -> list[float]:
        passed = Passed()
        await work(passed)
        return passed.at_s

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(watched())


def test_a_deadline_that_is_not_kept_passes_once_and_in_time() -> None:
    async def work(passed: Passed) -> None:
        passed.deadline.set(3.0)
        await asyncio.sleep(10)

    assert run(work) == [3.0]


def test_a_deadline_that_is_kept_does_not_pass() -> None:
    async def work(passed: Passed) -> None:
        passed.deadline.set(3.0)
        await asyncio.sleep(1)
        passed.deadline.keep()
        await asyncio.sleep(10)

    assert run(work) == []


@pytest.mark.parametrize(
    ("second", "passes_at"), [(5.0, 5.0), (2.0, 2.0)], ids=["later", "earlier"]
)
def test_what_was_set_last_counts(second: float, passes_at: float) -> None:
    async def work(passed: Passed) -> None:
        passed.deadline.set(3.0)
        passed.deadline.keep()
        passed.deadline.set(second)
        await asyncio.sleep(10)

    assert run(work) == [passes_at]


def test_each_of_many_is_watched_though_most_are_kept() -> None:
    async def work(passed: Passed) -> None:
        for number in range(1000):
            passed.deadline.set(asyncio.get_running_loop().time() + 3)
            await asyncio.sleep(0.01)
            if number != 700:
                passed.deadline.keep()
                continue
            await asyncio.sleep(5)

    assert run(work) == [pytest.approx(10.0, abs=0.001)]


def test_a_deadline_of_the_past_passes_at_once() -> None:
    async def work(passed: Passed) -> None:
        await asyncio.sleep(5)
        passed.deadline.set(3.0)
        await asyncio.sleep(0)
        await asyncio.sleep(1)

    assert run(work) == [5.0]


def test_deadlines_that_are_kept_cost_no_timer_each(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[float] = []

    async def work(passed: Passed) -> None:
        loop = asyncio.get_running_loop()
        call_at = loop.call_at

        def noted_call_at(when: float, callback: Callable[[], None]) -> asyncio.TimerHandle:
            begun.append(when)
            return call_at(when, callback)

        monkeypatch.setattr(loop, "call_at", noted_call_at)
        for _ in range(1000):
            passed.deadline.set(loop.time() + 3)
            passed.deadline.keep()

    assert run(work) == []
    assert begun == [3.0]


def test_nothing_of_a_closed_one_passes() -> None:
    async def work(passed: Passed) -> None:
        passed.deadline.set(3.0)
        passed.deadline.close()
        passed.deadline.close()
        await asyncio.sleep(10)

    assert run(work) == []
