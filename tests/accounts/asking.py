"""Requests for what an account owns, for any operation of the models: by names, by ARNs, and by ARNs with a qualifier.

An operation with a required member that nothing here has a value for is an error: whoever adds the operation says
what of an account it could reach.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Final

from botocore import xform_name
from botocore.exceptions import ClientError

from tests.accounts.belongings import (
    ALIAS,
    DOCUMENT,
    FUNCTION,
    GROUP,
    GROUP_ARN,
    HELD,
    LAYER,
    LAYER_ARN,
    POLICY,
    PROFILE,
    ROLE_NAME,
    SECRETS,
    STATEMENT,
    STREAM,
    TENANT,
    Belongings,
    function_arn,
)
from tests.e2e.lambda_client import ROLE, RUNTIME, Client, zipped
from tests.loose import Given, Json


class Form(Enum):
    """How a request names what it is for."""

    NAME = auto()
    ARN = auto()
    QUALIFIED = auto()


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, all of it as text: head, body, and the log that is in the head."""

    status: int
    code: str | None
    head: str
    body: str

    def leaked(self, asked: Mapping[str, Given]) -> list[str]:
        """What only the owner knows, is in the answer, and was not in the request."""
        said, told = str(asked), self.head + self.body
        return [secret for secret in SECRETS if secret in told and secret not in said]


def ask(client: Client, operation: str, members: Mapping[str, Given]) -> Told:
    """What this key is told."""
    try:
        answer = getattr(client, xform_name(operation))(**members)
    except ClientError as error:
        answer = error.response
    log = base64.b64decode(answer.get("LogResult", "")).decode()
    head = answer.pop("ResponseMetadata")
    body = json.dumps(answer, default=_read, ensure_ascii=False, sort_keys=True)
    return Told(head["HTTPStatusCode"], answer.get("Error", {}).get("Code"), str(head) + log, body)


def members_for(client: Client, operation: str, of: Belongings, form: Form) -> Mapping[str, Given]:
    """A request that could reach what is owned. Raises KeyError for a required member of unknown meaning."""
    shape = client.meta.service_model.operation_model(operation).input_shape
    if shape is None:
        return {}
    values = _values(of, form, _function_of(operation))[client.meta.service_model.service_name]
    pointing = [name for name in shape.members if name in _POINTING[form]]
    if "logGroupIdentifier" in pointing:
        pointing = [name for name in pointing if name != "logGroupName"]
    members = {name: values[name] for name in {*shape.required_members, *pointing}}
    if operation == "AddLayerVersionPermission":
        members["Action"] = "lambda:GetLayerVersion"
    return members


