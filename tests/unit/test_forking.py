"""Orders of a template, followed by C and by Python: what one answers, closes and tells a fork, the other does."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cloister.runtime.process import ORDERS
from cloister.sandbox.namespaces.inheritance import Lodger
from cloister.sandbox.namespaces.orders import ORDER_BYTES_MAX, ORDER_FDS_MAX, Fork, Forked, Order
from cloister.sandbox.namespaces.policy import STRICT_PROFILE
from tests.loose import Json
from tests.unit.test_programs import HAS_COMPILER, PYTHON, C

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30
REPORT_BYTES_MAX = 64 * 1024
ORDERS_COUNTED = 5
FEW_PAGES = 10
"""Python writes to more than fifty for one order."""
LONG_NAME = "n" * 200
"""Longer than C takes, and short enough for Python."""
ORDER = Fork(
    id="blue",
    kernel_id=2**30,
    enters_network=False,
    is_blank=True,
    has_layers=False,
    born_in_cgroup=False,
    profile=STRICT_PROFILE,
    tmp_bytes=1,
    tmp_inodes=1,
    processes_max=1,
    files_max=1,
)


class Spawner:
    """Gives orders to a small template."""

    def __init__(self, library: Path) -> None:
        self._control, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(PATIENCE_S)
        with its:
            self.template = subprocess.Popen(
                [sys.executable, "-m", "tests.unit.small_template", str(its.fileno()), library],
                cwd=ROOT,
                pass_fds=[its.fileno()],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )

    def order(self, order: Fork, *, further: int = 0) -> tuple[Forked, Json]:
        """What the template answers, and what its fork tells, which is nothing where there is none."""
        reading = self.send(order.encode(), further=further)
        answer = Order.decode(self._control.recv(ORDER_BYTES_MAX))
        assert isinstance(answer, Forked)
        with os.fdopen(reading, "rb") as told:
            report = told.read(REPORT_BYTES_MAX)
        return answer, json.loads(report) if report else None

    def send(self, data: bytes, *, further: int = 0) -> int:
        """With the descriptors of a blank, and more of them. Returns where a fork's report can be read."""
        reading, telling = os.pipe()
        fds = [telling] * (Fork.FIXED_FDS + further)
        socket.send_fds(self._control, [data], fds)
        os.close(telling)
        return reading

    def end(self) -> tuple[str, str]:
        """Give no more orders: what the template has printed then, and what it has complained of."""
        self._control.close()
        printed, complaint = self.template.communicate(timeout=PATIENCE_S)
        return printed, complaint


@pytest.fixture(params=[C, PYTHON] if HAS_COMPILER else [PYTHON])
def spawner(request: pytest.FixtureRequest, compiled_layer: Path) -> Iterator[Spawner]:
    library = ORDERS.lstrip("/") if request.param == C else "none.so"
    spawner = Spawner(compiled_layer / library)
    yield spawner
    spawner.end()


def is_followed_in_c(request: pytest.FixtureRequest) -> bool:
    return f"[{C}]" in request.node.name


def test_every_fork_is_told_who_it_is_for_and_what_room_it_has(spawner: Spawner) -> None:
    orders = [
        replace(ORDER, id=name, kernel_id=kernel_id, tmp_bytes=tmp_bytes)
        for name, kernel_id, tmp_bytes in (
            ("blue", 2**30, 1),
            ("a-longer-name", 2**32 - 2, 1),
            ("b", 7, 1),
            ("blue", 2**30, 2),
            ("green", 2**30 + 1, 2),
            ("green", 2**30 + 2, 1),
        )
    ]

    told = [spawner.order(order)[1] for order in orders]

    for order, found in zip(orders, told, strict=True):
        lodger = Lodger(order.id, order.kernel_id)
        expected = [cell._memory.value.decode() for cell in (lodger.group_line, lodger.map_line)]
        assert [found["group"], found["map"]] == expected
        assert (found["tmp_bytes"], found["number"]) == (order.tmp_bytes, 1)


