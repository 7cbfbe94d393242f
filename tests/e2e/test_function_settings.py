"""What owners set beside a function's configuration, by unmodified boto3: kept, shown, listed, and gone with it."""

import re

import pytest

from tests.e2e.lambda_client import (
    NOTHING,
    PER_TENANT,
    Client,
    Refusal,
    deploy,
    refused,
)

ARN = "arn:aws:lambda:us-east-1:000000000000:function:"
QUEUE = "arn:aws:sqs:us-east-1:000000000000:outcomes"


# -- Events ------------------------------------------------------------------------------------------


def test_an_event_config_is_put_shown_updated_and_deleted(aws: Client, name: str) -> None:
    put = aws.put_function_event_invoke_config(
        FunctionName=name,
        MaximumRetryAttempts=1,
        DestinationConfig={"OnFailure": {"Destination": QUEUE}},
    )
    updated = aws.update_function_event_invoke_config(
        FunctionName=name, MaximumEventAgeInSeconds=120
    )
    shown = aws.get_function_event_invoke_config(FunctionName=name)
    aws.delete_function_event_invoke_config(FunctionName=name)

    assert put["FunctionArn"] == f"{ARN}{name}:$LATEST"
    assert put["DestinationConfig"] == {"OnSuccess": {}, "OnFailure": {"Destination": QUEUE}}
    assert updated["MaximumRetryAttempts"] == 1
    assert shown["MaximumEventAgeInSeconds"] == 120
    assert shown["DestinationConfig"] == put["DestinationConfig"]
    assert refused(aws.get_function_event_invoke_config, FunctionName=name) == Refusal(
        404,
        "ResourceNotFoundException",
        f"The function {ARN}{name}:$LATEST doesn't have an EventInvokeConfig",
    )


def test_event_configs_of_versions_are_listed_page_by_page(aws: Client, name: str) -> None:
    version = aws.publish_version(FunctionName=name)["Version"]
    for qualifier in (version, "$LATEST"):
        aws.put_function_event_invoke_config(
            FunctionName=name, Qualifier=qualifier, MaximumRetryAttempts=0
        )

    pages = aws.get_paginator("list_function_event_invoke_configs").paginate(
        FunctionName=name, PaginationConfig={"PageSize": 1}
    )

    arns = [
        config["FunctionArn"] for page in pages for config in page["FunctionEventInvokeConfigs"]
    ]
    assert arns == [f"{ARN}{name}:$LATEST", f"{ARN}{name}:{version}"]


def test_an_event_config_needs_a_function_and_something_to_say(aws: Client, name: str) -> None:
    put = aws.put_function_event_invoke_config

    nothing = refused(put, FunctionName=name)
    nobody = refused(put, FunctionName="nobody", MaximumRetryAttempts=1)
    no_version = refused(put, FunctionName=name, Qualifier="7", MaximumRetryAttempts=1)

    assert (
        nothing.message == "You must specify at least one of error handling or destination setting."
    )
    assert (
        nobody
        == no_version
        == Refusal(404, "ResourceNotFoundException", "The function doesn't exist.")
    )
    assert refused(aws.list_function_event_invoke_configs, FunctionName="nobody") == nobody


@pytest.mark.parametrize(
    ("destination", "message"),
    [
        (f"{ARN}nobody", f"The destination ARN {ARN}nobody is invalid."),
        (
            "arn:aws:ec2:us-east-1:000000000000:any",
            "The provided destination config DestinationConfig(onSuccess=null, onFailure=OnFailure("
            "destination=arn:aws:ec2:us-east-1:000000000000:any)) is invalid.",
        ),
    ],
)
def test_a_destination_must_be_one(aws: Client, name: str, destination: str, message: str) -> None:
    answer = refused(
        aws.put_function_event_invoke_config,
        FunctionName=name,
        DestinationConfig={"OnFailure": {"Destination": destination}},
    )

    assert answer == Refusal(400, "InvalidParameterValueException", message)


def test_a_function_is_no_destination_for_itself(aws: Client, name: str) -> None:
    answer = refused(
        aws.put_function_event_invoke_config,
        FunctionName=name,
        DestinationConfig={"OnSuccess": {"Destination": f"{ARN}{name}"}},
    )

    assert answer.message == "You can't specify the function as a destination for itself."


