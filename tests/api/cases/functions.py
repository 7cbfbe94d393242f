"""The operations on functions and their versions."""

import base64
import hashlib
from collections.abc import Mapping

from cloister.machine import ARCHITECTURE
from tests.api.exchange import (
    CODE_LINK,
    MARKER,
    REVISION,
    TIME,
    Exchanges,
    Holding,
    Like,
    answered,
    conflict,
    every_page,
    invalid,
    malformed,
    not_found,
    satisfies,
    stale,
)
from tests.api.world import LAYER_BYTES, PACKAGE, World, arn, layer_arn, new_name
from tests.e2e.lambda_client import PER_TENANT, ROLE, RUNTIME, zipped
from tests.loose import Given, Json

OTHER_PACKAGE = zipped("def handler(event, context): return 2")
UNQUALIFIED_ONLY = (
    "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. "
    "Please specify either a function name or an unqualified function ARN."
)
DERIVED = "The derived qualifier from the function name does not match the specified qualifier."
QUEUE = "arn:aws:sqs:us-east-1:000000000000:lost"
KEY = "arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000000"
ACCESS_POINT = (
    "arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/fsap-0123456789abcdef0"
)
ISOLATED: Mapping[str, Json] = PER_TENANT
BEING_MADE = {"StateReason": "The function is being created.", "StateReasonCode": "Creating"}
SETTLED = {"State": "Active", "LastUpdateStatus": "Successful"}
UPDATING = {
    "State": "Active",
    "LastUpdateStatus": "InProgress",
    "LastUpdateStatusReason": "The function is being created.",
    "LastUpdateStatusReasonCode": "Creating",
}
PENDING = {"State": "Pending", **BEING_MADE}
RUNTIME_VERSION = Like(r"arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}")


BARE: Mapping[str, Json] = {
    "Runtime": RUNTIME,
    "Handler": "app.handler",
    "Role": ROLE,
    "Code": {"ZipFile": PACKAGE},
}
"""The least that a function is made of, its name apart."""


def package_members(package: bytes) -> dict[str, Json]:
    digest = base64.b64encode(hashlib.sha256(package).digest()).decode()
    return {"CodeSize": len(package), "CodeSha256": digest}


def shown(name: str, qualifier: str | None = None, **changed: Given) -> dict[str, Json]:
    """All members of a function's configuration, with no choices of its owner's but these."""
    return {
        "FunctionName": name,
        "FunctionArn": arn(name, qualifier),
        "Runtime": RUNTIME,
        "Role": ROLE,
        "Handler": "app.handler",
        **package_members(PACKAGE),
        "Description": "",
        "Timeout": 3,
        "MemorySize": 128,
        "LastModified": TIME,
        "Version": "$LATEST",
        "TracingConfig": {"Mode": "PassThrough"},
        "RevisionId": REVISION,
        "PackageType": "Zip",
        "Architectures": [ARCHITECTURE],
        "EphemeralStorage": {"Size": 512},
        "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"},
        "RuntimeVersionConfig": {"RuntimeVersionArn": RUNTIME_VERSION},
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{name}"},
        **changed,
    }


def listed(name: str, qualifier: str | None = None, **changed: Given) -> dict[str, Json]:
    """As in lists, which do not tell where a function stands, nor its runtime's version."""
    members = shown(name, qualifier, **changed)
    del members["RuntimeVersionConfig"]
    return members


def chosen(layer: str) -> dict[str, Json]:
    """Every member that both CreateFunction and UpdateFunctionConfiguration take, as it is shown afterwards."""
    return {
        "Runtime": RUNTIME,
        "Role": ROLE,
        "Handler": "app.other",
        "Description": "of a test",
        "Timeout": 60,
        "MemorySize": 256,
        "Environment": {"Variables": {"STAGE": "test"}},
        "KMSKeyArn": KEY,
        "TracingConfig": {"Mode": "Active"},
        "DeadLetterConfig": {"TargetArn": QUEUE},
        "FileSystemConfigs": [
            {
                "Arn": ACCESS_POINT,
                "LocalMountPath": "/mnt/all",
                "S3FilesConfig": {"DirectS3Read": "ENABLED"},
            }
        ],
        "EphemeralStorage": {"Size": 1024},
        "VpcConfig": {
            "SubnetIds": ["subnet-0123456789abcdef0"],
            "SecurityGroupIds": ["sg-0123456789abcdef0"],
            "Ipv6AllowedForDualStack": True,
        },
        "SnapStart": {"ApplyOn": "PublishedVersions"},
        "LoggingConfig": {
            "LogFormat": "JSON",
            "ApplicationLogLevel": "DEBUG",
            "SystemLogLevel": "WARN",
            "LogGroup": "/of/a/test",
        },
        "Layers": [layer],
    }


