"""The commands on one home's functions, over one store, with the work in the background that they share."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from cloister.artifacts.packages import PackageStore
from cloister.artifacts.sources import PackageSources
from cloister.control.accounts import Account
from cloister.control.aliases import Aliases
from cloister.control.background import Background
from cloister.control.catalogue import Catalogue
from cloister.control.code_signing import CodeSigning
from cloister.control.configuration import Machine
from cloister.control.deployments import Deployments
from cloister.control.event_invoke import EventInvokeConfigs
from cloister.control.functions import Functions
from cloister.control.layers import Layers
from cloister.control.permissions import Permissions
from cloister.control.provisioned import Arrangement, HoldsReady, ProvisionedConcurrency
from cloister.control.reservations import Reservations
from cloister.control.runtimes import Runtimes
from cloister.control.settling import Settling
from cloister.control.tags import Tags
from cloister.control.urls import Urls
from cloister.control.versions import Versions
from cloister.control.whole_functions import WholeFunctions
from cloister.domain import limits
from cloister.domain.arn import Home
from cloister.domain.clock import Clock
from cloister.domain.compatibility import Compatibility
from cloister.domain.release import Release
from cloister.store.code_signing import CodeSigningStore
from cloister.store.function_settings import FunctionSettingStore
from cloister.store.functions import FunctionStore
from cloister.store.layers import LayerStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the commands are about, and who is told of what they change."""

    store: FunctionStore
    """Loaded, as `layer_store` is: packages that they do not show are taken for unused."""
    layer_store: LayerStore
    setting_store: FunctionSettingStore
    signing_store: CodeSigningStore
    packages: PackageStore
    sources: PackageSources
    home: Home
    clock: Clock
    machine: Callable[[], Machine]
    """What this machine can run now."""
    retire: Callable[[Release], None]
    """Called with a function or a version as it was, once it is changed or deleted."""
    pool: HoldsReady
    """Told what owners have held ready."""
    packages_in_use: Callable[[], Collection[str]]
    """The digests of the packages that environments stand on, those of retired environments included."""
    compatibility: Compatibility = Compatibility.CLOISTER
    account_concurrency: int = limits.ACCOUNT_CONCURRENCY_DEFAULT


class ControlPlane:
    """Used inside `async with`, which owns the work in the background."""

    def __init__(self, on: Surroundings) -> None:
        self._background = Background()
        self._deployments = Deployments(
            on.packages,
            on.sources,
            functions=on.store,
            layers=on.layer_store,
            in_use=on.packages_in_use,
            background=self._background,
        )
        self.catalogue = Catalogue(on.store, on.home)
        self._arrangement = Arrangement(self.catalogue, on.pool)
        self._settling = Settling(
            on.store,
            has=self._deployments.has,
            pool=on.pool,
            settled=self._arrangement.renew,
            clock=on.clock,
            background=self._background,
        )
        self._have_what_functions_refer_to(on)
        self._have_functions(on)
        self._have_releases(on)
        self._have_settings(on)

    def _have_what_functions_refer_to(self, on: Surroundings) -> None:
        self.layers = Layers(
            store=on.layer_store, deployments=self._deployments, home=on.home, clock=on.clock
        )
        self.code_signing = CodeSigning(
            store=on.signing_store, catalogue=self.catalogue, home=on.home, clock=on.clock
        )
        self.account = Account(self.catalogue, self.layers, concurrency=on.account_concurrency)

    def _have_functions(self, on: Surroundings) -> None:
        self.functions = Functions(
            store=on.store,
            catalogue=self.catalogue,
            deployments=self._deployments,
            settling=self._settling,
            layers=self.layers,
            signing=self.code_signing,
            home=on.home,
            clock=on.clock,
            machine=on.machine,
            retire=on.retire,
            compatibility=on.compatibility,
        )
        self.whole_functions = WholeFunctions(
            store=on.store,
            catalogue=self.catalogue,
            clock=on.clock,
            changed=self._arrangement.renew,
        )
        self.tags = Tags(self.whole_functions, self.code_signing, on.home)
        self.reservations = Reservations(self.whole_functions, self.catalogue, self.account)

    def _have_releases(self, on: Surroundings) -> None:
        self.versions = Versions(
            store=on.store,
            catalogue=self.catalogue,
            settling=self._settling,
            deployments=self._deployments,
            clock=on.clock,
            retire=on.retire,
        )
        self.aliases = Aliases(
            store=on.store,
            catalogue=self.catalogue,
            home=on.home,
            clock=on.clock,
            moved=self._arrangement.renew,
        )
        self.provisioned = ProvisionedConcurrency(
            store=on.store,
            catalogue=self.catalogue,
            aliases=self.aliases,
            account=self.account,
            arrangement=self._arrangement,
            pool=on.pool,
            clock=on.clock,
            compatibility=on.compatibility,
        )
        self.permissions = Permissions(
            store=on.store,
            catalogue=self.catalogue,
            aliases=self.aliases,
            home=on.home,
            clock=on.clock,
        )

    def _have_settings(self, on: Surroundings) -> None:
        self.event_invoke_configs = EventInvokeConfigs(
            store=on.setting_store, catalogue=self.catalogue, home=on.home, clock=on.clock
        )
        self.urls = Urls(
            store=on.setting_store,
            catalogue=self.catalogue,
            home=on.home,
            clock=on.clock,
            compatibility=on.compatibility,
        )
        self.runtimes = Runtimes(store=on.setting_store, catalogue=self.catalogue, home=on.home)

    async def __aenter__(self) -> Self:
        """What the last run left is taken up: functions to settle, environments to hold ready, packages nobody uses."""
        await self._background.__aenter__()
        self._settling.take_up()
        self._arrangement.renew_all()
        self._deployments.remove_unused_soon()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._background.__aexit__(kind, error, trace)

    async def settled(self) -> None:
        """Nothing that was changed so far is Pending or InProgress any more, and unused packages are gone."""
        await self._background.settled()