def reads(operations: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Services and operations that change nothing, as their names say."""
    for service, names in operations.items():
        for name in names:
            if name.startswith(("Get", "List", "Describe", "Filter", "Search")):
                yield service, name


_POINTING: Final[Mapping[Form, frozenset[str]]] = {
    form: frozenset({"Description", "Handler", "MaximumRetryAttempts", "Payload", "RoleName"})
    | {"Runtime", "TenantId", "ZipFile", "logGroupName", "logStreamName", "Dimensions"}
    | {"Statistics", "LogType", "logGroupNamePrefix", "LogGroupName"}
    | more
    for form, more in {
        Form.NAME: {"FunctionName"},
        Form.ARN: {"logGroupIdentifier", "Layers", "CodeSigningConfigArn", "FunctionName"},
        Form.QUALIFIED: {"Layers", "CodeSigningConfigArn", "DestinationConfig"},
    }.items()
}
"""Members that are given although nobody requires them: they say what is reached for, or what it would become."""


_OF_WHAT_IS_NOT_BUILT: Final[Mapping[str, Given]] = {
    "CallbackId": "callback",
    "CapacityProviderName": "capacity",
    "CheckpointToken": "token",
    "DurableExecutionArn": f"{function_arn('1')}/durable-execution/one/two",
    "InvokeArgs": b"{}",
    "PermissionsConfig": {"CapacityProviderOperatorRoleArn": ROLE},
    "UUID": "00000000-0000-4000-8000-000000000000",
    "VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
}
"""Members of Lambda's operations that are refused as a whole."""


def _function_of(operation: str) -> str:
    """The one of the functions that has what the operation is about."""
    about_held = "FunctionUrlConfig" in operation or "ProvisionedConcurrency" in operation
    return HELD if about_held else FUNCTION


def _values(of: Belongings, form: Form, name: str) -> Mapping[str, Mapping[str, Given]]:
    """Of members, by service, for the function of that name."""
    function = {
        Form.NAME: name,
        Form.ARN: function_arn(name=name),
        Form.QUALIFIED: function_arn(ALIAS, name=name),
    }[form]
    now = datetime.now(UTC)
    return {
        "lambda": _of_lambda(of, form, function),
        "logs": _of_logs(now),
        "cloudwatch": _of_cloudwatch(now),
        "sts": {},
        "iam": {
            "RoleName": ROLE_NAME,
            "PolicyName": POLICY,
            "PolicyArn": "arn:aws:iam::aws:policy/strangers",
            "PolicyDocument": json.dumps(DOCUMENT),
            "AssumeRolePolicyDocument": json.dumps(DOCUMENT),
            "Description": "a stranger's",
        },
        "cloister": {
            "FunctionName": function,
            "TenantId": TENANT,
            "EnvironmentId": of.environment,
            "LogGroupName": f"/aws/lambda/{name}",
        },
    }


def _of_logs(now: datetime) -> Mapping[str, Given]:
    return {
        "logGroupName": GROUP,
        "logGroupIdentifier": GROUP_ARN,
        "logGroupNamePrefix": GROUP,
        "logStreamName": STREAM,
        "logEvents": [{"timestamp": int(now.timestamp() * 1000), "message": "a stranger's"}],
        "resourceArn": GROUP_ARN,
        "retentionInDays": 1,
        "tagKeys": ["said"],
        "tags": {"said": "a stranger"},
    }


def _of_cloudwatch(now: datetime) -> Mapping[str, Given]:
    return {
        "Namespace": "AWS/Lambda",
        "MetricName": "Invocations",
        "Dimensions": [{"Name": "FunctionName", "Value": FUNCTION}],
        "StartTime": now - timedelta(hours=1),
        "EndTime": now + timedelta(hours=1),
        "Period": 60,
        "Statistics": ["Sum"],
        "MetricDataQueries": [_metric_query()],
    }


def _of_lambda(of: Belongings, form: Form, function: str) -> Mapping[str, Given]:
    return {
        "Action": "lambda:InvokeFunction",
        "AllowedPublishers": {"SigningProfileVersionArns": [PROFILE]},
        "Arn": f"{LAYER_ARN}:1",
        "AuthType": "NONE",
        "Code": {"ZipFile": zipped("def handler(event, context): ...")},
        "CodeSigningConfigArn": of.signing_config,
        "Content": {"ZipFile": zipped("x = 1", name="python/x.py")},
        "Description": "a stranger's",
        "DestinationConfig": {"OnFailure": {"Destination": function_arn()}},
        "FunctionName": function,
        "FunctionVersion": "1",
        "Handler": "app.handler",
        "LayerName": LAYER if form is Form.NAME else LAYER_ARN,
        "Layers": [f"{LAYER_ARN}:1"],
        "LogType": "Tail",
        "MaximumRetryAttempts": 0,
        "Name": ALIAS,
        "Payload": b"{}",
        "Policy": json.dumps(DOCUMENT),
        "Principal": "*",
        "ProvisionedConcurrentExecutions": 1,
        "Qualifier": "1",
        "RecursiveLoop": "Terminate",
        "ReservedConcurrentExecutions": 0,
        "Resource": function_arn(),
        "ResourceArn": function_arn(),
        "Role": ROLE,
        "Runtime": RUNTIME,
        "StatementId": STATEMENT,
        "TagKeys": ["said"],
        "Tags": {"said": "a stranger"},
        "TenantId": TENANT,
        "UpdateRuntimeOn": "FunctionUpdate",
        "VersionNumber": 1,
        "ZipFile": zipped("def handler(event, context): ..."),
        **_OF_WHAT_IS_NOT_BUILT,
    }


def _metric_query() -> Json:
    metric = {
        "Namespace": "AWS/Lambda",
        "MetricName": "Invocations",
        "Dimensions": [{"Name": "FunctionName", "Value": FUNCTION}],
    }
    return {"Id": "one", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}


def _read(value: Given) -> str:
    return value.read().decode() if hasattr(value, "read") else str(value)
