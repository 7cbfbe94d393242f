"""Code signing configurations through boto3: what is under one, and what they let be deployed."""

import secrets

import pytest
from botocore.exceptions import ClientError

from tests.e2e.lambda_client import (
    NOTHING,
    Client,
    Refusal,
    deploy,
    refusal,
    refused,
)

ARN = "arn:aws:lambda:us-east-1:000000000000:function:"
PROFILE = "arn:aws:signer:us-east-1:000000000000:/signing-profiles/mine/abcdefghij"


def a_signing_config(aws: Client, policy: str) -> str:
    created = aws.create_code_signing_config(
        AllowedPublishers={"SigningProfileVersionArns": [PROFILE]},
        CodeSigningPolicies={"UntrustedArtifactOnDeployment": policy},
        Description="of a test",
        Tags={"team": "blue"},
    )
    return str(created["CodeSigningConfig"]["CodeSigningConfigArn"])


def test_a_signing_config_is_created_shown_updated_tagged_and_deleted(aws: Client) -> None:
    arn = a_signing_config(aws, "Enforce")

    updated = aws.update_code_signing_config(
        CodeSigningConfigArn=arn, CodeSigningPolicies={"UntrustedArtifactOnDeployment": "Warn"}
    )
    shown = aws.get_code_signing_config(CodeSigningConfigArn=arn)["CodeSigningConfig"]
    aws.tag_resource(Resource=arn, Tags={"stage": "test"})
    tags = aws.list_tags(Resource=arn)["Tags"]
    pages = aws.get_paginator("list_code_signing_configs").paginate(
        PaginationConfig={"PageSize": 1}
    )
    listed = [one["CodeSigningConfigArn"] for page in pages for one in page["CodeSigningConfigs"]]
    aws.delete_code_signing_config(CodeSigningConfigArn=arn)

    assert updated["CodeSigningConfig"] == shown
    assert shown["CodeSigningPolicies"] == {"UntrustedArtifactOnDeployment": "Warn"}
    assert shown["AllowedPublishers"] == {"SigningProfileVersionArns": [PROFILE]}
    assert shown["Description"] == "of a test"
    assert tags == {"team": "blue", "stage": "test"}
    assert arn in listed
    gone = f"The Lambda code signing configuration {arn} can not be found."
    for operation in (
        aws.get_code_signing_config,
        aws.update_code_signing_config,
        aws.delete_code_signing_config,
        aws.list_functions_by_code_signing_config,
    ):
        assert refused(operation, CodeSigningConfigArn=arn).message == gone


def test_a_function_is_put_under_a_signing_config_and_taken_out(aws: Client, name: str) -> None:
    arn = a_signing_config(aws, "Warn")
    before = aws.get_function_code_signing_config(FunctionName=name)

    put = aws.put_function_code_signing_config(CodeSigningConfigArn=arn, FunctionName=name)
    under = aws.list_functions_by_code_signing_config(CodeSigningConfigArn=arn)["FunctionArns"]
    in_use = refused(aws.delete_code_signing_config, CodeSigningConfigArn=arn)
    aws.delete_function_code_signing_config(FunctionName=name)

    assert "CodeSigningConfigArn" not in before
    assert put["CodeSigningConfigArn"] == arn
    assert under == [f"{ARN}{name}"]
    assert in_use.error_type == "ResourceConflictException"
    assert aws.list_functions_by_code_signing_config(CodeSigningConfigArn=arn)["FunctionArns"] == []


def test_a_function_is_put_under_a_signing_config_that_there_is(aws: Client, name: str) -> None:
    arn = a_signing_config(aws, "Warn")
    absent = f"{arn[:-17]}{secrets.token_hex(9)[:17]}"

    answer = refused(
        aws.put_function_code_signing_config, CodeSigningConfigArn=absent, FunctionName=name
    )
    nobody = refused(
        aws.put_function_code_signing_config, CodeSigningConfigArn=arn, FunctionName="nobody"
    )

    assert answer == Refusal(
        404,
        "CodeSigningConfigNotFoundException",
        "The code signing configuration cannot be found. "
        f"Check that the provided configuration is not deleted: {absent}.",
    )
    for operation in (
        aws.get_function_code_signing_config,
        aws.delete_function_code_signing_config,
    ):
        assert refused(operation, FunctionName="nobody") == nobody
    assert nobody.status == 404


def test_where_signatures_are_enforced_nothing_is_deployed_for_nothing_is_signed(
    aws: Client, name: str
) -> None:
    arn = a_signing_config(aws, "Enforce")
    code = aws.get_function(FunctionName=name)["Configuration"]["CodeSha256"]
    aws.put_function_code_signing_config(CodeSigningConfigArn=arn, FunctionName=name)

    with pytest.raises(ClientError) as update:
        aws.update_function_code(FunctionName=name, ZipFile=b"anything")
    with pytest.raises(ClientError) as create:
        deploy(aws, NOTHING, CodeSigningConfigArn=arn)

    for error in (update, create):
        assert refusal(error.value).error_type == "CodeVerificationFailedException"
        assert refusal(error.value).message.startswith("Lambda cannot deploy the function.")
    assert aws.get_function(FunctionName=name)["Configuration"]["CodeSha256"] == code
