"""GetCallerIdentity: tools ask it before anything else, to learn the account that their key belongs to."""

from cloister.api.app import Call, Handler, handles
from cloister.api.sts.operations import GET_CALLER_IDENTITY
from cloister.api.sts.shapes import GetCallerIdentityRequest, GetCallerIdentityResponse


def caller_identity_handlers() -> dict[str, Handler]:
    """Operation name to handler."""

    async def identity(_: GetCallerIdentityRequest, call: Call) -> GetCallerIdentityResponse:
        # Access keys are the account's own: there are no users and roles, as with AWS's root user.
        account = call.principal.account
        return GetCallerIdentityResponse(
            user_id=account, account=account, arn=f"arn:aws:iam::{account}:root"
        )

    return dict([handles(GET_CALLER_IDENTITY, identity)])
