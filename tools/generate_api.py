"""Write the shapes.py and operations.py of each service from the service models of the installed botocore.

Run it after botocore's pin has moved; `--check` writes nothing and fails if the files are not what it would write.
"""

import argparse
import keyword
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec
from botocore import xform_name
from service_models import SERVICES, Model, Reference, ShapeModel, asked, parts, reachable

API = Path(__file__).parent.parent / "src" / "cloister" / "api"
HEADER = '"""{} Generated, do not edit: run tools/generate_api.py."""\n\n'


SCALARS = {
    "string": "str",
    "integer": "int",
    "long": "int",
    "double": "float",
    "boolean": "bool",
    "blob": "bytes",
    "timestamp": "Timestamp",
}
KINDS = {
    "string": "STRING",
    "integer": "INTEGER",
    "long": "INTEGER",
    "boolean": "BOOLEAN",
    "timestamp": "TIMESTAMP",
    "list": "STRINGS",
}
LOCATIONS = {"uri": "URI", "querystring": "QUERY", "header": "HEADER", "statusCode": "STATUS"}


Case: TypeAlias = Literal["pascal", "camel"]
"""msgspec's words."""


class Unsupported(Exception):
    """The model holds something that the codec does not know: extend both, do not guess."""


def attribute_name(member: str) -> str:
    """The Python attribute of a member: boto3's own snake case."""
    name = str(xform_name(member))
    return f"{name}_" if keyword.iskeyword(name) else name


LEFT_OUT = ("GetFunctionCodeSigningConfigResponse",)
"""Answers whose members AWS was seen to leave out, though its model says that they are always there."""


class Shapes:
    """Renders shapes.py: a msgspec structure for every structure that an operation sends or takes."""

    def __init__(self, model: Model) -> None:
        self._model = model
        operations = model["operations"].values()
        self._asked = asked(model)
        self._answered = reachable(
            model,
            (operation["output"]["shape"] for operation in operations if "output" in operation),
        )
        self._structures = sorted(
            name
            for name in self._asked | self._answered
            if model["shapes"][name]["type"] == "structure"
        )
        self._case = wire_case(model, self._structures)

    def render(self) -> str:
        """The module's source, not yet formatted."""
        return (
            HEADER.format("The structures that requests and answers are made of.")
            + "from __future__ import annotations\n\nimport msgspec\n\n"
            + "from cloister.api.operation import REQUIRED, Shape, Timestamp\n"
            + "".join(self._structure(name) for name in self._structures)
        )

    def _structure(self, name: str) -> str:
        shape = self._model["shapes"][name]
        fields = [self._field(name, member) for member in shape.get("members", {})]
        case = "" if self._case == "pascal" else f', rename="{self._case}"'
        return (
            f"\n\nclass {name}(Shape, frozen=True, kw_only=True{case}):\n    "
            + ("\n    ".join(fields) or "pass")
            + "\n"
        )

    def _field(self, structure: str, member: str) -> str:
        shape = self._model["shapes"][structure]
        annotation = self._annotation(shape.get("members", {})[member]["shape"])
        attribute = attribute_name(member)
        if member not in shape.get("required", []) or structure in LEFT_OUT:
            annotation, default = f"{annotation} | None", "None"
        else:
            default = "REQUIRED" if structure in self._asked else ""
        if renamed(attribute, self._case) != member:
            given = f"default={default}, " if default else ""
            return f'{attribute}: {annotation} = msgspec.field({given}name="{member}")'
        return f"{attribute}: {annotation}" + (f" = {default}" if default else "")

    def _annotation(self, name: str) -> str:
        shape = self._model["shapes"][name]
        if shape["type"] == "structure":
            return name
        if "member" in shape:
            return f"list[{self._annotation(shape['member']['shape'])}]"
        if "value" in shape:
            return f"dict[str, {self._annotation(shape['value']['shape'])}]"
        return SCALARS[shape["type"]]


def wire_case(model: Model, structures: Iterable[str]) -> Case:
    """How most member names of the structures are written: LogGroups or logGroups."""
    cases = Counter[Case](
        "pascal" if member[0].isupper() else "camel"
        for name in structures
        for member in model["shapes"][name].get("members", {})
    )
    return cases.most_common(1)[0][0]


def renamed(attribute: str, case: Case) -> str:
    """The wire name that msgspec's own rule gives an attribute."""
    structure = msgspec.defstruct("Renamed", [(attribute, str)], rename=case)
    return structure.__struct_encode_fields__[0]


