"""Code signing configurations by account, region and id."""

from datetime import datetime
from typing import Protocol, TypeAlias

import msgspec
from sqlalchemy import delete, insert, select

from cloister.domain.arn import Home
from cloister.domain.code_signing import CodeSigningConfig, CodeSigningId
from cloister.store.database import Database
from cloister.store.schema import code_signing_configs as table
from cloister.threads import run_blocking

CodeSigningConfigList: TypeAlias = list[CodeSigningConfig]


class CodeSigningStore(Protocol):
    """The configurations of one home."""

    async def get(self, config_id: CodeSigningId) -> CodeSigningConfig | None: ...

    async def list(self) -> CodeSigningConfigList:
        """In no order."""

    async def put(self, config: CodeSigningConfig) -> None:
        """Durable on return, in place of the one that had its id."""

    async def delete(self, config_id: CodeSigningId) -> bool:
        """True when it was there; durable on return."""


class SqlCodeSigningStore:
    """A CodeSigningStore in SQL."""

    def __init__(self, database: Database, home: Home) -> None:
        self._database = database
        self._home = {"account": home.account, "region": home.region}
        self._of_home = (table.c.account == home.account) & (table.c.region == home.region)

    async def get(self, config_id: CodeSigningId) -> CodeSigningConfig | None:
        return next((one for one in await self.list() if one.id == config_id), None)

    async def list(self) -> CodeSigningConfigList:
        return await run_blocking(self._list)

    async def put(self, config: CodeSigningConfig) -> None:
        await run_blocking(self._put, config)

    async def delete(self, config_id: CodeSigningId) -> bool:
        return await run_blocking(self._delete, config_id)

    def _list(self) -> CodeSigningConfigList:
        with self._database.reading() as connection:
            rows = connection.execute(select(table).where(self._of_home)).all()
        return [msgspec.convert(row, CodeSigningConfig, from_attributes=True) for row in rows]

    def _put(self, config: CodeSigningConfig) -> None:
        row: dict[str, object] = msgspec.to_builtins(config, builtin_types=[datetime])
        with self._database.writing() as connection:
            connection.execute(delete(table).where(self._of_home, table.c.id == config.id))
            connection.execute(insert(table).values({**self._home, **row}))

    def _delete(self, config_id: CodeSigningId) -> bool:
        statement = delete(table).where(self._of_home, table.c.id == config_id)
        with self._database.writing() as connection:
            return connection.execute(statement).rowcount == 1
