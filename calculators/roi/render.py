"""A business case's result in words, figures, tables and one chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from calculators import charts
from calculators.calculator import Rendering
from calculators.charts import Chart, Key
from calculators.fields import fields_of, to_form
from calculators.formatting import amount, number, percent, periods, plural
from calculators.roi.evaluate import Result
from calculators.roi.model import TIMINGS, Scenario
from calculators.templating import render as template

__all__ = ["answer", "form", "render", "to_table", "to_text"]

_ROUND_FROM = 10_000

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("The project", ("name", "mode", "currency", "investment", "horizon", "cash_flows")),
    ("Benefits", ("benefits", "adoption")),
    ("Running costs", ("costs",)),
    ("Value over time", ("discount_rate", "timing", "finance_rate", "reinvest_rate")),
)


def _unit(scenario: Scenario) -> str:
    return "period" if scenario.mode == "flows" else "year"


def _digits(result: Result) -> int:
    """Decimals that a table of amounts needs: cents where they are seen."""
    largest = max((abs(amount) for p in result.periods for amount in (p.benefits, p.costs, p.total)), default=0.0)
    return 0 if largest >= _ROUND_FROM else 2


def _pays_back(scenario: Scenario, result: Result) -> str:
    if result.payback is None:
        return "the money spent does not come back"
    if result.payback == 0:
        return "it never needs money of its own"
    text = f"pays back in {periods(result.payback, _unit(scenario))}"
    return text + ", but falls below zero again later" if result.reverses else text


def answer(scenario: Scenario, result: Result) -> str:
    """The result in one sentence."""
    if not any(period.benefits or period.costs for period in result.periods):
        return "No money moves yet: say what the project costs and what it brings."
    money = amount(abs(result.npv), scenario.currency)
    if round(result.npv, 2) == 0:
        verdict = "Breaks even: worth what it costs"
    elif result.npv > 0:
        verdict = f"Worth doing on these numbers: {money} more than it costs"
    else:
        verdict = f"Not worth doing on these numbers: {money} less than it costs"
    terms = f"in today's money at {percent(scenario.discount_rate)} a {_unit(scenario)}"
    return f"{verdict}, {terms}; {_pays_back(scenario, result)}."


def irr_words(result: Result) -> str:
    """The internal rates of return, or why there is none."""
    if not result.irr:
        flows = [period.net for period in result.periods]
        if not any(flows):
            return "none: no money moves"
        if all(flow >= 0 for flow in flows):
            return "none: money only comes in"
        if all(flow <= 0 for flow in flows):
            return "none: money only goes out"
        return "none: no rate makes the value zero"
    rates = " and ".join(percent(rate) for rate in result.irr)
    return rates if len(result.irr) == 1 else f"{rates} (not unique)"


def _chart(scenario: Scenario, result: Result) -> Chart:
    unit = _unit(scenario)
    if result.payback is None:
        title = "The money spent does not come back"
    elif result.payback == 0:
        title = "The running total never falls below zero"
    else:
        title = f"Pays back in {periods(result.payback, unit)}"
    values = [
        {
            "period": period.name,
            "net": period.net,
            "total": period.total,
            "discounted": period.discounted_total,
        }
        for period in result.periods
    ]
    x = {
        "field": "period",
        "type": "ordinal",
        "sort": [period.name for period in result.periods],
        "title": None,
        "axis": {"labelAngle": 0, "labelOverlap": "greedy", "grid": False},
    }
    shown = {"format": ",.0f"}
    money = f"(datum.value < 0 ? '\N{MINUS SIGN}' : '') + {scenario.currency!r} + format(abs(datum.value), '~s')"
    bars = {
        "mark": {"type": "bar", "width": {"band": 0.5}, "opacity": 0.55},
        "encoding": {
            "x": x,
            "y": {"field": "net", "type": "quantitative", "title": None, "axis": {"labelExpr": money, "tickCount": 6}},
            "color": {
                "condition": {"test": "datum.net < 0", "value": "var(--chart-3)"},
                "value": "var(--chart-1)",
            },
            "tooltip": [
                {"field": "period", "title": unit.capitalize()},
                {"field": "net", "title": "Net cash flow", **shown},
            ],
        },
    }
    lines = [
        {
            "mark": {
                "type": "line",
                "color": colour,
                "strokeWidth": 2.5,
                "strokeDash": dash,
                "point": {"filled": True, "size": 45, "color": colour},
            },
            "encoding": {
                "x": x,
                "y": {"field": name, "type": "quantitative"},
                "tooltip": [
                    {"field": "period", "title": unit.capitalize()},
                    {"field": name, "title": title, **shown},
                ],
            },
        }
        for name, title, colour, dash in (
            ("total", "Running total", "var(--chart-1)", [1, 0]),
            ("discounted", "Running total in today’s money", "var(--chart-2)", [6, 3]),
        )
    ]
    zero = {"mark": {"type": "rule", "color": charts.TEXT, "strokeWidth": 1}, "encoding": {"y": {"datum": 0}}}
    last, digits = result.periods[-1], _digits(result)
    return Chart(
        name="cash-flow",
        title=title,
        summary=(
            f"Bars: net cash flow of each {unit}. Solid line: running total, ending at "
            f"{amount(last.total, scenario.currency)}. Dashed line: the same in today's money, ending at "
            f"{amount(last.discounted_total, scenario.currency)}."
        ),
        spec=charts.specification([bars, zero, *lines], values),
        key=(
            Key("net cash flow", "var(--chart-1)", "bar"),
            Key("running total", "var(--chart-1)", "line"),
            Key("running total in today's money", "var(--chart-2)", "dashes"),
        ),
        header=(unit.capitalize(), "Net cash flow", "Running total", "Running total in today's money"),
        rows=[
            (p.name, number(p.net, digits), number(p.total, digits), number(p.discounted_total, digits))
            for p in result.periods
        ],
    )


def render(scenario: Scenario, result: Result, _data: Mapping[str, Any]) -> Rendering:
    """The result as one sentence, HTML and the cash-flow chart."""
    sentence = answer(scenario, result)
    drawn = [_chart(scenario, result)]
    html = template(
        "roi/result.html",
        scenario=scenario,
        result=result,
        answer=sentence,
        charts=drawn,
        unit=_unit(scenario),
        irr=irr_words(result),
        timing=TIMINGS[result.timing],
        digits=_digits(result),
    )
    return Rendering(answer=sentence, html=html, charts=drawn)


def form(scenario: Scenario, _data: Mapping[str, Any]) -> str:
    """The form filled in with `scenario`."""
    total_benefits = sum(line.amount for line in scenario.benefits)
    total_costs = sum(line.amount for line in scenario.costs)
    summaries = {
        "Benefits": f"{amount(total_benefits, scenario.currency)} a year",
        "Running costs": f"{amount(total_costs, scenario.currency)} a year",
        "Value over time": percent(scenario.discount_rate) + " a year",
    }
    return template(
        "shared/form.html",
        groups=GROUPS,
        fields=fields_of(Scenario),
        values=dict(to_form(scenario)),
        counts={"benefits": len(scenario.benefits), "costs": len(scenario.costs)},
        summaries=summaries,
    )


def to_text(scenario: Scenario, result: Result, _data: Mapping[str, Any]) -> str:
    """The result for a terminal."""

    def figure(value: float | None, shown: Any) -> str:
        return "none" if value is None else str(shown(value))

    unit = _unit(scenario)
    lines = [
        answer(scenario, result),
        "",
        f"Net present value       {scenario.currency}{number(result.npv, 2)}",
        f"Internal rate of return {irr_words(result)}",
        f"Modified IRR            {figure(result.mirr, percent)}",
        f"Return on investment    {figure(result.roi, percent)}",
        f"Benefit-cost ratio      {figure(result.benefit_cost_ratio, lambda v: number(v, 2))}",
        f"Payback                 {'never' if result.payback is None else periods(result.payback, unit)}",
        f"Discounted payback      "
        f"{'never' if result.discounted_payback is None else periods(result.discounted_payback, unit)}",
        f"Timing                  money moves {TIMINGS[result.timing]}; {plural(len(result.periods), 'cash flow')}",
    ]
    return "\n".join(lines)


def to_table(result: Result) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
    """The cash-flow table: header and rows."""
    header = ("period", "time", "benefits", "costs", "net", "present_value", "cumulative", "discounted_cumulative")
    return header, [
        (p.name, p.time, p.benefits, p.costs, p.net, p.present, p.total, p.discounted_total) for p in result.periods
    ]
