"""What a function in gVisor sees and may do: attacks from inside a real invoked function."""

import json
import os
from pathlib import Path

import pytest

from tests.support import Lab, an_invocation

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_kernel_that_it_sees_is_gvisors(lab: Lab) -> None:
    release, version, host_name = await lab.result(
        """
        import os
        def handler(event, context):
            return [os.uname().release, open("/proc/version").read(), os.uname().nodename]
        """
    )

    assert release == "4.4.0"
    assert release != os.uname().release
    assert "2016" in version
    assert host_name == "sandbox"


async def test_its_user_is_nobody_special_and_has_no_capability(lab: Lab) -> None:
    ids, capabilities = await lab.result(
        """
        import os
        def handler(event, context):
            status = dict(line.split(":", 1) for line in open("/proc/self/status"))
            names = ("CapInh", "CapPrm", "CapEff", "CapBnd")
            return [[os.getresuid(), os.getresgid()], [int(status[name], 16) for name in names]]
        """
    )

    assert ids == [[1000, 1000, 1000], [1000, 1000, 1000]]
    assert capabilities == [0, 0, 0, 0]


async def test_there_is_no_way_to_become_root(lab: Lab) -> None:
    refusals = await lab.result(
        """
        import ctypes, os
        def attempt(what):
            try:
                what()
            except OSError as error:
                return error.strerror
            return "done"
        libc = ctypes.CDLL(None, use_errno=True)
        def call(name, *arguments):
            if getattr(libc, name)(*arguments) < 0:
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        def the_disk():
            # gVisor makes the node without asking: what counts is that there is no disk behind it.
            os.mknod("/tmp/disk", 0o60666, os.makedev(254, 0))
            open("/tmp/disk", "rb").close()
        def handler(event, context):
            return {
                "setuid": attempt(lambda: os.setuid(0)),
                "mount": attempt(lambda: call("mount", b"none", b"/tmp", b"tmpfs", 0, None)),
                "chroot": attempt(lambda: os.chroot("/tmp")),
                "the disk": attempt(the_disk),
                "sethostname": attempt(lambda: call("sethostname", b"evil", 4)),
            }
        """
    )

    assert refusals.pop("the disk") in ("No such device or address", "Operation not permitted")
    assert set(refusals.values()) == {"Operation not permitted"}


async def test_it_has_loopback_and_no_other_network(lab: Lab) -> None:
    interfaces, outside, loopback = await lab.result(
        """
        import socket
        def handler(event, context):
            try:
                socket.create_connection(("192.0.2.1", 80), timeout=1)
                outside = "connected"
            except OSError as error:
                outside = error.strerror
            with socket.create_server(("127.0.0.1", 0)) as server:
                socket.create_connection(server.getsockname()).close()
            return [[name for _, name in socket.if_nameindex()], outside, "works"]
        """
    )

    assert interfaces == ["lo"]
    assert outside in ("Network is unreachable", "No route to host")
    assert loopback == "works"


async def test_nothing_of_the_host_is_there(lab: Lab, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the host's")

    found = await lab.result(
        """
        import os
        def handler(event, context):
            ways = ["", "/proc/1/root", "/proc/self/root", "/var/task/../../../..", "/proc/self/cwd/../.."]
            paths = [event["secret"], "/etc/shadow", "/root", "/home", "/var/lib", "/run"]
            hits = [way + path for way in ways for path in paths if os.path.exists(way + path)]
            mounts = open("/proc/self/mountinfo").read() + open("/proc/mounts").read()
            told = [word for word in ("/work", "/data", event["directory"]) if word in mounts]
            return hits + told
        """,
        event={"secret": str(secret), "directory": str(tmp_path.parent)},
    )

    assert found == []


async def test_it_can_write_to_tmp_and_nowhere_else(lab: Lab) -> None:
    writable = await lab.result(
        """
        import os
        def handler(event, context):
            written = []
            for directory, names, _ in os.walk("/"):
                names[:] = [name for name in names if os.path.join(directory, name) not in ("/proc", "/sys")]
                try:
                    with open(os.path.join(directory, "written"), "w"):
                        written.append(directory)
                except OSError:
                    pass
            return sorted(written)
        """
    )

    assert writable == ["/tmp"]


async def test_tmp_ends_where_its_size_does(lab: Lab) -> None:
    written_mb, error = await lab.result(
        """
        def handler(event, context):
            with open("/tmp/fill", "wb", buffering=0) as file:
                for count in range(1000):
                    try:
                        if file.write(bytes(1 << 20)) < 1 << 20:
                            return [count, "short"]
                    except OSError as error:
                        return [count, error.strerror]
        """,
        ephemeral_storage_mb=512,
    )

    assert written_mb <= 512
    assert error in ("No space left on device", "short")


async def test_a_child_of_the_function_does_not_get_the_channel(lab: Lab) -> None:
    descriptors = await lab.result(
        """
        import subprocess
        def handler(event, context):
            script = "for fd in /proc/self/fd/*; do readlink $fd; done"
            answer = subprocess.run(["sh", "-c", script], capture_output=True, text=True)
            return answer.stdout.split()
        """
    )

    assert not [each for each in descriptors if each.startswith(("socket", "host"))]


async def test_two_tenants_share_no_file_no_process_and_no_socket(lab: Lab) -> None:
    version = lab.version(
        """
        import os, socket, subprocess, sys
        kept = []
        def handler(event, context):
            if event["leave"]:
                open("/tmp/mine", "w").write("secret")
                kept.append(socket.create_server(("127.0.0.1", 8765)))
                kept.append(socket.socket(socket.AF_UNIX))
                kept[-1].bind(chr(0) + "mine")
                kept.append(subprocess.Popen(["sleep", "1000"]))
            def reaches(family, address):
                with socket.socket(family) as probe:
                    return probe.connect_ex(address) == 0
            return {
                "files": os.listdir("/tmp"),
                "processes": len([p for p in os.listdir("/proc") if p.isdigit()]),
                "loopback": reaches(socket.AF_INET, ("127.0.0.1", 8765)),
                "abstract": os.path.exists("/proc/net/unix") and "mine" in open("/proc/net/unix").read(),
            }
        """
    )
    async with lab.lease(version, "blue") as blue, lab.lease(version, "green") as green:
        hers = await blue.run(an_invocation(version, "blue", {"leave": True}))
        his = await green.run(an_invocation(version, "green", {"leave": False}))

    left, seen = json.loads(hers.outcome.payload), json.loads(his.outcome.payload)
    assert left["files"] == ["mine"]
    assert left["loopback"]
    assert left["processes"] == 3
    assert seen == {"files": [], "processes": 2, "loopback": False, "abstract": False}
