"""Layers by unmodified boto3: published, used by a function, shared, listed, deleted; and what is refused of them."""

import base64
import hashlib
import io
import json
import secrets
import urllib.request
import zipfile
from collections.abc import Mapping

import pytest
from botocore.exceptions import ClientError

from tests.e2e.lambda_client import QUICKLY, Client, call, deploy, new_function, refusal
from tests.loose import Given, Json

READS_LAYERS = """
    import of_layers
    def handler(event, context):
        return of_layers.NAME
"""
ARN = "arn:aws:lambda:us-east-1:000000000000:layer:"


def a_zip(files: Mapping[str, str]) -> bytes:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return package.getvalue()


def a_module(name: str) -> bytes:
    return a_zip({"python/of_layers.py": f"NAME = {name!r}\n"})


def a_name() -> str:
    return f"l-{secrets.token_hex(6)}"


def published(aws: Client, name: str, content: bytes, **more: Given) -> dict[str, Json]:
    answer: dict[str, Json] = aws.publish_layer_version(
        LayerName=name, Content={"ZipFile": content}, **more
    )
    return answer


def test_a_function_runs_with_its_layers_and_follows_their_order(aws: Client) -> None:
    first = published(aws, a_name(), a_module("first"))["LayerVersionArn"]
    second = published(aws, a_name(), a_module("second"))["LayerVersionArn"]
    name = deploy(aws, READS_LAYERS, Layers=[first, second])
    answered = call(aws, name)

    shown = aws.update_function_configuration(FunctionName=name, Layers=[second, first])
    aws.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig=QUICKLY)

    assert answered == "second"
    assert [layer["Arn"] for layer in shown["Layers"]] == [second, first]
    assert call(aws, name) == "first"


def test_a_function_keeps_a_layer_that_is_deleted(aws: Client) -> None:
    layer = published(aws, a_name(), a_module("kept"))
    name = deploy(aws, READS_LAYERS, Layers=[layer["LayerVersionArn"]])

    aws.delete_layer_version(LayerName=layer["LayerArn"], VersionNumber=layer["Version"])
    aws.update_function_configuration(FunctionName=name, MemorySize=256)
    aws.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig=QUICKLY)

    assert call(aws, name) == "kept"
    with pytest.raises(ClientError) as gone:
        aws.get_layer_version_by_arn(Arn=layer["LayerVersionArn"])
    assert refusal(gone.value).status == 404


def test_a_version_is_shown_with_what_was_said_of_it_and_can_be_downloaded(aws: Client) -> None:
    name, content = a_name(), a_module("shown")

    answer = published(
        aws,
        name,
        content,
        Description="of a test",
        LicenseInfo="MIT",
        CompatibleRuntimes=["python3.11"],
        CompatibleArchitectures=["x86_64"],
    )
    again = aws.get_layer_version(LayerName=name, VersionNumber=1)
    with urllib.request.urlopen(again["Content"]["Location"]) as download:
        downloaded = download.read()

    assert (answer["Version"], answer["LayerVersionArn"]) == (1, f"{ARN}{name}:1")
    assert downloaded == content
    assert answer["Content"]["CodeSize"] == len(content)
    assert (
        answer["Content"]["CodeSha256"]
        == base64.b64encode(hashlib.sha256(content).digest()).decode()
    )
    for member in ("Description", "LicenseInfo", "CompatibleRuntimes", "CompatibleArchitectures"):
        assert answer[member] == again[member]
    assert aws.get_layer_version_by_arn(Arn=f"{ARN}{name}:1")["Version"] == 1


def test_the_number_of_a_deleted_version_is_never_given_again(aws: Client) -> None:
    name = a_name()
    published(aws, name, a_module("1"))
    published(aws, name, a_module("2"))

    aws.delete_layer_version(LayerName=name, VersionNumber=2)
    aws.delete_layer_version(LayerName=name, VersionNumber=2)

    assert published(aws, name, a_module("3"))["Version"] == 3
    listed = aws.list_layer_versions(LayerName=name)["LayerVersions"]
    assert [version["Version"] for version in listed] == [3, 1]


def test_versions_are_listed_page_by_page_newest_first(aws: Client) -> None:
    name = a_name()
    for number in range(1, 6):
        published(aws, name, a_module(str(number)))

    pages = aws.get_paginator("list_layer_versions").paginate(
        LayerName=name, PaginationConfig={"PageSize": 2}
    )
    numbers = [[version["Version"] for version in page["LayerVersions"]] for page in pages]

    assert numbers == [[5, 4], [3, 2], [1]]


def test_layers_are_listed_by_their_newest_version_that_matches(aws: Client) -> None:
    name = a_name()
    published(aws, name, a_module("1"), CompatibleRuntimes=["python3.11"])
    published(aws, name, a_module("2"), CompatibleRuntimes=["python3.12"])

    def newest(**asked: Given) -> list[int]:
        pages = aws.get_paginator("list_layers").paginate(**asked)
        layers = [layer for page in pages for layer in page["Layers"]]
        return [
            layer["LatestMatchingVersion"]["Version"]
            for layer in layers
            if layer["LayerName"] == name
        ]

    assert newest() == [2]
    assert newest(CompatibleRuntime="python3.11") == [1]
    assert newest(CompatibleRuntime="python3.11", CompatibleArchitecture="arm64") == []


