"""From a business case to its value, return and payback."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from attrs import frozen

from calculators import finance
from calculators.roi.model import Line, Scenario

__all__ = ["Period", "Result", "evaluate", "to_json"]


@frozen
class Period:
    """One row of the cash-flow table; amounts in the scenario's currency."""

    name: str
    time: float
    """When its money moves, in periods from now."""
    benefits: float
    costs: float
    net: float
    factor: float
    """What one unit then is worth now."""
    present: float
    total: float
    discounted_total: float


@frozen
class Result:
    """The answers, in the scenario's currency, fractions and periods."""

    npv: float
    irr: tuple[float, ...]
    mirr: float | None
    payback: float | None
    discounted_payback: float | None
    roi: float | None
    benefit_cost_ratio: float | None
    timing: finance.Timing
    reverses: bool
    """Whether the running total falls below zero again after payback."""
    periods: tuple[Period, ...]


def _yearly(lines: tuple[Line, ...], horizon: int, adoption: tuple[float, ...] = (1.0,)) -> list[float]:
    """Amounts of years 1 to `horizon`; each line ramps up from its own first year."""
    return [
        sum(line.amount * adoption[min(year - line.start, len(adoption) - 1)] for line in lines if year >= line.start)
        for year in range(1, horizon + 1)
    ]


def _streams(scenario: Scenario) -> tuple[list[str], Sequence[float], Sequence[float], Sequence[float]]:
    """Names, benefits, costs and times of the periods."""
    if scenario.mode == "flows":
        flows = scenario.cash_flows or ()
        gains, losses = finance.split(flows)
        first = 0 if scenario.moves == "start" else 1
        names = ["Now" if index + first == 0 else f"Period {index + first}" for index in range(len(flows))]
        return names, gains, losses, finance.times(len(flows), scenario.moves)
    names = ["Now", *(f"Year {year}" for year in range(1, scenario.horizon + 1))]
    benefits = [0.0, *_yearly(scenario.benefits, scenario.horizon, scenario.adoption)]
    costs = [scenario.investment, *_yearly(scenario.costs, scenario.horizon)]
    return names, benefits, costs, [0.0, *finance.times(scenario.horizon, scenario.moves)]


def evaluate(scenario: Scenario, _data: Mapping[str, Any]) -> Result:
    """Value, return and payback of a checked scenario.

    The money needed to build it moves now; a year's money moves at the start, in the middle or at the end of that year.
    Payback counts periods from the first cash flow, whatever the timing.
    """
    names, benefits, costs, times = _streams(scenario)
    rate = scenario.discount_rate
    flows = [gain - cost for gain, cost in zip(benefits, costs, strict=True)]
    factors = [finance.growth(rate, -time) for time in times]
    presents = [flow * factor for flow, factor in zip(flows, factors, strict=True)]
    table = zip(
        names, times, benefits, costs, flows, factors, presents, accumulate(flows), accumulate(presents), strict=True
    )
    return Result(
        npv=finance.npv(rate, flows, times),
        irr=finance.irr_roots(flows, times),
        mirr=finance.mirr(
            flows,
            times,
            rate if scenario.finance_rate is None else scenario.finance_rate,
            rate if scenario.reinvest_rate is None else scenario.reinvest_rate,
        ),
        payback=finance.payback(flows),
        discounted_payback=finance.discounted_payback(rate, flows, times),
        roi=finance.roi(benefits, costs),
        benefit_cost_ratio=finance.benefit_cost_ratio(rate, benefits, costs, times),
        timing=scenario.moves,
        reverses=finance.payback_reversals(flows),
        periods=tuple(Period(*row) for row in table),
    )


def to_json(result: Result) -> dict[str, Any]:
    """The result under the names that the command line promises."""
    return {
        "npv": result.npv,
        "irr": list(result.irr),
        "mirr": result.mirr,
        "payback": result.payback,
        "discounted_payback": result.discounted_payback,
        "roi": result.roi,
        "benefit_cost_ratio": result.benefit_cost_ratio,
        "timing": result.timing,
        "payback_reverses": result.reverses,
        "cash_flows": [
            {
                "period": row.name,
                "time": row.time,
                "benefits": row.benefits,
                "costs": row.costs,
                "net": row.net,
                "present_value": row.present,
                "cumulative": row.total,
                "discounted_cumulative": row.discounted_total,
            }
            for row in result.periods
        ],
    }
