"""The parts of a request in the one form that AWS Signature Version 4 signs: one text for one meaning."""

import re
from typing import Final, TypeAlias
from urllib.parse import quote, unquote_to_bytes

Pairs: TypeAlias = list[tuple[str, str]]
"""Names and values of a query, encoded."""

BLANKS: Final = " \t"
"""Around a header's value they do not count."""
_RUN: Final = re.compile(f"[{BLANKS}]+")
_PLAIN_PATH: Final = re.compile("[A-Za-z0-9_.~/-]*")
"""What is quoted as it is."""


def quoted_path(path: str) -> str:
    """The path, which is encoded already, encoded once more: as every service but S3 has it."""
    return path if _PLAIN_PATH.fullmatch(path) else quote(path, safe="/~")


def canonical_pairs(query: str) -> Pairs:
    """Decoded as forms are (a plus is a blank), encoded as AWS does, sorted."""
    if not query:
        return []
    pairs = [part.partition("=") for part in query.split("&") if part]
    return sorted((recoded(name), recoded(value)) for name, _, value in pairs)


def joined(pairs: Pairs) -> str:
    """The canonical query string."""
    return "&".join(f"{name}={value}" for name, value in pairs)


def canonical_value(value: str) -> str:
    """A header's value, with each run of blanks as one."""
    stripped = value.strip(BLANKS)
    return _RUN.sub(" ", stripped) if has_runs(stripped) else stripped


def has_runs(text: str) -> bool:
    """Whether some blanks of it are not just one blank."""
    return "  " in text or "\t" in text


def is_blurred(value: str) -> bool:
    """Whether other values have the same canonical form."""
    return canonical_value(value) != value.strip(BLANKS)


def recoded(text: str) -> str:
    """One name or value of a query, encoded as AWS does, however its client encoded it."""
    return quote(unquote_to_bytes(text.replace("+", " ")), safe="-_.~")
