"""Discounted cash flows: present value, every internal rate of return, payback and ratios.

Flows are net amounts in one currency, negative when money goes out. Times are in periods from now, one per flow; a rate
is a fraction per period (0.1 is 10 %). Definitions are those of Brealey, Myers & Allen, *Principles of Corporate
Finance*, where no other source is named. Every function raises `ValueError` for an amount, a time or a rate that is not
finite, for sequences that should be equally long and are not, and for a result that a float cannot hold.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from operator import add
from typing import Literal

__all__ = [
    "Timing",
    "benefit_cost_ratio",
    "discounted_payback",
    "growth",
    "irr_roots",
    "mirr",
    "npv",
    "payback",
    "payback_reversals",
    "roi",
    "split",
    "times",
]

Timing = Literal["start", "mid", "end"]
"""When in its period a flow falls."""

_FIRST: dict[Timing, float] = {"start": 0.0, "mid": 0.5, "end": 1.0}

_ROUNDING = 1e-12
"""A running total this small a share of the amounts added up is zero: more than floats lose, less than money shows."""

_LONGEST = 1200
"""Steps between the first and the last flow `irr_roots` takes: a century of months."""

_MERSENNE = (61, 127, 521, 1279, 4423, 9689, 19937)
"""Exponents e for which 2**e - 1 is a prime."""


def times(n: int, timing: Timing) -> tuple[float, ...]:
    """Moments of `n` flows, one per period: 0, 1, … (start), 0.5, 1.5, … (mid) or 1, 2, … (end), in periods from now.

    Raises `ValueError` for a negative `n` or another timing.

    >>> times(3, "mid")
    (0.5, 1.5, 2.5)
    """
    if n < 0:
        raise ValueError(f"the number of flows must not be negative, not {n}")
    if timing not in _FIRST:
        raise ValueError(f"the timing must be one of {', '.join(_FIRST)}, not {timing!r}")
    return tuple(_FIRST[timing] + period for period in range(n))


def growth(rate: float, time: float) -> float:
    """Growth factor ``(1 + rate)**time``: what one unit of money becomes.

    For whole and half times it is made of products and a square root only. Those round alike everywhere, while ``pow``
    differs in the last digit between a browser's and a computer's mathematical library. Too large a factor is ``inf``.

    >>> growth(0.1, 2)
    1.2100000000000002
    """
    base, halves = 1 + rate, abs(2.0 * time)
    if not halves.is_integer():
        return float(base**time)
    whole, half = divmod(int(halves), 2)
    factor = math.sqrt(base) if half else 1.0
    while whole:
        if whole & 1:
            factor *= base
        base *= base
        whole >>= 1
    if time >= 0:
        return factor
    return 1 / factor if factor else math.inf


def npv(rate: float, flows: Sequence[float], times: Sequence[float]) -> float:
    """Net present value: the sum of ``flow / (1 + rate)**time``, in the currency of the flows; 0 without flows.

    Raises `ValueError` unless `rate` > −1, and where a discounted flow or the sum overflows.

    >>> round(npv(0.1, [-100, 60, 60], [0, 1, 2]), 4)
    4.1322
    """
    return _sum(_discounted(rate, flows, times), "net present value")


def irr_roots(flows: Sequence[float], times: Sequence[float]) -> tuple[float, ...]:
    """Every internal rate of return: all rates above −1 whose net present value is zero, ascending, each once.

    Empty when there is none, and also without a flow other than zero, where every rate would do. Amounts are taken as
    the decimals they print as, and roots are counted and told apart exactly, by Descartes' rule of signs (Collins &
    Akritas 1976; in the Bernstein basis: Mourrain, Rouillier & Roy 2005). Each result is the float nearest to the true
    rate, or the first above −1 where the nearest is −1 itself; rates with the same nearest float are given once.

    Raises `ValueError` for a time that is not a multiple of 0.5, for more than 1200 steps from the first flow to the
    last (whole periods where all flows are whole periods apart, else half ones), and for a rate that overflows.

    >>> irr_roots([-100, 230, -132], [0, 1, 2])
    (0.1, 0.2)
    >>> irr_roots([100, -150, 100], [0, 1, 2])
    ()
    """
    coefficients, power = _growth_polynomial(flows, times)
    if _sign_changes(coefficients) > 1:
        coefficients = _square_free(coefficients)
    sign = _sign_at_rate(coefficients, power)
    rates = {
        _nearest_float(sign, before, low**power - 1, high**power - 1)
        for low, high, before in _isolating_intervals(coefficients)
    }
    return tuple(sorted(rates))


def mirr(flows: Sequence[float], times: Sequence[float], finance_rate: float, reinvest_rate: float) -> float | None:
    """MIRR, the modified internal rate of return: ``(FV(inflows) / PV(outflows))**(1 / periods) - 1`` per period.

    Outflows are discounted at `finance_rate` to the earliest of `times`, inflows compounded at `reinvest_rate` to the
    latest, and the periods are those between the two. None without an outflow or without an inflow.

    Raises `ValueError` unless both rates are above −1, where no time passes, and where a value overflows or vanishes.

    >>> round(mirr([-100, 50, -60, 70], [0, 1, 2, 3], 0.1, 0.12), 5)
    -0.03909
    """
    inflows, outflows = split(flows)
    first, last = min(times, default=0.0), max(times, default=0.0)
    compounded = _discounted(reinvest_rate, inflows, [time - last for time in times])
    discounted = _discounted(finance_rate, outflows, [time - first for time in times])
    if not any(inflows) or not any(outflows):
        return None
    future = _sum(compounded, "future value of the inflows")
    present = _sum(discounted, "present value of the outflows")
    if first == last:
        raise ValueError("a rate of return needs flows at two moments or more")
    try:
        return _finite(_root(future / present, last - first) - 1, "modified internal rate of return")
    except OverflowError:
        raise ValueError("the modified internal rate of return overflows") from None
    except ZeroDivisionError:
        raise ValueError(f"the present value of the outflows vanishes at a rate of {finance_rate:g}") from None


def payback(flows: Sequence[float]) -> float | None:
    """Payback: periods after the first flow until the running total is first at least zero; None for never or no flows.

    The flow of a period counts as spread evenly over the time since the flow before. 0.0 if the first flow is not
    negative. A total within 1e-12 of the amounts added up is zero, so that 3 times 0.3 pays 0.9 back.

    >>> round(payback([-100, 60, 60]), 4)
    1.6667
    """
    amounts = _amounts(flows, "flow")
    totals = _running_totals(amounts)
    period = _recovered(totals)
    if period is None or period == 0:
        return period
    return period - 1 + min(1.0, -totals[period - 1] / amounts[period])


def discounted_payback(rate: float, flows: Sequence[float], times: Sequence[float]) -> float | None:
    """`payback` of the flows discounted at `rate` to time 0, in periods after the first flow.

    Raises `ValueError` unless `rate` > −1, and where a discounted flow or a running total overflows.

    >>> round(discounted_payback(0.1, [-100, 60, 60], [0, 1, 2]), 4)
    1.9167
    """
    return payback(_discounted(rate, flows, times))


def payback_reversals(flows: Sequence[float]) -> bool:
    """Whether the running total falls below zero again after `payback`: the money is recovered, then lost.

    For discounted payback pass discounted flows.

    >>> payback_reversals([-100, 120, -50, 40])
    True
    """
    totals = _running_totals(_amounts(flows, "flow"))
    period = _recovered(totals)
    return period is not None and any(total < 0 for total in totals[period:])


def roi(benefits: Sequence[float], costs: Sequence[float]) -> float | None:
    """Return on investment, undiscounted: ``(sum of benefits - sum of costs) / sum of costs``, a fraction.

    The two need not be equally long; costs are positive amounts. None if the costs sum to zero.

    >>> roi([150, 150], [200])
    0.5
    """
    gained, spent = _amounts(benefits, "benefit"), _amounts(costs, "cost")
    cost = _sum(spent, "sum of the costs")
    net = _sum([*gained, *(-amount for amount in spent)], "net benefit")
    return _finite(net / cost, "return on investment") if cost else None


def benefit_cost_ratio(
    rate: float, benefits: Sequence[float], costs: Sequence[float], times: Sequence[float]
) -> float | None:
    """Present value of the benefits over that of the costs, positive amounts at `times`; None if that of costs is zero.

    Raises `ValueError` unless `rate` > −1, and where a discounted amount, a sum or the ratio overflows.

    >>> round(benefit_cost_ratio(0.1, [0, 60, 60], [100, 0, 0], [0, 1, 2]), 4)
    1.0413
    """
    benefit = _sum(_discounted(rate, benefits, times), "present value of the benefits")
    cost = _sum(_discounted(rate, costs, times), "present value of the costs")
    return _finite(benefit / cost, "benefit-cost ratio") if cost else None


def split(flows: Sequence[float]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Benefits and costs in `flows`: the positive parts and the negated negative parts, each as long as `flows`.

    >>> split([-100, 60, 0])
    ((0.0, 60.0, 0.0), (100.0, 0.0, 0.0))
    """
    amounts = _amounts(flows, "flow")
    return (
        tuple(amount if amount > 0 else 0.0 for amount in amounts),
        tuple(-amount if amount < 0 else 0.0 for amount in amounts),
    )


