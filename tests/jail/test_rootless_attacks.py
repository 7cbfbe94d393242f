"""Every attack once more, by an ordinary user: what the jail holds as root it holds without."""

import re

import pytest

from tests.jail.attacks.rights import NOT_COUNTED, NOT_DELEGATED, TAKES_ROOT
from tests.ordinary_user import ROOT, OrdinaryUser

pytestmark = pytest.mark.timeout(600)

PYTEST_TIMEOUT_S = 540
ALL_FAILED = 1
"""pytest's exit status for failures, which are looked at by name; more is an accident."""
NOT_BOUNDED = {
    NOT_DELEGATED.format(controller="memory"): "tests/jail/attacks/test_memory_",
    NOT_DELEGATED.format(controller="cpu"): "tests/jail/attacks/test_spinning",
    NOT_COUNTED: "tests/jail/attacks/test_watches_of_events",
}
"""Files that need what a user may lack, by the reason: whatever else they hold, they may have nothing to show."""

OUTCOME = re.compile(r"^(PASSED|FAILED|ERROR) (\S+?)::(.+?)(?: - .*)?$", re.MULTILINE)
SKIPPED = re.compile(r"^SKIPPED \[\d+\] (\S+?):\d+: (.+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def report(ordinary_user: OrdinaryUser) -> str:
    """What pytest says of the attacks, run by the user."""
    options = ["-q", "-p", "no:cacheprovider", "--tb=short", "-rpfEs"]
    ran = ordinary_user.run(
        "pytest",
        *options,
        "tests/jail/attacks",
        "tests/jail/test_blanks.py",
        "tests/jail/test_steps.py",
        timeout_s=PYTEST_TIMEOUT_S,
    )
    assert ran.returncode <= ALL_FAILED, ran.stdout + ran.stderr
    return ran.stdout


def test_no_attack_succeeds_without_root_that_fails_with_it(report: str) -> None:
    failed = [f"{file}::{test}" for word, file, test in OUTCOME.findall(report) if word != "PASSED"]

    assert failed == [], report


def test_every_attack_is_made_without_root_as_well(report: str) -> None:
    files = {
        f"tests/jail/attacks/{path.name}"
        for path in (ROOT / "tests/jail/attacks").glob("test_*.py")
    }

    made = {file for word, file, _ in OUTCOME.findall(report) if word == "PASSED"}

    not_made = [file for file in files - made if not file.startswith(tuple(NOT_BOUNDED.values()))]
    assert not_made == []


def test_what_is_left_out_without_root_is_left_out_for_a_known_reason(report: str) -> None:
    known = {TAKES_ROOT, *NOT_BOUNDED}

    reasons = {reason for _, reason in SKIPPED.findall(report)}

    assert TAKES_ROOT in reasons
    assert reasons <= known
