"""pyxirr computes the same figures in Rust; it gives one rate of return, so that one must be among all of ours."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
import pyxirr

from calculators.finance import irr_roots, mirr, npv, times


def _scattered(random: Random) -> list[float]:
    return [round(random.uniform(-1000, 1000), 2) for _ in range(random.randint(2, 60))]


def _conventional(random: Random) -> list[float]:
    gains = [round(random.uniform(0, 500), 2) for _ in range(random.randint(1, 60))]
    return [-round(random.uniform(10, 3000), 2), *gains]


def _staged(random: Random) -> list[float]:
    """Spend, earn, spend on renewal, earn, and pay for retirement."""
    flows = _conventional(random) + _conventional(random)
    return [*flows, -round(random.uniform(0, 100), 2)]


def _cases() -> Iterator[tuple[list[float], float, float]]:
    """Draw flows and two rates; the same ones in every run."""
    random = Random(20260101)
    for make in (_scattered, _conventional, _staged):
        for _ in range(300):
            yield make(random), random.uniform(-0.5, 2), random.uniform(-0.2, 0.5)


_CASES = tuple(_cases())


def test_npv() -> None:
    """Net present values agree, whether the first flow is discounted or not."""
    for flows, rate, _ in _CASES:
        size = npv(rate, [abs(flow) for flow in flows], times(len(flows), "start"))
        now = pyxirr.npv(rate, flows)
        later = pyxirr.npv(rate, flows, start_from_zero=False)
        assert npv(rate, flows, times(len(flows), "start")) == pytest.approx(now, abs=1e-9 * size)
        assert npv(rate, flows, times(len(flows), "end")) == pytest.approx(later, abs=1e-9 * size / (1 + rate))


def test_irr() -> None:
    """The rate pyxirr converges to is one of ours."""
    compared = 0
    for flows, _, _ in _CASES:
        rate = pyxirr.irr(flows, silent=True)
        if rate is None or rate <= -1:
            continue
        compared += 1
        ours = irr_roots(flows, times(len(flows), "start"))
        assert min((abs(our - rate) / (1 + our) for our in ours), default=1) < 1e-9, (flows, rate, ours)
    assert compared > len(_CASES) / 2


def test_mirr() -> None:
    """Modified rates of return agree."""
    for flows, finance_rate, reinvest_rate in _CASES:
        expected = pyxirr.mirr(flows, finance_rate, reinvest_rate, silent=True)
        actual = mirr(flows, times(len(flows), "start"), finance_rate, reinvest_rate)
        assert actual == (None if expected is None else pytest.approx(expected, rel=1e-9, abs=1e-9))
