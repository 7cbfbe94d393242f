"""How much one tenant may begin and hold: beyond that, its packets are dropped, and nobody else's."""

import pytest

from cloister.domain import limits
from cloister.sandbox.egress.rules import FEW_CONNECTIONS, SLOW_BEGINNINGS
from tests.jail.egress.labs import LabWithout
from tests.jail.egress.world import INTERNET, World
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SEND = """
    import socket, time

    def handler(event, context):
        began = time.monotonic()
        for _ in range(event["count"]):
            # Another port each time: to the kernel, another connection.
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending:
                sending.sendto(b"hello", (event["to"], event["port"]))
        return time.monotonic() - began
"""
MANY = 2 * limits.NETWORK_BEGINNINGS_BURST
TOO_MANY = limits.NETWORK_CONNECTIONS_MAX + 100


@pytest.mark.alone(reason="the attack has to be faster than what is allowed")
async def test_new_connections_are_bounded_by_the_second(lab_reaching: Lab, world: World) -> None:
    with world.counting("udp dport 7001") as arrived:
        event = {"count": MANY, "to": INTERNET, "port": 7001}
        took_s = await lab_reaching.result(SEND, event=event)

        allowed = limits.NETWORK_BEGINNINGS_BURST + limits.NETWORK_BEGINNINGS_PER_S * took_s + 1
        assert allowed < MANY, "too slow to be an attack"
        assert arrived() <= allowed


async def test_twin_without_the_guard_as_many_are_begun_as_one_likes(
    lab_reaching_without: LabWithout, world: World
) -> None:
    with world.counting("udp dport 7002") as arrived:
        async with lab_reaching_without(SLOW_BEGINNINGS) as lab:
            await lab.result(SEND, event={"count": MANY, "to": INTERNET, "port": 7002})

        assert arrived() == MANY


async def test_connections_are_bounded_at_once(
    lab_reaching_without: LabWithout, world: World
) -> None:
    with world.counting("udp dport 7003") as arrived:
        async with lab_reaching_without(SLOW_BEGINNINGS) as lab:
            event = {"count": TOO_MANY, "to": INTERNET, "port": 7003}
            await lab.result(SEND, tenant="tenant-C", event=event)

        # The kernel forgets a few meanwhile, and counts again.
        bound = limits.NETWORK_CONNECTIONS_MAX
        assert bound <= arrived() <= bound + 20


async def test_twin_without_the_guard_as_many_are_held_as_one_likes(
    lab_reaching_without: LabWithout, world: World
) -> None:
    with world.counting("udp dport 7004") as arrived:
        async with lab_reaching_without(SLOW_BEGINNINGS, FEW_CONNECTIONS) as lab:
            await lab.result(SEND, event={"count": TOO_MANY, "to": INTERNET, "port": 7004})

        assert arrived() == TOO_MANY


async def test_what_one_tenant_holds_is_not_taken_from_another(
    lab_reaching: Lab, world: World
) -> None:
    event = {"count": MANY, "to": INTERNET, "port": 7005}
    await lab_reaching.result(SEND, tenant="tenant-D", event=event)

    with world.counting("udp dport 7006") as arrived:
        event = {"count": 10, "to": INTERNET, "port": 7006}
        await lab_reaching.result(SEND, tenant="tenant-E", event=event)

        assert arrived() == 10


ASK_NAMES = """
    import socket, struct, time

    QUESTION = b"\\x01\\x00\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x06public\\x04test\\x00\\x00\\x01\\x00\\x01"

    def handler(event, context):
        answers = set()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.connect(("127.0.0.1", 53))
            asking.settimeout(5)
            began = time.monotonic()
            for number in range(event["count"]):
                asking.send(struct.pack(">H", number) + QUESTION)
                answers.add(asking.recv(512)[:2])
        return [len(answers), time.monotonic() - began]
"""


async def test_names_are_answered_no_faster_than_allowed(lab_reaching: Lab) -> None:
    count = limits.RESOLVER_QUESTIONS_BURST + limits.RESOLVER_QUESTIONS_PER_S

    answered, took_s = await lab_reaching.result(
        ASK_NAMES, tenant="tenant-F", event={"count": count}
    )

    assert answered == count
    assert took_s > 0.9
