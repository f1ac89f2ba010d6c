from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence

import pytest

from calculators import finance
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


def test_all_is_sorted() -> None:
    """The public names are listed in order: the type, then the functions."""
    assert finance.__all__ == sorted(finance.__all__)


@pytest.mark.parametrize(
    ("timing", "expected"),
    [("start", (0.0, 1.0, 2.0)), ("mid", (0.5, 1.5, 2.5)), ("end", (1.0, 2.0, 3.0))],
)
def test_times(timing: Timing, expected: tuple[float, ...]) -> None:
    """Flows fall at the start, in the middle or at the end of their periods."""
    assert times(3, timing) == expected


def test_times_of_nothing() -> None:
    """No flows have no times."""
    assert times(0, "mid") == ()


@pytest.mark.parametrize(
    ("n", "timing", "message"),
    [
        (-1, "start", "the number of flows must not be negative, not -1"),
        (3, "middle", "the timing must be one of start, mid, end, not 'middle'"),
    ],
)
def test_times_refuses(n: int, timing: Timing, message: str) -> None:
    """A negative number and an unknown timing are refused in plain words."""
    with pytest.raises(ValueError, match=message):
        times(n, timing)


@pytest.mark.parametrize(
    ("rate", "flows", "timing", "expected"),
    [
        (0.1, [-100, 60, 60], "start", 4.1322),
        (0.1, [-100, 60, 60], "end", 3.7566),
        (0.1, [-100, 60, 60], "mid", 3.9399),
        (0, [-100, 60, 60], "end", 20),
        (-0.5, [-100, 60, 60], "start", 260),
        (0.1, [], "start", 0),
    ],
)
def test_npv(rate: float, flows: list[float], timing: Timing, expected: float) -> None:
    """Net present value depends on when the first flow falls."""
    assert npv(rate, flows, times(len(flows), timing)) == pytest.approx(expected, abs=5e-5)


def test_npv_before_now() -> None:
    """A flow in the past is compounded."""
    assert npv(0.1, [100], [-2]) == pytest.approx(121)


def test_npv_sums_without_loss() -> None:
    """A small flow beside large ones that cancel is kept."""
    assert npv(0, [1e17, 1, -1e17], [0, 1, 2]) == 1


@pytest.mark.parametrize("rate", [-1, -1.5, math.nan, math.inf, -math.inf])
def test_npv_refuses_rate(rate: float) -> None:
    """A rate of −100 % or less, or none at all, is refused."""
    with pytest.raises(ValueError, match=r"the rate must be a finite number above −1 \(−100 %\), not"):
        npv(rate, [-100, 60], [0, 1])


