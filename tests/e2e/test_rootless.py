"""The walk-through as an ordinary user: no root, no capability, user namespaces and subordinate uids instead."""

import pytest

from tests.ordinary_user import OrdinaryUser

pytestmark = pytest.mark.timeout(240)


def test_an_ordinary_user_walks_two_tenants_through_one_function(
    ordinary_user: OrdinaryUser,
) -> None:
    demo = ordinary_user.run("cloister", "demo")

    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert "Request counts 1, 2, 1" in demo.stdout


def test_the_doctor_finds_what_an_ordinary_user_needs(ordinary_user: OrdinaryUser) -> None:
    doctor = ordinary_user.run("cloister", "doctor")

    assert "newuidmap" in doctor.stdout
    assert "Traceback" not in doctor.stderr
