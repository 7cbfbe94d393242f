"""Who a sandbox is to the kernel: a uid of its own, of nobody else's, and not again before its rest is over."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloister.domain.errors import BrokenPromise
from cloister.sandbox.namespaces import identity
from cloister.sandbox.namespaces.identity import (
    QUARANTINE_S,
    Identities,
    IdentityPool,
    NoIdentityLeft,
)

FIRST = 1_879_048_193
PREPARE = (
    "import dataclasses, json; from cloister.sandbox.namespaces.identity import prepare_identities; "
    "print(json.dumps(dataclasses.asdict(prepare_identities())))"
)


@pytest.fixture(scope="module")
def prepared() -> Identities:
    """This machine's identities, prepared in another process: it enters namespaces for them."""
    command = [sys.executable, "-c", PREPARE]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return Identities(**json.loads(answer.stdout))


class Time:
    """Stands in for the module `time`: the pool has no clock parameter."""

    def __init__(self) -> None:
        self.passed_s = 1000.0

    def monotonic(self) -> float:
        return self.passed_s


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time()
    monkeypatch.setattr(identity, "time", time)
    return time


@pytest.fixture(scope="module")
def three(prepared: Identities) -> Identities:
    """Three uids to hand out."""
    return replace(prepared, first=FIRST, count=3, shared=False)


def test_every_living_sandbox_has_a_uid_of_its_own(three: Identities) -> None:
    pool = IdentityPool(three)

    assert [pool.take() for _ in range(3)] == [FIRST, FIRST + 1, FIRST + 2]


def test_when_all_uids_are_in_use_there_is_none_left(three: Identities, time: Time) -> None:
    pool = IdentityPool(three)
    for _ in range(3):
        pool.take()
    time.passed_s += 10 * QUARANTINE_S

    with pytest.raises(NoIdentityLeft, match="all 3 uids are in use"):
        pool.take()


def test_a_uid_rests_before_it_is_used_again(three: Identities, time: Time) -> None:
    pool = IdentityPool(replace(three, count=1))
    uid = pool.take()
    pool.give_back(uid)

    time.passed_s += QUARANTINE_S - 0.001
    with pytest.raises(NoIdentityLeft):
        pool.take()
    time.passed_s += 0.001

    assert pool.take() == uid


def test_uids_that_nobody_has_had_yet_come_before_rested_ones(
    three: Identities, time: Time
) -> None:
    pool = IdentityPool(replace(three, count=2))
    first = pool.take()
    pool.give_back(first)
    time.passed_s += QUARANTINE_S

    assert [pool.take(), pool.take()] == [first + 1, first]


def test_uids_come_back_in_the_order_of_their_rest(three: Identities, time: Time) -> None:
    pool = IdentityPool(replace(three, count=2))
    one, two = pool.take(), pool.take()
    pool.give_back(two)
    time.passed_s += 1
    pool.give_back(one)

    time.passed_s += QUARANTINE_S - 1
    assert pool.take() == two
    with pytest.raises(NoIdentityLeft):
        pool.take()


@given(st.lists(st.sampled_from(["take", "give back", "wait"]), max_size=60))
def test_no_two_living_sandboxes_ever_share_a_uid(three: Identities, steps: list[str]) -> None:
    time = Time()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identity, "time", time)
        pool = IdentityPool(three)
        living: list[int] = []
        for step in steps:
            if step == "wait":
                time.passed_s += QUARANTINE_S / 2
            elif step == "give back" and living:
                pool.give_back(living.pop(0))
            elif step == "take":
                living += taken(pool)

            assert len(set(living)) == len(living)


def taken(pool: IdentityPool) -> list[int]:
    """The next uid, if there is one."""
    try:
        return [pool.take()]
    except NoIdentityLeft:
        return []


@pytest.mark.parametrize("first", [0, -1, 2**31])
def test_root_and_what_is_no_uid_are_never_handed_out(three: Identities, first: int) -> None:
    pool = IdentityPool(replace(three, first=first))

    with pytest.raises(NoIdentityLeft, match="is not a uid that a sandbox may have"):
        pool.take()


def test_where_there_is_one_uid_for_all_it_is_never_used_up(three: Identities) -> None:
    pool = IdentityPool(replace(three, first=0, count=1, shared=True))

    taken = [pool.take() for _ in range(3)]
    pool.give_back(taken[0])

    assert taken == [0, 0, 0]
    assert pool.take() == 0


@pytest.mark.skipif(
    os.geteuid() != 0, reason="an ordinary user's uids are those of a user namespace"
)
def test_roots_uids_are_nobodys_on_this_machine_and_far_from_systems_own(
    prepared: Identities,
) -> None:
    uids = range(prepared.first, prepared.first + prepared.count)
    users = [int(line.split(":")[2]) for line in Path("/etc/passwd").read_text().splitlines()]
    assert not prepared.shared
    assert prepared.template not in uids
    assert uids.start > 65_536
    assert uids.stop < 2**31
    assert not any(user in uids or user == prepared.template for user in users)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("root:1:65536\nada:100000:65536\n", (100_000, 65_536)),
        ("adah:200000:65536\n", None),
        ("", None),
    ],
)
def test_subordinate_uids_are_those_of_the_user_and_of_nobody_whose_name_begins_alike(
    tmp_path: Path, text: str, expected: tuple[int, int] | None
) -> None:
    file = tmp_path / "subuid"
    file.write_text(text)

    assert identity._subordinate(str(file), "ada") == expected


def test_a_machine_without_subordinate_uids_has_none(tmp_path: Path) -> None:
    assert identity._subordinate(str(tmp_path / "subuid"), "ada") is None


def test_a_uid_that_is_not_out_can_not_be_given_back() -> None:
    pool = IdentityPool(Identities(1, 5000, 2, is_rootless=False, shared=False))
    uid = pool.take()
    pool.give_back(uid)

    with pytest.raises(BrokenPromise, match="given back once"):
        pool.give_back(uid)


def test_a_user_without_a_name_is_looked_up_by_number() -> None:
    nobodys = 4_000_000_000

    assert identity._name(nobodys) == "4000000000"