# Sums and checks


def _finite(value: float, name: str) -> float:
    if not math.isfinite(value):
        raise ValueError(f"the {name} overflows")
    return value


def _amounts(values: Iterable[float], name: str) -> list[float]:
    try:
        amounts = [float(value) for value in values]
    except OverflowError:
        raise ValueError(f"every {name} must be a number a float can hold") from None
    for amount in amounts:
        if not math.isfinite(amount):
            raise ValueError(f"every {name} must be a finite number, not {amount}")
    return amounts


def _timed(flows: Sequence[float], times: Sequence[float]) -> tuple[list[float], list[float]]:
    if len(flows) != len(times):
        raise ValueError(f"each flow needs one time: there are {len(flows)} flows and {len(times)} times")
    return _amounts(flows, "flow"), _amounts(times, "time")


def _discounted(rate: float, flows: Sequence[float], times: Sequence[float]) -> list[float]:
    if not -1 < rate < math.inf:
        raise ValueError(f"the rate must be a finite number above −1 (−100 %), not {rate}")
    discounted = []
    for flow, time in zip(*_timed(flows, times), strict=True):
        value = flow * growth(rate, -time) if flow else 0.0
        discounted.append(_finite(value, f"flow at time {time:g} discounted at a rate of {rate:g}"))
    return discounted


