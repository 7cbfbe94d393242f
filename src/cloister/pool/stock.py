"""How many prepared environments a function version should have.

A prepared environment has run init and served nobody. AWS's init never learns of a tenant either, so it may be bound
to any one tenant, once.
"""

from typing import Final

from cloister.domain import limits
from cloister.domain.demand import Foresight

FORESIGHT: Final = Foresight(
    window=limits.STOCK_WINDOW,
    ahead=limits.STOCK_AHEAD,
    keep=limits.STOCK_KEEP,
    least=1,
    most=limits.STOCK_PER_VERSION_MAX,
    arrivals_kept=limits.STOCK_ARRIVALS_KEPT,
)
