"""The fuzzer's targets with hypothesis in atheris's place, so that what `make fuzz` runs is in order and is run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.seeds import SEEDS
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize(
    ("target", "believed"),
    [
        *(("frames", [1, 1, 1, 4]), ("session", [6, 7]), ("signature", [0, 0])),
        *(("package", [2]), ("question", [1])),
    ],
)
def test_a_seed_gets_as_far_as_there_is_to_go(target: str, believed: list[int]) -> None:
    assert [TARGETS[target](seed) for seed in SEEDS[target]] == believed


@pytest.mark.parametrize("target", TARGETS)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_taken_or_refused(target: str, data: bytes) -> None:
    assert TARGETS[target](data) <= len(data)


@pytest.mark.parametrize("target", TARGETS)
@given(data=st.data())
def test_a_seed_with_any_bytes_exchanged_is_taken_or_refused(
    target: str, data: st.DataObject
) -> None:
    seed = data.draw(st.sampled_from(SEEDS[target]))
    start = data.draw(st.integers(0, len(seed)))
    end = data.draw(st.integers(start, len(seed)))

    broken = seed[:start] + data.draw(st.binary(max_size=20)) + seed[end:]

    assert TARGETS[target](broken) <= len(broken)
