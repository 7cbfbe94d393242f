"""Bounds of the console: sessions, sign-ins, cookies; each has its unit and its source."""

from datetime import timedelta
from typing import Final

from cloister.domain.limits import KIB

SESSIONS_MAX: Final = 1000
"""Signed-in browsers, each a few hundred bytes; the one unused for longest is signed out for a new one."""
SESSION_IDLE: Final = timedelta(hours=1)
"""Without a request for so long, a session is over; pages that follow something keep asking while they are seen."""
SESSION_AGE_MAX: Final = timedelta(hours=12)
"""isolation.md 3.12."""
SIGN_IN_BYTES_MAX: Final = 4 * KIB
SIGN_IN_FAILURES_FREE: Final = 5
"""Of one address or key, before the next has to wait: a second at first, twice as long each time."""
SIGN_IN_PAUSE_MAX: Final = timedelta(seconds=60)
"""Whoever fails on purpose keeps the key's owner waiting no longer than this."""
SIGN_IN_FAILURES_REMEMBERED: Final = timedelta(minutes=15)
SIGN_IN_FAILURES_KEPT: Final = 10_000
"""Addresses and keys with failures, remembered at once."""
SIGN_IN_LINK_LIFETIME: Final = timedelta(minutes=15)
"""Of the link that `cloister up` prints, from the start."""
COOKIES_LENGTH_MAX: Final = 16 * KIB
"""Of a request to the console, whose own takes 100; servers of others on the same host may have set more."""
