"""One execution environment: a sandbox bound to one key, one invocation at a time, destroyed when in doubt."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import Enum, auto
from typing import Final, NamedTuple

from cloister.domain import limits
from cloister.domain.clock import Clock
from cloister.domain.environment import (
    TRANSITIONS,
    EnvironmentKey,
    EnvironmentState,
    InitializationType,
)
from cloister.domain.errors import EnvironmentStartFailed, broken, ensure
from cloister.domain.function import FunctionVersion
from cloister.domain.ids import RequestId
from cloister.domain.invocation import (
    Answer,
    FunctionFailed,
    Invocation,
    Outcome,
    Report,
    Restore,
    Returned,
)
from cloister.pool import endings
from cloister.pool.channel import ChannelClosed
from cloister.pool.conversation import Conversation
from cloister.pool.environ import function_environ, log_stream_name
from cloister.pool.output import Output
from cloister.pool.snapshots import InitFailed
from cloister.sandbox.driver import Enforcement, Sandbox
from cloister.telemetry.journal import OpensLog
from cloister.telemetry.lines import (
    Ended,
    InitEnded,
    InitStarted,
    RestoreEnded,
    RestoreStarted,
    Started,
)
from cloister.wire import messages
from cloister.wire.frames import WireError

ATTEMPT_ID_BYTES = messages.ATTEMPT_ID_LENGTH // 2

NOBODYS_REQUEST = RequestId("")
"""Init that nobody waits for belongs to no request: as on AWS its id is empty."""


class _Progress(Enum):
    """How far what goes before a first event has come."""

    BLANK = auto()
    LOADED = auto()
    BEGUN = auto()


class _Beginning(NamedTuple):
    """What went before a first event."""

    failure: FunctionFailed | None = None
    init_ms: float | None = None
    restore: Restore | None = None
    overtime_s: float = 0.0
    """What init took beyond its own limit: it is taken from the function's (lambda-facts 2.6)."""


_BEGUN_BEFORE: Final = _Beginning()


