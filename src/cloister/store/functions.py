"""Functions with their versions and aliases: durable in the database, read from memory by every invocation."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeAlias

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from cloister.domain.errors import ResourceConflict
from cloister.domain.function import Function, packages_of
from cloister.domain.ids import AccountId, FunctionName, Region, RevisionId
from cloister.domain.release import (
    NO_RELEASES,
    Alias,
    AliasName,
    PublishedVersion,
    Releases,
    VersionNumber,
)
from cloister.store.database import Database
from cloister.store.schema import aliases, function_settings, function_versions, functions
from cloister.threads import run_blocking

FunctionList: TypeAlias = list[Function]
FunctionKey: TypeAlias = tuple[AccountId, Region, FunctionName]
_Row: TypeAlias = dict[str, object]


class FunctionStore(Protocol):
    """What the control plane writes and the invoke path reads. What a write returned for is durable."""

    async def create(
        self, function: Function, *, published: PublishedVersion | None = None
    ) -> None:
        """The function, and its first version if one is given. Raises ResourceConflict when the name is taken."""

    def get(self, account: AccountId, region: Region, name: FunctionName) -> Function | None:
        """The function as last committed, without I/O."""

    def releases(self, account: AccountId, region: Region, name: FunctionName) -> Releases:
        """Its versions and aliases as last committed, of one moment, without I/O. None of what is not there."""

    async def replace(
        self,
        function: Function,
        *,
        expected: RevisionId,
        published: PublishedVersion | None = None,
    ) -> bool:
        """True when the stored one was still of revision `expected`; else False and nothing changed.

        A version that is given is new, and is there exactly when the function is replaced.
        """

    async def delete(self, account: AccountId, region: Region, name: FunctionName) -> bool:
        """True when it was there. Its versions and aliases go with it."""

    async def replace_version(self, version: PublishedVersion, *, expected: RevisionId) -> bool:
        """As `replace`."""

    async def delete_version(self, version: PublishedVersion) -> bool:
        """False, and nothing changed, when it is not there or an alias points at it. Its settings go with it."""

    async def create_alias(self, alias: Alias) -> bool:
        """False, and nothing changed, when the name is taken, or the function or a version of the alias is gone."""

    async def replace_alias(self, alias: Alias, *, expected: RevisionId) -> bool:
        """As `replace`; False also when a version of the alias is gone."""

    async def delete_alias(self, alias: Alias) -> bool:
        """True when it was there, of whichever revision. Its settings go with it."""

    def all(self) -> FunctionList:
        """Every function of every account, in no order."""

    def list(self, account: AccountId, region: Region) -> FunctionList:
        """Every function there, in no order."""

    def packages(self) -> Collection[str]:
        """The digests of the packages that functions and versions consist of."""

    def reserved_concurrency(self, account: AccountId, region: Region) -> int:
        """The sum of what functions there have reserved, without I/O and without looking at each."""


class SqlFunctionStore:
    """A FunctionStore in SQL. Another process's writes are not seen: one server owns the functions of a database.

    A cancelled write may still be committed; memory then shows it too.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        # Never changed, only exchanged: worker threads write while the event loop reads and iterates.
        self._functions: Mapping[FunctionKey, Function] = {}
        self._releases: Mapping[FunctionKey, Releases] = {}
        self._reserved: Mapping[tuple[AccountId, Region], int] = {}

    async def load(self) -> None:
        """Once, before the first request: from here on memory shows what is committed."""
        await run_blocking(self._load)

    async def create(
        self, function: Function, *, published: PublishedVersion | None = None
    ) -> None:
        await run_blocking(self._create, function, published)

    def get(self, account: AccountId, region: Region, name: FunctionName) -> Function | None:
        return self._functions.get((account, region, name))

    def releases(self, account: AccountId, region: Region, name: FunctionName) -> Releases:
        return self._releases.get((account, region, name), NO_RELEASES)

    async def replace(
        self,
        function: Function,
        *,
        expected: RevisionId,
        published: PublishedVersion | None = None,
    ) -> bool:
        return await run_blocking(self._replace, function, expected, published)

    async def delete(self, account: AccountId, region: Region, name: FunctionName) -> bool:
        return await run_blocking(self._delete, (account, region, name))

    async def replace_version(self, version: PublishedVersion, *, expected: RevisionId) -> bool:
        return await run_blocking(self._replace_version, version, expected)

    async def delete_version(self, version: PublishedVersion) -> bool:
        return await run_blocking(self._delete_version, version)

    async def create_alias(self, alias: Alias) -> bool:
        return await run_blocking(
            self._change_alias, alias, lambda connection: _insert(connection, aliases, alias)
        )

    async def replace_alias(self, alias: Alias, *, expected: RevisionId) -> bool:
        return await run_blocking(
            self._change_alias,
            alias,
            lambda connection: _update(connection, aliases, alias, expected=expected),
        )

    async def delete_alias(self, alias: Alias) -> bool:
        return await run_blocking(self._delete_alias, alias)

    def all(self) -> FunctionList:
        return [*self._functions.values()]

    def list(self, account: AccountId, region: Region) -> FunctionList:
        return [
            function
            for (of_account, of_region, _), function in self._functions.items()
            if (of_account, of_region) == (account, region)
        ]

    def packages(self) -> Collection[str]:
        versions = (
            version
            for releases in self._releases.values()
            for version in releases.versions.values()
        )
        releases: Iterable[Function | PublishedVersion] = (*self._functions.values(), *versions)
        return {
            digest
            for release in releases
            for digest in packages_of(release.code, release.configuration)
        }

    def reserved_concurrency(self, account: AccountId, region: Region) -> int:
        return self._reserved.get((account, region), 0)

    # -- In worker threads: commit, then show, in one turn -----------------------------------------------

    def _load(self) -> None:
        with self._database.turn:
            with self._database.reading() as connection:
                loaded = [
                    msgspec.convert(row, Function, from_attributes=True)
                    for row in connection.execute(select(functions))
                ]
                releases = _loaded_releases(connection)
            self._show({_key(function): function for function in loaded})
            self._releases = releases

    def _create(self, function: Function, published: PublishedVersion | None) -> None:
        with self._database.turn:
            try:
                self._add(function, published)
            except IntegrityError as error:
                raise ResourceConflict(f"Function already exist: {function.name}") from error
            self._show_version(published)
            self._show({**self._functions, _key(function): function})

    def _add(self, function: Function, published: PublishedVersion | None) -> None:
        with self._database.writing() as connection:
            _insert(connection, functions, function)
            if published is not None:
                _insert(connection, function_versions, published)

    def _replace(
        self, function: Function, expected: RevisionId, published: PublishedVersion | None
    ) -> bool:
        with self._database.turn:
            with self._database.writing() as connection:
                replaced = _update(connection, functions, function, expected=expected)
                if replaced and published is not None:
                    _insert(connection, function_versions, published)
            if replaced:
                self._show_version(published)
                self._show({**self._functions, _key(function): function})
        return replaced

    def _delete(self, key: FunctionKey) -> bool:
        account, region, name = key
        row: _Row = {"account": account, "region": region, "name": name}
        with self._database.turn:
            with self._database.writing() as connection:
                deleted = _delete_row(connection, functions, row)
            self._show({k: v for k, v in self._functions.items() if k != key})
            self._releases = {k: v for k, v in self._releases.items() if k != key}
        return deleted

    def _replace_version(self, version: PublishedVersion, expected: RevisionId) -> bool:
        with self._database.turn:
            with self._database.writing() as connection:
                replaced = _update(connection, function_versions, version, expected=expected)
            if replaced:
                self._show_version(version)
        return replaced

    def _delete_version(self, version: PublishedVersion) -> bool:
        with self._database.turn:
            try:
                with self._database.writing() as connection:
                    deleted = _delete_row(connection, function_versions, _row(version))
                    _delete_settings(connection, _key(version), version.version)
            except IntegrityError:
                return False
            releases = self._releases.get(_key(version), NO_RELEASES)
            kept = {k: v for k, v in releases.versions.items() if k != version.number}
            self._show_releases(_key(version), replace(releases, versions=kept))
        return deleted

    def _change_alias(self, alias: Alias, write: Callable[[Connection], bool]) -> bool:
        with self._database.turn:
            try:
                with self._database.writing() as connection:
                    changed = write(connection)
            except IntegrityError:
                return False
            if changed:
                releases = self._releases.get(_alias_key(alias), NO_RELEASES)
                named = {**releases.aliases, alias.name: alias}
                self._show_releases(_alias_key(alias), replace(releases, aliases=named))
        return changed

    def _delete_alias(self, alias: Alias) -> bool:
        with self._database.turn:
            with self._database.writing() as connection:
                deleted = _delete_row(connection, aliases, _row(alias))
                _delete_settings(connection, _alias_key(alias), alias.name)
            releases = self._releases.get(_alias_key(alias), NO_RELEASES)
            kept = {k: v for k, v in releases.aliases.items() if k != alias.name}
            self._show_releases(_alias_key(alias), replace(releases, aliases=kept))
        return deleted

    def _show(self, committed: Mapping[FunctionKey, Function]) -> None:
        reserved: Counter[tuple[AccountId, Region]] = Counter()
        for (account, region, _), function in committed.items():
            reserved[account, region] += function.reserved_concurrency or 0
        self._functions, self._reserved = committed, reserved

    def _show_version(self, version: PublishedVersion | None) -> None:
        if version is not None:
            releases = self._releases.get(_key(version), NO_RELEASES)
            versions = {**releases.versions, version.number: version}
            self._show_releases(_key(version), replace(releases, versions=versions))

    def _show_releases(self, key: FunctionKey, releases: Releases) -> None:
        self._releases = {**self._releases, key: releases}


