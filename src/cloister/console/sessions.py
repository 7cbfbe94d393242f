"""Who is signed in: sessions by the hash of a random id, which only a browser's cookie holds."""

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypeAlias

from starlette.requests import cookie_parser

from cloister.domain import console_limits
from cloister.domain.clock import Clock
from cloister.domain.errors import AuthenticationFailed
from cloister.domain.identity import AccessKey, AccessKeyId, Principal

Keys: TypeAlias = Callable[[], Sequence[AccessKey]]
"""The keys that count now."""
SESSION_ID_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class _Session:
    """Times are monotonic seconds."""

    key: AccessKeyId
    opened_at_s: float
    used_at_s: float


class Sessions:
    """Open sessions, in memory: a restart signs everybody out. Not safe outside of the event loop's thread."""

    def __init__(self, keys: Keys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock
        self._sessions: OrderedDict[bytes, _Session] = OrderedDict()
        """By the hash of their ids, the one that was used longest ago first."""

    def open(self, key: AccessKey) -> str:
        """The id of a new session of this key. With SESSIONS_MAX open, the one unused for longest is closed."""
        session_id = self._clock.new_token(SESSION_ID_BYTES)
        now_s = self._clock.monotonic()
        self._sessions[_hash(session_id)] = _Session(key=key.id, opened_at_s=now_s, used_at_s=now_s)
        if len(self._sessions) > console_limits.SESSIONS_MAX:
            self._sessions.popitem(last=False)
        return session_id

    def use(self, session_id: str) -> Principal | None:
        """Whose session it is, which lives on from now; None once it is closed or over, or its key is revoked."""
        digest = _hash(session_id)
        session = self._sessions.get(digest)
        if session is None:
            return None
        key = next((key for key in self._keys() if key.id == session.key), None)
        now_s = self._clock.monotonic()
        if key is None or _is_over(session, now_s):
            del self._sessions[digest]
            return None
        self._sessions[digest] = replace(session, used_at_s=now_s)
        self._sessions.move_to_end(digest)
        return Principal(key.id, key.account)

    def close(self, session_id: str) -> None:
        """The id opens nothing any more. An unknown one is ignored."""
        self._sessions.pop(_hash(session_id), None)


class WithHeaders(Protocol):
    """A request as far as a session is seen by it."""

    def header(self, name: str) -> str | None:
        """The first value of a header given in lower case, or None."""


class BySession:
    """An authenticator: the principal of the session that a request's cookie names, for any service."""

    def __init__(self, sessions: Sessions, *, cookie: str) -> None:
        self._sessions = sessions
        self._cookie = cookie

    def authenticate(self, request: WithHeaders, _service: str) -> Principal:
        """Raises AuthenticationFailed without a session that is open."""
        session_id = cookie_parser(request.header("cookie") or "").get(self._cookie, "")
        principal = self._sessions.use(session_id)
        if principal is None:
            raise AuthenticationFailed(
                "ExpiredTokenException",
                "You are not signed in, or your session has ended: sign in again.",
            )
        return principal


def change_token(session_id: str) -> str:
    """What a page of the session sends with every change. It tells nothing of the id, which scripts can't read."""
    return hmac.digest(session_id.encode(), b"cloister console change", "sha256").hex()


def _is_over(session: _Session, now_s: float) -> bool:
    idle_s, age_s = now_s - session.used_at_s, now_s - session.opened_at_s
    return (
        idle_s > console_limits.SESSION_IDLE.total_seconds()
        or age_s > console_limits.SESSION_AGE_MAX.total_seconds()
    )


def _hash(session_id: str) -> bytes:
    # Looked up by hash: how long a look-up takes tells nothing about ids that are close.
    return hashlib.sha256(session_id.encode()).digest()
