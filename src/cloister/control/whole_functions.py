"""What is said of a function and all its versions alike, and starts no environment anew: tags, recursion, signing."""

from collections.abc import Callable
from dataclasses import replace

from cloister.control.catalogue import Catalogue
from cloister.control.revisions import new_revision, rewrite
from cloister.domain.arn import FunctionReference
from cloister.domain.clock import Clock
from cloister.domain.function import Function
from cloister.domain.ids import FunctionName
from cloister.store.functions import FunctionStore


class WholeFunctions:
    """Changes that never lose another one's: each is made again if somebody was faster."""

    def __init__(
        self,
        *,
        store: FunctionStore,
        catalogue: Catalogue,
        clock: Clock,
        changed: Callable[[FunctionName], None],
    ) -> None:
        """`changed` is called with a function after each change."""
        self._changed = changed
        self._store = store
        self._catalogue = catalogue
        self._clock = clock

    def get(self, reference: FunctionReference) -> Function:
        """Raises as Catalogue.whole does."""
        return self._catalogue.whole(reference)

    async def change(
        self, reference: FunctionReference, by: Callable[[Function], Function]
    ) -> Function:
        """The function as `by` gives it, durable on return. Raises as `get` and `by` do, and ResourceConflict."""

        async def attempt(before: Function) -> Function | None:
            after = replace(by(before), revision_id=new_revision(self._clock))
            replaced = await self._store.replace(after, expected=before.revision_id)
            return after if replaced else None

        after = await rewrite(lambda: self._catalogue.whole(reference), attempt)
        self._changed(after.name)
        return after
