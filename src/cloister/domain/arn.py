"""Function ARNs, and the four forms in which callers name a function: name, name:qualifier, partial and full ARN."""

import re
from dataclasses import dataclass

from cloister.domain.errors import AccessDenied, InvalidParameterValue, ResourceNotFound
from cloister.domain.ids import REGION_PATTERN, AccountId, FunctionName, Region

_REFERENCE = re.compile(
    r"(?:arn:(?P<partition>aws[a-zA-Z-]*):lambda:)?"
    rf"(?:(?P<region>{REGION_PATTERN}):)?"
    r"(?:(?P<account>\d{12}):)?"
    r"(?:function:)?"
    r"(?P<name>[a-zA-Z0-9-_]+)"
    r"(?::(?P<qualifier>\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9-_]+))?"
)


@dataclass(frozen=True, slots=True)
class Home:
    """Where this installation's functions live: the account and region that its ARNs carry."""

    account: AccountId
    region: Region

    def function_arn(self, name: FunctionName, qualifier: str | None = None) -> str:
        """`arn:aws:lambda:<region>:<account>:function:<name>[:<qualifier>]`."""
        arn = f"arn:aws:lambda:{self.region}:{self.account}:function:{name}"
        return f"{arn}:{qualifier}" if qualifier else arn


@dataclass(frozen=True, slots=True)
class FunctionReference:
    """A function as a caller named it, with the qualifier given in the name or beside it, if any."""

    name: FunctionName
    qualifier: str | None


def parse_function_reference(
    text: str, home: Home, *, qualifier: str | None = None
) -> FunctionReference:
    """The function that `text` names, in any of the four forms.

    The text is one that the service model's own pattern let through.
    Raises AccessDenied for another account, ResourceNotFound for another region, and InvalidParameterValue
    when the qualifier in the name is not the one given beside it.
    """
    match = _REFERENCE.fullmatch(text)
    if match is None:
        raise InvalidParameterValue(f"Invalid function name: {text}")
    if match["region"] and match["region"] != home.region:
        raise ResourceNotFound(
            f"Functions from '{match['region']}' are not reachable in this region ('{home.region}')"
        )
    if match["account"] and match["account"] != home.account:
        raise AccessDenied(
            f"User is not authorized to access functions of account {match['account']}"
        )
    named = match["qualifier"]
    if named and qualifier and named != qualifier:
        raise InvalidParameterValue(
            "The derived qualifier from the function name does not match the specified qualifier."
        )
    return FunctionReference(FunctionName(match["name"]), qualifier or named)
