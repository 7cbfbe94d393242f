"""The composition root: settings to adapters to a serving process. Only here and in machine.py are adapters named."""

import asyncio
import contextlib
import functools
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cloister.access import CREDENTIALS_FILE, ensure_root_key
from cloister.api.app import Api, Extra, Handler, Served
from cloister.api.handlers.caller_identity import caller_identity_handlers
from cloister.api.handlers.code_download import CODE_PREFIX, CodeDownload
from cloister.api.handlers.control_plane import control_plane_handlers
from cloister.api.handlers.environments import environment_handlers
from cloister.api.handlers.function_search import search_handlers
from cloister.api.handlers.invoke import invoke_handlers
from cloister.api.handlers.log_events import log_event_handlers
from cloister.api.handlers.log_groups import log_group_handlers
from cloister.api.handlers.log_search import log_search_handlers
from cloister.api.handlers.metrics import metric_handlers
from cloister.api.handlers.metrics_page import METRICS_PATH, MetricsPage
from cloister.api.handlers.roles import role_handlers
from cloister.api.handlers.system import system_handlers
from cloister.api.handlers.tenants import tenant_handlers
from cloister.api.handlers.usage import usage_handlers
from cloister.api.services import (
    cloister_service,
    iam_service,
    lambda_service,
    logs_service,
    monitoring_service,
    sts_service,
)
from cloister.api.sigv4 import SigV4Authenticator
from cloister.artifacts.buckets import Buckets, FolderOfBuckets, NoBuckets
from cloister.artifacts.links import CodeLinks
from cloister.artifacts.packages import PackageStore
from cloister.artifacts.s3_endpoint import S3Endpoint
from cloister.artifacts.sources import PackageSources
from cloister.console.app import SERVICES, console
from cloister.console.files import Files
from cloister.console.hosts import Hosts
from cloister.console.session_pages import Installation, SessionPages
from cloister.console.sign_in import OneTimeLink
from cloister.control.census import Census
from cloister.control.environments import Environments
from cloister.control.function_search import FunctionSearch
from cloister.control.plane import ControlPlane, Surroundings
from cloister.control.roles import Roles
from cloister.control.system import Server, System
from cloister.control.tenants import Tenants
from cloister.data_directory import DATABASE_FILE, LEDGER_FILE, LOGS_FILE, owned
from cloister.domain.clock import Clock, SystemClock
from cloister.domain.identity import AccessKey, AccessKeyId
from cloister.front import Front, answering, listening
from cloister.invoke.admission import Admission
from cloister.invoke.dispatch import Dispatcher
from cloister.invoke.gateway import Gateway
from cloister.invoke.resolve import Resolver
from cloister.invoke.tenant_limits import TenantAdmission
from cloister.kernel.pressure import MemoryOutlook
from cloister.machine import (
    ARCHITECTURE,
    installation_name,
    machine_of,
    start_drivers,
    take_open_files,
)
from cloister.pool.pool import Pool
from cloister.sandbox.choice import DriverChoice
from cloister.settings import Settings
from cloister.store.access_keys import SqlAccessKeyStore
from cloister.store.code_signing import SqlCodeSigningStore
from cloister.store.database import Database
from cloister.store.function_settings import SqlFunctionSettings
from cloister.store.functions import SqlFunctionStore
from cloister.store.layers import SqlLayerStore
from cloister.store.roles import SqlRoleStore
from cloister.store.tenant_limits import SqlTenantLimitStore
from cloister.telemetry.exposition import Exposition
from cloister.telemetry.journal import Journal
from cloister.telemetry.meter import Meter
from cloister.telemetry.prices import PriceSheet, price_sheet
from cloister.threads import run_blocking

LINK_SECRET_BYTES = 32

