"""What Prometheus is told: the server's and its functions' counts since it started, and never of which tenant.

Tenants would be labels without bound, and their names nobody's who may only watch the machine.
"""

import bisect
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.core import Metric as Family
from prometheus_client.registry import Collector

from cloister.domain import limits
from cloister.telemetry.metric import ANY, Metric, Scope
from cloister.telemetry.tally import Subtotal, Taken

BUCKETS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 900)
STATES: Final = {Metric.ENVIRONMENTS_ACTIVE: "active", Metric.ENVIRONMENTS_IDLE: "idle"}
OTHERS: Final = "(others)"
"""The functions beyond the bound together; no function can be called so."""


@dataclass(slots=True)
class _Counts:
    """Of one function."""

    invocations: int = 0
    errors: int = 0
    throttles: int = 0
    environments: int = 0
    duration_s: float = 0.0
    buckets: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS_S) + 1))


class Exposition(Collector):
    """A page in Prometheus's text format. At most EXPOSED_FUNCTIONS_MAX functions are told apart."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._functions: dict[str, _Counts] = {}
        self._environments: dict[tuple[str, str], int] = {}
        """Active and idle by function, as last counted."""
        self._unmetered = 0
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)

    def add(self, taken: Taken) -> None:
        """Count what is in the ledger now. Called once for each batch, from any thread."""
        with self._lock:
            for subtotal in taken.subtotals:
                _add(self._counts(subtotal.line.scope.function), subtotal)
            self._unmetered += taken.unmetered
            self._note_environments(taken)

    def page(self) -> bytes:
        """The page. Blocks for some milliseconds."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Family]:
        """What the library asks for while it makes the page."""
        with self._lock:
            yield from self._counters()
            yield self._durations()
            yield self._levels()

    def _counts(self, function: str) -> _Counts:
        known = self._functions.get(function)
        if known is not None:
            return known
        name = function if len(self._functions) < limits.EXPOSED_FUNCTIONS_MAX else OTHERS
        return self._functions.setdefault(name, _Counts())

    def _note_environments(self, taken: Taken) -> None:
        counted = [reading for reading in taken.readings if reading.metric in STATES]
        if not counted:
            return
        self._environments = {}
        for reading in counted:
            if reading.scope != Scope(reading.scope.account, reading.scope.function):
                continue
            if reading.scope.function != ANY:
                name = reading.scope.function
                label = name if name in self._functions else OTHERS
                key = (label, STATES[reading.metric])
                self._environments[key] = self._environments.get(key, 0) + reading.value

    def _counters(self) -> Iterator[Family]:
        for name, text in (
            ("invocations", "Invocations that ran, failed ones included."),
            ("errors", "Invocations that ended with an error of the function."),
            ("throttles", "Invocations that were refused for lack of capacity."),
            ("environments", "Environments that were created."),
        ):
            family = CounterMetricFamily(f"cloister_{name}", text, labels=["function"])
            for function, counts in self._functions.items():
                family.add_metric([function], getattr(counts, name))
            yield family
        yield CounterMetricFamily(
            "cloister_unmetered_invocations", "Invocations that are in no bill.", self._unmetered
        )

    def _durations(self) -> Family:
        family = HistogramMetricFamily(
            "cloister_duration_seconds", "What handlers took.", labels=["function"]
        )
        bounds = [*map(str, BUCKETS_S), "+Inf"]
        for function, counts in self._functions.items():
            cumulated = zip(bounds, accumulate(counts.buckets), strict=True)
            family.add_metric([function], [*cumulated], counts.duration_s)
        return family

    def _levels(self) -> Family:
        family = GaugeMetricFamily(
            "cloister_environments_now", "Environments there are.", labels=["function", "state"]
        )
        for labels, count in self._environments.items():
            family.add_metric([*labels], count)
        return family


def _add(counts: _Counts, subtotal: Subtotal) -> None:
    counts.invocations += subtotal.requests
    counts.errors += subtotal.errors
    counts.throttles += subtotal.throttles
    counts.environments += subtotal.environments
    for duration_us in subtotal.durations_us:
        counts.duration_s += duration_us / 1e6
        counts.buckets[bisect.bisect_left(BUCKETS_S, duration_us / 1e6)] += 1
