"""What a function names of other services is kept and shown as AWS shows it, and taken away as AWS's tools do."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cloister.control.snap_start import check_snap_start
from cloister.control.tenancy import REFUSALS, Feature, check_tenancy
from cloister.domain.compatibility import Compatibility
from cloister.domain.errors import InvalidParameterValue
from cloister.domain.function import Configuration, Logging, SnapStart, TenantIsolation
from tests.unit.function_client import COUNTER, Client, a_client

VPC = {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"], "Ipv6AllowedForDualStack": True}
MOUNT = {
    "Arn": "arn:aws:elasticfilesystem:eu-central-1:123456789012:access-point/fsap-0123456789abcdef0",
    "LocalMountPath": "/mnt/data",
}
GIVEN = {
    "VpcConfig": VPC,
    "TracingConfig": {"Mode": "Active"},
    "SnapStart": {"ApplyOn": "PublishedVersions"},
    "FileSystemConfigs": [MOUNT],
    "DeadLetterConfig": {"TargetArn": "arn:aws:sqs:eu-central-1:123456789012:dead"},
    "KMSKeyArn": "arn:aws:kms:eu-central-1:123456789012:key/mine",
}
SHOWN = {
    **GIVEN,
    "VpcConfig": {**VPC, "VpcId": ""},
    "SnapStart": {"ApplyOn": "PublishedVersions", "OptimizationStatus": "Off"},
}
TAKEN_AWAY = {
    "VpcConfig": {"SubnetIds": [], "SecurityGroupIds": []},
    "TracingConfig": {"Mode": "PassThrough"},
    "SnapStart": {"ApplyOn": "None"},
    "FileSystemConfigs": [],
    "DeadLetterConfig": {"TargetArn": ""},
    "KMSKeyArn": "",
}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    async with a_client(tmp_path) as client:
        yield client


def shown(answer: dict[str, object]) -> dict[str, object]:
    return {name: answer[name] for name in SHOWN if name in answer}


async def test_what_was_given_at_creation_is_shown(client: Client) -> None:
    await client.create(**GIVEN)

    answer = await client.ask("GET", f"{COUNTER}/configuration")

    assert shown(answer.json) == SHOWN


async def test_what_an_update_does_not_name_stays(client: Client) -> None:
    await client.create(**GIVEN)

    answer = await client.ask("PUT", f"{COUNTER}/configuration", {"MemorySize": 256})

    assert shown(answer.json) == SHOWN


async def test_what_is_given_empty_is_taken_away(client: Client) -> None:
    await client.create(**GIVEN)

    answer = await client.ask("PUT", f"{COUNTER}/configuration", TAKEN_AWAY)

    assert shown(answer.json) == {
        "TracingConfig": {"Mode": "PassThrough"},
        "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"},
    }


@pytest.mark.parametrize("feature", Feature)
def test_as_aws_every_row_is_refused_to_functions_with_tenant_isolation(feature: Feature) -> None:
    with pytest.raises(InvalidParameterValue, match=r"enabled with tenancy configuration$"):
        check_tenancy(TenantIsolation.PER_TENANT, feature, Compatibility.AWS)

    check_tenancy(None, feature, Compatibility.AWS)


def test_cloister_lifts_what_it_offers_and_nothing_else() -> None:
    lifted = {Feature.PROVISIONED_CONCURRENCY, Feature.SNAP_START}

    for feature in lifted:
        check_tenancy(TenantIsolation.PER_TENANT, feature, Compatibility.CLOISTER)
    for feature in set(Feature) - lifted:
        with pytest.raises(InvalidParameterValue) as refused:
            check_tenancy(TenantIsolation.PER_TENANT, feature, Compatibility.CLOISTER)
        assert str(refused.value) == REFUSALS[feature].message


@pytest.mark.parametrize(
    ("runtime", "has_it"),
    [("python3.11", False), ("python3.12", True), ("java21", True), ("provided.al2", False)],
)
def test_as_aws_some_runtimes_have_no_snap_start(runtime: str, has_it: bool) -> None:
    configuration = Configuration(
        runtime=runtime,
        handler="app.handler",
        role="arn:aws:iam::123456789012:role/any",
        logging=Logging(group="/aws/lambda/counter"),
        snap_start=SnapStart.PUBLISHED_VERSIONS,
    )

    check_snap_start(configuration, None, Compatibility.CLOISTER)
    if has_it:
        check_snap_start(configuration, None, Compatibility.AWS)
        return
    with pytest.raises(InvalidParameterValue) as refused:
        check_snap_start(configuration, None, Compatibility.AWS)
    assert str(refused.value) == f"{runtime} is not supported for SnapStart enabled functions."
