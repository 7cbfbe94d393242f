"""What tests share: functions made of source text, run in real environments without the API in between."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatch
from pathlib import Path
from textwrap import dedent
from typing import TypeVar

from cloister.domain.clock import SystemClock
from cloister.domain.environment import EnvironmentKey
from cloister.domain.function import (
    Code,
    Configuration,
    FunctionVersion,
    Layer,
    Logging,
    TenantIsolation,
)
from cloister.domain.ids import AccountId, FunctionName, Region, RequestId, RevisionId, TenantId
from cloister.domain.invocation import Answer, Invocation
from cloister.domain.limits import MIB, TMP_INODES_PER_MB
from cloister.invoke.admission import Admission
from cloister.invoke.dispatch import Dispatcher
from cloister.invoke.tenant_limits import InForce, TenantAdmission
from cloister.pool.environment import Environment
from cloister.pool.pool import Pool
from cloister.sandbox.driver import SandboxDriver
from cloister.sandbox.namespaces.inheritance import Lodger
from cloister.sandbox.namespaces.jail import Room
from cloister.telemetry.tally import Tally
from tests.loose import Given, Json

ACCOUNT = AccountId("000000000000")
REGION = Region("us-east-1")
RUNTIME = os.environ.get("CLOISTER_TEST_RUNTIME", "python3.11")
"""What the sandboxes of tests run: `make attacks RUNTIME=python3.13` tries another one."""
CGROUPS = Path("/sys/fs/cgroup")
POLL_INTERVAL_S = 0.005
clock = SystemClock()

T = TypeVar("T")

A_ROOM = Room(
    channel_fd=3,
    log_fd=4,
    status_fd=5,
    release_fd=6,
    control_fd=10,
    root_fd=7,
    code_fd=8,
    layers_fd=9,
    binds_devices=False,
    is_in_network=False,
    hierarchies=0,
    join_fds=(),
    tmp_bytes=512 * MIB,
    tmp_inodes=512 * TMP_INODES_PER_MB,
    processes_max=1,
    files_max=1,
    signals_max=1,
    seccomp=(),
)
A_LODGER = Lodger(group="g", kernel_id=2**30)
"""What a plan of the jail can be made for, to be looked at and not carried out."""


class MovingClock(SystemClock):
    """A clock that stands still until it is moved; ids are random as ever."""

    def __init__(self) -> None:
        super().__init__()
        self._now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
        self._passed_s = 1000.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._passed_s

    def advance(self, span: timedelta) -> None:
        self._now += span
        self._passed_s += span.total_seconds()


def a_version(
    source: str, code_root: Path, *, name: str = "f", isolated: bool = True, **chosen: Given
) -> FunctionVersion:
    """A version whose package holds `source` as app.py; `chosen` are fields of its Configuration."""
    digest = clock.new_token(8)
    tree = code_root / digest
    tree.mkdir(parents=True)
    tree.chmod(0o755)
    (tree / "app.py").write_text(dedent(source))
    configuration = Configuration(
        **{
            "runtime": RUNTIME,
            "handler": "app.handler",
            "role": "arn:aws:iam::000000000000:role/r",
            "memory_mb": 512,
            "timeout_s": 10,
            "logging": Logging(group=f"/aws/lambda/{name}"),
            **chosen,
        }
    )
    return FunctionVersion(
        account=ACCOUNT,
        region=REGION,
        name=FunctionName(name),
        version="$LATEST",
        revision=RevisionId(clock.new_uuid()),
        configuration=configuration,
        code=Code(digest=digest, size_bytes=0),
        tenant_isolation=TenantIsolation.PER_TENANT if isolated else None,
        reserved_concurrency=None,
    )


def a_layer(files: Mapping[str, str], code_root: Path, *, name: str = "l") -> Layer:
    """A layer whose package holds `files`, path to text."""
    digest = clock.new_token(8)
    for path, text in files.items():
        file = code_root / digest / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text))
    return Layer(
        arn=f"arn:aws:lambda:{REGION}:{ACCOUNT}:layer:{name}:1",
        code=Code(digest=digest, size_bytes=0),
    )


def link_layers(image: Path, layers: Path) -> None:
    """Have all layers of the image in a directory of its owner's own, who may build others beside them."""
    layers.mkdir(parents=True)
    for layer in image.iterdir():
        (layers / layer.name).symlink_to(layer)


