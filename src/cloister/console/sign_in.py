"""Who may have a session: whoever knows an access key's secret, or holds the link that the server printed."""

import hmac
from typing import Final

import msgspec

from cloister.console.attempts import Attempts
from cloister.console.sessions import Keys
from cloister.domain import console_limits
from cloister.domain.clock import Clock
from cloister.domain.errors import AuthenticationFailed, SerializationFailed
from cloister.domain.identity import AccessKey, AccessKeyId

LINK_BYTES: Final = 32


class Credentials(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """What a browser signs in with: a key's two halves, or a link's secret."""

    access_key_id: str = ""
    secret_access_key: str = ""
    link: str = ""


class SignInPaused(Exception):
    """Too many sign-ins have failed: this one was not looked at."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"Too many sign-ins have failed: try again in {wait_s:.0f} s.")
        self.wait_s = wait_s


class OneTimeLink:
    """A secret that signs in once, within SIGN_IN_LINK_LIFETIME of the server's start."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._made_at_s = clock.monotonic()
        self._secret: str | None = clock.new_token(LINK_BYTES)

    @property
    def secret(self) -> str:
        """For the one who starts the server to see. Empty once it was used."""
        return self._secret or ""

    def take(self, secret: str) -> bool:
        """True exactly once, for the right secret in time."""
        age_s = self._clock.monotonic() - self._made_at_s
        if self._secret is None or age_s > console_limits.SIGN_IN_LINK_LIFETIME.total_seconds():
            return False
        if not hmac.compare_digest(self._secret.encode(), secret.encode()):
            return False
        self._secret = None
        return True


class Doorkeeper:
    """Checks credentials. Failures of one address, and of one key, are answered later and later."""

    def __init__(self, keys: Keys, link: OneTimeLink, clock: Clock) -> None:
        """`keys` are those that may sign in, oldest first: the link stands for the first."""
        self._keys = keys
        self._link = link
        self._attempts = Attempts(clock)
        # Stands in for the secret of an unknown key, so that an answer takes as long as for a known one.
        self._no_secret = clock.new_token(LINK_BYTES)

    def admit(self, credentials: Credentials, *, address: str) -> AccessKey:
        """The key that signs in. Raises SignInPaused, or AuthenticationFailed, which counts as a failure."""
        names = [f"address {address}"]
        if credentials.access_key_id:
            names.append(f"key {credentials.access_key_id}")
        wait_s = self._attempts.wait_s(*names)
        if wait_s > 0:
            raise SignInPaused(wait_s)
        key = self._of_link(credentials) if credentials.link else self._of_secret(credentials)
        if key is None:
            self._attempts.failed(*names)
            told = (
                "link is not valid, or has been used or expired"
                if credentials.link
                else "key or its secret is wrong"
            )
            raise AuthenticationFailed("UnrecognizedClientException", f"The {told}.")
        self._attempts.succeeded(*names)
        return key

    def _of_link(self, credentials: Credentials) -> AccessKey | None:
        return next(iter(self._keys()), None) if self._link.take(credentials.link) else None

    def _of_secret(self, credentials: Credentials) -> AccessKey | None:
        asked = AccessKeyId(credentials.access_key_id)
        key = next((key for key in self._keys() if key.id == asked), None)
        secret = self._no_secret if key is None else key.secret
        matches = hmac.compare_digest(secret.encode(), credentials.secret_access_key.encode())
        return key if matches else None


def parse_credentials(body: bytes) -> Credentials:
    """Raises SerializationFailed for anything but the JSON object of a sign-in."""
    try:
        return msgspec.json.decode(body, type=Credentials)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SerializationFailed(f"Could not read the sign-in: {error}") from None
