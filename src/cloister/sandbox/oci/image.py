"""A root directory for each interpreter: the jail's layers put into one, with the entry beside the runtime client.

Built once below the driver's own directory and never changed; its files are links to the layers', which are this
driver's alone too. What sandboxes could tell each other through an inode (locks, watches) a runtime's own kernel
keeps, or an overlay for each (runtimes.py).
"""

import hashlib
import shutil
from pathlib import Path

from cloister.sandbox.namespaces.interpreters import Interpreter
from cloister.sandbox.namespaces.layers import build_layers
from cloister.sandbox.oci import entry
from cloister.sandbox.oci.merging import merge

ENTRY_DIRECTORY = "var/runtime/cloister/sandbox/oci"


def build_image(directory: Path, interpreter: Interpreter) -> Path:
    """The root directory for this interpreter, complete, in `directory`.

    One caller at a time. Raises OSError or subprocess.SubprocessError when it can't be made; what a caller that was
    killed left half-made is gone afterwards.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for half_built in directory.glob(".*"):
        shutil.rmtree(half_built)
    layers = build_layers(directory / "layers", interpreter)
    source = Path(entry.__file__)
    digest = hashlib.sha256(source.read_bytes() + "\n".join(layers).encode()).hexdigest()[:16]
    image = directory / f"{interpreter.runtime}-{digest}"
    if image.is_dir():
        return image
    building = directory / f".{image.name}"
    merge([directory / "layers" / layer for layer in layers], building)
    for file in (source, source.with_name("__init__.py")):
        (building / ENTRY_DIRECTORY).mkdir(exist_ok=True)
        shutil.copy(file, building / ENTRY_DIRECTORY / file.name)
    building.chmod(0o755)
    building.rename(image)
    return image
