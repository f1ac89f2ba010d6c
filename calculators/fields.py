"""The fields of a scenario: one description that serves the form, the messages and the checking of input.

A scenario is a frozen attrs class. Each attribute is made by one of the functions here; what a person needs to know of
it (label, unit, bounds, default and where the default comes from) is in its metadata and nowhere else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Literal, TypeVar

import attrs
import cattrs
from attrs import frozen
from cattrs.gen import make_dict_structure_fn, override

from calculators.faults import Fault, InputError, Path
from calculators.formatting import number as show_number
from calculators.formatting import parse_number, percent

__all__ = [
    "Field",
    "Form",
    "choice",
    "fields_of",
    "integer",
    "label_of",
    "mapping",
    "number",
    "numbers",
    "read_form",
    "rows",
    "structure",
    "text",
    "to_dict",
    "to_form",
]

T = TypeVar("T")
Kind = Literal["number", "integer", "text", "choice", "numbers", "rows", "mapping"]

_LONGEST_TEXT = 200
_METADATA = "field"


@frozen(kw_only=True)
class Field:
    """What is known of one field. `low` and `high` are bounds, themselves allowed; `percent` is kept as a fraction."""

    kind: Kind
    label: str
    unit: str = ""
    help: str = ""
    source: str = ""
    """Where the default comes from."""
    low: float | None = None
    high: float | None = None
    percent: bool = False
    optional: bool = False
    options: Mapping[str, str] = attrs.field(factory=dict)
    """For a choice: value -> label."""
    fewest: int = 0
    most: int = 1000
    """For rows, numbers and mappings: how many there may be."""
    of: Any = None
    """For rows and mappings: the scenario class, or the `Field`, of an entry."""
    empty: str = ""
    """For an optional choice: what choosing nothing means."""
    when: tuple[str, str] | None = None
    """(name, value) of the choice that makes this field count."""

    @property
    def columns(self) -> list[tuple[str, Field]]:
        """For rows: the name and field of each column."""
        return list(fields_of(self.of).items())

    def show(self, value: float) -> str:
        return (
            percent(value, 0 if float(round(value * 100, 6)).is_integer() else 2)
            if self.percent
            else show_number(value)
        )

    @property
    def allowed(self) -> str:
        """What may stand here, in words; empty where anything may."""
        unit = f" {self.unit}" if self.unit and not self.percent else ""
        match self.kind:
            case "choice":
                return ", ".join(self.options)
            case "text":
                return f"text of at most {_LONGEST_TEXT} characters"
            case "rows":
                return f"a list of {self.fewest} to {self.most} entries"
            case "mapping":
                return "names with their values"
            case _:
                noun = "whole numbers" if self.kind == "integer" else "numbers"
                if self.low is not None and self.high is not None:
                    return f"{self.show(self.low)} to {self.show(self.high)}{unit}"
                if self.low is not None:
                    return f"{self.show(self.low)} or more"
                return f"{noun}{unit}"


def _attribute(spec: Field, default: Any) -> Any:
    return attrs.field(default=default, metadata={_METADATA: spec})


def number(label: str, *, default: Any = attrs.NOTHING, **known: Any) -> Any:
    """A number; `low`, `high`, `unit`, `percent`, `help`, `source`, `optional`, `when` as in `Field`."""
    return _attribute(Field(kind="number", label=label, **known), default)


def integer(label: str, *, default: Any = attrs.NOTHING, **known: Any) -> Any:
    """A whole number."""
    return _attribute(Field(kind="integer", label=label, **known), default)


def text(label: str, *, default: Any = attrs.NOTHING, **known: Any) -> Any:
    """A line of text."""
    return _attribute(Field(kind="text", label=label, **known), default)


def choice(label: str, options: Mapping[str, str], *, default: Any = attrs.NOTHING, **known: Any) -> Any:
    """One of `options` (value -> label)."""
    return _attribute(Field(kind="choice", label=label, options=options, **known), default)


def numbers(label: str, *, default: Any = attrs.NOTHING, **known: Any) -> Any:
    """Several numbers in order; typed with commas, semicolons, tabs or line ends between them."""
    return _attribute(Field(kind="numbers", label=label, **known), default)


def rows(label: str, of: type | Field, *, needed: bool = False, **known: Any) -> Any:
    """A list of entries, each of the scenario class or the `Field` given as `of`; may be left out unless `needed`."""
    return _attribute(Field(kind="rows", label=label, of=of, **known), attrs.NOTHING if needed else ())


def mapping(label: str, of: type | Field, *, needed: bool = False, **known: Any) -> Any:
    """Names with a value each, of the scenario class or the `Field` given as `of`; may be left out unless `needed`."""
    spec = Field(kind="mapping", label=label, of=of, **known)
    return _attribute(spec, attrs.NOTHING if needed else attrs.Factory(dict))


def fields_of(cls: type) -> dict[str, Field]:
    """The fields of a scenario class by name, in the order they are declared."""
    return {a.name: a.metadata[_METADATA] for a in attrs.fields(cls) if _METADATA in a.metadata}


def label_of(cls: type, path: Path) -> str:
    """The words a form uses for the field at `path`: ``Benefits, row 2: Amount a year``."""
    parts: list[str] = []
    of: Any = cls
    for part in path:
        if isinstance(part, int):
            parts[-1] += f", row {part + 1}"
        elif isinstance(of, type) and part in fields_of(of):
            spec = fields_of(of)[part]
            parts.append(spec.label)
            of = spec.of
        else:
            parts.append(str(part))
            of = of if isinstance(of, type) else None
    return ": ".join(parts)


# --- reading ---------------------------------------------------------------------------------------------------------


class _Wrong(ValueError):
    """A value that does not fit its field."""


def _quote(value: object) -> str:
    shown = repr(value) if isinstance(value, str) else str(value)
    return shown if len(shown) <= 60 else shown[:57] + "…"


def _read_number(value: object, spec: Field) -> float:
    whole = spec.kind == "integer"
    if isinstance(value, str) and not value.strip():
        raise _Wrong(f"is empty; allowed: {spec.allowed}")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _Wrong(f"must be a {'whole ' if whole else ''}number, not {_quote(value)}; allowed: {spec.allowed}")
    try:
        result = float(value)
    except OverflowError:
        result = math.inf
    if not math.isfinite(result):
        raise _Wrong(f"must be a finite number; allowed: {spec.allowed}")
    if whole and not result.is_integer():
        raise _Wrong(f"must be a whole number, not {spec.show(result)}; allowed: {spec.allowed}")
    if (spec.low is not None and result < spec.low) or (spec.high is not None and result > spec.high):
        raise _Wrong(f"is {spec.show(result)}; allowed: {spec.allowed}")
    return int(result) if whole else result


def _read_text(value: object, spec: Field) -> str:
    if not isinstance(value, str):
        raise _Wrong(f"must be text, not {_quote(value)}")
    if not spec.optional and not value.strip():
        raise _Wrong("is empty; allowed: " + spec.allowed)
    if len(value) > _LONGEST_TEXT:
        raise _Wrong(f"has {len(value)} characters; allowed: {spec.allowed}")
    return value.strip()


def _read_choice(value: object, spec: Field) -> str:
    if not isinstance(value, str) or value not in spec.options:
        raise _Wrong(f"is {_quote(value)}; allowed: {spec.allowed}")
    return value


def _counted(value: object, spec: Field, noun: str) -> list[Any]:
    if not isinstance(value, (list, tuple)):
        raise _Wrong(f"must be a list of {noun}, not {_quote(value)}")
    if len(value) < spec.fewest:
        found = "is empty" if not value else f"has {len(value)} {noun}"
        raise _Wrong(f"{found}; at least {spec.fewest} must be given")
    if len(value) > spec.most:
        raise _Wrong(f"has {len(value)} {noun}; at most {spec.most} are allowed")
    return list(value)


def _each(entries: Iterable[tuple[str | int, object]], read: Callable[[object], Any]) -> list[Any]:
    """Read every entry; all faults together, each under its entry's name."""
    result, faults = [], []
    for name, entry in entries:
        try:
            result.append(read(entry))
        except _Wrong as wrong:
            faults.append(Fault((name,), str(wrong)))
        except InputError as error:
            faults.extend(attrs.evolve(fault, path=(name, *fault.path)) for fault in error.faults)
    if faults:
        raise InputError(faults)
    return result


