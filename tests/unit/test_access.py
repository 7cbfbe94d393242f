"""The first key: made once, and its secret in one file that only its owner can read."""

import configparser
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cloister.access import ensure_root_key, new_access_key
from cloister.domain.arn import Home
from cloister.domain.errors import ResourceConflict
from cloister.domain.identity import AccessKey
from cloister.store.access_keys import SqlAccessKeyStore
from cloister.store.database import Database
from tests.support import ACCOUNT, REGION, MovingClock

HOME = Home(ACCOUNT, REGION)


@pytest.fixture
async def keys(tmp_path: Path) -> AsyncIterator[SqlAccessKeyStore]:
    async with Database(tmp_path / "metadata.db") as database:
        yield SqlAccessKeyStore(database)


async def start(keys: SqlAccessKeyStore, directory: Path) -> None:
    """What every start of a server does."""
    await ensure_root_key(keys, directory=directory, account=ACCOUNT, clock=MovingClock())


def written_pair(directory: Path) -> tuple[str, str]:
    parser = configparser.ConfigParser()
    parser.read(directory / "credentials")
    section = parser["default"]
    return section["aws_access_key_id"], section["aws_secret_access_key"]


def pair(key: AccessKey) -> tuple[str, str]:
    return key.id, key.secret


def test_a_new_key_looks_like_awss_and_hides_its_secret() -> None:
    clock = MovingClock()

    key = new_access_key(ACCOUNT, clock, description="for CI")

    assert key.id.startswith("AKIA")
    assert (len(key.id), len(key.secret)) == (20, 40)
    assert key.id == key.id.upper()
    assert (key.account, key.description, key.created_at) == (ACCOUNT, "for CI", clock.now())
    assert key.secret not in repr(key)


def test_no_two_keys_are_alike() -> None:
    made = [new_access_key(ACCOUNT, MovingClock(), description="") for _ in range(20)]

    assert len({key.id for key in made}) == len({key.secret for key in made}) == 20


async def test_the_first_start_makes_a_key_and_writes_it_in_the_form_of_awss_tools(
    keys: SqlAccessKeyStore, tmp_path: Path
) -> None:
    await start(keys, tmp_path)

    [key] = keys.list()
    assert key.description == "root"
    assert written_pair(tmp_path) == pair(key)


async def test_only_its_owner_can_read_the_file_whatever_was_there_before(
    keys: SqlAccessKeyStore, tmp_path: Path
) -> None:
    file = tmp_path / "credentials"
    file.write_text("left by a start that was killed")
    file.chmod(0o644)

    await start(keys, tmp_path)

    assert file.stat().st_mode & 0o777 == 0o600
    assert written_pair(tmp_path) == pair(keys.list()[0])


async def test_a_link_in_the_files_place_is_replaced_and_not_followed(
    keys: SqlAccessKeyStore, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("untouched")
    (tmp_path / "credentials").symlink_to(elsewhere)

    await start(keys, tmp_path)

    assert elsewhere.read_text() == "untouched"
    assert not (tmp_path / "credentials").is_symlink()


async def test_a_later_start_makes_no_key_and_leaves_the_file_alone(
    keys: SqlAccessKeyStore, tmp_path: Path
) -> None:
    await start(keys, tmp_path)
    first = written_pair(tmp_path)

    await start(keys, tmp_path)

    assert written_pair(tmp_path) == first
    assert len(keys.list()) == 1


async def test_a_deleted_file_does_not_bring_a_new_key(
    keys: SqlAccessKeyStore, tmp_path: Path
) -> None:
    await start(keys, tmp_path)
    (tmp_path / "credentials").unlink()

    await start(keys, tmp_path)

    assert not (tmp_path / "credentials").exists()
    assert len(keys.list()) == 1


async def test_a_start_that_dies_between_file_and_key_is_made_good_by_the_next(
    keys: SqlAccessKeyStore, tmp_path: Path
) -> None:
    class Dying(SqlAccessKeyStore):
        async def create(self, key: AccessKey) -> None:
            raise ResourceConflict("the disk is full")

    dying = Dying(Database(tmp_path / "other.db"))
    with pytest.raises(ResourceConflict):
        await start(dying, tmp_path)
    orphan = written_pair(tmp_path)

    await start(keys, tmp_path)

    assert written_pair(tmp_path) == pair(keys.list()[0]) != orphan
