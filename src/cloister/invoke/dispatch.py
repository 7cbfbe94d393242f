"""Admit, lease, run, record: the four lines that every invocation goes through."""

import contextlib
import math
from collections.abc import AsyncIterator

from cloister.domain.clock import Clock
from cloister.domain.environment import InitializationType
from cloister.domain.errors import Throttled
from cloister.domain.invocation import Answer, FunctionFailed, Invocation, Outcome, Report
from cloister.invoke.admission import Admission
from cloister.invoke.tenant_limits import TenantAdmission
from cloister.pool.endings import TIMED_OUT
from cloister.pool.environment import Environment, Run
from cloister.pool.pool import Pool
from cloister.telemetry.lines import PLATFORM_ERROR, Ended
from cloister.telemetry.subject import about_environment, about_function
from cloister.telemetry.tally import Count, Tally


class Dispatcher:
    """Runs invocations, each under its leases."""

    def __init__(
        self,
        *,
        admission: Admission,
        tenants: TenantAdmission,
        pool: Pool,
        tally: Tally,
        clock: Clock,
    ) -> None:
        self._tenants = tenants
        self._admission = admission
        self._pool = pool
        self._tally = tally
        self._clock = clock

    @contextlib.asynccontextmanager
    async def dispatch(self, invocation: Invocation) -> AsyncIterator[Answer]:
        """The answer; concurrency and environment are held until the block ends, so also while it is being sent.

        Raises Throttled, EnvironmentStartFailed, SnapStartFailed and SnapStartTimedOut; the event has not run then.
        """
        about_function(invocation.version.name)
        count = self._tally.count(invocation)
        try:
            # The tenant's own limit first: who is over it must not use up what others may.
            with (
                self._tenants.admit(invocation),
                self._admission.admit(invocation.version),
                count,
            ):
                async with self._pool.lease(invocation.version, invocation.key) as environment:
                    yield await self._run(environment, invocation, count)
        except Throttled:
            count.throttled()
            raise

    async def _run(self, environment: Environment, invocation: Invocation, count: Count) -> Answer:
        about_environment(environment.id)
        if not environment.invocations:
            count.environment_created()
        if environment.initialization is InitializationType.PROVISIONED_CONCURRENCY:
            count.provisioned()
        elif self._pool.provisions.wanted(invocation.version):
            count.spilled_over()
        started_at = self._clock.now()
        run = await environment.run(invocation)
        report = _report(invocation, run)
        ended_at = self._clock.now()
        environment.log.happened(Ended(ended_at, report))
        answer = Answer(
            outcome=run.outcome,
            report=report,
            printed=run.printed,
            started_at=started_at,
            ended_at=ended_at,
        )
        count.ran(answer)
        return answer


def _report(invocation: Invocation, run: Run) -> Report:
    status, error_type = _status(run.outcome)
    restore_ms = run.restore.billed_ms if run.restore else 0
    return Report(
        request_id=invocation.request_id,
        duration_ms=run.duration_ms,
        # Init is billed as well (docs, lambda-runtime-environment).
        billed_ms=math.ceil(run.duration_ms + (run.init_ms or 0.0)) + restore_ms,
        memory_mb=invocation.version.configuration.memory_mb,
        memory_used_mb=run.memory_used_mb,
        init_ms=run.init_ms,
        restore=run.restore,
        status=status,
        error_type=error_type,
    )


def _status(outcome: Outcome) -> tuple[str | None, str | None]:
    if isinstance(outcome, FunctionFailed):
        if outcome.error_type == TIMED_OUT:
            return "timeout", None
        if PLATFORM_ERROR.fullmatch(outcome.error_type):
            return "error", outcome.error_type
    # What the handler itself raised is the function's affair: AWS's report shows no status for it.
    return None, None
