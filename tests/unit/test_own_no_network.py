"""A sandbox finds out whether it could change its network: the proof of the step "own no network"."""

import subprocess
import sys

import pytest

ENTER_AND_PROVE = """
import sys
from cloister.kernel import calls
from cloister.sandbox.namespaces.own_namespaces import OwnNoNetwork
from cloister.sandbox.namespaces.program import Program, carry_out, follow_in_python

for namespaces in sys.argv[1:]:
    calls.unshare(int(namespaces))
carry_out(Program(OwnNoNetwork().proof()), follow_in_python)
"""
USER, NETWORK = 0x10000000, 0x40000000


@pytest.mark.parametrize(
    ("entered", "complaint"),
    [
        ([NETWORK, USER], ""),
        ([USER, NETWORK], "NotAsWanted: whether its addresses and routes can be changed"),
    ],
    ids=["a network that is another's", "one that is its own"],
)
def test_only_the_network_of_another_passes(entered: list[int], complaint: str) -> None:
    proved = subprocess.run(
        [sys.executable, "-c", ENTER_AND_PROVE, *map(str, entered)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert proved.returncode == (1 if complaint else 0), proved.stderr
    assert complaint in proved.stderr
