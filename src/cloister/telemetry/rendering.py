"""Strangers' text on a terminal: what could move a cursor, hide or reorder what is around it is written as a code."""

import re
from typing import Final

_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
"""Control characters but the tab, marks of direction, invisible ones, line ends of any kind, halves of characters."""


def printable(text: str) -> str:
    """The text on one line, which does to a terminal nothing but show itself."""
    return _UNPRINTABLE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"  # noqa: PLR2004 # two hex digits
