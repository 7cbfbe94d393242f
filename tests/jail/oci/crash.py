"""A server's stand-in that is killed: makes one gVisor sandbox in a directory, says which, and waits for its end.

`python -m tests.jail.oci.crash <directory> <installation>`
"""

import asyncio
import sys
from pathlib import Path

from cloister.sandbox.oci.driver import OciDriver
from cloister.sandbox.oci.runtimes import find_runsc
from tests.support import a_pool, an_invocation

BUSY = "def handler(event, context):\n    while True: pass"


async def _main(directory: Path, installation: str) -> None:
    driver = await OciDriver.start(directory, runtime=find_runsc(), installation=installation)
    async with a_pool(driver, directory / "code") as lab:
        version = lab.version(BUSY, timeout_s=900)
        async with lab.lease(version) as environment:
            sys.stdout.write(f"{environment.id}\n")
            sys.stdout.flush()
            await environment.run(an_invocation(version))


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1]), sys.argv[2]))
