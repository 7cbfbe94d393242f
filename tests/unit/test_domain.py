"""The nouns: which names are names, how functions are named, whom an environment may serve, and what errors say."""

import string
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloister.domain.arn import FunctionReference, Home, parse_function_reference
from cloister.domain.environment import TRANSITIONS, EnvironmentKey, EnvironmentState
from cloister.domain.errors import (
    AccessDenied,
    AuthenticationFailed,
    BrokenPromise,
    CloisterError,
    InvalidParameterValue,
    ResourceNotFound,
    ServiceFailure,
    Throttled,
    ValidationFailed,
    ensure,
)
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import (
    WITHHELD,
    AccountId,
    FunctionName,
    Region,
    RevisionId,
    TenantId,
    parse_tenant_id,
    tenant_digest,
    validation_message,
)
from tests.support import a_version

HOME = Home(AccountId("123456789012"), Region("eu-central-1"))
PATTERN = r"[a-zA-Z0-9\._:\/=+\-@ ]+"
TENANT_CHARACTERS = string.ascii_letters + string.digits + "._:/=+-@ "
tenant_ids = st.text(TENANT_CHARACTERS, min_size=1, max_size=256).filter(lambda text: text.strip())
names = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=64).filter(
    # The model's pattern lets these be read as another part of an ARN.
    lambda name: name != "function" and not (name.isdigit() and len(name) == 12)
)
qualifiers = st.sampled_from(["$LATEST", "$LATEST.PUBLISHED", "1", "prod-2_b"])


# -- Tenant ids ----------------------------------------------------------------------------------


@given(tenant_ids)
def test_every_tenant_id_of_the_models_pattern_passes_unchanged(text: str) -> None:
    assert parse_tenant_id(text) == text


@given(st.text(min_size=1).filter(lambda text: not set(text) <= set(TENANT_CHARACTERS)))
def test_one_character_outside_of_the_pattern_refuses_a_tenant_id(text: str) -> None:
    with pytest.raises(ValidationFailed):
        parse_tenant_id(text)


@pytest.mark.parametrize("text", ["a\n", "\ta", "tenant\x00", "a\\b", "ä", "a,b", "\u00a0", "\n"])
def test_what_python_or_http_might_forgive_is_no_tenant_id(text: str) -> None:
    with pytest.raises(ValidationFailed):
        parse_tenant_id(text)


@pytest.mark.parametrize("text", [None, "", " ", " " * 257])
def test_a_blank_tenant_counts_as_missing(text: str | None) -> None:
    assert parse_tenant_id(text) is None


def test_tenant_ids_differ_by_case_and_by_blanks() -> None:
    assert len({parse_tenant_id(text) for text in ("a", "A", "a ", " a")}) == 4


def test_256_characters_are_a_tenant_id_and_257_are_not() -> None:
    assert parse_tenant_id("a" * 256) == "a" * 256

    with pytest.raises(ValidationFailed) as refusal:
        parse_tenant_id("a" * 257)

    assert str(refusal.value) == (
        f"1 validation error detected: Value '{'a' * 257}' at 'tenantId' failed to satisfy constraint: "
        "Member must have length less than or equal to 256"
    )


def test_a_tenant_id_that_is_wrong_in_two_ways_is_told_both() -> None:
    with pytest.raises(ValidationFailed) as refusal:
        parse_tenant_id("#" * 257)

    assert str(refusal.value).startswith("2 validation errors detected: Value '###")
    assert str(refusal.value).endswith(f"Member must satisfy regular expression pattern: {PATTERN}")


@given(tenant_ids)
def test_what_stands_for_a_tenant_in_names_is_always_a_safe_name(text: str) -> None:
    digest = tenant_digest(TenantId(text))

    assert len(digest) == 64
    assert set(digest) <= set("0123456789abcdef")


def test_tenants_that_differ_only_in_case_have_different_digests() -> None:
    assert tenant_digest(TenantId("a/B")) != tenant_digest(TenantId("a/b"))


def test_a_sensitive_value_and_an_absent_one_are_worded_as_aws_words_them() -> None:
    message = validation_message([("code", WITHHELD, "first"), ("role", None, "second")])

    assert message == (
        "2 validation errors detected: Value at 'code' failed to satisfy constraint: first; "
        "Value null at 'role' failed to satisfy constraint: second"
    )


# -- Function names and ARNs ---------------------------------------------------------------------


@given(name=names, qualifier=st.none() | qualifiers)
def test_an_arn_that_is_made_here_names_the_function_that_it_was_made_for(
    name: str, qualifier: str | None
) -> None:
    arn = HOME.function_arn(FunctionName(name), qualifier)

    assert parse_function_reference(arn, HOME) == FunctionReference(FunctionName(name), qualifier)


@given(name=names, qualifier=st.none() | qualifiers)
def test_all_forms_of_a_name_are_the_same_function(name: str, qualifier: str | None) -> None:
    ending = f":{qualifier}" if qualifier else ""
    forms = [
        f"{name}{ending}",
        f"function:{name}{ending}",
        f"123456789012:{name}{ending}",
        f"123456789012:function:{name}{ending}",
        f"eu-central-1:123456789012:function:{name}{ending}",
        f"arn:aws:lambda:eu-central-1:123456789012:function:{name}{ending}",
    ]

    references = {parse_function_reference(form, HOME) for form in forms}

    assert references == {FunctionReference(FunctionName(name), qualifier)}


