"""Whom a signature names, for where and until when, and requests that do not say it: AWS's codes and words."""

from dataclasses import replace
from datetime import timedelta

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from cloister.api.claims import claimed_service
from cloister.api.http import HttpRequest
from cloister.domain import limits
from cloister.domain.identity import AccessKeyId
from tests.unit.signed_requests import (
    INVOKE,
    KEY,
    NOW,
    REGION,
    StoppedClock,
    authenticator,
    by_header,
    by_query,
    in_authorization,
    parameters,
    refusal,
    signed,
    with_header,
    with_more,
    without_header,
)

# -- Who and where -------------------------------------------------------------------------------


@pytest.mark.parametrize("presigned", [False, True], ids=["header", "query"])
def test_an_unknown_key_is_refused(presigned: bool) -> None:
    request = signed("GET", body=b"", signer=by_query() if presigned else by_header())
    by = authenticator(replace(KEY, id=AccessKeyId("AKIAANOTHER")))

    assert refusal(request, by) == (
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
    )


def test_an_unknown_key_is_refused_even_when_signed_with_the_secret_that_stands_in() -> None:
    stand_in = StoppedClock().new_token(32)
    request = signed(signer=by_header(stand_in))
    by = authenticator(replace(KEY, id=AccessKeyId("AKIAANOTHER")))

    assert refusal(request, by)[0] == "UnrecognizedClientException"


@pytest.mark.parametrize("kind", [SigV4Auth, SigV4QueryAuth])
def test_temporary_credentials_are_refused(kind: type[SigV4Auth]) -> None:
    signer = kind(Credentials(KEY.id, KEY.secret, token="session"), "lambda", REGION)

    request = signed("GET", body=b"", signer=signer)

    assert refusal(request) == (
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
    )


def test_a_signature_for_another_region_or_service_is_refused() -> None:
    elsewhere = signed(signer=by_header(region="us-east-1"))
    storage = signed(signer=by_header(service="s3"))

    assert refusal(elsewhere) == (
        "InvalidSignatureException",
        "Credential should be scoped to a valid region.",
    )
    assert refusal(storage) == (
        "InvalidSignatureException",
        "Credential should be scoped to correct service: 'lambda'.",
    )


def test_a_scope_of_another_day_or_end_is_refused() -> None:
    day = refusal(in_authorization(signed(), "/20261123/", "/20261122/"))
    end = refusal(in_authorization(signed(), "/aws4_request", "/aws5_request"))

    assert day[0] == end[0] == "InvalidSignatureException"
    assert day[1].startswith("Date in Credential scope does not match YYYYMMDD")
    assert end[1] == "Credential should be scoped with a valid terminator: 'aws4_request'."


# -- When ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("skew", [timedelta(minutes=5), timedelta(minutes=-5)])
def test_five_minutes_of_skew_are_forgiven(skew: timedelta) -> None:
    request = signed(at=NOW + skew)

    assert authenticator().authenticate(request, "lambda").account == KEY.account


def test_an_older_signature_has_expired() -> None:
    request = signed(at=NOW - timedelta(minutes=5, seconds=1))

    assert refusal(request) == (
        "InvalidSignatureException",
        "Signature expired: 20261123T062459Z is now earlier than 20261123T062500Z (20261123T063000Z - 5 min.)",
    )


@pytest.mark.parametrize("signer", [by_header(), by_query()], ids=["header", "query"])
def test_a_signature_of_the_future_is_not_yet_current(signer: SigV4Auth) -> None:
    request = signed("GET", body=b"", signer=signer, at=NOW + timedelta(minutes=5, seconds=1))

    assert refusal(request) == (
        "InvalidSignatureException",
        "Signature not yet current: 20261123T063501Z is still later than "
        "20261123T063500Z (20261123T063000Z + 5 min.)",
    )


def test_a_presigned_request_lives_as_long_as_it_says() -> None:
    request = signed("GET", body=b"", signer=by_query(expires=90))
    last = authenticator(at=NOW + timedelta(seconds=90))
    later = authenticator(at=NOW + timedelta(seconds=91))

    assert last.authenticate(request, "lambda").account == KEY.account
    assert refusal(request, later) == (
        "InvalidSignatureException",
        "Signature expired: 20261123T063000Z is now earlier than 20261123T063001Z (20261123T063131Z - 90 sec.)",
    )


@pytest.mark.parametrize("expires", ["901", "0", "-1", "", "1e2", "9" * 30])
def test_a_presigned_request_lives_for_fifteen_minutes_at_most(expires: str) -> None:
    request = signed("GET", body=b"", signer=by_query())

    code, message = refusal(parameters(request, X_Amz_Expires=expires))

    assert code == "IncompleteSignatureException"
    assert "X-Amz-Expires" in message


@pytest.mark.parametrize(
    "text", ["yesterday", "20261323T063000Z", "2026-11-23T06:30:00Z", "20261123T063000+00:00"]
)
def test_a_time_has_one_spelling(text: str) -> None:
    request = in_authorization(signed(), "/20261123/", f"/{text[:8]}/")

    code, message = refusal(with_header(request, "x-amz-date", text))

    assert code == "IncompleteSignatureException"
    assert message == "Date must be in ISO-8601 'basic format': YYYYMMDD'T'HHMMSS'Z'."


