"""The command line: one function a verb. It speaks to people; whatever it prints of a secret was asked for by name."""

import asyncio
import gc
import json
import logging
import signal
import sys
from pathlib import Path

import click
import structlog
from rich.console import Console

from cloister import doctor as machine
from cloister.bench.command import bench
from cloister.data_directory import READY_FILE
from cloister.demo import run_demo
from cloister.doctor.command import doctor
from cloister.domain import console_limits, limits
from cloister.domain.compatibility import Compatibility
from cloister.domain.egress import EgressPolicy
from cloister.domain.ids import AccountId, Region
from cloister.key_commands import keys
from cloister.main import Serving, serving
from cloister.models import MODELS
from cloister.options import (
    account_option,
    data_directory_option,
    host_names,
    one_place_of_buckets,
    region_option,
)
from cloister.settings import (
    HOST_DEFAULT,
    PORT_DEFAULT,
    Settings,
)
from cloister.telemetry.subject import add_subject
from cloister.tenant_commands import environments, evict, logs, tenants, usage
from cloister.terminal import run

GC_ALLOCATIONS = 20_000
"""Objects that may be made, less those that went, before the collector looks for cycles: some hundred invocations."""
GC_GENERATIONS = 20
"""Rounds of it before those that outlived them are looked at again."""


