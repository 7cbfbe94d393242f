"""The wait for a sandbox's end, which its driver has ordered: every driver's, and never for ever."""

import asyncio

import structlog

from cloister.domain import limits
from cloister.sandbox.driver import Exit, Sandbox

log = structlog.get_logger()


async def end_in_time(sandbox: Sandbox) -> Exit:
    """How it ended; after limits.DESTROY_TIMEOUT that it does not, which the log says as well."""
    try:
        async with asyncio.timeout(limits.DESTROY_TIMEOUT.total_seconds()):
            return await sandbox.ended()
    except TimeoutError:
        log.error("sandbox does not end", environment=sandbox.id)  # noqa: TRY400 # a traceback would tell nothing
        return Exit(failed="the sandbox does not end")
