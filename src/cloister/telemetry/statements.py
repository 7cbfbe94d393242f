"""SQL by name, out of the `.sql` files beside the modules that run it."""

import re
from collections.abc import Mapping
from importlib import resources

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def statements(package: str, file: str) -> Mapping[str, str]:
    """The statements of a file, each behind its `-- name:` line. Raises ValueError if two have one name."""
    text = resources.files(package).joinpath(file).read_text()
    _, *pieces = _NAME.split(text)
    named = dict(zip(pieces[::2], pieces[1::2], strict=True))
    if len(named) * 2 != len(pieces):
        raise ValueError(f"{file}: a name is given twice")
    return named
