"""Versions through boto3: what was published stays as it was, is named in every way there is, and runs as itself."""

import pytest
from botocore.exceptions import ClientError

from tests.e2e.lambda_client import (
    QUICKLY,
    Client,
    Refusal,
    call,
    deploy,
    new_function,
    refusal,
    zipped,
)

TELLS = """
    import os
    TEXT = "{text}"
    def handler(event, context):
        return [TEXT, context.function_version, os.environ["AWS_LAMBDA_FUNCTION_VERSION"], context.invoked_function_arn]
"""
ARN = "arn:aws:lambda:us-east-1:000000000000:function"


@pytest.fixture
def twice_published(aws: Client) -> str:
    """A function of which version 1 says one, version 2 two, and $LATEST three."""
    name = deploy(aws, TELLS.format(text="one"))
    publish(aws, name)
    for text in ("two", "three"):
        update(aws, name, text)
        if text == "two":
            publish(aws, name)
    return name


def update(aws: Client, name: str, text: str) -> None:
    aws.update_function_code(FunctionName=name, ZipFile=zipped(TELLS.format(text=text)))
    aws.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig=QUICKLY)


def publish(aws: Client, name: str, **more: str) -> str:
    """The number of a new version that can run."""
    version: str = aws.publish_version(FunctionName=name, **more)["Version"]
    aws.get_waiter("published_version_active").wait(
        FunctionName=name, Qualifier=version, WaiterConfig=QUICKLY
    )
    return version


def test_every_version_runs_its_own_code_and_knows_its_number(
    aws: Client, twice_published: str
) -> None:
    arn = f"{ARN}:{twice_published}"

    told = {
        qualifier: call(aws, twice_published, Qualifier=qualifier)
        for qualifier in ("1", "2", "$LATEST")
    }

    assert told == {
        "1": ["one", "1", "1", f"{arn}:1"],
        "2": ["two", "2", "2", f"{arn}:2"],
        "$LATEST": ["three", "$LATEST", "$LATEST", f"{arn}:$LATEST"],
    }


@pytest.mark.parametrize("form", ["{name}:1", "000000000000:function:{name}:1", ARN + ":{name}:1"])
def test_a_version_is_invoked_by_every_form_of_its_name(
    aws: Client, twice_published: str, form: str
) -> None:
    answer = aws.invoke(FunctionName=form.format(name=twice_published))

    assert answer["ExecutedVersion"] == "1"
    assert answer["Payload"].read().startswith(b'["one"')


def test_a_version_is_shown_as_it_was_and_latest_as_it_is(
    aws: Client, twice_published: str
) -> None:
    aws.update_function_configuration(FunctionName=twice_published, Timeout=9)

    version = aws.get_function(FunctionName=twice_published, Qualifier="1")["Configuration"]
    by_name = aws.get_function_configuration(FunctionName=f"{twice_published}:1")
    latest = aws.get_function_configuration(FunctionName=twice_published)

    assert (version["Version"], version["Timeout"]) == ("1", 3)
    assert version["FunctionArn"] == f"{ARN}:{twice_published}:1"
    assert by_name["RevisionId"] == version["RevisionId"]
    assert (latest["Version"], latest["Timeout"]) == ("$LATEST", 9)
    assert latest["FunctionArn"] == f"{ARN}:{twice_published}"


def test_versions_are_listed_page_by_page_latest_first(aws: Client, twice_published: str) -> None:
    pages = aws.get_paginator("list_versions_by_function").paginate(
        FunctionName=twice_published, PaginationConfig={"PageSize": 2}
    )

    listed = [[version["Version"] for version in page["Versions"]] for page in pages]

    assert listed == [["$LATEST", "1"], ["2"]]


