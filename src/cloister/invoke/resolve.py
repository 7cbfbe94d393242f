"""From a function's name and qualifier to the version that runs, or the reason why none does."""

from cloister.domain.arn import FunctionReference, Home
from cloister.domain.errors import ResourceConflict, ResourceNotFound
from cloister.domain.function import FunctionState, FunctionVersion
from cloister.domain.ids import LATEST
from cloister.store.functions import FunctionStore


class Resolver:
    """Reads the store's memory only: it is called by every invocation."""

    def __init__(self, store: FunctionStore, home: Home) -> None:
        self._store = store
        self._home = home

    def version(self, reference: FunctionReference) -> FunctionVersion:
        """The version to run now. Raises ResourceNotFound, and ResourceConflict while it is being created."""
        qualifier = reference.qualifier or LATEST
        function = self._store.get(self._home.account, self._home.region, reference.name)
        if function is None or qualifier != LATEST:
            # Invoke names the qualifier also when none was given (recorded 2025-11, lambda-facts 2.1).
            arn = self._home.function_arn(reference.name, qualifier)
            raise ResourceNotFound(f"Function not found: {arn}")
        if function.state is not FunctionState.ACTIVE:
            arn = self._home.function_arn(reference.name)
            raise ResourceConflict(
                "The operation cannot be performed at this time. "
                f"The function is currently in the following state: {function.state}: {arn}"
            )
        return function.latest()

    def invoked_arn(self, reference: FunctionReference) -> str:
        """The ARN that the function's context shows: with the qualifier that the caller gave, if any."""
        return self._home.function_arn(reference.name, reference.qualifier)
