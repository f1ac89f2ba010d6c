"""Rows: the engine alone, in this Python."""

from __future__ import annotations

from statistics import median
from timeit import Timer

from benchmarks.table import Row
from calculators.calculator import NAMES, calculator
from calculators.sitedata import load

__all__ = ["rows"]

_TIMES = 7


def _rows(name: str) -> Row:
    chosen, data = calculator(name), load()
    scenario = chosen.default(data)
    timer = Timer(lambda: chosen.render(scenario, chosen.evaluate(scenario, data), data))
    number, _ = timer.autorange()
    seconds = median(timer.repeat(_TIMES, number)) / number
    return Row(what=f"Engine alone, {name}: evaluate and render", ours=seconds * 1e6, unit="µs")


def rows() -> list[Row]:
    """Evaluate and render each calculator's default scenario."""
    return [_rows(name) for name in NAMES]
