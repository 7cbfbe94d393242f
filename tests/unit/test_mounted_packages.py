"""Packages stay mounted for the next sandbox, but no more than so many, and never one that is not there any more."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.mounted_packages import MOUNTED_MAX

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    directory = tmp_path_factory.mktemp("packages")
    opened = subprocess.run(
        [sys.executable, "-m", "tests.unit.mounted_packages", str(directory)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, object] = json.loads(opened.stdout)
    return found


def test_a_package_is_mounted_once_for_all_its_sandboxes(seen: dict[str, object]) -> None:
    assert (seen["first"], seen["first again"]) == (["app.py"], ["app.py"])
    assert seen["is kept"]


def test_one_that_was_unpacked_again_is_seen_as_it_is_now(seen: dict[str, object]) -> None:
    assert seen["unpacked again"] == ["other.py"]


def test_layers_are_one_tree(seen: dict[str, object]) -> None:
    assert seen["layers"] == ["second.py", "third.py"]


def test_the_oldest_goes_where_there_are_too_many_and_nothing_of_it_is_left(
    seen: dict[str, object],
) -> None:
    assert seen["third"] == ["third.py"]
    assert seen["stands"] == MOUNTED_MAX
    assert seen["mounts"] == len(["layer1", "layer2", "code"])
