"""The composition root: settings to adapters to a serving process. The only module that names a concrete adapter."""

import asyncio
import contextlib
import fcntl
import hashlib
import os
import platform
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import structlog

from cloister.access import CREDENTIALS_FILE, ensure_root_key
from cloister.api.app import Api, Extra, Handler, Served
from cloister.api.handlers.caller_identity import caller_identity_handlers
from cloister.api.handlers.code_download import CODE_PREFIX, CodeDownload
from cloister.api.handlers.control_plane import control_plane_handlers
from cloister.api.handlers.environments import environment_handlers
from cloister.api.handlers.invoke import invoke_handlers
from cloister.api.handlers.log_events import log_event_handlers
from cloister.api.handlers.log_groups import log_group_handlers
from cloister.api.handlers.metrics import metric_handlers
from cloister.api.handlers.metrics_page import METRICS_PATH, MetricsPage
from cloister.api.handlers.roles import role_handlers
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
from cloister.console.app import console
from cloister.console.files import Files
from cloister.console.session_pages import Installation, SessionPages
from cloister.console.sign_in import OneTimeLink
from cloister.control.census import Census
from cloister.control.configuration import Machine
from cloister.control.environments import Environments
from cloister.control.plane import ControlPlane
from cloister.control.roles import Roles
from cloister.control.tenants import Tenants
from cloister.domain.clock import Clock, SystemClock
from cloister.domain.egress import EgressPolicy
from cloister.domain.identity import AccessKey, AccessKeyId
from cloister.domain.isolation import Isolation
from cloister.front import Front, answering, listening
from cloister.invoke.admission import Admission
from cloister.invoke.dispatch import Dispatcher
from cloister.invoke.gateway import Gateway
from cloister.invoke.resolve import Resolver
from cloister.invoke.tenant_limits import TenantAdmission
from cloister.pool.pool import Pool
from cloister.sandbox.choice import DriverChoice
from cloister.sandbox.driver import SandboxFailed
from cloister.sandbox.egress.networks import Networks, system_resolvers
from cloister.sandbox.namespaces.driver import NamespaceDriver
from cloister.sandbox.oci.driver import OciDriver
from cloister.sandbox.oci.runtimes import find_runsc
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
from cloister.telemetry.tally import Tally
from cloister.threads import run_blocking

DATABASE_FILE = "cloister.db"
LEDGER_FILE = "usage.db"
LOGS_FILE = "logs.db"
LOCK_FILE = "lock"
READY_FILE = "serving.json"
"""In the data directory while a server answers: its endpoint, for scripts."""
LINK_SECRET_BYTES = 32
_ARCHITECTURE: Literal["arm64", "x86_64"] = "arm64" if platform.machine() == "aarch64" else "x86_64"

log = structlog.get_logger()