def _read_entry(value: object, of: Any) -> Any:
    return _read(value, of) if isinstance(of, Field) else structure(of, value)


def _read(value: object, spec: Field) -> Any:
    if value is None and spec.optional:
        return None
    match spec.kind:
        case "number" | "integer":
            return _read_number(value, spec)
        case "text":
            return _read_text(value, spec)
        case "choice":
            return _read_choice(value, spec)
        case "numbers":
            listed = _counted(value, spec, "numbers")
            return tuple(_each(enumerate(listed), lambda entry: _read_number(entry, spec)))
        case "rows":
            listed = _counted(value, spec, "entries")
            return tuple(_each(enumerate(listed), lambda entry: _read_entry(entry, spec.of)))
        case "mapping":
            if not isinstance(value, dict):
                raise _Wrong(f"must be {spec.allowed}, not {_quote(value)}")
            if len(value) > spec.most:
                raise _Wrong(f"has {len(value)} entries; at most {spec.most} are allowed")
            return dict(zip(value, _each(value.items(), lambda entry: _read_entry(entry, spec.of)), strict=True))


_converter = cattrs.Converter(detailed_validation=True)


def _read_attribute(spec: Field, value: object, _type: object) -> Any:
    return _read(value, spec)


def _hook(cls: type) -> Callable[[Any, Any], Any]:
    specs = fields_of(cls)
    overrides = {name: override(struct_hook=partial(_read_attribute, spec)) for name, spec in specs.items()}
    return make_dict_structure_fn(cls, _converter, _cattrs_forbid_extra_keys=True, **overrides)  # type: ignore[arg-type]