def an_invocation(
    version: FunctionVersion, tenant: str | None = "tenant-A", event: object = None
) -> Invocation:
    return Invocation(
        request_id=RequestId(clock.new_uuid()),
        version=version,
        invoked_arn="arn:aws:lambda:us-east-1:000000000000:function:f",
        tenant=TenantId(tenant) if tenant is not None else None,
        payload=json.dumps(event if event is not None else {}).encode(),
    )


class Lab:
    """A pool over the real driver, and short ways to have source text run in it."""

    def __init__(self, pool: Pool, code_root: Path) -> None:
        self.pool = pool
        self.code_root = code_root

    def version(self, source: str, **chosen: Given) -> FunctionVersion:
        return a_version(source, self.code_root, **chosen)

    def layer(self, files: Mapping[str, str]) -> Layer:
        return a_layer(files, self.code_root)

    async def run(
        self, version: FunctionVersion, tenant: str | None = "tenant-A", event: object = None
    ) -> Answer:
        """One invocation under its lease, as dispatch does it."""
        invocation = an_invocation(version, tenant, event)
        async with self.lease(version, tenant) as environment:
            return await environment.run(invocation)

    async def result(
        self, source: str, *, tenant: str = "tenant-A", event: object = None, **chosen: Given
    ) -> Json:
        """What a handler in `source` returns, or the error object that it ends with."""
        run = await self.run(self.version(source, **chosen), tenant, event)
        return json.loads(run.outcome.payload)

    @asynccontextmanager
    async def lease(
        self, version: FunctionVersion, tenant: str | None = "tenant-A"
    ) -> AsyncIterator[Environment]:
        tenant_id = TenantId(tenant) if tenant is not None else None
        async with leased(self.pool, version, EnvironmentKey.of(version, tenant_id)) as environment:
            yield environment


@asynccontextmanager
async def leased(
    pool: Pool, version: FunctionVersion, key: EnvironmentKey
) -> AsyncIterator[Environment]:
    """The environment that the pool has for the key, for the block."""
    environment = pool.take_idle(version, key) or await pool.obtain(version, key)
    try:
        yield environment
    finally:
        pool.give_back(environment)


@asynccontextmanager
async def a_pool(driver: SandboxDriver, code_root: Path, **options: Given) -> AsyncIterator[Lab]:
    """A lab with a pool of its own over a driver that others use as well."""
    given: Mapping[str, Json] = {"clock": clock, "keeps_stock": False, **options}
    async with Pool(driver=driver, code_tree=lambda digest: code_root / digest, **given) as pool:
        yield Lab(pool, code_root)


def a_dispatcher(
    pool: Pool, *, tally: Tally | None = None, in_force: InForce = lambda *_: None
) -> Dispatcher:
    """What runs invocations in the pool, for an account of ten at once whose tenants have these limits."""
    return Dispatcher(
        admission=Admission(
            account_concurrency=10, reserved_total=lambda: 0, provisions=pool.provisions
        ),
        tenants=TenantAdmission(in_force, clock),
        pool=pool,
        tally=tally or Tally(clock),
    )


def control_groups(pattern: str) -> list[Path]:
    """Those of this machine with such a name, in every hierarchy."""
    # Not by rglob, which fails for what other sandboxes take away meanwhile.
    groups = (Path(parent) for parent, _, _ in os.walk(CGROUPS))
    return [group for group in groups if fnmatch(group.name, pattern)]


async def until(holds: Callable[[], T], *, within_s: float = 20) -> T:
    """What it says once that is true; TimeoutError if it never is.

    For what pools and sandboxes do of themselves, of which they tell nobody: it is asked every few milliseconds.
    """
    async with asyncio.timeout(within_s):
        while not (found := holds()):  # noqa: ASYNC110 # nobody sets an event
            await asyncio.sleep(POLL_INTERVAL_S)
    return found


def redeployed(version: FunctionVersion) -> FunctionVersion:
    """The same function under a new revision, as after an update."""
    return replace(version, revision=RevisionId(clock.new_uuid()))
