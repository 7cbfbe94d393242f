"""Who signed a request: AWS Signature Version 4 of a header or a presigned query, recomputed over what was received.

What a signature does not cover cannot be trusted, so every x-amz-* header must be covered: nobody on the way
can add a tenant to a signed request. The rules and their reasons: docs/adr/0010-sigv4-rules.md.
"""

import functools
import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from cloister.api.canonical import canonical_value, has_runs, is_blurred, quoted_path
from cloister.api.claims import (
    ALGORITHM,
    TERMINATOR,
    Claim,
    Terms,
    claim_of,
    invalid,
    parse_timestamp,
    unrecognized,
)
from cloister.api.http import HttpRequest
from cloister.domain import limits
from cloister.domain.clock import Clock
from cloister.domain.identity import AccessKey, AccessKeyId, Principal
from cloister.domain.ids import Region

_TIMESTAMP: Final = "%Y%m%dT%H%M%SZ"
_AGE_MIN: Final = -limits.CLOCK_SKEW_MAX
_SECRET_BYTES: Final = 32


class SigV4Authenticator:
    """Verifies requests for one region, each for one service.

    Safe to call from any thread: the body is hashed, so large ones belong off the event loop.
    """

    def __init__(
        self,
        lookup: Callable[[AccessKeyId], AccessKey | None],
        clock: Clock,
        *,
        region: Region,
    ) -> None:
        self._lookup = lookup
        self._clock = clock
        self._region = region
        # Stands in for the secret of an unknown key, so that an answer takes as long as for a known one.
        self._no_secret = clock.new_token(_SECRET_BYTES)
        # By secret, not by id: a key that was made anew under an old id never meets the old derivation.
        self._signing_key = functools.lru_cache(limits.SIGNING_KEYS_CACHED_MAX)(_signing_key)

    def authenticate(self, request: HttpRequest, service: str) -> Principal:
        """The principal whose secret signed this very request, within its time, for this region and that service.

        Raises AuthenticationFailed with AWS's code and words otherwise.
        """
        claim = claim_of(request)
        _check_headers(request, claim.terms)
        self._check_scope(claim, service)
        self._check_time(claim)
        to_sign = _string_to_sign(request, claim)
        credential = claim.terms.credential
        key = self._lookup(credential.key)
        secret = self._no_secret if key is None else key.secret
        signature = self._signing_key(secret, credential.date, self._region, service).copy()
        signature.update(to_sign.encode())
        expected = signature.hexdigest()
        matches = hmac.compare_digest(expected.encode(), claim.signature.encode())
        if key is None:
            raise unrecognized()
        if not matches:
            raise invalid(
                "The request signature we calculated does not match the signature you provided. "
                "Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
            )
        return Principal(key.id, key.account)

    def _check_scope(self, claim: Claim, service: str) -> None:
        credential, day = claim.terms.credential, claim.timestamp[:8]
        if credential.scope == f"{day}/{self._region}/{service}/{TERMINATOR}":
            return
        if credential.region != self._region:
            raise invalid("Credential should be scoped to a valid region.")
        if credential.service != service:
            raise invalid(f"Credential should be scoped to correct service: '{service}'.")
        raise invalid(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
            f"'{credential.date}' != '{day}', from '{claim.timestamp}'."
        )

    def _check_time(self, claim: Claim) -> None:
        """A header's signature counts from its time for the skew, a presigned one for its lifetime."""
        signed_at = parse_timestamp(claim.timestamp)
        now = self._clock.now()
        skew = limits.CLOCK_SKEW_MAX
        age_max = skew if claim.lifetime is None else claim.lifetime
        if _AGE_MIN <= (age := now - signed_at) <= age_max:
            return
        if age > age_max:
            raise invalid(
                f"Signature expired: {claim.timestamp} is now earlier than "
                f"{now - age_max:{_TIMESTAMP}} ({now:{_TIMESTAMP}} - {_in_words(age_max)})"
            )
        raise invalid(
            f"Signature not yet current: {claim.timestamp} is still later than "
            f"{now + skew:{_TIMESTAMP}} ({now:{_TIMESTAMP}} + {_in_words(skew)})"
        )


def _check_headers(request: HttpRequest, terms: Terms) -> None:
    """Each x-amz-* header is there once, is covered, and reads as it was signed; each covered header is there."""
    amazon, values = request.names.amazon, request.values
    if not amazon <= terms.covered:
        unsigned = sorted(amazon - terms.covered)
        raise invalid(
            f"There were headers present in the request which were not signed: {', '.join(unsigned)}"
        )
    if request.repeated:
        _refuse_repeated([name for name in ("host", *amazon) if name in request.repeated])
    if not values.keys() >= terms.covered:
        absent = [name for name in terms.signed_headers.split(";") if name not in values]
        raise invalid(f"Signed headers that are not in the request: {', '.join(absent)}")
    # SigV4 signs a run of blanks as one, so a signature for tenant 'a b' would be one for 'a  b' too.
    if has_runs("\n".join(values.values())):
        _refuse_blurred([name for name in values if name in amazon and is_blurred(values[name])])


def _refuse_repeated(repeated: list[str]) -> None:
    if repeated:
        raise invalid(f"Headers that may be given only once: {', '.join(sorted(repeated))}")


def _refuse_blurred(blurred: list[str]) -> None:
    if blurred:
        raise invalid(
            f"A signature cannot tell runs of blanks from single ones, found in: {', '.join(blurred)}"
        )


def _canonical_headers(request: HttpRequest, terms: Terms) -> str:
    text = terms.lines % terms.values_of(request.values)
    if not (request.repeated or has_runs(text)):
        return text  # as nearly always
    return "\n".join(
        f"{name}:{','.join(map(canonical_value, request.texts(name)))}"
        for name in terms.signed_headers.split(";")
    )


def _payload_hash(request: HttpRequest) -> str:
    """SHA-256 of the body as received; refuses a request that claims another one, or none."""
    received = hashlib.sha256(request.body).hexdigest()
    claimed = request.values.get("x-amz-content-sha256")
    if claimed is None or claimed == received:
        return received
    if claimed.startswith(("UNSIGNED-PAYLOAD", "STREAMING-")):
        raise invalid(f"x-amz-content-sha256: {claimed} is not supported: sign the payload.")
    raise invalid("The provided 'x-amz-content-sha256' header does not match what was computed.")


def _string_to_sign(request: HttpRequest, claim: Claim) -> str:
    terms = claim.terms
    # The path is never normalised: what is routed is what was signed.
    canonical = (
        f"{request.method}\n{quoted_path(request.path)}\n{claim.query}\n"
        f"{_canonical_headers(request, terms)}\n\n{terms.signed_headers}\n{_payload_hash(request)}"
    )
    # Headers are read as latin-1, so this gives back the bytes on the wire; other text is refused, not a crash.
    digest = hashlib.sha256(canonical.encode("latin-1", "backslashreplace")).hexdigest()
    return f"{ALGORITHM}\n{claim.timestamp}\n{terms.credential.scope}\n{digest}"


def _signing_key(secret: str, date: str, region: str, service: str) -> hmac.HMAC:
    """With nothing signed yet. Copied for each request, which takes less time than to begin with the key itself."""
    key = f"AWS4{secret}".encode()
    for part in (date, region, service, TERMINATOR):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.new(key, digestmod="sha256")


def _in_words(span: timedelta) -> str:
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    return f"{minutes * 60 + seconds} sec." if seconds else f"{minutes} min."