Stack: TypeAlias = contextlib.AsyncExitStack


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that answers: where, and where the credentials for it stand."""

    endpoint: str
    credentials: Path
    console_link: str
    """Signs in to the console, once and for SIGN_IN_LINK_LIFETIME."""


@contextlib.asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[Serving]:
    """A server that answers for the length of the block; afterwards nothing that it started is left.

    Raises DataDirectoryRefused, OSError for an address that is taken, SandboxFailed where no sandbox can be made,
    InvalidParameterValue for a price sheet that is none.
    """
    clock = SystemClock()
    take_open_files()
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(owned(settings.data_directory))
        listener = stack.enter_context(listening(settings.host, settings.port))
        database = await stack.enter_async_context(
            Database(settings.data_directory / DATABASE_FILE)
        )
        keys = SqlAccessKeyStore(database)
        await keys.refresh()
        await ensure_root_key(
            keys, directory=settings.data_directory, account=settings.account, clock=clock
        )
        link = OneTimeLink(clock)
        platform = await _open_platform(settings, keys, database, clock=clock, stack=stack)
        plane = await _control_plane(platform, stack=stack)
        endpoint = _endpoint(listener)
        front = await _front(platform, plane, link, endpoint=endpoint)
        await stack.enter_async_context(_following(keys))
        await stack.enter_async_context(answering(front, listener))
        yield Serving(
            endpoint=endpoint,
            credentials=settings.data_directory / CREDENTIALS_FILE,
            # Behind the #, which no browser sends and no proxy logs.
            console_link=f"{endpoint}/console/#{link.secret}",
        )


@dataclass(frozen=True, slots=True)
class Platform:
    """What runs functions and remembers: all that the services are made of."""

    settings: Settings
    clock: Clock
    database: Database
    keys: SqlAccessKeyStore
    functions: SqlFunctionStore
    tenant_limits: SqlTenantLimitStore
    packages: PackageStore
    driver: DriverChoice
    journal: Journal
    meter: Meter
    exposition: Exposition
    prices: PriceSheet
    pool: Pool


async def _open_platform(
    settings: Settings, keys: SqlAccessKeyStore, database: Database, *, clock: Clock, stack: Stack
) -> Platform:
    """All of it started and read. `stack` closes it."""
    prices = await run_blocking(price_sheet, settings.prices)
    functions = SqlFunctionStore(database)
    await functions.load()
    tenant_limits = SqlTenantLimitStore(database)
    await tenant_limits.load()
    packages = PackageStore(settings.data_directory / "packages")
    await run_blocking(packages.sweep)
    driver, background = await start_drivers(settings, stack=stack)
    exposition = Exposition()
    # Before the pool: what its last invocations printed and used is kept when it has ended.
    journal = Journal(settings.data_directory / LOGS_FILE, clock, workplace=background)
    await stack.enter_async_context(journal)
    meter = Meter(settings.data_directory / LEDGER_FILE, clock, committed=exposition.add)
    await stack.enter_async_context(meter)
    pool = await stack.enter_async_context(
        _pool(settings, driver, packages=packages, journal=journal, clock=clock)
    )
    census = Census(pool, meter.tally, clock, releases=functions.releases)
    await stack.enter_async_context(census)
    return Platform(
        settings=settings,
        clock=clock,
        database=database,
        keys=keys,
        functions=functions,
        tenant_limits=tenant_limits,
        packages=packages,
        driver=driver,
        journal=journal,
        meter=meter,
        exposition=exposition,
        prices=prices,
        pool=pool,
    )


def _pool(
    settings: Settings,
    driver: DriverChoice,
    *,
    packages: PackageStore,
    journal: Journal,
    clock: Clock,
) -> Pool:
    return Pool(
        driver=driver,
        code_tree=packages.tree,
        clock=clock,
        account_concurrency=settings.account_concurrency,
        keeps_stock=settings.keeps_stock,
        egress=settings.egress,
        opens_log=journal.open,
        is_memory_short=MemoryOutlook().is_short,
    )


async def _control_plane(on: Platform, *, stack: Stack) -> ControlPlane:
    settings, pool = on.settings, on.pool
    layers = SqlLayerStore(on.database)
    await layers.load()
    surroundings = Surroundings(
        store=on.functions,
        layer_store=layers,
        setting_store=SqlFunctionSettings(on.database),
        signing_store=SqlCodeSigningStore(on.database, settings.home),
        packages=on.packages,
        sources=PackageSources(_buckets(settings)),
        home=settings.home,
        clock=on.clock,
        machine=lambda: machine_of(on.driver, settings.egress),
        retire=lambda old: pool.retire(old.account, old.name, old.environment_revision),
        pool=pool,
        packages_in_use=pool.packages_in_use,
        compatibility=settings.compatibility,
        account_concurrency=settings.account_concurrency,
    )
    return await stack.enter_async_context(ControlPlane(surroundings))


async def _front(on: Platform, plane: ControlPlane, link: OneTimeLink, *, endpoint: str) -> Front:
    """The services, for those who sign and for the console's sessions."""
    settings, clock = on.settings, on.clock
    links = CodeLinks(bytes.fromhex(clock.new_token(LINK_SECRET_BYTES)), clock)
    services = _services(
        on, control_plane_handlers(plane, links, settings.home), _system(on, endpoint)
    )
    extra: dict[str, Extra] = {
        CODE_PREFIX: CodeDownload(on.packages, links),
        METRICS_PATH: MetricsPage(
            on.exposition.page, host=settings.host, token=settings.metrics_token
        ),
    }
    pages = SessionPages(
        lambda: [key for key in on.keys.list() if key.account == settings.account],
        link,
        clock,
        cookie=f"cloister-{installation_name(settings.data_directory)}",
        about=Installation(
            region=settings.region,
            runtimes=tuple(sorted(on.driver.runtimes)),
            architecture=ARCHITECTURE,
        ),
    )
    hosts = Hosts.of(settings.host, settings.console_hosts)
    calls = {
        it.service.name: Api([it], pages.authenticator, clock=clock)
        for it in services
        if it.service.name in SERVICES
    }
    return Front(
        Api(services, _authenticator(settings, on.keys, clock), clock=clock, extra=extra),
        console(await run_blocking(Files), pages, calls, hosts=hosts),
    )


