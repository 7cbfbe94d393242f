"""Who signed a request: AWS Signature Version 4 of a header or a presigned query, recomputed over what was received.

What a signature does not cover cannot be trusted, so every x-amz-* header must be covered: nobody on the way
can add a tenant to a signed request. The rules and their reasons: docs/adr/0010-sigv4-rules.md.
"""

import base64
import functools
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple, TypeAlias, TypeVar
from urllib.parse import unquote_to_bytes

from cloister.api.canonical import (
    Pairs,
    canonical_pairs,
    canonical_value,
    is_blurred,
    joined,
    quoted_path,
    recoded,
)
from cloister.api.http import HttpRequest
from cloister.domain import limits
from cloister.domain.clock import Clock
from cloister.domain.errors import AuthenticationFailed
from cloister.domain.identity import AccessKey, AccessKeyId, Principal
from cloister.domain.ids import Region

_ALGORITHM: Final = "AWS4-HMAC-SHA256"
_TERMINATOR: Final = "aws4_request"
_TIMESTAMP: Final = "%Y%m%dT%H%M%SZ"
_TIMESTAMP_PATTERN: Final = re.compile(r"\d{8}T\d{6}Z", re.ASCII)
_LIFETIME_PATTERN: Final = re.compile(r"\d{1,6}", re.ASCII)
_SERVICE_PATTERN: Final = re.compile("[a-z-]{1,64}", re.ASCII)
_SIGNATURE_IN_HEADER: Final = "Signature="
_CREDENTIAL_IN_HEADER: Final = "Credential="
_CREDENTIAL_IN_QUERY: Final = "X-Amz-Credential="
_HEADER_PARAMETERS: Final = ("Credential", "Signature", "SignedHeaders")
_QUERY_PARAMETERS: Final = (
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
)
_SECRET_BYTES: Final = 32


Parsed = TypeVar("Parsed")
_Parse: TypeAlias = Callable[[str], Parsed]


def _kept(count_max: int) -> Callable[[_Parse[Parsed]], _Parse[Parsed]]:
    """What texts were parsed to is kept, of so many of them. Long ones are parsed anew: anyone may send them."""

    def decorate(parse: _Parse[Parsed]) -> _Parse[Parsed]:
        known = functools.lru_cache(count_max)(parse)

        @functools.wraps(parse)
        def parsed(text: str) -> Parsed:
            return parse(text) if len(text) > limits.SIGNATURE_CACHED_LENGTH_MAX else known(text)

        return parsed

    return decorate


@dataclass(frozen=True, slots=True, kw_only=True)
class _Credential:
    """The key that a request names, and the scope that its signature is for."""

    key: AccessKeyId
    date: str
    region: str
    service: str

    @property
    def scope(self) -> str:
        return f"{self.date}/{self.region}/{self.service}/{_TERMINATOR}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """What a request says of its own signature; nothing of it is proven yet."""

    credential: _Credential
    timestamp: str
    signed_headers: str
    query: str
    """Canonical, without the signature itself."""
    lifetime: timedelta | None
    """Of a presigned request; None when signed by header."""
    signature: str = field(repr=False)


class _Stated(NamedTuple):
    """What an Authorization header says, an empty text where it says nothing."""

    credential: str
    signed_headers: str
    signature: str
    is_complete: bool
    """Whether each parameter is there, and says something unless it is the signature."""
    parameters: int
    """How many there are, one given twice counted twice."""


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
        claim = _claim(request)
        signed_headers = _parse_signed_headers(claim.signed_headers)
        _check_headers(request, signed_headers)
        self._check_scope(claim, service)
        self._check_time(claim)
        to_sign = _string_to_sign(request, claim, signed_headers)
        key = self._lookup(claim.credential.key)
        secret = self._no_secret if key is None else key.secret
        signing_key = self._signing_key(secret, claim.credential.date, self._region, service)
        expected = hmac.digest(signing_key, to_sign.encode(), "sha256").hex()
        matches = hmac.compare_digest(expected.encode(), claim.signature.encode())
        if key is None:
            raise _unrecognized()
        if not matches:
            raise _invalid(
                "The request signature we calculated does not match the signature you provided. "
                "Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
            )
        return Principal(access_key_id=key.id, account=key.account)

    def _check_scope(self, claim: _Claim, service: str) -> None:
        credential = claim.credential
        if credential.region != self._region:
            raise _invalid("Credential should be scoped to a valid region.")
        if credential.service != service:
            raise _invalid(f"Credential should be scoped to correct service: '{service}'.")
        day = claim.timestamp[:8]
        if credential.date != day:
            raise _invalid(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                f"'{credential.date}' != '{day}', from '{claim.timestamp}'."
            )

    def _check_time(self, claim: _Claim) -> None:
        """A header's signature counts from its time for the skew, a presigned one for its lifetime."""
        signed_at = _parse_timestamp(claim.timestamp)
        now = self._clock.now()
        skew = limits.CLOCK_SKEW_MAX
        age_max = skew if claim.lifetime is None else claim.lifetime
        if now - signed_at > age_max:
            raise _invalid(
                f"Signature expired: {claim.timestamp} is now earlier than "
                f"{now - age_max:{_TIMESTAMP}} ({now:{_TIMESTAMP}} - {_in_words(age_max)})"
            )
        if signed_at - now > skew:
            raise _invalid(
                f"Signature not yet current: {claim.timestamp} is still later than "
                f"{now + skew:{_TIMESTAMP}} ({now:{_TIMESTAMP}} + {_in_words(skew)})"
            )


