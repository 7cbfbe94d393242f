"""Unmodified tools on their usual way: the AWS CLI with its waiters, and chalice from its first deploy to its delete.

Terraform is not on PyPI, and sam, the Serverless Framework and CDK deploy by CloudFormation, which is not served here.
"""

import json
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from tests.e2e.lambda_client import ROLE, RUNTIME, Client, call, new_function, zipped
from tests.e2e.server import Server
from tests.e2e.tools import Tools

pytestmark = pytest.mark.timeout(300)  # each program takes a second or more to start

TELLS = """
    import os
    def handler(event, context):
        return [{text!r}, os.environ.get("STAGE"), context.function_version]
"""
ARN = "arn:aws:lambda:us-east-1:000000000000"
MADE_OF = ("--runtime", RUNTIME, "--handler", "app.handler", "--role", ROLE)


@pytest.fixture
def tools(server: Server, tmp_path: Path) -> Tools:
    return Tools(server, tmp_path)


@pytest.fixture
def package(tmp_path: Path) -> Callable[[str], str]:
    """Packages a function that tells a text, and gives it in the AWS CLI's words."""

    def of(text: str) -> str:
        (tmp_path / "package.zip").write_bytes(zipped(TELLS.format(text=text)))
        return "fileb://package.zip"

    return of


def test_the_aws_cli_creates_updates_publishes_and_invokes_by_an_alias(
    tools: Tools, package: Callable[[str], str], tmp_path: Path
) -> None:
    name, aws = new_function("")["FunctionName"], tools.aws
    this = ("--function-name", name)

    aws("create-function", *this, *MADE_OF, "--zip-file", package("one"))
    aws("wait", "function-exists", *this)
    aws("wait", "function-active", *this)
    aws("wait", "function-active-v2", *this)
    aws("update-function-code", *this, "--zip-file", package("two"))
    aws("wait", "function-updated", *this)
    aws("update-function-configuration", *this, "--environment", "Variables={STAGE=test}")
    aws("wait", "function-updated-v2", *this)
    version = aws("publish-version", *this)["Version"]
    aws("wait", "published-version-active", *this, "--qualifier", version)
    alias = aws("create-alias", *this, "--name", "live", "--function-version", version)
    answer = aws("invoke", *this, "--qualifier", "live", "answer.json")
    aws("delete-function", *this)

    assert alias["AliasArn"] == f"{ARN}:function:{name}:live"
    assert answer == {"StatusCode": 200, "ExecutedVersion": "1"}
    assert json.loads((tmp_path / "answer.json").read_text()) == ["two", "test", "1"]


def chalice_app(directory: Path, greeting: str) -> None:
    """A project as `chalice new-project` lays one out, of a function without a gateway and of a module in a layer."""
    source = """
        import words
        from chalice import Chalice

        app = Chalice(app_name="greeter")

        @app.lambda_function()
        def greet(event, context):
            return {words.GREETING: event["who"]}
    """
    settings = {
        "version": "2.0",
        "app_name": "greeter",
        "automatic_layer": True,
        "stages": {
            "dev": {
                "environment_variables": {"STAGE": "dev"},
                "lambda_memory_size": 256,
                "lambda_timeout": 10,
                "log_retention_in_days": 7,
                "reserved_concurrency": 5,
                "tags": {"team": "blue"},
            }
        },
    }
    for folder in (".chalice", "vendor"):
        (directory / folder).mkdir(exist_ok=True)
    (directory / "app.py").write_text(dedent(source))
    (directory / "requirements.txt").touch()
    (directory / "vendor" / "words.py").write_text(f"GREETING = {greeting!r}\n")
    (directory / ".chalice" / "config.json").write_text(json.dumps(settings))


def test_chalice_deploys_updates_and_deletes_a_function_with_its_layer_and_role(
    tools: Tools, aws: Client, tmp_path: Path
) -> None:
    name = "greeter-dev-greet"
    layer = f"{ARN}:layer:greeter-dev-managed-layer"
    chalice_app(tmp_path, "hello")

    tools.run("chalice", "deploy")
    first = aws.get_function(FunctionName=name)
    invoked = tools.run("chalice", "invoke", "--name", "greet", given='{"who": "you"}')
    chalice_app(tmp_path, "goodbye")
    tools.run("chalice", "deploy")
    second = call(aws, name, Payload=b'{"who": "me"}')
    layers = aws.get_function_configuration(FunctionName=name)["Layers"]
    tools.run("chalice", "delete")

    assert json.loads(invoked) == {"hello": "you"}
    assert second == {"goodbye": "me"}
    assert first["Concurrency"] == {"ReservedConcurrentExecutions": 5}
    assert first["Tags"]["team"] == "blue"
    assert first["Configuration"]["Role"] == "arn:aws:iam::000000000000:role/greeter-dev"
    assert [one["Arn"] for one in layers] == [f"{layer}:2"]
    assert aws.list_layer_versions(LayerName="greeter-dev-managed-layer")["LayerVersions"] == []
    with pytest.raises(aws.exceptions.ResourceNotFoundException):
        aws.get_function(FunctionName=name)
