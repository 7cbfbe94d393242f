"""A data directory that two accounts have keys for, and its server, run by either of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

import cloister.api
from tests.accounts.belongings import (
    OWNER,
    SERVICES,
    Belongings,
    clients_of,
    make_belongings,
)
from tests.e2e.server import Server, run_cloister
from tests.support import link_layers

STRANGER: Final = "222222222222"
PACKAGES: Final = {"lambda": "lambda_", "cloudwatch": "monitoring"}
"""Of services whose packages are not called as boto3 calls them."""

Key = tuple[str, str]


def operations() -> Mapping[str, list[str]]:
    """All that the server knows, by service."""
    found = {
        service: import_module(f"cloister.api.{PACKAGES.get(service, service)}.operations")
        for service in SERVICES
    }
    return {
        service: sorted(operation.name for operation in module.OPERATIONS)
        for service, module in found.items()
    }


def packages() -> set[str]:
    """Of all services that there are."""
    api = Path(next(iter(cloister.api.__path__)))
    return {path.parent.name for path in api.glob("*/operations.py")}


@dataclass(frozen=True, slots=True)
class Two:
    """Two accounts' keys, and what one of them owns."""

    server: Server
    owner: Key
    stranger: Key
    belongings: Belongings

    @contextmanager
    def served_for(self, account: str) -> Iterator[None]:
        """The directory is that account's for the block, and the owner's again after it."""
        self._restart(account)
        try:
            yield
        finally:
            self._restart(OWNER)

    def _restart(self, account: str) -> None:
        self.server.stop()
        self.server.start("--account", account)


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory, image: Path) -> Iterator[Two]:
    """The server runs for the owner."""
    directory = tmp_path_factory.mktemp("accounts")
    link_layers(image, directory / "sandboxes" / "layers")
    server = Server(directory)
    try:
        server.start("--account", OWNER)
        stranger = new_key(server, STRANGER)
        with clients_of(server, server.root_key) as clients:
            belongings = make_belongings(clients)
        yield Two(server, server.root_key, stranger, belongings)
        server.stop()
    finally:
        server.end()


def new_key(server: Server, account: str) -> Key:
    """One that counts at a running server within a second."""
    made = run_cloister("keys", "create", "--data-dir", str(server.directory), "--account", account)
    assert made.returncode == 0, made.stderr
    printed = dict(line.split(" = ") for line in made.stdout.splitlines())
    return printed["aws_access_key_id"], printed["aws_secret_access_key"]
