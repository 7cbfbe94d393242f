"""`make fuzz`: every target under atheris, one after the other. The first that raises ends it, its input is kept.

FUZZ_SECONDS, 60 unless told otherwise, are for all of them together. A corpus grows in build/fuzz from run to run.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.fuzz.seeds import SEEDS
from tests.fuzz.targets import TARGETS

CORPORA = Path("build/fuzz")
SECONDS_DEFAULT = 60
INPUT_BYTES_MAX = 4096
"""Longer ones only find the same branches more slowly."""


def main() -> None:
    """Exits with the status of the first target that raised, or with 0."""
    seconds = int(os.environ.get("FUZZ_SECONDS", SECONDS_DEFAULT)) // len(TARGETS)
    for name in TARGETS:
        sys.stdout.write(f"Fuzzing {name} for {seconds} s\n")
        sys.stdout.flush()
        command = [sys.executable, "-m", "tests.fuzz.fuzzer", name, *_options(name, seconds)]
        status = subprocess.run(command, check=False).returncode
        if status != 0:
            sys.exit(status)


def _options(name: str, seconds: int) -> list[str]:
    corpus = CORPORA / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[name]):
        (corpus / f"seed-{number}").write_bytes(seed)
    return [
        str(corpus),
        f"-max_total_time={seconds}",
        f"-max_len={INPUT_BYTES_MAX}",
        f"-artifact_prefix={CORPORA}/{name}-",
        "-verbosity=0",
        "-print_final_stats=1",
    ]


if __name__ == "__main__":
    main()
