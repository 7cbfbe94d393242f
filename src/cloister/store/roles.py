"""Roles by account and name."""

from datetime import datetime
from typing import Protocol

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from cloister.domain.ids import AccountId
from cloister.domain.role import Role, RoleName
from cloister.store.database import Database
from cloister.store.schema import roles as table
from cloister.threads import run_blocking


class RoleStore(Protocol):
    """The roles of one account."""

    async def get(self, name: RoleName) -> Role | None: ...

    async def create(self, role: Role) -> bool:
        """True and durable, or False if the name is taken."""

    async def replace(self, role: Role) -> None:
        """Durable on return; nothing if it is gone."""

    async def delete(self, name: RoleName) -> None:
        """Gone and durable on return."""


class SqlRoleStore:
    """A RoleStore in SQL."""

    def __init__(self, database: Database, account: AccountId) -> None:
        self._database = database
        self._account = account

    async def get(self, name: RoleName) -> Role | None:
        return await run_blocking(self._get, name)

    async def create(self, role: Role) -> bool:
        return await run_blocking(self._create, role)

    async def replace(self, role: Role) -> None:
        await run_blocking(self._replace, role)

    async def delete(self, name: RoleName) -> None:
        await run_blocking(self._delete, name)

    def _get(self, name: RoleName) -> Role | None:
        with self._database.reading() as connection:
            row = connection.execute(
                select(table).where(table.c.account == self._account, table.c.name == name)
            ).first()
        return None if row is None else msgspec.convert(row, Role, from_attributes=True)

    def _create(self, role: Role) -> bool:
        try:
            with self._database.writing() as connection:
                connection.execute(insert(table).values(_row(role)))
        except IntegrityError:
            return False
        return True

    def _replace(self, role: Role) -> None:
        statement = update(table).where(table.c.account == self._account, table.c.name == role.name)
        with self._database.writing() as connection:
            connection.execute(statement.values(_row(role)))

    def _delete(self, name: RoleName) -> None:
        with self._database.writing() as connection:
            connection.execute(
                delete(table).where(table.c.account == self._account, table.c.name == name)
            )


def _row(role: Role) -> dict[str, object]:
    row: dict[str, object] = msgspec.to_builtins(role, builtin_types=[datetime])
    return row