class Operations:
    """Renders operations.py: the operations, what they demand of values, and the errors."""

    def __init__(self, model: Model, package: str) -> None:
        self._model = model
        self._package = package
        self._shapes = model["shapes"]

    def render(self) -> str:
        """The module's source, not yet formatted."""
        names = sorted(self._model["operations"])
        return "\n".join(
            [
                HEADER.format("The operations, their errors and their constraints.")
                + "from collections.abc import Mapping",
                "from types import NoneType",
                "from typing import Final",
                f"from cloister.api.{self._package} import shapes",
                "from cloister.api.operation import Binding, Body, ErrorShape, Kind, Layout, Location, Member",
                "from cloister.api.operation import Operation, Payload, Rule, Shape",
                *(self._operation(name) for name in names),
                f"OPERATIONS: Final[tuple[Operation[Shape, Shape | None], ...]] = ({', '.join(map(constant, names))},)",
                self._errors(),
                self._rules(),
            ]
        )

    def _operation(self, name: str) -> str:
        operation = self._model["operations"][name]
        http = operation["http"]
        path, _, query = http["requestUri"].partition("?")
        key, _, value = query.partition("=")
        if "input" not in operation:
            raise Unsupported(f"{name}: an operation without an input")
        taken = f"shapes.{operation['input']['shape']}"
        given = f"shapes.{operation['output']['shape']}" if "output" in operation else None
        errors = tuple(sorted(error["shape"] for error in operation.get("errors", [])))
        fields = [
            f"name={name!r}, method={http['method']!r}, path={path!r}",
            *([f"query={(key, value)!r}"] if query else []),
            f"status={http.get('responseCode', 200)}, input={taken}, output={given or 'NoneType'}",
            f"request={self._layout(operation['input'])}",
            f"response={self._layout(operation.get('output'))}",
            f"errors={errors!r}",
        ]
        return (
            f"{constant(name)}: Final[Operation[{taken}, {given}]] = Operation({', '.join(fields)})"
        )

    def _layout(self, reference: Reference | None) -> str:
        if reference is None:
            return "Layout(body=Body.NONE)"
        shape = self._shapes[reference["shape"]]
        members = shape.get("members", {})
        bound = {name: member for name, member in members.items() if "location" in member}
        bindings = "".join(f"{self._binding(name, member)}," for name, member in bound.items())
        given = f", bindings=({bindings})" if bindings else ""
        if "payload" in shape:
            body = self._payload(shape["payload"], members[shape["payload"]])
        else:
            body = "body=Body.MEMBERS" if len(bound) < len(members) else "body=Body.NONE"
        return f"Layout({body}{given})"

    def _payload(self, name: str, member: Reference) -> str:
        target = self._shapes[member["shape"]]
        if target["type"] == "blob":
            return f"body=Body.BLOB, payload=Payload({attribute_name(name)!r})"
        body = "EVENT_STREAM" if "eventstream" in target else "STRUCTURE"
        return (
            f"body=Body.{body}, payload=Payload({attribute_name(name)!r}, shapes.{member['shape']})"
        )

    def _binding(self, name: str, member: Reference) -> str:
        location, target = member["location"], self._shapes[member["shape"]]
        if target["type"] not in KINDS or (location, target["type"]) == ("header", "timestamp"):
            raise Unsupported(f"{name}: a {target['type']} in the {location}")
        if target["type"] == "list" and self._shapes[target["member"]["shape"]]["type"] != "string":
            raise Unsupported(f"{name}: a list of other than strings in the {location}")
        wire = member.get("locationName", name)
        wire = wire.lower() if location == "header" else wire
        kind = KINDS[target["type"]]
        return f"Binding({attribute_name(name)!r}, Location.{LOCATIONS[location]}, {wire!r}, Kind.{kind})"

    def _errors(self) -> str:
        entries = "".join(
            f"{name!r}: {error_shape(shape)},"
            for name, shape in sorted(self._shapes.items())
            if shape.get("exception")
        )
        return f"ERRORS: Final[Mapping[str, ErrorShape]] = {{{entries}}}"

    def _rules(self) -> str:
        sent = sorted(asked(self._model))
        rules: dict[str, str] = {}
        for name in sent:
            self._define(name, rules)
        table = "".join(
            f"shapes.{name}: ({self._members(name)}),"
            for name in sent
            if self._shapes[name]["type"] == "structure" and self._demands(name)
        )
        return "\n".join(
            [
                *rules.values(),
                f"MEMBERS: Final[Mapping[type[Shape], tuple[Member, ...]]] = {{{table}}}",
            ]
        )

    def _members(self, structure: str) -> str:
        shape = self._shapes[structure]
        required = shape.get("required", [])
        return "".join(
            f"Member({attribute_name(name)!r}, {lower_camel(name)!r}, {self._rule(member['shape'])}"
            f"{', required=True' if name in required else ''}),"
            for name, member in shape.get("members", {}).items()
            if name in required or self._demands(member["shape"])
        )

    def _demands(self, name: str) -> bool:
        shape = self._shapes[name]
        own = ("max", "min", "pattern", "enum", "required")
        return any(trait in shape for trait in own) or any(
            self._demands(reference["shape"]) for reference in parts(shape)
        )

    def _define(self, name: str, rules: dict[str, str]) -> None:
        """Add the constant of a shape's rule, after those of its parts."""
        shape = self._shapes[name]
        if name in rules or shape["type"] == "structure" or not self._demands(name):
            return
        for reference in parts(shape):
            self._define(reference["shape"], rules)
        rules[name] = f"{rule_constant(name)}: Final = Rule({', '.join(self._traits(name))})"

    def _traits(self, name: str) -> Iterator[str]:
        shape = self._shapes[name]
        measure = "value" if shape["type"] in {"integer", "long", "double"} else "length"
        limits: tuple[Literal["max", "min"], ...] = ("max", "min")
        yield from (f"{measure}_{limit}={shape[limit]!r}" for limit in limits if limit in shape)
        if "pattern" in shape:
            yield f"pattern={shape['pattern']!r}"
        if "enum" in shape:
            yield f"enum={tuple(shape['enum'])!r}"
        if any(self._shapes[part].get("sensitive") for part in reachable(self._model, [name])):
            yield "sensitive=True"
        element = shape.get("member") or shape.get("value")
        if "value" in shape and self._shapes[shape["value"]["shape"]]["type"] == "structure":
            raise Unsupported(f"{name}: a map of structures in a request")
        if element and self._demands(element["shape"]):
            yield f"element={self._rule(element['shape'])}"
        if "key" in shape:
            yield f"key={self._rule(shape['key']['shape'])}"

    def _rule(self, name: str) -> str:
        if not self._demands(name):
            return "Rule()"
        structure = self._shapes[name]["type"] == "structure"
        return f"Rule(structure=shapes.{name})" if structure else rule_constant(name)