def claimed_service(head: HttpRequest) -> str | None:
    """The service that a request says it is signed for: unproven until it is authenticated for that service.

    None where it says nothing, or nothing that can be read. Never raises.
    """
    _, found, credential = (head.header("authorization") or "").partition(_CREDENTIAL_IN_HEADER)
    if found:
        return _service_of(credential.partition(",")[0].strip())
    # Anyone may send this, a mebibyte of it: it is read once, and by no pattern that would try again from everywhere.
    pairs = head.query.split("&")
    given = next((pair for pair in pairs if pair.startswith(_CREDENTIAL_IN_QUERY)), "")
    return _service_of(recoded(given.removeprefix(_CREDENTIAL_IN_QUERY)).replace("%2F", "/"))


def _service_of(credential: str) -> str | None:
    """The service that a credential's scope names, if it has one."""
    match credential.split("/"):
        case [_, _, _, service, terminator] if terminator == _TERMINATOR:
            return service if _SERVICE_PATTERN.fullmatch(service) else None
        case _:
            return None


def _claim(request: HttpRequest) -> _Claim:
    """Where a request says who signed it. Refuses one that says nothing, or says it twice."""
    query = canonical_pairs(request.query)
    authorizations = request.values.get("authorization", ())
    presigned = any(name in _QUERY_PARAMETERS for name, _ in query)
    if not authorizations and not presigned:
        raise AuthenticationFailed(
            "MissingAuthenticationTokenException", "Missing Authentication Token"
        )
    if len(authorizations) + presigned > 1:
        raise _incomplete(
            "Only one authentication is allowed: an Authorization header or X-Amz-* query parameters."
        )
    if request.header("x-amz-security-token") is not None or any(
        name == "X-Amz-Security-Token" for name, _ in query
    ):
        raise _unrecognized()
    if presigned:
        return _claim_of_query(query)
    if len(authorizations[0]) > limits.AUTHORIZATION_LENGTH_MAX:
        raise _incomplete(
            f"The Authorization header must not be longer than {limits.AUTHORIZATION_LENGTH_MAX} characters."
        )
    return _claim_of_header(authorizations[0], request.header("x-amz-date") or "", query)


def _claim_of_header(authorization: str, timestamp: str, query: Pairs) -> _Claim:
    # All but the signature is the same in each of a client's requests, for a day.
    rest, name, last = authorization.rpartition(_SIGNATURE_IN_HEADER)
    if "," in last:
        rest, name, last = authorization, "", ""
    stated = _stated(rest + name)
    signature = last.rstrip() or stated.signature
    if not (stated.is_complete and signature and timestamp):
        missing = _missing(authorization, timestamp)
        raise _incomplete(f"{' '.join(missing)} {_fingerprint(authorization)}")
    if stated.parameters != len(_HEADER_PARAMETERS):
        raise _incomplete(
            f"Authorization header requires each parameter once. {_fingerprint(authorization)}"
        )
    return _Claim(
        credential=_parse_credential(stated.credential),
        timestamp=timestamp,
        signed_headers=stated.signed_headers,
        query=joined(query),
        lifetime=None,
        signature=signature,
    )


