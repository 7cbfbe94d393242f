"""The operations, their errors and their constraints. Generated, do not edit: run tools/generate_api.py."""

from collections.abc import Mapping
from typing import Final

from cloister.api.operation import (
    Body,
    ErrorShape,
    Layout,
    Member,
    Operation,
    Shape,
)
from cloister.api.sts import shapes

GET_CALLER_IDENTITY: Final[
    Operation[shapes.GetCallerIdentityRequest, shapes.GetCallerIdentityResponse]
] = Operation(
    name="GetCallerIdentity",
    method="POST",
    path="/",
    status=200,
    input=shapes.GetCallerIdentityRequest,
    output=shapes.GetCallerIdentityResponse,
    request=Layout(body=Body.NONE),
    response=Layout(body=Body.MEMBERS),
    errors=(),
)
OPERATIONS: Final[tuple[Operation[Shape, Shape | None], ...]] = (GET_CALLER_IDENTITY,)
ERRORS: Final[Mapping[str, ErrorShape]] = {
    "ExpiredTokenException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="ExpiredTokenException",
    ),
    "ExpiredTradeInTokenException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="ExpiredTradeInTokenException",
    ),
    "IDPCommunicationErrorException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="IDPCommunicationError",
    ),
    "IDPRejectedClaimException": ErrorShape(
        status=403, message="message", members=frozenset(["message"]), query_code="IDPRejectedClaim"
    ),
    "InvalidAuthorizationMessageException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="InvalidAuthorizationMessageException",
    ),
    "InvalidIdentityTokenException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="InvalidIdentityToken",
    ),
    "JWTPayloadSizeExceededException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="JWTPayloadSizeExceededException",
    ),
    "MalformedPolicyDocumentException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="MalformedPolicyDocument",
    ),
    "OutboundWebIdentityFederationDisabledException": ErrorShape(
        status=403,
        message="message",
        members=frozenset(["message"]),
        query_code="OutboundWebIdentityFederationDisabledException",
    ),
    "PackedPolicyTooLargeException": ErrorShape(
        status=400,
        message="message",
        members=frozenset(["message"]),
        query_code="PackedPolicyTooLarge",
    ),
    "RegionDisabledException": ErrorShape(
        status=403,
        message="message",
        members=frozenset(["message"]),
        query_code="RegionDisabledException",
    ),
    "SessionDurationEscalationException": ErrorShape(
        status=403,
        message="message",
        members=frozenset(["message"]),
        query_code="SessionDurationEscalationException",
    ),
}
MEMBERS: Final[Mapping[type[Shape], tuple[Member, ...]]] = {}
