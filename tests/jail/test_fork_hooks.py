"""Python's at-fork hooks, which templates keep out of their forks: functions find them as if nothing had been done."""

import pytest

from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_hooks_of_the_standard_library_run_in_forks_that_a_function_makes(
    lab: Lab,
) -> None:
    source = """
        import logging, os, threading

        def handler(event, context):
            done = threading.Event()
            threading.Thread(target=done.wait).start()
            held = logging.Handler()
            held.acquire()
            pid = os.fork()
            if pid == 0:
                # Both are the hooks' doing: the lock is renewed, and the thread is known to be gone.
                is_free = held.lock.acquire(blocking=False)
                os._exit(0 if is_free and threading.active_count() == 1 else 1)
            done.set()
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    """

    exit_code = await lab.result(source)

    assert exit_code == 0


async def test_a_function_can_have_hooks_of_its_own(lab: Lab) -> None:
    source = """
        import os

        os.register_at_fork(after_in_child=lambda: os._exit(7))

        def handler(event, context):
            pid = os.fork()
            if pid == 0:
                os._exit(0)
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    """

    exit_code = await lab.result(source)

    assert exit_code == 7


async def test_a_function_finds_one_thread_and_every_lock_free(lab: Lab) -> None:
    source = """
        import logging, threading

        HANDLERS = [reference() for reference in logging._handlerList]

        def handler(event, context):
            locks = [logging._lock, *(handler.lock for handler in HANDLERS)]
            return {
                "threads": [thread.name for thread in threading.enumerate()],
                "is_main": threading.current_thread() is threading.main_thread(),
                "ident": threading.main_thread().ident == threading.get_ident(),
                "held": [lock for lock in locks if not lock.acquire(blocking=False)],
            }
    """

    found = await lab.result(source)

    assert found == {"threads": ["MainThread"], "is_main": True, "ident": True, "held": []}
