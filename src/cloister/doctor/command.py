"""The verb `cloister doctor`, for people and for programs: a running server is one of these."""

import sys
from itertools import chain
from pathlib import Path

import click

from cloister.doctor.examination import HOST, run
from cloister.doctor.findings import exit_code, render, render_json
from cloister.options import data_directory_option
from cloister.terminal import stdout_console


@click.command()
@data_directory_option
@click.option("--strict", is_flag=True, help="Status 1 also for what is weak about the host.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="A table for people, or a JSON list of lines for programs.",
)
def doctor(*, data_directory: Path, strict: bool, form: str) -> None:
    """Tell what this machine gives for isolation, and what to do about what is missing."""
    sections = run(data_directory.absolute())
    findings = list(chain.from_iterable(section.findings for section in sections))
    if form == "json":
        click.echo(render_json(sections))
    else:
        stdout_console().print(render(findings))
    insisted = [section for section in sections if strict and section.title == HOST]
    strict_about = chain.from_iterable(section.findings for section in insisted)
    sys.exit(exit_code(findings, strict_about=strict_about))