def create_function(world: World) -> Exchanges:
    layer, _ = world.layer()
    config = world.signing_config()
    name = new_name()
    given = {
        "FunctionName": name,
        **chosen(layer_arn(layer, 1)),
        "Code": {"ZipFile": PACKAGE},
        "Publish": False,
        "PackageType": "Zip",
        "Architectures": [ARCHITECTURE],
        "TenancyConfig": {"TenantIsolationMode": "PER_TENANT"},
        "Tags": {"team": "blue"},
        "CodeSigningConfigArn": config,
    }
    yield answered(given, **shown(name, **PENDING, **as_shown(layer), **ISOLATED))
    bare = new_name()
    yield answered(
        {**BARE, "FunctionName": arn(bare), "Publish": True},
        **shown(bare, Version="1", **PENDING),
    )

    yield conflict(f"Function already exist: {name}", **BARE, FunctionName=name)
    yield malformed(
        ("functionName", "no name", satisfies("FunctionName")), **BARE, FunctionName="no name"
    )
    yield malformed(
        ("role", "me", satisfies("RoleArn")),
        ("timeout", 0, "Member must have value greater than or equal to 1"),
        **{**BARE, "FunctionName": new_name(), "Role": "me", "Timeout": 0},
    )
    yield invalid(
        "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
        **{**BARE, "FunctionName": new_name(), "Handler": None},
    )


def get_function(world: World) -> Exchanges:
    name = world.function(Tags={"team": "blue"})
    world.aws.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    code = {"RepositoryType": "S3", "Location": CODE_LINK}
    yield answered(
        {"FunctionName": name},
        Configuration=shown(name, **SETTLED),
        Code=code,
        Tags={"team": "blue"},
        Concurrency={"ReservedConcurrentExecutions": 0},
    )
    world.aws.delete_function_concurrency(FunctionName=name)
    version = world.version(name)
    yield answered(
        {"FunctionName": name, "Qualifier": version},
        Configuration=shown(name, version, Version=version, **SETTLED),
        Code=code,
        Tags={"team": "blue"},
    )

    yield not_found(f"Function not found: {arn('nobody')}", FunctionName="nobody")
    yield not_found(f"Function not found: {arn(name, '9')}", FunctionName=name, Qualifier="9")
    yield invalid(DERIVED, FunctionName=f"{name}:1", Qualifier="2")


def get_function_configuration(world: World) -> Exchanges:
    name = world.function(Environment={"Variables": {"STAGE": "test"}}, **PER_TENANT)
    version = world.version(name)
    members = {"Environment": {"Variables": {"STAGE": "test"}}, **ISOLATED, **SETTLED}
    yield answered({"FunctionName": name}, **shown(name, **members))
    yield answered(
        {"FunctionName": name, "Qualifier": version},
        **shown(name, version, Version=version, **members),
    )

    yield not_found(f"Function not found: {arn('nobody')}", FunctionName="nobody")
    yield not_found(f"Function not found: {arn(name, 'live')}", FunctionName=f"{name}:live")
    yield invalid(DERIVED, FunctionName=f"{name}:1", Qualifier="2")


def update_function_code(world: World) -> Exchanges:
    name = world.function()
    before = world.aws.get_function_configuration(FunctionName=name)["RevisionId"]
    code = package_members(OTHER_PACKAGE)
    tried = {
        "FunctionName": name,
        "ZipFile": OTHER_PACKAGE,
        "DryRun": True,
        "Architectures": [ARCHITECTURE],
        "RevisionId": before,
    }
    yield answered(tried, **shown(name, **code, **SETTLED))
    yield answered(
        {"FunctionName": arn(name), "ZipFile": OTHER_PACKAGE}, **shown(name, **code, **UPDATING)
    )
    world.settled(name)
    yield answered(
        {"FunctionName": name, "ZipFile": PACKAGE, "Publish": True},
        **shown(name, "1", Version="1", **PENDING),
    )
    world.settled(name)

    given = {"ZipFile": PACKAGE}
    yield stale("GetFunction/GetAlias", FunctionName=name, RevisionId=before, **given)
    yield not_found(f"Function not found: {arn('nobody')}", FunctionName="nobody", **given)
    yield invalid(
        "Could not unzip uploaded file. Please check your file, then try to upload again.",
        FunctionName=name,
        ZipFile=b"no package",
    )


