"""Aliases through boto3: made, moved, weighted, invoked and deleted, and what AWS says to each that cannot be."""

import pytest

from tests.e2e.lambda_client import (
    QUICKLY,
    Client,
    Refusal,
    call,
    deploy,
    refused,
)

TELLS = """
    def handler(event, context):
        return [context.function_version, context.invoked_function_arn]
"""
ARN = "arn:aws:lambda:us-east-1:000000000000:function"


@pytest.fixture
def released(aws: Client) -> str:
    """A function with versions 1 and 2 that can run."""
    name = deploy(aws, TELLS)
    for description in ("first", "second"):
        aws.update_function_configuration(FunctionName=name, Description=description)
        aws.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig=QUICKLY)
        version = aws.publish_version(FunctionName=name)["Version"]
        aws.get_waiter("published_version_active").wait(
            FunctionName=name, Qualifier=version, WaiterConfig=QUICKLY
        )
    return name


def test_an_alias_is_made_shown_moved_and_deleted(aws: Client, released: str) -> None:
    created = aws.create_alias(
        FunctionName=released, Name="live", FunctionVersion="1", Description="for customers"
    )
    shown = aws.get_alias(FunctionName=released, Name="live")
    moved = aws.update_alias(FunctionName=released, Name="live", FunctionVersion="2")
    aws.delete_alias(FunctionName=released, Name="live")

    revisions = [answer.pop("RevisionId") for answer in (created, shown, moved)]
    for answer in (created, shown, moved):
        del answer["ResponseMetadata"]
    expected = {
        "AliasArn": f"{ARN}:{released}:live",
        "Name": "live",
        "FunctionVersion": "1",
        "Description": "for customers",
    }
    assert (created, shown, moved) == (expected, expected, {**expected, "FunctionVersion": "2"})
    assert revisions[0] == revisions[1] != revisions[2]
    assert aws.list_aliases(FunctionName=released)["Aliases"] == []


def test_an_alias_is_invoked_and_says_which_version_ran(aws: Client, released: str) -> None:
    aws.create_alias(FunctionName=released, Name="live", FunctionVersion="1")

    by_qualifier = call(aws, released, Qualifier="live")
    by_name = aws.invoke(FunctionName=f"{ARN}:{released}:live")

    assert by_qualifier == ["1", f"{ARN}:{released}:live"]
    assert by_name["ExecutedVersion"] == "1"


def test_an_alias_with_a_whole_weight_runs_the_second_version(aws: Client, released: str) -> None:
    alias = aws.create_alias(
        FunctionName=released,
        Name="canary",
        FunctionVersion="1",
        RoutingConfig={"AdditionalVersionWeights": {"2": 1.0}},
    )

    assert alias["RoutingConfig"] == {"AdditionalVersionWeights": {"2": 1.0}}
    assert call(aws, released, Qualifier="canary")[0] == "2"


def test_a_function_is_shown_by_its_alias(aws: Client, released: str) -> None:
    aws.create_alias(FunctionName=released, Name="live", FunctionVersion="1")

    shown = aws.get_function(FunctionName=released, Qualifier="live")["Configuration"]

    assert (shown["Version"], shown["FunctionArn"]) == ("1", f"{ARN}:{released}:live")
    assert shown["Description"] == "first"


def test_aliases_are_listed_page_by_page_and_by_version(aws: Client, released: str) -> None:
    for name, version in (("c", "1"), ("a", "2"), ("b", "1")):
        aws.create_alias(FunctionName=released, Name=name, FunctionVersion=version)

    pages = aws.get_paginator("list_aliases").paginate(
        FunctionName=released, PaginationConfig={"PageSize": 2}
    )
    of_one = aws.list_aliases(FunctionName=released, FunctionVersion="1")["Aliases"]

    assert [[alias["Name"] for alias in page["Aliases"]] for page in pages] == [["a", "b"], ["c"]]
    assert [alias["Name"] for alias in of_one] == ["b", "c"]


def test_an_alias_that_exists_is_not_made_again(aws: Client, released: str) -> None:
    aws.create_alias(FunctionName=released, Name="live", FunctionVersion="1")

    told = refused(aws.create_alias, FunctionName=released, Name="live", FunctionVersion="2")

    assert told == Refusal(
        409, "ResourceConflictException", f"Alias already exists: {ARN}:{released}:live"
    )


