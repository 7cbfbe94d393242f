"""The operations on layers and on who may use them."""

import base64
import hashlib
import json

from cloister.machine import ARCHITECTURE
from tests.api.exchange import (
    CODE_LINK,
    MARKER,
    REVISION,
    TIME,
    Exchanges,
    Holding,
    answered,
    conflict,
    every_page,
    invalid,
    malformed,
    not_found,
    satisfies,
    stale,
)
from tests.api.world import LAYER_BYTES, LAYER_PACKAGE, World, layer_arn, new_name
from tests.e2e.lambda_client import RUNTIME
from tests.loose import Given, Json

CHOSEN = {
    "Description": "of a test",
    "LicenseInfo": "MIT",
    "CompatibleRuntimes": [RUNTIME],
    "CompatibleArchitectures": [ARCHITECTURE],
}
ABSENT = "The resource you requested does not exist."
CONTENT = {
    "Location": CODE_LINK,
    "CodeSha256": base64.b64encode(hashlib.sha256(LAYER_PACKAGE).digest()).decode(),
    "CodeSize": LAYER_BYTES,
}
EVERYBODY = {"Action": "lambda:GetLayerVersion", "Principal": "*"}


def listed(name: str, number: int, **chosen: Given) -> dict[str, Json]:
    """All members of a layer's version as lists have it."""
    return {
        "LayerVersionArn": layer_arn(name, number),
        "Version": number,
        "Description": "",
        "CreatedDate": TIME,
        **chosen,
    }


def shown(name: str, number: int, **chosen: Given) -> dict[str, Json]:
    return {**listed(name, number, **chosen), "LayerArn": layer_arn(name), "Content": CONTENT}


def statement(name: str, **more: object) -> dict[str, object]:
    """Of a policy, in AWS's order."""
    return {
        "Sid": "one",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "lambda:GetLayerVersion",
        "Resource": layer_arn(name, 1),
        **more,
    }


def as_text(document: object) -> str:
    return json.dumps(document, separators=(",", ":"))


def no_version(name: str) -> str:
    return f"Layer version {layer_arn(name, 1)} does not exist."


def publish_layer_version(world: World) -> Exchanges:
    name = new_name("l")
    content = {"ZipFile": LAYER_PACKAGE}
    yield answered({"LayerName": name, "Content": content, **CHOSEN}, **shown(name, 1, **CHOSEN))
    yield answered({"LayerName": layer_arn(name), "Content": content}, **shown(name, 2))

    yield invalid(
        "Could not unzip uploaded file. Please check your file, then try to upload again.",
        LayerName=name,
        Content={"ZipFile": b"no package"},
    )
    yield malformed(
        ("layerName", "no name", satisfies("LayerNameOrArn")), LayerName="no name", Content=content
    )
    yield malformed(("content", None, "Member must not be null"), LayerName=name)


def get_layer_version(world: World) -> Exchanges:
    name, number = world.layer(**CHOSEN)
    yield answered({"LayerName": name, "VersionNumber": number}, **shown(name, number, **CHOSEN))

    yield not_found(ABSENT, LayerName=name, VersionNumber=2)
    yield invalid("Layer Version Cannot be less than 1", LayerName=name, VersionNumber=0)


def get_layer_version_by_arn(world: World) -> Exchanges:
    name, number = world.layer(**CHOSEN)
    yield answered({"Arn": layer_arn(name, number)}, **shown(name, number, **CHOSEN))

    yield not_found(ABSENT, Arn=layer_arn(name, 2))
    yield malformed(("arn", name, satisfies("LayerVersionArn")), Arn=name)


def list_layers(world: World) -> Exchanges:
    name, number = world.layer(**CHOSEN)
    item = {
        "LayerName": name,
        "LayerArn": layer_arn(name),
        "LatestMatchingVersion": listed(name, number, **CHOSEN),
    }
    other, _ = world.layer()
    given = {"CompatibleRuntime": RUNTIME, "CompatibleArchitecture": ARCHITECTURE}
    assert (yield from every_page(given, "Layers")) == Holding(item)
    names = [layer["LayerName"] for layer in (yield from every_page({"MaxItems": 1}, "Layers"))]
    assert {name, other} <= set(names)
    assert names == sorted(set(names))

    yield malformed(
        ("maxItems", 51, "Member must have value less than or equal to 50"), MaxItems=51
    )
    yield malformed(
        ("compatibleArchitecture", "z80", "Member must satisfy enum value set: [x86_64, arm64]"),
        CompatibleArchitecture="z80",
    )