@pytest.mark.parametrize(
    ("flows", "moments", "expected"),
    [
        pytest.param([-100, 230, -132], [0, 1, 2], (0.1, 0.2), id="two rates"),
        pytest.param([-100, 230, -132], [0.5, 1.5, 2.5], (0.1, 0.2), id="mid-period"),
        pytest.param([-100, 230, -132], [-2, -1, 0], (0.1, 0.2), id="in the past"),
        pytest.param([-100, 230, -132], [0, 0.5, 1], (0.21, 0.44), id="half periods"),
        pytest.param([230, -132, -100], [1, 2, 0], (0.1, 0.2), id="any order"),
        pytest.param([-100, 200, 30, -132], [0, 1, 1, 2], (0.1, 0.2), id="two flows at a moment"),
        pytest.param([0, 0, -100, 230, -132, 0], range(6), (0.1, 0.2), id="zeros around"),
        pytest.param([-100, 0, 121], [0, 1, 2], (0.1,), id="zero between"),
        pytest.param([100, -150, 100], [0, 1, 2], (), id="none"),
        pytest.param([-1000, 6000, -11000, 6000], range(4), (0.0, 1.0, 2.0), id="three rates"),
        pytest.param([-100, 220, -121], [0, 1, 2], (0.1,), id="double rate"),
        pytest.param([-1000, 3300, -3630, 1331], range(4), (0.1,), id="triple rate"),
        pytest.param([-100, 100], [0, 1], (0.0,), id="zero"),
        pytest.param([-100, 50, 50], [0, 1, 2], (0.0,), id="zero over two periods"),
        pytest.param([-0.3, 0.1, 0.2], [0, 1, 2], (0.0,), id="decimals"),
        pytest.param([-0.1, 0.22, -0.121], [0, 1, 2], (0.1,), id="double rate in decimals"),
        pytest.param([-1, 1.0000000000000002], [0, 1], (2e-16,), id="just above zero"),
        pytest.param([-100, 1], [0, 1], (-0.99,), id="nearly all lost"),
        pytest.param([-1000000, 1], [0, 1], (-0.999999,), id="all but a millionth lost"),
        pytest.param([-1, 51], [0, 1], (50.0,), id="5000 per cent"),
        pytest.param([-1, 51], [0, 0.5], (2600.0,), id="5000 per cent in half a period"),
        pytest.param([-1e-9, 1e15], [0, 1], (1e24,), id="smallest and largest"),
        pytest.param(
            [-1e15, 2000000000000001, -1e15], [0, 1, 2], (-3.16227761016838e-8, 3.16227771016838e-8), id="close"
        ),
        pytest.param([-1e15, 1999999999999999, -1e15], [0, 1, 2], (), id="nearly double"),
        pytest.param([-1, sys.float_info.max], [0, 1], (sys.float_info.max,), id="largest float"),
        pytest.param([], [], (), id="no flows"),
        pytest.param([0, 0], [0, 1], (), id="all zero"),
        pytest.param([100, -100], [1, 1], (), id="cancelling at a moment"),
        pytest.param([-100, -50], [0, 1], (), id="only costs"),
        pytest.param([100], [0], (), id="one flow"),
    ],
)
def test_irr_roots(flows: Sequence[float], moments: Sequence[float], expected: tuple[float, ...]) -> None:
    """Every rate of return comes back as the float nearest to it, once, in ascending order."""
    assert irr_roots(flows, moments) == expected


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        pytest.param(
            [-1678.87, 771.96, 1814.05, 3520.30, 3552.95, 3584.99, 4789.91, -1],
            (-0.9997912604283, 1.0042698487206),
            id="numpy-financial 44",
        ),
        pytest.param(
            [-1678.87, 771.96, 1814.05, 3520.30, 3552.95, 3584.99, -1],
            (-0.9997211362853, 0.9688775470209),
            id="numpy-financial 44, a period less",
        ),
        pytest.param([-50, -100, 600, 300, -100], (-0.7688954706808, 1.8544178284562), id="numpy-financial 28"),
        pytest.param(
            [2113.73, -161445.03, 7626.73, 8619.84, 8612.92],
            (-0.5573309582422, 75.3312319733373),
            id="numpy-financial 46",
        ),
        pytest.param([87.17] * 12 + [-86.43], (-0.5020732642264,), id="pyxirr 20"),
        pytest.param([-172545.848122807] + [787.735232517999] * 480, (0.0038401048126,), id="pyxirr 24"),
    ],
)
def test_irr_roots_others_miss(flows: list[float], expected: tuple[float, ...]) -> None:
    """Flows on which libraries return one rate, a wrong one or none, as their trackers report, have all their rates."""
    assert irr_roots(flows, times(len(flows), "start")) == pytest.approx(expected, rel=1e-12)


def test_irr_roots_next_to_total_loss() -> None:
    """A rate that rounds to −100 % comes back as the float above, since −1 itself has no present value."""
    assert irr_roots([-1e15, 1e-9], [0, 1]) == (math.nextafter(-1, 0),)


def test_irr_roots_of_two_rates_with_one_float() -> None:
    """Two rates that round to the same float are given once."""
    assert irr_roots([-1e18, 3, -2e-18], [0, 1, 2]) == (math.nextafter(-1, 0),)


def test_irr_roots_of_a_century_of_months() -> None:
    """1200 steps are solved."""
    assert irr_roots([-100, 150], [0, 1200]) == pytest.approx((1.5 ** (1 / 1200) - 1,), rel=1e-12)


def test_irr_roots_double_rate_among_many_flows() -> None:
    """A double rate is found exactly beside sixty flows of other factors."""
    flows = [0.0] * 60
    for shift in range(0, 57, 3):
        for step, factor in enumerate((-100, 220, -121)):
            flows[shift + step] += factor * (shift + 1)
    assert irr_roots(flows, range(60)) == (0.1,)