def test_an_alias_of_no_version_is_not_made(aws: Client, released: str) -> None:
    told = refused(aws.create_alias, FunctionName=released, Name="live", FunctionVersion="9")

    assert told == Refusal(
        404, "ResourceNotFoundException", f"Function not found: {ARN}:{released}:9"
    )


def test_a_number_is_no_name_of_an_alias(careless_aws: Client, released: str) -> None:
    told = refused(careless_aws.create_alias, FunctionName=released, Name="12", FunctionVersion="1")

    assert told == Refusal(
        400,
        "ValidationException",
        "1 validation error detected: Value '12' at 'name' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)",
    )


def test_an_alias_of_latest_takes_no_weights(aws: Client, released: str) -> None:
    told = refused(
        aws.create_alias,
        FunctionName=released,
        Name="live",
        FunctionVersion="$LATEST",
        RoutingConfig={"AdditionalVersionWeights": {"1": 0.5}},
    )

    assert told == Refusal(
        400,
        "InvalidParameterValueException",
        "$LATEST is not supported for an alias pointing to more than 1 version",
    )


def test_an_alias_that_is_not_there_is_not_shown(aws: Client, released: str) -> None:
    assert refused(aws.get_alias, FunctionName=released, Name="none") == Refusal(
        404, "ResourceNotFoundException", f"Cannot find alias arn: {ARN}:{released}:none"
    )


def test_an_alias_that_is_not_there_is_not_moved(aws: Client, released: str) -> None:
    told = refused(aws.update_alias, FunctionName=released, Name="none", FunctionVersion="1")

    assert told == Refusal(
        404, "ResourceNotFoundException", f"Alias not found: {ARN}:{released}:none"
    )


def test_an_alias_is_not_moved_by_who_knows_an_old_revision(aws: Client, released: str) -> None:
    alias = aws.create_alias(FunctionName=released, Name="live", FunctionVersion="1")
    aws.update_alias(FunctionName=released, Name="live", FunctionVersion="2")

    told = refused(
        aws.update_alias,
        FunctionName=released,
        Name="live",
        FunctionVersion="1",
        RevisionId=alias["RevisionId"],
    )

    assert told == Refusal(
        412,
        "PreconditionFailedException",
        "The Revision Id provided does not match the latest Revision Id. "
        "Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
    )
    assert aws.get_alias(FunctionName=released, Name="live")["FunctionVersion"] == "2"


def test_an_alias_that_is_not_there_is_deleted_without_a_word(aws: Client, released: str) -> None:
    answer = aws.delete_alias(FunctionName=released, Name="none")

    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 204


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("create_alias", {"Name": "live", "FunctionVersion": "1"}),
        ("get_alias", {"Name": "live"}),
        ("list_aliases", {}),
        ("update_alias", {"Name": "live"}),
        ("delete_alias", {"Name": "live"}),
    ],
)
def test_an_unknown_function_has_no_aliases(
    aws: Client, operation: str, members: dict[str, str]
) -> None:
    told = refused(getattr(aws, operation), FunctionName="nobody", **members)

    assert told == Refusal(404, "ResourceNotFoundException", f"Function not found: {ARN}:nobody")


def test_a_version_is_not_deleted_while_an_alias_points_at_it(aws: Client, released: str) -> None:
    aws.create_alias(FunctionName=released, Name="live", FunctionVersion="1")

    told = refused(aws.delete_function, FunctionName=released, Qualifier="1")

    assert told == Refusal(
        409,
        "ResourceConflictException",
        "Unable to delete version because the following aliases reference it: [live]",
    )


def test_an_alias_is_not_deleted_as_a_function(aws: Client, released: str) -> None:
    aws.create_alias(FunctionName=released, Name="live", FunctionVersion="1")

    told = refused(aws.delete_function, FunctionName=f"{released}:live")

    assert told == Refusal(
        400, "InvalidParameterValueException", "Deletion of aliases is not currently supported."
    )


@pytest.mark.parametrize("operation", ["invoke", "get_function", "get_function_configuration"])
def test_an_alias_that_is_not_there_names_no_function(
    aws: Client, released: str, operation: str
) -> None:
    told = refused(getattr(aws, operation), FunctionName=released, Qualifier="none")

    assert told == Refusal(
        404, "ResourceNotFoundException", f"Function not found: {ARN}:{released}:none"
    )
