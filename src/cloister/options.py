"""Options that several verbs of the command line have, and what the values of options must be to be taken."""

import re
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import click

from cloister.domain.errors import ValidationFailed
from cloister.domain.hosts import host_named
from cloister.domain.ids import REGION_PATTERN, AccountId, Region, TenantId, parse_tenant_id
from cloister.settings import ACCOUNT_DEFAULT, REGION_DEFAULT, default_data_directory

_Place = TypeVar("_Place", Path, str)

data_directory_option = click.option(
    "--data-dir",
    "data_directory",
    type=click.Path(path_type=Path, file_okay=False),
    default=default_data_directory,
    show_default=str(default_data_directory()),
    help="The directory that holds everything Cloister keeps.",
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
    help="The account that owns the functions: 12 digits.",
)


def _region(_: click.Context, __: click.Parameter, value: str) -> Region:
    if re.fullmatch(REGION_PATTERN, value) is None:
        raise click.BadParameter(f"a region is written like {REGION_DEFAULT}")
    return Region(value)


region_option = click.option(
    "--region",
    default=REGION_DEFAULT,
    show_default=True,
    callback=_region,
    help="The region that ARNs carry and signatures must name.",
)


def _tenant(_: click.Context, __: click.Parameter, value: str | None) -> TenantId | None:
    if value is None:
        return None
    try:
        tenant = parse_tenant_id(value)
    except ValidationFailed as error:
        raise click.BadParameter(str(error)) from error
    if tenant is None:
        # Blanks must not pass for all tenants.
        raise click.BadParameter("it names no tenant: leave the option out for all")
    return tenant


tenant_option = click.option("--tenant", callback=_tenant, help="Only this tenant.")


def one_place_of_buckets(
    context: click.Context, _: click.Parameter, value: _Place | None
) -> _Place | None:
    """The callback of both options: whichever comes second finds the first. Raises BadParameter."""
    if value and (context.params.get("s3_folder") or context.params.get("s3_endpoint")):
        raise click.BadParameter("give either --s3-folder or --s3-endpoint, not both")
    if isinstance(value, str) and not _is_http_url(value):
        raise click.BadParameter("it is not a URL that begins with http:// or https://")
    return value


def host_names(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """The callback of an option for names as a browser's Host header has them, without a port. Raises BadParameter."""
    for name in value:
        if host_named(name) != name.lower():
            raise click.BadParameter(
                f"{name!r} is not a host name: give it without scheme and port"
            )
    return value


def _is_http_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
