"""The index is nothing for the same values, and grows with the distance."""

import random

import pytest

from monitor import MOVED, population_stability_index


@pytest.fixture
def before() -> list[float]:
    draw = random.Random(1)
    return [draw.gauss(0, 1) for _ in range(3000)]


def test_same_values_have_not_moved(before: list[float]) -> None:
    assert population_stability_index(before, before) == pytest.approx(0)


def test_another_sample_of_the_same_kind_has_hardly_moved(
    before: list[float],
) -> None:
    draw = random.Random(2)
    assert (
        population_stability_index(before, [draw.gauss(0, 1) for _ in range(3000)])
        < 0.02
    )


def test_index_grows_with_the_shift(before: list[float]) -> None:
    moved = [
        population_stability_index(before, [value + shift for value in before])
        for shift in (0.1, 0.3, 0.6)
    ]
    assert moved == sorted(moved)
    assert moved[0] < 0.1
    assert moved[-1] > MOVED


def test_known_value() -> None:
    """Halves that become 30 and 70 %: 0.2 ln(7/3), by hand."""
    before, now = [0.0] * 50 + [1.0] * 50, [0.0] * 30 + [1.0] * 70
    assert population_stability_index(before, now) == pytest.approx(0.1694596)
