"""Lists and maps of more elements than any operation takes, refused before anybody goes through them."""

from collections.abc import Collection

from cloister.api.operation import Shape
from cloister.domain import limits
from cloister.domain.errors import ValidationFailed


def check_sizes(request: Shape) -> None:
    """Return if no list and no map of the request, at any depth, is longer than limits.ELEMENTS_MAX.

    Raises ValidationFailed.
    """
    for name in request.__struct_fields__:
        _check(getattr(request, name))


def _check(value: object) -> None:
    if isinstance(value, Shape):
        check_sizes(value)
    elif isinstance(value, dict):
        _check_elements(value.values())
    elif isinstance(value, list):
        _check_elements(value)


def _check_elements(elements: Collection[object]) -> None:
    if len(elements) > limits.ELEMENTS_MAX:
        raise ValidationFailed(
            f"A list or map has {len(elements)} elements, and may have {limits.ELEMENTS_MAX}."
        )
    for element in elements:
        _check(element)
