"""What this machine gives: the drivers of its sandboxes, ready, their networks, and what functions may ask of it."""

import contextlib
import fcntl
import hashlib
import os
import platform
import resource
import sys
from pathlib import Path
from typing import Literal

import structlog

from cloister.control.configuration import Machine
from cloister.data_directory import SANDBOXES_DIRECTORY
from cloister.domain import limits
from cloister.domain.egress import EgressPolicy
from cloister.domain.isolation import Isolation
from cloister.sandbox.choice import DriverChoice
from cloister.sandbox.driver import SandboxFailed
from cloister.sandbox.egress.networks import Networks, system_resolvers
from cloister.sandbox.namespaces.background import Background
from cloister.sandbox.namespaces.driver import NamespaceDriver
from cloister.sandbox.oci.driver import OciDriver
from cloister.sandbox.oci.runtimes import find_runsc
from cloister.settings import Settings
from cloister.threads import run_blocking

ARCHITECTURE: Literal["arm64", "x86_64"] = "arm64" if platform.machine() == "aarch64" else "x86_64"

log = structlog.get_logger()


def take_open_files() -> None:
    """This process, and those that it starts, may open as many files as it can be given: many shells give 1,024.

    It has room for all of them: else the kernel makes more whenever they have doubled, for which a process with threads
    waits 7 to 23 ms (Linux 6.18, expand_fdtable()), and in the event loop everybody with it.
    """
    files, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = (
        limits.OPEN_FILES_MAX
        if most_files == resource.RLIM_INFINITY
        else min(limits.OPEN_FILES_MAX, most_files)
    )
    if files != resource.RLIM_INFINITY and files < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most_files))
    with Path(os.devnull).open() as any_file:
        os.close(fcntl.fcntl(any_file, fcntl.F_DUPFD_CLOEXEC, wanted - 1))


async def start_drivers(
    settings: Settings, *, stack: contextlib.AsyncExitStack
) -> tuple[DriverChoice, Background]:
    """The jail, ready for a first function, and gVisor where this machine has it; and what gives way to both.

    `stack` closes them.

    Raises SandboxFailed when there can't be a jail.
    """
    directory = settings.data_directory
    installation = installation_name(directory)
    jail = await NamespaceDriver.start(
        directory / SANDBOXES_DIRECTORY,
        installation=installation,
        allow_shared_uid=settings.allow_shared_uid,
        networks=await _networks(settings.egress, installation, stack=stack),
        keeps_blanks=settings.keeps_stock,
    )
    stack.push_async_callback(jail.close)
    # The first function most likely wants the interpreter that Cloister itself runs on.
    own_runtime = f"python3.{sys.version_info.minor}"
    if own_runtime in jail.runtimes:
        await jail.prepare(own_runtime)
    try:
        gvisor = await OciDriver.start(
            directory / "gvisor",
            runtime=await run_blocking(find_runsc),
            installation=installation,
        )
    except SandboxFailed as error:
        log.info("no gVisor sandboxes on this machine", reason=str(error))
        return DriverChoice(jail, {}), jail.background
    stack.push_async_callback(gvisor.close)
    return DriverChoice(jail, {Isolation.GVISOR: gvisor}), jail.background


async def _networks(
    egress: EgressPolicy, installation: str, *, stack: contextlib.AsyncExitStack
) -> Networks | None:
    """The networks of functions that reach the internet, if there are to be any. Raises SandboxFailed."""
    if egress is EgressPolicy.NONE:
        return None
    networks = await Networks.start(installation, resolvers=await run_blocking(system_resolvers))
    stack.push_async_callback(networks.close)
    return networks


def machine_of(driver: DriverChoice, egress: EgressPolicy) -> Machine:
    return Machine(
        architecture=ARCHITECTURE,
        runtimes=driver.runtimes.keys(),
        isolations=driver.isolations,
        egress=egress,
    )


def installation_name(directory: Path) -> str:
    """A short name that differs between data directories, for what the kernel keeps by name."""
    return hashlib.sha256(os.fsencode(directory)).hexdigest()[:12]
