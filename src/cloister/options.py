"""Options that several verbs of the command line have, and what options must be to be taken."""

import re
from pathlib import Path
from typing import TypeVar

import click

from cloister.domain.ids import AccountId
from cloister.settings import ACCOUNT_DEFAULT, default_data_directory

_Place = TypeVar("_Place", Path, str)

data_directory_option = click.option(
    "--data-dir",
    "data_directory",
    type=click.Path(path_type=Path, file_okay=False),
    default=default_data_directory,
    show_default=str(default_data_directory()),
    help="Everything that Cloister keeps.",
)


def _account(_: click.Context, __: click.Parameter, value: str) -> AccountId:
    if re.fullmatch("[0-9]{12}", value) is None:
        raise click.BadParameter("an account is 12 digits")
    return AccountId(value)


account_option = click.option(
    "--account",
    default=ACCOUNT_DEFAULT,
    show_default=True,
    callback=_account,
    help="The account of all ARNs.",
)


def one_place_of_buckets(
    context: click.Context, _: click.Parameter, value: _Place | None
) -> _Place | None:
    """The callback of both options: whichever comes second finds the first. Raises BadParameter."""
    if value and (context.params.get("s3_folder") or context.params.get("s3_endpoint")):
        raise click.BadParameter("buckets are in one place: give one of the two")
    return value
