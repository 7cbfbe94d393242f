"""The commands on one home's functions, over one store, with the work in the background that they share."""

from collections.abc import Callable, Collection
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


class ControlPlane:
    """Used inside `async with`, which owns the work in the background."""

    def __init__(
        self,
        *,
        store: FunctionStore,
        layer_store: LayerStore,
        setting_store: FunctionSettingStore,
        signing_store: CodeSigningStore,
        packages: PackageStore,
        sources: PackageSources,
        home: Home,
        clock: Clock,
        machine: Callable[[], Machine],
        retire: Callable[[Release], None],
        pool: HoldsReady,
        packages_in_use: Callable[[], Collection[str]],
        compatibility: Compatibility = Compatibility.CLOISTER,
        account_concurrency: int = limits.ACCOUNT_CONCURRENCY_DEFAULT,
    ) -> None:
        """`store` and `layer_store` are loaded: packages that they do not show are taken for unused.

        `machine` tells what this machine can run now. `retire` is called with a function or a version as it was, once
        it is changed or deleted. `pool` is told what owners have held ready. `packages_in_use` gives the digests of
        the packages that environments stand on, those of retired environments included.
        """
        self._background = Background()
        self._deployments = Deployments(
            packages,
            sources,
            functions=store,
            layers=layer_store,
            in_use=packages_in_use,
            background=self._background,
        )
        self.catalogue = Catalogue(store, home)
        self._arrangement = Arrangement(self.catalogue, pool)
        self._settling = Settling(
            store,
            has=self._deployments.has,
            pool=pool,
            settled=self._arrangement.renew,
            clock=clock,
            background=self._background,
        )
        self.layers = Layers(
            store=layer_store, deployments=self._deployments, home=home, clock=clock
        )
        self.code_signing = CodeSigning(
            store=signing_store, catalogue=self.catalogue, home=home, clock=clock
        )
        self.whole_functions = WholeFunctions(
            store=store, catalogue=self.catalogue, clock=clock, changed=self._arrangement.renew
        )
        self.tags = Tags(self.whole_functions, self.code_signing, home)
        self.event_invoke_configs = EventInvokeConfigs(
            store=setting_store, catalogue=self.catalogue, home=home, clock=clock
        )
        self.urls = Urls(
            store=setting_store,
            catalogue=self.catalogue,
            home=home,
            clock=clock,
            compatibility=compatibility,
        )
        self.runtimes = Runtimes(store=setting_store, catalogue=self.catalogue, home=home)
        self.account = Account(self.catalogue, self.layers, concurrency=account_concurrency)
        self.reservations = Reservations(self.whole_functions, self.catalogue, self.account)
        self.functions = Functions(
            store=store,
            catalogue=self.catalogue,
            deployments=self._deployments,
            settling=self._settling,
            layers=self.layers,
            signing=self.code_signing,
            home=home,
            clock=clock,
            machine=machine,
            retire=retire,
            compatibility=compatibility,
        )
        self.versions = Versions(
            store=store,
            catalogue=self.catalogue,
            settling=self._settling,
            deployments=self._deployments,
            clock=clock,
            retire=retire,
        )
        self.aliases = Aliases(
            store=store,
            catalogue=self.catalogue,
            home=home,
            clock=clock,
            moved=self._arrangement.renew,
        )
        self.provisioned = ProvisionedConcurrency(
            store=store,
            catalogue=self.catalogue,
            aliases=self.aliases,
            account=self.account,
            arrangement=self._arrangement,
            pool=pool,
            clock=clock,
            compatibility=compatibility,
        )
        self.permissions = Permissions(
            store=store, catalogue=self.catalogue, aliases=self.aliases, home=home, clock=clock
        )

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
