"""What the verbs of the command line tell people: tables that cut nothing off, and reasons in one line."""

import asyncio
import contextlib
import sqlite3
import sys
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from typing import Any, Final

import click
import uvloop
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cloister.domain.errors import CloisterError
from cloister.sandbox.driver import SandboxFailed

_UNBOUNDED_WIDTH: Final = 10_000
"""Columns of a file or a pipe: every row of a table is one line there."""


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Writes to stdout. Cells are plain text, folded where a terminal is too narrow, and never cut off."""
    table = Table()
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    stdout_console().print(table)


def stdout_console() -> Console:
    """As wide as the terminal; for a file or a pipe, as wide as what is printed."""
    return Console(width=None if sys.stdout.isatty() else _UNBOUNDED_WIDTH)


@contextlib.contextmanager
def told_in_one_line() -> Iterator[None]:
    """What a user can mend in the block ends the command with its reason, status 1 and no traceback."""
    try:
        yield
    except (CloisterError, SandboxFailed, sqlite3.Error) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        reason = f"{error.strerror or error}: {error.filename or ''}"
        raise click.ClickException(reason.rstrip(": ")) from error


def run(work: Coroutine[Any, Any, None]) -> None:  # Any: asyncio's own signature
    """Runs it to its end in an event loop of its own. Ends the command as `told_in_one_line` does."""
    with told_in_one_line(), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work)
