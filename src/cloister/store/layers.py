"""Versions of layers by account, region, name and number: durable in the database, read from memory."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeAlias

import msgspec
from sqlalchemy import Connection, and_, delete, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from cloister.domain.ids import AccountId, Region, RevisionId
from cloister.domain.layer import LayerName, LayerVersion
from cloister.store.database import Database
from cloister.store.schema import layer_versions, layers
from cloister.threads import run_blocking

LayerVersionList: TypeAlias = list[LayerVersion]
_Key: TypeAlias = tuple[AccountId, Region, LayerName, int]


class LayerStore(Protocol):
    """What owners publish and functions use."""

    async def publish(self, draft: LayerVersion) -> LayerVersion:
        """The draft under the number behind the last that its layer's name ever had; durable on return."""

    def get(
        self, account: AccountId, region: Region, *, name: LayerName, number: int
    ) -> LayerVersion | None:
        """The version as last committed, without I/O."""

    def list(self, account: AccountId, region: Region) -> LayerVersionList:
        """Every version of every layer, in no order, without I/O."""

    async def replace(self, version: LayerVersion, *, expected: RevisionId) -> bool:
        """True and durable when the stored one was still of revision `expected`; else False and nothing changed."""

    async def delete(self, version: LayerVersion) -> None:
        """Gone and durable on return. There is no harm in deleting what is not there."""

    def packages(self) -> set[str]:
        """The digests of the packages of all versions, without I/O."""


class SqlLayerStore:
    """A LayerStore in SQL. A cancelled write may still be committed; memory then shows it too."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # Never changed, only exchanged: worker threads write while the event loop reads and iterates.
        self._versions: Mapping[_Key, LayerVersion] = {}

    async def load(self) -> None:
        """Once, before the first request: from here on memory shows what is committed."""
        await run_blocking(self._load)

    async def publish(self, draft: LayerVersion) -> LayerVersion:
        return await run_blocking(self._publish, draft)

    def get(
        self, account: AccountId, region: Region, *, name: LayerName, number: int
    ) -> LayerVersion | None:
        return self._versions.get((account, region, name, number))

    def list(self, account: AccountId, region: Region) -> LayerVersionList:
        return [
            version
            for version in self._versions.values()
            if (version.account, version.region) == (account, region)
        ]

    async def replace(self, version: LayerVersion, *, expected: RevisionId) -> bool:
        return await run_blocking(self._replace, version, expected)

    async def delete(self, version: LayerVersion) -> None:
        await run_blocking(self._delete, version)

    def packages(self) -> set[str]:
        return {version.code.digest for version in self._versions.values()}

    def _load(self) -> None:
        with self._database.turn:
            with self._database.reading() as connection:
                rows = connection.execute(select(layer_versions)).all()
            loaded = [msgspec.convert(row, LayerVersion, from_attributes=True) for row in rows]
            self._versions = {_key(version): version for version in loaded}

    def _publish(self, draft: LayerVersion) -> LayerVersion:
        with self._database.turn:
            with self._database.writing() as connection:
                published = replace(draft, number=_next_number(connection, draft))
                connection.execute(insert(layer_versions).values(_row(published)))
            self._versions = {**self._versions, _key(published): published}
        return published

    def _replace(self, version: LayerVersion, expected: RevisionId) -> bool:
        same = and_(_is(version), layer_versions.c.revision_id == expected)
        statement = update(layer_versions).where(same).values(_row(version))
        with self._database.turn:
            with self._database.writing() as connection:
                replaced = connection.execute(statement).rowcount == 1
            if replaced:
                self._versions = {**self._versions, _key(version): version}
        return replaced

    def _delete(self, version: LayerVersion) -> None:
        with self._database.turn:
            with self._database.writing() as connection:
                connection.execute(delete(layer_versions).where(_is(version)))
            key = _key(version)
            self._versions = {k: v for k, v in self._versions.items() if k != key}


def _next_number(connection: Connection, draft: LayerVersion) -> int:
    """Counted by layer, not by its versions: deleting one must not free its number."""
    of_layer = and_(
        layers.c.account == draft.account,
        layers.c.region == draft.region,
        layers.c.name == draft.name,
    )
    last = connection.execute(select(layers.c.last_number).where(of_layer)).scalar()
    if last is None:
        row = {"account": draft.account, "region": draft.region, "name": draft.name}
        connection.execute(insert(layers).values(**row, last_number=1))
        return 1
    connection.execute(update(layers).where(of_layer).values(last_number=last + 1))
    return int(last) + 1


def _is(version: LayerVersion) -> ColumnElement[bool]:
    return and_(
        layer_versions.c.account == version.account,
        layer_versions.c.region == version.region,
        layer_versions.c.name == version.name,
        layer_versions.c.number == version.number,
    )


def _key(version: LayerVersion) -> _Key:
    return version.account, version.region, version.name, version.number


def _row(version: LayerVersion) -> dict[str, object]:
    row: dict[str, object] = msgspec.to_builtins(version, builtin_types=[datetime])
    return row
