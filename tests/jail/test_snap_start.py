"""SnapStart in the jail: init ahead of any tenant, the hooks of `snapshot_restore_py`, and randomness drawn anew."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from cloister.domain import limits
from cloister.domain.egress import Egress, EgressPolicy
from cloister.domain.environment import EnvironmentState
from cloister.domain.errors import SnapStartFailed, SnapStartTimedOut
from cloister.domain.function import FunctionVersion, SnapStart
from cloister.pool.environment import Environment
from cloister.pool.snapshots import InitFailed, Snapshot
from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.loose import Given, Json
from tests.support import Lab, MovingClock, a_pool, redeployed

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATIENCE_S = 20
HOOKED = """
    import os
    from snapshot_restore_py import register_after_restore, register_before_snapshot

    happened = ["init"]

    @register_before_snapshot
    def before_1():
        happened.append("before 1")

    @register_before_snapshot
    def before_2():
        happened.append("before 2")

    @register_after_restore
    def after_1():
        happened.append("after 1")

    def after_2(word, *, number):
        happened.append(f"after {number} {word}")

    register_after_restore(after_2, "given", number=2)

    def handler(event, context):
        happened.append(context.tenant_id)
        return {"happened": happened, "how": os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"]}
"""
ORDER = ["init", "before 2", "before 1", "after 1", "after 2 given"]
"""docs, snapstart-runtime-hooks-python: before a snapshot in reverse order of registration, afterwards in order."""
STARTED = """
    import uuid
    started = uuid.uuid4().hex
    def handler(event, context):
        return started
"""
SEEDED = """
    import random, secrets, ssl, tempfile, uuid, multiprocessing.process
    random.seed(1)
    tempfile._get_candidate_names().rng.seed(1)
    vars(uuid).update(_node=1, _last_timestamp=2**62)
    multiprocessing.current_process().authkey = bytes(32)

    def handler(event, context):
        return {
            "random": random.random(),
            "name": next(tempfile._get_candidate_names()),
            "uuid1": uuid.uuid1().hex,
            "uuid4": uuid.uuid4().hex,
            "secrets": secrets.token_hex(8),
            "tls": ssl.RAND_bytes(8).hex(),
            "authkey": multiprocessing.current_process().authkey.hex(),
        }
"""


@pytest.fixture
def moving() -> MovingClock:
    return MovingClock()


@pytest_asyncio.fixture(loop_scope="session")
async def quiet(driver: NamespaceDriver, lab: Lab, moving: MovingClock) -> AsyncIterator[Lab]:
    """A pool that keeps no stock but what owners ask for, by a clock that stands still."""
    async with a_pool(driver, lab.code_root, clock=moving) as quiet:
        yield quiet


def published(version: FunctionVersion) -> FunctionVersion:
    """The same as version 1, with SnapStart."""
    configuration = replace(version.configuration, snap_start=SnapStart.PUBLISHED_VERSIONS)
    return replace(version, version="1", configuration=configuration)


async def snapped(lab: Lab, source: str, **chosen: Given) -> FunctionVersion:
    """Published, with what stands for its snapshot."""
    version = published(lab.version(source, **chosen))
    assert await lab.pool.take_snapshot(version) is Snapshot.TAKEN
    lab.pool.keep_snapshots(version.account, version.name, [version])
    return version


async def told(lab: Lab, version: FunctionVersion, tenant: str | None) -> Json:
    """What the handler returns."""
    return json.loads((await lab.run(version, tenant)).outcome.payload)


def prepared(lab: Lab) -> list[Environment]:
    return [
        each
        for each in lab.pool.environments()
        if each.key is None and each.state is EnvironmentState.IDLE and each.is_loaded
    ]


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():  # noqa: ASYNC110 # the pool works on its own: nothing tells a test when it is done
            await asyncio.sleep(0.005)


async def test_hooks_run_once_each_in_aws_order_before_the_first_event(quiet: Lab) -> None:
    version = await snapped(quiet, HOOKED)

    first = await told(quiet, version, "tenant-A")
    again = await told(quiet, version, "tenant-A")

    assert first == {"happened": [*ORDER, "tenant-A"], "how": "snap-start"}
    assert again["happened"] == [*ORDER, "tenant-A", "tenant-A"]


async def test_where_nothing_is_ready_init_and_hooks_run_in_the_same_order(lab: Lab) -> None:
    version = published(lab.version(HOOKED))

    run = await lab.run(version, "tenant-A")

    assert json.loads(run.outcome.payload)["happened"] == [*ORDER, "tenant-A"]
    assert run.report.init_ms is None, "as on AWS all that went before is the restoring"
    assert run.report.restore is not None
    assert run.report.restore.duration_ms > run.report.restore.hooks_ms


async def test_latest_of_the_same_function_knows_of_no_snapshot(quiet: Lab) -> None:
    version = quiet.version(HOOKED, snap_start=SnapStart.PUBLISHED_VERSIONS)

    run = await quiet.run(version, "tenant-A")

    told_ = {"happened": ["init", "tenant-A"], "how": "on-demand"}
    assert json.loads(run.outcome.payload) == told_
    assert run.report.restore is None


async def test_each_new_tenant_finds_init_done_and_an_environment_of_its_own(quiet: Lab) -> None:
    version = await snapped(quiet, STARTED)
    tenants = ("tenant-A", "tenant-B", "tenant-C")
    ready, runs = [], []

    for tenant in tenants:
        await until(lambda: prepared(quiet))
        ready += [each.id for each in prepared(quiet)]
        runs.append(await quiet.run(version, tenant))

    assert len({run.outcome.payload for run in runs}) == len(tenants)
    bound = {each.id: each.key.tenant for each in quiet.pool.environments() if each.key}
    assert bound == dict(zip(ready, tenants, strict=True))
    assert all(run.report.restore and run.report.init_ms is None for run in runs)


async def test_only_the_first_invocation_of_an_environment_restores(quiet: Lab) -> None:
    version = await snapped(quiet, STARTED)

    runs = [await quiet.run(version, "tenant-A") for _ in range(2)]

    assert [run.report.restore is not None for run in runs] == [True, False]
    assert runs[0].outcome == runs[1].outcome


async def test_two_tenants_draw_nothing_alike_whatever_init_has_seeded(quiet: Lab) -> None:
    version = await snapped(quiet, SEEDED)

    one = await told(quiet, version, "tenant-A")
    other = await told(quiet, version, "tenant-B")

    assert {name for name in one if one[name] == other[name]} == set()


async def test_without_drawing_anew_they_draw_what_init_has_seeded(quiet: Lab) -> None:
    version = quiet.version(SEEDED)

    one = await told(quiet, version, "tenant-A")
    other = await told(quiet, version, "tenant-B")

    alike = {name for name in one if one[name] == other[name]}
    assert alike == {"random", "name", "authkey"}


async def test_a_hook_may_seed_as_it_likes(quiet: Lab) -> None:
    version = await snapped(
        quiet,
        """
        import random
        from snapshot_restore_py import register_after_restore
        register_after_restore(random.seed, 1)
        def handler(event, context):
            return random.random()
        """,
    )

    draws = [await told(quiet, version, tenant) for tenant in ("tenant-A", "tenant-B")]

    assert draws[0] == draws[1]


async def test_a_hook_that_fails_after_the_snapshot_fails_the_invocation_and_no_event_runs(
    quiet: Lab,
) -> None:
    version = await snapped(
        quiet,
        """
        from snapshot_restore_py import register_after_restore
        @register_after_restore
        def fails():
            raise ValueError("no connection")
        def handler(event, context):
            return "reached"
        """,
    )

    with pytest.raises(SnapStartFailed, match="afterRestore"):
        await quiet.run(version, "tenant-A")

    assert not [each for each in quiet.pool.environments() if each.key]


async def test_a_hook_that_ends_the_process_after_the_snapshot_fails_the_invocation(
    quiet: Lab,
) -> None:
    version = await snapped(
        quiet,
        """
        import os
        from snapshot_restore_py import register_after_restore
        register_after_restore(os._exit, 1)
        def handler(event, context): ...
        """,
    )

    with pytest.raises(SnapStartFailed, match="afterRestore"):
        await quiet.run(version, "tenant-A")


async def test_a_hook_that_takes_too_long_after_the_snapshot_fails_the_invocation(
    quiet: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RESTORE_TIMEOUT", timedelta(seconds=0.2))
    version = await snapped(
        quiet,
        """
        import time
        from snapshot_restore_py import register_after_restore
        register_after_restore(time.sleep, 600)
        def handler(event, context): ...
        """,
    )

    with pytest.raises(SnapStartTimedOut, match="within the timeout limit"):
        await quiet.run(version, "tenant-A")


@pytest.mark.parametrize(
    ("source", "error_type"),
    [
        ("import nothing_of_that_name", "Runtime.ImportModuleError"),
        ("raise RuntimeError('at import')", "RuntimeError"),
        ("import os; os._exit(1)", "Runtime.ExitError"),
        (
            """
            from snapshot_restore_py import register_before_snapshot
            register_before_snapshot(int, "no number")
            def handler(event, context): ...
            """,
            "Runtime.BeforeSnapshotError",
        ),
    ],
)
async def test_of_an_init_or_a_hook_before_it_that_fails_there_is_no_snapshot(
    quiet: Lab, source: str, error_type: str
) -> None:
    version = published(quiet.version(source))

    outcome = await quiet.pool.take_snapshot(version)

    assert isinstance(outcome, InitFailed)
    assert outcome.error_type == error_type
    assert [*quiet.pool.environments()] == []


async def test_what_stands_for_a_snapshot_stays_however_long_nobody_comes_and_is_replaced(
    quiet: Lab, moving: MovingClock
) -> None:
    await snapped(quiet, STARTED)
    [before] = prepared(quiet)
    moving.advance(limits.STOCK_KEEP + limits.ENVIRONMENT_IDLE_KEEP)
    quiet.pool.reap()
    stayed = prepared(quiet)

    await quiet.pool.stop(before, grace=timedelta())

    assert stayed == [before]
    await until(lambda: prepared(quiet))
    assert prepared(quiet) != [before]


async def test_a_version_that_is_not_kept_any_more_leaves_nothing(quiet: Lab) -> None:
    version = await snapped(quiet, STARTED)

    quiet.pool.keep_snapshots(version.account, version.name, [])
    quiet.pool.reap()

    assert [*quiet.pool.environments()] == []


async def test_while_memory_is_short_nothing_stands_for_snapshots(
    driver: NamespaceDriver, lab: Lab, moving: MovingClock
) -> None:
    is_short = [False]
    async with a_pool(
        driver, lab.code_root, clock=moving, is_memory_short=lambda: is_short[0]
    ) as quiet:
        version = await snapped(quiet, STARTED)

        is_short[0] = True
        quiet.pool.reap()
        meanwhile = prepared(quiet)
        is_short[0] = False
        quiet.pool.reap()

        assert meanwhile == []
        await until(lambda: prepared(quiet))
        assert (await quiet.run(version, "tenant-A")).report.restore is not None


async def test_without_tenants_whoever_comes_first_finds_init_done_and_later_ones_it(
    quiet: Lab,
) -> None:
    version = await snapped(quiet, HOOKED, isolated=False)
    [ready] = prepared(quiet)

    runs = [await quiet.run(version, None) for _ in range(2)]

    happened = json.loads(runs[1].outcome.payload)["happened"]
    assert happened == [*ORDER, None, None]
    assert [run.report.restore is not None for run in runs] == [True, False]
    assert ready.key is not None
    assert ready.invocations == 2


async def test_a_version_that_is_deleted_meanwhile_leaves_nothing(quiet: Lab) -> None:
    version = published(quiet.version("import time; time.sleep(600)"))
    async with asyncio.TaskGroup() as tasks:
        taking = tasks.create_task(quiet.pool.take_snapshot(version))
        await until(lambda: [*quiet.pool.environments()])

        quiet.pool.retire(version.account, version.name, version.revision)

    assert taking.result() is Snapshot.NO_ROOM
    assert [*quiet.pool.environments()] == []


async def test_another_revision_never_finds_what_stands_for_this_ones_snapshot(quiet: Lab) -> None:
    version = await snapped(quiet, STARTED)
    [ready] = prepared(quiet)

    run = await quiet.run(redeployed(version), "tenant-A")

    assert ready in prepared(quiet)
    assert run.report.restore is not None


async def test_in_a_tenants_network_init_waits_for_the_tenant(
    driver: NamespaceDriver, lab: Lab
) -> None:
    async with a_pool(driver, lab.code_root, egress=EgressPolicy.INTERNET) as networked:
        version = replace(published(networked.version(STARTED)), egress=Egress.INTERNET)

        assert await networked.pool.take_snapshot(version) is Snapshot.OF_TENANTS_ONLY
        assert [*networked.pool.environments()] == []
