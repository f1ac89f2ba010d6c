from __future__ import annotations

import math
from fractions import Fraction
from itertools import accumulate, pairwise

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from sympy import Poly, Rational, Symbol

from calculators.finance import (
    Timing,
    benefit_cost_ratio,
    discounted_payback,
    irr_roots,
    mirr,
    npv,
    payback,
    payback_reversals,
    roi,
    split,
    times,
)

TIMINGS = st.sampled_from(["start", "mid", "end"])
RATES = st.floats(-0.5, 5)
CENTS = st.integers(-(10**8), 10**8)
AMOUNTS = CENTS.map(lambda cents: cents / 100)
FLOWS = st.lists(AMOUNTS, max_size=40)
WHOLE_FLOWS = st.lists(st.integers(-100, 100), max_size=10)
UNHURRIED = settings(deadline=None)
ANY_FLOWS = st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=8)


@st.composite
def conventional_flows(draw: st.DrawFn) -> list[float]:
    """Costs first, then gains; at least one of each."""
    amounts = st.integers(0, 10**8)
    costs = [draw(st.integers(1, 10**8)), *draw(st.lists(amounts, max_size=4))]
    gains = [*draw(st.lists(amounts, max_size=30)), draw(st.integers(1, 10**8))]
    return [-cost / 100 for cost in costs] + [gain / 100 for gain in gains]


def sign_changes(flows: list[float]) -> int:
    return sum(one * other < 0 for one, other in pairwise(math.copysign(1, flow) for flow in flows if flow))


def exact_npv(growth: Fraction, flows: list[float]) -> tuple[Fraction, Fraction]:
    """The value of flows at the start of periods, and of their sizes, compounded to the last."""
    value = size = Fraction(0)
    for flow in flows:
        value = value * growth + Fraction(repr(float(flow)))
        size = size * growth + abs(Fraction(repr(float(flow))))
    return value, size


def growth_polynomial(flows: list[int]) -> Poly:
    return Poly(flows, Symbol("growth"))


@given(TIMINGS, st.integers(0, 100))
def test_times_are_a_period_apart(timing: Timing, n: int) -> None:
    """There is one time per flow, each a period after the one before."""
    moments = times(n, timing)
    assert len(moments) == n
    assert all(later - earlier == 1 for earlier, later in pairwise(moments))


@given(RATES, st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=40), st.integers(-9, 9), st.integers(-9, 9), TIMINGS)
def test_npv_is_linear(rate: float, pairs: list[tuple[float, float]], a: int, b: int, timing: Timing) -> None:
    """The present value of a combination of flows is the combination of their present values."""
    moments = times(len(pairs), timing)
    combined = npv(rate, [a * one + b * other for one, other in pairs], moments)
    one, other = (npv(rate, flows, moments) for flows in ([pair[0] for pair in pairs], [pair[1] for pair in pairs]))
    size = npv(rate, [abs(a * one) + abs(b * other) for one, other in pairs], moments)
    assert combined == pytest.approx(a * one + b * other, rel=0, abs=1e-12 * size)


@given(RATES, FLOWS)
def test_npv_of_later_flows(rate: float, flows: list[float]) -> None:
    """Flows at the end of the period are worth those at its start over 1 + rate."""
    start, end = (npv(rate, flows, times(len(flows), timing)) for timing in ("start", "end"))
    size = npv(rate, list(map(abs, flows)), times(len(flows), "start"))
    assert end * (1 + rate) == pytest.approx(start, rel=0, abs=1e-12 * size)


@given(FLOWS)
def test_npv_without_discounting(flows: list[float]) -> None:
    """At a rate of zero the present value is the sum."""
    assert npv(0, flows, times(len(flows), "mid")) == math.fsum(flows)


@UNHURRIED
@given(FLOWS, TIMINGS)
def test_irr_roots_are_ascending_and_distinct(flows: list[float], timing: Timing) -> None:
    """Rates come above −1, in ascending order, each once, and as many as the signs change at most."""
    roots = irr_roots(flows, times(len(flows), timing))
    assert all(root > -1 for root in roots)
    assert all(lower < higher for lower, higher in pairwise(roots))
    assert len(roots) <= sign_changes(flows)


@UNHURRIED
@given(FLOWS)
def test_irr_roots_by_substitution(flows: list[float]) -> None:
    """At every rate found, the present value is nothing beside the discounted flows."""
    for root in irr_roots(flows, times(len(flows), "start")):
        assume(root > -0.999)
        value, size = exact_npv(1 + Fraction(root), flows)
        assert abs(value) <= Fraction(1, 10**9) * size


@UNHURRIED
@given(FLOWS, TIMINGS)
def test_irr_roots_by_npv(flows: list[float], timing: Timing) -> None:
    """At every rate found, `npv` itself is nothing beside the discounted flows."""
    moments = times(len(flows), timing)
    for root in irr_roots(flows, moments):
        assume(root > -0.999)
        assert abs(npv(root, flows, moments)) <= 1e-9 * npv(root, list(map(abs, flows)), moments)


