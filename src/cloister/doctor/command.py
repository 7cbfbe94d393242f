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
@click.option(
    "--strict", is_flag=True, help="Exit with status 1 for weaknesses of the host as well."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="A table for people, or a JSON list with an object for each line.",
)
def doctor(*, data_directory: Path, strict: bool, form: str) -> None:
    """Check what this machine offers for isolation, and say how to mend what is missing."""
    sections = run(data_directory.absolute())
    findings = list(chain.from_iterable(section.findings for section in sections))
    if form == "json":
        click.echo(render_json(sections))
    else:
        stdout_console().print(render(findings))
    insisted = [section for section in sections if strict and section.title == HOST]
    strict_about = chain.from_iterable(section.findings for section in insisted)
    sys.exit(exit_code(findings, strict_about=strict_about))
