"""Scenarios from raw input and from forms."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import frozen

from calculators.faults import InputError
from calculators.fields import (
    Field,
    choice,
    integer,
    label_of,
    mapping,
    number,
    numbers,
    read_form,
    rows,
    structure,
    text,
    to_dict,
    to_form,
)


@frozen(kw_only=True)
class Item:
    name: str = text("Name")
    amount: float = number("Amount", low=0, unit="€")
    kind: str = choice("Kind", {"a": "A", "b": "B"}, default="a")


@frozen(kw_only=True)
class Example:
    rate: float = number("Rate", low=-0.99, high=10, percent=True)
    years: int = integer("Years", low=1, high=30, default=5)
    mode: str = choice("Mode", {"x": "X", "y": "Y"}, default="x")
    only_y: float | None = number("Only with y", default=None, optional=True, when=("mode", "y"))
    series: tuple[float, ...] = numbers("Series", default=(), most=4)
    items: tuple[Item, ...] = rows("Items", Item, most=3)
    marks: dict[str, int] = mapping("Marks", Field(kind="integer", label="Mark", low=0, high=3))


def faults(raw: Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        structure(Example, raw)
    return [str(fault) for fault in caught.value.faults]


def test_every_fault_is_found_at_once() -> None:
    """One reading names every wrong field, however deep."""
    raw = {
        "rate": "ten",
        "years": 4.5,
        "mode": "z",
        "series": [1, None],
        "items": [{"name": "", "amount": -1}, {"amount": 2, "colour": "red"}],
        "marks": {"a": 4},
        "yeras": 3,
    }
    assert faults(raw) == [
        "rate: must be a number, not 'ten'; allowed: −99 % to 1,000 %".replace(" %", "\N{NARROW NO-BREAK SPACE}%"),
        "years: must be a whole number, not 4.5; allowed: 1 to 30",
        "mode: is 'z'; allowed: x, y",
        "series.1: must be a number, not None; allowed: numbers",
        "items.0.name: is empty; allowed: text of at most 200 characters",
        "items.0.amount: is −1; allowed: 0 or more",
        "items.1.name: is missing; allowed: text of at most 200 characters",
        "items.1.colour: is not a known field; allowed: name, amount, kind",
        "marks.a: is 4; allowed: 0 to 3",
        "yeras: is not a known field; allowed: rate, years, mode, only_y, series, items, marks",
    ]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, None, [1], 10**400])
def test_what_is_no_finite_number_is_refused(value: object) -> None:
    """Not a number, infinity, booleans and huge integers are no numbers."""
    assert len(faults({"rate": value})) == 1


def test_a_whole_number_may_be_written_as_a_float() -> None:
    """5.0 is five."""
    assert structure(Example, {"rate": 0.1, "years": 5.0}).years == 5


@pytest.mark.parametrize("raw", [None, [], "x", 3])
def test_only_a_mapping_is_a_scenario(raw: object) -> None:
    """Anything but a mapping of fields is one fault."""
    assert len(faults(raw)) == 1


def test_a_form_is_read_as_typed() -> None:
    """Per cent, lists, rows and mappings come out of text; blank rows and hidden fields do not count."""
    form = read_form(
        Example,
        [
            ("rate", "8,5"),
            ("years", "3"),
            ("mode", "x"),
            ("only_y", "nonsense, but hidden"),
            ("series", "-100; 60\n60"),
            ("items.0.name", ""),
            ("items.0.amount", " "),
            ("items.0.kind", "a"),
            ("items.1.name", "Ada"),
            ("items.1.amount", "1,500"),
            ("items.1.kind", "b"),
            ("marks.a", "2"),
            ("marks.b", ""),
        ],
    )
    assert structure(Example, form.raw) == Example(
        rate=0.085,
        years=3,
        series=(-100.0, 60.0, 60.0),
        items=(Item(name="Ada", amount=1500.0, kind="b"),),
        marks={"a": 2},
    )


def test_a_fault_in_a_form_names_the_row_that_shows_it() -> None:
    """Rows left blank are skipped, but counted when a fault is placed."""
    form = read_form(Example, [("rate", "1"), ("items.0.name", ""), ("items.1.name", "x"), ("items.1.amount", "much")])
    with pytest.raises(InputError) as caught:
        structure(Example, form.raw)
    assert [form.field(fault).field for fault in caught.value.faults] == ["items.1.amount"]


@pytest.mark.parametrize("name", ["", "rate.x", "a..b", "a b", "items.0", "__class__.x"])
def test_names_that_no_form_has_are_faults_not_crashes(name: str) -> None:
    """A forged link cannot do more than be told that it is wrong."""
    with pytest.raises(InputError):
        structure(Example, read_form(Example, [("rate", "1"), (name, "1")]).raw)


def test_an_emptied_field_is_not_silently_the_default() -> None:
    """Clearing a number that is needed is a fault, not a return to the default."""
    with pytest.raises(InputError, match="is empty"):
        structure(Example, read_form(Example, [("rate", "1"), ("years", "")]).raw)


def test_form_and_file_give_the_scenario_back() -> None:
    """Writing a scenario to a form or a file and reading it gives the same scenario."""
    scenario = Example(
        rate=0.085, mode="y", only_y=2.5, series=(1.0, -2.5), items=(Item(name="a", amount=1e6),), marks={"a": 0}
    )
    assert scenario == structure(Example, to_dict(scenario))
    assert scenario == structure(Example, read_form(Example, to_form(scenario)).raw)


def test_labels_say_where_a_field_is() -> None:
    """A fault's words are those of the form."""
    assert label_of(Example, ("items", 1, "amount")) == "Items, row 2: Amount"
    assert label_of(Example, ("marks", "a")) == "Marks: a"
