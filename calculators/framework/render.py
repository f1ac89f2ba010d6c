"""A ranking in words, bars and reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from calculators import charts
from calculators.calculator import Rendering
from calculators.charts import Chart
from calculators.formatting import number, percent
from calculators.framework.evaluate import Result
from calculators.framework.model import Problem, Scenario
from calculators.templating import render as template

__all__ = ["answer", "form", "render", "to_table", "to_text"]

_STRONG, _WEAK = 4, 2


def _names(data: Mapping[str, Any]) -> dict[str, str]:
    return {framework["id"]: framework["short_name"] for framework in data["frameworks"]["frameworks"]}


def answer(result: Result, names: Mapping[str, str]) -> str:
    """The result in one sentence."""
    first = names.get(result.ranking[0].id, result.ranking[0].id)
    if len(result.ranking) == 1:
        return f"{first} is the only alternative."
    second = names.get(result.ranking[1].id, result.ranking[1].id)
    if result.is_clear:
        return f"{first} fits best, {percent(result.margin, 0)} ahead of {second}."
    return f"No clear winner: {first} and {second} fit almost equally well ({percent(result.margin, 0)} apart)."


def _reasons(framework: str, result: Result, data: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Why a framework stands where it stands: what speaks for it and against it, weightiest first."""
    selection = data["selection"]
    scores = selection["scores"][framework]
    shares = result.shares
    weighed = sorted((c for c in selection["criteria"] if shares[c["id"]] > 0), key=lambda c: -shares[c["id"]])
    entries = [{"criterion": c["name"], "share": shares[c["id"]], **scores[c["id"]]} for c in weighed]
    return {
        "for": [entry for entry in entries if entry["score"] >= _STRONG][:3],
        "against": [entry for entry in entries if entry["score"] <= _WEAK][:3],
    }


def _chart(result: Result, data: Mapping[str, Any]) -> Chart:
    names = _names(data)
    criteria = [c for c in data["selection"]["criteria"] if result.shares[c["id"]] > 0]
    called = {c["id"]: c["name"] for c in criteria}
    order = [names[one.id] for one in result.ranking]
    values = [
        {
            "framework": names[one.id],
            "criterion": called[c],
            "adds": round(part * 100, 1),
            "share": part / result.shares[c],
        }
        for one in result.ranking
        for c, part in one.contributions.items()
        if c in called
    ]
    heaviest = max(criteria, key=lambda c: result.shares[c["id"]])
    x = {"field": "criterion", "type": "nominal", "sort": None, "title": None}
    y = {
        "field": "framework",
        "type": "nominal",
        "sort": order,
        "title": None,
        "axis": {"grid": False, "minExtent": charts.label_space(order)},
    }
    cells = {
        "mark": {"type": "rect", "color": "var(--chart-1)", "cornerRadius": 2},
        "encoding": {
            "x": {**x, "axis": {"orient": "top", "labelAngle": -35, "grid": False, "labelLimit": 200}},
            "y": y,
            "opacity": {"field": "adds", "type": "quantitative", "legend": None, "scale": {"range": [0.04, 0.5]}},
            "tooltip": [
                {"field": "framework", "title": "Framework"},
                {"field": "criterion", "title": "Criterion"},
                {"field": "adds", "title": "Points"},
            ],
        },
    }
    points = {
        "mark": {"type": "text", "fontSize": 12},
        "encoding": {"x": x, "y": y, "text": {"field": "adds", "type": "quantitative", "format": ".0f"}},
    }
    best = names[result.ranking[0].id]
    return Chart(
        name="contributions",
        title=f"“{heaviest['name']}” weighs most in your project",
        summary=f"Points out of 100 that each criterion adds to each framework, best first; {best} leads with "
        f"{number(result.ranking[0].score * 100, 0)}.",
        spec=charts.specification([cells, points], values, height=330),
        header=("Framework", "All", *called.values()),
        rows=[
            (
                names[one.id],
                number(one.score * 100, 1),
                *(number(one.contributions[c] * 100, 1) for c in called),
            )
            for one in result.ranking
        ],
    )


def render(scenario: Scenario, result: Result, data: Mapping[str, Any]) -> Rendering:
    """The ranking as one sentence, HTML and the chart of contributions."""
    names = _names(data)
    by_id = {framework["id"]: framework for framework in data["frameworks"]["frameworks"]}
    sentence = answer(result, names)
    drawn = [_chart(result, data)]
    answers = scenario.answers
    unknown = [q for q in data["selection"]["questions"] if answers.get(q["id"]) is None]
    html = template(
        "framework/result.html",
        answer=sentence,
        result=result,
        ranking=[
            {"place": place, "framework": by_id[one.id], "score": one.score, **_reasons(one.id, result, data)}
            for place, one in enumerate(result.ranking, 1)
        ],
        charts=drawn,
        criteria=data["selection"]["criteria"],
        unknown=unknown,
    )
    return Rendering(answer=sentence, html=html, charts=drawn)


def form(scenario: Scenario, data: Mapping[str, Any]) -> str:
    """The questions, filled in with `scenario`."""
    return template("framework/form.html", scenario=scenario, questions=data["selection"]["questions"])


def to_text(scenario: Scenario | Problem, result: Result, data: Mapping[str, Any]) -> str:
    """The ranking for a terminal."""
    names = {} if isinstance(scenario, Problem) else _names(data)
    lines = [
        f"{place:>3}  {one.score * 100:5.1f}  {names.get(one.id, one.id)}"
        for place, one in enumerate(result.ranking, 1)
    ]
    return "\n".join([answer(result, names), "", *lines])


def to_table(result: Result) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
    """The ranking with contributions: header and rows."""
    ids = [criterion.id for criterion in result.criteria]
    return ("id", "score", *ids), [(one.id, one.score, *(one.contributions[i] for i in ids)) for one in result.ranking]
