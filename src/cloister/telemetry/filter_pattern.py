"""CloudWatch Logs' filter patterns: which messages does `ERROR -timeout`, or `{ $.tenantId = "blue" }`, mean.

Terms, quoted phrases, optional (`?`) and excluded (`-`) terms, and JSON selectors with comparisons, `&&`, `||` and
parentheses (docs, FilterAndPatternSyntax). Regular expressions and space-delimited fields are refused: a pattern that
its author means otherwise must not quietly match something else.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NoReturn, TypeAlias

import msgspec

from cloister.domain import log_limits
from cloister.domain.errors import InvalidParameter

Accepts: TypeAlias = Callable[[str], bool]
_Predicate: TypeAlias = Callable[[object], bool]
"""Of a parsed JSON message."""
_Steps: TypeAlias = tuple[str | int, ...]
"""From a message to a value: names of members, and places in arrays."""

_TERM: Final = re.compile(r'\s*(?P<mark>[?-]?)(?:"(?P<phrase>(?:[^"\\]|\\.)*)"|(?P<word>[^\s"]+))')
_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<selector>\$(?:\.[\w@-]+|\[\s*(?:\d+|"[^"]*"|'[^']*')\s*\]|\.\[\s*(?:\d+|"[^"]*"|'[^']*')\s*\])*)
        |(?P<text>"(?:[^"\\]|\\.)*")
        |(?P<sign>&&|\|\||[()]|!=|<=|>=|=|<|>)
        |(?P<word>[^\s()=<>!&|"]+)
    )""",
    re.VERBOSE,
)
_STEP: Final = re.compile(r"""\.([\w@-]+)|\[\s*(?:(\d+)|"([^"]*)"|'([^']*)')\s*\]""")
_NUMBER: Final = re.compile(r"[+-]?\d{1,300}(?:\.\d{1,300})?(?:[eE][+-]?\d{1,3})?")
_MISSING: Final = object()


def parse_filter_pattern(pattern: str) -> Accepts:
    """What tells of a message whether the pattern matches it; an empty one matches all.

    Raises InvalidParameter for a pattern that is not understood.
    """
    text = pattern.strip()
    if text.startswith("{"):
        return _of_json(_Parser(text).pattern())
    if text.startswith(("[", "%")):
        _invalid("regular expressions and space-delimited patterns are not supported")
    return _of_terms(list(_terms(text)))


# -- Terms ---------------------------------------------------------------------------------------


def _terms(text: str) -> Iterator[tuple[str, str]]:
    """Mark and words of each term."""
    place = 0
    while place < len(text):
        match = _TERM.match(text, place)
        if match is None:
            _invalid(f"a quotation mark is not closed at character {place}")
        phrase = match["phrase"]
        word = match["word"] if phrase is None else re.sub(r"\\(.)", r"\1", phrase)
        if phrase is None and len(word) > 1 and word.startswith("%") and word.endswith("%"):
            _invalid("regular expressions are not supported")
        yield match["mark"], word
        place = match.end()


def _of_terms(terms: list[tuple[str, str]]) -> Accepts:
    included = [word for mark, word in terms if not mark]
    excluded = [word for mark, word in terms if mark == "-"]
    optional = [word for mark, word in terms if mark == "?"]

    def accepts(message: str) -> bool:
        if any(word in message for word in excluded):
            return False
        if included:
            # Beside terms that must be there, AWS ignores the optional ones.
            return all(word in message for word in included)
        return not optional or any(word in message for word in optional)

    return accepts


# -- JSON ----------------------------------------------------------------------------------------


def _of_json(predicate: _Predicate) -> Accepts:
    def accepts(message: str) -> bool:
        if not message.startswith(("{", "[", " ", "\t")):
            return False
        try:
            return predicate(msgspec.json.decode(message))
        except (msgspec.DecodeError, RecursionError):
            return False

    return accepts


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