# -- URLs --------------------------------------------------------------------------------------------


def test_a_url_is_created_shown_updated_listed_and_deleted(aws: Client, name: str) -> None:
    created = aws.create_function_url_config(
        FunctionName=name, AuthType="NONE", Cors={"AllowOrigins": ["*"], "MaxAge": 60}
    )
    updated = aws.update_function_url_config(FunctionName=name, AuthType="AWS_IAM")
    shown = aws.get_function_url_config(FunctionName=name)
    listed = aws.list_function_url_configs(FunctionName=name)["FunctionUrlConfigs"]
    aws.delete_function_url_config(FunctionName=name)

    assert re.fullmatch(
        r"http://[0-9a-f]{32}\.lambda-url\.us-east-1\.127\.0\.0\.1:\d+/", created["FunctionUrl"]
    )
    assert created["InvokeMode"] == "BUFFERED"
    assert updated["AuthType"] == shown["AuthType"] == "AWS_IAM"
    assert shown["Cors"] == {"AllowOrigins": ["*"], "MaxAge": 60}
    assert [url["FunctionArn"] for url in listed] == [f"{ARN}{name}"]
    gone = Refusal(404, "ResourceNotFoundException", "The resource you requested does not exist.")
    for operation in (
        aws.get_function_url_config,
        aws.update_function_url_config,
        aws.delete_function_url_config,
    ):
        assert refused(operation, FunctionName=name) == gone


def test_a_function_has_one_url(aws: Client, name: str) -> None:
    aws.create_function_url_config(FunctionName=name, AuthType="NONE")

    answer = refused(aws.create_function_url_config, FunctionName=name, AuthType="NONE")

    assert answer == Refusal(
        409,
        "ResourceConflictException",
        f"Failed to create function url config for [functionArn = {ARN}{name}]. "
        "Error message:  FunctionUrlConfig exists for this Lambda function",
    )


def test_a_url_needs_a_function_without_tenant_isolation(aws: Client) -> None:
    isolated = deploy(aws, NOTHING, **PER_TENANT)

    answer = refused(aws.create_function_url_config, FunctionName=isolated, AuthType="NONE")
    nobody = refused(aws.create_function_url_config, FunctionName="nobody", AuthType="NONE")

    assert answer == Refusal(
        400,
        "InvalidParameterValueException",
        "Function URL is not supported for functions enabled with tenancy configuration",
    )
    assert nobody == Refusal(404, "ResourceNotFoundException", "Function does not exist")
    assert refused(aws.list_function_url_configs, FunctionName="nobody") == nobody


def test_a_deleted_functions_settings_do_not_come_back_with_its_name(
    aws: Client, name: str
) -> None:
    aws.create_function_url_config(FunctionName=name, AuthType="NONE")
    aws.put_function_event_invoke_config(FunctionName=name, MaximumRetryAttempts=0)

    aws.delete_function(FunctionName=name)
    deploy(aws, NOTHING, FunctionName=name)

    assert refused(aws.get_function_url_config, FunctionName=name).status == 404
    assert refused(aws.get_function_event_invoke_config, FunctionName=name).status == 404


# -- Runtimes and recursion --------------------------------------------------------------------------


def test_the_management_of_runtimes_is_kept(aws: Client, name: str) -> None:
    version = aws.get_function_configuration(FunctionName=name)["RuntimeVersionConfig"]
    before = aws.get_runtime_management_config(FunctionName=name)

    put = aws.put_runtime_management_config(
        FunctionName=name,
        UpdateRuntimeOn="Manual",
        RuntimeVersionArn=version["RuntimeVersionArn"],
    )

    assert before["UpdateRuntimeOn"] == "Auto"
    assert put["FunctionArn"] == f"{ARN}{name}:$LATEST"
    assert aws.get_runtime_management_config(FunctionName=name)["UpdateRuntimeOn"] == "Manual"