def _is_scenario(cls: Any) -> bool:
    return isinstance(cls, type) and attrs.has(cls) and bool(fields_of(cls))


_converter.register_structure_hook_factory(_is_scenario, _hook)


def _flatten(group: cattrs.ClassValidationError, cls: type) -> list[Fault]:
    specs = fields_of(cls)
    faults: list[Fault] = []
    notes, others = group.group_exceptions()
    for error, note in notes:
        if isinstance(error, InputError):
            faults += [attrs.evolve(fault, path=(note.name, *fault.path)) for fault in error.faults]
        elif isinstance(error, KeyError):
            faults.append(Fault((note.name,), f"is missing; allowed: {specs[note.name].allowed}"))
        elif isinstance(error, _Wrong):
            faults.append(Fault((note.name,), str(error)))
        else:
            raise error
    for error in others:
        if not isinstance(error, cattrs.ForbiddenExtraKeysError):
            raise error
        allowed = ", ".join(specs)
        faults += [
            Fault((key,), f"is not a known field; allowed: {allowed}", True) for key in sorted(error.extra_fields)
        ]
    return faults


def structure(cls: type[T], raw: object) -> T:
    """`raw` (what a YAML or JSON file held) as the scenario class `cls`.

    Raises `InputError` with every fault found: unknown and missing fields, wrong types, values out of bounds.
    """
    if not isinstance(raw, Mapping):
        raise InputError([Fault((), f"must be a mapping of fields (name: value), not {_quote(raw)}")])
    unnamed = [key for key in raw if not isinstance(key, str)]
    if unnamed:
        raise InputError([Fault((str(key),), "a field's name must be text", True) for key in unnamed])
    try:
        return _converter.structure(raw, cls)
    except cattrs.ClassValidationError as group:
        raise InputError(_flatten(group, cls)) from None


def to_dict(scenario: Any) -> dict[str, Any]:
    """The scenario as plain lists, tuples and dicts, ready for JSON; fields that are None are left out."""
    return attrs.asdict(scenario, filter=lambda _attribute, value: value is not None)


# --- forms -----------------------------------------------------------------------------------------------------------

Pairs = list[tuple[str, str]]


@frozen
class Form:
    """A filled-in form as raw input for `structure`, and the way back from a fault to the form's field."""

    raw: dict[str, Any]
    _kept: dict[Path, list[int]]

    def field(self, fault: Fault) -> Fault:
        """`fault` with the row numbers of the form, where rows left blank count too."""
        path: Path = ()
        for part in fault.path:
            kept = self._kept.get(path)
            # a row's place is known by the path up to it as the form numbers it
            path = (*path, kept[part] if kept is not None and isinstance(part, int) and part < len(kept) else part)
        return attrs.evolve(fault, path=path)


_NAME = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")


