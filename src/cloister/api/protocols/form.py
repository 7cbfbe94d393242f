"""A form's dotted keys read as a structure of the model: `Dimensions.member.1.Name=x`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

import msgspec
from msgspec import inspect

from cloister.api.operation import Shape
from cloister.domain import limits
from cloister.domain.errors import SerializationFailed

In = TypeVar("In", bound=Shape)


@dataclass(slots=True)
class Form:
    """What stands at one place of a form: a text, or further places by the next part of their keys."""

    text: str | None = None
    parts: dict[str, "Form"] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Mapping[str, str]) -> "Form":
        """The form of these keys and values. Raises SerializationFailed for a key that is too deep."""
        root = cls()
        for key, value in pairs.items():
            names = key.split(".")
            if len(names) > limits.FORM_KEY_PARTS_MAX:
                raise SerializationFailed("Could not read the form: too deeply nested")
            place = root
            for name in names:
                place = place.parts.setdefault(name, cls())
            place.text = value
        return root


def from_form(form: Form, shape: type[In]) -> In:
    """The structure that the form holds; what it does not have is absent. Raises SerializationFailed."""
    try:
        return msgspec.convert(_plain(form, inspect.type_info(shape)), shape, strict=False)
    except (msgspec.ValidationError, ValueError) as error:
        raise SerializationFailed(f"Could not read the form: {error}") from None


def _plain(form: Form, kind: inspect.Type) -> object:
    """What msgspec makes the value of. Raises ValueError for a text that is no time."""
    match kind:
        case inspect.UnionType():
            return _plain(form, present(kind))
        case inspect.StructType():
            return {
                item.encode_name: _plain(form.parts[item.encode_name], item.type)
                for item in kind.fields
                if item.encode_name in form.parts
            }
        case inspect.ListType():
            return [_plain(item, kind.item_type) for item in _numbered(form, "member")]
        case inspect.DictType():
            entries = list(_numbered(form, "entry"))
            return {
                _text_of(item, "key"): _plain(item.parts.get("value", Form()), kind.value_type)
                for item in entries
            }
        case inspect.Metadata():
            return _epoch_seconds(form.text or "")
    return form.text


def present(kind: inspect.UnionType) -> inspect.Type:
    """The type of an optional member's value: every union of a generated shape is one of a type and None."""
    return next(item for item in kind.types if not isinstance(item, inspect.NoneType))


def _numbered(form: Form, name: str) -> Iterator[Form]:
    """The elements in order. An empty list is an empty text."""
    items = form.parts.get(name, Form()).parts
    for number in sorted(items, key=int):
        yield items[number]


def _text_of(form: Form, name: str) -> str:
    return form.parts.get(name, Form()).text or ""


def _epoch_seconds(text: str) -> float:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