@UNHURRIED
@given(conventional_flows())
@example([-1e15, 1e-9])
@example([-1e-9, 1e15])
@example([-1e15] + [0.0] * 58 + [1e-9])
def test_irr_of_conventional_flows(flows: list[float]) -> None:
    """Costs, then gains: there is one rate, and no other float is nearer to it."""
    (root,) = irr_roots(flows, times(len(flows), "start"))
    below, above = ((Fraction(root) + Fraction(math.nextafter(root, way))) / 2 for way in (-math.inf, math.inf))
    assert exact_npv(1 + above, flows)[0] <= 0
    if root > math.nextafter(-1, 0):
        assert exact_npv(1 + below, flows)[0] >= 0


@UNHURRIED
@given(WHOLE_FLOWS.filter(any))
def test_irr_roots_agree_with_exact_algebra(flows: list[int]) -> None:
    """Number and place of the rates are those of sympy's exact root isolation."""
    polynomial = growth_polynomial(flows)
    intervals = [
        (Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q)))
        for (low, high), _ in polynomial.intervals(eps=Rational(1, 10**18), inf=0)
        if high > 0
    ]
    roots = irr_roots(flows, times(len(flows), "start"))
    assert len(roots) == len(intervals)
    for root, (low, high) in zip(roots, intervals, strict=True):
        assert low <= 1 + Fraction(math.nextafter(root, math.inf))
        assert 1 + Fraction(math.nextafter(root, -math.inf)) <= high


@UNHURRIED
@given(st.lists(st.integers(-(10**9), 10**9), min_size=2, max_size=16).filter(lambda flows: flows[0] and flows[-1]))
def test_irr_roots_are_as_many_as_sturm_counts(flows: list[int]) -> None:
    """The number of rates is Sturm's, and short of the number of sign changes by an even number if none is double."""
    polynomial = growth_polynomial(flows)
    roots = irr_roots(flows, times(len(flows), "end"))
    assert len(roots) == polynomial.count_roots(0, None)
    if polynomial.is_sqf:
        assert (sign_changes([float(flow) for flow in flows]) - len(roots)) % 2 == 0


@UNHURRIED
@given(
    st.dictionaries(st.integers(-99, 400), st.integers(1, 3), max_size=4).filter(lambda m: sum(m.values()) <= 5),
    st.booleans(),
    st.sampled_from([1, 2]),
)
def test_irr_roots_of_known_multiplicity(percents: dict[int, int], turning: bool, steps: int) -> None:
    """Flows made from known rates, single, double and triple, give back exactly these, each once."""
    flows = [1, 0, 1] if turning else [-1]
    for percent, multiplicity in percents.items():
        for _ in range(multiplicity):
            flows = [
                -100 * flow + (100 + percent) * before for flow, before in zip([*flows, 0], [0, *flows], strict=True)
            ]
    expected = sorted(Fraction(100 + percent, 100) ** steps - 1 for percent in percents)
    assume(max(map(abs, flows)) < 2**53)
    assert irr_roots(flows, [moment / steps for moment in range(len(flows))]) == tuple(map(float, expected))


@UNHURRIED
@given(st.lists(CENTS, max_size=40), st.integers(1, 10**6))
def test_irr_roots_do_not_depend_on_the_unit(cents: list[int], factor: int) -> None:
    """Flows in cents, in whole units, times any number or with the other sign have the very same rates."""
    moments = times(len(cents), "start")
    roots = irr_roots(cents, moments)
    assert irr_roots([cent / 100 for cent in cents], moments) == roots
    assert irr_roots([-factor * cent for cent in cents], moments) == roots


@UNHURRIED
@given(FLOWS, st.integers(-20, 20), st.integers(0, 5), st.integers(0, 5))
def test_irr_roots_do_not_depend_on_the_calendar(flows: list[float], halves: int, before: int, after: int) -> None:
    """Waiting, and periods without flows before or after, leave the rates as they are."""
    padded = [0.0] * before + flows + [0.0] * after
    moved = [moment + halves / 2 for moment in times(len(padded), "start")]
    assert irr_roots(padded, moved) == irr_roots(flows, times(len(flows), "start"))


@UNHURRIED
@given(FLOWS)
def test_irr_roots_of_half_periods(flows: list[float]) -> None:
    """In half the time the growth per period is the square."""
    whole = irr_roots(flows, times(len(flows), "start"))
    assume(all(root > -0.99 for root in whole))
    half = irr_roots(flows, [moment / 2 for moment in range(len(flows))])
    assert [1 + root for root in half] == pytest.approx([(1 + root) ** 2 for root in whole], rel=1e-9)


@UNHURRIED
@given(FLOWS)
def test_irr_roots_of_reversed_flows(flows: list[float]) -> None:
    """Flows in reverse order have the inverse growths."""
    moments = times(len(flows), "start")
    roots = irr_roots(flows, moments)
    assume(all(-0.999 < root < 1000 for root in roots))
    inverse = [1 / (1 + root) for root in reversed(roots)]
    assert [1 + root for root in irr_roots(flows[::-1], moments)] == pytest.approx(inverse, rel=1e-9)


