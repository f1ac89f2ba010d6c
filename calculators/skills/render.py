"""A team's gaps in words, figures, a heat map and one chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from calculators import charts
from calculators.calculator import Rendering
from calculators.charts import Chart, Key
from calculators.fields import to_form
from calculators.formatting import number, percent, plural, within
from calculators.skills.evaluate import Result
from calculators.skills.model import HIGHEST, Person, Scenario, names, required
from calculators.templating import render as template

__all__ = ["answer", "form", "render", "to_table", "to_text"]


def _count(result: Result) -> tuple[int, int]:
    needed = sum(gap.required for gap in result.gaps)
    return sum(min(gap.available, gap.required) for gap in result.gaps), needed


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def answer(result: Result, called: Mapping[str, str]) -> str:
    """The result in one sentence."""
    met, needed = _count(result)
    if not needed:
        return "Nothing is required, so nothing is missing."
    lacking = [within(called.get(gap.skill, gap.skill)) for gap in result.gaps if gap.missing]
    share = f"{number(met)} of {number(needed)} required places are filled ({percent(result.coverage, 0)})"
    gaps = f"the team lacks {_listed(lacking)}" if lacking else "no skill is missing"
    exposed = len(result.single_holders)
    fragile = f"; {plural(exposed, 'skill rests', 'skills rest')} on one person" if exposed else ""
    return f"{share}: {gaps}{fragile}."


def _chart(result: Result, called: Mapping[str, str]) -> Chart:
    values = [
        {
            "skill": called.get(gap.skill, gap.skill),
            "needed": gap.required,
            "available": gap.available,
            "short": gap.missing > 0,
        }
        for gap in result.gaps
    ]
    lacking = [gap for gap in result.gaps if gap.missing]
    if not lacking:
        title = "Every required skill is covered"
    elif len(lacking) == 1:
        name = called.get(lacking[0].skill, lacking[0].skill)
        title = f"{name} lacks {plural(lacking[0].missing, 'person', 'people')}"
    else:
        title = f"{plural(len(lacking), 'skill falls', 'skills fall')} short"
    y = {
        "field": "skill",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {
            "grid": False,
            "labelLimit": 220,
            "minExtent": charts.label_space(called.get(gap.skill, gap.skill) for gap in result.gaps),
            "ticks": False,
            "domain": False,
        },
    }
    counts = {"format": "d", "tickMinStep": 1}
    tooltip = [
        {"field": "skill", "title": "Skill"},
        {"field": "available", "title": "People at the level"},
        {"field": "needed", "title": "People needed"},
    ]
    bars = {
        "mark": {"type": "bar", "height": {"band": 0.55}, "opacity": 0.7},
        "encoding": {
            "y": y,
            "x": {"field": "available", "type": "quantitative", "title": "People at the level needed", "axis": counts},
            "color": {
                "condition": {"test": "datum.short", "value": "var(--chart-3)"},
                "value": "var(--chart-1)",
            },
            "tooltip": tooltip,
        },
    }
    ticks = {
        "mark": {"type": "tick", "thickness": 3, "color": charts.TEXT, "height": {"band": 0.85}},
        "encoding": {"y": y, "x": {"field": "needed", "type": "quantitative"}, "tooltip": tooltip},
    }
    return Chart(
        name="gaps",
        title=title,
        summary="Bars: people at the level needed or above. Upright marks: people needed. "
        + (
            f"{plural(len(lacking), 'skill falls', 'skills fall')} short."
            if lacking
            else "No bar falls short of its mark."
        ),
        spec=charts.specification([bars, ticks], values, height=60 + 40 * max(len(values), 1)),
        key=(
            Key("people at the level needed", "var(--chart-1)", "bar"),
            Key("too few people", "var(--chart-3)", "bar"),
            Key("people needed", charts.TEXT, "tick"),
        ),
        header=("Skill", "Level needed", "People needed", "People at the level", "Missing"),
        rows=[
            (
                called.get(gap.skill, gap.skill),
                str(gap.level),
                number(gap.required),
                number(gap.available),
                number(gap.missing),
            )
            for gap in result.gaps
        ],
    )


def _placeholders(scenario: Scenario, data: Mapping[str, Any]) -> dict[str, str]:
    """The level an empty cell stands for: the role's, else 0."""
    of_role = {role["id"]: role["levels"] for role in data["roles"]["roles"]}
    return {
        f"people.{index}.levels.{skill}": str(of_role.get(person.role, {}).get(skill, 0))
        for index, person in enumerate(scenario.people)
        for skill in names(data)
    }


def _summaries(scenario: Scenario) -> dict[str, str]:
    needed = sum(need.people for need in scenario.required.values())
    return {
        "Your team": plural(len(scenario.people), "person", "people"),
        "What the project needs": f"{number(needed)} places",
    }


def render(scenario: Scenario, result: Result, data: Mapping[str, Any]) -> Rendering:
    """The gaps as one sentence, HTML and the chart of people available and needed."""
    called = names(data)
    sentence = answer(result, called)
    drawn = [_chart(result, called)]
    roles = {role["id"]: within(role["name"]) for role in data["roles"]["roles"]}
    html = template(
        "skills/result.html",
        answer=sentence,
        result=result,
        charts=drawn,
        called=called,
        roles=roles,
        met=_count(result)[0],
        needed=_count(result)[1],
        missing=sum(gap.missing for gap in result.gaps),
        skills=[gap.skill for gap in result.gaps],
        highest=HIGHEST,
    )
    return Rendering(
        answer=sentence,
        html=html,
        charts=drawn,
        summaries=_summaries(scenario),
        placeholders=_placeholders(scenario, data),
    )


def form(scenario: Scenario, data: Mapping[str, Any]) -> str:
    """The team and the required profile, filled in with `scenario`."""
    presets = [
        {
            "name": profile["name"],
            "when": profile["when"],
            "values": to_form(Scenario(required=required(profile)))[1:],
        }
        for profile in data["skill_profiles"]["profiles"]
    ]
    return template(
        "skills/form.html",
        scenario=scenario,
        values=dict(to_form(scenario)),
        placeholders=_placeholders(scenario, data),
        skills=data["skills"]["skills"],
        roles=data["roles"]["roles"],
        legend=data["roles"]["levels_legend"],
        presets=presets,
        blank=Person(name="-"),
        summaries=_summaries(scenario),
    )


def to_text(_scenario: Scenario, result: Result, data: Mapping[str, Any]) -> str:
    """The gaps for a terminal."""
    called = names(data)
    lines = [answer(result, called), ""]
    for gap in result.gaps:
        state = f"{gap.missing} missing" if gap.missing else "covered"
        name = called.get(gap.skill, gap.skill)
        lines.append(f"{name:<24} level {gap.level}: {gap.available} of {gap.required} people, {state}")
    lines += [
        f"Only {one.person} holds {called.get(one.skill, one.skill)} at level {one.level}."
        for one in result.single_holders
    ]
    lines += [
        f"One more {one.role} would serve: {', '.join(called.get(skill, skill) for skill in one.skills)}."
        for one in result.helps
    ]
    return "\n".join(lines)


def to_table(result: Result) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
    """The gaps: header and rows."""
    header = ("skill", "level", "required", "available", "missing")
    return header, [(gap.skill, gap.level, gap.required, gap.available, gap.missing) for gap in result.gaps]
