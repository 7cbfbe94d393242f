"""The operations on the policies of functions, by the statement and as whole documents."""

import json

from tests.api.exchange import (
    REVISION,
    Exchanges,
    answered,
    conflict,
    malformed,
    not_found,
    satisfies,
    stale,
)
from tests.api.world import ACCOUNT, World, arn

NOBODY = f"Function not found: {arn('nobody')}"
NO_POLICY = "No policy is associated with the given resource."
ABSENT = "The resource you requested does not exist."
OLD = "00000000-0000-0000-0000-000000000000"
BUCKET = {"Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com"}


def as_text(document: object) -> str:
    return json.dumps(document, separators=(",", ":"))


def statement(name: str, **more: object) -> dict[str, object]:
    """Of a policy, in AWS's order."""
    return {
        "Sid": "one",
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "lambda:InvokeFunction",
        "Resource": arn(name),
        **more,
    }


def a_document(name: str) -> str:
    """A whole policy. `Id` is the one that AWS gives policies which are made by the statement."""
    return as_text({"Version": "2012-10-17", "Id": "default", "Statement": [statement(name)]})


def add_permission(world: World) -> Exchanges:
    name = world.function()
    version = world.version(name)
    before = world.aws.get_function_configuration(FunctionName=name)["RevisionId"]
    given = {
        "FunctionName": name,
        "StatementId": "one",
        **BUCKET,
        "SourceArn": "arn:aws:s3:::things",
        "SourceAccount": ACCOUNT,
        "EventSourceToken": "token",
        "PrincipalOrgID": "o-abcdefghij",
        "InvokedViaFunctionUrl": True,
        "RevisionId": before,
    }
    condition = {
        "StringEquals": {
            "aws:PrincipalOrgID": "o-abcdefghij",
            "AWS:SourceAccount": ACCOUNT,
            "lambda:EventSourceToken": "token",
        },
        "Bool": {"lambda:InvokedViaFunctionUrl": "true"},
        "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::things"},
    }
    yield answered(given, Statement=as_text(statement(name, Condition=condition)))
    yield from _permission_by_url(name, version)

    yield from _permission_mistakes(name, given)


def _permission_by_url(name: str, version: str) -> Exchanges:
    by_url = {
        "FunctionName": name,
        "Qualifier": version,
        "StatementId": "url",
        "Action": "lambda:InvokeFunctionUrl",
        "Principal": "*",
        "FunctionUrlAuthType": "NONE",
    }
    public = {
        "Sid": "url",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "lambda:InvokeFunctionUrl",
        "Resource": arn(name, version),
        "Condition": {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}},
    }
    yield answered(by_url, Statement=as_text(public))


def _permission_mistakes(name: str, given: dict[str, object]) -> Exchanges:
    yield stale("GetPolicy", **{**given, "StatementId": "two"})
    yield conflict(
        "The statement id (one) provided already exists. "
        "Please provide a new statement id, or remove the existing statement.",
        FunctionName=name,
        StatementId="one",
        **BUCKET,
    )
    yield not_found(NOBODY, FunctionName="nobody", StatementId="one", **BUCKET)
    yield malformed(
        ("action", "s3:Get", satisfies("Action")),
        FunctionName=name,
        StatementId="two",
        Action="s3:Get",
        Principal="*",
    )


def get_policy(world: World) -> Exchanges:
    name = world.function()
    version = world.version(name)
    yield not_found(ABSENT, FunctionName=name)
    yield not_found(NOBODY, FunctionName="nobody")

    world.aws.add_permission(FunctionName=name, Qualifier=version, StatementId="one", **BUCKET)
    policy = {
        "Version": "2012-10-17",
        "Id": "default",
        "Statement": [statement(name, Resource=arn(name, version))],
    }
    yield answered(
        {"FunctionName": name, "Qualifier": version}, Policy=as_text(policy), RevisionId=REVISION
    )


def remove_permission(world: World) -> Exchanges:
    name = world.function()
    version = world.version(name)
    of = {"FunctionName": name, "Qualifier": version}
    world.aws.add_permission(**of, StatementId="one", **BUCKET)
    revision = world.aws.get_policy(**of)["RevisionId"]
    yield stale("GetPolicy", **of, StatementId="one", RevisionId=OLD)
    yield not_found("Statement two is not found in resource policy.", **of, StatementId="two")
    yield answered({**of, "StatementId": "one", "RevisionId": revision})

    yield not_found(NO_POLICY, **of, StatementId="one")
    yield not_found(NOBODY, FunctionName="nobody", StatementId="one")


def put_resource_policy(world: World) -> Exchanges:
    name = world.function()
    revision = world.aws.get_function_configuration(FunctionName=name)["RevisionId"]
    given = {"ResourceArn": arn(name), "Policy": a_document(name), "RevisionId": revision}
    yield answered(given, Policy=a_document(name), RevisionId=REVISION)

    yield stale("GetResourcePolicy", **given)
    yield not_found(NOBODY, ResourceArn=arn("nobody"), Policy=a_document("nobody"))
    yield malformed(
        ("resourceArn", name, satisfies("PolicyResourceArn")),
        ResourceArn=name,
        Policy=a_document(name),
    )


def get_resource_policy(world: World) -> Exchanges:
    name = world.function()
    yield not_found(ABSENT, ResourceArn=arn(name))
    yield not_found(NOBODY, ResourceArn=arn("nobody"))

    world.aws.put_resource_policy(ResourceArn=arn(name), Policy=a_document(name))
    yield answered({"ResourceArn": arn(name)}, Policy=a_document(name), RevisionId=REVISION)


def delete_resource_policy(world: World) -> Exchanges:
    name = world.function()
    put = world.aws.put_resource_policy(ResourceArn=arn(name), Policy=a_document(name))
    yield stale("GetResourcePolicy", ResourceArn=arn(name), RevisionId=OLD)
    yield answered({"ResourceArn": arn(name), "RevisionId": put["RevisionId"]})

    yield not_found(ABSENT, ResourceArn=arn(name))
    yield not_found(NOBODY, ResourceArn=arn("nobody"))