@pytest.mark.parametrize(
    ("flows", "moments", "message"),
    [
        ([-100, 110], [0, 0.25], "every time must be a multiple of 0.5, not 0.25"),
        ([-100, 110], [0, 1201], "from the first flow to the last there may be 1200 steps of 1 at most"),
        ([-100, 110], [0, 600.5], "from the first flow to the last there may be 1200 steps of 0.5 at most"),
        ([-100, 110], [0, 1e300], "from the first flow to the last there may be 1200 steps of 1 at most"),
        ([-1e-300, 1e300], [0, 1], "an internal rate of return overflows"),
        ([-100, 110], [0], "each flow needs one time: there are 2 flows and 1 times"),
        ([-100, math.nan], [0, 1], "every flow must be a finite number, not nan"),
        ([-100, 110], [0, math.inf], "every time must be a finite number, not inf"),
        ([-100, 10**400], [0, 1], "every flow must be a number a float can hold"),
    ],
)
def test_irr_roots_refuses(flows: list[float], moments: list[float], message: str) -> None:
    """What cannot be solved is refused, with the reason."""
    with pytest.raises(ValueError, match=message):
        irr_roots(flows, moments)


def test_irr_roots_of_more_than_1200_half_steps() -> None:
    """601 to 1200 whole periods are solved as such, and refused when half periods lie between."""
    with pytest.raises(ValueError, match=r"1200 steps of 0\.5"):
        irr_roots([-100, 1, 110], [0, 0.5, 601])
    assert irr_roots([-100, 1, 110], [0, 1, 601]) != ()


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        ([-100, 50, -60, 70], -0.03909),
        ([-100, 121], 0.21),
        ([-100, 0, 121], 0.1),
        ([-100, 0, 0], None),
        ([100, 50], None),
        ([0, 0], None),
        ([], None),
    ],
)
@pytest.mark.parametrize("timing", ["start", "mid", "end"])
def test_mirr(flows: list[float], expected: float | None, timing: Timing) -> None:
    """MIRR is the same for every timing, and None without money going both ways."""
    actual = mirr(flows, times(len(flows), timing), 0.1, 0.12)
    assert actual == (None if expected is None else pytest.approx(expected, abs=5e-6))


@pytest.mark.parametrize(
    ("flows", "moments", "rates", "message"),
    [
        ([-100, 50], [0, 1], (-1, 0.1), "the rate must be a finite number above −1"),
        ([-100, 50], [0, 1], (0.1, -1), "the rate must be a finite number above −1"),
        ([-100, 50], [1, 1], (0.1, 0.1), "a rate of return needs flows at two moments or more"),
        ([-100, 50], [0], (0.1, 0.1), "each flow needs one time"),
        ([50, -100], [0, 1000], (1e10, 0.1), "the present value of the outflows vanishes at a rate of 1e\\+10"),
        ([50, -100], [0, 1000], (0.1, 1e10), "the flow at time -1000 discounted at a rate of 1e\\+10 overflows"),
        ([-1e-300, 1e300], [0, 1], (0, 0), "the modified internal rate of return overflows"),
        ([-1e-200, 1e100], [0, 0.5], (0, 0), "the modified internal rate of return overflows"),
    ],
)
def test_mirr_refuses(flows: list[float], moments: list[float], rates: tuple[float, float], message: str) -> None:
    """What has no MIRR that a float can hold is refused, with the reason."""
    with pytest.raises(ValueError, match=message):
        mirr(flows, moments, *rates)


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        pytest.param([-100, 60, 60], 5 / 3, id="within a period"),
        pytest.param([-100, 60, 40], 2, id="at the end of a period"),
        pytest.param([-100, 50, -60, 70], None, id="never"),
        pytest.param([-100, 120, -50, 40], 100 / 120, id="first of two"),
        pytest.param([0, -100, 200], 0.0, id="nothing to pay back at first"),
        pytest.param([100, -50], 0.0, id="from the start"),
        pytest.param([-100, 0, 0, 100], 3, id="zeros between"),
        pytest.param([-0.9, 0.3, 0.3, 0.3], 3, id="0.3 + 0.3 + 0.3 < 0.9 in floats"),
        pytest.param([-1e9, 1e9 - 0.01], None, id="a cent short of a billion"),
        pytest.param([0, 0], 0.0, id="all zero"),
        pytest.param([], None, id="no flows"),
    ],
)
def test_payback(flows: list[float], expected: float | None) -> None:
    """Payback is where the running total first reaches zero, on a straight line within the period."""
    assert payback(flows) == (None if expected is None else pytest.approx(expected))


def test_payback_within_the_period() -> None:
    """Payback is never after the end of the period in which the total counts as zero."""
    assert payback([-0.9000000000001, 0.9]) == 1


