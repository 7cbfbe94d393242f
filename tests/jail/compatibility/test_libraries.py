"""What functions are made of works in a closed sandbox under the strict filter: each library does real work there."""

import json
import shutil
from pathlib import Path

import numpy
import pytest

from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_numpy_multiplies_transforms_draws_and_saves(lab: Lab) -> None:
    source = """
        import numpy
        def handler(event, context):
            square = numpy.arange(250_000, dtype=float).reshape(500, 500) / 250_000
            inverse = numpy.linalg.inv(square + numpy.eye(500))
            wave = numpy.fft.ifft(numpy.fft.fft(square[0]))
            numpy.save("/tmp/square.npy", square)
            return {
                "inverse": bool(numpy.allclose(inverse @ (square + numpy.eye(500)), numpy.eye(500))),
                "wave": bool(numpy.allclose(wave, square[0])),
                "saved": bool((numpy.load("/tmp/square.npy", mmap_mode="r") == square).all()),
                "drawn": numpy.random.default_rng(7).integers(100, size=3).tolist(),
            }
    """
    version = lab.version(source, memory_mb=1769)
    _bring(numpy.__name__, lab.code_root / version.code.digest)

    run = await lab.run(version)

    drawn = numpy.random.default_rng(7).integers(100, size=3).tolist()
    assert json.loads(run.outcome.payload) == {
        "inverse": True,
        "wave": True,
        "saved": True,
        "drawn": drawn,
    }


async def test_boto3_makes_clients_and_says_that_there_is_no_way_out(lab: Lab) -> None:
    source = """
        import boto3, botocore.config, botocore.exceptions
        def handler(event, context):
            config = botocore.config.Config(retries={"total_max_attempts": 1}, connect_timeout=1)
            s3 = boto3.client("s3", aws_access_key_id="a", aws_secret_access_key="s", config=config)
            signed = s3.generate_presigned_url("get_object", Params={"Bucket": "b", "Key": "k"})
            try:
                s3.list_buckets()
            except botocore.exceptions.EndpointConnectionError as error:
                return [signed.partition("?")[0], type(error).__name__]
    """

    url, error = await lab.result(source, memory_mb=1769)

    assert url.startswith("https://")
    assert url.endswith("/k")
    assert error == "EndpointConnectionError"


async def test_processes_are_joined_by_pipes_and_tell_how_they_ended(lab: Lab) -> None:
    source = """
        import subprocess, sys
        def handler(event, context):
            sort = subprocess.Popen(["sort", "-r"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            sorted_, _ = sort.communicate(b"a\\nc\\nb\\n")
            shell = subprocess.check_output("printf %s $((6 * 7)) | tee /tmp/six", shell=True)
            child = subprocess.run([sys.executable, "-c", "import json, sys; sys.exit(len('four'))"])
            ended = subprocess.Popen(["sleep", "60"])
            ended.terminate()
            return [sorted_.decode(), shell.decode(), child.returncode, ended.wait()]
    """

    assert await lab.result(source) == ["c\nb\na\n", "42", 4, -15]


async def test_threads_and_their_pools_share_work(lab: Lab) -> None:
    source = """
        import concurrent.futures, queue, threading
        def handler(event, context):
            numbers, total, lock = queue.Queue(), [0], threading.Lock()
            def work():
                while (number := numbers.get()) is not None:
                    with lock:
                        total[0] += number
            threads = [threading.Thread(target=work) for _ in range(50)]
            for thread in threads:
                thread.start()
            for number in [*range(1000), *[None] * 50]:
                numbers.put(number)
            for thread in threads:
                thread.join()
            with concurrent.futures.ThreadPoolExecutor() as pool:
                return [total[0], sum(pool.map(abs, range(-10, 0)))]
    """

    assert await lab.result(source) == [sum(range(1000)), 55]


async def test_asyncio_serves_itself_over_loopback_and_local_sockets(lab: Lab) -> None:
    source = """
        import asyncio
        async def shout(reader, writer):
            writer.write((await reader.readline()).upper())
            await writer.drain()
            writer.close()
        async def ask(reader, writer):
            writer.write(b"hello\\n")
            answer = await reader.readline()
            writer.close()
            return answer.decode()
        async def main():
            tcp = await asyncio.start_server(shout, "localhost", 0)
            unix = await asyncio.start_unix_server(shout, "/tmp/shout")
            async with tcp, unix:
                port = tcp.sockets[0].getsockname()[1]
                child = await asyncio.create_subprocess_exec("cat", "/etc/hosts", stdout=-1)
                return [
                    await ask(*await asyncio.open_connection("localhost", port)),
                    await ask(*await asyncio.open_unix_connection("/tmp/shout")),
                    b"localhost" in (await child.communicate())[0],
                ]
        def handler(event, context):
            return asyncio.run(main())
    """

    assert await lab.result(source) == ["HELLO\n", "HELLO\n", True]


