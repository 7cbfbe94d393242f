"""A link to a package's code opens that package, for ten minutes, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from cloister.artifacts.links import CodeLinks
from cloister.domain import limits
from cloister.domain.errors import BrokenPromise

SECRET = bytes(range(32))
DIGEST = "ab" * 32
OTHER = "cd" * 32


class StandingClock:
    """Time goes on when the test says so."""

    def __init__(self) -> None:
        self.time = datetime(2026, 5, 1, 12, 0, 0, 500_000, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()

    def new_uuid(self) -> str:
        return "00000000-0000-4000-8000-000000000000"

    def new_token(self, size_bytes: int) -> str:
        return "00" * size_bytes

    def draw(self) -> float:
        return 0.0


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def links(clock: StandingClock) -> CodeLinks:
    return CodeLinks(SECRET, clock)


def test_a_link_opens_its_package_until_it_expires(links: CodeLinks, clock: StandingClock) -> None:
    query = links.query(DIGEST)

    clock.time += limits.CODE_LOCATION_LIFETIME - timedelta(seconds=1)
    assert links.verify(DIGEST, query)

    clock.time += timedelta(seconds=1)
    assert not links.verify(DIGEST, query)


def test_a_link_opens_no_other_package(links: CodeLinks) -> None:
    assert not links.verify(OTHER, links.query(DIGEST))


def test_a_link_of_another_secret_opens_nothing(links: CodeLinks, clock: StandingClock) -> None:
    foreign = CodeLinks(bytes(32), clock)

    assert not links.verify(DIGEST, foreign.query(DIGEST))


def test_a_link_cannot_be_prolonged(links: CodeLinks) -> None:
    expires, signature = links.query(DIGEST).split("&")
    later = int(expires.removeprefix("expires=")) + 1

    assert not links.verify(DIGEST, f"expires={later}&{signature}")


@pytest.mark.parametrize("digest", ["\N{SNOWMAN}", "\udc80", ""])
def test_what_is_no_digest_is_opened_by_no_ones_link(links: CodeLinks, digest: str) -> None:
    assert not links.verify(digest, links.query(DIGEST))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "expires=&signature=",
        "expires=99999999999",
        "signature=" + "0" * 64,
        "expires=99999999999&signature=" + "0" * 64,
        "expires=99999999999&signature=" + "\N{FULLWIDTH DIGIT ZERO}" * 64,
        "expires=" + "9" * 5000 + "&signature=" + "0" * 64,
        "expires=-1&signature=" + "0" * 64,
    ],
)
def test_a_malformed_query_opens_nothing(links: CodeLinks, query: str) -> None:
    assert not links.verify(DIGEST, query)


def test_a_genuine_query_with_anything_added_opens_nothing(links: CodeLinks) -> None:
    query = links.query(DIGEST)

    assert not links.verify(DIGEST, f"{query}&x=1")
    assert not links.verify(DIGEST, f"{query}\n")


def test_a_short_secret_is_refused(clock: StandingClock) -> None:
    with pytest.raises(BrokenPromise, match="whole key"):
        CodeLinks(b"short", clock)
