"""What the model demands of a request's values, checked at once and refused in the words of AWS's own front end.

The words are those of recorded answers: `Map keys must satisfy constraint: [...]` for a map, `Member must satisfy
constraint: [..., Member must not be null]` for a list of plain values, `fileSystemConfigs.1.member.localMountPath`
for a structure in a list, and no value at all for a sensitive member.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, islice, repeat
from operator import call
from typing import Final, TypeAlias

from cloister.api.operation import Member, Rule, Shape, is_given, members_of
from cloister.domain import limits
from cloister.domain.errors import ValidationFailed
from cloister.domain.ids import WITHHELD, validation_message

Violation: TypeAlias = tuple[str, object, str]

# Java's classes that Python's re does not know. They occur together in one character class with `_`, so that
# Python's \w (letters, numbers and _) may stand for both letters and numbers.
_JAVA_CLASSES: Final = {
    r"\p{L}": r"\w",
    r"\p{N}": r"\w",
    r"\p{Z}": " \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000",
}


class Constraints:
    """What one service's model demands of its requests."""

    def __init__(
        self,
        members: Mapping[type[Shape], tuple[Member, ...]],
        *,
        elsewhere: Collection[tuple[type[Shape], str]] = (),
    ) -> None:
        """`elsewhere` names members, by structure and attribute, that something else checks."""
        self._members = members
        self._elsewhere = frozenset(elsewhere)
        self._checked: dict[type[Shape], _Structure] = {}

    def check(self, request: Shape) -> None:
        """Return if the request keeps every constraint of the model, those that are checked elsewhere apart.

        Raises ValidationFailed naming the violations in the model's order, the first VIOLATIONS_TOLD_MAX of them.
        """
        if not self._is_kept_by(request):
            violations = islice(self._violations(request, ""), limits.VIOLATIONS_TOLD_MAX)
            raise ValidationFailed(validation_message(list(violations)))

    def _is_kept_by(self, shape: Shape) -> bool:
        """Whether there is no violation, which is all that has to be found out of nearly every request."""
        known = self._checked.get(type(shape)) or self._made(type(shape))
        values = known.values_of(shape)
        if None in compress(values, known.are_required):
            return False
        for value, member in compress(
            zip(values, known.members, strict=True), map(is_given, values)
        ):
            if not (member.accepts(value) and (not member.nested or self._is_kept_below(value))):
                return False
        return True

    def _is_kept_below(self, value: Shape | list[Shape]) -> bool:
        return all(map(self._is_kept_by, value if isinstance(value, list) else [value]))

    def _violations(self, shape: Shape, prefix: str) -> Iterator[Violation]:
        known = self._checked.get(type(shape)) or self._made(type(shape))
        for value, member in zip(known.values_of(shape), known.members, strict=True):
            path = prefix + member.name
            if value is None:
                if member.required:
                    yield path, None, "Member must not be null"
                continue
            for constraint in member.constraints:
                if not constraint.holds(value):
                    yield path, WITHHELD if member.sensitive else _told(value), constraint.text
            if member.nested:
                yield from self._below(value, path)

    def _below(self, value: Shape | list[Shape], path: str) -> Iterator[Violation]:
        if not isinstance(value, list):
            yield from self._violations(value, f"{path}.")
            return
        for position, element in enumerate(value, start=1):
            yield from self._violations(element, f"{path}.{position}.member.")

    def _made(self, structure: type[Shape]) -> "_Structure":
        made = self._checked[structure] = _Structure(
            [
                _compiled(member)
                for member in self._members.get(structure, ())
                if (structure, member.attribute) not in self._elsewhere
            ]
        )
        return made


class _Structure:
    """The members of a structure that have something to check."""

    __slots__ = ("are_required", "members", "values_of")

    def __init__(self, members: Sequence["_Checked"]) -> None:
        self.members = members
        self.are_required = [member.required for member in members]
        self.values_of = members_of([member.attribute for member in members])


@dataclass(frozen=True, slots=True)
class _Constraint:
    text: str
    holds: Callable[..., object]
    """Gives something true for a value of the one type that the model gives the member: the decoder saw to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """A member with its constraints compiled. `nested` holds if there are structures below it."""

    attribute: str
    name: str
    required: bool
    sensitive: bool
    constraints: Sequence[_Constraint]
    accepts: Callable[..., object]
    """Gives something true for a value that keeps all of the constraints, found out in one go."""
    nested: bool


def _compiled(member: Member) -> _Checked:
    rule = member.rule
    element = rule.element
    constraints = tuple(_constraints(rule))
    return _Checked(
        attribute=member.attribute,
        name=member.name,
        required=member.required,
        sensitive=rule.sensitive,
        constraints=constraints,
        accepts=_all_of(rule, [constraint.holds for constraint in constraints]),
        nested=rule.structure is not None
        or (element is not None and element.structure is not None),
    )


def _all_of(rule: Rule, tests: Sequence[Callable[..., object]]) -> Callable[..., object]:
    """One test in place of these, which are the rule's."""
    match tests:
        case [only]:
            return only
        case _ if rule.pattern is not None and not rule.enum:
            return _python_pattern(rule.pattern, lengths=_lengths(rule)).fullmatch
        case _:
            return lambda value: all(map(call, tests, repeat(value)))


