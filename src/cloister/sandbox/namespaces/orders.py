"""What host, spawner and template say to each other over their sockets, and which descriptors go along.

All three are trusted: no byte of a sandbox's ever comes this way. One message is one packet: its kind in a line, and
then JSON.
"""

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import ClassVar

ORDER_BYTES_MAX = 64 * 1024
ORDER_FDS_MAX = 16
BLUEPRINTS_KEPT_MAX = 64
"""Of the functions that sandboxes were made for last."""
_WRITER = json.JSONEncoder()
_READER = json.JSONDecoder()


class Order:
    """A message that names its kind, so that the other end can tell them apart."""

    kinds: ClassVar["dict[str, type[Order]]"] = {}

    def __init_subclass__(cls) -> None:
        Order.kinds[cls.__name__] = cls

    def encode(self) -> bytes:
        return f"{type(self).__name__}\n{_WRITER.encode(vars(self))}".encode()

    @staticmethod
    def decode(data: bytes) -> "Order":
        kind, _, content = data.decode().partition("\n")
        return Order.kinds[kind].read(content)

    @classmethod
    def read(cls, content: str) -> "Order":
        """One of this kind, from what comes after its first line."""
        # Not json.loads(): its care for encodings and white space costs more than such a message does.
        fields, _ = _READER.raw_decode(content)
        return cls(**fields)


# -- Host to spawner ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Prepare(Order):
    """Have a template for these sandboxes. Answered by Prepared once it is ready or has failed."""

    template: str
    """A name for it: one stands under each."""
    layers_directory: str
    layers: list[str]
    """Of the root image, uppermost first."""
    executable: str
    """The interpreter, as it is called inside."""
    runtime_module: str
    environ: dict[str, str]
    """Of the template's interpreter."""
    left_out: list[str]
    """Steps of the jail that are not done in its sandboxes: never any but in tests of the jail."""
    unverified: list[str]
    """Steps that are not proven, as well."""
    keeps_blanks: bool
    """Whether sandboxes without a function are to stand ready."""


@dataclass(frozen=True, eq=False)
class Blueprint:
    """What to make: the same for all sandboxes of a function that are asked for alike.

    Read from the same text it is the same object, as long as it is kept.
    """

    template: str
    """The name of one that was prepared."""
    code_path: str
    layer_paths: list[str]
    """Trees to be one at /opt; a later one's files hide an earlier one's."""
    profile: str
    """Of system calls: a name in policy.PROFILES."""
    memory_bytes: int
    cpu_quota: float
    tmp_bytes: int
    tmp_inodes: int
    processes_max: int
    files_max: int
    enters_network: bool
    may_be_blank: bool
    """Whether one that was made before may be taken: somebody waits for it."""

    @cached_property
    def text(self) -> str:
        return json.dumps(vars(self))

    @staticmethod
    @lru_cache(maxsize=BLUEPRINTS_KEPT_MAX)
    def read(text: str) -> "Blueprint":
        return Blueprint(**json.loads(text))


@dataclass(frozen=True)
class Create(Order):
    """Make a sandbox. With it go the descriptors of its channel and of its log.

    If it `enters_network`, also those of the user namespace and of the network namespace that it is to be in.
    """

    id: str
    blueprint: Blueprint

    FIXED_FDS: ClassVar[int] = 2

    def encode(self) -> bytes:
        """Its id has a line of its own: what follows is the same text for orders that are alike."""
        return f"Create\n{self.id}\n{self.blueprint.text}".encode()

    @classmethod
    def read(cls, content: str) -> "Create":
        sandbox_id, _, text = content.partition("\n")
        return cls(sandbox_id, Blueprint.read(text))


@dataclass(frozen=True)
class LimitCpu(Order):
    """From now on a sandbox has this many cores. One that has ended already is ignored."""

    id: str
    cpu_quota: float


@dataclass(frozen=True)
class Weigh(Order):
    """See what these sandboxes take of the CPU: who takes much has less weight from now on."""

    ids: list[str]


@dataclass(frozen=True)
class Kill(Order):
    """End a sandbox now, however many processes it has. One that has ended already is ignored."""

    id: str


# -- Spawner to host ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Started(Order):
    """The spawner stands, and this is what it can enforce. The first thing it says."""

    controllers: list[str]
    shared_uid: bool
    memory_peak: tuple[str, str, str] | None
    """A GroupFile's parts: the file that tells it, as far as the machine has one."""
    freezer: tuple[str, str, str] | None
    """The same of the file that stops a group."""
    background: tuple[str, str, str, str] | None
    """A BackgroundGroup's parts, where there is one."""


