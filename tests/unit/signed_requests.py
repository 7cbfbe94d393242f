"""Requests as botocore signs them, at a time of the test's choosing, and the ways to tamper with them."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from cloister.api.http import HttpRequest
from cloister.api.sigv4 import SigV4Authenticator
from cloister.domain.errors import AuthenticationFailed
from cloister.domain.identity import AccessKey, AccessKeyId
from cloister.domain.ids import AccountId, Region

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
REGION = Region("eu-central-1")
KEY = AccessKey(
    id=AccessKeyId("AKIACLOISTER0000BLUE"),
    secret="never/shown+to=anybody0123456789abcdefgh",
    account=AccountId("000000000000"),
    description="for tests",
    created_at=NOW,
)
INVOKE = "/2015-03-31/functions/counter/invocations"
TENANT = ("x-amz-tenant-id", "blue")
WRONG_SIGNATURE = "The request signature we calculated does not match"


@dataclass(frozen=True, slots=True)
class StoppedClock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return 0.0

    def new_uuid(self) -> str:
        return "00000000-0000-4000-8000-000000000000"

    def new_token(self, size_bytes: int) -> str:
        return "5a" * size_bytes

    def draw(self) -> float:
        return 0.0


def authenticator(*keys: AccessKey, at: datetime = NOW) -> SigV4Authenticator:
    known = {key.id: key for key in keys or [KEY]}
    return SigV4Authenticator(known.get, StoppedClock(at), region=REGION)


def signed(
    method: str = "POST",
    url: str = f"http://localhost:9000{INVOKE}",
    *,
    headers: tuple[tuple[str, str], ...] = (),
    body: bytes = b"{}",
    signer: SigV4Auth | None = None,
    at: datetime = NOW,
) -> HttpRequest:
    """The request as it arrives when botocore has signed it at that time."""
    request = AWSRequest(method=method, url=url, headers=dict(headers), data=body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("botocore.auth.get_current_datetime", lambda: at.replace(tzinfo=None))
        (signer or by_header()).add_auth(request)
    target = urlsplit(request.url)
    received = [("host", target.netloc)]
    received += [(name.lower(), str(value)) for name, value in request.headers.items()]
    return HttpRequest(
        method=method,
        path=target.path,
        query=target.query,
        headers=tuple(received),
        body=body,
    )


def by_header(
    secret: str = KEY.secret, *, region: str = REGION, service: str = "lambda"
) -> SigV4Auth:
    return SigV4Auth(Credentials(KEY.id, secret), service, region)


def by_query(expires: int = 900, *, secret: str = KEY.secret) -> SigV4QueryAuth:
    return SigV4QueryAuth(Credentials(KEY.id, secret), "lambda", REGION, expires=expires)


def with_header(request: HttpRequest, name: str, value: str) -> HttpRequest:
    """The request with that header's value exchanged."""
    headers = tuple((key, value if key == name else old) for key, old in request.headers)
    return replace(request, headers=headers)


def without_header(request: HttpRequest, name: str) -> HttpRequest:
    return replace(request, headers=tuple(item for item in request.headers if item[0] != name))


def with_more(request: HttpRequest, name: str, value: str) -> HttpRequest:
    return replace(request, headers=(*request.headers, (name, value)))


def in_authorization(request: HttpRequest, old: str, new: str) -> HttpRequest:
    text = request.header("authorization")
    assert text is not None
    assert old in text
    return with_header(request, "authorization", text.replace(old, new))


def refusal(request: HttpRequest, by: SigV4Authenticator | None = None) -> tuple[str, str]:
    with pytest.raises(AuthenticationFailed) as failure:
        (by or authenticator()).authenticate(request, "lambda")
    return failure.value.code, str(failure.value)


def parameters(request: HttpRequest, **changes: str | None) -> HttpRequest:
    """The request with query parameters exchanged or, where None, taken out; `_` stands for `-`."""
    changed = {name.replace("_", "-"): value for name, value in changes.items()}
    pairs = dict(parse_qsl(request.query)) | changed
    return replace(request, query=urlencode({k: v for k, v in pairs.items() if v is not None}))
