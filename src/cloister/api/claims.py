"""What a request says of its own signature, in its header or in its query: nothing of it is proven yet."""

import base64
import functools
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple, TypeAlias, TypeVar
from urllib.parse import unquote_to_bytes

from cloister.api.canonical import Pairs, canonical_pairs, joined, recoded
from cloister.api.http import HttpRequest
from cloister.domain import limits
from cloister.domain.errors import AuthenticationFailed
from cloister.domain.identity import AccessKeyId

ALGORITHM: Final = "AWS4-HMAC-SHA256"
TERMINATOR: Final = "aws4_request"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """The key that a request names, and the scope that its signature is for."""

    key: AccessKeyId
    date: str
    region: str
    service: str

    @property
    def scope(self) -> str:
        return f"{self.date}/{self.region}/{self.service}/{TERMINATOR}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a request says of its own signature; nothing of it is proven yet."""

    credential: Credential
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
        case [_, _, _, service, terminator] if terminator == TERMINATOR:
            return service if _SERVICE_PATTERN.fullmatch(service) else None
        case _:
            return None


def claim_of(request: HttpRequest) -> Claim:
    """Where a request says who signed it. Raises AuthenticationFailed for one that says nothing, or says it twice."""
    query = canonical_pairs(request.query)
    authorizations = request.values.get("authorization", ())
    presigned = any(name in _QUERY_PARAMETERS for name, _ in query)
    if not authorizations and not presigned:
        raise AuthenticationFailed(
            "MissingAuthenticationTokenException", "Missing Authentication Token"
        )
    if len(authorizations) + presigned > 1:
        raise incomplete(
            "Only one authentication is allowed: an Authorization header or X-Amz-* query parameters."
        )
    if request.header("x-amz-security-token") is not None or any(
        name == "X-Amz-Security-Token" for name, _ in query
    ):
        raise unrecognized()
    if presigned:
        return _claim_of_query(query)
    if len(authorizations[0]) > limits.AUTHORIZATION_LENGTH_MAX:
        raise incomplete(
            f"The Authorization header must not be longer than {limits.AUTHORIZATION_LENGTH_MAX} characters."
        )
    return _claim_of_header(authorizations[0], request.header("x-amz-date") or "", query)


def _claim_of_header(authorization: str, timestamp: str, query: Pairs) -> Claim:
    # All but the signature is the same in each of a client's requests, for a day.
    rest, name, last = authorization.rpartition(_SIGNATURE_IN_HEADER)
    if "," in last:
        rest, name, last = authorization, "", ""
    stated = _stated(rest + name)
    signature = last.rstrip() or stated.signature
    if not (stated.is_complete and signature and timestamp):
        missing = _missing(authorization, timestamp)
        raise incomplete(f"{' '.join(missing)} {_fingerprint(authorization)}")
    if stated.parameters != len(_HEADER_PARAMETERS):
        raise incomplete(
            f"Authorization header requires each parameter once. {_fingerprint(authorization)}"
        )
    return Claim(
        credential=_parse_credential(stated.credential),
        timestamp=timestamp,
        signed_headers=stated.signed_headers,
        query=joined(query),
        lifetime=None,
        signature=signature,
    )


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
    if algorithm != ALGORITHM:
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


def _claim_of_query(query: Pairs) -> Claim:
    given = [(name, value) for name, value in query if name in _QUERY_PARAMETERS]
    parameters = {name: unquote_to_bytes(value).decode("latin-1") for name, value in given}
    missing = [name for name in _QUERY_PARAMETERS if not parameters.get(name)]
    if missing:
        raise incomplete(
            " ".join(f"AWS query-string parameters must include '{name}'." for name in missing)
            + " Re-examine the query-string parameters."
        )
    if len(given) != len(_QUERY_PARAMETERS):
        raise incomplete("AWS query-string parameters must include each parameter once.")
    if parameters["X-Amz-Algorithm"] != ALGORITHM:
        raise incomplete(f"X-Amz-Algorithm must be '{ALGORITHM}'.")
    return Claim(
        credential=_parse_credential(parameters["X-Amz-Credential"]),
        timestamp=parameters["X-Amz-Date"],
        signed_headers=parameters["X-Amz-SignedHeaders"],
        query=joined([pair for pair in query if pair[0] != "X-Amz-Signature"]),
        lifetime=_parse_lifetime(parameters["X-Amz-Expires"]),
        signature=parameters["X-Amz-Signature"],
    )


@_kept(limits.SIGNING_KEYS_CACHED_MAX)
def _parse_credential(text: str) -> Credential:
    try:
        key, date, region, service, terminator = text.split("/")
    except ValueError:
        raise incomplete(
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term."
        ) from None
    if terminator != TERMINATOR:
        raise invalid(f"Credential should be scoped with a valid terminator: '{TERMINATOR}'.")
    return Credential(key=AccessKeyId(key), date=date, region=region, service=service)


@_kept(limits.SIGNED_HEADERS_CACHED_MAX)
def parse_signed_headers(text: str) -> tuple[str, ...]:
    """The names. Raises AuthenticationFailed unless they are as SigV4 has them, with `host` among them."""
    names = tuple(text.split(";"))
    if list(names) != sorted(set(names)) or text != text.lower():
        raise incomplete("SignedHeaders must be lower case, sorted, and name no header twice.")
    if "host" not in names:
        raise invalid("'Host' must be a 'SignedHeader' in the AWS Authorization.")
    return names


def _parse_lifetime(text: str) -> timedelta:
    longest = limits.PRESIGNED_LIFETIME_MAX
    lifetime = timedelta(seconds=int(text)) if _LIFETIME_PATTERN.fullmatch(text) else timedelta()
    if not timedelta() < lifetime <= longest:
        raise incomplete(
            f"X-Amz-Expires must be a number of seconds from 1 to {longest.total_seconds():.0f}."
        )
    return lifetime


@_kept(limits.TIMESTAMPS_CACHED_MAX)
def parse_timestamp(text: str) -> datetime:
    """The time of a signature, aware. Raises AuthenticationFailed for another form of ISO 8601."""
    # The pattern first: fromisoformat alone takes every other form of ISO 8601 too.
    try:
        if _TIMESTAMP_PATTERN.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass  # the pattern of a time, but no time: the 31st of February
    raise incomplete("Date must be in ISO-8601 'basic format': YYYYMMDD'T'HHMMSS'Z'.")


def _fingerprint(authorization: str) -> str:
    """What AWS shows in place of a header that may hold a password of some other scheme."""
    digest = hashlib.sha256(authorization.encode()).digest()
    return (
        "(Hashed with SHA-256 and encoded with Base64) "
        f"Authorization={base64.b64encode(digest).decode()}"
    )


def invalid(message: str) -> AuthenticationFailed:
    """What is said does not hold."""
    return AuthenticationFailed("InvalidSignatureException", message)


def incomplete(message: str) -> AuthenticationFailed:
    """It does not say what has to be said, or not in the form that it must have."""
    return AuthenticationFailed("IncompleteSignatureException", message)


def unrecognized() -> AuthenticationFailed:
    """Nobody here is known by that."""
    return AuthenticationFailed(
        "UnrecognizedClientException", "The security token included in the request is invalid."
    )
