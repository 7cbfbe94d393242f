"""SQL by name, out of the `.sql` files beside the modules that run it."""

import functools
import re
from collections.abc import Iterator, Mapping
from importlib import resources

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def statements(package: str, file: str) -> Mapping[str, str]:
    """The statements of a file, each behind its `-- name:` line. It is read when the first of them is asked for.

    Asking raises ValueError if two have one name.
    """
    return _Statements(package, file)


class _Statements(Mapping[str, str]):
    def __init__(self, package: str, file: str) -> None:
        self._file = resources.files(package).joinpath(file)

    def __getitem__(self, name: str) -> str:
        return self._named[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._named)

    def __len__(self) -> int:
        return len(self._named)

    @functools.cached_property
    def _named(self) -> dict[str, str]:
        _, *pieces = _NAME.split(self._file.read_text())
        named = dict(zip(pieces[::2], pieces[1::2], strict=True))
        if len(named) * 2 != len(pieces):
            raise ValueError(f"{self._file}: a name is given twice")
        return named
