"""Who is let in at all: not nobody, not a key of before, and no key of another account, whatever else it brings."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.credentials import Credentials

from cloister.api.http import HttpRequest
from tests.accounts.belongings import FUNCTION, OWNER, SECRETS, TENANT
from tests.accounts.conftest import Key, Two, new_key
from tests.e2e.server import Server, eventually, run_cloister
from tests.e2e.signed_http import FUNCTIONS, Received, send
from tests.unit.signed_requests import in_authorization, signed, with_header, with_more

pytestmark = pytest.mark.timeout(120)

PATIENCE_S: Final = 5
"""A running server follows within a second; machines that test are slow."""
GET: Final = f"{FUNCTIONS}/{FUNCTION}"
INVOKE: Final = f"{FUNCTIONS}/{FUNCTION}/invocations"


def by(key: Key) -> SigV4Auth:
    return SigV4Auth(Credentials(*key), "lambda", "us-east-1")


def asking(server: Server, signer: SigV4Auth, *, path: str = GET, **headers: str) -> HttpRequest:
    """A signed request for the owner's function; headers as keywords, with _ for -."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    method, body = ("POST", b"{}") if path == INVOKE else ("GET", b"")
    return signed(
        method,
        f"{server.endpoint}{path}",
        headers=named,
        body=body,
        signer=signer,
        at=datetime.now(UTC),
    )


def answer(request: HttpRequest) -> Received:
    """What it is told; the test fails for a word of the owner's in it that was not in the request."""
    received = send(request)
    said = f"{request.path}{request.query}{request.headers}"
    told = f"{received.headers}{received.body!r}"
    assert [secret for secret in SECRETS if secret in told and secret not in said] == []
    return received


def as_signed(request: HttpRequest, _: Two) -> HttpRequest:
    return request


def with_the_owners_key_in_its_place(request: HttpRequest, two: Two) -> HttpRequest:
    return in_authorization(request, two.stranger[0], two.owner[0])


def with_the_owners_account_in_its_scope(request: HttpRequest, _: Two) -> HttpRequest:
    return in_authorization(request, "/us-east-1/", f"/us-east-1/{OWNER}/")


def with_the_owners_account_at_its_key(request: HttpRequest, two: Two) -> HttpRequest:
    return in_authorization(request, two.stranger[0], f"{two.stranger[0]}:{OWNER}")


def with_the_owners_authorization_before_it(request: HttpRequest, two: Two) -> HttpRequest:
    owners = asking(two.server, by(two.owner), path="/2015-03-31/functions").header("authorization")
    return with_more(request, "authorization", owners or "")


def with_the_owners_credential_behind_it(request: HttpRequest, two: Two) -> HttpRequest:
    text = request.header("authorization") or ""
    more = f", Credential={two.owner[0]}/20261123/us-east-1/lambda/aws4_request"
    return with_header(request, "authorization", text + more)


def with_a_tenant_beside_the_signature(request: HttpRequest, _: Two) -> HttpRequest:
    return with_more(request, "x-amz-tenant-id", TENANT)


SMUGGLED: Final = (
    as_signed,
    with_the_owners_key_in_its_place,
    with_the_owners_account_in_its_scope,
    with_the_owners_account_at_its_key,
    with_the_owners_authorization_before_it,
    with_the_owners_credential_behind_it,
    with_a_tenant_beside_the_signature,
)


@pytest.mark.parametrize("path", [GET, INVOKE])
@pytest.mark.parametrize("smuggle", SMUGGLED, ids=lambda it: it.__name__)
def test_a_stranger_is_not_let_in_by_what_is_the_owners(
    two: Two, path: str, smuggle: Callable[[HttpRequest, Two], HttpRequest]
) -> None:
    request = smuggle(asking(two.server, by(two.stranger), path=path), two)

    assert answer(request).status in {400, 403}


@pytest.mark.parametrize(
    "name",
    [
        *("x_amz_account_id", "x_amz_source_account", "x_amz_user", "x_amz_security_token"),
        *("x_forwarded_user", "x_amzn_caller_arn", "x_original_url", "x_cloister_change", "cookie"),
    ],
)
def test_no_header_makes_a_stranger_the_owner(two: Two, name: str) -> None:
    request = asking(two.server, by(two.stranger), path=INVOKE, **{name: OWNER})

    refused = answer(request)

    assert (refused.status, refused.refusal.error_type) == (403, "UnrecognizedClientException")


def test_the_owner_is_let_in_by_the_same_requests(two: Two) -> None:
    told = send(asking(two.server, by(two.owner)))
    invoked = send(asking(two.server, by(two.owner), path=INVOKE, x_amz_tenant_id=TENANT))

    assert (told.status, invoked.status) == (200, 200)
    assert all(secret in told.body.decode() for secret in (OWNER, FUNCTION))


def test_nobody_in_particular_is_not_let_in(two: Two) -> None:
    request = asking(two.server, by(two.owner))
    anonymous = HttpRequest(
        method=request.method, path=request.path, query="", headers=request.headers[:1]
    )

    refused = answer(anonymous).refusal

    assert (refused.status, refused.error_type) == (403, "MissingAuthenticationTokenException")


def test_a_presigned_url_of_a_stranger_opens_nothing(two: Two) -> None:
    signer = SigV4QueryAuth(Credentials(*two.stranger), "lambda", "us-east-1", expires=60)

    refused = answer(asking(two.server, signer)).refusal

    assert (refused.status, refused.error_type) == (403, "UnrecognizedClientException")


def test_a_deleted_key_opens_nothing_also_with_what_it_signed_before(two: Two) -> None:
    key = new_key(two.server, OWNER)
    eventually(lambda: send(asking(two.server, by(key))).status == 200, within_s=PATIENCE_S)
    before = asking(two.server, by(key))

    deleted = run_cloister("keys", "delete", "--data-dir", str(two.server.directory), key[0])

    assert deleted.returncode == 0
    eventually(lambda: send(asking(two.server, by(key))).status == 403, within_s=PATIENCE_S)
    assert answer(before).refusal.error_type == "UnrecognizedClientException"


def test_the_owners_package_is_not_had_by_its_hash_alone(two: Two) -> None:
    location = json.loads(send(asking(two.server, by(two.owner))).body)["Code"]["Location"]
    path, _, query = location.removeprefix(two.server.endpoint).partition("?")
    host = location.split("/")[2]

    def fetched(query: str) -> int:
        headers = (("host", host),)
        return send(HttpRequest(method="GET", path=path, query=query, headers=headers)).status

    assert fetched("") == 403
    assert fetched(query.replace("expires=", "expires=9")) == 403
    assert fetched(query) == 200


def test_the_console_opens_for_no_key_of_another_account(two: Two) -> None:
    def signed_in(key: Key) -> int:
        body = json.dumps({"accessKeyId": key[0], "secretAccessKey": key[1]}).encode()
        place = two.server.endpoint
        headers = (
            *(("host", place.split("/")[2]), ("origin", place)),
            ("content-type", "application/json"),
        )
        request = HttpRequest(
            method="POST", path="/console/session", query="", headers=headers, body=body
        )
        return send(request).status

    assert signed_in(two.stranger) == 403
    assert signed_in(two.owner) == 200