def constant(name: str) -> str:
    """The constant of an operation."""
    return str(xform_name(name)).upper()


def rule_constant(name: str) -> str:
    """The constant of a shape's rule."""
    return f"_{str(xform_name(name)).upper()}_RULE"


def lower_camel(name: str) -> str:
    """A member's name as AWS's validation messages write it: kMSKeyArn, s3Bucket."""
    return name[0].lower() + name[1:]


def error_shape(shape: ShapeModel) -> str:
    """The ErrorShape of an exception of the model. Where it names no status, JSON services answer 400 or 500."""
    names = sorted(shape.get("members", {}))
    message = next((name for name in names if name.lower() == "message"), "message")
    trait = shape.get("error", {})
    status = trait.get("httpStatusCode", 500 if shape.get("fault") else 400)
    query_code = f", query_code={trait['code']!r}" if "code" in trait else ""
    return f"ErrorShape(status={status}, message={message!r}, members=frozenset({names!r}){query_code})"


def formatted(source: str) -> str:
    """The source as ruff lays it out, with the project's line length."""
    command = [sys.executable, "-m", "ruff"]
    layout = ["--isolated", "--line-length", "100", "--target-version", "py311"]
    sort = [*command, "check", *layout, "--select", "I,F401", "--fix-only", "--quiet", "-"]
    for step in (sort, [*command, "format", *layout, "-"]):
        source = subprocess.run(  # noqa: S603 # our own interpreter with fixed arguments
            step, input=source, capture_output=True, text=True, check=True
        ).stdout
    return source


def main() -> None:
    """Write all modules, or with --check exit 1 naming those that are not current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    arguments = parser.parse_args()
    modules: dict[Path, str] = {}
    for service in SERVICES:
        model = service.load()
        directory = API / service.package
        modules[directory / "shapes.py"] = formatted(Shapes(model).render())
        modules[directory / "operations.py"] = formatted(
            Operations(model, service.package).render()
        )
    stale = [
        path for path, source in modules.items() if not path.exists() or path.read_text() != source
    ]
    if arguments.check and stale:
        sys.exit(
            "not current, run tools/generate_api.py: "
            + ", ".join(str(path.relative_to(API)) for path in stale)
        )
    for path in stale:
        path.write_text(modules[path])


if __name__ == "__main__":
    main()