def test_a_list_of_all_functions_shows_every_version(aws: Client, twice_published: str) -> None:
    pages = aws.get_paginator("list_functions").paginate(FunctionVersion="ALL")

    arns = [
        shown["FunctionArn"]
        for page in pages
        for shown in page["Functions"]
        if shown["FunctionName"] == twice_published
    ]

    arn = f"{ARN}:{twice_published}"
    assert arns == [f"{arn}:$LATEST", f"{arn}:1", f"{arn}:2"]


def test_a_description_given_when_publishing_is_the_versions_own(aws: Client) -> None:
    name = deploy(aws, TELLS, Description="of the function")

    shown = aws.publish_version(FunctionName=name, Description="of the version")

    assert (shown["Description"], shown["State"]) == ("of the version", "Pending")
    assert aws.get_function_configuration(FunctionName=name)["Description"] == "of the function"


def test_a_function_created_with_publish_has_a_version_at_once(aws: Client) -> None:
    created = aws.create_function(**new_function(TELLS.format(text="one"), Publish=True))

    name = created["FunctionName"]
    aws.get_waiter("published_version_active").wait(
        FunctionName=name, Qualifier="1", WaiterConfig=QUICKLY
    )
    assert (created["Version"], created["FunctionArn"]) == ("1", f"{ARN}:{name}")
    assert call(aws, name, Qualifier="1")[:2] == ["one", "1"]


def test_a_package_that_is_not_the_expected_one_is_not_published(aws: Client) -> None:
    name = deploy(aws, TELLS)
    latest = aws.get_function_configuration(FunctionName=name)

    with pytest.raises(ClientError) as refused:
        aws.publish_version(FunctionName=name, CodeSha256="not-this-one")

    assert refusal(refused.value) == Refusal(
        400,
        "InvalidParameterValueException",
        f"CodeSHA256 (not-this-one) is different from current CodeSHA256 in $LATEST ({latest['CodeSha256']}). "
        "Please try again with the CodeSHA256 in $LATEST.",
    )


def test_an_old_revision_is_not_published(aws: Client) -> None:
    name = deploy(aws, TELLS)

    with pytest.raises(ClientError) as refused:
        aws.publish_version(FunctionName=name, RevisionId="an old one")

    assert refusal(refused.value) == Refusal(
        412,
        "PreconditionFailedException",
        "The Revision Id provided does not match the latest Revision Id. "
        "Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
    )


def test_a_deleted_version_is_gone_and_the_function_stays(
    aws: Client, twice_published: str
) -> None:
    assert call(aws, twice_published, Qualifier="1")[0] == "one"

    aws.delete_function(FunctionName=twice_published, Qualifier="1")

    with pytest.raises(ClientError) as refused:
        aws.invoke(FunctionName=twice_published, Qualifier="1")
    assert refusal(refused.value) == Refusal(
        404, "ResourceNotFoundException", f"Function not found: {ARN}:{twice_published}:1"
    )
    assert call(aws, twice_published)[0] == "three"


@pytest.mark.parametrize("operation", ["get_function", "get_function_configuration"])
def test_a_version_that_does_not_exist_is_not_shown(
    aws: Client, twice_published: str, operation: str
) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(aws, operation)(FunctionName=twice_published, Qualifier="99")

    assert refusal(refused.value) == Refusal(
        404, "ResourceNotFoundException", f"Function not found: {ARN}:{twice_published}:99"
    )


def test_two_qualifiers_that_differ_are_refused(aws: Client, twice_published: str) -> None:
    with pytest.raises(ClientError) as refused:
        aws.get_function(FunctionName=f"{twice_published}:1", Qualifier="2")

    assert refusal(refused.value) == Refusal(
        400,
        "InvalidParameterValueException",
        "The derived qualifier from the function name does not match the specified qualifier.",
    )


@pytest.mark.parametrize("operation", ["publish_version", "list_versions_by_function"])
def test_versions_of_an_unknown_function_are_not_found(aws: Client, operation: str) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(aws, operation)(FunctionName="nobody")

    assert refusal(refused.value) == Refusal(
        404, "ResourceNotFoundException", f"Function not found: {ARN}:nobody"
    )
