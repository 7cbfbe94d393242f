"""One of everything that an account can own here, each with a mark in it that its owner alone may read."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final

from cloister.domain.clock import SystemClock
from tests.e2e.lambda_client import (
    PER_TENANT,
    QUICKLY,
    ROLE,
    RUNTIME,
    Client,
    boto3_client,
    zipped,
)
from tests.e2e.server import Server, eventually

OWNER: Final = "111111111111"
MARK: Final = "only-its-owner-reads-this"
FUNCTION: Final = "owners-function"
HELD: Final = "owners-function-that-stands-ready"
ALIAS: Final = "owners-alias"
LAYER: Final = "owners-layer"
GROUP: Final = "owners-group"
STREAM: Final = "owners-stream"
TENANT: Final = "owners-tenant"
ROLE_NAME: Final = "owners-role"
POLICY: Final = "owners-policy"
STATEMENT: Final = "owners-statement"
SECRETS: Final = (
    *(OWNER, MARK, FUNCTION, HELD, ALIAS, LAYER, GROUP, STREAM),
    *(TENANT, ROLE_NAME, POLICY, STATEMENT),
)
"""Texts that nobody else is told who did not say them first."""
PROFILE: Final = "arn:aws:signer:us-east-1:000000000000:/signing-profiles/mine/abcdefghij"
PATIENCE_S: Final = 20
SERVICES: Final = ("lambda", "logs", "cloudwatch", "sts", "iam", "cloister")
"""As boto3 calls them."""
DOCUMENT: Final = {"Version": "2012-10-17", "Statement": []}
"""A policy that says nothing."""
HANDLER: Final = f"""
    import os
    def handler(event, context):
        print("{MARK}")
        return os.environ["SAID"]
"""


def function_arn(qualifier: str | None = None, *, name: str = FUNCTION) -> str:
    arn = f"arn:aws:lambda:us-east-1:{OWNER}:function:{name}"
    return f"{arn}:{qualifier}" if qualifier else arn


LAYER_ARN: Final = f"arn:aws:lambda:us-east-1:{OWNER}:layer:{LAYER}"
GROUP_ARN: Final = f"arn:aws:logs:us-east-1:{OWNER}:log-group:{GROUP}"


@dataclass(frozen=True, slots=True)
class Belongings:
    """What the server named."""

    signing_config: str
    environment: str
    """Of a tenant; gone after a restart."""


Clients = Mapping[str, Client]
"""Of one key, by service."""


@contextmanager
def clients_of(server: Server, key: tuple[str, str]) -> Iterator[Clients]:
    """They send what they are given, once."""
    environ = {
        **server.environ,
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_ACCESS_KEY_ID": key[0],
        "AWS_SECRET_ACCESS_KEY": key[1],
    }
    once = {"retries": {"total_max_attempts": 1}, "parameter_validation": False}
    with ExitStack() as stack:
        yield {
            service: stack.enter_context(boto3_client(environ, service=service, **once))
            for service in SERVICES
        }


def make_belongings(clients: Clients) -> Belongings:
    """All of it is there and settled."""
    aws = clients["lambda"]
    signing_config = aws.create_code_signing_config(
        Description=MARK, AllowedPublishers={"SigningProfileVersionArns": [PROFILE]}
    )["CodeSigningConfig"]["CodeSigningConfigArn"]
    aws.publish_layer_version(
        LayerName=LAYER,
        Description=MARK,
        Content={"ZipFile": zipped(f"said = '{MARK}'", name="python/said.py")},
    )
    aws.add_layer_version_permission(
        LayerName=LAYER,
        VersionNumber=1,
        StatementId=STATEMENT,
        Action="lambda:GetLayerVersion",
        Principal=OWNER,
    )
    _make_function(aws, signing_config)
    _make_held_function(aws)
    _make_logs(clients["logs"])
    _make_role(clients["iam"])
    return Belongings(signing_config, _make_tenant(clients))


def _make_function(aws: Client, signing_config: str) -> None:
    aws.create_function(
        FunctionName=FUNCTION,
        Description=MARK,
        Runtime=RUNTIME,
        Handler="app.handler",
        Role=ROLE,
        Code={"ZipFile": zipped(HANDLER)},
        Environment={"Variables": {"SAID": MARK}},
        Tags={"said": MARK},
        Layers=[f"{LAYER_ARN}:1"],
        **PER_TENANT,
    )
    aws.get_waiter("function_active_v2").wait(FunctionName=FUNCTION, WaiterConfig=QUICKLY)
    aws.publish_version(FunctionName=FUNCTION, Description=MARK)
    aws.create_alias(FunctionName=FUNCTION, Name=ALIAS, FunctionVersion="1", Description=MARK)
    aws.put_function_code_signing_config(FunctionName=FUNCTION, CodeSigningConfigArn=signing_config)
    aws.put_function_concurrency(FunctionName=FUNCTION, ReservedConcurrentExecutions=7)
    aws.put_function_event_invoke_config(FunctionName=FUNCTION, MaximumRetryAttempts=1)
    aws.put_function_recursion_config(FunctionName=FUNCTION, RecursiveLoop="Allow")
    aws.add_permission(
        FunctionName=FUNCTION,
        StatementId=STATEMENT,
        Action="lambda:InvokeFunction",
        # All may invoke it, says this one: that is nobody's leave to do anything else.
        Principal="*",
    )


def _make_held_function(aws: Client) -> None:
    """It has what a function with tenants can't have, and what each start of the server makes anew."""
    aws.create_function(
        FunctionName=HELD,
        Runtime=RUNTIME,
        Handler="app.handler",
        Role=ROLE,
        Code={"ZipFile": zipped(HANDLER)},
    )
    aws.get_waiter("function_active_v2").wait(FunctionName=HELD, WaiterConfig=QUICKLY)
    aws.publish_version(FunctionName=HELD)
    aws.create_alias(FunctionName=HELD, Name=ALIAS, FunctionVersion="1")
    aws.create_function_url_config(
        FunctionName=HELD, AuthType="AWS_IAM", Cors={"AllowOrigins": [f"https://{MARK}"]}
    )
    aws.put_provisioned_concurrency_config(
        FunctionName=HELD, Qualifier="1", ProvisionedConcurrentExecutions=1
    )


