"""Functions by account, region and name: durable in the database, read from memory by every invocation."""

import heapq
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol, TypeAlias

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from cloister.domain.errors import ResourceConflict
from cloister.domain.function import Function
from cloister.domain.ids import AccountId, FunctionName, Region, RevisionId
from cloister.store.database import Database
from cloister.store.schema import functions
from cloister.threads import run_blocking

FunctionList: TypeAlias = list[Function]
_Key: TypeAlias = tuple[AccountId, Region, FunctionName]


class FunctionStore(Protocol):
    """What the control plane writes and the invoke path reads."""

    async def create(self, function: Function) -> None:
        """Durable on return. Raises ResourceConflict when the name is taken."""

    def get(self, account: AccountId, region: Region, name: FunctionName) -> Function | None:
        """The function as last committed, without I/O."""

    async def replace(self, function: Function, *, expected: RevisionId) -> bool:
        """True and durable when the stored one was still of revision `expected`; else False and nothing changed."""

    async def delete(self, account: AccountId, region: Region, name: FunctionName) -> bool:
        """True when it was there; durable on return."""

    def all(self) -> FunctionList:
        """Every function of every account, in no order."""

    def reserved_concurrency(self) -> int:
        """The sum of what functions have reserved, without I/O and without looking at each."""

    def list(
        self, account: AccountId, region: Region, *, after: FunctionName | None, limit: int
    ) -> FunctionList:
        """At most `limit` functions by name, beginning behind `after`."""


class SqlFunctionStore:
    """A FunctionStore in SQL. Another process's writes are not seen: one server owns the functions of a database.

    A cancelled write may still be committed; memory then shows it too.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        # Never changed, only exchanged: worker threads write while the event loop reads and iterates.
        self._functions: Mapping[_Key, Function] = {}
        self._reserved_concurrency = 0

    async def load(self) -> None:
        """Once, before the first request: from here on memory shows what is committed."""
        await run_blocking(self._load)

    async def create(self, function: Function) -> None:
        await run_blocking(self._create, function)

    def get(self, account: AccountId, region: Region, name: FunctionName) -> Function | None:
        return self._functions.get((account, region, name))

    async def replace(self, function: Function, *, expected: RevisionId) -> bool:
        return await run_blocking(self._replace, function, expected)

    async def delete(self, account: AccountId, region: Region, name: FunctionName) -> bool:
        return await run_blocking(self._delete, (account, region, name))

    def all(self) -> FunctionList:
        return [*self._functions.values()]

    def reserved_concurrency(self) -> int:
        return self._reserved_concurrency

    def list(
        self, account: AccountId, region: Region, *, after: FunctionName | None, limit: int
    ) -> FunctionList:
        candidates = (
            function
            for function in self._functions.values()
            if (function.account, function.region) == (account, region)
            and (after is None or function.name > after)
        )
        return heapq.nsmallest(limit, candidates, key=lambda function: function.name)

    def _load(self) -> None:
        with self._database.turn:
            with self._database.reading() as connection:
                rows = connection.execute(select(functions)).all()
            loaded = [msgspec.convert(row, Function, from_attributes=True) for row in rows]
            self._show({_key(function): function for function in loaded})

    def _create(self, function: Function) -> None:
        with self._database.turn:
            try:
                with self._database.writing() as connection:
                    connection.execute(insert(functions).values(_row(function)))
            except IntegrityError as error:
                raise ResourceConflict(f"Function already exist: {function.name}") from error
            self._show({**self._functions, _key(function): function})

    def _replace(self, function: Function, expected: RevisionId) -> bool:
        statement = update(functions).where(
            functions.c.account == function.account,
            functions.c.region == function.region,
            functions.c.name == function.name,
            functions.c.revision_id == expected,
        )
        with self._database.turn:
            with self._database.writing() as connection:
                replaced = connection.execute(statement.values(_row(function))).rowcount == 1
            if replaced:
                self._show({**self._functions, _key(function): function})
        return replaced

    def _delete(self, key: _Key) -> bool:
        account, region, name = key
        statement = delete(functions).where(
            functions.c.account == account,
            functions.c.region == region,
            functions.c.name == name,
        )
        with self._database.turn:
            with self._database.writing() as connection:
                deleted = connection.execute(statement).rowcount == 1
            self._show({k: v for k, v in self._functions.items() if k != key})
        return deleted

    def _show(self, committed: Mapping[_Key, Function]) -> None:
        self._functions = committed
        self._reserved_concurrency = sum(
            function.reserved_concurrency or 0 for function in committed.values()
        )


def _key(function: Function) -> _Key:
    return function.account, function.region, function.name


def _row(function: Function) -> dict[str, object]:
    row: dict[str, object] = msgspec.to_builtins(function, builtin_types=[datetime])
    return row
