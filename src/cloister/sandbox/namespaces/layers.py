"""The root image as layers: directories of our own, copied from the machine once, of which overlays are made.

    base       a shell, the usual tools, shared libraries, certificates, time zones, an /etc that names nobody
    language   one interpreter with its standard library, at /var/lang
    runtime    AWS's runtime client, boto3 and the little of ours that runs in sandboxes, at /var/runtime

No sandbox shares an inode with the host, and with an overlay for each not with another sandbox either
(isolation.md 0.3). A layer is named by what it is made of, built once, and never changes afterwards.
"""

import hashlib
import importlib.metadata
import os
import re
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import cloister
from cloister.sandbox.namespaces.compiled import compile_into, compiled_parts
from cloister.sandbox.namespaces.interpreters import Interpreter
from cloister.sandbox.namespaces.own_namespaces import HOSTNAME

PROGRAMS = """
    bash sh env echo cat ls cp mv rm mkdir rmdir ln touch chmod pwd test true false sleep date head tail cut sort
    uniq wc tr tee dirname basename mktemp stat id uname seq printf expr du df grep sed awk mawk find xargs tar gzip
    gunzip which ps nproc readlink realpath timeout md5sum sha256sum base64 openssl"""
"""What functions may expect of a Linux to call in subprocesses. Those that the machine lacks are left out."""
LIBRARIES = (
    "libstdc++.so.6",
    "libgcc_s.so.1",
    "libgomp.so.1",
    "libnss_files.so.2",
    "libnss_dns.so.2",
    "libanl.so.1",
    "libatomic.so.1",
    "libcrypt.so.1",
    "libdl.so.2",
    "libm.so.6",
    "libnsl.so.1",
    "libpthread.so.0",
    "libresolv.so.2",
    "librt.so.1",
    "libutil.so.1",
    "libz.so.1",
)
"""Loaded by name, or needed by compiled packages that functions bring: those that a manylinux wheel may count on
(PEP 599), without the ones for graphics. Where the machine's C library has one of them within, its stub is still
asked for."""
LIBRARY_DIRECTORIES = (
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/usr/lib64",
    "/usr/lib",
)
DATA = ("/usr/share/zoneinfo", "/usr/lib/locale/C.utf8")
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
MOUNT_POINTS = (
    "dev",
    "mnt",
    "opt",
    "proc",
    "tmp",
    "var/lang",
    "var/runtime",
    "var/task",
    "usr/bin",
    "etc",
)
LINKS = {"bin": "usr/bin", "sbin": "usr/bin", "lib": "usr/lib", "lib64": "usr/lib64"}
LOCALES = "usr/lib/locale"
AWS_LOCALE = "en_US.utf8"
"""What LANG says in functions, as on AWS: here it is another name for C.utf8, which every machine has."""
SERVICES = """
    echo=7/tcp ftp=21/tcp ssh=22/tcp telnet=23/tcp smtp=25/tcp domain=53/tcp domain=53/udp http=80/tcp pop3=110/tcp
    ntp=123/udp imap2=143/tcp snmp=161/udp ldap=389/tcp https=443/tcp https=443/udp submission=587/tcp ldaps=636/tcp
    imaps=993/tcp pop3s=995/tcp ms-sql-s=1433/tcp mysql=3306/tcp postgresql=5432/tcp amqp=5672/tcp redis=6379/tcp"""
"""What programs ask for by name. Not the machine's own list, which can tell what its operator runs."""
ETC = {
    "passwd": "root:x:0:0:root:/root:/sbin/nologin\nsbx_user1051:x:1000:1000::/tmp:/sbin/nologin\n",
    "group": "root:x:0:\nsbx_user1051:x:1000:\n",
    "hosts": f"127.0.0.1 localhost {HOSTNAME}\n::1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    # Where nobody answers, but in a network: there the answers come from outside (egress/router.py).
    "resolv.conf": "nameserver 127.0.0.1\n",
    "protocols": "ip 0 IP\nicmp 1 ICMP\ntcp 6 TCP\nudp 17 UDP\nipv6-icmp 58 IPv6-ICMP\n",
    "services": "".join(f"{service.replace('=', ' ')}\n" for service in SERVICES.split()),
}
DEVICE_MAJOR = 1
DEVICES = {"null": 3, "zero": 5, "full": 7, "random": 8, "urandom": 9}
"""Name to minor number (Documentation/admin-guide/devices.txt)."""
DEVICE_LINKS = {
    "fd": "/proc/self/fd",
    "stdin": "/proc/self/fd/0",
    "stdout": "/proc/self/fd/1",
    "stderr": "/proc/self/fd/2",
}
STDLIB_LEFT_OUT = (
    "site-packages",
    "dist-packages",
    "test",
    "tests",
    "idlelib",
    "tkinter",
    "turtledemo",
    "ensurepip",
    "config-*",
)
DISTRIBUTIONS = (
    "awslambdaric",
    "simplejson",
    "snapshot_restore_py",
    "boto3",
    "botocore",
    "jmespath",
    "python-dateutil",
    "s3transfer",
    "six",
    "urllib3",
)
"""What AWS's managed Python runtimes bring along, with what these need."""
OURS = (
    "__init__.py",
    "wire",
    "runtime",
    "kernel/__init__.py",
    "kernel/calls.py",
    "kernel/descriptors.py",
    "kernel/files.py",
    "kernel/landlock.py",
    "kernel/looks.py",
    "kernel/numbers.py",
    "kernel/operations.py",
    "sandbox/__init__.py",
    "sandbox/channel.py",
    *(
        f"sandbox/namespaces/{name}.py"
        for name in (
            "__init__",
            "doorway",
            "fork_hooks",
            "forking",
            "inheritance",
            "jail",
            "landlock",
            "maps",
            "mounts",
            "orders",
            "own_namespaces",
            "privileges",
            "program",
            "reseed",
            "rooms",
            "sharing",
            "step",
            "succession",
            "template",
            "waiting",
        )
    ),
)
LANG = "/var/lang"
COMMAND_TIMEOUT_S = 300
LAYOUT_VERSION = "5"
"""Raised when a layer is built otherwise from the same parts."""

