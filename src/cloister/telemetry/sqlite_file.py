"""A SQLite file of telemetry's own: one connection writes, readers of any process see whole transactions only."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from cloister.domain import limits


def opened(path: Path) -> sqlite3.Connection:
    """The writing connection, the file made if need be. Raises sqlite3.Error."""
    # Its owner's alone: it tells who the tenants are, and what their code prints. The journals take their mode from it.
    path.touch(mode=0o600)
    path.chmod(0o600)
    connection = _connect(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that changes nothing, open for the block. Raises sqlite3.OperationalError without a file."""
    with closing(_connect(f"{path.absolute().as_uri()}?mode=ro")) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """What the block changes is there when it has ended, and undone when it raised."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def used_bytes(connection: sqlite3.Connection) -> int:
    """What the file holds, without the room in it that is free."""
    pages, free, page_bytes = (
        int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
        for pragma in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * page_bytes


def _connect(database: Path | str) -> sqlite3.Connection:
    return sqlite3.connect(
        database,
        timeout=limits.DATABASE_BUSY_TIMEOUT.total_seconds(),
        isolation_level=None,
        # One at a time, but not always the same one.
        check_same_thread=False,
        uri=isinstance(database, str),
    )
