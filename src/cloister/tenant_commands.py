"""The verbs that tell of tenants: what they printed and used, which environments they have, and how these are ended."""

from pathlib import Path

import click

from cloister import bill, printed
from cloister.access import CREDENTIALS_FILE
from cloister.data_directory import LEDGER_FILE, LOGS_FILE, READY_FILE
from cloister.domain.clock import SystemClock
from cloister.domain.ids import AccountId, TenantId
from cloister.options import account_option, data_directory_option, tenant_option
from cloister.overview import Overview
from cloister.telemetry.prices import price_sheet
from cloister.telemetry.usage import Step, UsageQuery, all_usage
from cloister.terminal import told_in_one_line

_form = click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)


@click.command()
@data_directory_option
@_form
def tenants(*, data_directory: Path, form: str) -> None:
    """List the tenants of a running server."""
    with told_in_one_line():
        _overview(data_directory).tenants(form=form)


@click.command()
@data_directory_option
@tenant_option
@click.option("--function", help="Only this function.")
@_form
def environments(
    *, data_directory: Path, tenant: TenantId | None, function: str | None, form: str
) -> None:
    """List the environments of a running server, and what isolates each of them."""
    with told_in_one_line():
        _overview(data_directory).environments(tenant=tenant, function=function, form=form)


@click.command()
@data_directory_option
@click.argument("tenant")
@click.option("--function", help="Only this function.")
@click.option(
    "--grace",
    "grace_s",
    type=click.IntRange(0, 900),
    default=0,
    show_default=True,
    help="How many seconds running invocations may take to finish.",
)
@_form
def evict(
    *, data_directory: Path, tenant: str, function: str | None, grace_s: int, form: str
) -> None:
    """Destroy all environments of a tenant, and list them."""
    with told_in_one_line():
        _overview(data_directory).evict(
            tenant=tenant, function=function, grace_s=grace_s, form=form
        )


@click.command()
@data_directory_option
@tenant_option
@click.option("--function", help="Only this function.")
@click.option(
    "--since", help="36h, 7d, or a date or time in ISO 8601; by default the start of this month."
)
@click.option("--by", type=click.Choice(["hour", "day"]), default="day", show_default=True)
@click.option(
    "--format", "form", type=click.Choice([*bill.FORMS]), default="table", show_default=True
)
@click.option(
    "--prices",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A price sheet in TOML; without one, example prices are used.",
)
@account_option
def usage(
    *,
    data_directory: Path,
    tenant: TenantId | None,
    function: str | None,
    since: str | None,
    by: str,
    form: str,
    prices: Path | None,
    account: AccountId,
) -> None:
    """Show which tenant used how much of which function, and what it costs, whether the server runs or not."""
    now = SystemClock().now()
    path = data_directory / LEDGER_FILE
    with told_in_one_line():
        if not path.exists():
            raise click.ClickException(
                f"{data_directory} has no usage yet: start `cloister up` once, and invoke."
            )
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
@tenant_option
@click.option(
    "--since",
    default="1h",
    show_default=True,
    help="10m, 36h, 7d, or a date or time in ISO 8601.",
)
@click.option(
    "--follow", "follows", is_flag=True, help="Wait for new lines and print them too, until Ctrl-C."
)
def logs(
    *, data_directory: Path, function: str, tenant: TenantId | None, since: str, follows: bool
) -> None:
    """Print the log lines of a function of a running server: for each its time, its tenant or a dash, and its text."""
    clock = SystemClock()
    with told_in_one_line():
        wanted = printed.Wanted(
            group=_overview(data_directory).log_group(function),
            tenant=tenant,
            since=bill.since(since, clock.now()),
        )
        printed.print_lines(data_directory / LOGS_FILE, wanted, clock, follows=follows)


def _overview(data_directory: Path) -> Overview:
    return Overview(
        ready_file=data_directory / READY_FILE, credentials=data_directory / CREDENTIALS_FILE
    )
