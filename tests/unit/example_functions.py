"""Functions over a real database and real packages, as one server after another opens them on the same disk."""

import io
import zipfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cloister.artifacts.buckets import NoBuckets
from cloister.artifacts.packages import PackageStore
from cloister.artifacts.sources import PackageSources
from cloister.control.aliases import Aliases
from cloister.control.catalogue import Catalogue
from cloister.control.configuration import ConfigurationChange, Machine
from cloister.control.functions import Functions, NewFunction
from cloister.control.plane import ControlPlane, Surroundings
from cloister.control.versions import Versions
from cloister.domain.arn import FunctionReference, Home
from cloister.domain.compatibility import Compatibility
from cloister.domain.function import Function, FunctionVersion, TenantIsolation
from cloister.domain.ids import AccountId, FunctionName, Region
from cloister.domain.package import Uploaded
from cloister.domain.release import Release
from cloister.pool.provision import Provided, ProvisionFailure
from cloister.pool.snapshots import InitFailed, Snapshot
from cloister.store.code_signing import SqlCodeSigningStore
from cloister.store.database import Database
from cloister.store.function_settings import SqlFunctionSettings
from cloister.store.functions import SqlFunctionStore
from cloister.store.layers import SqlLayerStore

HOME = Home(AccountId("123456789012"), Region("eu-central-1"))
NAME = FunctionName("counter")
REFERENCE = FunctionReference(NAME, None)
ARN = "arn:aws:lambda:eu-central-1:123456789012:function:counter"
ROLE = "arn:aws:iam::123456789012:role/any"
RUNTIME = "python3.11"
MACHINE = Machine(architecture="x86_64", runtimes={RUNTIME, "python3.13"})


class StandingClock:
    """Time goes on when the test says so; ids count up."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 6, 12, 13, 123456, tzinfo=UTC)
        self._ids = 0

    def advance(self, by: timedelta) -> None:
        self.time += by

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()

    def new_uuid(self) -> str:
        self._ids += 1
        return f"00000000-0000-4000-8000-{self._ids:012d}"

    def new_token(self, size_bytes: int) -> str:
        return "00" * size_bytes

    def draw(self) -> float:
        return 0.0


@dataclass
class HeldReady:
    """A pool of nothing but what it was told to hold ready, which is as ready as the test says."""

    wanted: dict[FunctionName, dict[str, int]] = field(default_factory=dict)
    """By function and version."""
    ready: int = 0
    """Of each version."""
    failure: ProvisionFailure | None = None
    snapshot: Snapshot | InitFailed = Snapshot.TAKEN
    """What comes of each that is asked for."""
    snapshots_asked: list[str] = field(default_factory=list)
    """Versions, in the order in which they were asked for."""
    snapshots: dict[FunctionName, set[str]] = field(default_factory=dict)
    """Versions whose are kept, by function."""

    async def take_snapshot(self, version: FunctionVersion) -> Snapshot | InitFailed:
        self.snapshots_asked.append(version.version)
        return self.snapshot

    def keep_snapshots(
        self, account: AccountId, function: FunctionName, versions: Sequence[FunctionVersion]
    ) -> None:
        self.snapshots[function] = {version.version for version in versions}

    def provide(
        self,
        account: AccountId,
        function: FunctionName,
        wanted: Sequence[tuple[FunctionVersion, int]],
    ) -> None:
        self.wanted[function] = {version.version: count for version, count in wanted}

    def provided(self, version: FunctionVersion) -> Provided:
        wanted = self.wanted.get(version.name, {}).get(version.version, 0)
        return Provided(wanted, min(self.ready, wanted), self.failure)


@dataclass
class Server:
    """One server's functions, with what it would tell its pool and what its pool would tell it."""

    plane: ControlPlane
    store: SqlFunctionStore
    layer_store: SqlLayerStore
    packages: PackageStore
    clock: StandingClock
    retired: list[Release]
    in_use: set[str]
    package_root: Path
    held_ready: HeldReady

    @property
    def catalogue(self) -> Catalogue:
        return self.plane.catalogue

    @property
    def functions(self) -> Functions:
        return self.plane.functions

    @property
    def aliases(self) -> Aliases:
        return self.plane.aliases

    @property
    def versions(self) -> Versions:
        return self.plane.versions

    async def settled(self) -> None:
        """What was acknowledged is settled."""
        await self.plane.settled()

    def stored(self, name: FunctionName = NAME) -> Function | None:
        return self.store.get(HOME.account, HOME.region, name)

    def digests(self) -> set[str]:
        """Of the packages on the disk."""
        return {path.name for path in (self.package_root / "trees").iterdir()}

    async def active(self, new: NewFunction) -> Function:
        """The function, created and settled."""
        await self.functions.create(new)
        await self.settled()
        return self.catalogue.function(FunctionReference(new.name, None))


@dataclass
class Disk:
    """What outlives a server."""

    root: Path
    clock: StandingClock = field(default_factory=StandingClock)
    compatibility: Compatibility = Compatibility.CLOISTER

    @asynccontextmanager
    async def store(self) -> AsyncIterator[SqlFunctionStore]:
        """The functions that the disk holds, with nobody at work on them."""
        async with Database(self.root / "metadata.db") as database:
            store = SqlFunctionStore(database)
            await store.load()
            yield store

    async def leave(self, function: Function) -> None:
        """The only function is as a server left it that was killed when it had committed this."""
        async with self.store() as store:
            [stored] = store.all()
            assert await store.replace(function, expected=stored.revision_id)

    @asynccontextmanager
    async def server(self) -> AsyncIterator[Server]:
        """A server that runs until the block ends."""
        package_root = self.root / "packages"
        packages = PackageStore(package_root)
        retired: list[Release] = []
        in_use: set[str] = set()
        held_ready = HeldReady()
        async with Database(self.root / "metadata.db") as database:
            store, layers = SqlFunctionStore(database), SqlLayerStore(database)
            await store.load()
            await layers.load()
            surroundings = Surroundings(
                store=store,
                layer_store=layers,
                setting_store=SqlFunctionSettings(database),
                signing_store=SqlCodeSigningStore(database, HOME),
                packages=packages,
                sources=PackageSources(NoBuckets()),
                home=HOME,
                clock=self.clock,
                machine=lambda: MACHINE,
                retire=retired.append,
                pool=held_ready,
                packages_in_use=lambda: in_use,
                compatibility=self.compatibility,
            )
            async with ControlPlane(surroundings) as plane:
                yield Server(
                    plane,
                    store,
                    layers,
                    packages,
                    self.clock,
                    retired,
                    in_use,
                    package_root,
                    held_ready,
                )


def zipped(text: str = "def handler(event, context): ...\n") -> bytes:
    """A package whose app.py holds the text; the same bytes for the same text."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("app.py", (2024, 2, 29, 12, 30, 58)), text)
    return buffer.getvalue()


def a_new_function(
    name: str = NAME,
    *,
    configuration: ConfigurationChange | None = None,
    code: bytes | None = None,
    tenant_isolation: TenantIsolation | None = None,
) -> NewFunction:
    return NewFunction(
        name=FunctionName(name),
        configuration=configuration or a_configuration(),
        source=Uploaded(zipped() if code is None else code),
        tenant_isolation=tenant_isolation,
    )


def a_configuration() -> ConfigurationChange:
    return ConfigurationChange(runtime=RUNTIME, handler="app.handler", role=ROLE)
