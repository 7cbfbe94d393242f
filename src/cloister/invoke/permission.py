"""May this caller invoke it: its owner's account may unless a policy denies it, others only if a policy allows it."""

from collections.abc import Collection
from typing import Final

from cloister.domain.errors import AccessDenied
from cloister.domain.identity import Principal
from cloister.domain.ids import AccountId
from cloister.domain.resource_policy import Attempt, Statement, Verdict, decide

_ACTION: Final = "lambda:InvokeFunction"


def check_may_invoke(
    policy: Collection[Statement], caller: Principal, *, owner: AccountId, arn: str
) -> None:
    """Return if the caller may. `policy` is that of what the ARN names. Raises AccessDenied."""
    if not policy and caller.account == owner:
        return
    context = {"aws:principalaccount": caller.account}
    verdict = decide(
        policy, Attempt(principal=caller.arn, action=_ACTION, resource=arn, context=context)
    )
    told = f"User: {caller.arn} is not authorized to perform: {_ACTION} on resource: {arn}"
    if verdict is Verdict.DENIED:
        raise AccessDenied(f"{told} with an explicit deny in a resource-based policy")
    if verdict is Verdict.NOT_MENTIONED and caller.account != owner:
        raise AccessDenied(f"{told} because no resource-based policy allows the {_ACTION} action")
