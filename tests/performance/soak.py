"""`python -m tests.performance.soak`: ten minutes of 500 tenants who do what they like, and what is left of it.

Behaviour is random: answers, errors, exits, timeouts, memory bombs, child processes that stay, floods of output, new
code in between, evictions. Every few seconds the server's family is counted: memory, processes, descriptors, control
groups. At the end the functions are deleted, and the server is counted once more before it stops. A line tells of each
thing that was left behind then, by the server or in it, and of memory that grew; a plot is there to be looked at.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from rich.console import Console
from rich.progress import Progress

from tests.e2e.lambda_client import (
    PER_TENANT,
    QUICKLY,
    ROLE,
    RUNTIME,
    Client,
    boto3_client,
    zipped,
)
from tests.e2e.leftovers import control_groups, family, leftovers, mounts
from tests.e2e.server import Server, eventually, running
from tests.performance.memory import family_pss_mb, pss_mb
from tests.performance.plots import Line, Panel, plot

MINUTES = 10.0
TENANTS = 500
CALLERS = 8
DESCRIPTORS_MORE_MAX = 2 * CALLERS
"""Of the server at rest, than before the first call: clients keep their connections open."""
GROWTH_MAX = 1.15
"""Of the server's own memory, in the last quarter beside the second, when every tenant had come."""
END_PATIENCE_S = 30
SAMPLE_INTERVAL_S = 5
FUNCTIONS = ("soak-0", "soak-1")
MEMORY_MB = 256
TIMEOUT_S = 2
PATIENT: dict[str, Any] = {  # Any: as botocore's Config has it
    "read_timeout": 120,
    "retries": {"total_max_attempts": 1},
    "max_pool_connections": CALLERS,
}
"""The clients: they wait for whoever comes before them, and take every refusal for an answer."""
RESULTS = Path("build/soak.json")
PLOT = Path("build/soak.png")

ACTS = {
    "return": 60,
    "raise": 8,
    "exit": 4,
    "time out": 1,
    "memory": 2,
    "leave a child": 6,
    "print": 6,
    "threads": 6,
    "files": 6,
    "large answer": 4,
}
"""What a function does, and how often of about a hundred times."""

HANDLER = """
import os, subprocess, sys, threading, time

def handler(event, context):
    act = event["act"]
    if act == "raise":
        raise ValueError(act)
    if act == "exit":
        os._exit(3)
    if act == "time out":
        time.sleep(60)
    if act == "memory":
        held = []
        while True:
            held.append(bytearray(1 << 20))
    if act == "leave a child":
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    if act == "print":
        os.write(1, b"line\\n" * 20_000)
    if act == "threads":
        for _ in range(8):
            threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
    if act == "files":
        with open(f"/tmp/{time.time_ns()}", "wb") as file:
            file.write(bytes(1 << 20))
    if act == "large answer":
        return "x" * 1_000_000
    return context.tenant_id
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """The server and all that descends from it, some seconds after the start."""

    at_s: float
    host_mb: float
    """The server's own process."""
    family_mb: float
    """All of its processes, what they share counted once (PSS)."""
    processes: int
    descriptors: int
    """Of the server's own process."""
    groups: int
    mounts: int