def update_function_configuration(world: World) -> Exchanges:
    name = world.function()
    layer, _ = world.layer()
    before = world.aws.get_function_configuration(FunctionName=name)["RevisionId"]
    yield answered(
        {"FunctionName": name, "RevisionId": before, **chosen(layer_arn(layer, 1))},
        **shown(name, **UPDATING, **as_shown(layer)),
    )
    world.settled(name)

    given = {"Description": "of another"}
    yield stale("GetFunction/GetAlias", FunctionName=name, RevisionId=before, **given)
    yield not_found(f"Function not found: {arn('nobody')}", FunctionName="nobody", **given)
    yield malformed(
        ("memorySize", 64, "Member must have value greater than or equal to 128"),
        FunctionName=name,
        MemorySize=64,
    )


def delete_function(world: World) -> Exchanges:
    name = world.function()
    version, pointed_at = world.version(name), "2"
    world.aws.update_function_configuration(FunctionName=name, Description="changed")
    world.settled(name)
    assert world.version(name) == pointed_at
    world.aws.create_alias(FunctionName=name, Name="live", FunctionVersion=pointed_at)
    yield answered({"FunctionName": name, "Qualifier": version}, StatusCode=204)

    yield conflict(
        "Unable to delete version because the following aliases reference it: [live]",
        FunctionName=name,
        Qualifier=pointed_at,
    )
    yield invalid(
        "$LATEST version cannot be deleted without deleting the function.",
        FunctionName=name,
        Qualifier="$LATEST",
    )
    yield not_found(f"Function not found: {arn('nobody')}", FunctionName="nobody")
    yield answered({"FunctionName": name}, StatusCode=204)


def list_functions(world: World) -> Exchanges:
    prefix = new_name()
    first, second = (world.function(FunctionName=f"{prefix}-{n}") for n in "12")
    version = world.version(second)
    latest = yield from every_page({"MaxItems": 1}, "Functions")
    assert latest == Holding(listed(first), listed(second))
    names = [function["FunctionName"] for function in latest]
    assert names == sorted(set(names))
    versions = yield from every_page(
        {"FunctionVersion": "ALL", "MasterRegion": "ALL", "MaxItems": 10_000}, "Functions"
    )
    assert versions == Holding(
        listed(first, "$LATEST"),
        listed(second, "$LATEST"),
        listed(second, version, Version=version),
    )

    yield malformed(
        ("maxItems", 10_001, "Member must have value less than or equal to 10000"), MaxItems=10_001
    )
    yield malformed(
        ("functionVersion", "SOME", "Member must satisfy enum value set: [ALL]"),
        FunctionVersion="SOME",
    )


def publish_version(world: World) -> Exchanges:
    name = world.function()
    before = world.aws.get_function_configuration(FunctionName=name)["RevisionId"]
    given = {
        "FunctionName": name,
        "CodeSha256": package_members(PACKAGE)["CodeSha256"],
        "Description": "the first",
        "RevisionId": before,
    }
    first = shown(name, "1", Version="1", Description="the first", **PENDING)
    yield answered(given, **first)

    yield stale("GetFunction/GetAlias", FunctionName=name, RevisionId=before)
    yield not_found(f"Function not found: {arn('nobody')}", FunctionName="nobody")
    yield malformed(
        ("description", "x" * 257, "Member must have length less than or equal to 256"),
        FunctionName=name,
        Description="x" * 257,
    )


def list_versions_by_function(world: World) -> Exchanges:
    name = world.function()
    version = world.version(name)
    latest = listed(name, "$LATEST")
    page = yield answered(
        {"FunctionName": name, "MaxItems": 1}, Versions=[latest], NextMarker=MARKER
    )
    yield answered(
        {"FunctionName": name, "Marker": page["NextMarker"]},
        Versions=[listed(name, version, Version=version)],
    )

    yield not_found(f"Function not found: {arn('nobody')}", FunctionName="nobody")
    yield malformed(
        ("maxItems", 0, "Member must have value greater than or equal to 1"),
        FunctionName=name,
        MaxItems=0,
    )


def as_shown(layer: str) -> dict[str, Json]:
    """What was `chosen`, where it is shown as more than was asked for."""
    asked = chosen(layer_arn(layer, 1))
    return {
        **asked,
        "VpcConfig": {**asked["VpcConfig"], "VpcId": ""},
        "SnapStart": {"ApplyOn": "PublishedVersions", "OptimizationStatus": "Off"},
        "Layers": [{"Arn": layer_arn(layer, 1), "CodeSize": LAYER_BYTES}],
    }
