"""What is refused of a function over the wire, in whose words; and what asks for nothing and is taken."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.unit.function_client import CODE, COUNTER, Client, a_client

NEUTRAL = {
    "Layers": [],
    "VpcConfig": {"SubnetIds": [], "SecurityGroupIds": [], "Ipv6AllowedForDualStack": False},
    "TracingConfig": {"Mode": "PassThrough"},
    "SnapStart": {"ApplyOn": "None"},
    "FileSystemConfigs": [],
    "DeadLetterConfig": {"TargetArn": ""},
    "ImageConfig": {},
    "KMSKeyArn": "",
}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    async with a_client(tmp_path) as client:
        yield client


async def test_a_runtime_that_aws_does_not_know_is_refused_in_awss_words(client: Client) -> None:
    answer = await client.create(Runtime="python2.6")

    status, code, text = answer.refusal
    assert (status, code) == (400, "InvalidParameterValueException")
    assert text.startswith(
        "Value python2.6 at 'runtime' failed to satisfy constraint: "
        "Member must satisfy enum value set: [nodejs, "
    )
    assert text.endswith("] or be a valid ARN")


async def test_an_isolation_mode_that_aws_does_not_know_is_refused_in_awss_words(
    client: Client,
) -> None:
    answer = await client.create(TenancyConfig={"TenantIsolationMode": "PER_USER"})

    assert answer.refusal == (
        400,
        "ValidationException",
        "1 validation error detected: Value 'PER_USER' at 'tenancyConfig.tenantIsolationMode' "
        "failed to satisfy constraint: Member must satisfy enum value set: [PER_TENANT]",
    )


async def test_a_figure_between_awss_bound_and_the_models_is_a_validation_error(
    client: Client,
) -> None:
    answer = await client.create(MemorySize=20_000)

    assert answer.refusal == (
        400,
        "ValidationException",
        "1 validation error detected: Value '20000' at 'memorySize' failed to satisfy constraint: "
        "Member must have value less than or equal to 10240",
    )


async def test_a_function_without_code_is_refused(client: Client) -> None:
    answer = await client.create(Code={})

    assert answer.refusal == (
        400,
        "InvalidParameterValueException",
        "Please provide a source for function code.",
    )


async def test_a_function_is_not_created_as_a_version(client: Client) -> None:
    answer = await client.create(FunctionName="counter:7")

    assert answer.refusal[:2] == (400, "InvalidParameterValueException")
    assert "leave :7 out of its name" in answer.refusal[2]


async def test_members_that_tools_send_with_nothing_in_them_are_taken(client: Client) -> None:
    created = await client.create(PackageType="Zip", Publish=False, **NEUTRAL)

    updated = await client.ask("PUT", f"{COUNTER}/configuration", NEUTRAL)

    assert (created.status, updated.status) == (201, 200)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("PackageType", "Image"),
        ("ImageConfig", {"Command": ["app.handler"]}),
        ("DurableConfig", {"ExecutionTimeout": 60}),
        ("PublishTo", "LATEST_PUBLISHED"),
    ],
)
async def test_a_member_that_is_not_built_is_refused_by_name_and_nothing_is_stored(
    client: Client, member: str, value: object
) -> None:
    answer = await client.create(**{member: value})

    status, code, text = answer.refusal
    assert (status, code) == (501, "NotImplementedException")
    assert text.startswith(f"{member} is not available: ")
    assert client.server.store.all() == []
    assert client.server.digests() == set()


async def test_an_image_is_refused_with_what_to_use_instead(client: Client) -> None:
    code = {"ImageUri": "registry.example/app:1"}
    await client.create()

    created = await client.create(FunctionName="other", Code=code)
    updated = await client.ask("PUT", f"{COUNTER}/code", code)

    for answer in (created, updated):
        assert answer.refusal[:2] == (501, "NotImplementedException")
        assert answer.refusal[2].startswith("ImageUri is not available: ")
        assert "ZipFile" in answer.refusal[2]


async def test_code_from_a_bucket_is_refused_where_there_is_none_and_so_are_two_sources(
    client: Client,
) -> None:
    place = {"S3Bucket": "packages", "S3Key": "app.zip"}

    no_bucket = await client.create(Code=place)
    no_key = await client.create(Code={"S3Bucket": "packages"})
    two = await client.create(Code={**place, "ZipFile": CODE})

    assert "start the server with --s3-folder or --s3-endpoint" in no_bucket.refusal[2]
    assert no_key.refusal[2] == "Please provide a source for function code."
    assert two.refusal[2].startswith("Please do not provide other FunctionCode parameters")
    assert client.server.store.all() == []