@dataclass(frozen=True)
class Prepared(Order):
    """The template of this name is ready, or why it is not. Said again whenever one dies."""

    template: str
    error: str | None = None


@dataclass(frozen=True)
class Found(Order):
    """The sandbox is one that had been made before. Said before its hello."""

    id: str
    group: str
    """The name of its directories in the cgroup hierarchies: that of any other is its id."""


@dataclass(frozen=True)
class Noted(Order):
    """Something of a sandbox that the server's log is to tell, and nobody waits for."""

    id: str
    event: str
    reason: str


@dataclass(frozen=True)
class Ended(Order):
    """Nothing of the sandbox is left. The last thing said of it, also of one that could not be made."""

    id: str
    failed: str | None = None
    """The step that failed before any foreign code ran."""
    exit_code: int | None = None
    signal: int | None = None
    oom_kills: int = 0
    memory_peak_bytes: int = 0


# -- Spawner to template -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Equip(Order):
    """The first order to a template: what all its sandboxes have in common."""

    runtime_module: str
    seccomp_hex: dict[str, list[str]]
    """Profile to compiled filters."""
    binds_devices: bool
    """Whether device nodes come from the template's own /dev."""
    left_out: list[str]
    unverified: list[str]


@dataclass(frozen=True)
class Fork(Order):
    """An order for one sandbox.

    With it go the descriptors of channel, log, status, release and root, then of the code unless `is_blank`, of the
    layers if `has_layers`, of the v2 cgroup to be born in if `born_in_cgroup`, and of the v1 `tasks` files to join.
    Last, if `enters_network`, come the two namespaces of Create. A blank's channel is the socket that it waits at, and
    its log is the null device.
    """

    id: str
    kernel_id: int
    """The uid and gid that stand for the sandbox's, as the spawner numbers them."""
    enters_network: bool
    is_blank: bool
    has_layers: bool
    born_in_cgroup: bool
    profile: str
    tmp_bytes: int
    tmp_inodes: int
    processes_max: int
    files_max: int

    FIXED_FDS: ClassVar[int] = 5

    def encode(self) -> bytes:
        """A line of the two that are this sandbox's alone; what follows is the same text for orders that are alike."""
        return Fork.put_together(self.id, self.kernel_id, self.alike())

    def alike(self) -> bytes:
        fields = dict(vars(self))
        del fields["id"], fields["kernel_id"]
        return json.dumps(fields).encode()

    @staticmethod
    def put_together(sandbox_id: str, kernel_id: int, alike: bytes) -> bytes:
        """The opposite of `split`."""
        return f"{sandbox_id} {kernel_id}\n".encode() + alike

    @staticmethod
    def split(data: bytes) -> tuple[str, int, bytes]:
        """`id`, `kernel_id`, and what is left of an order."""
        own, _, alike = data.partition(b"\n")
        sandbox_id, _, kernel_id = own.decode().partition(" ")
        return sandbox_id, int(kernel_id), alike

    @classmethod
    def of_nobody(cls, alike: bytes) -> "Fork":
        """What `split` left, as an order for no sandbox."""
        return cls(id="", kernel_id=-1, **json.loads(alike))

    @property
    def birth_fd_index(self) -> int:
        """Where the v2 cgroup's descriptor is, if there is one."""
        return self.FIXED_FDS + (not self.is_blank) + self.has_layers


# -- Spawner to blank --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Taken(Order):
    """There is a function for it, mounted at `places`, with a /tmp of this size. With it go channel and log."""

    places: list[str]
    tmp_bytes: int
    tmp_inodes: int


# -- Template to spawner -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Ready(Order):
    """The template has imported all it will."""


@dataclass(frozen=True)
class Forked(Order):
    """The answer to Fork: the child's pid as the spawner sees it, or why there is none."""

    id: str
    pid: int | None
    error: str | None

    def encode(self) -> bytes:
        # Not JSON: to write that, the template would touch twenty more pages after each fork, which the kernel copies.
        return f"Forked\n{self.id} {self.pid or ''} {self.error or ''}".encode()

    @classmethod
    def read(cls, content: str) -> "Forked":
        sandbox_id, pid, error = content.split(" ", 2)
        return cls(sandbox_id, int(pid) if pid else None, error or None)
