"""What was counted, durable in one SQLite file: usage by hour for the bill, statistics by minute for the metrics.

One thread writes. Readers, of other processes too, have connections of their own and see whole batches only.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from cloister.domain import limits
from cloister.domain.errors import ServiceFailure
from cloister.telemetry.epoch import HOUR, epoch, start_of
from cloister.telemetry.histogram import histogram_of, merged
from cloister.telemetry.metric import ANY, NO_TENANT, Scope
from cloister.telemetry.points import Gathering, Point, PointKey
from cloister.telemetry.sqlite_file import opened, transaction, used_bytes
from cloister.telemetry.statements import statements
from cloister.telemetry.tally import Subtotal, Taken

SQL: Final = statements("cloister.telemetry", "ledger.sql")


class Ledger:
    """The writing side, opened by its constructor. Every method blocks, and is called by one thread at a time."""

    def __init__(self, path: Path, writer: str) -> None:
        """`writer` names this process among those that add to the file. Raises ServiceFailure if it can't be used."""
        self._writer = writer
        self._touched: dict[Scope, int | None] = {}
        """The series that are known to be there, and to have points in this minute."""
        self._touched_at = 0
        self._gathered = Gathering()
        self._series_count = 0
        try:
            self._connection = opened(path)
            self._prepare()
        except sqlite3.Error as error:
            raise ServiceFailure(f"{path} cannot be used: {error}") from error
        last = self._connection.execute(SQL["last_commit"], {"writer": writer}).fetchone()
        self.sequence: int = last[0] if last else 0
        """Of the last batch that is in the file."""
        self._series_count = self._connection.execute(SQL["count_series"]).fetchone()[0]
        self._forgot_series_at = 0

    def close(self) -> None:
        """Metrics that are not written are lost."""
        self._connection.close()

    def write(self, taken: Taken, *, sequence: int) -> bool:
        """Its usage is on disk on return, once, however often it is tried; False if it was there already.

        Raises sqlite3.Error; try again then.
        """
        with self._writing():
            progress = {"writer": self._writer, "sequence": sequence}
            is_new = self._connection.execute(SQL["advance"], progress).rowcount == 1
            if is_new:
                for subtotal in taken.subtotals:
                    self._connection.execute(SQL["add_usage"], _usage(subtotal))
        self.sequence = sequence
        if is_new:
            self._gathered.add(taken)
        return is_new

    def write_metrics(self) -> None:
        """Those of all that was written are on disk on return. Raises sqlite3.Error; try again then."""
        if not self._gathered.points:
            return
        with self._writing():
            for key, point in self._gathered.points.items():
                self._add(key, point)
        self._gathered = Gathering()

    def forget(self, now: datetime) -> None:
        """Some of what is older than it is kept for is gone. Called again and again, all of it."""
        rows = limits.LEDGER_ROWS_FORGOTTEN_MAX
        keep = (
            limits.METRICS_KEEP_LEAST
            if used_bytes(self._connection) > limits.METRICS_FILE_BYTES_MAX
            else limits.METRICS_KEEP
        )
        metrics_before = epoch(now - keep)
        with self._writing():
            self._connection.execute(SQL["forget_points"], {"before": metrics_before, "rows": rows})
            self._connection.execute(
                SQL["forget_usage"], {"before": epoch(now - limits.USAGE_KEEP), "rows": rows}
            )
            if start_of(now, HOUR) != self._forgot_series_at:
                gone = self._connection.execute(SQL["forget_series"], {"before": metrics_before})
                self._series_count -= gone.rowcount
                self._forgot_series_at = start_of(now, HOUR)

    def _prepare(self) -> None:
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.create_function("merge_histograms", 2, merged, deterministic=True)
        with self._writing():
            for name, statement in SQL.items():
                if name.startswith("create_"):
                    self._connection.execute(statement)

    def _add(self, key: PointKey, point: Point) -> None:
        series = self._series(key.scope, key.minute)
        if series is None:
            return
        row = {
            "series": series,
            "metric": key.metric,
            "minute": key.minute,
            "samples": point.samples,
            "total": point.total,
            "least": point.least,
            "most": point.most,
            "histogram": histogram_of(point.values_us) if point.values_us else None,
        }
        self._connection.execute(SQL["add_point"], row)

    def _series(self, scope: Scope, minute: int) -> int | None:
        """Its id. Once there are too many, that of the function without the tenant; None for a level of a tenant."""
        if minute != self._touched_at:
            self._touched = {}
            self._touched_at = minute
        known = self._touched.get(scope)
        if known is None and scope not in self._touched:
            known = self._touched[scope] = self._touch(scope, minute)
        return known

    def _touch(self, scope: Scope, minute: int) -> int | None:
        found = self._connection.execute(
            SQL["touch_series"], {**scope._asdict(), "minute": minute}
        ).fetchone()
        if found:
            return int(found[0])
        if self._series_count >= limits.METRIC_SERIES_MAX and scope.tenant not in {ANY, NO_TENANT}:
            return None if scope.resource == ANY else self._series(_untenanted(scope), minute)
        made = self._connection.execute(
            SQL["add_series"], {**scope._asdict(), "minute": minute}
        ).fetchone()
        self._series_count += 1
        return int(made[0])

    @contextmanager
    def _writing(self) -> Iterator[None]:
        series_count = self._series_count
        try:
            with transaction(self._connection):
                yield
        except BaseException:
            # What it had added is not there.
            self._touched = {}
            self._series_count = series_count
            raise


def _untenanted(scope: Scope) -> Scope:
    return scope._replace(tenant=NO_TENANT)


def _usage(subtotal: Subtotal) -> dict[str, str | int]:
    scope = subtotal.line.scope
    return {
        "account": scope.account,
        "hour": start_of(subtotal.at, HOUR),
        "function": scope.function,
        "tenant": scope.tenant,
        "memory_mb": subtotal.line.memory_mb,
        "architecture": subtotal.line.architecture,
        "requests": subtotal.requests,
        "errors": subtotal.errors,
        "billed_ms": subtotal.billed_ms,
        "environments": subtotal.environments,
        "peak_concurrency": subtotal.peak,
        "log_bytes": subtotal.log_bytes,
        "bytes_in": subtotal.bytes_in,
        "bytes_out": subtotal.bytes_out,
    }
