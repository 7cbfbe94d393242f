"""GetCallerIdentity: tools ask it before anything else, to learn the account that their key belongs to."""

from cloister.api.app import Call, Handler, handles
from cloister.api.sts.operations import GET_CALLER_IDENTITY
from cloister.api.sts.shapes import GetCallerIdentityRequest, GetCallerIdentityResponse


def caller_identity_handlers() -> dict[str, Handler]:
    """Operation name to handler."""

    async def identity(_: GetCallerIdentityRequest, call: Call) -> GetCallerIdentityResponse:
        account = call.principal.account
        return GetCallerIdentityResponse(user_id=account, account=account, arn=call.principal.arn)

    return dict([handles(GET_CALLER_IDENTITY, identity)])
