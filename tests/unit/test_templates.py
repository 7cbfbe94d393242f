"""A spawner's templates on a machine that has no process left: what is there goes on, and who waits is told."""

import errno
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from cloister.domain.limits import TEMPLATE_FORKS_MAX
from cloister.sandbox.namespaces.events import Events
from cloister.sandbox.namespaces.identity import Identities
from cloister.sandbox.namespaces.image import Image
from cloister.sandbox.namespaces.orders import Order, Prepared
from cloister.sandbox.namespaces.template_process import TemplateProcess, TemplateSpec
from cloister.sandbox.namespaces.templates import Templates

SPEC = TemplateSpec(
    name="python",
    image=Image(Path("/nowhere"), ()),
    executable="/usr/bin/python3",
    environ={},
    runtime_module="cloister.runtime.python",
    binds_devices=False,
    keeps_blanks=False,
    left_out=[],
    unverified=[],
)
NOBODY = Identities(template=65534, first=65534, count=1, is_rootless=False, shared=False)


@pytest.fixture
def told() -> list[Order]:
    """What the host was told."""
    return []


@pytest.fixture
def templates(told: list[Order], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Templates:
    """Where no process can be forked any more."""

    def fork() -> NoReturn:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", fork)
    return Templates(
        mount_point=tmp_path,
        identities=NOBODY,
        filters={},
        events=Events(),
        tell=told.append,
        on_forked=lambda _: None,
        on_lost=lambda _: None,
        on_current=lambda _: None,
        on_replaced=lambda _: None,
    )


@pytest.fixture
def worn() -> Iterator[tuple[TemplateProcess, socket.socket]]:
    """A template that has forked as often as it may, and where its orders arrive."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, its:
        yield TemplateProcess(SPEC, os.getpid(), ours, forks=TEMPLATE_FORKS_MAX), its


def test_a_template_that_can_not_be_started_is_told_of(
    templates: Templates, told: list[Order]
) -> None:
    templates.prepare(SPEC)

    (answer,) = told
    assert isinstance(answer, Prepared)
    assert answer.template == "python"
    assert "Resource temporarily unavailable" in (answer.error or "")
    assert templates.get("python") is None


def test_a_worn_template_that_can_not_be_replaced_goes_on(
    templates: Templates, worn: tuple[TemplateProcess, socket.socket]
) -> None:
    template, arrived = worn

    for order in (b"first", b"second"):
        templates.fork(template, order.decode(), order, [])

    assert [arrived.recv(100), arrived.recv(100)] == [b"first", b"second"]
    assert template.outstanding == {"first", "second"}