def _root(value: float, degree: float) -> float:
    """``value**(1 / degree)``; for a whole or half degree the float nearest to it, so that every platform agrees."""
    guess = float(value ** (1 / degree))
    doubled = 2.0 * degree
    if not doubled.is_integer() or not 0 < guess < math.inf:
        return guess
    near = [guess]
    for direction in (0.0, math.inf):
        step = guess
        for _ in range(3):
            step = math.nextafter(step, direction)
            near.append(step)
    target = Fraction(value) ** 2
    return min((one for one in near if 0 < one < math.inf), key=lambda one: abs(Fraction(one) ** int(doubled) - target))


def _sum(values: Iterable[float], name: str) -> float:
    try:
        return math.fsum(values)
    except OverflowError:
        raise ValueError(f"the {name} overflows") from None


def _running_totals(amounts: Sequence[float]) -> list[float]:
    """Add up the flows one by one; a total within rounding of zero is zero."""
    added = list(accumulate(map(abs, amounts), initial=0.0))
    _finite(added[-1], "running total")
    return [
        0.0 if abs(total) <= _ROUNDING * size else total
        for total, size in zip(accumulate(amounts), added[1:], strict=True)
    ]


def _recovered(totals: Sequence[float]) -> int | None:
    return next((period for period, total in enumerate(totals) if total >= 0), None)


# Roots of a polynomial with integer coefficients, the lowest power first


