"""Which tests of a run in several processes stay together, and which of them begin."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.bundles import BUNDLES, bundle_of, longest_first

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Named:
    """What is asked of an item."""

    nodeid: str
    timeouts_s: list[int] = field(default_factory=list)

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        assert name == "timeout"
        marks = [pytest.mark.timeout(each).mark for each in self.timeouts_s]
        return marks[0] if marks else None


def test_tests_of_a_module_stay_together_and_modules_of_a_bundle_too() -> None:
    assert bundle_of("tests/unit/test_a.py::test_x[a::b]") == "tests/unit/test_a.py"
    assert bundle_of("tests/jail/attacks/test_bpf.py::test_x") == bundle_of(
        "tests/jail/test_rootless_attacks.py::test_y"
    )
    assert bundle_of("tests/console/test_pages.py::test_x") == "console"


def test_whatever_a_bundle_is_named_by_is_there() -> None:
    missing = [name for name in BUNDLES if not [*ROOT.glob(f"{name.rstrip('/')}*")]]

    assert missing == []


def test_bundles_with_a_patient_test_come_first_and_whole() -> None:
    items = [
        Named("tests/unit/test_a.py::test_1"),
        Named("tests/unit/test_b.py::test_1"),
        Named("tests/unit/test_c.py::test_1", [90]),
        Named("tests/unit/test_b.py::test_2", [600]),
    ]

    longest_first(items, usual_timeout_s=60)

    assert [each.nodeid.rpartition("/")[2] for each in items] == [
        "test_b.py::test_1",
        "test_b.py::test_2",
        "test_c.py::test_1",
        "test_a.py::test_1",
    ]
