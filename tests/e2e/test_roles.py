"""Roles as deployment tools make them, by unmodified boto3 on the same port as functions."""

import json
import secrets
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.e2e.server import Server
from tests.loose import Given

Iam: TypeAlias = Any  # boto3 makes its clients' classes at run time
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
LOGS = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "logs:*", "Resource": "*"}],
}
BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


@pytest.fixture
def iam(server: Server) -> Iterator[Iam]:
    key, secret = server.root_key
    client = boto3.client(
        "iam",
        endpoint_url=server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        config=Config(retries={"total_max_attempts": 1}),
    )
    yield client
    client.close()


def a_role(iam: Iam) -> str:
    name = f"r-{secrets.token_hex(6)}"
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))
    return name


def refused(operation: Callable[..., object], **members: Given) -> tuple[int, str]:
    with pytest.raises(ClientError) as error:
        operation(**members)
    response = error.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]


def test_a_role_is_created_shown_and_deleted(iam: Iam) -> None:
    name = a_role(iam)

    role = iam.get_role(RoleName=name)["Role"]
    iam.delete_role(RoleName=name)

    assert role["Arn"] == f"arn:aws:iam::000000000000:role/{name}"
    assert role["AssumeRolePolicyDocument"] == TRUST
    assert role["CreateDate"].tzinfo is not None
    assert refused(iam.get_role, RoleName=name) == (404, "NoSuchEntity")


def test_policies_are_put_shown_listed_and_deleted(iam: Iam) -> None:
    name = a_role(iam)

    iam.put_role_policy(RoleName=name, PolicyName="logs", PolicyDocument=json.dumps(LOGS))
    shown = iam.get_role_policy(RoleName=name, PolicyName="logs")["PolicyDocument"]
    listed = iam.list_role_policies(RoleName=name)["PolicyNames"]
    kept = refused(iam.delete_role, RoleName=name)
    iam.delete_role_policy(RoleName=name, PolicyName="logs")

    assert shown == LOGS
    assert listed == ["logs"]
    assert kept == (409, "DeleteConflict")
    assert refused(iam.get_role_policy, RoleName=name, PolicyName="logs") == (404, "NoSuchEntity")


def test_managed_policies_are_attached_once_and_detached(iam: Iam) -> None:
    name = a_role(iam)

    iam.attach_role_policy(RoleName=name, PolicyArn=BASIC)
    iam.attach_role_policy(RoleName=name, PolicyArn=BASIC)
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    kept = refused(iam.delete_role, RoleName=name)
    iam.detach_role_policy(RoleName=name, PolicyArn=BASIC)

    assert attached == [{"PolicyName": "AWSLambdaBasicExecutionRole", "PolicyArn": BASIC}]
    assert kept == (409, "DeleteConflict")
    assert refused(iam.detach_role_policy, RoleName=name, PolicyArn=BASIC) == (404, "NoSuchEntity")


def test_who_may_assume_a_role_is_changed(iam: Iam) -> None:
    name = a_role(iam)
    nobody = {**TRUST, "Statement": []}

    iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(nobody))

    assert iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"] == nobody


def test_a_name_is_taken_once_and_a_policy_is_json(iam: Iam) -> None:
    name = a_role(iam)

    taken = refused(iam.create_role, RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))
    no_json = refused(iam.create_role, RoleName=f"{name}-2", AssumeRolePolicyDocument="trust me")
    no_policy = refused(iam.put_role_policy, RoleName=name, PolicyName="none", PolicyDocument="[]")

    assert taken == (409, "EntityAlreadyExists")
    assert no_json == no_policy == (400, "MalformedPolicyDocument")


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("put_role_policy", {"PolicyName": "logs", "PolicyDocument": json.dumps(LOGS)}),
        ("delete_role_policy", {"PolicyName": "logs"}),
        ("attach_role_policy", {"PolicyArn": BASIC}),
        ("update_assume_role_policy", {"PolicyDocument": json.dumps(TRUST)}),
        ("list_role_policies", {}),
        ("list_attached_role_policies", {}),
        ("delete_role", {}),
    ],
)
def test_a_role_that_there_is_not_is_no_such_entity(
    iam: Iam, operation: str, members: dict[str, str]
) -> None:
    assert refused(getattr(iam, operation), RoleName="nobody", **members) == (404, "NoSuchEntity")