def test_the_answer_has_the_number_of_the_fork(spawner: Spawner) -> None:
    answers = [spawner.order(replace(ORDER, id=name))[0] for name in ("one", "two", "three")]

    assert [answer.id for answer in answers] == ["one", "two", "three"]
    numbers = [answer.pid for answer in answers]
    assert len({*numbers, spawner.template.pid}) == 4
    assert [answer.error for answer in answers] == [None] * 3


def test_what_c_can_follow_is_none_of_pythons(
    spawner: Spawner, request: pytest.FixtureRequest
) -> None:
    for name in ("one", "two", "three", "four"):
        spawner.order(replace(ORDER, id=name))

    assert spawner.end() == ("0" if is_followed_in_c(request) else "4", "")


def test_what_is_like_an_order_before_costs_few_pages_where_c_follows_it(
    spawner: Spawner, request: pytest.FixtureRequest
) -> None:
    spawner.order(ORDER)
    spawner.order(ORDER)
    before = faults_of(spawner)

    for _ in range(ORDERS_COUNTED):
        spawner.order(ORDER)

    pages = (faults_of(spawner) - before) / ORDERS_COUNTED
    assert (pages < FEW_PAGES) == is_followed_in_c(request)


def test_no_descriptor_of_an_order_stays_open(spawner: Spawner) -> None:
    spawner.order(ORDER)
    first = descriptors_of(spawner)

    for further in (0, 1, 0, ORDER_FDS_MAX, 0):
        spawner.order(ORDER, further=further)

    assert descriptors_of(spawner) == first


def test_a_fork_that_fails_is_answered_with_its_reason_and_the_next_one_is_made(
    spawner: Spawner,
) -> None:
    # No group: the last of its descriptors is a pipe's.
    impossible = replace(ORDER, id="impossible", born_in_cgroup=True)

    answers = [spawner.order(impossible, further=1)[0] for _ in range(2)]
    answers += [spawner.order(ORDER)[0] for _ in range(2)]

    assert [answer.pid is None for answer in answers] == [True, True, False, False]
    assert all("clone3" in str(answer.error) for answer in answers[:2])


def test_a_name_of_any_length_is_the_forks(spawner: Spawner) -> None:
    spawner.order(ORDER)

    answer, told = spawner.order(replace(ORDER, id=LONG_NAME))

    assert (answer.id, told["group"]) == (LONG_NAME, f"/{LONG_NAME}\n")


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (replace(ORDER, id="n" * 300).encode(), "ValueError"),
        (b"no order", "ValueError"),
        (b"no-number\n{}", "ValueError"),
        (b"name 1\n" + b" " * ORDER_BYTES_MAX, "JSONDecodeError"),
    ],
)
def test_what_is_no_order_ends_the_template(spawner: Spawner, data: bytes, complaint: str) -> None:
    spawner.order(ORDER)

    os.close(spawner.send(data))
    said = spawner.template.communicate(timeout=PATIENCE_S)[1]

    assert complaint in said.splitlines()[-1]


@pytest.mark.skipif(not HAS_COMPILER, reason="this machine has no compiler")
def test_no_fork_has_the_memory_that_orders_come_in(compiled_layer: Path) -> None:
    spawner = Spawner(compiled_layer / ORDERS.lstrip("/"))
    spawner.order(ORDER)

    _, told = spawner.order(ORDER)
    its_own = shared_bytes(Path(f"/proc/{spawner.template.pid}/maps").read_text())
    spawner.end()

    assert max(its_own) >= ORDER_BYTES_MAX
    assert shared_bytes(told["mapped"]) == []


def shared_bytes(maps: str) -> list[int]:
    """The sizes of what can be written to and is nobody's alone, which libraries' memory never is."""
    lines = [line.split()[0] for line in maps.splitlines() if " rw-s " in line]
    ranges = (line.split("-") for line in lines)
    return [int(end, 16) - int(start, 16) for start, end in ranges]


def faults_of(spawner: Spawner) -> int:
    """As proc_pid_stat(5) has it, minflt: behind the name, which may have spaces."""
    fields = Path(f"/proc/{spawner.template.pid}/stat").read_text().rpartition(") ")[2].split()
    return int(fields[7])


def descriptors_of(spawner: Spawner) -> list[str]:
    return sorted(entry.name for entry in Path(f"/proc/{spawner.template.pid}/fd").iterdir())