def test_a_runtime_stays_at_a_version_that_is_here(aws: Client, name: str) -> None:
    put = aws.put_runtime_management_config
    elsewhere = "arn:aws:lambda:us-east-1::runtime:0123"

    without = refused(put, FunctionName=name, UpdateRuntimeOn="Manual")
    unknown = refused(put, FunctionName=name, UpdateRuntimeOn="Manual", RuntimeVersionArn=elsewhere)
    nobody = refused(aws.get_runtime_management_config, FunctionName="nobody")

    assert without.error_type == unknown.error_type == "InvalidParameterValueException"
    assert nobody == Refusal(404, "ResourceNotFoundException", f"Function not found: {ARN}nobody")


def test_what_to_do_about_recursion_is_kept(aws: Client, careless_aws: Client, name: str) -> None:
    before = aws.get_function_recursion_config(FunctionName=name)["RecursiveLoop"]

    aws.put_function_recursion_config(FunctionName=name, RecursiveLoop="Allow")

    assert before == "Terminate"
    assert aws.get_function_recursion_config(FunctionName=name)["RecursiveLoop"] == "Allow"
    assert refused(aws.get_function_recursion_config, FunctionName="nobody").status == 404
    unknown = refused(
        careless_aws.put_function_recursion_config, FunctionName=name, RecursiveLoop="Sometimes"
    )
    assert unknown.error_type == "ValidationException"


# -- Tags --------------------------------------------------------------------------------------------


def test_tags_are_added_replaced_shown_and_removed(aws: Client, name: str) -> None:
    aws.tag_resource(Resource=f"{ARN}{name}", Tags={"team": "blue", "stage": "test"})
    aws.tag_resource(Resource=f"{ARN}{name}", Tags={"team": "green"})
    aws.untag_resource(Resource=f"{ARN}{name}", TagKeys=["stage", "never given"])

    assert aws.list_tags(Resource=f"{ARN}{name}")["Tags"] == {"team": "green"}
    assert aws.get_function(FunctionName=name)["Tags"] == {"team": "green"}


def test_tags_are_for_whole_functions_and_not_more_than_fifty(aws: Client, name: str) -> None:
    many = {f"key-{number}": "value" for number in range(51)}

    assert refused(aws.tag_resource, Resource=f"{ARN}{name}", Tags=many).message == (
        "Number of tags exceeds function tag limit."
    )
    assert refused(aws.tag_resource, Resource=f"{ARN}{name}", Tags={}).message == (
        "An error occurred and the request cannot be processed."
    )
    assert refused(
        aws.tag_resource, Resource=f"{ARN}{name}:$LATEST", Tags={"a": "b"}
    ).message.startswith("Tagging operations are permitted on Lambda functions only.")
    for operation, members in (
        (aws.list_tags, {}),
        (aws.untag_resource, {"TagKeys": ["a"]}),
    ):
        answer = refused(operation, Resource=f"{ARN}nobody", **members)
        assert answer.error_type == "ResourceNotFoundException"


@pytest.mark.parametrize(
    ("tag", "value"), [("cloister:isolation", "gvisor"), ("cloister:egress", "internet")]
)
def test_tags_that_choose_a_functions_walls_stay(
    aws: Client, name: str, tag: str, value: str
) -> None:
    arn = f"{ARN}{name}"

    given = refused(aws.tag_resource, Resource=arn, Tags={tag: value})
    taken = refused(aws.untag_resource, Resource=arn, TagKeys=[tag])

    assert given.error_type == taken.error_type == "InvalidParameterValueException"


# -- The account -------------------------------------------------------------------------------------


def test_account_settings_count_what_there_is(aws: Client) -> None:
    before = aws.get_account_settings()

    name = deploy(aws, NOTHING)
    after = aws.get_account_settings()

    size = aws.get_function_configuration(FunctionName=name)["CodeSize"]
    grown = {
        key: after["AccountUsage"][key] - before["AccountUsage"][key]
        for key in before["AccountUsage"]
    }
    assert grown == {"FunctionCount": 1, "TotalCodeSize": size}
    assert after["AccountLimit"]["ConcurrentExecutions"] == 1000
    assert after["AccountLimit"]["CodeSizeUnzipped"] == 262_144_000