@pytest.mark.parametrize("method", ["fork", "spawn"])
async def test_multiprocessing_works_by_process_and_pipe(lab: Lab, method: str) -> None:
    source = """
        import multiprocessing
        def work(connection):
            connection.send(sum(connection.recv()))
        def handler(method, context):
            processes = multiprocessing.get_context(method)
            ours, its = processes.Pipe()
            process = processes.Process(target=work, args=(its,))
            process.start()
            ours.send([1, 2, 3])
            answer = ours.recv()
            process.join()
            return [answer, process.exitcode]
    """

    assert await lab.result(source, event=method) == [6, 0]


async def test_what_needs_dev_shm_fails_as_on_aws(lab: Lab) -> None:
    source = """
        import concurrent.futures, multiprocessing, multiprocessing.shared_memory
        def attempt(make):
            try:
                make()
            except OSError as error:
                return type(error).__name__
        def handler(event, context):
            return [
                attempt(multiprocessing.Lock),
                attempt(multiprocessing.Queue),
                attempt(multiprocessing.Pool),
                attempt(concurrent.futures.ProcessPoolExecutor),
                attempt(lambda: multiprocessing.shared_memory.SharedMemory(create=True, size=1)),
            ]
    """

    assert await lab.result(source) == ["FileNotFoundError"] * 5


async def test_sqlite_keeps_a_database_in_tmp(lab: Lab) -> None:
    source = """
        import sqlite3
        def handler(event, context):
            with sqlite3.connect("/tmp/data.db") as database:
                mode, = database.execute("PRAGMA journal_mode=WAL").fetchone()
                database.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, text)")
                database.executemany("INSERT INTO t (text) VALUES (?)", [("a",), ("b",)])
            with sqlite3.connect("/tmp/data.db") as again:
                return [mode, *again.execute("SELECT n, text FROM t").fetchall()]
    """

    assert await lab.result(source) == ["wal", [1, "a"], [2, "b"]]


async def test_tls_knows_the_public_authorities_and_greets(lab: Lab) -> None:
    source = """
        import ssl, subprocess
        def handler(event, context):
            secure = ssl.create_default_context()
            incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
            tls = secure.wrap_bio(incoming, outgoing, server_hostname="example.com")
            try:
                tls.do_handshake()
            except ssl.SSLWantReadError:
                greeting = outgoing.read()
            programs = subprocess.check_output(["openssl", "version"], text=True)
            return [len(secure.get_ca_certs()), greeting[0], len(greeting) > 100, programs[:7]]
    """

    authorities, record_type, is_whole, program = await lab.result(source)

    assert authorities > 50
    assert (record_type, is_whole, program) == (0x16, True, "OpenSSL")


async def test_time_zones_and_locales_are_there(lab: Lab) -> None:
    source = """
        import locale, time, zoneinfo
        from datetime import datetime
        def handler(event, context):
            summer = datetime(2026, 7, 1, 12, tzinfo=zoneinfo.ZoneInfo("Europe/Zurich"))
            return [
                summer.isoformat(),
                len(zoneinfo.available_timezones()) > 400,
                time.tzname[0],
                locale.setlocale(locale.LC_ALL, "C.UTF-8"),
                locale.setlocale(locale.LC_ALL, ""),
                locale.getpreferredencoding(),
            ]
    """

    assert await lab.result(source) == [
        "2026-07-01T12:00:00+02:00",
        True,
        "UTC",
        "C.UTF-8",
        "en_US.UTF-8",
        "UTF-8",
    ]


async def test_ctypes_calls_c_and_is_called_back(lab: Lab) -> None:
    source = """
        import ctypes, ctypes.util
        def handler(event, context):
            libc = ctypes.CDLL(None, use_errno=True)
            compare = ctypes.CFUNCTYPE(ctypes.c_int, *[ctypes.POINTER(ctypes.c_int)] * 2)
            numbers = (ctypes.c_int * 4)(3, 1, 4, 1)
            libc.qsort(numbers, 4, 4, compare(lambda a, b: a[0] - b[0]))
            libm = ctypes.CDLL("libm.so.6")
            libm.sqrt.restype, libm.sqrt.argtypes = ctypes.c_double, [ctypes.c_double]
            return [list(numbers), libm.sqrt(16.0)]
    """

    assert await lab.result(source) == [[1, 1, 3, 4], 4.0]