def _endpoint(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _system(on: Platform, endpoint: str) -> System:
    server = Server(
        endpoint=endpoint,
        home=on.settings.home,
        started_at=on.clock.now(),
        runtimes=tuple(sorted(on.driver.runtimes)),
    )
    return System(server, on.settings.data_directory, on.clock)


def _services(on: Platform, control_plane: dict[str, Handler], system: System) -> list[Served]:
    home = on.settings.home
    roles = Roles(
        SqlRoleStore(on.database, on.settings.account), account=on.settings.account, clock=on.clock
    )
    return [
        Served(lambda_service(), {**control_plane, **_invoke_handlers(on)}),
        Served(
            logs_service(),
            {**log_group_handlers(on.journal, home), **log_event_handlers(on.journal, home)},
        ),
        Served(sts_service(), caller_identity_handlers()),
        Served(monitoring_service(), metric_handlers(on.meter.path, on.clock)),
        Served(iam_service(), role_handlers(roles)),
        Served(cloister_service(), {**_own_handlers(on), **system_handlers(system)}),
    ]


def _own_handlers(on: Platform) -> dict[str, Handler]:
    environments = Environments(on.pool, on.clock)
    tenants = Tenants(
        environments=environments,
        functions=on.functions,
        tenant_limits=on.tenant_limits,
        ledger=on.meter.path,
        prices=on.prices,
        home=on.settings.home,
    )
    return {
        **search_handlers(FunctionSearch(on.functions, on.settings.home)),
        **log_search_handlers(on.journal),
        **environment_handlers(environments),
        **tenant_handlers(tenants),
        **usage_handlers(on.meter.path, on.clock),
    }


def _invoke_handlers(on: Platform) -> dict[str, Handler]:
    home = on.settings.home
    resolver = Resolver(on.functions, home, on.clock)
    dispatcher = Dispatcher(
        admission=Admission(
            account_concurrency=on.settings.account_concurrency,
            reserved_total=functools.partial(
                on.functions.reserved_concurrency, home.account, home.region
            ),
            provisions=on.pool.provisions,
        ),
        tenants=TenantAdmission(on.tenant_limits.in_force, on.clock),
        pool=on.pool,
        tally=on.meter.tally,
    )
    return invoke_handlers(Gateway(resolver=resolver, home=home), dispatcher)


def _buckets(settings: Settings) -> Buckets:
    if settings.s3_endpoint is not None:
        return S3Endpoint(settings.s3_endpoint, region=settings.region)
    return FolderOfBuckets(settings.s3_folder) if settings.s3_folder else NoBuckets()


def _authenticator(settings: Settings, keys: SqlAccessKeyStore, clock: Clock) -> SigV4Authenticator:
    def key_of_this_account(key_id: AccessKeyId) -> AccessKey | None:
        key = keys.get(key_id)
        return key if key is not None and key.account == settings.account else None

    return SigV4Authenticator(key_of_this_account, clock, region=settings.region)


@contextlib.asynccontextmanager
async def _following(keys: SqlAccessKeyStore) -> AsyncIterator[None]:
    """Keys that other processes make or delete count here for the length of the block."""
    async with asyncio.TaskGroup() as tasks:
        follow = tasks.create_task(keys.follow())
        try:
            yield
        finally:
            follow.cancel()
