"""Whoever cannot show that the request is theirs gets nothing of it, whatever it asks for."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from botocore.auth import SigV4Auth
from botocore.credentials import Credentials

from cloister.api.http import HttpRequest
from tests.e2e.lambda_client import PER_TENANT, Client, Refusal, call, deploy
from tests.e2e.server import Server
from tests.e2e.signed_http import an_invoke, send
from tests.unit.signed_requests import with_header, with_more, without_header

COUNTER = """
    count = 0
    def handler(event, context):
        global count
        count += 1
        return count
"""
WRONG = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
)


def by_key(key_id: str, secret: str) -> SigV4Auth:
    return SigV4Auth(Credentials(key_id, secret), "lambda", "us-east-1")


def with_a_wrong_secret(server: Server, function: str) -> HttpRequest:
    key_id, secret = server.root_key
    return an_invoke(server, function, tenant="blue", by=by_key(key_id, secret[::-1]))


def with_another_tenant(server: Server, function: str) -> HttpRequest:
    signed_for_blue = an_invoke(server, function, tenant="blue")
    return with_header(signed_for_blue, "x-amz-tenant-id", "green")


def with_another_body(server: Server, function: str) -> HttpRequest:
    return replace(an_invoke(server, function, tenant="blue"), body=b'{"evil": 1}')


def for_another_function(server: Server, function: str) -> HttpRequest:
    request = an_invoke(server, "harmless", tenant="blue")
    return replace(request, path=request.path.replace("harmless", function))


def without_a_signature(server: Server, function: str) -> HttpRequest:
    return without_header(an_invoke(server, function, tenant="blue"), "authorization")


def of_an_unknown_key(server: Server, function: str) -> HttpRequest:
    return an_invoke(server, function, tenant="blue", by=by_key("AKIA0000000000000000", "s" * 40))


def with_a_tenant_added_by_a_proxy(server: Server, function: str) -> HttpRequest:
    return with_more(an_invoke(server, function), "x-amz-tenant-id", "blue")


def with_a_second_tenant_added_by_a_proxy(server: Server, function: str) -> HttpRequest:
    return with_more(an_invoke(server, function, tenant="blue"), "x-amz-tenant-id", "green")


def for_another_service(server: Server, function: str) -> HttpRequest:
    signer = SigV4Auth(Credentials(*server.root_key), "s3", "us-east-1")
    return an_invoke(server, function, tenant="blue", by=signer)


INVALID = "InvalidSignatureException"
TAMPERED: Mapping[Callable[[Server, str], HttpRequest], Refusal] = {
    with_a_wrong_secret: Refusal(403, INVALID, WRONG),
    with_another_tenant: Refusal(403, INVALID, WRONG),
    with_another_body: Refusal(403, INVALID, WRONG),
    for_another_function: Refusal(403, INVALID, WRONG),
    for_another_service: Refusal(
        403, INVALID, "Credential should be scoped to correct service: 'lambda'."
    ),
    without_a_signature: Refusal(
        403, "MissingAuthenticationTokenException", "Missing Authentication Token"
    ),
    of_an_unknown_key: Refusal(
        403,
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
    ),
    with_a_tenant_added_by_a_proxy: Refusal(
        403,
        INVALID,
        "There were headers present in the request which were not signed: x-amz-tenant-id",
    ),
    with_a_second_tenant_added_by_a_proxy: Refusal(
        403, INVALID, "Headers that may be given only once: x-amz-tenant-id"
    ),
}


@pytest.fixture
def function(aws: Client) -> str:
    return deploy(aws, COUNTER, **PER_TENANT)


@pytest.mark.parametrize("tampered", TAMPERED, ids=lambda tampered: tampered.__name__)
def test_a_request_that_its_sender_did_not_sign_is_refused_and_runs_nothing(
    server: Server, aws: Client, function: str, tampered: Callable[[Server, str], HttpRequest]
) -> None:
    answer = send(tampered(server, function))

    assert answer.refusal == TAMPERED[tampered]
    assert call(aws, function, TenantId="blue") == 1


def test_the_same_request_untampered_runs(server: Server, function: str) -> None:
    answer = send(an_invoke(server, function, tenant="blue"))

    assert (answer.status, answer.body) == (200, b"1")


@pytest.mark.parametrize(
    ("offset", "begins"),
    [
        (timedelta(minutes=-10), "Signature expired: "),
        (timedelta(minutes=10), "Signature not yet current: "),
    ],
    ids=["expired", "not yet current"],
)
def test_a_signature_of_another_time_is_refused_and_runs_nothing(
    server: Server, aws: Client, function: str, offset: timedelta, begins: str
) -> None:
    at = datetime.now(UTC) + offset

    refused = send(an_invoke(server, function, tenant="blue", at=at)).refusal

    assert (refused.status, refused.error_type) == (403, "InvalidSignatureException")
    assert refused.message.startswith(begins)
    assert call(aws, function, TenantId="blue") == 1