def _make_logs(logs: Client) -> None:
    logs.create_log_group(logGroupName=f"/aws/lambda/{FUNCTION}")
    logs.create_log_group(logGroupName=GROUP, tags={"said": MARK})
    logs.create_log_stream(logGroupName=GROUP, logStreamName=STREAM)
    logs.put_retention_policy(logGroupName=GROUP, retentionInDays=7)
    now_ms = int(SystemClock().now().timestamp() * 1000)
    logs.put_log_events(
        logGroupName=GROUP,
        logStreamName=STREAM,
        logEvents=[{"timestamp": now_ms, "message": MARK}],
    )


def _make_role(iam: Client) -> None:
    document = json.dumps({**DOCUMENT, "Id": MARK})
    iam.create_role(RoleName=ROLE_NAME, Description=MARK, AssumeRolePolicyDocument=document)
    iam.put_role_policy(RoleName=ROLE_NAME, PolicyName=POLICY, PolicyDocument=document)
    iam.attach_role_policy(RoleName=ROLE_NAME, PolicyArn=f"arn:aws:iam::aws:policy/{MARK}")


def _make_tenant(clients: Clients) -> str:
    """Limits, usage, lines and an environment, whose id is returned."""
    own = clients["cloister"]
    own.put_tenant_limits(FunctionName=FUNCTION, TenantId=TENANT, MaxConcurrency=3)
    answer = clients["lambda"].invoke(FunctionName=FUNCTION, TenantId=TENANT, Payload=b"{}")
    assert json.loads(answer["Payload"].read()) == MARK
    eventually(lambda: own.get_usage(TenantId=TENANT)["Usage"], within_s=PATIENCE_S)
    metrics = clients["cloudwatch"].list_metrics
    eventually(lambda: TENANT in str(metrics(Namespace="AWS/Lambda")), within_s=PATIENCE_S)
    lines = {"LogGroupName": f"/aws/lambda/{FUNCTION}", "TenantId": TENANT}
    eventually(lambda: MARK in str(own.search_log_events(**lines)), within_s=PATIENCE_S)
    (environment,) = own.list_environments(TenantId=TENANT)["Environments"]
    return str(environment["EnvironmentId"])
