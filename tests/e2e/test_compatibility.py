"""`cloister up --compatibility aws`: a function with tenant isolation is refused what AWS refuses it, in its words."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.api.judge import judging
from tests.e2e.lambda_client import (
    PER_TENANT,
    QUICKLY,
    Client,
    Refusal,
    boto3_client,
    deploy,
    new_function,
    refused,
)
from tests.e2e.server import running

pytestmark = pytest.mark.timeout(180)  # the first test waits for the server

NOTHING = "def handler(event, context): ..."
SNAP_START = {"SnapStart": {"ApplyOn": "PublishedVersions"}}


def words(feature: str) -> Refusal:
    """AWS's, known for one feature and alike for the others (lambda-facts 1.5)."""
    return Refusal(
        400,
        "InvalidParameterValueException",
        f"{feature} is not supported for functions enabled with tenancy configuration",
    )


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory, image: Path) -> Iterator[Client]:
    """boto3 for a server that refuses what AWS refuses."""
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CLOISTER_UP_COMPATIBILITY", "aws")
            server = stack.enter_context(running(tmp_path_factory.mktemp("strict"), image))
        client = stack.enter_context(boto3_client(server.environ))
        judging(client)
        yield client
        server.stop()


@pytest.fixture(scope="module")
def isolated(strict: Client) -> dict[str, str]:
    """What names the version of a function with tenant isolation."""
    name = deploy(strict, NOTHING, **PER_TENANT)
    version = strict.publish_version(FunctionName=name)["Version"]
    strict.get_waiter("published_version_active").wait(
        FunctionName=name, Qualifier=version, WaiterConfig=QUICKLY
    )
    return {"FunctionName": name, "Qualifier": version}


def test_a_function_url_is_refused(strict: Client, isolated: dict[str, str]) -> None:
    answer = refused(
        strict.create_function_url_config, FunctionName=isolated["FunctionName"], AuthType="NONE"
    )

    assert answer == words("Function URL")


def test_provisioned_concurrency_is_refused(strict: Client, isolated: dict[str, str]) -> None:
    put = strict.put_provisioned_concurrency_config

    answer = refused(put, **isolated, ProvisionedConcurrentExecutions=1)

    assert answer == words("Provisioned concurrency")


def test_snap_start_is_refused_when_creating_and_when_updating(
    strict: Client, isolated: dict[str, str]
) -> None:
    new = new_function(NOTHING, **SNAP_START, **PER_TENANT)

    created = refused(strict.create_function, **new)
    updated = refused(
        strict.update_function_configuration, FunctionName=isolated["FunctionName"], **SNAP_START
    )

    assert created == updated == words("SnapStart")
    missing = refused(strict.get_function, FunctionName=new["FunctionName"])
    assert missing.error_type == "ResourceNotFoundException"
