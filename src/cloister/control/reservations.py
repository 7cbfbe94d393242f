"""Concurrency that owners set apart for a function, never so much that the others have less than AWS leaves them."""

from dataclasses import replace

from cloister.control.accounts import Account
from cloister.control.catalogue import Catalogue
from cloister.control.whole_functions import WholeFunctions
from cloister.domain.arn import FunctionReference
from cloister.domain.errors import InvalidParameterValue
from cloister.domain.function import Function
from cloister.domain.release import provisions, set_apart


class Reservations:
    """The invoke path reads what is stored: a change counts from the next invocation on, also in warm environments."""

    def __init__(self, functions: WholeFunctions, catalogue: Catalogue, account: Account) -> None:
        self._functions = functions
        self._catalogue = catalogue
        self._account = account

    async def put(self, reference: FunctionReference, units: int) -> int:
        """What the function has now, durable on return; 0 stops it.

        Raises ResourceNotFound, and InvalidParameterValue for a part of a function, for more than can be set apart,
        and for less than is provisioned.
        """
        _check_unqualified(reference)

        def reserved(before: Function) -> Function:
            self._check(before, units)
            return replace(before, reserved_concurrency=units)

        async with self._account.turn:
            await self._functions.change(reference, reserved)
        return units

    def get(self, reference: FunctionReference) -> int | None:
        """None where nothing is set apart. Raises as `put` does for the function."""
        _check_unqualified(reference)
        return self._functions.get(reference).reserved_concurrency

    async def delete(self, reference: FunctionReference) -> None:
        """The function shares what the account has left, perhaps as before. Raises as `get` does."""
        if self.get(reference) is not None:
            await self._functions.change(
                reference, lambda before: replace(before, reserved_concurrency=None)
            )

    def _check(self, before: Function, units: int) -> None:
        releases = self._catalogue.releases(before)
        provisioned = sum(provisions(releases).values())
        if units < provisioned:
            raise InvalidParameterValue(
                f"ReservedConcurrentExecutions  {units} should not be lower than function's "
                f"total provisioned concurrency [{provisioned}]."
            )
        more = units - set_apart(before, releases)
        self._account.check_left(more, what="ReservedConcurrentExecutions")


def _check_unqualified(reference: FunctionReference) -> None:
    """Unlike other operations on whole functions, these refuse even $LATEST (lambda-facts 2.8)."""
    if reference.qualifier is not None:
        raise InvalidParameterValue(
            "This operation is permitted on Lambda functions only. Aliases and versions do not support this "
            "operation. Please specify either a function name or an unqualified function ARN."
        )
