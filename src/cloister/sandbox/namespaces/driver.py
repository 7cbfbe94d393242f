"""The host's side of the jail: asks the spawner, and keeps a future for every answer."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType

import structlog

from cloister.domain import limits
from cloister.domain.ids import EnvironmentId
from cloister.domain.isolation import Isolation
from cloister.sandbox.channel import open_channel
from cloister.sandbox.driver import (
    HOST_KERNEL,
    Enforcement,
    Exit,
    NetworkId,
    SandboxFailed,
    SandboxSpec,
)
from cloister.sandbox.egress.networks import Networks
from cloister.sandbox.namespaces.airings import Airings
from cloister.sandbox.namespaces.at_work import AtWork
from cloister.sandbox.namespaces.background import Background, BackgroundGroup
from cloister.sandbox.namespaces.freezer import Grace
from cloister.sandbox.namespaces.interpreters import Interpreter, find_interpreters
from cloister.sandbox.namespaces.layers import LANG, build_layers
from cloister.sandbox.namespaces.orders import (
    BLUEPRINTS_KEPT_MAX,
    ORDER_BYTES_MAX,
    Blueprint,
    Create,
    Ended,
    Found,
    Kill,
    LimitCpu,
    Noted,
    Order,
    Prepare,
    Prepared,
    Started,
    Weigh,
)
from cloister.sandbox.namespaces.places import GroupFile
from cloister.sandbox.namespaces.policy import PROFILES, STANDARD_PROFILE, STRICT_PROFILE
from cloister.sandbox.namespaces.sandbox import GroupFiles, JailSandbox
from cloister.sandbox.namespaces.spawner_process import Restarts, SpawnerProcess
from cloister.sandbox.outbox import Outbox
from cloister.threads import run_blocking

RUNTIME_MODULE = "cloister.runtime.python"
log = structlog.get_logger()


class NamespaceDriver:
    """Sandboxes by namespaces, seccomp and cgroups: forks of templates, made by a spawner process of its own.

    Use `start`. The spawner is given nothing but a socket and a fixed environment.
    """

    def __init__(
        self,
        *,
        spawner: SpawnerProcess,
        start_spawner: Callable[[], Awaitable[SpawnerProcess]],
        directory: Path,
        networks: Networks | None,
        left_out: Collection[str],
        unverified: Collection[str],
        keeps_blanks: bool,
    ) -> None:
        self._networks = networks
        self._keeps_blanks = keeps_blanks
        self._left_out = left_out
        self._unverified = unverified
        self._spawner = spawner
        self._start_spawner = start_spawner
        self._restarts = Restarts()
        self.directory = directory
        self._interpreters: dict[str, Interpreter] = {}
        self._templates: set[str] = set()
        """Those that stand, by runtime."""
        self._awaited: dict[str, asyncio.Future[None]] = {}
        self._preparing = asyncio.Lock()
        self._is_lost = False
        self._sandboxes: dict[EnvironmentId, JailSandbox] = {}
        self._at_work = AtWork(self._weigh)
        self._grace = Grace(Airings(self._at_work.was_anybody_lately))

    @classmethod
    async def start(
        cls,
        directory: Path,
        *,
        installation: str,
        allow_shared_uid: bool = False,
        networks: Networks | None = None,
        left_out: Collection[str] = (),
        unverified: Collection[str] = (),
        keeps_blanks: bool = True,
    ) -> "NamespaceDriver":
        """A driver whose leftovers from an earlier run are gone: processes, cgroups, half-built trees.

        `directory` is the driver's own; `installation` names its cgroups and must differ between installations of
        one machine. `networks`, which outlive the driver, are those that sandboxes may be in. With `keeps_blanks`
        sandboxes without a function stand ready. `left_out` and `unverified` name steps of the jail that are not done
        and not proven: for tests of the jail and nobody else. Raises SandboxFailed when the spawner can't stand, and,
        unless `allow_shared_uid`, when all sandboxes would have one uid.
        """
        await run_blocking(directory.mkdir, parents=True, exist_ok=True, mode=0o700)
        start_spawner = partial(
            SpawnerProcess.start, directory, installation, allow_shared_uid=allow_shared_uid
        )
        driver = cls(
            spawner=await start_spawner(),
            start_spawner=start_spawner,
            directory=directory,
            networks=networks,
            left_out=left_out,
            unverified=unverified,
            keeps_blanks=keeps_blanks,
        )
        await driver._begin()
        return driver

    async def _begin(self) -> None:
        """Find what can be run here, and listen to the spawner from now on."""
        self._interpreters = await run_blocking(find_interpreters)
        self._listen()
        log.info(
            "sandboxes ready",
            driver="namespaces",
            enforced=self._spawner.enforces.controllers,
            shared_uid=self._spawner.enforces.shared_uid,
            runtimes=sorted(self._interpreters),
        )

    def _listen(self) -> None:
        self._outbox = Outbox(self._spawner.control)
        self._files = _files(self._spawner.enforces)
        self._enforcements = {profile: self._enforcement(profile) for profile in PROFILES}
        asyncio.get_running_loop().add_reader(self._spawner.control.fileno(), self._hear)

    def _stop_listening(self) -> None:
        asyncio.get_running_loop().remove_reader(self._spawner.control.fileno())
        self._outbox.close()

    @property
    def runtimes(self) -> Mapping[str, str]:
        versions = {name: found.version for name, found in self._interpreters.items()}
        return MappingProxyType(versions)

    @property
    def background(self) -> Background:
        """For processes of the server's that nobody waits for: they give way to all sandboxes."""
        group = self._spawner.enforces.background
        return Background(BackgroundGroup(*group) if group else None)

    async def prepare(self, runtime: str) -> None:
        """A template of this runtime stands ready; the first of a kind takes seconds, since its image is built.

        Raises SandboxFailed when there can't be one.
        """
        interpreter = self._interpreters.get(runtime)
        if interpreter is None:
            raise SandboxFailed(f"this machine has no interpreter for {runtime}")
        async with self._preparing:
            if runtime in self._templates:
                return
            if self._is_lost:
                await self._replace_spawner()
            layers_directory = self.directory / "layers"
            layers = await run_blocking(build_layers, layers_directory, interpreter)
            waiting = self._awaited[runtime] = asyncio.get_running_loop().create_future()
            order = Prepare(
                template=runtime,
                layers_directory=str(layers_directory),
                layers=layers,
                executable=f"{LANG}/bin/{runtime}",
                runtime_module=RUNTIME_MODULE,
                environ=_template_environ(runtime),
                left_out=sorted(self._left_out),
                unverified=sorted(self._unverified),
                keeps_blanks=self._keeps_blanks,
            )
            try:
                self._outbox.send(order.encode())
            except OSError as error:
                raise SandboxFailed(f"the spawner takes no order: {error}") from error
            try:
                async with asyncio.timeout(limits.TEMPLATE_START_TIMEOUT.total_seconds()):
                    await waiting
            except TimeoutError as error:
                raise SandboxFailed(f"the template of {runtime} did not start in time") from error

    async def create(self, sandbox_id: EnvironmentId, spec: SandboxSpec) -> JailSandbox:
        if spec.runtime not in self._templates:
            await self.prepare(spec.runtime)
        network_fds = await self._enter(spec.network)
        channel, its_channel = open_channel()
        log_fd, its_log_fd = os.pipe2(os.O_CLOEXEC)
        os.set_blocking(log_fd, False)
        sandbox = JailSandbox(
            sandbox_id,
            channel,
            log_fd,
            order=self.order,
            grace=self._grace,
            at_work=self._at_work,
            on_end=partial(self._leave, spec.network),
            enforced=self._enforcements[_profile(spec)],
            files=self._files,
        )
        self._sandboxes[sandbox_id] = sandbox
        try:
            order = Create(sandbox_id, _blueprint(spec))
            fds = [its_channel.fileno(), its_log_fd, *network_fds]
            self._outbox.send(order.encode(), fds)
        except OSError as error:
            sandbox.has_ended(Exit(failed=str(error)))
            await sandbox.destroy()
            raise SandboxFailed(f"the spawner takes no order: {error}") from error
        finally:
            its_channel.close()
            os.close(its_log_fd)
        return sandbox

    def _enforcement(self, profile: str) -> Enforcement:
        """By what the spawner said at its start; the steps are proven inside each sandbox before its hello."""
        return Enforcement(
            wall=Isolation.JAIL,
            kernel=HOST_KERNEL,
            bounds=frozenset(self._spawner.enforces.controllers),
            has_own_uid=not self._spawner.enforces.shared_uid,
            system_calls=profile,
            left_out=frozenset(self._left_out),
        )

    async def _enter(self, network: NetworkId | None) -> list[int]:
        """The descriptors that go along with an order for a sandbox in this network."""
        if network is None:
            return []
        if self._networks is None:
            raise SandboxFailed("there are no networks: the server was started without egress")
        entrance = await self._networks.enter(network)
        return [entrance.user_fd, entrance.network_fd]

    def _leave(self, network: NetworkId | None) -> None:
        if network is not None and self._networks is not None:
            self._networks.leave(network)

    def _weigh(self, at_work: Collection[EnvironmentId]) -> None:
        if self._outbox.is_waiting:
            # It has more to do than to look.
            return
        ids: list[str] = sorted(at_work)
        for start in range(0, len(ids), limits.CPU_LOOKS_PER_ORDER_MAX):
            self.order(Weigh(ids[start : start + limits.CPU_LOOKS_PER_ORDER_MAX]))

    def order(self, order: LimitCpu | Weigh | Kill) -> None:
        """Pass on what a sandbox asks for. Its end, if it comes to that, is told by `ended`."""
        try:
            self._outbox.send(order.encode())
        except OSError:
            # No spawner, no sandboxes: they ended with it, and _lose_spawner says so.
            self._lose_spawner()

    async def close(self) -> None:
        if not self._is_lost:
            self._stop_listening()
        await self._spawner.close()
        for sandbox in list(self._sandboxes.values()):
            sandbox.has_ended(Exit(failed="Cloister is stopping"))
            await sandbox.destroy()

    def _hear(self) -> None:
        try:
            data = self._spawner.control.recv(ORDER_BYTES_MAX)
        except BlockingIOError:
            return
        except ConnectionResetError:
            data = b""
        if not data:
            self._lose_spawner()
            return
        match Order.decode(data):
            case Prepared() as prepared:
                self._note_template(prepared)
            case Found(id=sandbox_id, group=group) if sandbox_id in self._sandboxes:
                self._sandboxes[EnvironmentId(sandbox_id)].was_found(group=group)
            case Noted() as noted:
                log.warning(noted.event, environment=noted.id, reason=noted.reason)
            case Ended() as end:
                sandbox = self._sandboxes.pop(EnvironmentId(end.id), None)
                if sandbox is not None:
                    sandbox.has_ended(_exit(end))

    def _note_template(self, prepared: Prepared) -> None:
        waiting = self._awaited.pop(prepared.template, None)
        if prepared.error is None:
            self._templates.add(prepared.template)
            if waiting is not None and not waiting.done():
                waiting.set_result(None)
            return
        self._templates.discard(prepared.template)
        log.error("template lost", template=prepared.template, reason=prepared.error)
        if waiting is not None and not waiting.done():
            waiting.set_exception(SandboxFailed(prepared.error))

    def _lose_spawner(self) -> None:
        if self._is_lost:
            return
        self._is_lost = True
        self._stop_listening()
        log.error("the spawner is gone, and all sandboxes with it: the next one needs another")
        for sandbox in self._sandboxes.values():
            sandbox.was_lost("the spawner is gone")
        for waiting in self._awaited.values():
            waiting.set_exception(SandboxFailed("the spawner is gone"))
        self._sandboxes.clear()
        self._templates.clear()
        self._awaited.clear()

    async def _replace_spawner(self) -> None:
        """There is a spawner again, and nothing of the lost one's is left. Raises SandboxFailed."""
        self._restarts.note(asyncio.get_running_loop().time())
        await self._spawner.close()
        self._spawner = await self._start_spawner()
        self._is_lost = False
        self._listen()
        log.warning("another spawner stands in the place of the one that is gone")