class DataDirectoryInUse(Exception):
    """Another Cloister has this data directory open."""


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

    Raises DataDirectoryInUse, OSError for an address that is taken, SandboxFailed where no sandbox can be made.
    """
    clock = SystemClock()
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(_own(settings.data_directory))
        listener = stack.enter_context(listening(settings.host, settings.port))
        database = await stack.enter_async_context(
            Database(settings.data_directory / DATABASE_FILE)
        )
        keys = SqlAccessKeyStore(database)
        await keys.refresh()
        await ensure_root_key(
            keys, directory=settings.data_directory, home=settings.home, clock=clock
        )
        link = OneTimeLink(clock)
        front = await _compose(settings, database, keys, link=link, clock=clock, stack=stack)
        await stack.enter_async_context(_following(keys))
        await stack.enter_async_context(answering(front, listener))
        host, port = listener.getsockname()[:2]
        endpoint = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        yield Serving(
            endpoint=endpoint,
            credentials=settings.data_directory / CREDENTIALS_FILE,
            # Behind the #, which no browser sends and no proxy logs.
            console_link=f"{endpoint}/console/#{link.secret}",
        )


async def _compose(
    settings: Settings,
    database: Database,
    keys: SqlAccessKeyStore,
    *,
    link: OneTimeLink,
    clock: Clock,
    stack: contextlib.AsyncExitStack,
) -> Front:
    store = SqlFunctionStore(database)
    await store.load()
    tenant_limits = SqlTenantLimitStore(database)
    await tenant_limits.load()
    packages = PackageStore(settings.data_directory / "packages")
    await run_blocking(packages.sweep)
    driver = await _drivers(settings, stack=stack)
    exposition = Exposition()
    # Before the pool: what its last invocations printed and used is kept when it has ended.
    journal = await stack.enter_async_context(Journal(settings.data_directory / LOGS_FILE, clock))
    meter = await stack.enter_async_context(
        Meter(settings.data_directory / LEDGER_FILE, clock, committed=exposition.add)
    )
    pool = await stack.enter_async_context(
        Pool(
            driver=driver,
            code_tree=packages.tree,
            clock=clock,
            account_concurrency=settings.account_concurrency,
            keeps_stock=settings.keeps_stock,
            egress=settings.egress,
            opens_log=journal.open,
        )
    )
    await stack.enter_async_context(Census(pool, meter.tally, clock))
    layers = SqlLayerStore(database)
    await layers.load()
    plane = ControlPlane(
        store=store,
        layer_store=layers,
        setting_store=SqlFunctionSettings(database),
        signing_store=SqlCodeSigningStore(database, settings.home),
        packages=packages,
        sources=PackageSources(_buckets(settings)),
        home=settings.home,
        clock=clock,
        machine=lambda: _machine(driver, settings.egress),
        retire=lambda old: pool.retire(old.account, old.name, old.environment_revision),
        packages_in_use=pool.packages_in_use,
        compatibility=settings.compatibility,
        account_concurrency=settings.account_concurrency,
    )
    await stack.enter_async_context(plane)
    links = CodeLinks(bytes.fromhex(clock.new_token(LINK_SECRET_BYTES)), clock)
    handlers = {
        **control_plane_handlers(plane, links, settings.home),
        **_invoke_handlers(
            settings, store, tenant_limits, pool=pool, tally=meter.tally, clock=clock
        ),
    }
    extra: dict[str, Extra] = {
        CODE_PREFIX: CodeDownload(packages, links),
        METRICS_PATH: _metrics_page(exposition, settings),
    }
    services = [
        Served(lambda_service(), handlers),
        Served(logs_service(), _logs_handlers(journal, settings)),
        Served(sts_service(), caller_identity_handlers()),
        Served(monitoring_service(), metric_handlers(meter.path, clock)),
        Served(iam_service(), role_handlers(_roles(settings, database, clock))),
        _own_service(settings, store, tenant_limits, pool=pool, ledger=meter.path, clock=clock),
    ]
    by_signature = _authenticator(settings, keys, clock)
    pages = SessionPages(
        lambda: [key for key in keys.list() if key.account == settings.account],
        link,
        clock,
        cookie=f"cloister-{_installation(settings.data_directory)}",
        about=_about(settings, driver),
    )
    calls = {it.service.name: Api([it], pages.authenticator, clock=clock) for it in services}
    return Front(
        Api(services, by_signature, clock=clock, extra=extra),
        console(await run_blocking(Files), pages, calls),
    )


def _about(settings: Settings, driver: DriverChoice) -> Installation:
    return Installation(
        region=settings.region,
        runtimes=tuple(sorted(driver.runtimes)),
        architecture=_ARCHITECTURE,
    )


def _own_service(
    settings: Settings,
    store: SqlFunctionStore,
    tenant_limits: SqlTenantLimitStore,
    *,
    pool: Pool,
    ledger: Path,
    clock: Clock,
) -> Served:
    environments = Environments(pool, clock)
    tenants = Tenants(
        environments=environments,
        functions=store,
        tenant_limits=tenant_limits,
        ledger=ledger,
        home=settings.home,
    )
    handlers = {
        **environment_handlers(environments),
        **tenant_handlers(tenants),
        **usage_handlers(ledger, clock),
    }
    return Served(cloister_service(), handlers)


def _metrics_page(exposition: Exposition, settings: Settings) -> MetricsPage:
    return MetricsPage(exposition.page, host=settings.host, token=settings.metrics_token)


def _invoke_handlers(
    settings: Settings,
    store: SqlFunctionStore,
    tenant_limits: SqlTenantLimitStore,
    *,
    pool: Pool,
    tally: Tally,
    clock: Clock,
) -> dict[str, Handler]:
    gateway = Gateway(
        resolver=Resolver(store, settings.home, clock), home=settings.home, clock=clock
    )
    admission = Admission(
        account_concurrency=settings.account_concurrency, reserved_total=store.reserved_concurrency
    )
    dispatcher = Dispatcher(
        admission=admission,
        tenants=TenantAdmission(tenant_limits.in_force, clock),
        pool=pool,
        tally=tally,
        clock=clock,
    )
    return invoke_handlers(gateway, dispatcher)


def _logs_handlers(journal: Journal, settings: Settings) -> dict[str, Handler]:
    return {
        **log_group_handlers(journal, settings.home),
        **log_event_handlers(journal, settings.home),
    }


def _buckets(settings: Settings) -> Buckets:
    if settings.s3_endpoint is not None:
        return S3Endpoint(settings.s3_endpoint, region=settings.region)
    return FolderOfBuckets(settings.s3_folder) if settings.s3_folder else NoBuckets()


def _roles(settings: Settings, database: Database, clock: Clock) -> Roles:
    store = SqlRoleStore(database, settings.account)
    return Roles(store, account=settings.account, clock=clock)


def _authenticator(settings: Settings, keys: SqlAccessKeyStore, clock: Clock) -> SigV4Authenticator:
    def key_of_this_account(key_id: AccessKeyId) -> AccessKey | None:
        key = keys.get(key_id)
        return key if key is not None and key.account == settings.account else None

    return SigV4Authenticator(key_of_this_account, clock, region=settings.region)


async def _drivers(settings: Settings, *, stack: contextlib.AsyncExitStack) -> DriverChoice:
    """The jail, ready for a first function, and gVisor where this machine has it. `stack` closes them.

    Raises SandboxFailed when there can't be a jail.
    """
    directory = settings.data_directory
    installation = _installation(directory)
    jail = await NamespaceDriver.start(
        directory / "sandboxes",
        installation=installation,
        allow_shared_uid=settings.allow_shared_uid,
        networks=await _networks(settings.egress, installation, stack=stack),
    )
    stack.push_async_callback(jail.close)
    # The first function most likely wants the interpreter that Cloister itself runs on.
    own_runtime = f"python3.{sys.version_info.minor}"
    if own_runtime in jail.runtimes:
        await jail.prepare(own_runtime)
    try:
        gvisor = await OciDriver.start(
            directory / "gvisor",
            runtime=await run_blocking(find_runsc),
            installation=installation,
        )
    except SandboxFailed as error:
        log.info("no gVisor sandboxes on this machine", reason=str(error))
        return DriverChoice(jail, {})
    stack.push_async_callback(gvisor.close)
    return DriverChoice(jail, {Isolation.GVISOR: gvisor})


async def _networks(
    egress: EgressPolicy, installation: str, *, stack: contextlib.AsyncExitStack
) -> Networks | None:
    """The networks of functions that reach the internet, if there are to be any. Raises SandboxFailed."""
    if egress is EgressPolicy.NONE:
        return None
    networks = await Networks.start(installation, resolvers=await run_blocking(system_resolvers))
    stack.push_async_callback(networks.close)
    return networks


def _machine(driver: DriverChoice, egress: EgressPolicy) -> Machine:
    return Machine(
        architecture=_ARCHITECTURE,
        runtimes=driver.runtimes.keys(),
        isolations=driver.isolations,
        egress=egress,
    )


def _installation(directory: Path) -> str:
    """A short name that differs between data directories, for what the kernel keeps by name."""
    return hashlib.sha256(os.fsencode(directory)).hexdigest()[:12]


@contextlib.contextmanager
def _own(directory: Path) -> Iterator[None]:
    """The data directory is there, its owner's alone, and this process's alone."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    directory.chmod(0o700)
    with (directory / LOCK_FILE).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DataDirectoryInUse(
                f"another Cloister runs on {directory}: stop it, or give another --data-dir"
            ) from error
        # Of a server that was killed: whoever waits for the file must not take it for this one's.
        (directory / READY_FILE).unlink(missing_ok=True)
        yield


@contextlib.asynccontextmanager
async def _following(keys: SqlAccessKeyStore) -> AsyncIterator[None]:
    """Keys that other processes make or delete count here for the length of the block."""
    async with asyncio.TaskGroup() as tasks:
        follow = tasks.create_task(keys.follow())
        try:
            yield
        finally:
            follow.cancel()