def _nest(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    faults = []
    for name, value in pairs:
        *parents, last = name.split(".")
        branch: Any = tree
        for part in parents:
            branch = branch.setdefault(part, {}) if isinstance(branch, dict) else None
        if not _NAME.fullmatch(name) or not isinstance(branch, dict) or isinstance(branch.get(last), dict):
            faults.append(Fault((name,), "is not a field of this form", True))
            continue
        branch[last] = value
    if faults:
        raise InputError(faults)
    return tree


_SEPARATORS = re.compile(r"[;\n\t]+|,(?=\s)|(?<=\s),|(?<=\d)\s+(?=[-+\N{MINUS SIGN}\d.])")


def _typed_number(text: str, spec: Field) -> Any:
    value = parse_number(text)
    if value is None:
        return text
    return round(value / 100, 12) if spec.percent else value


def _typed_numbers(text: str, spec: Field) -> list[Any]:
    """Split a typed list. "1, 2", "1; 2", "1 2" and lines are lists; "1,5" is one number, "-100,60,60" three."""
    parts = [part for part in _SEPARATORS.split(text.strip()) if part.strip()]
    if len(parts) == 1 and parts[0].count(",") > 1:
        parts = parts[0].split(",")
    return [_typed_number(part.strip(), spec) for part in parts]


def _is_blank(row: Any) -> bool:
    return all(_is_blank(value) for value in row.values()) if isinstance(row, dict) else not str(row).strip()


def _blank_row(row: Any, cls: type) -> bool:
    """Whether nothing was typed in the row; what is chosen from a list does not count."""
    if not isinstance(row, dict):
        return False
    specs = fields_of(cls)
    return all(_is_blank(value) for name, value in row.items() if name not in specs or specs[name].kind != "choice")


def _typed(value: Any, spec: Field, path: Path, kept: dict[Path, list[int]]) -> Any:
    if spec.kind == "rows" and isinstance(value, dict):
        numbered = sorted((int(key), row) for key, row in value.items() if key.isdigit())
        used = [(index, row) for index, row in numbered if not _blank_row(row, spec.of)]
        kept[path] = [index for index, _ in used]
        return [_typed_fields(row, spec.of, (*path, index), kept) for index, row in used]
    if spec.kind == "mapping" and isinstance(value, dict):
        return {
            name: _typed(entry, spec.of, (*path, name), kept)
            if isinstance(spec.of, Field)
            else _typed_fields(entry, spec.of, (*path, name), kept)
            for name, entry in value.items()
            if not (isinstance(spec.of, Field) and spec.of.optional is False and _is_blank(entry))
        }
    if not isinstance(value, str):
        return value
    if spec.optional and not value.strip():
        return None
    if spec.kind in ("number", "integer"):
        return _typed_number(value, spec)
    return _typed_numbers(value, spec) if spec.kind == "numbers" else value


def _typed_fields(tree: Any, cls: type, path: Path, kept: dict[Path, list[int]]) -> Any:
    if not isinstance(tree, dict):
        return tree
    specs = fields_of(cls)
    result = {}
    for name, value in tree.items():
        spec = specs.get(name)
        if spec is None:
            result[name] = value
        elif spec.when is None or tree.get(spec.when[0], spec.when[1]) == spec.when[1]:
            result[name] = _typed(value, spec, (*path, name), kept)
    return result


def read_form(cls: type, pairs: Iterable[tuple[str, str]]) -> Form:
    """What a form sent (dotted names with text, ``people.0.name``) as raw input for `structure`.

    Text that is not what the field needs is left as it is, so that `structure` names it. Rows in which nothing was
    typed, and fields that do not count under the choice made, are left out. Raises `InputError` for names that no form
    of this calculator has.

    >>> @frozen
    ... class Loan:
    ...     rate: float = number("Rate", percent=True)
    >>> read_form(Loan, [("rate", "4,5 %")]).raw
    {'rate': 0.045}
    """
    kept: dict[Path, list[int]] = {}
    return Form(_typed_fields(_nest(pairs), cls, (), kept), kept)


def _field_text(value: Any, spec: Field) -> str:
    if value is None:
        return ""
    if spec.kind in ("number", "integer"):
        return f"{round(value * 100, 10) if spec.percent else value:.12g}"
    if spec.kind == "numbers":
        return "; ".join(_field_text(entry, attrs.evolve(spec, kind="number")) for entry in value)
    return str(value)


def to_form(scenario: Any, prefix: str = "") -> Pairs:
    """The scenario as a form's names and texts, the inverse of `read_form`."""
    pairs: Pairs = []
    for name, spec in fields_of(type(scenario)).items():
        value = getattr(scenario, name)
        full = prefix + name
        if spec.kind == "rows":
            for index, row in enumerate(value):
                pairs += to_form(row, f"{full}.{index}.")
        elif spec.kind == "mapping":
            for key, entry in value.items():
                if isinstance(spec.of, Field):
                    pairs.append((f"{full}.{key}", _field_text(entry, spec.of)))
                else:
                    pairs += to_form(entry, f"{full}.{key}.")
        else:
            pairs.append((full, _field_text(value, spec)))
    return pairs
