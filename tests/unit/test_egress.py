"""Who gets egress: what the operator allows and the owner asks for, in a network of each function and tenant."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import dns.message
import dns.update
import pytest

from cloister.control.egress import check_egress
from cloister.control.versions import next_version
from cloister.doctor.egress import egress
from cloister.domain import limits
from cloister.domain.clock import SystemClock
from cloister.domain.egress import EGRESS_TAG, Egress, EgressPolicy
from cloister.domain.environment import EnvironmentKey
from cloister.domain.errors import InvalidParameterValue
from cloister.domain.ids import AccountId, FunctionName, RevisionId, TenantId
from cloister.domain.isolation import ISOLATION_TAG
from cloister.domain.posture import Status
from cloister.pool.network import network_of
from cloister.sandbox.driver import SandboxFailed
from cloister.sandbox.egress import needs
from cloister.sandbox.egress.needs import FORWARDING
from cloister.sandbox.egress.networks import Networks
from cloister.sandbox.egress.resolver import Allowance, parse_question
from cloister.sandbox.egress.rules import GUARDS, host_table, network_added, router_table
from tests.support import MovingClock
from tests.unit.stored_functions import a_function

NONE, TAGGED, INTERNET = EgressPolicy


@pytest.mark.parametrize(
    ("policy", "asked", "granted"),
    [
        (NONE, None, Egress.NONE),
        (NONE, Egress.INTERNET, Egress.NONE),
        (TAGGED, None, Egress.NONE),
        (TAGGED, Egress.NONE, Egress.NONE),
        (TAGGED, Egress.INTERNET, Egress.INTERNET),
        (INTERNET, None, Egress.INTERNET),
        (INTERNET, Egress.NONE, Egress.NONE),
    ],
)
def test_the_operators_word_comes_before_the_owners(
    policy: EgressPolicy, asked: Egress | None, granted: Egress
) -> None:
    assert policy.grant(asked) is granted


@pytest.mark.parametrize("asked", ["INTERNET", "", "all"])
def test_a_tag_that_means_nothing_is_refused(asked: str) -> None:
    with pytest.raises(InvalidParameterValue, match="can be none or internet"):
        check_egress({EGRESS_TAG: asked}, INTERNET)


def test_asking_for_what_the_operator_does_not_allow_is_refused() -> None:
    with pytest.raises(InvalidParameterValue, match="--egress tagged"):
        check_egress({EGRESS_TAG: "internet"}, NONE)


def test_a_function_behind_gvisor_is_never_left_without_the_egress_that_it_expects() -> None:
    behind_gvisor = {ISOLATION_TAG: "gvisor"}

    check_egress(behind_gvisor, TAGGED)
    check_egress({**behind_gvisor, EGRESS_TAG: "none"}, INTERNET)

    with pytest.raises(InvalidParameterValue, match="have no egress"):
        check_egress(behind_gvisor, INTERNET)


def test_every_version_of_a_function_has_the_egress_of_its_tag() -> None:
    function = replace(a_function("f"), tags={EGRESS_TAG: "internet"})

    _, version = next_version(function, SystemClock())

    assert function.latest().egress is Egress.INTERNET
    assert version.of(function).egress is Egress.INTERNET


def a_key(function: str = "f", tenant: str | None = "blue", revision: str = "1") -> EnvironmentKey:
    return EnvironmentKey(
        AccountId("000000000000"),
        FunctionName(function),
        "$LATEST",
        RevisionId(revision),
        TenantId(tenant) if tenant is not None else None,
    )


def test_a_network_is_of_one_function_and_tenant_through_all_revisions() -> None:
    of_others = {
        network_of(a_key(function="g")),
        network_of(a_key(tenant="green")),
        network_of(a_key(tenant=None)),
        network_of(a_key(function="f4:bl", tenant="ue")),
    }

    assert network_of(a_key(revision="2")) == network_of(a_key())
    assert network_of(a_key()) not in of_others
    assert len(of_others) == 4


def test_every_guard_is_in_the_rules_and_can_be_taken_out() -> None:
    def all_rules(left_out: frozenset[str]) -> str:
        return (
            host_table(
                "t",
                "link",
                "192.0.2.1",
                resolvers=[],
                connections_max=65_536,
                left_out=left_out,
            )
            + router_table(left_out=left_out)
            + network_added("t1", "10.0.0.2", left_out=left_out)
        )

    complete = all_rules(frozenset())

    for guard in GUARDS:
        assert all_rules(frozenset([guard])) != complete, guard


def test_questions_wait_once_a_burst_is_used_up_and_no_longer_than_the_rate_asks() -> None:
    clock = MovingClock()
    allowance = Allowance(clock.monotonic)

    at_once = [allowance.take() for _ in range(limits.RESOLVER_QUESTIONS_BURST)]
    beyond = [allowance.take() for _ in range(limits.RESOLVER_QUESTIONS_PER_S)]
    clock.advance(timedelta(seconds=2))
    later = allowance.take()

    assert set(at_once) == {0.0}
    assert 0 < beyond[0] < beyond[-1] == pytest.approx(1.0)
    assert later == 0.0


@pytest.mark.parametrize(
    "message",
    [
        dns.message.make_response(dns.message.make_query("public.test", "A")),
        dns.update.UpdateMessage("public.test"),
    ],
)
def test_answers_and_changes_are_no_questions(message: dns.message.Message) -> None:
    assert parse_question(message.to_wire()) is None


async def test_a_machine_without_nft_is_told_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(needs, "SEARCH_PATH", str(tmp_path))

    with pytest.raises(SandboxFailed, match=r"nft \(not installed\): install nftables"):
        await Networks.start("0123456789ab", resolvers=[])


@pytest.mark.parametrize(("forwards", "status"), [("1", Status.OK), ("0", Status.WARN)])
def test_the_doctor_says_what_egress_lacks(tmp_path: Path, forwards: str, status: Status) -> None:
    (tmp_path / FORWARDING).parent.mkdir(parents=True)
    (tmp_path / FORWARDING).write_text(f"{forwards}\n")

    line = next(each for each in egress(tmp_path) if each.name == "egress, ip_forward")

    assert line.status is status
    assert (line.remedy is None) == (status is Status.OK)