def _profile(spec: SandboxSpec) -> str:
    return STRICT_PROFILE if spec.is_strict else STANDARD_PROFILE


@lru_cache(maxsize=BLUEPRINTS_KEPT_MAX)
def _blueprint(spec: SandboxSpec) -> Blueprint:
    return Blueprint(
        template=spec.runtime,
        code_path=str(spec.code),
        layer_paths=[str(layer) for layer in spec.layers],
        profile=_profile(spec),
        memory_bytes=spec.memory_bytes,
        cpu_quota=spec.init_cpu_quota,
        tmp_bytes=spec.tmp_bytes,
        tmp_inodes=spec.tmp_inodes,
        processes_max=spec.processes_max,
        files_max=spec.files_max,
        enters_network=spec.network is not None,
        # A network is entered by being forked in it.
        may_be_blank=spec.is_awaited and spec.network is None,
    )


def _template_environ(runtime: str) -> dict[str, str]:
    return {
        "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin",
        "LD_LIBRARY_PATH": f"{LANG}/lib",
        # Libraries' functions are found once, before any fork: each found later is pages that a fork copies.
        "LD_BIND_NOW": "1",
        "LANG": "C.UTF-8",
        "TZ": ":UTC",
        # The runtime client picks its JSON encoder by this when it is imported.
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{runtime}",
    }


def _files(started: Started) -> GroupFiles:
    return GroupFiles(
        memory_peak=GroupFile(*started.memory_peak) if started.memory_peak else None,
        freezer=GroupFile(*started.freezer) if started.freezer else None,
    )


def _exit(end: Ended) -> Exit:
    return Exit(
        exit_code=end.exit_code,
        signal=end.signal,
        failed=end.failed,
        oom_kills=end.oom_kills,
        memory_peak_bytes=end.memory_peak_bytes,
    )
