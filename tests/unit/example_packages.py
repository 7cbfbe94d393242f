"""Packages of a few entries, and those that are made to do harm."""

import io
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

COULD_NOT_UNZIP = "Could not unzip uploaded file. Please check your file, then try to upload again."
HANDLER = b"def handler(event, context):\n    return event\n"


def entry(
    name: str, mode: int | None = None, *, method: int = zipfile.ZIP_DEFLATED
) -> zipfile.ZipInfo:
    usual = stat.S_IFDIR | 0o755 if name.endswith("/") else stat.S_IFREG | 0o644
    info = zipfile.ZipInfo("placeholder", (2024, 2, 29, 12, 30, 58))
    info.filename = name  # after the constructor, which would cut the name at a NUL
    info.external_attr = (usual if mode is None else mode) << 16
    info.create_system = 3
    info.compress_type = method
    return info


def package(*entries: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for info, data in entries:
            archive.writestr(info, data)
    return buffer.getvalue()


def named(*names: str) -> bytes:
    return package(*((entry(name), b"" if name.endswith("/") else HANDLER) for name in names))


def files_below(root: Path) -> Mapping[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def left_in(root: Path) -> list[Path]:
    return [path for directory in root.iterdir() for path in directory.iterdir()]
