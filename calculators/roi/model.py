"""The scenario of a business case: benefits and costs a year, or cash flows entered directly."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from attrs import frozen

from calculators.faults import Fault
from calculators.fields import choice, integer, number, numbers, rows, structure, text
from calculators.finance import Timing
from calculators.formatting import percent

__all__ = ["Line", "Scenario", "check", "default", "read"]

_LARGEST = 1e15
_LARGEST_POWER = math.log(1e250)
_CASE = ("mode", "case")
_FLOWS = ("mode", "flows")
_RATE = {"percent": True, "low": -0.99, "high": 10.0}

TIMINGS = {
    "start": "at the start of each period (the first cash flow is now)",
    "mid": "in the middle of each period",
    "end": "at the end of each period",
}
CURRENCIES = {"€": "€ euro", "£": "£ pound", "$": "$ dollar", "CHF ": "CHF Swiss franc", "¥": "¥ yen", "": "none"}


@frozen(kw_only=True)
class Line:
    """One benefit or one running cost, in money a year."""

    name: str = text("Name")
    amount: float = number("Amount a year", low=0, high=_LARGEST)
    start: int = integer("First year", low=1, high=40, default=1)


@frozen(kw_only=True)
class Scenario:
    """What a business case is computed from. Rates are fractions a year; amounts are in one currency."""

    name: str = text("Name of the project", default="", optional=True)
    mode: str = choice(
        "Start from",
        {"case": "benefits and costs", "flows": "cash flows I already have"},
        default="case",
    )
    currency: str = choice("Currency", CURRENCIES, default="€")
    investment: float = number(
        "Money needed to build it",
        default=0.0,
        low=0,
        high=_LARGEST,
        when=_CASE,
        help="Everything spent before the first benefit: people, data, licences, infrastructure, training, change.",
    )
    horizon: int = integer(
        "Years to look ahead",
        default=5,
        low=1,
        high=40,
        unit="years",
        when=_CASE,
        help="How long the result will be used before it is replaced or retired.",
        source="Our example; a longer horizon needs a reason.",
    )
    benefits: tuple[Line, ...] = rows(
        "Benefits",
        Line,
        most=40,
        when=_CASE,
        help="Money gained or saved in a full year, once everyone who should use the result does.",
    )
    costs: tuple[Line, ...] = rows(
        "Running costs",
        Line,
        most=40,
        when=_CASE,
        help="Money spent each year to keep it working: monitoring, retraining, licences, support.",
    )
    adoption: tuple[float, ...] = numbers(
        "Ramp-up of the benefits",
        default=(1.0,),
        percent=True,
        low=0,
        high=1,
        fewest=1,
        most=40,
        unit="% in year 1, 2, 3 …",
        when=_CASE,
        help="The share of the full benefit reached in each year from a benefit's first year; the last share stays.",
    )
    cash_flows: tuple[float, ...] | None = numbers(
        "Cash flows, one a period",
        default=None,
        low=-_LARGEST,
        high=_LARGEST,
        fewest=1,
        most=1000,
        when=_FLOWS,
        help="Money out is negative, money in positive. Separate with spaces, semicolons or lines, or paste a column.",
    )
    discount_rate: float = number(
        "Discount rate",
        default=0.08,
        **_RATE,
        help="What money is worth to you over time: next year's 100 counts as 100 ÷ (1 + rate) today.",
        source="Our example. Ask finance for the rate your organisation uses.",
    )
    timing: Timing | None = choice(
        "When money moves",
        TIMINGS,
        default=None,
        optional=True,
        empty="as in textbooks: now, then at the end of each period",
        help="Spreadsheets' NPV() discounts the first amount too: that is “at the end of each period”.",
    )
    finance_rate: float | None = number(
        "Rate for money you borrow",
        default=None,
        optional=True,
        **_RATE,
        help="For the modified IRR. Empty: the discount rate.",
    )
    reinvest_rate: float | None = number(
        "Rate for money you reinvest",
        default=None,
        optional=True,
        **_RATE,
        help="For the modified IRR. Empty: the discount rate.",
    )

    @property
    def moves(self) -> Timing:
        """The timing convention in force: as in textbooks, unless one is chosen."""
        return self.timing or ("start" if self.mode == "flows" else "end")


def read(raw: Mapping[str, Any]) -> Scenario:
    """A scenario from a file, where the mode may be left out if cash flows are given."""
    return structure(Scenario, {"mode": "flows", **raw} if "cash_flows" in raw and "mode" not in raw else raw)


def _overflows(scenario: Scenario) -> list[Fault]:
    """Discounting at a rate near −100 % over many periods leaves what a float can hold."""
    count = len(scenario.cash_flows or ()) if scenario.mode == "flows" else scenario.horizon
    return [
        Fault((name,), f"is {percent(rate)}, too low to discount over {count} periods; allowed: closer to zero")
        for name in ("discount_rate", "finance_rate", "reinvest_rate")
        if (rate := getattr(scenario, name)) is not None and abs(count * math.log1p(rate)) > _LARGEST_POWER
    ]


def check(scenario: Scenario, _data: Mapping[str, Any]) -> list[Fault]:
    """What no single field can know."""
    faults = _overflows(scenario)
    if scenario.mode == "flows":
        if scenario.cash_flows is None:
            faults.append(Fault(("cash_flows",), "is empty; at least 1 number must be given"))
        return faults
    if scenario.cash_flows is not None:
        faults.append(
            Fault(("cash_flows",), "stands beside mode: case; give cash flows or benefits and costs, not both", True)
        )
    for name in ("benefits", "costs"):
        for index, line in enumerate(getattr(scenario, name)):
            if line.start > scenario.horizon:
                faults.append(
                    Fault(
                        (name, index, "start"),
                        f"is {line.start}; allowed: 1 to {scenario.horizon}, the years looked ahead",
                    )
                )
    return faults


def default(_data: Mapping[str, Any]) -> Scenario:
    """The guide's running example, fictitious."""
    return Scenario(
        name="Which customers are more likely to buy? (fictitious example)",
        investment=180_000.0,
        horizon=5,
        benefits=(
            Line(name="Extra margin from better-targeted offers", amount=190_000.0),
            Line(name="Mailings and calls not made", amount=45_000.0),
        ),
        costs=(
            Line(name="Monitoring, retraining and support", amount=48_000.0),
            Line(name="Cloud and licences", amount=18_000.0),
            Line(name="Keeping the sales team trained", amount=9_000.0),
        ),
        adoption=(0.3, 0.7, 1.0),
    )
