"""Layers as a function in the jail finds them: one tree at /opt, below its own code, and nobody can change it."""

import pytest

from tests.support import RUNTIME, Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

READS_OPT = """
    from pathlib import Path
    def handler(event, context):
        return {
            str(path.relative_to("/opt")): path.read_text()
            for path in sorted(Path("/opt").rglob("*")) if path.is_file()
        }
"""


async def test_of_two_files_in_one_place_the_later_layers_is_seen(lab: Lab) -> None:
    first = lab.layer({"both": "1", "first": "1"})
    second = lab.layer({"both": "2", "second": "2"})

    seen = await lab.result(READS_OPT, layers=(first, second))

    assert seen == {"both": "2", "first": "1", "second": "2"}


async def test_five_layers_are_one_tree(lab: Lab) -> None:
    layers = [lab.layer({f"lib/{number}": str(number), "last": str(number)}) for number in range(5)]

    seen = await lab.result(READS_OPT, layers=tuple(layers))

    assert seen == {**{f"lib/{number}": str(number) for number in range(5)}, "last": "4"}


async def test_two_layers_of_the_same_content_are_as_good_as_one(lab: Lab) -> None:
    layer, other = lab.layer({"file": "1"}), lab.layer({"file": "2"})

    seen = await lab.result(READS_OPT, layers=(layer, other, layer))

    assert seen == {"file": "1"}


async def test_without_layers_opt_is_empty(lab: Lab) -> None:
    assert await lab.result(READS_OPT) == {}


async def test_modules_are_found_in_both_of_the_places_that_aws_names(lab: Lab) -> None:
    layer = lab.layer(
        {
            "python/plain.py": "NAME = 'plain'",
            f"python/lib/{RUNTIME}/site-packages/installed.py": "NAME = 'installed'",
            "python/app.py": "raise RuntimeError('the code comes first')",
            "python/twice.py": "NAME = 'python'",
            f"python/lib/{RUNTIME}/site-packages/twice.py": "NAME = 'site-packages'",
        }
    )

    names = await lab.result(
        """
        import installed, plain, twice
        def handler(event, context):
            return [plain.NAME, installed.NAME, twice.NAME]
        """,
        layers=(layer,),
    )

    assert names == ["plain", "installed", "site-packages"]


async def test_a_handler_may_be_in_a_layer(lab: Lab) -> None:
    layer = lab.layer({"python/wrapped.py": "def handler(event, context): return 'of the layer'"})

    answer = await lab.result("", layers=(layer,), handler="wrapped.handler")

    assert answer == "of the layer"


async def test_programs_of_a_layer_are_on_the_path_and_its_libraries_too(lab: Lab) -> None:
    layer = lab.layer({"bin/hello": "#!/bin/sh\necho hello from a layer\n"})
    (lab.code_root / layer.code.digest / "bin/hello").chmod(0o755)

    said, library_path = await lab.result(
        """
        import os, subprocess
        def handler(event, context):
            said = subprocess.run(["hello"], capture_output=True, text=True, check=True).stdout
            return [said, os.environ["LD_LIBRARY_PATH"].split(":")]
        """,
        layers=(layer,),
    )

    assert said == "hello from a layer\n"
    assert "/opt/lib" in library_path


async def test_opt_is_read_only_and_honours_neither_set_user_ids_nor_devices(lab: Lab) -> None:
    layer = lab.layer({"file": "text"})

    options, refusals = await lab.result(
        """
        import errno, os
        from pathlib import Path
        def attempt(what):
            try:
                what()
            except OSError as error:
                return errno.errorcode[error.errno]
            return "done"
        def handler(event, context):
            mounts = [line.split() for line in open("/proc/self/mountinfo")]
            [options] = [fields[5] for fields in mounts if fields[4] == "/opt"]
            return [options.split(","), [
                attempt(lambda: Path("/opt/file").write_text("changed")),
                attempt(lambda: Path("/opt/new").touch()),
                attempt(lambda: os.unlink("/opt/file")),
                attempt(lambda: os.chmod("/opt/file", 0o777)),
            ]]
        """,
        layers=(layer,),
    )

    assert {"ro", "nosuid", "nodev"} <= set(options)
    assert refusals == ["EROFS"] * 4
    assert (lab.code_root / layer.code.digest / "file").read_text() == "text"


async def test_the_mounts_of_layers_tell_no_path_of_the_host(lab: Lab) -> None:
    mounts = await lab.result(
        """
        def handler(event, context):
            return open("/proc/self/mountinfo").read()
        """,
        layers=(lab.layer({"file": "1"}), lab.layer({"file": "2"})),
    )

    assert "lowerdir=layer1:layer2:empty" in mounts
    assert str(lab.code_root) not in mounts
