"""What callers mean by a name and a qualifier, read from the store's memory, or why there is no such thing."""

from collections.abc import Iterator

from cloister.control.revisions import check_revision
from cloister.domain.arn import FunctionReference, Home
from cloister.domain.errors import InvalidParameterValue, ResourceConflict, ResourceNotFound
from cloister.domain.function import Function, FunctionState, UpdateStatus
from cloister.domain.ids import LATEST, FunctionName, RevisionId
from cloister.domain.release import PublishedVersion, Release, Releases, VersionNumber, find
from cloister.store.functions import FunctionStore


class Catalogue:
    """The functions of one home."""

    def __init__(self, store: FunctionStore, home: Home) -> None:
        self._store = store
        self._home = home

    def all(self) -> list[Function]:
        """In no order."""
        return self._store.list(self._home.account, self._home.region)

    def all_releases(self) -> Iterator[Release]:
        """Every function's $LATEST and versions, in no order."""
        for function in self.all():
            yield function
            yield from self.releases(function).versions.values()

    def stored(self, name: FunctionName) -> Function | None:
        return self._store.get(self._home.account, self._home.region, name)

    def function(self, reference: FunctionReference) -> Function:
        """The function, whichever part of it the qualifier names. Raises ResourceNotFound."""
        function = self.stored(reference.name)
        if function is None:
            raise self.not_found(reference)
        return function

    def release(self, reference: FunctionReference) -> Release:
        """$LATEST, or the version that is named, or that an alias points at first. Raises ResourceNotFound."""
        function = self.function(reference)
        release = find(function, self.releases(function), reference.qualifier)
        if release is None:
            raise self.not_found(reference)
        return release

    def releases(self, function: Function) -> Releases:
        """The function's versions and aliases."""
        return self._store.releases(function.account, function.region, function.name)

    def repeated(self, function: Function) -> PublishedVersion | None:
        """The version that was published last, if publishing the function now would only repeat it.

        One that has failed is not repeated: what it lacked may be there now.
        """
        last = self.releases(function).versions.get(VersionNumber(function.last_version))
        if last is None or last.state is FunctionState.FAILED or not last.is_still(function):
            return None
        return last

    def whole(self, reference: FunctionReference) -> Function:
        """A function that is named without a version or alias. Raises as `function` does, and InvalidParameterValue."""
        if reference.qualifier not in {None, LATEST}:
            raise InvalidParameterValue(
                "This operation is permitted on Lambda functions only. Aliases and versions do not support this "
                "operation. Please specify either a function name or an unqualified function ARN."
            )
        return self.function(reference)

    def changeable(self, reference: FunctionReference, revision: RevisionId | None) -> Function:
        """A function that an update may begin on.

        Raises as `whole` does, PreconditionFailed when a revision is given and not the function's, and
        ResourceConflict while the function is being made or changed.
        """
        function = self.whole(reference)
        check_revision(revision, function)
        if function.state is FunctionState.PENDING:
            raise ResourceConflict(
                "The operation cannot be performed at this time. "
                "The function is currently in the following state: Pending"
            )
        if function.last_update_status is UpdateStatus.IN_PROGRESS:
            raise self.in_progress(function)
        return function

    def in_progress(self, function: Function) -> ResourceConflict:
        return ResourceConflict(
            "The operation cannot be performed at this time. "
            f"An update is in progress for resource: {self._home.function_arn(function.name)}"
        )

    def not_found(self, reference: FunctionReference) -> ResourceNotFound:
        qualifier = None if reference.qualifier == LATEST else reference.qualifier
        return ResourceNotFound(
            f"Function not found: {self._home.function_arn(reference.name, qualifier)}"
        )
