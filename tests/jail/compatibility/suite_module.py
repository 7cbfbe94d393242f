"""One module of CPython's test suite, `python suite_module.py test.test_json REPORT`: how each of its tests ended.

It goes into the package of the function that runs it, and so imports nothing of ours. The suite's own runner is not
used: its report leaves out the tests of which a subtest fails.
"""

import json
import sys
import unittest
from pathlib import Path
from typing import Any

from test import support  # type: ignore[import-not-found] # typeshed leaves the suite out


def main() -> None:
    """Run the module and write the report."""
    _, module, report = sys.argv
    # Nothing that the suite asks to be told to use: outer networks, minutes, gigabytes.
    support.use_resources = ()
    result = unittest.TestResult()
    try:
        unittest.defaultTestLoader.loadTestsFromName(module).run(result)
    except unittest.SkipTest as reason:
        Path(report).write_text(json.dumps(_told([], [(module, str(reason))], ran=0)))
        return
    failed = [(_name(test), text) for test, text in (*result.failures, *result.errors)]
    skipped = [(_name(test), reason) for test, reason in result.skipped]
    Path(report).write_text(json.dumps(_told(failed, skipped, ran=result.testsRun)))


def _name(test: unittest.TestCase) -> str:
    """A subtest counts as its test."""
    return str(getattr(test, "test_case", test).id())


def _told(
    failed: list[tuple[str, str]], skipped: list[tuple[str, str]], *, ran: int
) -> dict[str, Any]:  # Any: JSON
    last_lines = {name: text.rstrip().rpartition("\n")[2] for name, text in failed}
    return {"ran": ran, "failed": last_lines, "skipped": dict(skipped)}


if __name__ == "__main__":
    main()