def test_a_version_is_shared_by_a_policy_and_no_longer(aws: Client) -> None:
    name = a_name()
    published(aws, name, a_module("shared"))
    of_version = {"LayerName": name, "VersionNumber": 1}
    grant = {**of_version, "Action": "lambda:GetLayerVersion", "StatementId": "everybody"}

    added = aws.add_layer_version_permission(**grant, Principal="*")
    policy = aws.get_layer_version_policy(**of_version)

    assert json.loads(added["Statement"]) == {
        "Sid": "everybody",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "lambda:GetLayerVersion",
        "Resource": f"{ARN}{name}:1",
    }
    assert json.loads(policy["Policy"])["Statement"] == [json.loads(added["Statement"])]
    assert policy["RevisionId"] == added["RevisionId"]
    with pytest.raises(ClientError) as taken:
        aws.add_layer_version_permission(**grant, Principal="123456789012")
    assert refusal(taken.value).status == 409
    aws.remove_layer_version_permission(**of_version, StatementId="everybody")
    with pytest.raises(ClientError) as none_left:
        aws.get_layer_version_policy(**of_version)
    assert refusal(none_left.value).message == "No policy is associated with the given resource."


def test_a_policy_is_changed_only_by_who_has_read_it(aws: Client) -> None:
    name = a_name()
    published(aws, name, a_module("shared"))
    of_version = {"LayerName": name, "VersionNumber": 1}
    aws.add_layer_version_permission(
        **of_version, Action="lambda:GetLayerVersion", StatementId="one", Principal="*"
    )

    with pytest.raises(ClientError) as stale:
        aws.remove_layer_version_permission(**of_version, StatementId="one", RevisionId="stale")

    assert refusal(stale.value).status == 412
    assert "Call the GetLayerPolicy API" in refusal(stale.value).message


@pytest.mark.parametrize("operation", ["get_layer_version_policy", "get_layer_version"])
def test_what_there_is_not_is_not_found(aws: Client, operation: str) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(aws, operation)(LayerName="never-published", VersionNumber=1)

    assert refusal(refused.value).status == 404
    assert refusal(refused.value).error_type == "ResourceNotFoundException"


def test_a_statement_that_there_is_not_cannot_be_removed(aws: Client) -> None:
    name = a_name()
    published(aws, name, a_module("shared"))

    with pytest.raises(ClientError) as refused:
        aws.remove_layer_version_permission(LayerName=name, VersionNumber=1, StatementId="none")

    assert refusal(refused.value).message == "Statement none is not found in resource policy."


@pytest.mark.parametrize("operation", ["get_layer_version", "delete_layer_version"])
def test_numbers_begin_with_one(aws: Client, operation: str) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(aws, operation)(LayerName="never-published", VersionNumber=0)

    assert refusal(refused.value).message == "Layer Version Cannot be less than 1"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"no zip",
            "Could not unzip uploaded file. Please check your file, then try to upload again.",
        ),
        (a_zip({"../../outside": "x"}), "leads out of the package"),
        (a_zip({"/etc/passwd": "x"}), "has an absolute path"),
    ],
)
def test_a_package_that_is_none_is_no_layer(aws: Client, content: bytes, message: str) -> None:
    with pytest.raises(ClientError) as refused:
        published(aws, a_name(), content)

    assert refusal(refused.value).status == 400
    assert message in refusal(refused.value).message


def test_a_layer_needs_a_package(aws: Client) -> None:
    with pytest.raises(ClientError) as refused:
        aws.publish_layer_version(LayerName=a_name(), Content={})

    assert refusal(refused.value).error_type == "InvalidParameterValueException"


def test_a_function_takes_five_layers_none_of_them_twice_and_none_that_is_not_there(
    aws: Client,
) -> None:
    names = [a_name() for _ in range(6)]
    arns = [published(aws, name, a_module(name))["LayerVersionArn"] for name in names]
    newer = published(aws, names[0], a_module("newer"))["LayerVersionArn"]

    def refused(layers: list[str]) -> str:
        with pytest.raises(ClientError) as error:
            aws.create_function(**new_function(READS_LAYERS, Layers=layers))
        assert refusal(error.value).error_type == "InvalidParameterValueException"
        return refusal(error.value).message

    assert refused(arns) == "Cannot reference more than 5 layers."
    assert refused([arns[0], newer]) == (
        "Two different versions of the same layer are not allowed to be referenced in the same "
        f"function. {arns[0]} and {newer} are versions of the same layer."
    )
    assert refused([f"{ARN}none:1"]) == f"Layer version {ARN}none:1 does not exist."
    assert "Layers are expected to be in region us-east-1." in refused(
        [f"arn:aws:lambda:eu-west-1:000000000000:layer:{names[0]}:1"]
    )


def test_another_accounts_layer_may_not_be_used(aws: Client) -> None:
    with pytest.raises(ClientError) as refused:
        aws.create_function(
            **new_function(
                READS_LAYERS, Layers=["arn:aws:lambda:us-east-1:111111111111:layer:theirs:1"]
            )
        )

    assert refusal(refused.value).status == 403
    assert "not authorized to perform: lambda:GetLayerVersion" in refusal(refused.value).message


def test_code_and_layers_together_are_bounded(aws: Client) -> None:
    big = [a_zip({"zeros": "0" * 100_000_000 + secrets.token_hex(600_000)}) for _ in range(3)]
    arns = [published(aws, a_name(), content)["LayerVersionArn"] for content in big]

    with pytest.raises(ClientError) as refused:
        aws.create_function(**new_function(READS_LAYERS, Layers=arns))

    assert refusal(refused.value).message.startswith(
        "Function code combined with layers exceeds the maximum allowed size of 262144000 bytes. "
        "The actual size is 30"
    )
