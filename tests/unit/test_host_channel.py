"""The host's end of a channel to a sandbox that does not do its part."""

import asyncio
import gc
from dataclasses import replace

import pytest

from cloister.domain.limits import MIB
from cloister.pool.channel import HostChannel
from cloister.sandbox.channel import open_channel
from cloister.wire.messages import Hello, Load, Loaded
from tests.loose import Json
from tests.unit.example_messages import EVENT

MORE_THAN_A_SOCKET_HOLDS = 5 * MIB
INVOKE = replace(EVENT, payload=b" " * MORE_THAN_A_SOCKET_HOLDS)


@pytest.mark.parametrize("gives_up", ["at the deadline", "when it is cancelled"])
async def test_whoever_gives_up_while_sending_leaves_no_error_that_nobody_asks_for(
    gives_up: str,
) -> None:
    loop = asyncio.get_running_loop()
    untold: list[dict[str, Json]] = []
    loop.set_exception_handler(lambda _, context: untold.append(context))
    ours, its = open_channel()
    with ours, its:
        channel = HostChannel(ours, on_broken=lambda: None)
        its.send(Hello().encode())
        await channel.hello(deadline_at=loop.time() + 60)
        loop.call_soon(its.send, Loaded().encode())
        await channel.ask(Load("f.handler", {}, rehearse=False), deadline_at=loop.time() + 60)

        patience_s = 0.01 if gives_up == "at the deadline" else 60.0
        asking = asyncio.ensure_future(channel.ask(INVOKE, deadline_at=loop.time() + patience_s))
        if gives_up == "when it is cancelled":
            await asyncio.sleep(0)  # once round the loop: it is sending by then
            asking.cancel()
        await asyncio.wait([asking])
        channel.close()

    wanted = asyncio.CancelledError if patience_s > 1 else TimeoutError
    with pytest.raises(wanted):
        await asking
    del asking, channel
    gc.collect()
    await asyncio.sleep(0)  # once round the loop, in which it would be told
    assert untold == []
