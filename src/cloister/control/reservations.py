"""Concurrency that owners set apart for a function, never so much that the others have less than AWS leaves them."""

import asyncio
from dataclasses import replace

from cloister.control.accounts import Account
from cloister.control.whole_functions import WholeFunctions
from cloister.domain import limits
from cloister.domain.arn import FunctionReference
from cloister.domain.errors import InvalidParameterValue
from cloister.domain.function import Function


class Reservations:
    """The invoke path reads what is stored: a change counts from the next invocation on, also in warm environments."""

    def __init__(self, functions: WholeFunctions, account: Account) -> None:
        self._functions = functions
        self._account = account
        # Two functions that reserve at once must not both get what is left.
        self._turn = asyncio.Lock()

    async def put(self, reference: FunctionReference, units: int) -> int:
        """What the function has now, durable on return; 0 stops it.

        Raises ResourceNotFound, and InvalidParameterValue for a part of a function or more than can be set apart.
        """
        _check_unqualified(reference)

        def reserved(before: Function) -> Function:
            self._check_left(units - (before.reserved_concurrency or 0))
            return replace(before, reserved_concurrency=units)

        async with self._turn:
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

    def _check_left(self, more: int) -> None:
        # An account that never had the minimum may still stop a function, or give back.
        left = self._account.usage().unreserved_concurrency - more
        if more > 0 and left < limits.UNRESERVED_CONCURRENCY_MIN:
            raise InvalidParameterValue(
                "Specified ReservedConcurrentExecutions for function decreases account's "
                "UnreservedConcurrentExecution below its minimum value of "
                f"[{limits.UNRESERVED_CONCURRENCY_MIN}]."
            )


def _check_unqualified(reference: FunctionReference) -> None:
    """Unlike other operations on whole functions, these refuse even $LATEST (lambda-facts 2.8)."""
    if reference.qualifier is not None:
        raise InvalidParameterValue(
            "This operation is permitted on Lambda functions only. Aliases and versions do not support this "
            "operation. Please specify either a function name or an unqualified function ARN."
        )
