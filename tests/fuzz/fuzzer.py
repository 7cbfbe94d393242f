"""atheris on one target, `python -m tests.fuzz.fuzzer TARGET [libFuzzer's options]`, until it raises or time is up."""

import sys

import atheris

with atheris.instrument_imports(include=["cloister", "json", "zipfile"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Does not return: libFuzzer ends the process, with a status other than 0 when the target raised."""
    program, name, *options = sys.argv
    target = TARGETS[name]

    def once(data: bytes) -> None:
        # libFuzzer has a meaning of its own for what a target returns.
        target(data)

    atheris.Setup([program, *options], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
