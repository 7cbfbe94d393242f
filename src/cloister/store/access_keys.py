"""Access keys: few, looked up with every request, and made and revoked by other processes too."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NoReturn, Protocol, TypeAlias

import msgspec
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from cloister.domain import limits
from cloister.domain.errors import ResourceConflict
from cloister.domain.identity import AccessKey, AccessKeyId
from cloister.store.database import Database
from cloister.store.schema import access_keys
from cloister.threads import run_blocking

AccessKeyList: TypeAlias = list[AccessKey]


class AccessKeyStore(Protocol):
    """Who may call, by the id that a signature names."""

    async def create(self, key: AccessKey) -> None:
        """Durable on return. Raises ResourceConflict when the id is taken or there are ACCESS_KEYS_MAX already."""

    def get(self, key_id: AccessKeyId) -> AccessKey | None:
        """The key, without I/O; at most ACCESS_KEYS_REFRESH_INTERVAL behind what another process committed."""

    async def delete(self, key_id: AccessKeyId) -> bool:
        """True when it was there; it counts no more on return."""

    def list(self) -> AccessKeyList:
        """All of them, oldest first, as `get` sees them."""


class SqlAccessKeyStore:
    """An AccessKeyStore in SQL. Empty until `refresh` has run; current while `follow` runs."""

    def __init__(
        self, database: Database, *, interval: timedelta = limits.ACCESS_KEYS_REFRESH_INTERVAL
    ) -> None:
        self._database = database
        self._interval = interval
        # Never changed, only exchanged: worker threads write while the event loop reads and iterates.
        self._keys: Mapping[AccessKeyId, AccessKey] = {}

    async def refresh(self) -> None:
        """Memory then shows what any process has committed before the call."""
        await run_blocking(self._load)

    async def follow(self) -> NoReturn:
        """Refreshes until cancelled.

        An unreadable database is raised, not survived: nobody could tell any more which keys are revoked.
        """
        # The whole table, not a change counter: it holds a handful of rows, and this works in any database.
        while True:
            await asyncio.sleep(self._interval.total_seconds())
            await self.refresh()

    async def create(self, key: AccessKey) -> None:
        await run_blocking(self._create, key)

    def get(self, key_id: AccessKeyId) -> AccessKey | None:
        return self._keys.get(key_id)

    async def delete(self, key_id: AccessKeyId) -> bool:
        return await run_blocking(self._delete, key_id)

    def list(self) -> AccessKeyList:
        return sorted(self._keys.values(), key=lambda key: (key.created_at, key.id))

    def _load(self) -> None:
        with self._database.turn:
            with self._database.reading() as connection:
                rows = connection.execute(select(access_keys)).all()
            loaded = [msgspec.convert(row, AccessKey, from_attributes=True) for row in rows]
            self._keys = {key.id: key for key in loaded}

    def _create(self, key: AccessKey) -> None:
        with self._database.turn:
            try:
                with self._database.writing() as connection:
                    row = msgspec.to_builtins(key, builtin_types=[datetime])
                    connection.execute(insert(access_keys).values(row))
                    # Counted behind the insert, so that two processes cannot both be the last one.
                    count = connection.scalar(select(func.count()).select_from(access_keys))
                    _refuse_more_than_fit(count or 0)
            except IntegrityError as error:
                raise ResourceConflict(f"Access key already exist: {key.id}") from error
            self._keys = {**self._keys, key.id: key}

    def _delete(self, key_id: AccessKeyId) -> bool:
        with self._database.turn:
            with self._database.writing() as connection:
                statement = delete(access_keys).where(access_keys.c.id == key_id)
                deleted = connection.execute(statement).rowcount == 1
            self._keys = {k: v for k, v in self._keys.items() if k != key_id}
        return deleted


def _refuse_more_than_fit(count: int) -> None:
    if count > limits.ACCESS_KEYS_MAX:
        raise ResourceConflict(
            f"There are {limits.ACCESS_KEYS_MAX} access keys already, the most there may be: delete one first"
        )
