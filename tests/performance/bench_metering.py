"""`python -m tests.performance.bench_metering`: that the meter is exact at size, and what it has after a kill.

10,000 invocations of 200 tenants are compared with the bills in their answers; then a server is killed under load.
"""

import base64
import re
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from signal import SIGKILL

from cloister.data_directory import LEDGER_FILE
from cloister.domain.clock import SystemClock
from cloister.telemetry.usage import Step, UsageQuery, all_usage
from tests.e2e.server import Server
from tests.performance.signed_load import CONNECTIONS, Answered, Load, loading

INVOCATIONS = 10_000
TENANTS = 200
HANDLER = "def handler(event, context):\n    return 1\n"
BILLED = re.compile(rb"Billed Duration: (\d+) ms")
LEDGER_PATIENCE_S = 2.0


def main() -> None:
    """Measure, and print what came of it."""
    with tempfile.TemporaryDirectory(prefix="cloister-bench-") as directory:
        _exactness(Path(directory, "exact"))
        _after_a_kill(Path(directory, "killed"))


def _exactness(directory: Path) -> None:
    with loading(Server(directory), HANDLER, tenants=TENANTS, asks_for_log=True) as load:
        began = time.monotonic()
        answered = load.run(count=INVOCATIONS)
        took_s = time.monotonic() - began
        time.sleep(LEDGER_PATIENCE_S)
        requests, billed = _usage(load)
    told = Counter(each.tenant for each in answered)
    told_ms: Counter[str] = Counter()
    for each in answered:
        told_ms[each.tenant] += _billed_ms(each)
    print(  # noqa: T201 # a script's result
        f"{len(answered)} answers of {len(told)} tenants in {took_s:.1f} s, {sum(told_ms.values())} ms billed; "
        f"the meter has {sum(requests.values())} and {sum(billed.values())} ms: "
        f"{'equal for every tenant' if (requests, billed) == (told, told_ms) else 'NOT EQUAL'}"
    )


def _after_a_kill(directory: Path) -> None:
    with loading(Server(directory), HANDLER, tenants=TENANTS) as load:
        killer = threading.Timer(3.0, load.server.signal, (SIGKILL,))
        killer.start()
        answered = load.run()
        killed_at = max(each.at for each in answered)
        killer.join()
        load.server.start()
        requests, _ = _usage(load)
    metered = sum(requests.values())
    a_second_before = sum(1 for each in answered if each.at <= killed_at - 1)
    is_kept = a_second_before <= metered <= len(answered) + CONNECTIONS
    print(  # noqa: T201 # a script's result
        f"killed after {len(answered)} answers, {a_second_before} of them more than a second before; "
        f"the meter has {metered} ({len(answered) - metered} lost): {'kept' if is_kept else 'NOT KEPT'}"
    )


def _billed_ms(answered: Answered) -> int:
    """What its REPORT line says. RuntimeError if there is none."""
    billed = BILLED.search(base64.b64decode(answered.log or b""))
    if billed is None:
        raise RuntimeError(f"an answer without a bill: {answered}")
    return int(billed[1])


def _usage(load: Load) -> tuple[Counter[str], Counter[str]]:
    """Requests and billed milliseconds by tenant, as the ledger has them."""
    requests: Counter[str] = Counter()
    billed_ms: Counter[str] = Counter()
    now = SystemClock().now()
    query = UsageQuery(
        account="000000000000",
        since=now.replace(day=1),
        until=now,
        step=Step.HOUR,
        function=load.function,
    )
    for row in all_usage(load.server.directory / LEDGER_FILE, query):
        requests[row.tenant] += row.requests
        billed_ms[row.tenant] += row.billed_ms
    return requests, billed_ms


if __name__ == "__main__":
    main()
