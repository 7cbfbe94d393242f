#!/usr/bin/env python
"""Writes the console's TypeScript client from the models that the server's code is generated from."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from service_models import SERVICES, Model, Reference, ShapeModel, reachable

OUTPUT = Path(__file__).parents[1] / "console" / "src" / "api" / "generated"
HEADER = "// Written by tools/generate_console_api.py: do not edit.\n"
SCALARS: Final = {
    "string": "string",
    "character": "string",
    "integer": "number",
    "long": "number",
    "float": "number",
    "double": "number",
    "boolean": "boolean",
    "blob": "string",
    "jsonvalue": "unknown",
}
# The services whose console pages speak them; STS tells nothing that the session does not.
WANTED: Final = frozenset({"lambda", "logs", "cloudwatch", "cloister"})


class Client:
    """Renders one service: an interface for each structure, and a constant for each operation."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._shapes = model["shapes"]

    def render(self) -> str:
        """The module's source."""
        operations = self._model["operations"]
        references = [
            reference
            for operation in operations.values()
            for reference in (operation.get("input"), operation.get("output"))
            if reference is not None
        ]
        used = reachable(self._model, (reference["shape"] for reference in references))
        structures = sorted(name for name in used if self._shapes[name]["type"] == "structure")
        return "\n".join(
            [
                HEADER,
                "import type { ServiceOperation } from '../operation';\n",
                *(self._structure(name) for name in structures),
                *(self._operation(name) for name in sorted(operations)),
            ]
        )

    def _structure(self, name: str) -> str:
        shape = self._shapes[name]
        required = shape.get("required", [])
        members = "".join(
            f"  {member}{'' if member in required else '?'}: {self._type(reference)};\n"
            for member, reference in shape.get("members", {}).items()
        )
        return (
            f"export interface {name} {{\n{members}}}\n"
            if members
            else f"export type {name} = object;\n"
        )

    def _type(self, reference: Reference) -> str:
        shape = self._shapes[reference["shape"]]
        match shape["type"]:
            case "structure":
                return reference["shape"]
            case "list":
                return f"{_grouped(self._type(shape['member']))}[]"
            case "map":
                return f"Record<string, {self._type(shape['value'])}>"
            case "string" if "enum" in shape:
                return " | ".join(f"'{value}'" for value in shape["enum"])
            case "timestamp":
                return "string" if _is_text(shape) else "number"
            case kind:
                return SCALARS[kind]

    def _operation(self, name: str) -> str:
        operation = self._model["operations"][name]
        taken, given = (
            "object" if reference is None else reference["shape"]
            for reference in (operation.get("input"), operation.get("output"))
        )
        constant = name[0].lower() + name[1:]
        description = json.dumps(dict(self._description(name)), indent=2)
        return f"export const {constant}: ServiceOperation<{taken}, {given}> = {description};\n"

    def _description(self, name: str) -> Iterator[tuple[str, object]]:
        metadata, operation = self._model["metadata"], self._model["operations"][name]
        yield "name", name
        yield "service", metadata.get("signingName", metadata["endpointPrefix"])
        if "targetPrefix" in metadata:
            yield "target", f"{metadata['targetPrefix']}.{name}"
            yield from (("method", "POST"), ("path", "/"))
            return
        yield "method", operation["http"]["method"]
        yield "path", operation["http"]["requestUri"]
        sides = {"input": operation.get("input"), "output": operation.get("output")}
        for side, reference in sides.items():
            yield side, {} if reference is None else self._layout(self._shapes[reference["shape"]])

    def _layout(self, shape: ShapeModel) -> dict[str, object]:
        """Where members travel that are not in the body, and the one that is the body."""
        bound = {
            member: [reference["location"], reference.get("locationName", member)]
            for member, reference in shape.get("members", {}).items()
            if "location" in reference
        }
        layout: dict[str, object] = {"bound": bound} if bound else {}
        member = shape.get("payload")
        if member is not None:
            kind = self._shapes[shape["members"][member]["shape"]]["type"]
            layout["payload"] = [member, "text" if kind == "blob" else "json"]
        return layout


def _grouped(text: str) -> str:
    return f"({text})" if "|" in text else text


def _is_text(shape: ShapeModel) -> bool:
    return shape.get("timestampFormat") == "iso8601"


def main() -> None:
    """Write all modules, or with --check exit 1 naming those that are not current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    arguments = parser.parse_args()
    wanted = [service for service in SERVICES if service.model in WANTED]
    modules = {
        OUTPUT / f"{service.model}.ts": Client(service.load()).render() for service in wanted
    }
    stale = [
        path for path, source in modules.items() if not path.exists() or path.read_text() != source
    ]
    if arguments.check and stale:
        names = ", ".join(path.name for path in stale)
        sys.exit(f"not current, run tools/generate_console_api.py: {names}")
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for path in stale:
        path.write_text(modules[path])


if __name__ == "__main__":
    main()
