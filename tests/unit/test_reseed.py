"""No two sandboxes of a template draw alike, and each action of reseed() is needed for that."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cloister.runtime.reseed import ACTIONS
from tests.unit.forked_twins import NOTHING

ROOT = Path(__file__).parents[2]

Twins = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def twins() -> Twins:
    """Draws of two forks each, by the action that was taken away."""
    command = [sys.executable, "-m", "tests.unit.forked_twins"]
    made = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    found: Twins = json.loads(made.stdout)
    return found


@pytest.mark.parametrize("generator", ACTIONS)
def test_two_forks_of_a_template_draw_differently(twins: Twins, generator: str) -> None:
    one, other = twins[NOTHING]

    assert one[generator] != other[generator]


@pytest.mark.parametrize("generator", ACTIONS)
def test_without_its_action_a_generator_draws_the_same_in_both(
    twins: Twins, generator: str
) -> None:
    one, other = twins[generator]

    assert one[generator] == other[generator]


def test_no_generator_that_forks_share_is_forgotten() -> None:
    assert {*ACTIONS} == {
        "random",
        "ssl",
        "tempfile",
        "uuid",
        "multiprocessing.process",
        "numpy.random",
    }
