"""Numbers as people read and type them."""

from __future__ import annotations

import pytest

from calculators.formatting import amount, headline, number, parse_number, percent, periods, plural


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1234", 1234.0),
        ("1,234", 1234.0),
        ("1,234,567.5", 1234567.5),
        ("1.234.567,5", 1234567.5),
        ("1 234,5", 1234.5),
        ("0,125", 0.125),
        ("12,5", 12.5),
        ("-3", -3.0),
        ("−3", -3.0),
        ("+3", 3.0),
        ("250k", 250_000.0),
        ("1.2M", 1_200_000.0),
        ("2bn", 2e9),
        ("12 %", 12.0),
        ("€ 1,200", 1200.0),
        ("1e3", 1000.0),
        (".5", 0.5),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, expected: float) -> None:
    """Thousands, decimal commas, signs, suffixes and currency signs are understood."""
    assert expected == parse_number(typed)


@pytest.mark.parametrize("typed", ["", "ten", "1..2", "--3", "1e999", "k", "1,2,3x", "nan", "inf", "0x10"])
def test_what_is_no_number_gives_none(typed: str) -> None:
    """Text that is not a finite number is not guessed at."""
    assert parse_number(typed) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"),
        (-0.0, "0"),
        (1234567, "1,234,567"),
        (-0.5, "−0.5"),
        (1e15, "1,000,000,000,000,000"),
        (0.1 + 0.2, "0.3"),
    ],
)
def test_numbers_have_thousands_and_a_true_minus(value: float, expected: str) -> None:
    """Shown numbers separate thousands, and never say minus zero."""
    assert expected == number(value)


@pytest.mark.parametrize(
    ("value", "expected"), [(0, "0"), (246_076.4, "246,000"), (0.0123456, "0.0123"), (99.96, "100"), (-1_999, "−2,000")]
)
def test_headlines_have_three_significant_digits(value: float, expected: str) -> None:
    """A headline rounds to three significant digits."""
    assert expected == headline(value)


def test_units_stand_beside_numbers() -> None:
    """Money, per cent, time and counts carry their unit in the right number."""
    assert amount(-1500, "€") == "−€1,500"
    assert percent(0.0825, 2) == "8.25\N{NARROW NO-BREAK SPACE}%"
    assert periods(0.5) == "0.5 years"
    assert periods(1.02) == "1 year"
    assert plural(0, "person", "people") == "0 people"
