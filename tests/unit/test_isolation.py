"""Which wall a function gets: what its tag asks for, on machines that have it, and never a weaker one instead."""

import pytest

from cloister.control.configuration import Machine, check_isolation
from cloister.domain.errors import InvalidParameterValue
from cloister.domain.isolation import ISOLATION_TAG, Isolation

BOTH = Machine(architecture="x86_64", runtimes=(), isolations=tuple(Isolation))
JAIL_ALONE = Machine(architecture="x86_64", runtimes=())


def test_a_function_without_the_tag_stands_in_the_jail() -> None:
    assert Isolation.chosen({"team": "blue"}) is Isolation.JAIL


def test_the_tag_chooses_the_wall() -> None:
    tags = {ISOLATION_TAG: "gvisor"}

    check_isolation(tags, BOTH)

    assert Isolation.chosen(tags) is Isolation.GVISOR


@pytest.mark.parametrize("asked", ["GVISOR", "", "none", "gvisor "])
def test_a_wall_that_there_is_not_is_refused(asked: str) -> None:
    with pytest.raises(InvalidParameterValue, match="cloister:isolation is"):
        check_isolation({ISOLATION_TAG: asked}, BOTH)


def test_a_machine_without_gvisor_refuses_functions_that_ask_for_it() -> None:
    with pytest.raises(InvalidParameterValue, match="this machine has jail"):
        check_isolation({ISOLATION_TAG: "gvisor"}, JAIL_ALONE)
