"""One OCI sandbox per environment: a bundle, a cgroup and a runtime program of its own, all gone afterwards."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import structlog

from cloister.domain.egress import EGRESS_TAG
from cloister.domain.ids import EnvironmentId
from cloister.domain.isolation import Isolation
from cloister.sandbox.driver import Enforcement, Exit, SandboxFailed, SandboxSpec
from cloister.sandbox.ending import end_in_time
from cloister.sandbox.namespaces.bounds import Bounds
from cloister.sandbox.namespaces.cgroups import Group
from cloister.sandbox.namespaces.freezer import Grace, GracefulFreezer
from cloister.sandbox.namespaces.interpreters import Interpreter, find_interpreters
from cloister.sandbox.oci.bundle import config
from cloister.sandbox.oci.entry import STARTED
from cloister.sandbox.oci.groups import Groups
from cloister.sandbox.oci.image import build_image
from cloister.sandbox.oci.launch import launch
from cloister.sandbox.oci.merging import merge
from cloister.sandbox.oci.runtimes import Runtime
from cloister.threads import run_blocking

STATUS_BYTES_MAX = 64 * 1024
"""A pipe's size: all that can be in one whose writers are gone."""
FAILURE_TEXT_MAX = 1024
EXIT_CODES = 256
CONFIG_FILE = "config.json"
STATE_DIRECTORY = "state"
"""The runtime program's own files, in the bundle: gone with it."""
LAYERS_DIRECTORY = "layers"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Place:
    """What a sandbox has on the host beside processes."""

    bundle: Path
    group: Group
    freezer: GracefulFreezer

    def close(self) -> None:
        """It is stopped no more."""
        self.freezer.close()

    def clear(self) -> None:
        """Nothing of it is left. Idempotent; the processes are gone."""
        self.group.remove()
        shutil.rmtree(self.bundle, ignore_errors=True)


class OciSandbox:
    """A sandbox that a runtime program holds. Made by OciDriver.create only."""

    def __init__(
        self,
        sandbox_id: EnvironmentId,
        *,
        place: Place,
        process: asyncio.subprocess.Process,
        channel: socket.socket,
        log_fd: int,
        status_fd: int,
        process_fd: int,
        on_end: Callable[[], object],
        enforcement: Enforcement,
    ) -> None:
        self.id = sandbox_id
        self.enforcement = enforcement
        self.channel = channel
        self.log_fd = log_fd
        self._place = place
        self._process = process
        self._status_fd = status_fd
        self._process_fd = process_fd
        self._on_end = on_end
        self._burying = asyncio.Lock()
        self._end: Exit | None = None
        self._is_released = False

    def memory_peak_bytes(self) -> int:
        if self._end is not None:
            return self._end.memory_peak_bytes
        try:
            return self._place.group.memory_peak_bytes()
        except OSError:
            # Its group is being removed by whoever waits for its end.
            return 0

    def limit_cpu(self, quota: float) -> None:
        self._place.group.limit_cpu(quota)

    def freeze(self) -> None:
        self._place.freezer.freeze()

    def thaw(self) -> None:
        self._place.freezer.thaw()

    async def ended(self) -> Exit:
        await self._process.wait()
        async with self._burying:
            if self._end is None:
                self._end = await run_blocking(self._read_end)
                await run_blocking(self._place.clear)
                self._on_end()
        return self._end

    async def destroy(self) -> Exit:
        # v1's frozen processes do not die before they are thawed.
        self.thaw()
        if self._process.returncode is None:
            kill_first_of_namespace(self._process.pid, self._process_fd)
        end = await end_in_time(self)
        self._release()
        return end

    def _read_end(self) -> Exit:
        group = self._place.group
        return replace(
            parse_status(_read_status(self._status_fd)),
            oom_kills=group.oom_kills(),
            memory_peak_bytes=group.memory_peak_bytes(),
        )

    def _release(self) -> None:
        if self._is_released:
            return
        self._is_released = True
        self.channel.close()
        os.close(self.log_fd)
        os.close(self._status_fd)
        os.close(self._process_fd)
        self._place.close()


