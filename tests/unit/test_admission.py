"""Concurrency: who is let in, who is told to come back and why, and that every unit is given back."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloister.domain.errors import Throttled
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import FunctionName, RevisionId
from cloister.invoke.admission import Admission, Unit
from cloister.pool.provision import Provisions
from tests.support import a_version

ACCOUNT_REASON = "ConcurrentInvocationLimitExceeded"
RESERVED_REASON = "ReservedFunctionConcurrentInvocationLimitExceeded"


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> FunctionVersion:
    return a_version("", tmp_path_factory.mktemp("code"))


def admission(
    *, account: int = 10, reserved: int = 0, provisions: Provisions | None = None
) -> Admission:
    return Admission(
        account_concurrency=account,
        reserved_total=lambda: reserved,
        provisions=provisions or Provisions(),
    )


def reserving(version: FunctionVersion, units: int, *, name: str = "r") -> FunctionVersion:
    return replace(version, name=FunctionName(name), reserved_concurrency=units)


@contextlib.contextmanager
def admitted(gate: Admission, version: FunctionVersion) -> Iterator[None]:
    """It holds a unit for the block."""
    unit = gate.take(version)
    try:
        yield
    finally:
        gate.give_back(unit)


def units_free(gate: Admission, version: FunctionVersion) -> int:
    """How many more can run at once, found out by trying."""
    with contextlib.ExitStack() as running:
        for count in range(100):
            try:
                running.enter_context(admitted(gate, version))
            except Throttled:
                return count
    raise AssertionError("no limit was found")


def reason(gate: Admission, version: FunctionVersion) -> str:
    with pytest.raises(Throttled) as refusal, admitted(gate, version):
        pass
    assert str(refusal.value) == "Rate Exceeded."
    return refusal.value.reason


def test_the_account_runs_as_many_at_once_as_it_may_and_not_one_more(
    version: FunctionVersion,
) -> None:
    gate = admission(account=2)

    with admitted(gate, version), admitted(gate, replace(version, name=FunctionName("g"))):
        assert reason(gate, version) == ACCOUNT_REASON


def test_what_functions_have_reserved_is_not_there_for_the_others(version: FunctionVersion) -> None:
    gate = admission(account=5, reserved=3)

    assert units_free(gate, version) == 2


def test_a_reservation_made_meanwhile_counts_at_once(version: FunctionVersion) -> None:
    reserved = [0]
    gate = Admission(
        account_concurrency=3, reserved_total=lambda: reserved[0], provisions=Provisions()
    )

    with admitted(gate, version):
        reserved[0] = 2

        assert reason(gate, version) == ACCOUNT_REASON


def test_a_function_gets_what_it_reserved_and_not_one_more(version: FunctionVersion) -> None:
    reserved = reserving(version, 2)
    gate = admission(account=10, reserved=2)

    with admitted(gate, reserved), admitted(gate, reserved):
        assert reason(gate, reserved) == RESERVED_REASON


def test_a_reservation_of_zero_stops_a_function(version: FunctionVersion) -> None:
    assert reason(admission(), reserving(version, 0)) == RESERVED_REASON


def test_reserved_and_unreserved_functions_never_take_from_one_another(
    version: FunctionVersion,
) -> None:
    reserved = reserving(version, 2)
    gate = admission(account=3, reserved=2)

    with admitted(gate, version):
        assert units_free(gate, version) == 0
        assert units_free(gate, reserved) == 2
    with admitted(gate, reserved), admitted(gate, reserved):
        assert units_free(gate, version) == 1


def provisioned(*wanted: tuple[FunctionVersion, int]) -> Provisions:
    """So many of these versions, which are all of one function."""
    version = wanted[0][0]
    provisions = Provisions()
    provisions.replace(version.account, version.name, wanted)
    return provisions


def other_version(version: FunctionVersion) -> FunctionVersion:
    return replace(version, version="2", revision=RevisionId("of version 2"))


def test_what_is_provisioned_for_a_version_is_its_own(version: FunctionVersion) -> None:
    gate = admission(account=5, provisions=provisioned((version, 3)))
    other = other_version(version)

    with admitted(gate, other), admitted(gate, other):
        assert reason(gate, other) == ACCOUNT_REASON
        assert units_free(gate, version) == 3
    assert units_free(gate, version) == 5, "beyond it the version uses what everybody may"


def test_what_is_provisioned_is_a_part_of_what_is_reserved(version: FunctionVersion) -> None:
    reserved = reserving(version, 3)
    gate = admission(account=9, reserved=3, provisions=provisioned((reserved, 2)))

    assert units_free(gate, other_version(reserved)) == 1
    assert units_free(gate, reserved) == 3
    assert units_free(gate, other_version(version)) == 6, "for the others it is reserved already"
    with admitted(gate, reserved), admitted(gate, reserved), admitted(gate, reserved):
        assert reason(gate, reserved) == RESERVED_REASON


def test_one_functions_reservation_is_not_anothers(version: FunctionVersion) -> None:
    gate = admission(account=10, reserved=2)

    with admitted(gate, reserving(version, 1, name="one")):
        assert units_free(gate, reserving(version, 1, name="two")) == 1


def test_an_invocation_that_raises_gives_its_unit_back(version: FunctionVersion) -> None:
    gate = admission(account=1)

    for _ in range(3):
        with pytest.raises(LookupError), admitted(gate, version):
            raise LookupError

    assert units_free(gate, version) == 1


def test_a_refusal_takes_no_unit(version: FunctionVersion) -> None:
    gate = admission(account=1)

    with admitted(gate, version):
        assert [reason(gate, version) for _ in range(3)] == [ACCOUNT_REASON] * 3

    assert units_free(gate, version) == 1


def test_a_reservation_that_comes_while_the_function_runs_leaves_both_counts_right(
    version: FunctionVersion,
) -> None:
    later = replace(version, reserved_concurrency=1)
    gate = admission(account=1)

    with admitted(gate, version):
        assert reason(gate, later) == RESERVED_REASON

    assert units_free(gate, later) == 1
    assert units_free(gate, version) == 1


@given(calls=st.lists(st.sampled_from(["plain", "reserved", "end of the oldest"])))
def test_after_any_course_of_calls_everything_is_free_again(
    version: FunctionVersion, calls: list[str]
) -> None:
    versions = {"plain": version, "reserved": reserving(version, 2)}
    gate = admission(account=4, reserved=2)

    running: list[Unit] = []
    for call in calls:
        if call in versions:
            with contextlib.suppress(Throttled):
                running.append(gate.take(versions[call]))
        elif running:
            gate.give_back(running.pop(0))
    for left in running:
        gate.give_back(left)

    assert units_free(gate, versions["plain"]) == 2
    assert units_free(gate, versions["reserved"]) == 2
