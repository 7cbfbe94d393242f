"""core_pattern and modprobe name programs that the kernel runs as root; kcore and kallsyms show its memory: T5, T6."""

import pytest

from tests.jail.attacks.probes_kernel import outside, with_system_calls
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
WANTED = '''sys/kernel/core_pattern sys/kernel/modprobe sys/kernel/hostname sys/vm/overcommit_memory sys/fs/binfmt_misc
    sysrq-trigger kcore kallsyms kmsg keys key-users timer_list sched_debug slabinfo vmallocinfo iomem ioports modules
    config.gz cmdline kpagecount interrupts softirqs meminfo loadavg stat partitions diskstats swaps acpi scsi bus fs
    irq tty driver sys net/tcp'''.split()
def handler(event, context):
    os.chdir("/proc")
    writable = answer(os.open, "sys/kernel/core_pattern", os.O_WRONLY)
    return {"there": [name for name in WANTED if os.path.exists(name)], "core_pattern": writable}
""")


async def test_a_function_finds_no_switch_and_no_table_of_the_kernel(lab: Lab) -> None:
    assert await lab.result(ATTACK) == {"there": [], "core_pattern": "ENOENT"}


async def test_a_process_with_the_machines_own_proc_finds_them() -> None:
    # It opens core_pattern and writes nothing.
    found = await outside(ATTACK)

    assert {"kallsyms", "cmdline", "interrupts", "loadavg"} <= set(found["there"])
    assert found["core_pattern"] == "OK"