def list_layer_versions(world: World) -> Exchanges:
    name, _ = world.layer(**CHOSEN)
    world.aws.publish_layer_version(LayerName=name, Content={"ZipFile": LAYER_PACKAGE})
    page = yield answered(
        {"LayerName": name, "MaxItems": 1}, LayerVersions=[listed(name, 2)], NextMarker=MARKER
    )
    yield answered(
        {"LayerName": name, "Marker": page["NextMarker"]},
        LayerVersions=[listed(name, 1, **CHOSEN)],
    )
    yield answered(
        {
            "LayerName": name,
            "CompatibleRuntime": RUNTIME,
            "CompatibleArchitecture": ARCHITECTURE,
        },
        LayerVersions=[listed(name, 1, **CHOSEN)],
    )

    yield malformed(("layerName", "no name", satisfies("LayerNameOrArn")), LayerName="no name")
    yield malformed(
        ("maxItems", 0, "Member must have value greater than or equal to 1"),
        LayerName=name,
        MaxItems=0,
    )


def delete_layer_version(world: World) -> Exchanges:
    name, number = world.layer()
    yield answered({"LayerName": name, "VersionNumber": number})

    yield invalid("Layer Version Cannot be less than 1", LayerName=name, VersionNumber=-1)
    yield malformed(
        ("layerName", "no name", satisfies("LayerNameOrArn")),
        LayerName="no name",
        VersionNumber=1,
    )


def add_layer_version_permission(world: World) -> Exchanges:
    name, number = world.layer()
    of = {"LayerName": name, "VersionNumber": number}
    first = yield answered(
        {**of, "StatementId": "one", **EVERYBODY, "OrganizationId": "o-abcdefghij"},
        Statement=as_text(
            statement(name, Condition={"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}})
        ),
        RevisionId=REVISION,
    )
    account = statement(name, Sid="two", Principal={"AWS": "arn:aws:iam::111111111111:root"})
    yield answered(
        {
            **of,
            "StatementId": "two",
            "Action": "lambda:GetLayerVersion",
            "Principal": "111111111111",
            "RevisionId": first["RevisionId"],
        },
        Statement=as_text(account),
        RevisionId=REVISION,
    )

    yield from _permission_mistakes(of, first["RevisionId"])


def _permission_mistakes(of: dict[str, Json], revision: str) -> Exchanges:
    yield conflict(
        "The statement id (one) provided already exists. "
        "Please provide a new statement id, or remove the existing statement.",
        **of,
        StatementId="one",
        **EVERYBODY,
    )
    yield stale("GetLayerPolicy", **of, StatementId="three", RevisionId=revision, **EVERYBODY)
    yield not_found(
        no_version("none"), LayerName="none", VersionNumber=1, StatementId="one", **EVERYBODY
    )
    yield malformed(
        ("action", "lambda:*", satisfies("LayerPermissionAllowedAction")),
        **of,
        StatementId="four",
        Action="lambda:*",
        Principal="*",
    )


def get_layer_version_policy(world: World) -> Exchanges:
    name, number = world.layer()
    of = {"LayerName": name, "VersionNumber": number}
    yield not_found("No policy is associated with the given resource.", **of)
    yield not_found(no_version("none"), LayerName="none", VersionNumber=1)

    world.aws.add_layer_version_permission(**of, StatementId="one", **EVERYBODY)
    policy = {"Version": "2012-10-17", "Id": "default", "Statement": [statement(name)]}
    yield answered(of, Policy=as_text(policy), RevisionId=REVISION)


def remove_layer_version_permission(world: World) -> Exchanges:
    name, number = world.layer()
    of = {"LayerName": name, "VersionNumber": number, "StatementId": "one"}
    added = world.aws.add_layer_version_permission(**of, **EVERYBODY)
    yield stale("GetLayerPolicy", **of, RevisionId="00000000-0000-0000-0000-000000000000")
    yield answered({**of, "RevisionId": added["RevisionId"]})

    yield not_found("Statement one is not found in resource policy.", **of)
    yield not_found(no_version("none"), **{**of, "LayerName": "none"})
