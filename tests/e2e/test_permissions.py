"""Resource policies by unmodified boto3: statements added, shown as AWS writes them, and removed."""

import json

import pytest

from tests.e2e.lambda_client import (
    QUICKLY,
    Client,
    Refusal,
    call,
    deploy,
    refused,
)
from tests.loose import Json

NOTHING = "def handler(event, context): ..."
ARN = "arn:aws:lambda:us-east-1:000000000000:function:"
BUCKET = {"Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com"}
OLD = "00000000-0000-0000-0000-000000000000"
STALE = (
    "The Revision Id provided does not match the latest Revision Id. "
    "Call the GetPolicy API to retrieve the latest Revision Id"
)


@pytest.fixture
def name(aws: Client) -> str:
    """Of a function of the test's own."""
    return deploy(aws, NOTHING)


def statements(aws: Client, **of: str) -> Json:
    return json.loads(aws.get_policy(**of)["Policy"])["Statement"]


def test_a_statement_is_added_shown_and_removed_as_aws_writes_it(aws: Client, name: str) -> None:
    expected = {
        "Sid": "bucket",
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "lambda:InvokeFunction",
        "Resource": f"{ARN}{name}",
        "Condition": {
            "StringEquals": {"AWS:SourceAccount": "123456789012"},
            "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::things"},
        },
    }

    added = aws.add_permission(
        FunctionName=name,
        StatementId="bucket",
        SourceAccount="123456789012",
        SourceArn="arn:aws:s3:::things",
        **BUCKET,
    )
    shown = aws.get_policy(FunctionName=name)
    removed = aws.remove_permission(FunctionName=name, StatementId="bucket")

    assert added["ResponseMetadata"]["HTTPStatusCode"] == 201
    assert added["Statement"] == json.dumps(expected, separators=(",", ":"))
    policy = {"Version": "2012-10-17", "Id": "default", "Statement": [expected]}
    assert shown["Policy"] == json.dumps(policy, separators=(",", ":"))
    assert removed["ResponseMetadata"]["HTTPStatusCode"] == 204
    gone = refused(aws.get_policy, FunctionName=name)
    assert gone == Refusal(
        404, "ResourceNotFoundException", "The resource you requested does not exist."
    )


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("*", "*"),
        ("123456789012", {"AWS": "arn:aws:iam::123456789012:root"}),
        ("arn:aws:iam::123456789012:role/me", {"AWS": "arn:aws:iam::123456789012:role/me"}),
        ("events.amazonaws.com", {"Service": "events.amazonaws.com"}),
    ],
)
def test_principals_are_shown_by_their_kind(
    aws: Client, name: str, given: str, shown: object
) -> None:
    aws.add_permission(
        FunctionName=name, StatementId="one", Action="lambda:InvokeFunction", Principal=given
    )

    assert statements(aws, FunctionName=name)[0]["Principal"] == shown


def test_the_other_conditions_are_shown_under_their_keys(aws: Client, name: str) -> None:
    url = {"Action": "lambda:InvokeFunctionUrl", "Principal": "*"}
    aws.add_permission(
        FunctionName=name,
        StatementId="url",
        FunctionUrlAuthType="NONE",
        PrincipalOrgID="o-abcdefghij",
        **url,
    )
    aws.add_permission(
        FunctionName=name, StatementId="token", EventSourceToken="amzn1.ask.skill", **BUCKET
    )
    aws.add_permission(FunctionName=name, StatementId="via", InvokedViaFunctionUrl=True, **BUCKET)

    assert [statement["Condition"] for statement in statements(aws, FunctionName=name)] == [
        {
            "StringEquals": {
                "lambda:FunctionUrlAuthType": "NONE",
                "aws:PrincipalOrgID": "o-abcdefghij",
            }
        },
        {"StringEquals": {"lambda:EventSourceToken": "amzn1.ask.skill"}},
        {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}},
    ]


