"""Under which names a console may be called, by where its server listens."""

import pytest

from cloister.console.hosts import Hosts


@pytest.mark.parametrize(
    ("listening", "others", "known", "unknown"),
    [
        ("127.0.0.1", (), ("localhost:9000", "127.0.0.1", "[::1]:80"), ("10.0.0.7", "a.example")),
        ("10.0.0.7", ("A.example",), ("10.0.0.7:9000", "a.EXAMPLE", "localhost"), ("10.0.0.8",)),
        (
            "0.0.0.0",
            (),
            ("10.0.0.8:1", "[fe80::1]", "localhost"),
            ("a.example", "10.0.0.8.example"),
        ),
        ("::", (), ("10.0.0.8", "[2001:db8::7]:9000"), ("a.example",)),
        ("localhost", (), (), ("", "[", "[::1", "user@a.example", "a.example@", "127.1")),
    ],
)
def test_a_name_that_can_be_pointed_here_is_known_only_if_it_was_given(
    listening: str, others: tuple[str, ...], known: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    hosts = Hosts.of(listening, others)

    assert [name for name in known if not hosts.knows(name)] == []
    assert [name for name in unknown if hosts.knows(name)] == []
