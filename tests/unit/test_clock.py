"""Ids are random, in the form that they have to have, and nobody's twice."""

import uuid
from concurrent.futures import ThreadPoolExecutor

from cloister.domain.clock import BLOCK_BYTES, BLOCKS_AHEAD, SystemClock


def test_a_new_uuid_is_a_random_one_of_rfc_9562() -> None:
    clock = SystemClock()

    drawn = [uuid.UUID(text) for text in (clock.new_uuid() for _ in range(1000))]

    assert {(each.version, each.variant) for each in drawn} == {(4, uuid.RFC_4122)}
    assert {str(each)[19] for each in drawn} == set("89ab")


def test_a_new_uuid_is_written_as_uuids_are() -> None:
    text = SystemClock().new_uuid()

    assert text == str(uuid.UUID(text))


def test_a_token_has_the_length_that_was_asked_for() -> None:
    clock = SystemClock()

    lengths = [len(clock.new_token(size)) for size in (8, BLOCK_BYTES, 32)]

    assert lengths == [16, 2 * BLOCK_BYTES, 64]


def test_threads_that_draw_at_once_never_get_the_same() -> None:
    clock = SystemClock()

    def draw(_: int) -> list[str]:
        return [clock.new_token(BLOCK_BYTES) for _ in range(20 * BLOCKS_AHEAD)]

    with ThreadPoolExecutor(8) as threads:
        drawn = [token for tokens in threads.map(draw, range(16)) for token in tokens]

    assert len(set(drawn)) == len(drawn)