def main() -> None:
    """Soak, plot, tell what was left; status 1 if anything was."""
    minutes = _arguments().minutes
    with tempfile.TemporaryDirectory(prefix="cloister-soak-") as name:
        directory = Path(name, "data")
        with running(directory) as server:
            with (
                boto3_client(server.environ, **PATIENT) as client,
                boto3_client(server.environ, service="cloister", **PATIENT) as own,
            ):
                samples, outcomes = _soak(server, client, own, seconds=minutes * 60)
                at_rest = _come_to_rest(server, client, own)
            server.stop()
        left = [*leftovers(directory), *_grown(samples, at_rest, minutes=minutes)]
    RESULTS.parent.mkdir(exist_ok=True)
    told = {"outcomes": outcomes, "left": left, "samples": [asdict(each) for each in samples]}
    RESULTS.write_text(json.dumps(told, indent=2))
    _plot(samples)
    _tell(samples, outcomes, left)
    sys.exit(1 if left else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    return parser.parse_args()


def _soak(
    server: Server, client: Client, own: Client, *, seconds: float
) -> tuple[list[Sample], Counter[str]]:
    for function in FUNCTIONS:
        _create(client, function)
    outcomes: Counter[str] = Counter()
    began, over = time.monotonic(), threading.Event()
    samples = [_sample(server, 0)]
    with ThreadPoolExecutor(CALLERS) as callers, _over_at_the_end(over), _progress(seconds) as tell:
        calls = [
            callers.submit(_call_for_ever, client, seed, over, outcomes) for seed in range(CALLERS)
        ]
        while (passed := time.monotonic() - began) < seconds:
            time.sleep(SAMPLE_INTERVAL_S)
            samples.append(_sample(server, passed))
            _disturb(client, own, random.Random(len(samples)))
            tell(passed)
        over.set()
        for call in calls:
            call.result()
    return samples, outcomes


def _come_to_rest(server: Server, client: Client, own: Client) -> Sample:
    """When there is no function any more, and no environment."""
    for function in FUNCTIONS:
        client.delete_function(FunctionName=function)
    eventually(lambda: not own.list_environments()["Environments"], within_s=END_PATIENCE_S)
    return _sample(server, 0)


def _grown(samples: list[Sample], at_rest: Sample, *, minutes: float) -> list[str]:
    """What the server has more of than it should."""
    told = []
    first, quarter = samples[0], len(samples) // 4
    if at_rest.descriptors > first.descriptors + DESCRIPTORS_MORE_MAX:
        told.append(
            f"descriptors of the server: {first.descriptors} and then {at_rest.descriptors}"
        )
    if at_rest.mounts > first.mounts:
        told.append(f"mounts of the server: {first.mounts} and then {at_rest.mounts}")
    # In less time some of the tenants come for the first time until the end.
    if minutes >= MINUTES:
        early, late = samples[quarter : 2 * quarter], samples[-quarter:]
        mb = [statistics.median(each.host_mb for each in some) for some in (early, late)]
        if mb[1] > mb[0] * GROWTH_MAX:
            told.append(f"memory of the server: {mb[0]:.0f} MB and then {mb[1]:.0f} MB")
    return told


def _call_for_ever(
    client: Client, seed: int, over: threading.Event, outcomes: Counter[str]
) -> None:
    chance = random.Random(seed)
    while not over.is_set():
        [act] = chance.choices(list(ACTS), weights=list(ACTS.values()))
        tenant = f"tenant-{chance.randrange(TENANTS)}"
        try:
            answer = client.invoke(
                FunctionName=chance.choice(FUNCTIONS),
                TenantId=tenant,
                Payload=json.dumps({"act": act}),
            )
        except ClientError as error:
            outcomes[error.response["Error"]["Code"]] += 1
            continue
        payload = json.loads(answer["Payload"].read())
        if act == "return" and "FunctionError" not in answer and payload != tenant:
            raise RuntimeError(f"{tenant} was answered {payload}")
        outcomes[f"{act}: {payload['errorType'] if 'FunctionError' in answer else 'returned'}"] += 1


def _disturb(client: Client, own: Client, chance: random.Random) -> None:
    """New code, or an eviction, while everybody calls."""
    # The function may be in an update, the tenant may have nothing: then nothing is disturbed.
    with suppress(ClientError):
        if chance.random() < 0.5:
            client.update_function_configuration(
                FunctionName=chance.choice(FUNCTIONS), Description=str(chance.random())
            )
        else:
            own.evict_tenant(TenantId=f"tenant-{chance.randrange(TENANTS)}")


def _sample(server: Server, at_s: float) -> Sample:
    return Sample(
        at_s=at_s,
        host_mb=pss_mb(server.pid),
        family_mb=family_pss_mb(server.pid),
        processes=len(family(server.pid)),
        descriptors=sum(1 for _ in Path(f"/proc/{server.pid}/fd").iterdir()),
        groups=len(control_groups(server.directory)),
        mounts=len(mounts(server.directory)),
    )


def _create(client: Client, name: str) -> None:
    client.create_function(
        FunctionName=name,
        Runtime=RUNTIME,
        Handler="app.handler",
        Role=ROLE,
        Code={"ZipFile": zipped(HANDLER)},
        MemorySize=MEMORY_MB,
        Timeout=TIMEOUT_S,
        **PER_TENANT,
    )
    client.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig=QUICKLY)


@contextmanager
def _over_at_the_end(over: threading.Event) -> Iterator[None]:
    """Callers stop also when the soak fails."""
    try:
        yield
    finally:
        over.set()


@contextmanager
def _progress(seconds: float) -> Iterator[Any]:  # Any: a callable with rich's own keywords
    with Progress() as progress:
        task = progress.add_task("Soaking", total=seconds)
        yield lambda passed: progress.update(task, completed=passed)


def _plot(samples: list[Sample]) -> None:
    at = [each.at_s / 60 for each in samples]
    plot(
        PLOT,
        title=f"{TENANTS} tenants of random behaviour",
        panels=[
            Panel("MB", "minutes", [Line("server's own", at, [each.host_mb for each in samples])]),
            Panel(
                "MB",
                "minutes",
                [Line("server and all sandboxes (PSS)", at, [each.family_mb for each in samples])],
            ),
            Panel(
                "count",
                "minutes",
                [
                    Line("processes", at, [each.processes for each in samples]),
                    Line("descriptors of the server", at, [each.descriptors for each in samples]),
                    Line("control groups", at, [each.groups for each in samples]),
                ],
            ),
        ],
    )


def _tell(samples: list[Sample], outcomes: Counter[str], left: list[str]) -> None:
    console = Console()
    for outcome, count in sorted(outcomes.items()):
        console.print(f"{count:>8,}  {outcome}")
    half, end = samples[len(samples) // 2], samples[-1]
    console.print(
        f"The server's own memory: {half.host_mb:.0f} MB after half of the time, {end.host_mb:.0f} MB at the end. "
        f"Plot: {PLOT}"
    )
    console.print("\n".join(left) if left else "Nothing was left behind.")


if __name__ == "__main__":
    main()