def test_a_function_its_version_and_its_alias_have_each_a_policy(aws: Client, name: str) -> None:
    version = aws.publish_version(FunctionName=name)["Version"]
    aws.create_alias(FunctionName=name, Name="live", FunctionVersion=version)

    for qualifier in (version, "live"):
        aws.add_permission(FunctionName=name, Qualifier=qualifier, StatementId="one", **BUCKET)

    assert refused(aws.get_policy, FunctionName=name).status == 404
    for qualifier in (version, "live"):
        [shown] = statements(aws, FunctionName=name, Qualifier=qualifier)
        assert shown["Resource"] == f"{ARN}{name}:{qualifier}"
    aws.remove_permission(FunctionName=name, Qualifier="live", StatementId="one")
    assert refused(aws.get_policy, FunctionName=name, Qualifier="live").status == 404
    assert statements(aws, FunctionName=name, Qualifier=version)


def test_a_policy_changes_by_the_revision_that_its_reader_saw(aws: Client, name: str) -> None:
    before = aws.get_function_configuration(FunctionName=name)["RevisionId"]
    aws.add_permission(FunctionName=name, StatementId="one", RevisionId=before, **BUCKET)
    seen = aws.get_policy(FunctionName=name)["RevisionId"]

    add = refused(
        aws.add_permission, FunctionName=name, StatementId="two", RevisionId=before, **BUCKET
    )
    remove = refused(aws.remove_permission, FunctionName=name, StatementId="one", RevisionId=before)
    aws.remove_permission(FunctionName=name, StatementId="one", RevisionId=seen)

    assert add == remove == Refusal(412, "PreconditionFailedException", STALE)
    assert seen != before


def test_what_can_not_be_added_is_refused_in_awss_words(aws: Client, name: str) -> None:
    add = aws.add_permission
    add(FunctionName=name, StatementId="one", **BUCKET)

    taken = refused(add, FunctionName=name, StatementId="one", **BUCKET)
    latest = refused(add, FunctionName=name, Qualifier="$LATEST", StatementId="two", **BUCKET)
    nobody = refused(add, FunctionName="nobody", StatementId="one", **BUCKET)
    no_alias = refused(add, FunctionName=name, Qualifier="live", StatementId="one", **BUCKET)
    no_version = refused(add, FunctionName=name, Qualifier="7", StatementId="one", **BUCKET)
    principal = refused(
        add, FunctionName=name, StatementId="two", Action="lambda:*", Principal="somebody"
    )
    url = refused(add, FunctionName=name, StatementId="two", FunctionUrlAuthType="NONE", **BUCKET)

    missing = "ResourceNotFoundException"
    wrong = "InvalidParameterValueException"
    assert taken == Refusal(
        409,
        "ResourceConflictException",
        "The statement id (one) provided already exists. "
        "Please provide a new statement id, or remove the existing statement.",
    )
    assert latest.message == "We currently do not support adding policies for $LATEST."
    assert nobody == Refusal(404, missing, f"Function not found: {ARN}nobody")
    assert no_alias == Refusal(404, missing, f"Cannot find alias arn: {ARN}{name}:live")
    assert no_version == Refusal(404, missing, f"Function not found: {ARN}{name}:7")
    assert principal == Refusal(
        400, wrong, "The provided principal was invalid. Please check the principal and try again."
    )
    assert latest.error_type == url.error_type == wrong


def test_only_a_statement_that_is_there_is_removed(aws: Client, name: str) -> None:
    remove = aws.remove_permission

    nothing = refused(remove, FunctionName=name, StatementId="one")
    aws.add_permission(FunctionName=name, StatementId="one", **BUCKET)
    other = refused(remove, FunctionName=name, StatementId="other")
    nobody = refused(remove, FunctionName="nobody", StatementId="one")

    missing = "ResourceNotFoundException"
    assert nothing == Refusal(404, missing, "No policy is associated with the given resource.")
    assert other == Refusal(404, missing, "Statement other is not found in resource policy.")
    assert nobody == Refusal(404, missing, f"Function not found: {ARN}nobody")
    assert [each["Sid"] for each in statements(aws, FunctionName=name)] == ["one"]