_LDD_PATH = re.compile(r"(?:=> )?(/\S+\.so\S*) \(0x")


def build_layers(root: Path, interpreter: Interpreter) -> list[str]:
    """The names of an interpreter's layers below `root`, uppermost first; all of them are complete.

    As root the base has its device nodes; anyone else's sandboxes get the host's bound over empty files.

    One caller at a time. Raises OSError or subprocess.SubprocessError when one can't be made; what a caller that
    was killed left half-made is gone afterwards.
    """
    root.mkdir(parents=True, exist_ok=True)
    for half_built in root.glob(".*"):
        shutil.rmtree(half_built)
    base = _built(root, "base", [str(can_make_devices()), *_base_parts()], _fill_base)
    language = _built(
        root,
        interpreter.runtime,
        [str(interpreter.prefix), interpreter.version],
        lambda layer: _fill_language(layer, interpreter),
    )
    runtime = _built(
        root,
        f"runtime-{interpreter.runtime}",
        [interpreter.version, *_runtime_parts()],
        lambda layer: _fill_runtime(layer, interpreter),
    )
    return [runtime, language, base]


def _built(root: Path, kind: str, parts: Iterable[str], fill: Callable[[Path], None]) -> str:
    digest = hashlib.sha256("\n".join([LAYOUT_VERSION, *parts]).encode()).hexdigest()[:16]
    name = f"{kind}-{digest}"
    if (root / name).is_dir():
        return name
    building = root / f".{name}.{os.getpid()}"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    fill(building)
    building.chmod(0o755)
    building.rename(root / name)
    return name


# -- Base --------------------------------------------------------------------------------------------


def _base_parts() -> list[str]:
    # Debian's package database changes with every update of anything that is copied.
    files = [*_programs(), Path("/var/lib/dpkg/status")]
    return [f"{path}:{path.stat().st_mtime_ns}" for path in files if path.exists()]


def _programs() -> list[Path]:
    found = (shutil.which(name, path="/usr/bin:/bin") for name in PROGRAMS.split())
    return [Path(path) for path in found if path is not None]


def _fill_base(layer: Path) -> None:
    for directory in MOUNT_POINTS:
        (layer / directory).mkdir(parents=True)
    programs = _programs()
    for program in programs:
        # Followed: on the host many are links into /etc/alternatives, which is not here.
        shutil.copy2(program.resolve(), layer / "usr/bin" / program.name)
    named = [path for name in LIBRARIES if (path := _library(name)) is not None]
    _copy_libraries(layer, [*_needed([*programs, *named]), *named])
    for directory in DATA:
        if Path(directory).is_dir():
            shutil.copytree(directory, layer / directory.lstrip("/"), symlinks=True)
    (layer / LOCALES).mkdir(parents=True, exist_ok=True)
    (layer / LOCALES / AWS_LOCALE).symlink_to("C.utf8")
    for name, text in ETC.items():
        (layer / "etc" / name).write_text(text)
    if CERTIFICATES.is_file():
        _copy_to(CERTIFICATES, layer / CERTIFICATES.relative_to("/"))
        # Where Debian's OpenSSL looks unless told otherwise.
        (layer / "usr/lib/ssl").mkdir()
        (layer / "usr/lib/ssl/cert.pem").symlink_to(CERTIFICATES)
    _fill_dev(layer / "dev")
    for name, target in LINKS.items():
        (layer / target).mkdir(parents=True, exist_ok=True)
        (layer / name).symlink_to(target)


