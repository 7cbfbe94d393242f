"""Sessions end, links work once, and failures are answered later and later: by a clock of the test's."""

from datetime import timedelta

import pytest

from cloister.console.attempts import Attempts
from cloister.console.sessions import Sessions
from cloister.console.sign_in import Credentials, Doorkeeper, OneTimeLink, SignInPaused
from cloister.domain import console_limits
from cloister.domain.errors import AuthenticationFailed
from cloister.domain.identity import AccessKey, AccessKeyId
from tests.support import ACCOUNT, MovingClock

A_SECOND = timedelta(seconds=1)


@pytest.fixture
def key(clock: MovingClock) -> AccessKey:
    return AccessKey(
        id=AccessKeyId("AKIAONE"),
        secret="right",
        account=ACCOUNT,
        description="",
        created_at=clock.now(),
    )


def test_a_session_in_use_lives_on_until_its_greatest_age(
    clock: MovingClock, key: AccessKey
) -> None:
    sessions = Sessions(lambda: [key], clock)
    session = sessions.open(key)

    lived = timedelta()
    while sessions.use(session) is not None:
        clock.advance(console_limits.SESSION_IDLE)
        lived += console_limits.SESSION_IDLE

    assert lived == console_limits.SESSION_AGE_MAX + console_limits.SESSION_IDLE


def test_a_session_that_nobody_uses_is_over(clock: MovingClock, key: AccessKey) -> None:
    sessions = Sessions(lambda: [key], clock)
    session = sessions.open(key)

    clock.advance(console_limits.SESSION_IDLE + A_SECOND)

    assert sessions.use(session) is None


def test_a_revoked_key_ends_its_sessions(clock: MovingClock, key: AccessKey) -> None:
    keys = [key]
    sessions = Sessions(lambda: keys, clock)
    session = sessions.open(key)

    keys.clear()

    assert sessions.use(session) is None


def test_of_too_many_sessions_the_one_unused_longest_is_closed(
    clock: MovingClock, key: AccessKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console_limits, "SESSIONS_MAX", 2)
    sessions = Sessions(lambda: [key], clock)
    first, second = sessions.open(key), sessions.open(key)
    sessions.use(first)

    third = sessions.open(key)

    alive = [sessions.use(it) is not None for it in (first, second, third)]
    assert alive == [True, False, True]


def test_the_link_signs_in_once(clock: MovingClock, key: AccessKey) -> None:
    link = OneTimeLink(clock)
    credentials = Credentials(link=link.secret)
    door = Doorkeeper(lambda: [key], link, clock)

    admitted = door.admit(credentials, address="here")

    assert admitted == key
    with pytest.raises(AuthenticationFailed, match="link is not valid"):
        door.admit(credentials, address="here")


def test_the_link_is_no_good_after_its_time(clock: MovingClock, key: AccessKey) -> None:
    link = OneTimeLink(clock)
    door = Doorkeeper(lambda: [key], link, clock)
    secret = link.secret

    clock.advance(console_limits.SIGN_IN_LINK_LIFETIME + A_SECOND)

    with pytest.raises(AuthenticationFailed):
        door.admit(Credentials(link=secret), address="here")


def test_no_secret_is_no_secret(clock: MovingClock, key: AccessKey) -> None:
    door = Doorkeeper(lambda: [key], OneTimeLink(clock), clock)

    for credentials in (Credentials(), Credentials(access_key_id=key.id)):
        with pytest.raises(AuthenticationFailed):
            door.admit(credentials, address="here")


def test_each_failure_more_doubles_the_wait_up_to_its_bound(clock: MovingClock) -> None:
    attempts = Attempts(clock)
    waits = []

    for _ in range(console_limits.SIGN_IN_FAILURES_FREE + 8):
        attempts.failed("here")
        waits.append(attempts.wait_s("here", "elsewhere"))

    assert waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]
    assert attempts.wait_s("elsewhere") == 0


def test_failures_are_forgotten_in_time(clock: MovingClock) -> None:
    attempts = Attempts(clock)
    for _ in range(console_limits.SIGN_IN_FAILURES_FREE + 1):
        attempts.failed("here")

    clock.advance(console_limits.SIGN_IN_FAILURES_REMEMBERED + A_SECOND)
    attempts.failed("here")

    assert attempts.wait_s("here") == 0


def test_no_more_than_so_many_failures_are_remembered(
    clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console_limits, "SIGN_IN_FAILURES_KEPT", 2)
    monkeypatch.setattr(console_limits, "SIGN_IN_FAILURES_FREE", 0)
    attempts = Attempts(clock)

    for name in ("first", "second", "third"):
        attempts.failed(name)

    assert [attempts.wait_s(name) for name in ("first", "second", "third")] == [0, 1, 1]


def test_while_it_is_paused_not_even_the_right_secret_is_looked_at(
    clock: MovingClock, key: AccessKey
) -> None:
    door = Doorkeeper(lambda: [key], OneTimeLink(clock), clock)
    for _ in range(console_limits.SIGN_IN_FAILURES_FREE + 1):
        with pytest.raises(AuthenticationFailed):
            door.admit(Credentials(access_key_id=key.id), address="here")
    right = Credentials(access_key_id=key.id, secret_access_key=key.secret)

    with pytest.raises(SignInPaused):
        door.admit(right, address="elsewhere")
    clock.advance(A_SECOND)

    assert door.admit(right, address="elsewhere") == key