async def test_names_of_this_machine_of_services_and_of_the_user_resolve(lab: Lab) -> None:
    source = """
        import getpass, os, pwd, socket
        def handler(event, context):
            addresses = {found[4][0] for found in socket.getaddrinfo("localhost", "https")}
            return [
                "127.0.0.1" in addresses,
                socket.getaddrinfo("127.0.0.1", "http", type=socket.SOCK_STREAM)[0][4][1],
                socket.getservbyname("domain", "udp"),
                socket.getprotobyname("tcp"),
                socket.gethostbyname(socket.gethostname()),
                pwd.getpwuid(os.getuid()).pw_name == getpass.getuser(),
            ]
    """

    assert await lab.result(source) == [True, 80, 53, 6, "127.0.0.1", True]


async def test_an_unknown_name_is_refused_at_once(lab: Lab) -> None:
    source = """
        import socket, time
        def handler(event, context):
            started = time.monotonic()
            try:
                socket.getaddrinfo("example.com", 443)
            except socket.gaierror:
                return time.monotonic() - started
    """

    # A resolver that waits for a server asks again after five seconds.
    assert await lab.result(source) < 4


async def test_http_is_served_and_fetched_over_loopback(lab: Lab) -> None:
    source = """
        import http.server, threading, urllib.request
        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(self.path.encode())
        def handler(event, context):
            with http.server.ThreadingHTTPServer(("localhost", 0), Page) as server:
                threading.Thread(target=server.serve_forever).start()
                with urllib.request.urlopen(f"http://localhost:{server.server_port}/page") as page:
                    text = page.read().decode()
                server.shutdown()
            return text
    """

    assert await lab.result(source) == "/page"


async def test_files_are_made_copied_locked_mapped_packed_and_removed_in_tmp(lab: Lab) -> None:
    source = """
        import fcntl, mmap, os, pathlib, shutil, tarfile, tempfile, zipfile
        def handler(event, context):
            with tempfile.TemporaryDirectory() as name:
                place = pathlib.Path(name)
                (place / "a").write_bytes(os.urandom(1 << 20))
                shutil.copy(place / "a", place / "b")
                with open(place / "b", "r+b") as file:
                    fcntl.flock(file, fcntl.LOCK_EX)
                    with mmap.mmap(file.fileno(), 0) as mapped:
                        mapped[:4] = b"mine"
                packed = shutil.make_archive(f"{name}/all", "gztar", name, "b")
                zipped = shutil.make_archive(f"{name}/all", "zip", name, "b")
                with tarfile.open(packed) as archive, zipfile.ZipFile(zipped) as other:
                    heads = [archive.extractfile("b").read(4), other.read("b")[:4]]
            return [*(head.decode() for head in heads), place.exists(), tempfile.gettempdir()]
    """

    assert await lab.result(source) == ["mine", "mine", False, "/tmp"]


async def test_signals_timers_and_events_wake_their_waiters(lab: Lab) -> None:
    source = """
        import os, select, signal, time
        def handler(event, context):
            heard = []
            signal.signal(signal.SIGALRM, lambda number, frame: heard.append("alarm"))
            signal.setitimer(signal.ITIMER_REAL, 0.01)
            signal.pause()
            reading, writing = os.pipe()
            with select.epoll() as waiting:
                waiting.register(reading, select.EPOLLIN)
                if os.fork() == 0:
                    os.write(writing, b"x")
                    os._exit(7)
                heard.append([fd == reading for fd, _ in waiting.poll(5)])
            heard.append(os.waitstatus_to_exitcode(os.wait()[1]))
            heard.append(signal.sigtimedwait([signal.SIGUSR1], 0))
            return heard
    """

    assert await lab.result(source) == ["alarm", [True], 7, None]


async def test_the_machine_tells_as_much_as_programs_ask(lab: Lab) -> None:
    source = """
        import os, platform, resource, sys
        def handler(event, context):
            return [
                os.cpu_count() >= 1,
                len(os.sched_getaffinity(0)) >= 1,
                platform.system(),
                platform.python_version() == sys.version.split()[0],
                os.getloadavg()[0] >= 0,
                resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0,
                os.path.exists(sys.executable),
            ]
    """

    assert await lab.result(source) == [True, True, "Linux", True, True, True, True]


def _bring(package: str, tree: Path) -> None:
    """The package as `pip install --target` leaves it there, with the libraries that its wheel brings along."""
    site = Path(numpy.__file__).parents[1]
    for directory in (site / package, site / f"{package}.libs"):
        shutil.copytree(directory, tree / directory.name)