@_kept(limits.SIGNING_KEYS_CACHED_MAX)
def _stated(authorization: str) -> _Stated:
    given = _parameters(authorization)
    by_name = dict(given)
    return _Stated(
        credential=by_name.get("Credential", ""),
        signed_headers=by_name.get("SignedHeaders", ""),
        signature=by_name.get("Signature", ""),
        is_complete=bool(
            by_name.get("Credential") and by_name.get("SignedHeaders") and "Signature" in by_name
        ),
        parameters=len(given),
    )


def _parameters(authorization: str) -> list[tuple[str, str]]:
    """Names and values, in order; none of an algorithm that is not ours."""
    algorithm, _, rest = authorization.partition(" ")
    if algorithm != _ALGORITHM:
        return []
    given = [part.strip().partition("=") for part in rest.split(",")]
    return [(name, value) for name, _, value in given]


def _missing(authorization: str, timestamp: str) -> list[str]:
    by_name = dict(_parameters(authorization))
    missing = [
        f"Authorization header requires '{name}' parameter."
        for name in _HEADER_PARAMETERS
        if not by_name.get(name)
    ]
    if not timestamp:
        missing.append("Authorization header requires existence of a 'X-Amz-Date' header.")
    return missing


def _claim_of_query(query: Pairs) -> _Claim:
    given = [(name, value) for name, value in query if name in _QUERY_PARAMETERS]
    parameters = {name: unquote_to_bytes(value).decode("latin-1") for name, value in given}
    missing = [name for name in _QUERY_PARAMETERS if not parameters.get(name)]
    if missing:
        raise _incomplete(
            " ".join(f"AWS query-string parameters must include '{name}'." for name in missing)
            + " Re-examine the query-string parameters."
        )
    if len(given) != len(_QUERY_PARAMETERS):
        raise _incomplete("AWS query-string parameters must include each parameter once.")
    if parameters["X-Amz-Algorithm"] != _ALGORITHM:
        raise _incomplete(f"X-Amz-Algorithm must be '{_ALGORITHM}'.")
    return _Claim(
        credential=_parse_credential(parameters["X-Amz-Credential"]),
        timestamp=parameters["X-Amz-Date"],
        signed_headers=parameters["X-Amz-SignedHeaders"],
        query=joined([pair for pair in query if pair[0] != "X-Amz-Signature"]),
        lifetime=_parse_lifetime(parameters["X-Amz-Expires"]),
        signature=parameters["X-Amz-Signature"],
    )


@_kept(limits.SIGNING_KEYS_CACHED_MAX)
def _parse_credential(text: str) -> _Credential:
    try:
        key, date, region, service, terminator = text.split("/")
    except ValueError:
        raise _incomplete(
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term."
        ) from None
    if terminator != _TERMINATOR:
        raise _invalid(f"Credential should be scoped with a valid terminator: '{_TERMINATOR}'.")
    return _Credential(key=AccessKeyId(key), date=date, region=region, service=service)


@_kept(limits.SIGNED_HEADERS_CACHED_MAX)
def _parse_signed_headers(text: str) -> tuple[str, ...]:
    names = tuple(text.split(";"))
    if list(names) != sorted(set(names)) or text != text.lower():
        raise _incomplete("SignedHeaders must be lower case, sorted, and name no header twice.")
    if "host" not in names:
        raise _invalid("'Host' must be a 'SignedHeader' in the AWS Authorization.")
    return names


def _parse_lifetime(text: str) -> timedelta:
    longest = limits.PRESIGNED_LIFETIME_MAX
    lifetime = timedelta(seconds=int(text)) if _LIFETIME_PATTERN.fullmatch(text) else timedelta()
    if not timedelta() < lifetime <= longest:
        raise _incomplete(
            f"X-Amz-Expires must be a number of seconds from 1 to {longest.total_seconds():.0f}."
        )
    return lifetime


