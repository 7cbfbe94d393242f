"""Whoever takes over the process that answers names has gained nothing: no file, no program, no service of the host."""

import json
import subprocess
import sys

from cloister.sandbox.egress.networks import Networks
from cloister.sandbox.egress.rules import NAMES_ALONE, RESOLVER_UID
from tests.jail.egress.world import CONTROL_PLANE_PORT, RESOLVER, World, a_world
from tests.support import clock

TAKEN_OVER = """
import json, os, signal, socket, sys
from cloister.sandbox.egress import resolver

def attempt(action):
    try:
        action()
    except OSError as error:
        return type(error).__name__
    return "done"

ATTEMPTS = {
    "read a file": lambda: open("/etc/hostname").close(),
    "write a file": lambda: open("/tmp/cloister-was-here", "w").close(),
    "start a program": lambda: os.execv("/bin/true", ["true"]),
    "fork": lambda: os.fork() or os._exit(0),
    "signal the server": lambda: os.kill(os.getppid(), 0),
    "open a raw socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
    "become root": lambda: os.setuid(0),
}
if sys.argv[1] == "confined":
    resolver._confine()
done = {what: attempt(ATTEMPTS[what]) for what in sys.argv[2:]}
os.write(1, json.dumps(done).encode())
os._exit(0)
"""
HARMLESS = (
    "read a file",
    "write a file",
    "fork",
    "signal the server",
    "open a raw socket",
    "become root",
)
"""What leaves the one that tries there to tell of it."""
CALL = f"""
import os, socket, sys

os.setuid({RESOLVER_UID})
calling = socket.socket()
calling.settimeout(2)
try:
    calling.connect((sys.argv[1], int(sys.argv[2])))
except OSError as error:
    sys.exit(type(error).__name__)
"""


def attempts(kind: str, *what: str) -> dict[str, str]:
    shown = subprocess.run(
        [sys.executable, "-c", TAKEN_OVER, kind, *what], capture_output=True, check=True, timeout=30
    )
    return dict(json.loads(shown.stdout))


def test_a_resolver_that_was_taken_over_can_do_nothing_but_talk() -> None:
    done = attempts("confined", *HARMLESS, "start a program")

    assert set(done.values()) == {"PermissionError"}, done


def test_twin_without_its_confinement_it_can_do_everything() -> None:
    done = attempts("free", *HARMLESS)

    assert set(done.values()) == {"done"}, done


def call(world: World, address: str, port: int) -> str:
    """How a call ends that somebody of the resolver's user makes at the host."""
    with world.at_the_host():
        ended = subprocess.run(
            [sys.executable, "-c", CALL, address, str(port)],
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
    return ended.stderr.strip() or "connected"


async def calls_of_its_user(*guards: str) -> list[str]:
    """How those to the machine's resolver end, and to its control plane, in a world that has no other rules."""
    with a_world() as world:
        with world.at_the_host():
            networks = await Networks.start(
                clock.new_token(6), resolvers=[RESOLVER], left_out=guards
            )
        ended = [call(world, RESOLVER, 53), call(world, "127.0.0.1", CONTROL_PLANE_PORT)]
        await networks.close()
    return ended


async def test_its_user_reaches_the_machines_resolver_and_not_the_control_plane() -> None:
    assert await calls_of_its_user() == ["connected", "TimeoutError"]


async def test_twin_without_the_guard_its_user_reaches_the_control_plane() -> None:
    assert await calls_of_its_user(NAMES_ALONE) == ["connected", "connected"]
