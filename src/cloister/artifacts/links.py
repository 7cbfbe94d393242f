"""Download links for deployment packages: whoever holds one reads that package until it expires, and no other."""

import hmac
import re
from typing import Final

from cloister.domain import limits
from cloister.domain.clock import Clock
from cloister.domain.errors import ensure

_QUERY: Final = re.compile(r"expires=([0-9]{1,12})&signature=([0-9a-f]{64})")
_SECRET_BYTES_MIN: Final = 32
"""As long as the hash's output: RFC 2104, section 3."""


class CodeLinks:
    """Signs and checks links with one secret, which lives as long as links should hold across restarts."""

    def __init__(self, secret: bytes, clock: Clock) -> None:
        ensure(len(secret) >= _SECRET_BYTES_MIN, "links are signed with a whole key", len(secret))
        self._secret = secret
        self._clock = clock

    def query(self, digest: str) -> str:
        """The query string that opens the package `digest` for limits.CODE_LOCATION_LIFETIME from now."""
        expires_s = int((self._clock.now() + limits.CODE_LOCATION_LIFETIME).timestamp())
        return f"expires={expires_s}&signature={self._signature(digest, expires_s)}"

    def verify(self, digest: str, query: str) -> bool:
        """Whether `query` opens `digest` now. False for anything that query() did not write."""
        match = _QUERY.fullmatch(query)
        if match is None:
            return False
        expires_s = int(match[1])
        genuine = hmac.compare_digest(self._signature(digest, expires_s), match[2])
        return genuine and self._clock.now().timestamp() < expires_s

    def _signature(self, digest: str, expires_s: int) -> str:
        # The purpose stands in front, so that nothing else signed with this secret can be taken for a link.
        text = f"cloister code link\n{digest}\n{expires_s}"
        return hmac.new(self._secret, text.encode("utf-8", "surrogatepass"), "sha256").hexdigest()