@_kept(limits.TIMESTAMPS_CACHED_MAX)
def _parse_timestamp(text: str) -> datetime:
    # The pattern first: fromisoformat alone takes every other form of ISO 8601 too.
    try:
        if _TIMESTAMP_PATTERN.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass  # the pattern of a time, but no time: the 31st of February
    raise _incomplete("Date must be in ISO-8601 'basic format': YYYYMMDD'T'HHMMSS'Z'.")


def _check_headers(request: HttpRequest, signed_headers: tuple[str, ...]) -> None:
    """Each x-amz-* header is there once, is covered, and reads as it was signed; each covered header is there."""
    values = request.values
    amazon = [name for name in values if name.startswith("x-amz-")]
    if unsigned := set(amazon).difference(signed_headers):
        raise _invalid(
            f"There were headers present in the request which were not signed: {', '.join(sorted(unsigned))}"
        )
    if len(values) < len(request.headers):
        _refuse_repeated([name for name in ("host", *amazon) if len(values.get(name, ())) > 1])
    if set(signed_headers).difference(values):
        absent = [name for name in signed_headers if name not in values]
        raise _invalid(f"Signed headers that are not in the request: {', '.join(absent)}")
    # SigV4 signs a run of blanks as one, so a signature for tenant 'a b' would be one for 'a  b' too.
    blurred = [name for name in amazon if is_blurred(values[name][0])]
    if blurred:
        raise _invalid(
            f"A signature cannot tell runs of blanks from single ones, found in: {', '.join(blurred)}"
        )


def _refuse_repeated(repeated: list[str]) -> None:
    if repeated:
        raise _invalid(f"Headers that may be given only once: {', '.join(sorted(repeated))}")


def _payload_hash(request: HttpRequest) -> str:
    """SHA-256 of the body as received; refuses a request that claims another one, or none."""
    received = hashlib.sha256(request.body).hexdigest()
    claimed = request.header("x-amz-content-sha256")
    if claimed is None or claimed == received:
        return received
    if claimed.startswith(("UNSIGNED-PAYLOAD", "STREAMING-")):
        raise _invalid(f"x-amz-content-sha256: {claimed} is not supported: sign the payload.")
    raise _invalid("The provided 'x-amz-content-sha256' header does not match what was computed.")


def _string_to_sign(request: HttpRequest, claim: _Claim, signed_headers: tuple[str, ...]) -> str:
    canonical = "\n".join(
        (
            request.method,
            # Never normalised: what is routed is what was signed.
            quoted_path(request.path),
            claim.query,
            *[
                f"{name}:{','.join([canonical_value(it) for it in request.values[name]])}"
                for name in signed_headers
            ],
            "",
            claim.signed_headers,
            _payload_hash(request),
        )
    )
    # Headers are read as latin-1, so this gives back the bytes on the wire; other text is refused, not a crash.
    digest = hashlib.sha256(canonical.encode("latin-1", "backslashreplace")).hexdigest()
    return "\n".join((_ALGORITHM, claim.timestamp, claim.credential.scope, digest))


def _signing_key(secret: str, date: str, region: str, service: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (date, region, service, _TERMINATOR):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def _fingerprint(authorization: str) -> str:
    """What AWS shows in place of a header that may hold a password of some other scheme."""
    digest = hashlib.sha256(authorization.encode()).digest()
    return (
        "(Hashed with SHA-256 and encoded with Base64) "
        f"Authorization={base64.b64encode(digest).decode()}"
    )


def _in_words(span: timedelta) -> str:
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    return f"{minutes * 60 + seconds} sec." if seconds else f"{minutes} min."


def _invalid(message: str) -> AuthenticationFailed:
    return AuthenticationFailed("InvalidSignatureException", message)


def _incomplete(message: str) -> AuthenticationFailed:
    return AuthenticationFailed("IncompleteSignatureException", message)


def _unrecognized() -> AuthenticationFailed:
    return AuthenticationFailed(
        "UnrecognizedClientException", "The security token included in the request is invalid."
    )
