"""YAML and JSON text as values that remember their line and column.

Used where files are read: the command line and the site's build. Not part of what the browser loads.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

import yaml
from attrs import field, frozen

from calculators.faults import Fault, InputError, Path

__all__ = ["Source", "SourceError", "parse", "require_mapping"]

_DEEPEST = 60
_TAG = "tag:yaml.org,2002:"


_ANCHOR = re.compile(r"(?:^|[\s\[{,])&\S")
_BEGINNING = yaml.Mark("", 0, 0, 0, "", 0)


class SourceError(ValueError):
    """Text that is not valid YAML or JSON. Says ``line`` and ``column``, both counted from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


@frozen
class Source:
    """A parsed text: its value, and where each part of it stands."""

    name: str
    value: Any
    _values: dict[Path, tuple[int, int]] = field(repr=False)
    _keys: dict[Path, tuple[int, int]] = field(repr=False)

    def position(self, path: Path, about_key: bool = False) -> tuple[int, int]:
        """Line and column of the value at `path`, or of the nearest part around it that exists."""
        if about_key and path in self._keys:
            return self._keys[path]
        while path and path not in self._values:
            path = path[:-1]
        return self._values.get(path, (1, 1))

    def describe(self, fault: Fault, *, column: bool = False) -> str:
        """``file:line: field: message``, or ``file:line:column: …``."""
        line, at = self.position(fault.path, fault.about_key)
        place = f"{self.name}:{line}:{at}" if column else f"{self.name}:{line}"
        return f"{place}: {fault}"


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """PyYAML with the core schema of YAML 1.2, so that `no` is text, and 1e5 a number as in JSON."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


for _name, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        "-+.0123456789",
    ),
):
    _Loader.add_implicit_resolver(
        _TAG + _name, re.compile(f"^(?:{_pattern})$"), [*_first, ""] if _name == "null" else list(_first)
    )


def _scalar(node: yaml.ScalarNode) -> Any:
    text: str = node.value
    match node.tag.removeprefix(_TAG):
        case "null":
            return None
        case "bool":
            return text.lower() == "true"
        case "int":
            return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
        case "float":
            return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
        case "str":
            return text
    raise SourceError(f"the tag {node.tag} is not supported", *_mark(node))


def _mark(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


class _Reader:
    def __init__(self) -> None:
        self.values: dict[Path, tuple[int, int]] = {}
        self.keys: dict[Path, tuple[int, int]] = {}

    def value(self, node: yaml.Node, path: Path) -> Any:
        self.values[path] = _mark(node)
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, index)) for index, child in enumerate(node.value)]
        result: dict[str, Any] = {}
        for key_node, child in node.value:
            key = key_node.value
            if not isinstance(key, str):
                raise SourceError("a key must be plain text", *_mark(key_node))
            if key in result:
                first = self.keys[(*path, key)][0]
                raise SourceError(
                    f"the key {key!r} stands twice, first in line {first}; each key may stand once", *_mark(key_node)
                )
            self.keys[(*path, key)] = _mark(key_node)
            result[key] = self.value(child, (*path, key))
        return result


def _may_be_deep(text: str) -> bool:
    """Whether nesting may go deeper than allowed; cheap, and rather yes than no."""
    depth = deepest = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if bracket in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return (
        deepest > _DEEPEST
        or re.search(rf"^ {{{_DEEPEST},}}\S|^(?: *[-?] ){{{_DEEPEST // 2},}}", text, re.M) is not None
    )


def _refuse_depth_and_aliases(text: str) -> None:
    """Go through the parser's events, which know the place of an alias, and need no stack for deep nesting."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        mark = event.start_mark or _BEGINNING
        if isinstance(event, yaml.AliasEvent):
            raise SourceError("an alias (*name) is not supported; write the value out", mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                raise SourceError(f"nested deeper than {_DEEPEST} levels", mark.line + 1, mark.column + 1)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def parse(text: str, name: str) -> Source:
    """Read YAML 1.2 or JSON `text`; `name` is the file's name for messages.

    Raises `SourceError` for text that is not valid, including a key that stands twice.

    >>> parse("a: [1, no]", "x.yml").value
    {'a': [1, 'no']}
    """
    try:
        # composing deeply nested nodes overflows the C stack; an alias needs an anchor
        if _ANCHOR.search(text) or _may_be_deep(text):
            _refuse_depth_and_aliases(text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        last = max(len(text.splitlines()), 1)
        line, column = (min(mark.line + 1, last), mark.column + 1) if mark else (1, 1)
        raise SourceError(f"not valid YAML: {error.problem or error.context}", line, column) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise SourceError(f"not valid YAML: {error.reason}", line, 1) from None
    reader = _Reader()
    value = None if node is None else reader.value(node, ())
    return Source(name, value, reader.values, reader.keys)


def require_mapping(source: Source) -> dict[str, Any]:
    """The source's top-level mapping; raises `InputError` where it is something else."""
    if not isinstance(source.value, dict):
        found = "nothing" if source.value is None else type(source.value).__name__
        raise InputError([Fault((), f"the file must hold a mapping of fields (name: value), not {found}")])
    return source.value