def test_a_policy_may_be_twenty_kilobytes(aws: Client, name: str) -> None:
    long_arn = f"arn:aws:s3:::{'x' * 9_000}"
    for sid in ("one", "two"):
        aws.add_permission(FunctionName=name, StatementId=sid, SourceArn=long_arn, **BUCKET)

    answer = refused(
        aws.add_permission, FunctionName=name, StatementId="three", SourceArn=long_arn, **BUCKET
    )

    assert answer.status == 400
    assert answer.error_type == "PolicyLengthExceededException"
    assert answer.message.endswith("is bigger than the limit (20480).")
    assert len(statements(aws, FunctionName=name)) == 2


# -- Whole documents ---------------------------------------------------------------------------------


def a_document(name: str, *sids: str, **more: object) -> str:
    statement = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": ["lambda:Invoke*"]}
    resource = f"{ARN}{name}"
    several = [{"Sid": sid, **statement, "Resource": resource, **more} for sid in sids]
    return json.dumps({"Version": "2012-10-17", "Statement": several})


def test_a_whole_policy_replaces_statements_is_shown_and_deleted(aws: Client, name: str) -> None:
    arn = f"{ARN}{name}"
    aws.add_permission(FunctionName=name, StatementId="before", **BUCKET)

    put = aws.put_resource_policy(ResourceArn=arn, Policy=a_document(name, "one", "two"))
    shown = aws.get_resource_policy(ResourceArn=arn)
    listed = statements(aws, FunctionName=name)
    aws.delete_resource_policy(ResourceArn=arn, RevisionId=shown["RevisionId"])

    assert (put["Policy"], put["RevisionId"]) == (shown["Policy"], shown["RevisionId"])
    assert listed == json.loads(a_document(name, "one", "two"))["Statement"]
    for operation in (aws.get_resource_policy, aws.delete_resource_policy):
        assert refused(operation, ResourceArn=arn).error_type == "ResourceNotFoundException"


def test_a_version_that_denies_everybody_is_not_invoked_and_its_function_is(
    aws: Client, name: str
) -> None:
    version = aws.publish_version(FunctionName=name)["Version"]
    aws.get_waiter("published_version_active").wait(
        FunctionName=name, Qualifier=version, WaiterConfig=QUICKLY
    )
    denied = f"{name}:{version}"
    aws.create_alias(FunctionName=name, Name="live", FunctionVersion=version)

    aws.put_resource_policy(ResourceArn=f"{ARN}{denied}", Policy=a_document(denied, "closed"))
    told = {
        refused(aws.invoke, FunctionName=denied),
        refused(aws.invoke, FunctionName=denied, InvocationType="DryRun"),
    }
    others = [call(aws, each) for each in (name, f"{name}:live")]
    aws.delete_resource_policy(ResourceArn=f"{ARN}{denied}")

    assert told == {
        Refusal(
            403,
            "AccessDeniedException",
            "User: arn:aws:iam::000000000000:root is not authorized to perform: lambda:InvokeFunction on resource: "
            f"{ARN}{denied} with an explicit deny in a resource-based policy",
        )
    }
    assert others == [None, None], "each has a policy of its own"
    assert call(aws, denied) is None


def test_a_whole_policy_that_is_none_or_meets_a_stale_revision_is_refused(
    aws: Client, name: str
) -> None:
    arn, put = f"{ARN}{name}", aws.put_resource_policy
    wrong = ("{", "{}", a_document(name), a_document(name, "a", "a"))
    unknown = a_document(name, "a", NotAction="lambda:*")

    answers = [refused(put, ResourceArn=arn, Policy=policy) for policy in (*wrong, unknown)]
    nobody = refused(put, ResourceArn=f"{ARN}nobody", Policy=a_document("nobody", "a"))
    good = a_document(name, "a")
    stale = refused(put, ResourceArn=arn, Policy=good, RevisionId=OLD)
    put(ResourceArn=arn, Policy=good)
    stale_delete = refused(aws.delete_resource_policy, ResourceArn=arn, RevisionId=OLD)

    assert {answer.error_type for answer in answers} == {"InvalidParameterValueException"}
    assert nobody == Refusal(404, "ResourceNotFoundException", f"Function not found: {ARN}nobody")
    assert stale.status == stale_delete.status == 412
    assert len(statements(aws, FunctionName=name)) == 1
