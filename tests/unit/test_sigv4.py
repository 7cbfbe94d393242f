"""Botocore signs, Cloister verifies: whatever it signed is accepted, and nothing else is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloister.api.http import HttpRequest
from cloister.api.sigv4 import SigV4Authenticator
from cloister.domain.errors import AuthenticationFailed
from cloister.domain.identity import AccessKeyId, Principal
from cloister.domain.ids import Region
from tests.unit.signed_requests import (
    INVOKE,
    KEY,
    REGION,
    TENANT,
    WRONG_SIGNATURE,
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

Mutation = Callable[[HttpRequest], HttpRequest]

# -- What botocore signs -------------------------------------------------------------------------

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12)
segments = (
    words | st.sampled_from(["a/b", "name:prod", "$LATEST", "two words", "%2F", "~", "é"])
).filter(lambda text: text not in {".", ".."})
paths = st.lists(segments, min_size=1, max_size=5).map(
    lambda parts: "/" + "/".join(quote(part, safe="~") for part in parts)
)
names = words.filter(lambda name: not name.startswith("X-Amz-"))
queries = st.lists(st.tuples(names, words | st.just("")), max_size=4).map(
    lambda pairs: urlencode(pairs, quote_via=quote)
)
visible = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=20)
header_sets = st.dictionaries(
    st.sampled_from(["x-amz-tenant-id", "x-amz-client-context", "content-type", "accept"]),
    st.lists(visible, min_size=1, max_size=3).map(" ".join),
).map(lambda headers: tuple(headers.items()))
methods = st.sampled_from(["GET", "POST", "PUT", "DELETE"])


@given(method=methods, path=paths, query=queries, headers=header_sets, body=st.binary(max_size=64))
def test_what_botocore_signs_in_the_header_is_accepted(
    method: str, path: str, query: str, headers: tuple[tuple[str, str], ...], body: bytes
) -> None:
    url = f"http://localhost:9000{path}?{query}"

    request = signed(method, url, headers=headers, body=body)

    principal = authenticator().authenticate(request, "lambda")
    assert principal == Principal(access_key_id=KEY.id, account=KEY.account)


@given(path=paths, query=queries, headers=header_sets)
def test_what_botocore_signs_in_the_query_is_accepted(
    path: str, query: str, headers: tuple[tuple[str, str], ...]
) -> None:
    url = f"http://localhost:9000{path}?{query}"

    request = signed("GET", url, headers=headers, body=b"", signer=by_query())

    assert authenticator().authenticate(request, "lambda").account == KEY.account


def test_the_published_example_of_aws_has_the_published_signature() -> None:
    key = replace(
        KEY,
        id=AccessKeyId("AKIDEXAMPLE"),
        secret="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    )
    request = HttpRequest(
        method="GET",
        path="/",
        query="",
        headers=(
            ("host", "example.amazonaws.com"),
            ("x-amz-date", "20150830T123600Z"),
            (
                "authorization",
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                "SignedHeaders=host;x-amz-date, "
                "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            ),
        ),
        body=b"",
    )
    by = SigV4Authenticator(
        {key.id: key}.get,
        StoppedClock(datetime(2015, 8, 30, 12, 36, tzinfo=UTC)),
        region=Region("us-east-1"),
    )

    assert by.authenticate(request, "service").access_key_id == key.id


def test_a_hash_of_the_body_in_a_header_is_accepted() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    request = signed(headers=(("X-Amz-Content-SHA256", empty),), body=b"")

    assert authenticator().authenticate(request, "lambda").account == KEY.account


def test_headers_that_proxies_change_may_be_added_unsigned() -> None:
    request = with_more(with_more(signed(), "via", "1.1 proxy"), "x-amzn-trace-id", "Root=1-0")

    assert authenticator().authenticate(request, "lambda").account == KEY.account


def test_a_query_that_means_the_same_needs_no_other_signature() -> None:
    request = signed(url=f"http://localhost:9000{INVOKE}?Marker=a%20b&Qualifier=%24LATEST")

    reordered = replace(request, query="Qualifier=$LATEST&Marker=a+b")

    assert authenticator().authenticate(reordered, "lambda").account == KEY.account


# -- Every change to a signed request ------------------------------------------------------------

MUTATIONS: dict[str, Mutation] = {
    "method": lambda request: replace(request, method="PUT"),
    "path": lambda request: replace(request, path=INVOKE.replace("counter", "another")),
    "path encoded otherwise": lambda request: replace(request, path=INVOKE.replace("c", "%63")),
    "path not normalised": lambda request: replace(request, path=f"/{INVOKE}"),
    "path with a dot segment": lambda request: replace(request, path=f"/.{INVOKE}"),
    "query exchanged": lambda request: replace(request, query="Qualifier=2"),
    "query taken away": lambda request: replace(request, query=""),
    "query added": lambda request: replace(request, query=f"{request.query}&a=b"),
    "plus instead of its code": lambda request: replace(request, query="Qualifier=1&x=a+b"),
    "body": lambda request: replace(request, body=b"{ }"),
    "body taken away": lambda request: replace(request, body=b""),
    "tenant exchanged": lambda request: with_header(request, "x-amz-tenant-id", "green"),
    "tenant in capitals": lambda request: with_header(request, "x-amz-tenant-id", "BLUE"),
    "tenant emptied": lambda request: with_header(request, "x-amz-tenant-id", ""),
    "host": lambda request: with_header(request, "host", "elsewhere"),
    "a signed header given again": lambda request: with_more(request, "content-type", "b/c"),
    "time": lambda request: with_header(request, "x-amz-date", "20261123T063001Z"),
    "signature": lambda request: in_authorization(request, "Signature=", "Signature=0"),
    "signature in capitals": lambda request: with_header(
        request, "authorization", upper_signature(request)
    ),
}


def upper_signature(request: HttpRequest) -> str:
    start, name, signature = (request.header("authorization") or "").partition("Signature=")
    assert signature.upper() != signature
    return start + name + signature.upper()


@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=MUTATIONS)
def test_a_signed_request_cannot_be_changed(mutation: Mutation) -> None:
    request = signed(
        url=f"http://localhost:9000{INVOKE}?Qualifier=1&x=a%2Bb",
        headers=(TENANT, ("content-type", "a/b")),
    )

    code, message = refusal(mutation(request))

    assert authenticator().authenticate(request, "lambda").account == KEY.account
    assert code == "InvalidSignatureException"
    assert message.startswith(WRONG_SIGNATURE)


PRESIGNED_MUTATIONS: dict[str, Mutation] = {
    "method": lambda request: replace(request, method="PUT"),
    "path": lambda request: replace(request, path=f"{INVOKE}/"),
    "body": lambda request: replace(request, body=b"{}"),
    "parameter": lambda request: parameters(request, Qualifier="2"),
    "lifetime": lambda request: parameters(request, X_Amz_Expires="800"),
    "time": lambda request: parameters(request, X_Amz_Date="20261123T063001Z"),
    "signature": lambda request: parameters(request, X_Amz_Signature="0" * 64),
    "tenant": lambda request: with_header(request, "x-amz-tenant-id", "green"),
}


@pytest.mark.parametrize("mutation", PRESIGNED_MUTATIONS.values(), ids=PRESIGNED_MUTATIONS)
def test_a_presigned_request_cannot_be_changed(mutation: Mutation) -> None:
    url = f"http://localhost:9000{INVOKE}?Qualifier=1"
    request = signed("GET", url, headers=(TENANT,), body=b"", signer=by_query())

    code, message = refusal(mutation(request))

    assert authenticator().authenticate(request, "lambda").account == KEY.account
    assert code == "InvalidSignatureException"
    assert message.startswith(WRONG_SIGNATURE)


def test_another_secret_does_not_sign_for_the_key() -> None:
    by_another_header = signed(signer=by_header("another"))
    by_another_query = signed("GET", body=b"", signer=by_query(secret="another"))

    assert refusal(by_another_header)[1].startswith(WRONG_SIGNATURE)
    assert refusal(by_another_query)[1].startswith(WRONG_SIGNATURE)


def test_a_key_made_anew_under_an_old_id_does_not_honour_the_old_secret() -> None:
    keys = {KEY.id: KEY}
    by = SigV4Authenticator(keys.get, StoppedClock(), region=REGION)
    request = signed()
    by.authenticate(request, "lambda")

    keys[KEY.id] = replace(KEY, secret="another")

    assert refusal(request, by)[1].startswith(WRONG_SIGNATURE)


# -- The tenant, and all that must be signed -----------------------------------------------------


@pytest.mark.parametrize("presigned", [False, True], ids=["header", "query"])
def test_nobody_on_the_way_can_add_a_tenant(presigned: bool) -> None:
    request = signed("GET", body=b"", signer=by_query() if presigned else by_header())

    tampered = with_more(request, *TENANT)

    assert refusal(tampered) == (
        "InvalidSignatureException",
        "There were headers present in the request which were not signed: x-amz-tenant-id",
    )


@pytest.mark.parametrize("presigned", [False, True], ids=["header", "query"])
def test_nobody_on_the_way_can_add_a_second_tenant_or_take_the_first_away(presigned: bool) -> None:
    signer = by_query() if presigned else by_header()
    request = signed("GET", headers=(TENANT,), body=b"", signer=signer)

    doubled = refusal(with_more(request, "x-amz-tenant-id", "green"))
    removed = refusal(without_header(request, "x-amz-tenant-id"))

    assert doubled == (
        "InvalidSignatureException",
        "Headers that may be given only once: x-amz-tenant-id",
    )
    assert removed == (
        "InvalidSignatureException",
        "Signed headers that are not in the request: x-amz-tenant-id",
    )


def test_a_tenant_taken_out_of_the_list_of_signed_headers_is_refused() -> None:
    request = signed(headers=(TENANT,))

    code, message = refusal(in_authorization(request, ";x-amz-tenant-id", ""))

    assert code == "InvalidSignatureException"
    assert message.endswith("not signed: x-amz-tenant-id")


def test_a_tenant_that_a_signature_cannot_tell_from_another_is_refused() -> None:
    request = signed(headers=(("x-amz-tenant-id", "a b"),))

    code, message = refusal(with_header(request, "x-amz-tenant-id", "a  b"))

    assert authenticator().authenticate(request, "lambda").account == KEY.account
    assert code == "InvalidSignatureException"
    assert message == (
        "A signature cannot tell runs of blanks from single ones, found in: x-amz-tenant-id"
    )


@pytest.mark.parametrize("tenant", ["blue", "a  b"])
def test_only_the_check_of_headers_keeps_a_tampered_tenant_out(
    tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = () if tenant == "blue" else (("x-amz-tenant-id", "a b"),)
    request = without_header(signed(headers=named), "x-amz-tenant-id")

    monkeypatch.setattr("cloister.api.sigv4._check_headers", lambda *_: None)
    tampered = with_more(request, "x-amz-tenant-id", tenant)

    assert authenticator().authenticate(tampered, "lambda").account == KEY.account


def test_a_second_host_is_refused() -> None:
    request = with_more(signed(), "host", "elsewhere")

    assert refusal(request)[1] == "Headers that may be given only once: host"


def test_a_signature_without_the_host_is_refused() -> None:
    request = in_authorization(signed(), "SignedHeaders=host;", "SignedHeaders=")

    assert refusal(request) == (
        "InvalidSignatureException",
        "'Host' must be a 'SignedHeader' in the AWS Authorization.",
    )


@pytest.mark.parametrize("names", ["x-amz-date;host", "host;host;x-amz-date", "Host;x-amz-date"])
def test_signed_headers_have_one_spelling(names: str) -> None:
    request = in_authorization(signed(), "host;x-amz-date", names)

    assert refusal(request) == (
        "IncompleteSignatureException",
        "SignedHeaders must be lower case, sorted, and name no header twice.",
    )


@pytest.mark.parametrize("claim", ["UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"])
def test_a_payload_that_nobody_signed_is_refused(claim: str) -> None:
    request = signed(headers=(("X-Amz-Content-SHA256", claim),))

    code, message = refusal(request)

    assert code == "InvalidSignatureException"
    assert message == f"x-amz-content-sha256: {claim} is not supported: sign the payload."


def test_a_signed_hash_of_another_body_is_refused() -> None:
    request = signed(headers=(("X-Amz-Content-SHA256", "0" * 64),))

    assert refusal(request) == (
        "InvalidSignatureException",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
    )


# -- What is never told --------------------------------------------------------------------------


def test_no_secret_stands_in_what_is_told_of_a_refusal() -> None:
    by = authenticator()

    with pytest.raises(AuthenticationFailed) as failure:
        by.authenticate(replace(signed(), method="PUT"), "lambda")

    told = (repr(failure.value), str(failure.value), repr(by), repr(KEY))
    assert not any(KEY.secret in text for text in told)
