"""The verbs that tell of tenants: what they printed and used, which environments they have, and how these are ended."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import click

from cloister import bill, printed
from cloister.access import CREDENTIALS_FILE
from cloister.domain.clock import SystemClock
from cloister.domain.errors import CloisterError, InvalidParameterValue
from cloister.domain.ids import TenantId, parse_tenant_id
from cloister.main import LEDGER_FILE, LOGS_FILE, READY_FILE
from cloister.options import data_directory_option
from cloister.overview import Overview
from cloister.settings import ACCOUNT_DEFAULT
from cloister.telemetry.prices import price_sheet
from cloister.telemetry.usage import Step, UsageQuery, all_usage

_form = click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)


@click.command()
@data_directory_option
@_form
def tenants(*, data_directory: Path, form: str) -> None:
    """List the tenants of a running server."""
    with _told_in_one_line():
        _overview(data_directory).tenants(form=form)


@click.command()
@data_directory_option
@click.option("--tenant", help="Of this tenant only.")
@click.option("--function", help="Of this function only.")
@_form
def environments(
    *, data_directory: Path, tenant: str | None, function: str | None, form: str
) -> None:
    """List the environments of a running server, and what really isolates each of them."""
    with _told_in_one_line():
        _overview(data_directory).environments(tenant=tenant, function=function, form=form)


@click.command()
@data_directory_option
@click.argument("tenant")
@click.option("--function", help="Of this function only.")
@click.option(
    "--grace",
    "grace_s",
    type=click.IntRange(0, 900),
    default=0,
    show_default=True,
    help="Seconds that its running invocations may go on.",
)
@_form
def evict(
    *, data_directory: Path, tenant: str, function: str | None, grace_s: int, form: str
) -> None:
    """Destroy all environments of a tenant, and list them."""
    with _told_in_one_line():
        _overview(data_directory).evict(
            tenant=tenant, function=function, grace_s=grace_s, form=form
        )


@click.command()
@data_directory_option
@click.option("--tenant", help="Of this tenant only.")
@click.option("--function", help="Of this function only.")
@click.option("--since", help="36h, 7d, or a date or time in ISO 8601; this month's start without.")
@click.option("--by", type=click.Choice(["hour", "day"]), default="day", show_default=True)
@click.option(
    "--format", "form", type=click.Choice([*bill.FORMS]), default="table", show_default=True
)
@click.option(
    "--prices",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A price sheet in TOML; without, example prices.",
)
@click.option("--account", default=ACCOUNT_DEFAULT, show_default=True, help="The account charged.")
def usage(
    *,
    data_directory: Path,
    tenant: str | None,
    function: str | None,
    since: str | None,
    by: str,
    form: str,
    prices: Path | None,
    account: str,
) -> None:
    """Tell who used how much of which function, and what it costs. It works whether the server runs or not."""
    now = SystemClock().now()
    path = data_directory / LEDGER_FILE
    if not path.exists():
        raise click.ClickException(
            f"{data_directory} has no usage yet: start `cloister up` once, and invoke."
        )
    with _told_in_one_line():
        query = UsageQuery(
            account=account,
            since=bill.since(since, now),
            until=now,
            step=Step[by.upper()],
            function=function,
            tenant=tenant,
        )
        bill.print_bill(all_usage(path, query), price_sheet(prices), form=form)


@click.command()
@data_directory_option
@click.argument("function")
@click.option("--tenant", help="Of this tenant only.")
@click.option(
    "--since",
    default="1h",
    show_default=True,
    help="10m, 36h, 7d, or a date or time in ISO 8601.",
)
@click.option("--follow", "follows", is_flag=True, help="Go on with what comes, until Ctrl-C.")
def logs(
    *, data_directory: Path, function: str, tenant: str | None, since: str, follows: bool
) -> None:
    """Print what a function of a running server printed: a line's time, its tenant or a dash, and its text."""
    clock = SystemClock()
    with _told_in_one_line():
        wanted = printed.Wanted(
            group=_overview(data_directory).log_group(function),
            tenant=None if tenant is None else _tenant(tenant),
            since=bill.since(since, clock.now()),
        )
        printed.print_lines(data_directory / LOGS_FILE, wanted, clock, follows=follows)


def _tenant(text: str) -> TenantId:
    """Raises ValidationFailed, and InvalidParameterValue for blanks, which must not pass for all tenants."""
    tenant = parse_tenant_id(text)
    if tenant is None:
        raise InvalidParameterValue("--tenant names no tenant: leave it out for all")
    return tenant


def _overview(data_directory: Path) -> Overview:
    return Overview(
        ready_file=data_directory / READY_FILE, credentials=data_directory / CREDENTIALS_FILE
    )


@contextlib.contextmanager
def _told_in_one_line() -> Iterator[None]:
    """What a user can mend ends the command with its reason, and no traceback."""
    try:
        yield
    except CloisterError as error:
        raise click.ClickException(str(error)) from error
