"""What a resource's policy says of an attempt: whom, what and where each statement means, and that a Deny outweighs."""

from dataclasses import replace

import pytest

from cloister.domain.resource_policy import (
    Attempt,
    Effect,
    Principals,
    Statement,
    Verdict,
    Words,
    decide,
)

ARN = "arn:aws:lambda:us-east-1:000000000000:function:counter"
ME = "arn:aws:iam::123456789012:user/me"
BUCKET = "arn:aws:s3:::things"
INVOKE = Attempt(principal=ME, action="lambda:InvokeFunction", resource=ARN)
ALLOW = Statement(effect=Effect.ALLOW, principal="*", action="lambda:InvokeFunction", resource=ARN)
DENY = replace(ALLOW, effect=Effect.DENY)


def test_nothing_is_said_without_a_statement_that_applies() -> None:
    elsewhere = replace(ALLOW, resource=f"{ARN}:live")

    assert decide([], INVOKE) is Verdict.NOT_MENTIONED
    assert decide([elsewhere], INVOKE) is Verdict.NOT_MENTIONED
    assert decide([ALLOW], INVOKE) is Verdict.ALLOWED


@pytest.mark.parametrize("order", [[ALLOW, DENY], [DENY, ALLOW]])
def test_a_deny_outweighs_every_allow(order: list[Statement]) -> None:
    assert decide(order, INVOKE) is Verdict.DENIED


@pytest.mark.parametrize(
    ("named", "is_meant"),
    [
        ("*", True),
        ({"AWS": "*"}, True),
        ({"AWS": ME}, True),
        ({"AWS": "123456789012"}, True),
        ({"AWS": ("210987654321", "arn:aws:iam::123456789012:root")}, True),
        ({"AWS": "arn:aws:iam::123456789012:user/m*"}, False),
        ({"AWS": "210987654321"}, False),
        ({"Service": "s3.amazonaws.com"}, False),
        ({"Service": "*"}, False),
    ],
)
def test_callers_are_meant_by_name_by_account_or_all(named: Principals, *, is_meant: bool) -> None:
    statement = replace(ALLOW, principal=named)

    assert (decide([statement], INVOKE) is Verdict.ALLOWED) is is_meant


def test_a_service_is_meant_by_its_name_and_by_no_account() -> None:
    by_service = replace(INVOKE, principal="s3.amazonaws.com")

    assert decide([replace(ALLOW, principal={"Service": "s3.amazonaws.com"})], by_service) is (
        Verdict.ALLOWED
    )
    assert decide([replace(ALLOW, principal={"AWS": ""})], by_service) is Verdict.NOT_MENTIONED


@pytest.mark.parametrize(
    ("action", "is_meant"),
    [
        ("lambda:*", True),
        ("*", True),
        ("LAMBDA:invokefunction", True),
        (("lambda:GetFunction", "lambda:Invoke?unction"), True),
        ("lambda:InvokeFunctionUrl", False),
        ("lambda:[Ii]nvokeFunction", False),
    ],
)
def test_actions_are_meant_with_wildcards_in_any_case(action: Words, *, is_meant: bool) -> None:
    assert (decide([replace(ALLOW, action=action)], INVOKE) is Verdict.ALLOWED) is is_meant


@pytest.mark.parametrize(
    ("pattern", "is_met"),
    [(BUCKET, True), ("arn:aws:s3:::th*", True), ("arn:aws:*:things", False), ("*", False)],
)
def test_a_wildcard_of_an_arn_stays_within_its_part(pattern: str, *, is_met: bool) -> None:
    statement = replace(ALLOW, condition={"ArnLike": {"AWS:SourceArn": pattern}})
    from_bucket = replace(INVOKE, context={"aws:sourcearn": BUCKET})

    assert (decide([statement], from_bucket) is Verdict.ALLOWED) is is_met


def test_every_condition_must_hold_and_one_that_the_call_has_nothing_for_does_not() -> None:
    both = {
        "StringEquals": {"AWS:SourceAccount": "123456789012"},
        "ArnLike": {"AWS:SourceArn": BUCKET},
    }
    statement = replace(ALLOW, condition=both)
    account_only = {"aws:sourceaccount": "123456789012"}

    assert decide([statement], replace(INVOKE, context=account_only)) is Verdict.NOT_MENTIONED
    whole = {**account_only, "aws:sourcearn": BUCKET}
    assert decide([statement], replace(INVOKE, context=whole)) is Verdict.ALLOWED


def test_a_condition_that_is_not_understood_opens_nothing_and_lifts_nothing() -> None:
    unknown = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}

    assert decide([replace(ALLOW, condition=unknown)], INVOKE) is Verdict.NOT_MENTIONED
    assert decide([ALLOW, replace(DENY, condition=unknown)], INVOKE) is Verdict.DENIED