def _loaded_releases(connection: Connection) -> Mapping[FunctionKey, Releases]:
    versions: defaultdict[FunctionKey, dict[VersionNumber, PublishedVersion]] = defaultdict(dict)
    named: defaultdict[FunctionKey, dict[AliasName, Alias]] = defaultdict(dict)
    for row in connection.execute(select(function_versions)):
        version = msgspec.convert(row, PublishedVersion, from_attributes=True)
        versions[_key(version)][version.number] = version
    for row in connection.execute(select(aliases)):
        alias = msgspec.convert(row, Alias, from_attributes=True)
        named[_alias_key(alias)][alias.name] = alias
    return {key: Releases(versions[key], named[key]) for key in {*versions, *named}}


def _key(release: Function | PublishedVersion) -> FunctionKey:
    return release.account, release.region, release.name


def _alias_key(alias: Alias) -> FunctionKey:
    return alias.account, alias.region, alias.function


def _row(stored: Function | PublishedVersion | Alias) -> _Row:
    row: _Row = msgspec.to_builtins(stored, builtin_types=[datetime])
    return row


def _same(table: Table, row: _Row) -> ColumnElement[bool]:
    """Whether a row of the table has this one's primary key."""
    return and_(*(column == row[column.name] for column in table.primary_key))


def _insert(
    connection: Connection, table: Table, stored: Function | PublishedVersion | Alias
) -> bool:
    connection.execute(insert(table).values(_row(stored)))
    return True


def _update(
    connection: Connection,
    table: Table,
    stored: Function | PublishedVersion | Alias,
    *,
    expected: RevisionId,
) -> bool:
    """Whether there was one of that revision, which this one has replaced."""
    row = _row(stored)
    statement = update(table).where(_same(table, row), table.c.revision_id == expected)
    return connection.execute(statement.values(row)).rowcount == 1


def _delete_row(connection: Connection, table: Table, row: _Row) -> bool:
    return connection.execute(delete(table).where(_same(table, row))).rowcount == 1


def _delete_settings(connection: Connection, of: FunctionKey, qualifier: str) -> None:
    """Another version or alias of this name would find them."""
    account, region, function = of
    table = function_settings.c
    connection.execute(
        delete(function_settings).where(
            table.account == account,
            table.region == region,
            table.function == function,
            table.qualifier == qualifier,
        )
    )
