"""T4 (isolation.md 0.1, 3.6): forks of one template draw nothing alike: no key, name or id of another's.

What forks do share, the string hash secret and the address layout, is bounded by the template's replacement
(../test_pool.py). That each action of reseed() is needed for itself is in tests/unit/test_reseed.py: the runtime is a
second fork, with which Python and OpenSSL draw most of it anew once more.
"""

import json

import pytest

from tests.jail.attacks.probes_neighbours import without_a_jail
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCE = """
import multiprocessing, os, random, secrets, socket, ssl, tempfile, time, uuid

def handler(event, context):
    return {
        "random": random.random(),
        "shuffle": str(random.sample(range(1000), 20)),
        "urandom": os.urandom(8).hex(),
        "ssl": ssl.RAND_bytes(8).hex(),
        "secrets": secrets.token_hex(8),
        "uuid1": str(uuid.uuid1()),
        "uuid4": str(uuid.uuid4()),
        "name": next(tempfile._get_candidate_names()),
        "authkey": multiprocessing.current_process().authkey.hex(),
        "child": in_a_fork(random.random),
    }

def in_a_fork(draw):
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.write(writer, str(draw()).encode())
        os._exit(0)
    os.wait()
    return os.read(reader, 100).decode()
"""
TENANTS = 12


async def drawn(lab: Lab) -> dict[str, list[object]]:
    """What each generator drew first, in every tenant's environment."""
    version = lab.version("import multiprocessing.process\n" + SOURCE)
    draws: dict[str, list[object]] = {}
    for number in range(TENANTS):
        result = json.loads((await lab.run(version, f"tenant-{number}")).outcome.payload)
        for generator, value in result.items():
            draws.setdefault(generator, []).append(value)
    return draws


async def test_no_two_tenants_draw_alike(lab: Lab) -> None:
    draws = await drawn(lab)

    assert {name: len(set(values)) for name, values in draws.items()} == dict.fromkeys(
        draws, TENANTS
    )


CLONES = """
import random
CLONE = 56 if os.uname().machine == "x86_64" else 220

def in_a_clone():
    # As the template makes them: past os.fork(), and so past what Python draws anew after it.
    reader, writer = os.pipe()
    if call("syscall", CLONE, signal.SIGCHLD, 0, 0, 0, 0) == 0:
        os.write(writer, str(random.random()).encode())
        os._exit(0)
    os.wait()
    return os.read(reader, 100).decode()

def draw():
    return [in_a_clone() for _ in range(12)]
"""


async def test_clones_that_draw_nothing_anew_draw_alike() -> None:
    async with without_a_jail(CLONES) as processes:
        drawn = await processes.does("attacker", "draw")

    assert len(drawn) == 12
    assert len(set(drawn)) == 1