def test_an_arn_is_written_as_aws_writes_it() -> None:
    arn = HOME.function_arn(FunctionName("f"), "$LATEST")

    assert arn == "arn:aws:lambda:eu-central-1:123456789012:function:f:$LATEST"


@pytest.mark.parametrize(
    "text",
    [
        "111111111111:f",
        "111111111111:function:f",
        "arn:aws:lambda:eu-central-1:111111111111:function:f",
    ],
)
def test_a_function_of_another_account_is_denied(text: str) -> None:
    with pytest.raises(AccessDenied, match="111111111111"):
        parse_function_reference(text, HOME)


@pytest.mark.parametrize(
    "region", ["us-east-1", "us-gov-west-1", "eusc-de-east-1", "us-isob-east-1"]
)
def test_a_function_of_another_region_is_not_found_in_awss_words(region: str) -> None:
    with pytest.raises(ResourceNotFound) as refusal:
        parse_function_reference(f"arn:aws:lambda:{region}:123456789012:function:f", HOME)

    assert str(refusal.value) == (
        f"Functions from '{region}' are not reachable in this region ('eu-central-1')"
    )


def test_the_region_is_judged_before_the_account() -> None:
    with pytest.raises(ResourceNotFound):
        parse_function_reference("arn:aws:lambda:us-east-1:111111111111:function:f", HOME)


@pytest.mark.parametrize(
    ("text", "beside", "qualifier"),
    [("f", None, None), ("f:1", None, "1"), ("f", "1", "1"), ("f:1", "1", "1")],
)
def test_a_qualifier_counts_wherever_it_stands(
    text: str, beside: str | None, qualifier: str | None
) -> None:
    assert parse_function_reference(text, HOME, qualifier=beside).qualifier == qualifier


def test_a_qualifier_in_the_name_that_is_not_the_one_beside_it_is_refused() -> None:
    with pytest.raises(InvalidParameterValue) as refusal:
        parse_function_reference("f:1", HOME, qualifier="2")

    assert str(refusal.value) == (
        "The derived qualifier from the function name does not match the specified qualifier."
    )


@pytest.mark.parametrize("text", ["", "f:", "f:1:2", "a b", "f\n", "../f", "arn:aws:s3:::bucket"])
def test_a_text_that_is_no_name_at_all_is_refused(text: str) -> None:
    with pytest.raises(InvalidParameterValue):
        parse_function_reference(text, HOME)


# -- Whom an environment may serve ---------------------------------------------------------------


@pytest.fixture
def version(tmp_path: Path) -> FunctionVersion:
    return a_version("", tmp_path)


def test_a_key_changes_with_everything_that_an_environment_may_not_be_shared_across(
    version: FunctionVersion,
) -> None:
    tenant = TenantId("tenant-A")
    others = [
        replace(version, account=AccountId("999999999999")),
        replace(version, name=FunctionName("other")),
        replace(version, version="1"),
        replace(version, revision=RevisionId("another")),
    ]

    keys = {EnvironmentKey.of(each, tenant) for each in [version, *others]}
    keys.add(EnvironmentKey.of(version, TenantId("tenant-a")))

    assert len(keys) == 6


def test_an_isolated_function_without_a_tenant_has_no_key(version: FunctionVersion) -> None:
    with pytest.raises(BrokenPromise, match="isolates tenants"):
        EnvironmentKey.of(version, None)


def test_a_function_that_does_not_isolate_has_no_key_for_a_tenant(version: FunctionVersion) -> None:
    shared = replace(version, tenant_isolation=None)

    assert EnvironmentKey.of(shared, None).tenant is None
    with pytest.raises(BrokenPromise, match="isolates tenants"):
        EnvironmentKey.of(shared, TenantId("tenant-A"))


def test_a_destroyed_environment_becomes_nothing_else_and_every_other_can_be_destroyed() -> None:
    assert set(TRANSITIONS) == set(EnvironmentState)
    assert not TRANSITIONS[EnvironmentState.DESTROYED]
    for state in set(EnvironmentState) - {EnvironmentState.DESTROYED}:
        assert EnvironmentState.DESTROYED in TRANSITIONS[state]


# -- Errors --------------------------------------------------------------------------------------


def test_a_broken_promise_names_the_promise_and_the_details() -> None:
    with pytest.raises(BrokenPromise) as broken:
        ensure(False, "an environment never changes hands", "tenant-A", 7)

    assert str(broken.value) == "an environment never changes hands: 'tenant-A': 7"


def test_a_promise_that_holds_says_nothing() -> None:
    ensure(True, "an environment never changes hands")  # raises BrokenPromise otherwise


def test_a_broken_promise_is_never_an_error_for_a_caller() -> None:
    assert not issubclass(BrokenPromise, CloisterError)


def test_a_failure_of_ours_is_awss_service_exception() -> None:
    assert ServiceFailure("disk full").code == "ServiceException"


def test_a_throttle_has_awss_words_and_a_reason() -> None:
    error = Throttled("ConcurrentInvocationLimitExceeded")

    assert (error.code, str(error), error.reason) == (
        "TooManyRequestsException",
        "Rate Exceeded.",
        "ConcurrentInvocationLimitExceeded",
    )


def test_each_failed_authentication_has_the_code_of_its_own_reason() -> None:
    first = AuthenticationFailed("MissingAuthenticationTokenException", "Missing Token")
    second = AuthenticationFailed("InvalidSignatureException", "no match")

    assert first.code == "MissingAuthenticationTokenException"
    assert second.code == "InvalidSignatureException"
