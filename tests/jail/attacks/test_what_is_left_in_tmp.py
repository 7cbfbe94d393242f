"""Judge0's root touched a tree of the tenant's (CVE-2024-28185, -28189): nobody follows what a sandbox leaves (T5)."""

from pathlib import Path

import pytest

from cloister.sandbox.namespaces.driver import NamespaceDriver
from tests.jail.attacks.probes_kernel import outside
from tests.support import a_pool, clock

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = """
    import os
    def handler(event, context):
        os.makedirs("/tmp/" + event["mark"])
        for place in ("/tmp", "/tmp/" + event["mark"]):
            os.symlink(event["victim"], place + "/link")
            os.chmod(place, 0o700)
        os.chmod("/tmp", 0)
        return os.path.islink("/tmp/link")
"""
CLEANING_UP = """
import os
def handler(event, context):
    os.chmod(event["place"] + "/link", 0o777)
"""


async def test_what_a_tenant_left_in_tmp_is_gone_and_its_links_were_not_followed(
    driver: NamespaceDriver, tmp_path: Path
) -> None:
    victim, mark = tmp_path / "victim", clock.new_token(8)
    victim.write_text("the host's")
    victim.chmod(0o600)

    async with a_pool(driver, tmp_path / "code") as own:
        event = {"victim": str(victim), "mark": mark}
        await own.run(own.version(ATTACK), event=event)

    assert victim.read_text() == "the host's"
    assert victim.stat().st_mode & 0o777 == 0o600
    left = [found for place in (Path("/tmp"), driver.directory) for found in place.glob(mark)]
    assert left == []


async def test_a_cleaner_that_walks_such_a_tree_changes_the_victim(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.touch(0o600)
    (tmp_path / "link").symlink_to(victim)

    await outside(CLEANING_UP, {"place": str(tmp_path)})

    assert victim.stat().st_mode & 0o777 == 0o777