# -- Requests that do not say who signed them ----------------------------------------------------


def test_a_request_without_any_authentication_misses_its_token() -> None:
    request = without_header(signed(), "authorization")

    assert refusal(request) == (
        "MissingAuthenticationTokenException",
        "Missing Authentication Token",
    )


@pytest.mark.parametrize("missing", ["Credential", "Signature", "SignedHeaders"])
def test_a_missing_parameter_is_named(missing: str) -> None:
    code, message = refusal(in_authorization(signed(), f"{missing}=", f"{missing}:"))

    assert code == "IncompleteSignatureException"
    assert message.startswith(f"Authorization header requires '{missing}' parameter. (Hashed with")


@pytest.mark.parametrize(
    "text", ["", "Basic cGFzc3dvcmQ=", "AWS4-ECDSA-P256-SHA256 Credential=a, Signature=b"]
)
def test_another_scheme_lacks_all_parameters_and_is_not_repeated(text: str) -> None:
    code, message = refusal(with_header(signed(), "authorization", text))

    assert code == "IncompleteSignatureException"
    assert message.startswith(
        "Authorization header requires 'Credential' parameter. "
        "Authorization header requires 'Signature' parameter. "
        "Authorization header requires 'SignedHeaders' parameter. "
    )
    assert "cGFzc3dvcmQ" not in message


def test_a_signed_request_without_its_time_is_incomplete() -> None:
    request = signed(headers=(("Date", "Mon, 23 Nov 2026 06:30:00 GMT"),))

    code, message = refusal(request)

    assert code == "IncompleteSignatureException"
    assert message.startswith(
        "Authorization header requires existence of a 'X-Amz-Date' header. (Hashed with"
    )


def test_a_parameter_given_twice_is_refused() -> None:
    by_headers = in_authorization(signed(), "Signature=", "Signature=0, Signature=")
    presigned = signed("GET", body=b"", signer=by_query())
    by_parameters = replace(presigned, query=f"{presigned.query}&X-Amz-Signature=0")

    assert refusal(by_headers)[0] == "IncompleteSignatureException"
    assert refusal(by_parameters)[0] == "IncompleteSignatureException"


def test_a_credential_has_five_parts() -> None:
    code, message = refusal(in_authorization(signed(), f"/{REGION}/", "/"))

    assert code == "IncompleteSignatureException"
    assert message.startswith("Credential must have exactly 5 slash-delimited elements")


@pytest.mark.parametrize("also", ["X-Amz-Signature=0", "X-Amz-Credential=a", "X-Amz-Algorithm=b"])
def test_one_request_is_signed_in_one_way(also: str) -> None:
    request = signed(url=f"http://localhost:9000{INVOKE}?{also}")
    twice = with_more(signed(), "authorization", "AWS4-HMAC-SHA256 Credential=a")

    assert refusal(request) == refusal(twice)
    assert refusal(request)[1].startswith("Only one authentication is allowed")


@pytest.mark.parametrize(
    "name",
    ["Algorithm", "Credential", "Date", "Expires", "Signature", "SignedHeaders"],
)
def test_a_missing_query_parameter_is_named(name: str) -> None:
    request = signed("GET", body=b"", signer=by_query())

    without = parameters(request, **{f"X_Amz_{name}": None})

    assert refusal(without) == (
        "IncompleteSignatureException",
        f"AWS query-string parameters must include 'X-Amz-{name}'. Re-examine the query-string parameters.",
    )


def test_another_algorithm_is_refused_in_the_query_too() -> None:
    request = signed("GET", body=b"", signer=by_query())

    code, _ = refusal(parameters(request, X_Amz_Algorithm="AWS4-ECDSA-P256-SHA256"))

    assert code == "IncompleteSignatureException"


texts = st.text(st.characters(max_codepoint=0xFF, exclude_characters="\r\n"), max_size=40)
lines = texts | texts.map(
    lambda text: f"AWS4-HMAC-SHA256 Credential={text}, SignedHeaders=host, Signature={text}"
)


@given(authorization=lines, date=texts, query=texts)
def test_rubbish_is_refused_and_never_an_accident(
    authorization: str, date: str, query: str
) -> None:
    request = HttpRequest(
        method="GET",
        path=INVOKE,
        query=query,
        headers=(("host", "x"), ("authorization", authorization), ("x-amz-date", date)),
        body=b"",
    )

    code, _ = refusal(request)

    assert code in {"IncompleteSignatureException", "InvalidSignatureException"}


@pytest.mark.parametrize("part", ["Credential=", "Credential=/", "/lambda/aws4_request"])
def test_a_head_as_large_as_may_be_is_read_once_whatever_is_in_it(part: str) -> None:
    # A pattern that tried again from each place took minutes, in which nobody else was answered.
    text = "AWS4-HMAC-SHA256 " + part * (limits.HEADERS_BYTES_MAX // len(part))
    headers = (("authorization", text),)
    head = HttpRequest(method="GET", path="/", query="", headers=headers, body=b"")

    assert claimed_service(head) is None
