"""What the attacks on resources share: a strike while a neighbour is served, and what is left of it afterwards."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from cloister.domain.invocation import Answer, Returned
from cloister.pool.environment import Environment
from cloister.sandbox.namespaces.sandbox import JailSandbox
from tests.loose import Given, Json
from tests.support import Lab, an_invocation, control_groups

NEIGHBOUR = "def handler(event, context):\n    return event['n']"
NEIGHBOUR_PATIENCE_S = 5
SIZES = (256, 1769, 10_240)
"""Of attackers, in MB: a part of a core, a whole one, and more than many a machine has."""


@dataclass(frozen=True, slots=True)
class Strike:
    """What became of an attack."""

    run: Answer
    result: Json
    served_beside: int
    """How often a neighbour was answered, rightly, while it went on."""
    remains: list[str]
    """What the machine still has of it once its environment is destroyed."""

    @property
    def error_type(self) -> str:
        """What the attacker's caller was told; raises KeyError if that was a result."""
        return str(self.result["errorType"])


async def strike(lab: Lab, source: str, *, event: object = None, **chosen: Given) -> Strike:
    """Have a tenant attack while another one of another function is invoked again and again."""
    version = lab.version(dedent(source), **{"timeout_s": 1, "memory_mb": 256, **chosen})
    neighbour = lab.version(NEIGHBOUR)
    await lab.run(neighbour, "victim", event={"n": 0})
    async with lab.lease(version, "attacker") as environment:
        traces = Traces.of(environment)
        invocation = an_invocation(version, "attacker", event)
        attack = asyncio.create_task(environment.run(invocation))
        served = 0
        while not attack.done() or not served:
            async with asyncio.timeout(NEIGHBOUR_PATIENCE_S):
                run = await lab.run(neighbour, "victim", event={"n": served})
            assert run.outcome == Returned(str(served).encode())
            served += 1
        run = await attack
        await environment.destroy()
    return Strike(run, json.loads(run.outcome.payload), served, traces.remaining())


@dataclass(frozen=True, slots=True)
class Traces:
    """What the machine has of one sandbox. Not its uid: another installation on the machine may use the same."""

    groups: list[Path]
    pid_namespace: str

    @classmethod
    def of(cls, environment: Environment) -> "Traces":
        """Of a living one."""
        sandbox = environment._sandbox
        assert isinstance(sandbox, JailSandbox)
        assert sandbox.group is not None
        groups = control_groups(sandbox.group)
        pids = [pid for group in groups for pid in (group / "cgroup.procs").read_text().split()]
        namespace = _pid_namespace(Path("/proc", pids[0]))
        assert namespace
        return cls(groups, namespace)

    def remaining(self) -> list[str]:
        """Empty when nothing is left: no group, no process of its namespace."""
        groups = [str(group) for group in self.groups if group.exists()]
        processes = [path for path in Path("/proc").iterdir() if path.name.isdigit()]
        return groups + [p.name for p in processes if _pid_namespace(p) == self.pid_namespace]


def _pid_namespace(process: Path) -> str:
    try:
        return str((process / "ns/pid").readlink())
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        # Gone, or mightier than this test (a container's first process): none of a sandbox's.
        return ""