class Environment:
    """A sandbox for one key, or for none yet. Made and destroyed by the pool; between invocations it does nothing."""

    def __init__(
        self,
        *,
        key: EnvironmentKey | None,
        version: FunctionVersion,
        sandbox: Sandbox,
        clock: Clock,
        on_broken: Callable[["Environment"], None],
        opens_log: OpensLog,
        initialization: InitializationType = InitializationType.ON_DEMAND,
    ) -> None:
        self.id: Final = sandbox.id
        self.version: Final = version
        """What it runs, for its whole life."""
        self.initialization = initialization
        self.key = key
        """None until it is bound; then never another."""
        self.state = EnvironmentState.STARTING
        self.started_at = self.last_used_at = clock.monotonic()
        self.invocations = 0
        """That began, the one that runs included."""
        self._sandbox = sandbox
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._conversation = Conversation(
            sandbox, version.configuration.timeout_s, on_broken=lambda: on_broken(self)
        )
        self.log_stream = log_stream_name(version, clock)
        self.log = opens_log(version, self.log_stream, key.tenant if key else None)
        self._output = Output(sandbox.log_fd, self.log.printed)
        self._progress = _Progress.BLANK

    @property
    def enforcement(self) -> Enforcement:
        """What really holds it."""
        return self._sandbox.enforcement

    @property
    def is_loaded(self) -> bool:
        """Whether init has run and gone well."""
        return self._progress is not _Progress.BLANK

    @property
    def is_usable(self) -> bool:
        """Whether another invocation may come: nothing about the last one was in doubt."""
        return self.state is EnvironmentState.IDLE

    async def ready(self) -> None:
        """Waits until the door is closed behind the sandbox. Raises EnvironmentStartFailed when it does not."""
        deadline_at = self._loop.time() + limits.ENVIRONMENT_START_TIMEOUT.total_seconds()
        try:
            await self._conversation.hello(deadline_at=deadline_at)
        except TimeoutError as error:
            raise EnvironmentStartFailed("the sandbox did not start in time") from error
        except (ChannelClosed, WireError) as error:
            end = await self._sandbox.ended()
            raise EnvironmentStartFailed(end.failed or "the sandbox ended at its start") from error
        self.become(EnvironmentState.IDLE)

    def bind(self, key: EnvironmentKey) -> None:
        """From now on it is this key's. Raises BrokenPromise if it is anybody's already, or of another version."""
        ensure(self.key is None, "a bound environment is never bound again", self.id)
        tenantless = key._replace(tenant=None)
        own = EnvironmentKey(
            self.version.account,
            self.version.name,
            self.version.version,
            self.version.revision,
            None,
        )
        ensure(tenantless == own, "an environment runs one version only", self.id)
        self.key = key
        if key.tenant is not None:
            self.log.bind(key.tenant)

    async def prepare(self) -> InitFailed | None:
        """Run init before there is a tenant. If it failed, or this raises, the environment is to be destroyed."""
        self.become(EnvironmentState.BUSY)
        deadline_at = self._loop.time() + self._init_limit_s()
        failure = await self._load(NOBODYS_REQUEST, deadline_at, rehearse=True)
        if failure is None:
            # It may have been retired meanwhile.
            if self.state is not EnvironmentState.DESTROYED:
                self._rest()
            return None
        if self.initialization is InitializationType.SNAP_START:
            # It was nobody's, and its log would go with it.
            self.log.keep()
        return InitFailed(failure.error_type, self.log_stream)

    async def run(self, invocation: Invocation) -> Answer:
        """Run one invocation, after init if it is the first.

        Afterwards the environment is idle, or it is destroyed: after a timeout, an exit, or anything unexpected.
        Raises BrokenPromise if the invocation is for another key, EnvironmentStartFailed if the sandbox was lost,
        SnapStartFailed or SnapStartTimedOut for what the function does after a snapshot.
        """
        if invocation.key != self.key:
            broken("an environment never changes hands", self.id)
        self.become(EnvironmentState.BUSY)
        self.invocations += 1
        self._sandbox.thaw()
        try:
            beginning = _BEGUN_BEFORE
            if self._progress is not _Progress.BEGUN:
                beginning = await self._begin(invocation.request_id)
            began, began_at = self._clock.monotonic(), self._clock.now()
            self.log.happened(Started(began_at, invocation.request_id, invocation.invoked_arn))
            outcome: Outcome | None = beginning.failure
            if outcome is None:
                answer = await self._ask(invocation, began_at, beginning.overtime_s)
                outcome = self._outcome(answer, invocation.request_id)
            self.last_used_at = self._clock.monotonic()
            report = self._report(
                invocation, outcome, beginning, (self.last_used_at - began) * 1000
            )
            printed = self._output.take()
        except BaseException:
            # Cancelled, or lost: what the function does now is unknown, so nobody gets this environment again.
            await self.destroy()
            raise
        if self._conversation.is_in_doubt or self.state is EnvironmentState.DESTROYED:
            # Or stopped in the moment in which it answered: what it said counts, and it is on its way out.
            await self.destroy()
        else:
            self._rest()
        ended_at = self._clock.now()
        self.log.happened(Ended(ended_at, report))
        return Answer(outcome, report, printed, began_at, ended_at)

    async def destroy(self) -> None:
        """Nothing of it is left afterwards. Never raises, idempotent."""
        if self.state is not EnvironmentState.DESTROYED:
            self.become(EnvironmentState.DESTROYED)
            self._conversation.close()
            self._output.close()
            self.log.close()
        await self._sandbox.destroy()

    async def ended(self) -> None:
        """Waits until nothing of it is left. It goes on if the caller is cancelled."""
        await self._sandbox.ended()

    def _init_limit_s(self) -> float:
        if self.initialization is InitializationType.ON_DEMAND:
            return limits.INIT_TIMEOUT.total_seconds()
        longer_s = limits.LONG_INIT_TIMEOUT.total_seconds()
        return max(longer_s, self.version.configuration.timeout_s)

    def _rest(self) -> None:
        # Between invocations nothing of it runs, as on AWS: what it began goes on with the next one.
        self._sandbox.freeze()
        self.become(EnvironmentState.IDLE)

    def become(self, state: EnvironmentState) -> None:
        """Change state along TRANSITIONS. Raises BrokenPromise for any other way."""
        if state not in TRANSITIONS[self.state]:
            broken("transition", self.state, state)
        self.state = state

    def _report(
        self,
        invocation: Invocation,
        outcome: Outcome,
        beginning: _Beginning,
        duration_ms: float,
    ) -> Report:
        _, init_ms, restore, _ = beginning
        # Init is billed as well (docs, lambda-runtime-environment).
        billed_ms = math.ceil(duration_ms + (init_ms or 0.0))
        status, error_type = endings.status(outcome)
        return Report(
            request_id=invocation.request_id,
            duration_ms=duration_ms,
            billed_ms=billed_ms if restore is None else billed_ms + restore.billed_ms,
            memory_mb=self.version.configuration.memory_mb,
            memory_used_mb=-(-self._sandbox.memory_peak_bytes() // limits.MIB),
            init_ms=init_ms,
            restore=restore,
            status=status,
            error_type=error_type,
        )

    async def _begin(self, request_id: RequestId) -> _Beginning:
        """Init, unless it has run, and what comes after a snapshot where the version has one."""
        if self.version.snap_starts:
            beginning = await self._restored(request_id)
        elif not self.is_loaded:
            beginning = await self._init(request_id)
        else:
            beginning = _BEGUN_BEFORE
        if beginning.failure is None:
            self._progress = _Progress.BEGUN
        return beginning

    async def _init(self, request_id: RequestId) -> _Beginning:
        init_limit_s = limits.INIT_TIMEOUT.total_seconds()
        allowed_s = init_limit_s + self.version.configuration.timeout_s
        started = self._clock.monotonic()
        failure = await self._load(request_id, self._loop.time() + allowed_s)
        took_s = self._clock.monotonic() - started
        return _Beginning(
            failure, init_ms=took_s * 1000, overtime_s=max(0.0, took_s - init_limit_s)
        )

    async def _restored(self, request_id: RequestId) -> _Beginning:
        """As after a snapshot, for which init stands. Where that has not run it does now, within its own limit."""
        self.log.happened(RestoreStarted(self._clock.now()))
        came = self._clock.monotonic()
        failure: FunctionFailed | None = None
        if not self.is_loaded:
            init_until = self._loop.time() + self._init_limit_s()
            failure = await self._load(request_id, init_until)
        began = self._clock.monotonic()
        error_type = failure.error_type if failure else await self._after_snapshot(request_id)
        ended = self._clock.monotonic()
        took_ms = (ended - came) * 1000
        self.log.happened(RestoreEnded(self._clock.now(), took_ms, error_type))
        if failure is not None:
            return _Beginning(failure, init_ms=took_ms)
        if error_type is not None:
            raise endings.not_restored(error_type)
        restore = Restore(duration_ms=took_ms, hooks_ms=(ended - began) * 1000)
        return _Beginning(restore=restore)

    async def _after_snapshot(self, request_id: RequestId) -> str | None:
        """What kind of error came of it; None where it went well."""
        limit_s = limits.RESTORE_TIMEOUT.total_seconds()
        deadline_at = self._loop.time() + limit_s
        answer = await self._conversation.ask(messages.Restore(), request_id, deadline_at)
        # What was printed comes before what is said of it.
        self._output.drain()
        match answer:
            case messages.Restored():
                return None
            case messages.RestoreFailed(error_type) | FunctionFailed(error_type):
                return error_type
            case _:
                return endings.MISBEHAVED

    async def _load(
        self, request_id: RequestId, deadline_at: float, *, rehearse: bool = False
    ) -> FunctionFailed | None:
        """Run init: None when it went well."""
        started_at, started = self._clock.now(), self._clock.monotonic()
        self.log.happened(InitStarted(started_at, self.initialization))
        failure = await self._loaded(request_id, deadline_at, rehearse=rehearse)
        # What init printed comes before what is said of it.
        self._output.drain()
        took_ms = (self._clock.monotonic() - started) * 1000
        error_type = failure.error_type if failure else None
        self.log.happened(InitEnded(self._clock.now(), took_ms, error_type, self.initialization))
        return failure

    async def _loaded(
        self, request_id: RequestId, deadline_at: float, *, rehearse: bool
    ) -> FunctionFailed | None:
        load = messages.Load(
            self.version.configuration.handler,
            function_environ(
                self.version, log_stream=self.log_stream, initialization=self.initialization
            ),
            rehearse,
        )
        answer = await self._conversation.ask(load, request_id, deadline_at)
        match answer:
            case messages.Loaded():
                self._progress = _Progress.LOADED
                self._sandbox.limit_cpu(cpu_quota(self.version.configuration.memory_mb))
                return None
            case messages.LoadFailed(error_type, payload):
                self._conversation.is_in_doubt = True
                return FunctionFailed(error_type, payload)
            case FunctionFailed():
                return answer
            case _:
                return self._conversation.misbehaved(request_id)

    def _ask(
        self, invocation: Invocation, began_at: datetime, overtime_s: float
    ) -> Awaitable[messages.FromSandbox | FunctionFailed]:
        """What is answered to the event, within what init has left of the function's time."""
        allowed_s = self.version.configuration.timeout_s - overtime_s
        event = messages.Invoke(
            attempt=self._clock.new_token(ATTEMPT_ID_BYTES).encode(),
            request_id=invocation.request_id,
            deadline_ms=int((began_at.timestamp() + allowed_s) * 1000),
            invoked_arn=invocation.invoked_arn,
            tenant=invocation.tenant,
            client_context=invocation.client_context,
            trace_id=invocation.trace_id,
            payload=invocation.payload,
        )
        deadline_at = self._loop.time() + allowed_s
        return self._conversation.ask(event, invocation.request_id, deadline_at)

    def _outcome(
        self, answer: messages.FromSandbox | FunctionFailed, request_id: RequestId
    ) -> Outcome:
        match answer:
            case messages.Returned() if len(answer.payload) <= limits.PAYLOAD_SYNC_BYTES_MAX:
                return Returned(answer.payload)
            case messages.Returned():
                return endings.response_too_large()
            case messages.Failed():
                return FunctionFailed(answer.error_type, answer.payload)
            case FunctionFailed():
                return answer
            case _:
                return self._conversation.misbehaved(request_id)


def cpu_quota(memory_mb: int) -> float:
    """The cores that go with so much memory: 1,769 MB are one."""
    return max(limits.CPU_SHARE_MIN, memory_mb / limits.MEMORY_MB_PER_VCPU)
