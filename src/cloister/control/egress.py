"""Which functions may ask for egress: those that the operator allows it, and that stand in the jail."""

from collections.abc import Mapping

from cloister.domain.egress import EGRESS_TAG, Egress, EgressPolicy
from cloister.domain.errors import InvalidParameterValue
from cloister.domain.isolation import ISOLATION_TAG, Isolation


def check_egress(tags: Mapping[str, str], policy: EgressPolicy) -> None:
    """Return if a function with these tags can have what it would have. Raises InvalidParameterValue."""
    try:
        asked = Egress.asked(tags)
    except ValueError as error:
        known = " or ".join(Egress)
        raise InvalidParameterValue(
            f"Tags: {EGRESS_TAG} is {tags[EGRESS_TAG]}, and can be {known}."
        ) from error
    if asked is Egress.INTERNET and policy is EgressPolicy.NONE:
        raise InvalidParameterValue(
            f"Tags: {EGRESS_TAG} is {asked}, and this server allows no function any egress. "
            f"Leave the tag out, or have the operator start it with --egress {EgressPolicy.TAGGED}."
        )
    is_jailed = Isolation.chosen(tags) is Isolation.JAIL
    if not is_jailed and policy.grant(asked) is Egress.INTERNET:
        raise InvalidParameterValue(
            f"Tags: {ISOLATION_TAG} is {Isolation.chosen(tags)}, and such functions have no egress here. "
            f"Give {EGRESS_TAG}={Egress.NONE} as well, or leave {ISOLATION_TAG} out."
        )
