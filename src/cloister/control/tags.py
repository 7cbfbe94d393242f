"""Tags of functions and of code signing configurations: at most fifty, and those that choose its walls stay."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from cloister.control.code_signing import CodeSigning
from cloister.control.whole_functions import WholeFunctions
from cloister.domain import limits
from cloister.domain.arn import Home, parse_function_reference
from cloister.domain.errors import InvalidParameterValue, ResourceNotFound
from cloister.domain.function import Function

TagMap: TypeAlias = Mapping[str, str]

_OURS: Final = "cloister:"
"""Of tags that choose a function's wall and way into networks: checked at creation, as the operator's rules are."""


class Tags:
    """Of what an ARN names."""

    def __init__(self, functions: WholeFunctions, signing: CodeSigning, home: Home) -> None:
        self._functions = functions
        self._signing = signing
        self._home = home

    async def of(self, arn: str) -> TagMap:
        """Raises ResourceNotFound, and InvalidParameterValue for a part of a function."""
        match _kind(arn):
            case "function":
                return self._function(arn).tags
            case "code-signing-config":
                return (await self._signing.get(arn)).tags
            case _:
                raise _nothing_there(arn)

    async def add(self, arn: str, tags: TagMap) -> None:
        """Durable on return, in place of those of the same keys. Raises as `of` does, and for what is refused."""
        if not tags:
            raise InvalidParameterValue("An error occurred and the request cannot be processed.")
        _keep_ours(tags)
        await self._change(arn, lambda before: {**before, **tags})

    async def remove(self, arn: str, keys: Collection[str]) -> None:
        """Gone on return, also those that were not there. Raises as `add` does."""
        _keep_ours(keys)
        await self._change(
            arn, lambda before: {key: value for key, value in before.items() if key not in keys}
        )

    async def _change(self, arn: str, by: Callable[[TagMap], dict[str, str]]) -> None:
        def retagged(function: Function) -> Function:
            tags = by(function.tags)
            check_tag_count(tags)
            return replace(function, tags=tags)

        match _kind(arn):
            case "function":
                self._function(arn)
                reference = parse_function_reference(arn, self._home)
                await self._functions.change(reference, retagged)
            case "code-signing-config":
                tags = by((await self._signing.get(arn)).tags)
                check_tag_count(tags)
                await self._signing.retag(arn, tags)
            case _:
                raise _nothing_there(arn)

    def _function(self, arn: str) -> Function:
        reference = parse_function_reference(arn, self._home)
        if reference.qualifier is not None:
            raise InvalidParameterValue(
                "Tagging operations are permitted on Lambda functions only. Tags on aliases and versions are not "
                "supported. Please specify either a function name or a function ARN."
            )
        return self._functions.get(reference)


def check_tag_count(tags: TagMap) -> None:
    """Return if a function may have that many. Raises InvalidParameterValue."""
    if len(tags) > limits.FUNCTION_TAGS_MAX:
        raise InvalidParameterValue("Number of tags exceeds function tag limit.")


def _kind(arn: str) -> str:
    """`function`, `code-signing-config` …: the model's pattern has seen to the form."""
    return arn.split(":")[5]


def _keep_ours(keys: Collection[str]) -> None:
    if given := sorted(key for key in keys if key.startswith(_OURS)):
        raise InvalidParameterValue(
            f"Tags: {', '.join(given)}: tags that begin with {_OURS} are given at creation and can't be changed."
        )


def _nothing_there(arn: str) -> ResourceNotFound:
    return ResourceNotFound(f"The resource you requested does not exist: {arn}")