def can_make_devices() -> bool:
    """Whether this process may make device nodes: in sandboxes they are then inodes of the sandbox's own."""
    return os.geteuid() == 0


def _fill_dev(dev: Path) -> None:
    for name, minor in DEVICES.items():
        if can_make_devices():
            os.mknod(dev / name, 0o666 | stat.S_IFCHR, os.makedev(DEVICE_MAJOR, minor))
            (dev / name).chmod(0o666)
        else:
            (dev / name).touch()
    for name, target in DEVICE_LINKS.items():
        (dev / name).symlink_to(target)


def _library(name: str) -> Path | None:
    return next(
        (path for directory in LIBRARY_DIRECTORIES if (path := Path(directory, name)).exists()),
        None,
    )


def _needed(files: Iterable[Path]) -> list[Path]:
    """The shared libraries that the loader finds for these programs and libraries, and the loader."""
    answer = subprocess.run(  # noqa: S603 # the machine's own programs, no shell
        ["/usr/bin/ldd", *map(str, files)],
        capture_output=True,
        text=True,
        check=False,  # it fails for scripts among them, and tells the rest all the same
        timeout=COMMAND_TIMEOUT_S,
    )
    return [Path(path) for path in dict.fromkeys(_LDD_PATH.findall(answer.stdout))]


def _copy_libraries(layer: Path, libraries: Iterable[Path]) -> None:
    for library in libraries:
        # /lib and /lib64 are links to their namesakes in /usr, here as on the host (usrmerge).
        inside = re.sub(r"^/lib", "/usr/lib", str(library))
        _copy_to(library, layer / inside.lstrip("/"))


def _copy_to(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)


# -- Language ----------------------------------------------------------------------------------------


def _fill_language(layer: Path, interpreter: Interpreter) -> None:
    name = interpreter.runtime
    stdlib = _stdlib(interpreter)
    lang = layer / "var/lang"
    shutil.copytree(
        stdlib,
        lang / "lib" / name,
        symlinks=False,
        ignore_dangling_symlinks=True,
        ignore=shutil.ignore_patterns(*STDLIB_LEFT_OUT),
    )
    executable = lang / "bin" / name
    _copy_to(interpreter.executable.resolve(), executable)
    for link in ("python3", "python"):
        (lang / "bin" / link).symlink_to(name)
    needed = _needed([interpreter.executable, *(stdlib / "lib-dynload").glob("*.so")])
    own = [path for path in needed if not str(path).startswith(("/lib", "/usr/lib"))]
    for library in own:
        # Libraries beside the interpreter, found by LD_LIBRARY_PATH inside.
        _copy_to(library, lang / "lib" / library.name)
    _copy_libraries(layer, [path for path in needed if path not in own])


def _stdlib(interpreter: Interpreter) -> Path:
    return Path(interpreter.prefix, "lib", interpreter.runtime)


# -- Runtime -----------------------------------------------------------------------------------------


def _runtime_parts() -> Iterator[str]:
    for name in DISTRIBUTIONS:
        yield f"{name}=={importlib.metadata.version(name)}"
    for file in _our_files():
        yield hashlib.sha256(file.read_bytes()).hexdigest()
    yield from compiled_parts()


def _our_files() -> Iterator[Path]:
    package = Path(cloister.__file__).parent
    for part in OURS:
        path = package / part
        yield from sorted(path.glob("*.py")) if path.is_dir() else [path]


def _fill_runtime(layer: Path, interpreter: Interpreter) -> None:
    tree = layer / "var/runtime"
    for name in DISTRIBUTIONS:
        for entry in importlib.metadata.distribution(name).files or ():
            # Scripts stand outside of site-packages.
            if entry.parts[0] != ".." and _is_of_use(entry.name, interpreter):
                _copy_to(Path(str(entry.locate())), tree / entry)
    package = Path(cloister.__file__).parent
    for file in _our_files():
        _copy_to(file, tree / "cloister" / file.relative_to(package))
    compile_into(layer)
    # Sandboxes see the tree read-only: what is not compiled now is compiled again in each of them.
    subprocess.run(  # noqa: S603 # an interpreter that was found by probing, no shell
        [
            interpreter.executable,
            *("-I", "-m", "compileall", "-q", "-j", "0"),
            *("-s", str(tree), "-p", "/var/runtime", str(tree)),
        ],
        check=True,
        capture_output=True,
        timeout=COMMAND_TIMEOUT_S,
    )


def _is_of_use(name: str, interpreter: Interpreter) -> bool:
    """Bytecode is compiled anew. Machine code is for one version: simplejson's makes an answer 14 µs faster."""
    tag = interpreter.runtime.replace("python", "cpython-").replace(".", "")
    return not name.endswith((".so", ".pyc")) or (name.endswith(".so") and f".{tag}-" in name)
