"""`cloister bench` against a running server: what it tells, what it leaves behind, and how it says that it can't."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.e2e.lambda_client import Client
from tests.e2e.server import Server, run_cloister

QUICK = ("--tenants", "5", "--seconds", "0.5", "--connections", "4", "--pause-ms", "0")


def test_it_tells_what_new_and_known_tenants_wait_for(
    server: Server, aws: Client, tmp_path: Path
) -> None:
    written = tmp_path / "figures.json"

    told = run_cloister("bench", *QUICK, "--json", str(written), environ=server.environ)

    assert told.returncode == 0, told.stderr
    new, known, many = json.loads(written.read_text())
    assert [each["measurement"] for each in (new, known, many)] == [
        "new tenants",
        "known tenant",
        "known tenants, 4 at once",
    ]
    assert new["calls"] == 5
    for figures in (new, known, many):
        ms = figures["ms"]
        assert 0 < ms["min"] <= ms["p50"] <= ms["p90"] <= ms["p99"] <= ms["max"]
        assert figures["throttled"] == 0
        assert f"{figures['ms']['p50']:.2f} ms" in told.stdout
    names = [each["FunctionName"] for each in aws.list_functions()["Functions"]]
    assert not [name for name in names if name.startswith("cloister-bench-")]


def test_an_endpoint_that_nobody_serves_is_told_in_one_line(server: Server) -> None:
    refused = run_cloister("bench", "--endpoint", "http://127.0.0.1:9", environ=server.environ)

    assert refused.returncode == 1
    (line,) = refused.stderr.splitlines()
    assert line.startswith("Error: Could not connect to the endpoint URL")


def test_what_is_no_address_and_what_the_service_refuses_are_told_in_its_words(
    server: Server,
) -> None:
    no_address = run_cloister("bench", "--endpoint", "foo", environ=server.environ)
    refused = run_cloister("bench", "--runtime", "cobol", environ=server.environ)

    assert no_address.stderr == "Error: Invalid endpoint: foo\n"
    assert "Value cobol at 'runtime' failed to satisfy constraint" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert no_address.returncode == refused.returncode == 1


def test_a_service_that_gives_a_tenant_another_ones_answer_is_not_measured(server: Server) -> None:
    with _mixes_tenants_up() as endpoint:
        refused = run_cloister("bench", *QUICK, "--endpoint", endpoint, environ=server.environ)

    assert refused.returncode == 1
    (line,) = refused.stderr.splitlines()
    assert line == 'Error: tenant first was answered 200 b\'{"tenant": "somebody"}\''


@contextmanager
def _mixes_tenants_up() -> Iterator[str]:
    """An endpoint that creates whatever it is asked to, and answers every tenant alike."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Careless)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Careless(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        is_invocation = self.path.endswith("/invocations")
        self._answer(200 if is_invocation else 201, b'{"tenant": "somebody"}')

    def do_GET(self) -> None:
        self._answer(200, b'{"Configuration": {"State": "Active"}}')

    def do_DELETE(self) -> None:
        self._answer(204, b"")

    def log_message(self, *_: object) -> None: ...

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