def _growth_polynomial(flows: Sequence[float], times: Sequence[float]) -> tuple[list[int], int]:
    """Write the flows as a polynomial p and a power k: NPV(r) has the sign of p(y), where y**k = 1 + r and y > 0.

    k is 1 where all flows are whole periods apart, else 2. The lowest and the highest coefficient are not zero; where
    the flows at each moment cancel there are none.
    """
    at: dict[int, Fraction] = {}
    for flow, time in zip(*_timed(flows, times), strict=True):
        if not (2 * time).is_integer():
            raise ValueError(f"every time must be a multiple of 0.5, not {time:g}")
        halves = int(2 * time)
        at[halves] = at.get(halves, Fraction(0)) + Fraction(repr(flow))
    at = {halves: amount for halves, amount in at.items() if amount}
    if not at:
        return [], 1
    last = max(at)
    power = 2 if any((last - halves) % 2 for halves in at) else 1
    span = (last - min(at)) * power // 2
    if span > _LONGEST:
        raise ValueError(f"from the first flow to the last there may be {_LONGEST} steps of {1 / power:g} at most")
    denominator = math.lcm(*(amount.denominator for amount in at.values()))
    coefficients = [0] * (span + 1)
    for halves, amount in at.items():
        coefficients[(last - halves) * power // 2] = int(amount * denominator)
    return _primitive(coefficients), power


def _primitive(polynomial: list[int]) -> list[int]:
    content = math.gcd(*polynomial)
    return [coefficient // content for coefficient in polynomial]


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _sign_changes(values: Iterable[int]) -> int:
    return sum(one != other for one, other in pairwise(value > 0 for value in values if value))


def _square_free(polynomial: list[int]) -> list[int]:
    """Divide the primitive `polynomial` by its common divisor with its derivative, so that no root is double.

    The divisor is computed modulo a prime, where its degree can only be too high: degree 0 is proof, anything else is
    proved by dividing. Larger primes are for larger coefficients; two of them exceed every possible one.
    """
    derivative = [power * coefficient for power, coefficient in enumerate(polynomial)][1:]
    lead = polynomial[-1]
    for exponent in _MERSENNE:
        prime = 2**exponent - 1
        if lead % prime == 0:
            continue
        common = _gcd_modulo(prime, polynomial, derivative)
        if len(common) == 1:
            return polynomial
        divisor = _primitive([(lead * coefficient + prime // 2) % prime - prime // 2 for coefficient in common])
        quotient = _quotient(polynomial, divisor)
        if quotient and _quotient(derivative, divisor):
            return quotient
    raise ValueError("the rates of return of these flows cannot be told apart")


def _gcd_modulo(prime: int, one: list[int], other: list[int]) -> list[int]:
    """Greatest common divisor modulo `prime`, with leading coefficient 1 (Euclid's algorithm)."""
    one, other = ([coefficient % prime for coefficient in polynomial] for polynomial in (one, other))
    while other:
        inverse = pow(other[-1], -1, prime)
        other = [coefficient * inverse % prime for coefficient in other]
        while len(one) >= len(other):
            lead, shift = one[-1], len(one) - len(other)
            one[shift:] = [(a - lead * b) % prime for a, b in zip(one[shift:], other, strict=True)]
            while one and not one[-1]:
                one.pop()
        one, other = other, one
    return one


def _quotient(polynomial: list[int], divisor: list[int]) -> list[int] | None:
    """Divide in the integers; None if that leaves a remainder."""
    rest = polynomial.copy()
    quotient = []
    for shift in reversed(range(len(polynomial) - len(divisor) + 1)):
        factor, remainder = divmod(rest.pop(), divisor[-1])
        if remainder:
            return None
        quotient.append(factor)
        rest[shift:] = [a - factor * b for a, b in zip(rest[shift:], divisor[:-1], strict=True)]
    return None if any(rest) else quotient[::-1]


def _isolating_intervals(polynomial: list[int]) -> Iterator[tuple[Fraction, Fraction, int]]:
    """Yield open intervals (low, high) with one positive root each, and the sign before it; low = high is a root.

    With u = y / (1 + y) the positive axis becomes 0 < u < 1, where the Bernstein coefficients of degree n are those of
    `polynomial` over the binomials (n over i). An interval has as many roots as its coefficients have sign changes, or
    fewer by an even number. It is halved, by de Casteljau's scheme, until there is one change or none, which must
    happen where no root is double (Descartes, Vincent).
    """
    if not polynomial:
        return
    degree = len(polynomial) - 1
    binomials = [math.comb(degree, power) for power in range(degree + 1)]
    scale = math.lcm(*binomials)
    bernstein = [coefficient * (scale // binomial) for coefficient, binomial in zip(polynomial, binomials, strict=True)]
    bound = 1 + Fraction(max(map(abs, polynomial)), abs(polynomial[-1]))  # Cauchy: every root is smaller
    pending = [(0, 1, bernstein)]
    while pending:
        place, parts, bernstein = pending.pop()
        changes = _sign_changes(bernstein)
        if changes == 0:
            continue
        if changes == 1:
            high = Fraction(place + 1, parts - place - 1) if place + 1 < parts else bound
            yield Fraction(place, parts - place), high, _sign(next(filter(None, bernstein)))
            continue
        left, right = _halved(bernstein)
        if right[0] == 0:
            middle = Fraction(2 * place + 1, 2 * parts - 2 * place - 1)
            yield middle, middle, 0
        pending += (2 * place, 2 * parts, left), (2 * place + 1, 2 * parts, right)


def _halved(bernstein: list[int]) -> tuple[list[int], list[int]]:
    """Bernstein coefficients, times 2**degree, on the two halves of the interval (de Casteljau)."""
    left, right, row = [], [], bernstein
    for shift in reversed(range(len(bernstein))):
        left.append(row[0] << shift)
        right.append(row[-1] << shift)
        row = list(map(add, row, row[1:]))
    return left, right[::-1]


def _sign_at_rate(polynomial: list[int], power: int) -> Callable[[float | Fraction], int]:
    """Make a function of a rate above −1, a float or halfway between two: the sign of the polynomial at y (see above).

    It is exact: floats decide only where the value exceeds a bound on its rounding error.
    """
    largest = max(map(abs, polynomial), default=1)
    ascending = [(coefficient / largest, abs(coefficient / largest)) for coefficient in polynomial]
    descending = ascending[::-1]
    slack = 8 * (len(polynomial) + 1) * sys.float_info.epsilon
    even, odd = polynomial[::power], polynomial[1::2] if power == 2 else []

    def sign(rate: float | Fraction) -> int:
        if isinstance(rate, float):
            y = 1 + rate if power == 1 else math.sqrt(1 + rate)
            value = size = 0.0
            if y <= 1:
                for coefficient, magnitude in descending:
                    value = value * y + coefficient
                    size = size * y + magnitude
            else:
                for coefficient, magnitude in ascending:
                    value = value / y + coefficient
                    size = size / y + magnitude
            if abs(value) > slack * size + sys.float_info.min:
                return _sign(value)
        numerator, denominator = rate.as_integer_ratio()
        numerator += denominator
        bits = denominator.bit_length() - 1
        a, b = _scaled_value(even, numerator, bits), _scaled_value(odd, numerator, bits)
        # The polynomial is even(y²) + y odd(y²).
        if _sign(a) * _sign(b) >= 0:
            return _sign(a) or _sign(b)
        b <<= bits * (len(even) - len(odd))
        return _sign(a) * _sign((a * a << bits) - numerator * b * b)

    return sign


def _scaled_value(polynomial: list[int], numerator: int, bits: int) -> int:
    """Evaluate at ``numerator / 2**bits``, times 2**(bits × degree) (Horner's scheme)."""
    value = 0
    for lower, coefficient in enumerate(reversed(polynomial)):
        value = value * numerator + (coefficient << bits * lower)
    return value


def _nearest_float(sign: Callable[[float | Fraction], int], before: int, low: Fraction, high: Fraction) -> float:
    """Round the only root between rates `low` and `high`, or low = high, to a float; `before` is the sign below it."""

    def side(rate: float | Fraction) -> int:
        """1, 0 or −1: the root is above, at or below `rate`."""
        if rate <= low:
            return 1
        return before * sign(rate) if rate < high else -1

    smallest, largest = math.nextafter(-1, 0), sys.float_info.max
    if side(largest) > 0:
        raise ValueError("an internal rate of return overflows")
    if low == high:
        return max(smallest, float(low))
    below = math.nextafter(float(low), -math.inf)
    above = min(math.nextafter(float(min(high, Fraction(largest))), math.inf), largest)
    middle = 0.0 if below < 0 < above else below + (above - below) / 2
    while below < middle < above:
        match side(middle):
            case 0:
                return middle
            case 1:
                below = middle
            case _:
                above = middle
        middle = below + (above - below) / 2
    nearest = above if side((Fraction(below) + Fraction(above)) / 2) > 0 else below
    return max(smallest, nearest)
