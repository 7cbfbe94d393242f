"""A structure of the model written as XML, as the query protocol has it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree as ET

from msgspec import inspect

from cloister.api.operation import Shape
from cloister.api.protocols.form import present

_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


def element(name: str, *content: ET.Element | str, xmlns: str | None = None) -> ET.Element:
    """An element of texts and elements. A character that XML cannot hold becomes U+FFFD."""
    made = ET.Element(name, {"xmlns": xmlns} if xmlns else {})
    for part in content:
        if isinstance(part, str):
            made.text = (made.text or "") + _FORBIDDEN.sub("\ufffd", part)
        else:
            made.append(part)
    return made


def structure_element(name: str, value: Shape) -> ET.Element:
    """The structure as an element, without what is absent."""
    return _element(name, value, inspect.type_info(type(value)))


def written(root: ET.Element) -> bytes:
    """The document, in UTF-8."""
    # ElementTree leaves carriage returns as they are, which every reader takes for line feeds.
    return ET.tostring(root, encoding="unicode").replace("\r", "&#13;").encode()


def _element(name: str, value: object, kind: inspect.Type) -> ET.Element:
    match kind:
        case inspect.UnionType():
            return _element(name, value, present(kind))
        case inspect.StructType():
            return element(name, *_members(value, kind))
        case inspect.ListType() if isinstance(value, list):
            return element(name, *(_element("member", item, kind.item_type) for item in value))
        case inspect.DictType() if isinstance(value, dict):
            return element(name, *(_entry(item, kind) for item in value.items()))
    return element(name, _text(value, kind))


def _text(value: object, kind: inspect.Type) -> str:
    match kind:
        case inspect.Metadata() if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC).isoformat()
        case inspect.BoolType():
            return "true" if value else "false"
    return str(value)


def _members(value: object, kind: inspect.StructType) -> Iterator[ET.Element]:
    for item in kind.fields:
        member = getattr(value, item.name)
        if member is not None:
            yield _element(item.encode_name, member, item.type)


def _entry(item: tuple[str, object], kind: inspect.DictType) -> ET.Element:
    key, value = item
    return element("entry", element("key", key), _element("value", value, kind.value_type))
