"""What the spawner knows of its blanks: how many are lacking, whose they are, and when to stop making them."""

import socket
from datetime import timedelta
from pathlib import Path

import pytest

from cloister.domain import limits
from cloister.sandbox.namespaces.blanks import BlankKind, Blanks
from cloister.sandbox.namespaces.cgroups import Group
from cloister.sandbox.namespaces.image import Image
from cloister.sandbox.namespaces.jails import Jail
from cloister.sandbox.namespaces.places import Places
from cloister.sandbox.namespaces.template_process import TemplateProcess, TemplateSpec

KIND = BlankKind("python3.11", "strict", 1024, 1024)


class Watch:
    """A clock that is moved."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s

    def wait(self, span: timedelta) -> None:
        self.now_s += span.total_seconds()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def blanks(watch: Watch) -> Blanks:
    """Of which some of one kind are lacking."""
    blanks = Blanks(watch)
    blanks.note(KIND)
    return blanks


def a_template() -> TemplateProcess:
    """None that runs."""
    spec = TemplateSpec(
        name=KIND.template,
        image=Image(Path("layers"), ()),
        executable="python",
        environ={},
        runtime_module="runtime",
        binds_devices=False,
        keeps_blanks=True,
        left_out=[],
        unverified=[],
    )
    with socket.socket() as unused:
        return TemplateProcess(spec, 0, unused)


def a_jail(template: TemplateProcess | None = None) -> Jail:
    return Jail("id", 1000, Group("id", Places({})), template or a_template())


def _put(blanks: Blanks, *jails: Jail) -> None:
    for jail in jails:
        blanks.began(KIND, jail)
        blanks.is_ready(jail)


def _made(blanks: Blanks) -> list[Jail]:
    """As many as are lacking, made now."""
    jails = []
    while blanks.lacking() is not None:
        jails.append(a_jail())
        _put(blanks, jails[-1])
    return jails


def test_one_is_made_at_a_time_until_there_are_enough(blanks: Blanks) -> None:
    first = a_jail()

    blanks.began(KIND, first)
    meanwhile = blanks.lacking()
    blanks.is_ready(first)

    assert meanwhile is None
    assert len(_made(blanks)) == limits.BLANKS_MIN - 1


def test_each_is_taken_once_the_oldest_first(blanks: Blanks) -> None:
    made = _made(blanks)

    taken = [blanks.take(KIND) for _ in range(limits.BLANKS_MIN + 1)]

    assert taken == [*made, None]


def test_a_blank_serves_no_order_of_another_kind(blanks: Blanks) -> None:
    _made(blanks)

    assert blanks.take(BlankKind("python3.11", "standard", 1024, 1024)) is None
    assert blanks.take(BlankKind("python3.12", "strict", 1024, 1024)) is None
    assert blanks.take(BlankKind("python3.11", "strict", 512, 1024)) is None
    assert blanks.take(BlankKind("python3.11", "strict", 1024, 512)) is None


def test_after_one_that_died_none_is_made_until_one_is_wanted(blanks: Blanks) -> None:
    dying = a_jail()
    blanks.began(KIND, dying)

    assert blanks.lost(dying)
    given_up = blanks.lacking()
    blanks.note(KIND)

    assert given_up is None
    assert blanks.lacking() == KIND


def test_one_that_died_while_it_stood_ready_is_given_to_nobody(blanks: Blanks) -> None:
    first, *others = _made(blanks)

    assert blanks.lost(first)

    assert [blanks.take(KIND) for _ in others] == others
    assert blanks.take(KIND) is None


def test_the_end_of_one_that_was_taken_is_no_loss(blanks: Blanks) -> None:
    first, *_ = _made(blanks)
    blanks.take(KIND)

    assert not blanks.lost(first)
    assert blanks.lacking() == KIND


def test_what_is_not_wanted_any_more_is_surplus(blanks: Blanks, watch: Watch) -> None:
    made = _made(blanks)
    enough = list(blanks.surplus(keep_none=False))

    watch.wait(limits.STOCK_KEEP + timedelta(seconds=1))

    assert enough == []
    assert list(blanks.surplus(keep_none=False)) == made
    assert not blanks.is_any


def test_where_memory_is_short_all_are_surplus(blanks: Blanks) -> None:
    made = _made(blanks)

    assert list(blanks.surplus(keep_none=True)) == made
    assert blanks.take(KIND) is None


def test_those_of_a_template_that_was_replaced_are_taken_by_nobody(blanks: Blanks) -> None:
    before, after = a_template(), a_template()
    old, new = a_jail(before), a_jail(after)
    _put(blanks, old, new)

    assert list(blanks.of(before)) == [old]
    assert blanks.take(KIND) is new
    assert blanks.take(KIND) is None