class OciDriver:
    """Sandboxes by an OCI runtime program, which this process runs, once for each. Use `start`."""

    def __init__(
        self,
        directory: Path,
        *,
        runtime: Runtime,
        groups: Groups,
        interpreters: Mapping[str, Interpreter],
    ) -> None:
        self._directory = directory
        self._bundles = directory / "bundles"
        self._runtime = runtime
        self._groups = groups
        self._interpreters = interpreters
        self._images: dict[str, Path] = {}
        self._building = asyncio.Lock()
        self._sandboxes: dict[EnvironmentId, OciSandbox] = {}
        # Nobody is aired: such a sandbox has no template whose memory it could give back.
        self._grace = Grace()

    @classmethod
    async def start(cls, directory: Path, *, runtime: Runtime, installation: str) -> "OciDriver":
        """A driver whose leftovers from an earlier run are gone: processes, cgroups, bundles.

        `directory` is the driver's own; `installation` names its cgroups and must differ between installations of
        one machine. Raises SandboxFailed where this process may not make sandboxes.
        """
        if os.geteuid() != 0:
            raise SandboxFailed(f"{runtime.name} sandboxes are made by root only")
        await run_blocking(directory.mkdir, parents=True, exist_ok=True, mode=0o700)
        groups = Groups(
            name=f"cloister-{runtime.name}-{installation}", record=directory / "cgroups"
        )
        interpreters = await run_blocking(find_interpreters)
        driver = cls(directory, runtime=runtime, groups=groups, interpreters=interpreters)
        try:
            await run_blocking(driver._sweep)
        except OSError as error:
            raise SandboxFailed(f"what an earlier run left does not go: {error}") from error
        log.info(
            "sandboxes ready",
            driver=runtime.name,
            version=runtime.version,
            enforced=sorted(groups.controllers),
            runtimes=sorted(interpreters),
        )
        return driver

    @property
    def runtimes(self) -> Mapping[str, str]:
        return MappingProxyType(
            {name: interpreter.version for name, interpreter in self._interpreters.items()}
        )

    async def prepare(self, runtime: str) -> Path:
        """The root directory for this runtime; the first of a kind takes seconds. Raises SandboxFailed."""
        async with self._building:
            if runtime not in self._images:
                interpreter = self._interpreters.get(runtime)
                if interpreter is None:
                    raise SandboxFailed(f"this machine has no interpreter for {runtime}")
                try:
                    self._images[runtime] = await run_blocking(
                        build_image, self._directory / "images", interpreter
                    )
                except (OSError, subprocess.SubprocessError) as error:
                    raise SandboxFailed(f"the image of {runtime} can't be made: {error}") from error
        return self._images[runtime]

    async def create(self, sandbox_id: EnvironmentId, spec: SandboxSpec) -> OciSandbox:
        if spec.network is not None:
            raise SandboxFailed(
                f"{self._runtime.name} sandboxes have no egress: give the function the tag {EGRESS_TAG}=none"
            )
        image = await self.prepare(spec.runtime)
        try:
            place = await run_blocking(self._furnish, sandbox_id, spec, image)
        except OSError as error:
            raise SandboxFailed(str(error)) from error
        try:
            sandbox = await self._run(sandbox_id, place)
        except BaseException as error:
            place.close()
            await run_blocking(place.clear)
            if isinstance(error, OSError):
                raise SandboxFailed(f"{self._runtime.name} can't be run: {error}") from error
            raise
        self._sandboxes[sandbox_id] = sandbox
        return sandbox

    async def close(self) -> None:
        for sandbox in list(self._sandboxes.values()):
            await sandbox.destroy()
        await run_blocking(self._groups.close)
        await run_blocking(shutil.rmtree, self._bundles, ignore_errors=True)

    def _enforcement(self, place: Place) -> Enforcement:
        without = set() if place.freezer.can_stop else {"freezer"}
        return Enforcement(
            wall=Isolation.GVISOR,
            kernel=self._runtime.version,
            bounds=self._groups.controllers - without,
            # The host sees the runtime program's own, which is the same for all.
            has_own_uid=False,
            system_calls=None,
        )

    def _sweep(self) -> None:
        self._groups.open()
        if self._bundles.exists():
            shutil.rmtree(self._bundles)
        self._bundles.mkdir(mode=0o700)

    def _furnish(self, sandbox_id: EnvironmentId, spec: SandboxSpec, image: Path) -> Place:
        bounds = Bounds(
            spec.memory_bytes + self._runtime.memory_overhead_bytes,
            spec.tmp_bytes,
            spec.processes_max + self._runtime.processes_overhead,
            spec.init_cpu_quota,
        )
        bundle = self._bundles / sandbox_id
        bundle.mkdir(mode=0o700)
        group: Group | None = None
        try:
            document = config(spec, root=image, layers=_layers(spec, bundle))
            (bundle / CONFIG_FILE).write_text(json.dumps(document))
            group = self._groups.create(sandbox_id, bounds)
            return Place(bundle, group, GracefulFreezer(group.freezer(), self._grace))
        except OSError:
            shutil.rmtree(bundle)
            if group is not None:
                group.remove()
            raise

    async def _run(self, sandbox_id: EnvironmentId, place: Place) -> OciSandbox:
        command = self._runtime.command(
            sandbox_id,
            bundle=place.bundle,
            state=place.bundle / STATE_DIRECTORY,
            join_files=self._groups.join_files(sandbox_id),
        )
        launched = await launch(command)
        return OciSandbox(
            sandbox_id,
            place=place,
            process=launched.process,
            channel=launched.channel,
            log_fd=launched.log_fd,
            status_fd=launched.status_fd,
            process_fd=launched.process_fd,
            on_end=lambda: self._sandboxes.pop(sandbox_id, None),
            enforcement=self._enforcement(place),
        )


