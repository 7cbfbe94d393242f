"""Reserved concurrency by unmodified boto3: set apart, shown, taken back, and what each invocation is told at once."""

import pytest
from botocore.exceptions import ClientError

from tests.e2e.lambda_client import (
    QUICKLY,
    Client,
    Refusal,
    call,
    deploy,
    refusal,
    refused,
)

COUNTS = """
    calls = []

    def handler(event, context):
        calls.append(event)
        return len(calls)
"""
ARN = "arn:aws:lambda:us-east-1:000000000000:function:"
NOBODY = Refusal(404, "ResourceNotFoundException", f"Function not found: {ARN}nobody")
WHOLE_ONLY = Refusal(
    400,
    "InvalidParameterValueException",
    "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. "
    "Please specify either a function name or an unqualified function ARN.",
)


@pytest.fixture
def name(aws: Client) -> str:
    """Of a function of the test's own."""
    return deploy(aws, COUNTS)


def throttled_for(client: Client, name: str) -> str:
    """The reason. `client` is one that does not try again."""
    with pytest.raises(ClientError) as error:
        client.invoke(FunctionName=name)
    assert refusal(error.value).status == 429
    return str(error.value.response["Reason"])


def test_concurrency_is_set_apart_shown_counted_and_given_back(aws: Client, name: str) -> None:
    before = aws.get_account_settings()["AccountLimit"]["UnreservedConcurrentExecutions"]

    put = aws.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=7)
    shown = aws.get_function_concurrency(FunctionName=name)
    with_function = aws.get_function(FunctionName=name)["Concurrency"]
    meanwhile = aws.get_account_settings()["AccountLimit"]["UnreservedConcurrentExecutions"]
    deleted = aws.delete_function_concurrency(FunctionName=name)
    aws.delete_function_concurrency(FunctionName=name)

    expected = {"ReservedConcurrentExecutions": 7}
    assert expected.items() <= put.items()
    assert expected.items() <= shown.items()
    assert with_function == expected
    assert meanwhile == before - 7
    assert deleted["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert "ReservedConcurrentExecutions" not in aws.get_function_concurrency(FunctionName=name)
    assert "Concurrency" not in aws.get_function(FunctionName=name)


def test_nothing_reserved_stops_a_function_that_is_warm_at_once_and_its_versions_too(
    aws: Client, careless_aws: Client, name: str
) -> None:
    version = aws.publish_version(FunctionName=name)["Version"]
    aws.get_waiter("published_version_active").wait(
        FunctionName=name, Qualifier=version, WaiterConfig=QUICKLY
    )
    assert call(aws, name) == 1

    aws.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    reasons = {throttled_for(careless_aws, name), throttled_for(careless_aws, f"{name}:{version}")}
    aws.delete_function_concurrency(FunctionName=name)

    assert reasons == {"ReservedFunctionConcurrentInvocationLimitExceeded"}
    assert call(aws, name) == 2, "the warm environment serves on"


def test_the_others_are_left_a_hundred(aws: Client, name: str) -> None:
    unreserved = aws.get_account_settings()["AccountLimit"]["UnreservedConcurrentExecutions"]
    put = aws.put_function_concurrency

    answer = refused(put, FunctionName=name, ReservedConcurrentExecutions=unreserved - 99)
    put(FunctionName=name, ReservedConcurrentExecutions=unreserved - 100)
    again = put(FunctionName=name, ReservedConcurrentExecutions=unreserved - 100)
    aws.delete_function_concurrency(FunctionName=name)

    assert again["ReservedConcurrentExecutions"] == unreserved - 100
    assert answer == Refusal(
        400,
        "InvalidParameterValueException",
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
        "below its minimum value of [100].",
    )


def test_a_part_of_a_function_and_one_that_is_not_there_reserve_nothing(
    aws: Client, careless_aws: Client, name: str
) -> None:
    put = aws.put_function_concurrency
    others = (aws.get_function_concurrency, aws.delete_function_concurrency)

    parts = {refused(each, FunctionName=f"{name}:$LATEST") for each in others}
    parts.add(refused(put, FunctionName=f"{ARN}{name}:1", ReservedConcurrentExecutions=1))
    nobodies = {refused(each, FunctionName="nobody") for each in others}
    nobodies.add(refused(put, FunctionName="nobody", ReservedConcurrentExecutions=1))
    negative = refused(
        careless_aws.put_function_concurrency, FunctionName=name, ReservedConcurrentExecutions=-1
    )

    assert parts == {WHOLE_ONLY}
    assert nobodies == {NOBODY}
    assert negative.error_type == "ValidationException"
