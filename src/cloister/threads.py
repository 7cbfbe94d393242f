"""The one way off the event loop: blocking calls (SQLite, unzipping, hashing of big bodies) run in these threads."""

import asyncio
import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def run_blocking(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a blocking function in the loop's thread pool and return what it returns, or raise what it raises.

    A cancelled caller stops waiting; the call itself runs to its end.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, functools.partial(function, *args, **kwargs))
