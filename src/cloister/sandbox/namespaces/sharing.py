"""A template's memory as a file that its forks map: what they copied and did not change they give back (sharing.c)."""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass

from cloister.runtime.process import SHARING


@dataclass(frozen=True)
class Sharing:
    """Looked up once, in a template: a fork would copy pages for it."""

    share: Callable[[], object]
    """Once, in the template. Its memory is a file's afterwards, with the same bytes in it, which nobody can change."""
    give_back: Callable[[], object]
    """In a fork that is idle: pages that are as they were in the file are the file's again.

    Nothing happens where there are other threads or processes, nor where the template could not share.
    """


def find_sharing() -> Sharing:
    """What the image has for it; where the machine has no compiler that does nothing."""
    try:
        # PyDLL: no other thread may run Python meanwhile.
        library = ctypes.PyDLL(SHARING)
    except OSError:
        return Sharing(share=_nothing, give_back=_nothing)
    return Sharing(share=library.share, give_back=library.give_back)


def _nothing() -> None:
    pass
