"""The verb `cloister bench`, its options and what it prints."""

import asyncio
import contextlib
import json
from collections.abc import Iterator
from typing import TextIO

import click
import uvloop
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from cloister.bench.measure import Measurement, Plan, measure
from cloister.bench.report import distribution, figures, summary
from cloister.bench.target import Chosen, NotMeasurable, Target, own_runtime, target
from cloister.domain.clock import SystemClock

MEMORY_MB_DEFAULT = 1769
"""One vCPU: smaller functions are slower by their share of it, which says little of the endpoint."""
ROLE_DEFAULT = "arn:aws:iam::000000000000:role/cloister-bench"


@click.command()
@click.option(
    "--endpoint", help="The URL to measure; by default that of AWS_ENDPOINT_URL or of the profile."
)
@click.option(
    "--profile",
    help="The profile of the AWS configuration that gives the access key and the region.",
)
@click.option("--region", help="The region to sign for; by default that of the AWS configuration.")
@click.option(
    "--tenants",
    type=click.IntRange(1, 10_000),
    default=100,
    show_default=True,
    help="How many new tenants to measure, one after the other.",
)
@click.option(
    "--pause-ms",
    type=click.IntRange(0, 10_000),
    default=50,
    show_default=True,
    help="Milliseconds between two new tenants; with 0 there is no time to prepare anything for the next.",
)
@click.option(
    "--connections",
    type=click.IntRange(2, 1000),
    default=16,
    show_default=True,
    help="How many known tenants call at once.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0.1, 240),
    default=5.0,
    show_default=True,
    help="How long each measurement of known tenants takes.",
)
@click.option(
    "--memory",
    "memory_mb",
    type=click.IntRange(128, 10_240),
    default=MEMORY_MB_DEFAULT,
    show_default=True,
    help="The memory of the function, in MB.",
)
@click.option(
    "--runtime", default=own_runtime(), show_default=True, help="The runtime of the function."
)
@click.option("--role", default=ROLE_DEFAULT, show_default=True, help="The role of the function.")
@click.option(
    "--json",
    "json_file",
    type=click.File("w", lazy=False),
    help="A file to write the figures to as well, in JSON.",
)
def bench(
    *,
    endpoint: str | None,
    profile: str | None,
    region: str | None,
    tenants: int,
    pause_ms: int,
    connections: int,
    seconds: float,
    memory_mb: int,
    runtime: str,
    role: str,
    json_file: TextIO | None,
) -> None:
    """Measure what new and known tenants wait for, at any endpoint of the AWS Lambda API.

    It makes a function with tenant isolation there, and deletes it afterwards. On AWS this costs money.
    """
    chosen = Chosen(
        endpoint=endpoint,
        profile=profile,
        region=region,
        role=role,
        runtime=runtime,
        memory_mb=memory_mb,
    )
    plan = Plan(tenants=tenants, pause_s=pause_ms / 1000, connections=connections, seconds=seconds)
    with _reasons_told(), target(chosen, SystemClock()) as found:
        measured = _measured(found, plan)
    _print(measured)
    if json_file is not None:
        json.dump([figures(each) for each in measured], json_file, indent=2)


@contextlib.contextmanager
def _reasons_told() -> Iterator[None]:
    """Raises ClickException with the reason for which nothing could be measured."""
    try:
        yield
    except NotMeasurable as error:
        raise click.ClickException(str(error)) from error
    except ExceptionGroup as group:
        # Of many connections at once: one of them tells what is the matter.
        reasons = group.subgroup(NotMeasurable)
        if reasons is None:
            raise
        raise click.ClickException(str(_first(reasons))) from group


def _measured(found: Target, plan: Plan) -> list[Measurement]:
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        task = bar.add_task("", total=1.0)
        return runner.run(
            measure(
                found,
                plan,
                lambda name, part: bar.update(task, description=name, completed=part),
            )
        )


def _print(measured: list[Measurement]) -> None:
    console = Console()
    console.print(summary(measured))
    for each in measured:
        console.print(distribution(each))


def _first(group: BaseException) -> BaseException:
    while isinstance(group, BaseExceptionGroup):
        group = group.exceptions[0]
    return group