class _Parser:
    """Reads `{ disjunction }`: a disjunction of conjunctions of conditions, one function a rule of the grammar."""

    def __init__(self, text: str) -> None:
        if not text.endswith("}"):
            _invalid("a JSON pattern ends with a closing brace")
        self._tokens = [*_tokens(text[1:-1])]
        self._place = 0
        self._depth = 0

    def pattern(self) -> _Predicate:
        """The whole of it."""
        predicate = self._disjunction()
        if self._peek() is not None:
            self._unexpected()
        return predicate

    def _disjunction(self) -> _Predicate:
        parts = [self._conjunction()]
        while self._takes("||"):
            parts.append(self._conjunction())
        return parts[0] if len(parts) == 1 else lambda value: any(part(value) for part in parts)

    def _conjunction(self) -> _Predicate:
        parts = [self._condition()]
        while self._takes("&&"):
            parts.append(self._condition())
        return parts[0] if len(parts) == 1 else lambda value: all(part(value) for part in parts)

    def _condition(self) -> _Predicate:
        if not self._takes("("):
            return self._comparison()
        self._depth += 1
        if self._depth > log_limits.FILTER_PATTERN_DEPTH_MAX:
            _invalid("too many parentheses in one another")
        inner = self._disjunction()
        if not self._takes(")"):
            self._unexpected()
        self._depth -= 1
        return inner

    def _comparison(self) -> _Predicate:
        selector = self._next("selector")
        steps = _steps(selector.text)
        if self._takes("IS"):
            return _is(steps, self._next("word").text.upper())
        if self._takes("NOT"):
            if self._next("word").text.upper() != "EXISTS":
                self._unexpected()
            return lambda value: _at(value, steps) is _MISSING
        sign = self._next("sign").text
        return _compares(steps, sign, self._operand())

    def _operand(self) -> str | float:
        token = self._peek()
        if token is None or token.kind not in {"text", "word"}:
            self._unexpected()
        self._place += 1
        if token.kind == "text":
            return re.sub(r"\\(.)", r"\1", token.text[1:-1])
        if token.text.startswith("%"):
            _invalid("regular expressions are not supported")
        return float(token.text) if _NUMBER.fullmatch(token.text) else token.text

    def _peek(self) -> _Token | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _takes(self, text: str) -> bool:
        token = self._peek()
        if token is None or token.kind == "text" or token.text.upper() != text:
            return False
        self._place += 1
        return True

    def _next(self, kind: str) -> _Token:
        token = self._peek()
        if token is None or token.kind != kind:
            self._unexpected()
        self._place += 1
        return token

    def _unexpected(self) -> NoReturn:
        token = self._peek()
        _invalid("it ends too early" if token is None else f"{token.text!r} is not expected there")


def _tokens(text: str) -> Iterator[_Token]:
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            _invalid(f"{text[place:].strip()[:20]!r} is not understood")
        yield _Token(match.lastgroup, match[match.lastgroup])
        place = match.end()


def _steps(selector: str) -> _Steps:
    return tuple(
        int(match[2]) if match[2] is not None else match[1] or match[3] or match[4] or ""
        for match in _STEP.finditer(selector)
    )


def _at(value: object, steps: _Steps) -> object:
    """What stands there, or _MISSING."""
    for step in steps:
        match value:
            case dict() if step in value:
                value = value[step]
            case list() if isinstance(step, int) and step < len(value):
                value = value[step]
            case _:
                return _MISSING
    return value


def _is(steps: _Steps, what: str) -> _Predicate:
    known = {"NULL": None, "TRUE": True, "FALSE": False}
    if what not in known:
        _invalid(f"IS takes NULL, TRUE or FALSE, not {what!r}")
    return lambda value: _at(value, steps) is known[what]


def _compares(steps: _Steps, sign: str, operand: str | float) -> _Predicate:
    if sign in {"=", "!="}:
        equals = _equals_number(operand) if isinstance(operand, float) else _equals_text(operand)
        # What is not there is not equal to anything, and not unequal either.
        return lambda value: (
            (found := _at(value, steps)) is not _MISSING and equals(found) == (sign == "=")
        )
    if sign not in _ORDERS or not isinstance(operand, float):
        _invalid(f"{sign} compares with numbers only")
    holds = _ORDERS[sign]
    return lambda value: _is_number(found := _at(value, steps)) and holds(found, operand)


_ORDERS: Final[dict[str, Callable[..., bool]]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _equals_number(operand: float) -> _Predicate:
    return lambda value: _is_number(value) and value == operand


def _equals_text(operand: str) -> _Predicate:
    if "*" not in operand:
        return lambda value: value == operand
    first, *parts = operand.split("*")

    def equals(value: object) -> bool:
        return isinstance(value, str) and _holds_in_order(value, first, parts)

    return equals


def _holds_in_order(text: str, first: str, parts: list[str]) -> bool:
    """Whether the text is `first`, then the parts with anything before each. In one pass, whatever they are."""
    if not text.startswith(first):
        return False
    place, end = len(first), len(text) - len(parts[-1])
    for part in parts[:-1]:
        found = text.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return place <= end and text.endswith(parts[-1])


def _invalid(reason: str) -> NoReturn:
    raise InvalidParameter(f"Invalid filter pattern: {reason}")
