"""What a request says of its own signature, in its header or in its query: nothing of it is proven yet."""

import base64
import functools
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Final
from urllib.parse import unquote_to_bytes

import msgspec

from cloister.api.canonical import Pairs, canonical_pairs, joined, recoded
from cloister.api.http import HttpRequest
from cloister.api.kept import kept
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
_NO_NAMES: Final[frozenset[str]] = frozenset()
_QUERY_PARAMETERS: Final = (
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
)


@dataclass(frozen=True, slots=True)
class Credential:
    """The key that a request names, and the scope that its signature is for."""

    key: AccessKeyId
    scope: str
    """Of the parts below, and its terminator."""
    date: str
    region: str
    service: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What a client says of each of its signatures, for a day."""

    credential: Credential
    signed_headers: str
    """Names, sorted, with semicolons between them."""
    covered: frozenset[str]
    """The same names."""
    lines: str
    """The canonical headers, with a place for the value of each."""
    values_of: Callable[[Mapping[str, str]], object]
    """What goes to these places: the values of these headers. Raises KeyError where one is absent."""


class Claim(msgspec.Struct, frozen=True):
    """What a request says of its own signature; nothing of it is proven yet."""

    terms: Terms
    timestamp: str
    query: str
    """Canonical, without the signature itself."""
    lifetime: timedelta | None
    """Of a presigned request; None when signed by header."""
    signature: str

    def __repr__(self) -> str:
        return f"<claim of {self.terms.credential.key} at {self.timestamp}>"  # and no signature


def claimed_service(head: HttpRequest) -> str | None:
    """The service that a request says it is signed for: unproven until it is authenticated for that service.

    None where it says nothing, or nothing that can be read. Never raises.
    """
    _, found, credential = head.values.get("authorization", "").partition(_CREDENTIAL_IN_HEADER)
    if found:
        return _service_of(credential.partition(",")[0].strip())
    # Anyone may send this, a mebibyte of it: it is read once, and by no pattern that would try again from everywhere.
    pairs = head.query.split("&")
    given = next((pair for pair in pairs if pair.startswith(_CREDENTIAL_IN_QUERY)), "")
    return _service_of(recoded(given.removeprefix(_CREDENTIAL_IN_QUERY)).replace("%2F", "/"))


@kept(limits.SIGNING_KEYS_CACHED_MAX)
def _service_of(credential: str) -> str | None:
    """The service that a credential's scope names, if it has one."""
    match credential.split("/"):
        case [_, _, _, service, terminator] if terminator == TERMINATOR:
            return service if _SERVICE_PATTERN.fullmatch(service) else None
        case _:
            return None


def claim_of(request: HttpRequest) -> Claim:
    """Where a request says who signed it. Raises AuthenticationFailed for one that says nothing, or says it twice."""
    query = canonical_pairs(request.query) if request.query else []
    names = {name for name, _ in query} if query else _NO_NAMES
    authorization = request.values.get("authorization")
    presigned = not names.isdisjoint(_QUERY_PARAMETERS)
    if authorization is None and not presigned:
        raise AuthenticationFailed(
            "MissingAuthenticationTokenException", "Missing Authentication Token"
        )
    if authorization is not None and (presigned or "authorization" in request.repeated):
        raise incomplete(
            "Only one authentication is allowed: an Authorization header or X-Amz-* query parameters."
        )
    if "x-amz-security-token" in request.values or "X-Amz-Security-Token" in names:
        raise unrecognized()
    if authorization is None:
        return _claim_of_query(query)
    if len(authorization) > limits.AUTHORIZATION_LENGTH_MAX:
        raise incomplete(
            f"The Authorization header must not be longer than {limits.AUTHORIZATION_LENGTH_MAX} characters."
        )
    return _claim_of_header(authorization, request.values.get("x-amz-date", ""), query)