def _lengths(rule: Rule) -> str:
    """What a pattern begins with that takes no other lengths than the rule does."""
    most = "" if rule.length_max is None else rule.length_max
    return rf"(?=(?s:.{{{rule.length_min or 0},{most}}})\Z)"


def _constraints(rule: Rule) -> Iterator[_Constraint]:
    """The rule's own constraints and those of plain values below it, in the order in which AWS lists them."""
    yield from _of_size(rule)
    if rule.pattern is not None:
        yield _Constraint(
            f"Member must satisfy regular expression pattern: {rule.pattern}",
            _python_pattern(rule.pattern).fullmatch,
        )
    if rule.enum:
        text = f"Member must satisfy enum value set: [{', '.join(rule.enum)}]"
        yield _Constraint(text, frozenset(rule.enum).__contains__)
    if rule.key is not None and (of_keys := tuple(_constraints(rule.key))):
        yield _of_each("Map keys", of_keys, dict.keys)
    if rule.element is not None and rule.element.structure is None:
        yield _of_elements(rule, rule.element)


def _of_size(rule: Rule) -> Iterator[_Constraint]:
    length, value = "Member must have length", "Member must have value"
    if (most := rule.length_max) is not None:
        yield _Constraint(f"{length} less than or equal to {most}", lambda it: len(it) <= most)
    if (least := rule.length_min) is not None:
        yield _Constraint(f"{length} greater than or equal to {least}", lambda it: len(it) >= least)
    if (high := rule.value_max) is not None:
        yield _Constraint(f"{value} less than or equal to {high}", lambda it: it <= high)
    if (low := rule.value_min) is not None:
        yield _Constraint(f"{value} greater than or equal to {low}", lambda it: it >= low)


def _of_elements(rule: Rule, element: Rule) -> _Constraint:
    """What holds for each value of a map or each member of a list."""
    constraints = tuple(_constraints(element))
    if rule.key is not None:
        return _of_each("Map value", constraints, dict.values)
    not_null = _Constraint("Member must not be null", lambda it: it is not None)
    return _of_each("Member", (*constraints, not_null), list)


def _of_each(
    subject: str, constraints: tuple[_Constraint, ...], elements: Callable[..., Iterable[object]]
) -> _Constraint:
    listed = ", ".join(constraint.text for constraint in constraints)
    return _Constraint(
        f"{subject} must satisfy constraint: [{listed}]",
        lambda value: all(one.holds(it) for it in elements(value) for one in constraints),
    )


def _python_pattern(pattern: str, *, lengths: str = "") -> re.Pattern[str]:
    """A pattern of Java's compiled for Python. Java's shorthand classes are ASCII's, unless \\p asks for more."""
    flags = re.NOFLAG if r"\p" in pattern else re.ASCII
    for java, python in _JAVA_CLASSES.items():
        pattern = pattern.replace(java, python)
    return re.compile(f"{lengths}(?:{pattern})", flags)


def _told(value: object) -> str:
    """A value as a refusal repeats it, as far as that is of use to anybody."""
    pieces: list[str] = []
    length = 0
    for piece in _as_java(value):
        pieces.append(piece)
        length += len(piece)
        if length > limits.VALUE_TOLD_LENGTH_MAX:
            return f"{''.join(pieces)[: limits.VALUE_TOLD_LENGTH_MAX]}..."
    return "".join(pieces)


def _as_java(value: object) -> Iterator[str]:
    """A value as Java prints it, which is how AWS quotes it, piece by piece."""
    if isinstance(value, list):
        yield from _listed("[", ([*_as_java(item)] for item in value), "]")
    elif isinstance(value, dict):
        yield from _listed("{", ([f"{key}=", *_as_java(item)] for key, item in value.items()), "}")
    else:
        yield str(value)


def _listed(begin: str, items: Iterable[Iterable[str]], end: str) -> Iterator[str]:
    before = begin
    for item in items:
        yield before
        yield from item
        before = ", "
    yield end if before == ", " else f"{begin}{end}"