def _layers(spec: SandboxSpec, bundle: Path) -> Path | None:
    """The tree to be seen at /opt: the one layer's, or one that is made of several and goes with the bundle."""
    if len(spec.layers) <= 1:
        return next(iter(spec.layers), None)
    merged = bundle / LAYERS_DIRECTORY
    merge(reversed(spec.layers), merged)
    return merged


def kill_first_of_namespace(launcher_pid: int, launcher: int) -> None:
    """The child of `unshare`, process 1 of the sandbox's pid namespace, is dying, and every process in it.

    `unshare` itself, whose pidfd is `launcher`, is left to wait for that: when it ends, none of them is left. Before
    there is a child it is killed itself. Nothing happens when it has ended already.
    """
    children = Path(f"/proc/{launcher_pid}/task/{launcher_pid}/children")
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        first = next(iter(children.read_text().split()), None)
        if first is None:
            signal.pidfd_send_signal(launcher, signal.SIGKILL)
            return
        child = os.pidfd_open(int(first))
        try:
            # Still its child, and it is still there: neither number can have come to stand for another process.
            if first in children.read_text().split():
                signal.pidfd_send_signal(launcher, 0)
                signal.pidfd_send_signal(child, signal.SIGKILL)
        finally:
            os.close(child)


def _read_status(fd: int) -> bytes:
    try:
        return os.read(fd, STATUS_BYTES_MAX)
    except BlockingIOError:
        return b""


def parse_status(text: bytes) -> Exit:
    """What stderr tells of a sandbox that is gone. Killed where process 1 could not say how the runtime ended."""
    complaint, started, status = text.partition(STARTED)
    if not started:
        words = complaint.decode(errors="replace").strip()
        return Exit(failed=words[-FAILURE_TEXT_MAX:] or "it ended at its start, without a word")
    try:
        fields = json.loads(status.splitlines()[-1]) if status.strip() else {}
    except (ValueError, RecursionError):
        fields = {}
    match fields:
        case {"exit_code": bool()} | {"signal": bool()}:
            return Exit(signal=int(signal.SIGKILL))
        case {"exit_code": int(code)} if 0 <= code < EXIT_CODES:
            return Exit(exit_code=code)
        case {"signal": int(number)} if 0 < number < signal.NSIG:
            return Exit(signal=number)
        case _:
            return Exit(signal=int(signal.SIGKILL))
