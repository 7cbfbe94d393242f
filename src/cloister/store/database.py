"""The metadata database: one SQLite file that only its owner reads, migrated when it is opened."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from cloister.domain import limits
from cloister.domain.errors import ServiceFailure
from cloister.threads import run_blocking

_BEGIN_OPTION = "cloister_begin"


class Database:
    """Opened and migrated by `async with`; closed after it. Raises ServiceFailure for a file that is no such database.

    The stores call `reading` and `writing` from worker threads only, never from the event loop.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = _engine(path)
        self._writing_engine = self._engine.execution_options(**{_BEGIN_OPTION: "BEGIN IMMEDIATE"})
        self.turn = threading.Lock()
        """Held by a store from before its transaction until its copy in memory shows what was committed:
        so the copies change in the order of the commits. Waiters are few: control plane writes."""

    async def __aenter__(self) -> Self:
        await run_blocking(self._open)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await run_blocking(self._engine.dispose)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A snapshot; nothing is written."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: on disk when the block has ended, undone when it raised."""
        with self._writing_engine.begin() as connection:
            yield connection

    def _open(self) -> None:
        # Before SQLite makes the file with the umask's mode; its -wal and -shm take their mode from it.
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.fchmod(descriptor, 0o600)
        finally:
            os.close(descriptor)
        try:
            with self.writing() as connection:
                self._migrate(connection)
        except DatabaseError as error:
            self._engine.dispose()
            raise ServiceFailure(f"{self._path} cannot be opened: {error.orig}") from error
        except BaseException:
            self._engine.dispose()
            raise

    def _migrate(self, connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", "cloister.store:migrations")
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise ServiceFailure(
                f"{self._path} cannot be brought to this version's schema ({error}): "
                "if a newer Cloister has used it, run that one, or restore the file from before"
            ) from error


def _engine(path: Path) -> Engine:
    # Hidden from errors and logs: the statements' parameters hold secrets and environment variables.
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    # The driver would begin before INSERT and UPDATE only, and so leave migrations without a transaction.
    connection.isolation_level = None
    busy_ms = int(limits.DATABASE_BUSY_TIMEOUT.total_seconds() * 1000)
    for pragma in (
        f"busy_timeout = {busy_ms}",
        "journal_mode = WAL",
        "synchronous = FULL",  # in WAL mode NORMAL may lose acknowledged commits when the power fails
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: a read that turns into a write may fail however long it waits.
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN_OPTION, "BEGIN"))