@UNHURRIED
@given(conventional_flows(), st.integers(1, 10**6), RATES, RATES)
def test_mirr_does_not_depend_on_the_unit(flows: list[float], factor: int, finance: float, reinvest: float) -> None:
    """Flows times any number have the same modified rate."""
    moments = times(len(flows), "start")
    expected = mirr(flows, moments, finance, reinvest)
    assert mirr([factor * flow for flow in flows], moments, finance, reinvest) == pytest.approx(expected, rel=1e-9)


@UNHURRIED
@given(conventional_flows(), TIMINGS)
def test_mirr_at_the_irr(flows: list[float], timing: Timing) -> None:
    """Financed and reinvested at the internal rate of return, the modified one is the same."""
    moments = times(len(flows), timing)
    (root,) = irr_roots(flows, moments)
    assume(-0.9 < root < 1000)
    assert mirr(flows, moments, root, root) == pytest.approx(root, rel=1e-9, abs=1e-9)


@given(st.lists(st.integers(-100, 100), max_size=30))
def test_payback_is_where_the_total_crosses_zero(flows: list[int]) -> None:
    """Before payback the total is negative, at payback it is zero on a straight line."""
    totals = list(accumulate(flows))
    period = payback(flows)
    if period is None:
        assert all(total < 0 for total in totals)
        return
    whole = math.ceil(period)
    assert all(total < 0 for total in totals[:whole])
    assert totals[whole] >= 0
    if whole:
        assert totals[whole - 1] + (period - whole + 1) * flows[whole] == pytest.approx(0, abs=1e-9)
    assert payback_reversals(flows) == any(total < 0 for total in totals[whole:])


@given(st.lists(CENTS, max_size=30))
def test_payback_does_not_depend_on_the_unit(cents: list[int]) -> None:
    """Cents and whole units pay back at the same time, although most sums of the latter are rounded."""
    flows = [cent / 100 for cent in cents]
    assert payback(flows) == pytest.approx(payback(cents))
    assert payback_reversals(flows) == payback_reversals(cents)


@given(conventional_flows(), st.floats(0, 2), TIMINGS)
def test_discounting_delays_payback(flows: list[float], rate: float, timing: Timing) -> None:
    """Costs, then gains: discounting at a positive rate can only delay payback."""
    simple = payback(flows)
    discounted = discounted_payback(rate, flows, times(len(flows), timing))
    if discounted is not None:
        assert simple is not None
        assert discounted >= simple - 1e-9
        assert discounted <= len(flows) - 1


@given(conventional_flows(), RATES, TIMINGS)
def test_payback_never_goes_with_a_loss(flows: list[float], rate: float, timing: Timing) -> None:
    """Costs, then gains: discounted payback is never exactly where the net present value is negative."""
    moments = times(len(flows), timing)
    value, size = npv(rate, flows, moments), npv(rate, list(map(abs, flows)), moments)
    assume(abs(value) > 1e-11 * size)
    assert (discounted_payback(rate, flows, moments) is None) == (value < 0)


@given(FLOWS, RATES, TIMINGS)
def test_split_and_ratios(flows: list[float], rate: float, timing: Timing) -> None:
    """Benefits less costs are the flows; the ratio is above 1 where the net present value is positive."""
    moments = times(len(flows), timing)
    benefits, costs = split(flows)
    assert [benefit - cost for benefit, cost in zip(benefits, costs, strict=True)] == flows
    value = npv(rate, flows, moments)
    ratio = benefit_cost_ratio(rate, benefits, costs, moments)
    assert (ratio is None) == (not any(costs))
    if ratio is not None and abs(value) > 1e-11 * npv(rate, list(map(abs, flows)), moments):
        assert (ratio > 1) == (value > 0)


@given(FLOWS)
def test_roi_is_the_undiscounted_ratio_less_one(flows: list[float]) -> None:
    """Return on investment is the benefit-cost ratio at a rate of zero, less one."""
    benefits, costs = split(flows)
    ratio = benefit_cost_ratio(0, benefits, costs, times(len(flows), "start"))
    assert roi(benefits, costs) == (None if ratio is None else pytest.approx(ratio - 1, rel=1e-9, abs=1e-12))


@UNHURRIED
@given(ANY_FLOWS, st.floats(allow_nan=True, allow_infinity=True), TIMINGS)
def test_no_flows_break_anything(flows: list[float], rate: float, timing: Timing) -> None:
    """Whatever the amounts and the rate, the answer is finite, none, or a ValueError."""
    moments = times(len(flows), timing)
    benefits, costs = split(flows)
    for compute in (
        lambda: irr_roots(flows, moments),
        lambda: (npv(rate, flows, moments),),
        lambda: (mirr(flows, moments, rate, rate),),
        lambda: (payback(flows),),
        lambda: (discounted_payback(rate, flows, moments),),
        lambda: (payback_reversals(flows),),
        lambda: (roi(benefits, costs),),
        lambda: (benefit_cost_ratio(rate, benefits, costs, moments),),
    ):
        try:
            answers = compute()
        except ValueError:
            continue
        assert all(answer is None or math.isfinite(answer) for answer in answers)
