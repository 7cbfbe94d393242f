"""The verbs of access keys: the only ones that print a secret, once, when it is made."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import click

from cloister.access import new_access_key
from cloister.data_directory import DATABASE_FILE
from cloister.domain import limits
from cloister.domain.clock import SystemClock
from cloister.domain.identity import AccessKeyId
from cloister.domain.ids import AccountId
from cloister.options import account_option, data_directory_option
from cloister.store.access_keys import SqlAccessKeyStore
from cloister.store.database import Database
from cloister.terminal import print_table, run


@click.group()
def keys() -> None:
    """Make, list and delete access keys, whether the server runs or not."""


def _description(_: click.Context, __: click.Parameter, value: str) -> str:
    if len(value) > limits.ACCESS_KEY_DESCRIPTION_LENGTH_MAX or not value.isprintable():
        raise click.BadParameter(
            f"a description is one line of at most {limits.ACCESS_KEY_DESCRIPTION_LENGTH_MAX} characters"
        )
    return value


@keys.command("create")
@data_directory_option
@click.option("--description", default="", callback=_description, help="What the key is for.")
@account_option
def create_key(*, data_directory: Path, description: str, account: AccountId) -> None:
    """Make an access key and print it with its secret, which is never shown again."""

    async def create() -> None:
        key = new_access_key(account, SystemClock(), description=description)
        async with _key_store(data_directory) as store:
            await store.create(key)
        click.echo(f"aws_access_key_id = {key.id}\naws_secret_access_key = {key.secret}")

    run(create())


@keys.command("list")
@data_directory_option
def list_keys(data_directory: Path) -> None:
    """List the keys, without their secrets."""

    async def show() -> None:
        async with _key_store(data_directory) as store:
            print_table(
                ("Access key", "Account", "Made", "Description"),
                (
                    (key.id, key.account, f"{key.created_at:%Y-%m-%d %H:%M:%S}Z", key.description)
                    for key in store.list()
                ),
            )

    run(show())


@keys.command("delete")
@data_directory_option
@click.argument("access_key_id")
def delete_key(data_directory: Path, access_key_id: str) -> None:
    """Delete a key. A running server refuses it within a second."""

    async def delete() -> None:
        async with _key_store(data_directory) as store:
            if not await store.delete(AccessKeyId(access_key_id)):
                raise click.ClickException(
                    f"There is no access key {access_key_id}: see `cloister keys list`."
                )
        click.echo(f"{access_key_id} is deleted.")

    run(delete())


@contextlib.asynccontextmanager
async def _key_store(data_directory: Path) -> AsyncIterator[SqlAccessKeyStore]:
    path = data_directory / DATABASE_FILE
    if not path.exists():
        raise click.ClickException(
            f"{data_directory} is not a Cloister data directory yet: start `cloister up` once."
        )
    async with Database(path) as database:
        store = SqlAccessKeyStore(database)
        await store.refresh()
        yield store