@click.group(
    context_settings={"auto_envvar_prefix": "CLOISTER", "help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="cloister")
def main() -> None:
    """Serverless functions on your own machines, with the AWS Lambda API and a sandbox for every tenant.

    Every option can be given as an environment variable: CLOISTER_UP_PORT is `cloister up --port`.
    """


@main.command()
@data_directory_option
@click.option("--host", default=HOST_DEFAULT, show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT_DEFAULT,
    show_default=True,
    help="The port to listen on; 0 takes a free one.",
)
@region_option
@account_option
@click.option(
    "--s3-folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    callback=one_place_of_buckets,
    help="A folder whose subdirectories serve as S3 buckets for functions' packages.",
)
@click.option(
    "--s3-endpoint",
    callback=one_place_of_buckets,
    help="The URL of an S3-compatible service to read packages from, with the server's own AWS credentials.",
)
@click.option(
    "--compatibility",
    type=click.Choice([one.value for one in Compatibility]),
    default=Compatibility.CLOISTER.value,
    show_default=True,
    help="`aws` refuses for functions with tenant isolation whatever AWS refuses, even what Cloister could do.",
)
@click.option(
    "--log-format",
    type=click.Choice(["auto", "console", "json"]),
    default="auto",
    show_default=True,
    help="The form of the server's own log; auto means console on a terminal, and json elsewhere.",
)
@click.option(
    "--allow-shared-uid",
    is_flag=True,
    help="Serve even if all tenants have to share one uid, so that one can use up another's quotas.",
)
@click.option(
    "--stock/--no-stock",
    "keeps_stock",
    default=True,
    show_default=True,
    help="Keep sandboxes and environments ready for new tenants; without them each new tenant waits longer.",
)
@click.option(
    "--metrics-token-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file with the bearer token for /metrics; without one, /metrics is served on loopback only.",
)
@click.option(
    "--egress",
    type=click.Choice([policy.value for policy in EgressPolicy]),
    default=EgressPolicy.NONE.value,
    show_default=True,
    help="Which functions reach the internet: none, those tagged for it, or all except those tagged against it.",
)
@click.option(
    "--console-host",
    multiple=True,
    callback=host_names,
    help="Another host name under which browsers may open the console; can be repeated.",
)
@click.option(
    "--prices",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A price sheet in TOML for the costs of tenants; without one, example prices are used.",
)
@click.option(
    "--strict",
    is_flag=True,
    help="Refuse to start on a host that `cloister doctor --strict` finds weak.",
)
def up(
    *,
    data_directory: Path,
    host: str,
    port: int,
    region: Region,
    account: AccountId,
    s3_folder: Path | None,
    s3_endpoint: str | None,
    compatibility: str,
    log_format: str,
    allow_shared_uid: bool,
    keeps_stock: bool,
    metrics_token_file: Path | None,
    egress: str,
    console_host: tuple[str, ...],
    prices: Path | None,
    strict: bool,
) -> None:
    """Start the server and keep it until Ctrl-C."""
    _configure_log(log_format)
    settings = Settings(
        data_directory=data_directory.absolute(),
        host=host,
        port=port,
        region=region,
        account=account,
        s3_folder=s3_folder.absolute() if s3_folder else None,
        s3_endpoint=s3_endpoint,
        compatibility=Compatibility(compatibility),
        allow_shared_uid=allow_shared_uid,
        keeps_stock=keeps_stock,
        metrics_token=None if metrics_token_file is None else _metrics_token(metrics_token_file),
        egress=EgressPolicy(egress),
        console_hosts=console_host,
        prices=prices,
    )
    if strict:
        _insist_on_host(settings.data_directory)
    run(_serve(settings))


@main.command()
def demo() -> None:
    """Show two tenants of one function in environments of their own, through boto3 and a server just for this."""
    sys.exit(run_demo(Console()))


for command in (doctor, keys, tenants, environments, evict, usage, logs, bench):
    main.add_command(command)


def _metrics_token(file: Path) -> str:
    """Ends the command for a file that holds no token of a sensible length."""
    try:
        with file.open("rb") as opened:
            token = opened.read(limits.METRICS_TOKEN_BYTES_MAX).decode("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file} holds no token: {error}") from error
    if len(token) < limits.METRICS_TOKEN_LENGTH_MIN or not token.isprintable():
        raise click.ClickException(
            f"{file} holds no token: it must be one line of at least {limits.METRICS_TOKEN_LENGTH_MIN} characters"
        )
    return token


def _insist_on_host(data_directory: Path) -> None:
    """Returns on a host that is set up as well as it could be; ends the command with the list of what is not."""
    weak = machine.troubles(machine.examine_host(data_directory))
    if weak:
        found = ", ".join(f"{each.name} ({each.found})" for each in weak)
        raise click.ClickException(
            f"--strict: this host is weak in {found}; `cloister doctor` says what each opens and how to mend it"
        )


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    ready = settings.data_directory / READY_FILE
    async with serving(settings) as served:
        _tune_interpreter()
        _write_whole(ready, json.dumps({"endpoint": served.endpoint, "region": settings.region}))
        _greet(served, settings)
        await stop.wait()
        ready.unlink()
        structlog.get_logger().info("stopping")


def _write_whole(path: Path, text: str) -> None:
    """The file is there with all of its text at once: others wait for it to come into being."""
    unfinished = path.with_suffix(".part")
    unfinished.write_text(text)
    unfinished.replace(path)


def _tune_interpreter() -> None:
    """What is there by now stays, and is not looked at again: that took an eighth of the server's time under load.

    And a thread that writes logs or usage gives the event loop its turn sooner: the loop loses it with every system
    call that it makes.
    """
    sys.setswitchinterval(limits.THREAD_TURN.total_seconds())
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_ALLOCATIONS, GC_GENERATIONS, GC_GENERATIONS)


def _greet(served: Serving, settings: Settings) -> None:
    minutes = console_limits.SIGN_IN_LINK_LIFETIME.total_seconds() / 60
    click.echo(
        f"\nCloister serves the AWS Lambda API at {served.endpoint}\n\n"
        f"    export AWS_ENDPOINT_URL={served.endpoint}\n"
        f"    export AWS_SHARED_CREDENTIALS_FILE={served.credentials}\n"
        f"    export AWS_DEFAULT_REGION={settings.region}\n"
        f"    export AWS_DATA_PATH={MODELS}\n\n"
        f"Console: {served.endpoint}/console/\n"
        f"To sign in without a key, once, within {minutes:.0f} minutes: {served.console_link}\n"
    )


def _configure_log(log_format: str) -> None:
    is_console = log_format == "console" or (log_format == "auto" and sys.stderr.isatty())
    renderer: structlog.typing.Processor = (
        # Plain tracebacks: rich ones show local variables, payloads among them.
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if is_console
        else structlog.processors.JSONRenderer()
    )
    shared: list[structlog.typing.Processor] = [
        add_subject,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    # uvicorn and the other libraries log by the standard library: in the same form, warnings and worse.
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    # What uvicorn warns of is what strangers send, a line as often as they like: no HTTP, or too many at once.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