def _claim_of_header(authorization: str, timestamp: str, query: Pairs) -> Claim:
    terms_text, name, signature = authorization.rpartition(_SIGNATURE_IN_HEADER)
    if "," in signature or not signature.rstrip():
        # It is not the last parameter, where every client has it.
        terms_text, name = authorization, ""
        signature = dict(_parameters(authorization)).get("Signature", "")
    if not (timestamp and signature) or (terms := _terms(terms_text + name)) is None:
        raise _not_as_required(authorization, timestamp)
    return Claim(terms, timestamp, joined(query) if query else "", None, signature.rstrip())


@kept(limits.SIGNING_KEYS_CACHED_MAX)
def _terms(text: str) -> Terms | None:
    """Those in an Authorization header, all of it but the signature's value. None unless each parameter is there once.

    Raises AuthenticationFailed for what they say.
    """
    given = _parameters(text)
    by_name = dict(given)
    credential, signed_headers = by_name.get("Credential"), by_name.get("SignedHeaders")
    if not (credential and signed_headers and "Signature" in by_name):
        return None
    if len(given) != len(_HEADER_PARAMETERS):
        return None
    return _agreed(_parse_credential(credential), signed_headers)


def _parameters(authorization: str) -> list[tuple[str, str]]:
    """Names and values, in order; none of an algorithm that is not ours."""
    algorithm, _, rest = authorization.partition(" ")
    if algorithm != ALGORITHM:
        return []
    given = [part.strip().partition("=") for part in rest.split(",")]
    return [(name, value) for name, _, value in given]


def _not_as_required(authorization: str, timestamp: str) -> AuthenticationFailed:
    by_name = dict(_parameters(authorization))
    missing = [
        f"Authorization header requires '{name}' parameter."
        for name in _HEADER_PARAMETERS
        if not by_name.get(name)
    ]
    if not timestamp:
        missing.append("Authorization header requires existence of a 'X-Amz-Date' header.")
    wrong = " ".join(missing) or "Authorization header requires each parameter once."
    return incomplete(f"{wrong} {_fingerprint(authorization)}")


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
    credential = _parse_credential(parameters["X-Amz-Credential"])
    lifetime = _parse_lifetime(parameters["X-Amz-Expires"])
    return Claim(
        _agreed(credential, parameters["X-Amz-SignedHeaders"]),
        parameters["X-Amz-Date"],
        joined([pair for pair in query if pair[0] != "X-Amz-Signature"]),
        lifetime,
        parameters["X-Amz-Signature"],
    )


def _parse_credential(text: str) -> Credential:
    try:
        key, date, region, service, terminator = text.split("/")
    except ValueError:
        raise incomplete(
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term."
        ) from None
    if terminator != TERMINATOR:
        raise invalid(f"Credential should be scoped with a valid terminator: '{TERMINATOR}'.")
    return Credential(AccessKeyId(key), text.partition("/")[2], date, region, service)


def _agreed(credential: Credential, signed_headers: str) -> Terms:
    """Raises AuthenticationFailed unless the names of headers are as SigV4 has them, with `host` among them."""
    names = tuple(signed_headers.split(";"))
    if list(names) != sorted(set(names)) or signed_headers != signed_headers.lower():
        raise incomplete("SignedHeaders must be lower case, sorted, and name no header twice.")
    if "host" not in names:
        raise invalid("'Host' must be a 'SignedHeader' in the AWS Authorization.")
    lines = "\n".join(f"{name.replace('%', '%%')}:%s" for name in names)
    return Terms(credential, signed_headers, frozenset(names), lines, itemgetter(*names))


def _parse_lifetime(text: str) -> timedelta:
    longest = limits.PRESIGNED_LIFETIME_MAX
    lifetime = timedelta(seconds=int(text)) if _LIFETIME_PATTERN.fullmatch(text) else timedelta()
    if not timedelta() < lifetime <= longest:
        raise incomplete(
            f"X-Amz-Expires must be a number of seconds from 1 to {longest.total_seconds():.0f}."
        )
    return lifetime


@functools.lru_cache(limits.TIMESTAMPS_CACHED_MAX)  # of one length, all that do not raise
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
