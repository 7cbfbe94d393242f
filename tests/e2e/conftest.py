"""One server for the whole run, and clients that fail a test for a traceback in its log or an answer not modelled."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.judge import judging
from tests.e2e.lambda_client import NOTHING, Client, boto3_client, deploy
from tests.e2e.server import Server, running


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory, image: Path) -> Iterator[Server]:
    """Stopped in good order at the end: nothing of it may be left then."""
    with running(tmp_path_factory.mktemp("cloister"), image) as server:
        yield server
        server.stop()


@pytest.fixture
def server(shared_server: Server) -> Iterator[Server]:
    """The shared server. Its log must show no traceback for what the test does."""
    said_before = len(shared_server.log)
    yield shared_server
    assert "Traceback" not in shared_server.log[said_before:]


@pytest.fixture(scope="session")
def shared_client(shared_server: Server) -> Iterator[Client]:
    with boto3_client(shared_server.environ, read_timeout=180) as client:
        judging(client)
        yield client


@pytest.fixture(scope="session")
def shared_careless_client(shared_server: Server) -> Iterator[Client]:
    with boto3_client(
        shared_server.environ, parameter_validation=False, retries={"total_max_attempts": 1}
    ) as client:
        judging(client)
        yield client


@pytest.fixture
def aws(server: Server, shared_client: Client) -> Client:
    """boto3 as anyone has it."""
    return shared_client


@pytest.fixture
def careless_aws(server: Server, shared_careless_client: Client) -> Client:
    """boto3 that sends what it is given, and once."""
    return shared_careless_client


@pytest.fixture
def name(aws: Client) -> str:
    """Of a function of the test's own, which does nothing."""
    return deploy(aws, NOTHING)


@pytest.fixture(scope="session")
def shared_logs(shared_server: Server) -> Iterator[Client]:
    with boto3_client(shared_server.environ, service="logs") as client:
        yield client


@pytest.fixture
def logs(server: Server, shared_logs: Client) -> Client:
    return shared_logs


@pytest.fixture
def own(server: Server) -> Iterator[Client]:
    """boto3 for Cloister's own service; it asks once."""
    with boto3_client(
        server.environ, service="cloister", retries={"total_max_attempts": 1}
    ) as client:
        judging(client)
        yield client
