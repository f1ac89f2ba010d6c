"""What every calculator is made of, and how one is run."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from attrs import field, frozen

from calculators import fields
from calculators.charts import Chart
from calculators.faults import Fault, InputError

__all__ = [
    "DATA_FILES",
    "NAMES",
    "Calculator",
    "Data",
    "Rendering",
    "Run",
    "calculator",
    "label",
    "run",
    "run_form",
    "select_data",
]

NAMES = ("roi", "framework", "skills")

_READ: Mapping[str, Mapping[str, Sequence[str]] | None] = {
    "frameworks": {"frameworks": ("id", "name", "short_name")},
    "selection": None,
    "roles": {"roles": ("id", "name", "levels"), "levels_legend": ("level", "name")},
    "skills": {"skills": ("id", "name")},
    "skill_profiles": None,
}
"""What calculators read of the site's data: file stem -> list -> keys of its entries, or None for the whole file."""

DATA_FILES = tuple(_READ)
"""The files that calculators read, by their stem."""

Data = Mapping[str, Any]
"""The site's data as `select_data` leaves it: file stem -> lists and dicts."""


def select_data(documents: Mapping[str, Any]) -> dict[str, Any]:
    """What calculators read of whole files; the rest need not travel to the reader's browser."""

    def part(stem: str, lists: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        return {
            name: [{key: entry[key] for key in keys} for entry in documents[stem][name]] for name, keys in lists.items()
        }

    return {stem: documents[stem] if lists is None else part(stem, lists) for stem, lists in _READ.items()}


@frozen(kw_only=True)
class Rendering:
    """A result made readable: one sentence, HTML, and the charts whose places the HTML holds by name."""

    answer: str
    html: str
    charts: Sequence[Chart]
    summaries: Mapping[str, str] = field(factory=dict)
    """What the closed heading of a group of inputs says, by the group's title."""
    placeholders: Mapping[str, str] = field(factory=dict)
    """What an empty input stands for, by the input's name."""


@frozen(kw_only=True)
class Calculator:
    """One calculator: its scenario class and what can be done with a scenario."""

    name: str
    scenario: type
    """What the form fills in."""
    default: Callable[[Data], Any]
    read: Callable[[Mapping[str, Any]], Any]
    """Raw input of a file as a scenario; the class may depend on which fields are given. Raises `InputError`."""
    check: Callable[[Any, Data], list[Fault]]
    evaluate: Callable[[Any, Data], Any]
    to_json: Callable[[Any], dict[str, Any]]
    to_text: Callable[[Any, Any, Data], str]
    to_table: Callable[[Any], tuple[Sequence[str], Sequence[Sequence[Any]]]]
    render: Callable[[Any, Any, Data], Rendering]
    form: Callable[[Any, Data], str]
    names: Callable[[Data], Mapping[str, str]] = field(default=lambda _data: {})
    """What the data's ids, which may stand in a field's name, are called."""


@frozen
class Run:
    """A scenario and its result."""

    scenario: Any
    result: Any


@cache
def calculator(name: str) -> Calculator:
    """The calculator called `name`, one of `NAMES`."""
    if name not in NAMES:
        raise KeyError(name)
    module = importlib.import_module(f"calculators.{name}")
    made: Calculator = module.CALCULATOR
    return made


def run(chosen: Calculator, raw: Mapping[str, Any], data: Data) -> Run:
    """Check and evaluate raw input. Raises `InputError` with every fault."""
    scenario = chosen.read(raw)
    faults = chosen.check(scenario, data)
    if faults:
        raise InputError(faults)
    try:
        return Run(scenario, chosen.evaluate(scenario, data))
    except ValueError as error:
        raise InputError([Fault((), f"these numbers cannot be computed: {error}")]) from error


def run_form(chosen: Calculator, pairs: Iterable[tuple[str, str]], data: Data) -> Run:
    """Check and evaluate what a form sent; faults name the form's fields."""
    form = fields.read_form(chosen.scenario, pairs)
    try:
        return run(chosen, form.raw, data)
    except InputError as error:
        raise InputError(map(form.field, error.faults)) from None


def label(chosen: Calculator, fault: Fault, data: Data) -> str:
    """The words the form uses for the field at fault."""
    names = chosen.names(data)
    return fields.label_of(
        chosen.scenario, tuple(names.get(part, part) if isinstance(part, str) else part for part in fault.path)
    )
