"""Admit, lease, run, record: the way that every invocation goes, and what it holds until its answer is sent."""

from cloister.domain.environment import InitializationType
from cloister.domain.errors import Throttled
from cloister.domain.invocation import Answer, Invocation
from cloister.invoke.admission import Admission, Unit
from cloister.invoke.tenant_limits import Place, TenantAdmission
from cloister.pool.environment import Environment
from cloister.pool.pool import Pool
from cloister.telemetry.subject import about_environment, about_function
from cloister.telemetry.tally import Page, Tally


class Dispatcher:
    """Runs invocations, each under its leases."""

    def __init__(
        self, *, admission: Admission, tenants: TenantAdmission, pool: Pool, tally: Tally
    ) -> None:
        self.admission = admission
        self.tenants = tenants
        self.pool = pool
        self.tally = tally

    def dispatch(self, invocation: Invocation) -> "_Dispatch":
        """`async with` it for the answer. Concurrency and environment are held until the block ends, so also while it
        is being sent.

        Entering raises Throttled, EnvironmentStartFailed, SnapStartFailed and SnapStartTimedOut; the event has not run
        then.
        """
        return _Dispatch(self, invocation)


class _Dispatch:
    """All that one invocation holds. Generators and leases in one another would take a tenth of its way here."""

    _place: Place | None = None
    """Of its tenant, if that has a limit."""
    _unit: Unit | None = None
    _page: Page | None = None
    """In the books."""
    _environment: Environment | None = None

    def __init__(self, dispatcher: Dispatcher, invocation: Invocation) -> None:
        self._dispatcher = dispatcher
        self._invocation = invocation

    async def __aenter__(self) -> Answer:
        dispatcher, invocation = self._dispatcher, self._invocation
        version, key = invocation.version, invocation.key
        about_function(version.name)
        try:
            # The tenant's own limit first: who is over it must not use up what others may.
            self._place = dispatcher.tenants.take(invocation)
            self._unit = dispatcher.admission.take(version)
            self._page = page = dispatcher.tally.began(invocation)
            environment = dispatcher.pool.take_idle(version, key)
            if environment is None:
                environment = await dispatcher.pool.obtain(version, key)
            self._environment = environment
            self._note(environment, page)
            answer = await environment.run(invocation)
            page.ran(invocation, answer)
        except BaseException as error:
            self._give_back()
            if isinstance(error, Throttled):
                dispatcher.tally.throttled(invocation)
            raise
        return answer

    async def __aexit__(self, *_: object) -> None:
        self._give_back()

    def _note(self, environment: Environment, page: Page) -> None:
        """Whose environment it is, in the books and in the server's own log."""
        about_environment(environment.id)
        if not environment.invocations:
            page.environment_created()
        if environment.initialization is InitializationType.PROVISIONED_CONCURRENCY:
            page.provisioned()
        elif self._dispatcher.pool.provisions.get(self._invocation.version.revision):
            page.spilled_over()

    def _give_back(self) -> None:
        """Whatever was taken, the last first."""
        dispatcher = self._dispatcher
        if self._environment is not None:
            dispatcher.pool.give_back(self._environment)
        if self._page is not None:
            self._page.ended()
        if self._unit is not None:
            dispatcher.admission.give_back(self._unit)
        if self._place is not None:
            dispatcher.tenants.give_back(self._place)
