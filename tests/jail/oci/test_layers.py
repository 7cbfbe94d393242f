"""Layers as a function in gVisor finds them: as in the jail, though no overlay is made for them."""

import pytest

from tests.jail.test_layers import READS_OPT
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_of_two_files_in_one_place_the_later_layers_is_seen(lab: Lab) -> None:
    first = lab.layer({"both": "1", "deep/first": "1", "file or directory/in it": "1"})
    second = lab.layer({"both": "2", "deep/second": "2", "file or directory": "2"})

    seen = await lab.result(READS_OPT, layers=(first, second))

    assert seen == {"both": "2", "deep/first": "1", "deep/second": "2", "file or directory": "2"}


async def test_one_layer_is_seen_by_a_mount_that_is_read_only(lab: Lab) -> None:
    layer = lab.layer({"python/of_a_layer.py": "NAME = 'layer'"})

    name, options = await lab.result(
        """
        import of_a_layer
        def handler(event, context):
            mounts = [line.split() for line in open("/proc/self/mounts")]
            [options] = [fields[3] for fields in mounts if fields[1] == "/opt"]
            return [of_a_layer.NAME, options.split(",")]
        """,
        layers=(layer,),
    )

    assert name == "layer"
    assert "ro" in options
