"""The walk-through and every ending over gVisor: the same outcomes as over the jail."""

import json
import shutil

import pytest

from cloister.domain.environment import EnvironmentState
from cloister.domain.errors import EnvironmentStartFailed
from cloister.domain.invocation import FunctionFailed
from cloister.domain.isolation import Isolation
from cloister.sandbox.oci.driver import OciDriver
from cloister.threads import run_blocking
from tests.jail.oci.leftovers import becomes_frozen, leftovers
from tests.loose import Given, Json
from tests.support import Lab, an_invocation

pytestmark = pytest.mark.asyncio(loop_scope="session")

COUNTER = """
    import json, os
    count = 0
    def handler(event, context):
        global count
        count += 1
        path = "/tmp/tenant_data.json"
        seen = json.load(open(path)) if os.path.exists(path) else []
        seen.append(context.tenant_id)
        json.dump(seen, open(path, "w"))
        return {"count": count, "seen": seen}
"""


async def _fails(lab: Lab, source: str, **chosen: Given) -> dict[str, Json]:
    run = await lab.run(lab.version(source, **chosen))
    assert isinstance(run.outcome, FunctionFailed), run.outcome
    error: dict[str, Json] = json.loads(run.outcome.payload)
    return error


async def test_a_tenant_finds_its_own_environment_again_and_another_finds_nothing_of_it(
    lab: Lab,
) -> None:
    version = lab.version(COUNTER)

    answers = [
        json.loads((await lab.run(version, tenant)).outcome.payload)
        for tenant in ("tenant-A", "tenant-A", "tenant-B")
    ]

    assert answers == [
        {"count": 1, "seen": ["tenant-A"]},
        {"count": 2, "seen": ["tenant-A", "tenant-A"]},
        {"count": 1, "seen": ["tenant-B"]},
    ]


async def test_what_isolates_is_told_as_another_kernel(lab: Lab) -> None:
    async with lab.lease(lab.version(COUNTER)) as environment:
        enforced = environment.enforcement

    assert enforced.wall is Isolation.GVISOR
    assert "runsc" in enforced.kernel
    assert (enforced.system_calls, enforced.has_own_uid) == (None, False)


async def test_an_exception_is_told_with_its_type_and_the_environment_goes_on(lab: Lab) -> None:
    version = lab.version(
        """
        def handler(event, context):
            if event.get("fail"):
                raise ValueError("no good")
            return "fine"
        """
    )

    async with lab.lease(version) as environment:
        failed = await environment.run(an_invocation(version, event={"fail": True}))
        fine = await environment.run(an_invocation(version))

    assert json.loads(failed.outcome.payload)["errorType"] == "ValueError"
    assert fine.outcome.payload == b'"fine"'


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        ("sys.exit(3)", "Runtime exited with error: exit status 3"),
        ("os._exit(137)", "Runtime exited with error: exit status 137"),
        ("os.kill(os.getpid(), 9)", "Runtime exited with error: signal: killed"),
        ("os.abort()", "Runtime exited with error: signal: aborted"),
    ],
)
async def test_an_ending_of_the_runtime_is_told_as_aws_tells_it(
    lab: Lab, ending: str, told: str
) -> None:
    source = f"import os, sys\ndef handler(event, context):\n    {ending}\n    return 1"

    error = await _fails(lab, source)

    assert error["errorType"] == "Runtime.ExitError"
    assert error["errorMessage"].endswith(f"Error: {told}")


async def test_a_timeout_destroys_the_environment_and_leaves_nothing(
    lab: Lab, gvisor: OciDriver
) -> None:
    version = lab.version("def handler(e, c):\n    while True: pass", timeout_s=1)

    async with lab.lease(version) as environment:
        run = await environment.run(an_invocation(version))

    assert isinstance(run.outcome, FunctionFailed)
    assert run.outcome.error_type == "Sandbox.Timedout"
    assert environment.state is EnvironmentState.DESTROYED
    assert leftovers(gvisor, environment.id) == []


async def test_what_it_prints_is_read_and_its_memory_is_told(lab: Lab) -> None:
    run = await lab.run(
        lab.version(
            """
            import subprocess, sys
            def handler(event, context):
                print("to stdout")
                print("to stderr", file=sys.stderr)
                sys.stdout.flush()
                subprocess.run(["echo", "from a child"], check=True)
            """
        )
    )

    assert sorted(run.printed.text.decode().splitlines()) == [
        "from a child",
        "to stderr",
        "to stdout",
    ]
    assert run.report.memory_used_mb > 0


@pytest.mark.timeout(90)
async def test_more_memory_than_it_has_ends_one_environment_as_out_of_memory(lab: Lab) -> None:
    hungry = lab.version(
        "def handler(e, c):\n    return len(bytearray(b'x') * (2 << 30))",
        # Through gVisor a third of a core fills this much and /tmp's 512 MB in seconds, on a busy machine in more.
        memory_mb=512,
        ephemeral_storage_mb=512,
        timeout_s=45,
    )
    other = lab.version("def handler(e, c):\n    return 'fine'")

    async with lab.lease(other) as neighbour:
        run = await lab.run(hungry)
        after = await neighbour.run(an_invocation(other))

    assert isinstance(run.outcome, FunctionFailed)
    assert run.outcome.error_type == "Runtime.OutOfMemory"
    assert after.outcome.payload == b'"fine"'


async def test_between_two_invocations_nothing_in_it_runs(lab: Lab, gvisor: OciDriver) -> None:
    version = lab.version(COUNTER)
    async with lab.lease(version) as environment:
        await environment.run(an_invocation(version))

        frozen = await run_blocking(becomes_frozen, gvisor, environment.id)
        second = await environment.run(an_invocation(version))

    assert frozen
    assert json.loads(second.outcome.payload)["count"] == 2


async def test_an_idle_one_that_is_frozen_is_destroyed_all_the_same(
    lab: Lab, gvisor: OciDriver
) -> None:
    version = lab.version(COUNTER)
    async with lab.lease(version) as environment:
        await environment.run(an_invocation(version))
        assert await run_blocking(becomes_frozen, gvisor, environment.id)

    await environment.destroy()

    assert leftovers(gvisor, environment.id) == []


async def test_what_the_runtime_program_complains_of_is_the_reason_that_is_told(
    lab: Lab, gvisor: OciDriver
) -> None:
    version = lab.version(COUNTER)
    shutil.rmtree(lab.code_root / version.code.digest)

    with pytest.raises(EnvironmentStartFailed, match="cannot create sandbox"):
        await lab.run(version)

    assert list(gvisor._bundles.iterdir()) == []
