"""How requests to CloudWatch Logs name what they are about: groups, streams, and the places that tokens stand for."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from cloister.domain.arn import Home
from cloister.domain.errors import InvalidParameter
from cloister.telemetry.log_reader import Place
from cloister.telemetry.log_store import GroupAddress

_NOT_OURS: Final = "The specified nextToken is invalid."
_TIME_DIGITS: Final = 20
_ID_DIGITS: Final = 36
"""56 digits together, as AWS's event ids have."""


def group_arn(group: str, home: Home) -> str:
    """The ARN of a group, without the `:*` that stands for its streams."""
    return f"arn:aws:logs:{home.region}:{home.account}:log-group:{group}"


def group_address(name: str | None, identifier: str | None, home: Home) -> GroupAddress:
    """The group that a request names, by its name, or by an identifier that is a name or an ARN.

    Raises InvalidParameter unless it is named once, and is of this account and region.
    """
    if (name is None) == (identifier is None):
        raise InvalidParameter(
            "Exactly one of logGroupName and logGroupIdentifier must be specified."
        )
    text = name or identifier or ""
    if name is None and text.startswith("arn:"):
        return _of_arn(text, home)
    return GroupAddress(home.account, text)


def tagged_group(arn: str, home: Home) -> GroupAddress:
    """The group of a resource ARN. Raises InvalidParameter for any other resource."""
    return _of_arn(arn, home)


def event_id(place: Place) -> str:
    """An event's id: its own alone, and in the order of the events."""
    return f"{place.at_ms + 1:0{_TIME_DIGITS}}{place.id:0{_ID_DIGITS}}"


def place_of(text: str) -> Place:
    """The place that an event's id stands for. Raises InvalidParameter for any other text."""
    if len(text) != _TIME_DIGITS + _ID_DIGITS or not (text.isascii() and text.isdecimal()):
        raise InvalidParameter(_NOT_OURS)
    at_ms, number = int(text[:_TIME_DIGITS]) - 1, int(text[_TIME_DIGITS:])
    if max(at_ms, number) >= 2**63:  # SQLite's integers
        raise InvalidParameter(_NOT_OURS)
    return Place(at_ms, number)


def list_token(at_ms: int, name: str) -> str:
    """Stands for the last item of a list's page."""
    return urlsafe_b64encode(json.dumps([at_ms, name]).encode()).decode()


def listed(token: str | None) -> tuple[int, str]:
    """The last item of the page before: of no page without a token. Raises InvalidParameter for no token of ours."""
    if token is None:
        return -2, ""
    try:
        at_ms, name = json.loads(urlsafe_b64decode(token.encode()))
    except (ValueError, TypeError, RecursionError):
        raise InvalidParameter(_NOT_OURS) from None
    is_ours = isinstance(at_ms, int) and abs(at_ms) < 2**63 and isinstance(name, str)
    if not is_ours:
        raise InvalidParameter(_NOT_OURS)
    return at_ms, name


def _of_arn(arn: str, home: Home) -> GroupAddress:
    prefix = group_arn("", home)
    group = arn.removeprefix(prefix).removesuffix(":*")
    if not arn.startswith(prefix) or not group or ":" in group:
        raise InvalidParameter(f"{arn} is not the ARN of a log group of this account and region.")
    return GroupAddress(home.account, group)
