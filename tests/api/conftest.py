"""A running server for round trips, and clients that fail at the first answer that the model does not allow."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.api.judge import judging
from tests.api.world import World
from tests.e2e.lambda_client import Client, boto3_client
from tests.e2e.server import Server, running
from tests.loose import Given


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory, image: Path) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("cloister"), image) as server:
        yield server
        server.stop()


@pytest.fixture(scope="session")
def world(shared_server: Server) -> Iterator[World]:
    """Cases share the server, and make what they need under names of their own."""
    key_id, secret = shared_server.root_key
    with (
        judged(shared_server) as aws,
        judged(shared_server, parameter_validation=False) as careless,
        judged(shared_server, key=(key_id, secret[::-1])) as forger,
        judged(shared_server, key=("AKIA0000000000000000", secret)) as stranger,
    ):
        yield World(aws=aws, careless=careless, forger=forger, stranger=stranger)


@contextmanager
def judged(
    server: Server, *, key: tuple[str, str] | None = None, **config: Given
) -> Iterator[Client]:
    """A client of the server, by the owner's key if by no other, that sends each request once."""
    environ = dict(server.environ)
    if key is not None:
        environ["AWS_ACCESS_KEY_ID"], environ["AWS_SECRET_ACCESS_KEY"] = key
    with boto3_client(environ, retries={"total_max_attempts": 1}, **config) as client:
        judging(client)
        yield client