@pytest.mark.parametrize(
    ("rate", "flows", "timing", "expected"),
    [
        (0.1, [-100, 60, 60], "start", 1.9167),
        (0.1, [-100, 60, 60], "end", 1.9167),
        (0.0, [-100, 60, 60], "start", 1.6667),
        (0.1, [-100, 110], "start", 1),
        (0.1, [-100, 110], "mid", 1),
        (0.2, [-100, 60, 60], "start", None),
        (-0.2, [-100, 60, 60], "start", 1.2667),
    ],
)
def test_discounted_payback(rate: float, flows: list[float], timing: Timing, expected: float | None) -> None:
    """Discounted payback counts the same periods as payback, for every timing."""
    actual = discounted_payback(rate, flows, times(len(flows), timing))
    assert actual == (None if expected is None else pytest.approx(expected, abs=5e-5))


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        ([-100, 120, -50, 40], True),
        ([-100, 120, -20, 40], False),
        ([0, -100, 200], True),
        ([-100, 60, 60], False),
        ([-100, 60], False),
        ([-0.9, 0.3, 0.3, 0.3, -0.1, 0.1], True),
        ([0.9, -0.3, -0.3, -0.3], False),
        ([], False),
    ],
)
def test_payback_reversals(flows: list[float], expected: bool) -> None:
    """A reversal is a running total below zero after payback; touching zero is none."""
    assert payback_reversals(flows) is expected


@pytest.mark.parametrize(
    ("benefits", "costs", "expected"),
    [
        ([150, 150], [200], 0.5),
        ([100], [200], -0.5),
        ([], [200], -1),
        ([100], [0, 0], None),
        ([100], [], None),
    ],
)
def test_roi(benefits: list[float], costs: list[float], expected: float | None) -> None:
    """Return on investment is the net gain per unit of cost, and None where nothing was spent."""
    assert roi(benefits, costs) == expected


@pytest.mark.parametrize(
    ("rate", "benefits", "costs", "expected"),
    [
        (0.1, [0, 60, 60], [100, 0, 0], 1.0413),
        (0.0, [0, 60, 60], [100, 0, 0], 1.2),
        (0.1, [0, 60, 60], [0, 0, 0], None),
        (0.1, [0, 0, 0], [100, 0, 0], 0),
    ],
)
def test_benefit_cost_ratio(rate: float, benefits: list[float], costs: list[float], expected: float | None) -> None:
    """The ratio is of present values, and None where the costs have none."""
    actual = benefit_cost_ratio(rate, benefits, costs, times(3, "start"))
    assert actual == (None if expected is None else pytest.approx(expected, abs=5e-5))


def test_split() -> None:
    """Benefits and costs are both positive and keep their places; no zero is negative."""
    benefits, costs = split([-100, 60, 0, -0.0])
    assert (benefits, costs) == ((0, 60, 0, 0), (100, 0, 0, 0))
    assert all(math.copysign(1, amount) > 0 for amount in (*benefits, *costs))


@pytest.mark.parametrize(
    ("compute", "message"),
    [
        (lambda: npv(-0.999, [1, 1], [0, 200]), "the flow at time 200 discounted at a rate of -0.999 overflows"),
        (lambda: npv(0, [1e308, 1e308], [0, 1]), "the net present value overflows"),
        (lambda: payback([-1e308, -1e308]), "the running total overflows"),
        (lambda: payback_reversals([1e308, -1e308, 1e308]), "the running total overflows"),
        (
            lambda: discounted_payback(-0.5, [-1e308, 1], [1, 2]),
            "the flow at time 1 discounted at a rate of -0.5 overflows",
        ),
        (lambda: roi([1e308, 1e308], [1]), "the net benefit overflows"),
        (lambda: roi([1], [1e308, 1e308]), "the sum of the costs overflows"),
        (lambda: roi([1e308], [1e-300]), "the return on investment overflows"),
        (lambda: benefit_cost_ratio(0, [1e308], [1e-300], [0]), "the benefit-cost ratio overflows"),
        (lambda: split([math.inf]), "every flow must be a finite number, not inf"),
    ],
)
def test_overflow(compute: Callable[[], object], message: str) -> None:
    """What overflows is named."""
    with pytest.raises(ValueError, match=message):
        compute()


def test_zero_flow_far_away() -> None:
    """A flow of zero is worth nothing at any distance, even where the discount factor overflows."""
    assert npv(-0.999, [1, 0], [0, 200]) == 1
