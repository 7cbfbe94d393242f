"""Settings of functions by function, qualifier and kind: they go when their function goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

import msgspec
from sqlalchemy import ColumnElement, and_, delete, insert, select
from sqlalchemy.exc import IntegrityError

from cloister.domain.function_settings import (
    EventInvokeConfig,
    RuntimeManagement,
    Setting,
    UrlConfig,
)
from cloister.domain.ids import AccountId, FunctionName, Region
from cloister.store.database import Database
from cloister.store.schema import function_settings as table
from cloister.threads import run_blocking

S = TypeVar("S", EventInvokeConfig, UrlConfig, RuntimeManagement)

_KINDS: Final[Mapping[type[Setting], str]] = {
    EventInvokeConfig: "event-invoke",
    UrlConfig: "url",
    RuntimeManagement: "runtime-management",
}


@dataclass(frozen=True, slots=True)
class Of:
    """Whose setting: a function's, and of which of its versions or aliases."""

    account: AccountId
    region: Region
    function: FunctionName
    qualifier: str
    """`$LATEST` where the caller gave none."""


class FunctionSettingStore(Protocol):
    """Settings, one of each kind for a qualifier."""

    async def get(self, of: Of, kind: type[S]) -> S | None: ...

    async def put(self, of: Of, setting: Setting) -> bool:
        """True and durable, in place of what was there; False if the function is gone."""

    async def delete(self, of: Of, kind: type[Setting]) -> bool:
        """True when it was there; durable on return."""

    async def of_function(self, of: Of, kind: type[S]) -> Mapping[str, S]:
        """By qualifier. That of `of` is not looked at."""


class SqlFunctionSettings:
    """A FunctionSettingStore in SQL, read from the database each time: nothing that runs asks for them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, of: Of, kind: type[S]) -> S | None:
        return (await self.of_function(of, kind)).get(of.qualifier)

    async def put(self, of: Of, setting: Setting) -> bool:
        return await run_blocking(self._put, of, setting)

    async def delete(self, of: Of, kind: type[Setting]) -> bool:
        return await run_blocking(self._delete, of, kind)

    async def of_function(self, of: Of, kind: type[S]) -> Mapping[str, S]:
        return await run_blocking(self._of_function, of, kind)

    def _put(self, of: Of, setting: Setting) -> bool:
        document = msgspec.to_builtins(setting)
        row = {**_row(of), "kind": _KINDS[type(setting)], "document": document}
        try:
            with self._database.writing() as connection:
                connection.execute(delete(table).where(_is(of, type(setting))))
                connection.execute(insert(table).values(row))
        except IntegrityError:
            return False
        return True

    def _delete(self, of: Of, kind: type[Setting]) -> bool:
        with self._database.writing() as connection:
            return connection.execute(delete(table).where(_is(of, kind))).rowcount == 1

    def _of_function(self, of: Of, kind: type[S]) -> dict[str, S]:
        statement = select(table.c.qualifier, table.c.document).where(
            table.c.account == of.account,
            table.c.region == of.region,
            table.c.function == of.function,
            table.c.kind == _KINDS[kind],
        )
        with self._database.reading() as connection:
            rows = connection.execute(statement).all()
        return {qualifier: msgspec.convert(document, kind) for qualifier, document in rows}


def _row(of: Of) -> dict[str, object]:
    return {
        "account": of.account,
        "region": of.region,
        "function": of.function,
        "qualifier": of.qualifier,
    }


def _is(of: Of, kind: type[Setting]) -> ColumnElement[bool]:
    columns = {**_row(of), "kind": _KINDS[kind]}
    return and_(*(table.c[name] == value for name, value in columns.items()))
