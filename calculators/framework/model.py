"""Answers about a project, or any problem of alternatives and criteria."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from calculators.faults import Fault
from calculators.fields import Field, choice, mapping, number, numbers, rows, structure, text

__all__ = ["Problem", "ProblemCriterion", "Scenario", "check", "default", "names", "read", "weights"]

ANSWER = Field(kind="integer", label="Answer", low=1, high=5, optional=True)
_SCORE = Field(kind="number", label="Score", low=-1e12, high=1e12)


@frozen(kw_only=True)
class Scenario:
    """Answers about a project: question id -> 1 to 5, or None for "don't know"."""

    name: str = text("Name of the project", default="", optional=True)
    answers: dict[str, int | None] = mapping("Answers", ANSWER, needed=True)


@frozen(kw_only=True)
class ProblemCriterion:
    """A criterion of a problem: `scale` holds the fixed bounds, lowest and highest possible score."""

    id: str = text("Id")
    weight: float = number("Weight", low=0, high=1e12)
    direction: str = choice("Direction", {"max": "more is better", "min": "less is better"}, default="max")
    scale: tuple[float, ...] = numbers("Scale", default=(1.0, 5.0), fewest=2, most=2, low=-1e12, high=1e12)


@frozen(kw_only=True)
class Problem:
    """Any choice: alternatives, weighted criteria and a score for each pair."""

    alternatives: tuple[str, ...] = rows("Alternatives", Field(kind="text", label="Alternative"), fewest=1, needed=True)
    criteria: tuple[ProblemCriterion, ...] = rows("Criteria", ProblemCriterion, fewest=1, needed=True)
    scores: dict[str, dict[str, float]] = mapping(
        "Scores", Field(kind="mapping", label="Scores", of=_SCORE), needed=True
    )
    method: str = choice("Method", {"wsm": "weighted sum"}, default="wsm")


def read(raw: Mapping[str, Any]) -> Scenario | Problem:
    """A file's input: a problem where it names alternatives, criteria or scores, else answers about a project."""
    is_problem = any(key in raw for key in ("alternatives", "criteria", "scores"))
    return structure(Problem, raw) if is_problem else structure(Scenario, raw)


def _list(ids: Any) -> str:
    return ", ".join(ids)


def _repeated(items: list[str], path: str, *rest: str) -> list[Fault]:
    return [
        Fault((path, index, *rest), f"{item!r} stands twice; each may stand once")
        for index, item in enumerate(items)
        if item in items[:index]
    ]


def _check_problem(problem: Problem) -> list[Fault]:
    ids = [criterion.id for criterion in problem.criteria]
    faults = _repeated(list(problem.alternatives), "alternatives") + _repeated(ids, "criteria", "id")
    for index, criterion in enumerate(problem.criteria):
        if criterion.scale[0] >= criterion.scale[1]:
            faults.append(Fault(("criteria", index, "scale"), "must go from the lowest to a higher possible score"))
    if not any(criterion.weight > 0 for criterion in problem.criteria):
        faults.append(Fault(("criteria",), "have no weight; at least one weight must be above 0"))
    for name in problem.scores:
        if name not in problem.alternatives:
            faults.append(
                Fault(("scores", name), f"is not an alternative; allowed: {_list(problem.alternatives)}", True)
            )
    for alternative in problem.alternatives:
        row = problem.scores.get(alternative)
        if row is None:
            faults.append(Fault(("scores", alternative), "is missing; every alternative needs its scores"))
            continue
        faults += [
            Fault(("scores", alternative, name), f"is not a criterion; allowed: {_list(ids)}", True)
            for name in row
            if name not in ids
        ]
        for criterion in problem.criteria:
            low, high = criterion.scale
            if criterion.id not in row:
                faults.append(Fault(("scores", alternative, criterion.id), f"is missing; allowed: {low:g} to {high:g}"))
            elif low < high and not low <= row[criterion.id] <= high:
                place = ("scores", alternative, criterion.id)
                faults.append(
                    Fault(place, f"is {row[criterion.id]:g}; allowed: {low:g} to {high:g}, the criterion's scale")
                )
    return faults


def weights(answers: Mapping[str, int | None], selection: Mapping[str, Any]) -> dict[str, float]:
    """The weight each criterion gets from the answers.

    A question that bears on a criterion gives it ``at_low`` for the answer 1, ``at_high`` for 5, and in between for the
    answers between. "Don't know" gives nothing.
    """
    result = {criterion["id"]: 0.0 for criterion in selection["criteria"]}
    for question in selection["questions"]:
        answer = answers.get(question["id"])
        if answer is None:
            continue
        for criterion, ends in question["weighs"].items():
            result[criterion] += ends["at_low"] + (ends["at_high"] - ends["at_low"]) * (answer - 1) / 4
    return result


def check(scenario: Scenario | Problem, data: Mapping[str, Any]) -> list[Fault]:
    """What no single field can know."""
    if isinstance(scenario, Problem):
        return _check_problem(scenario)
    selection = data["selection"]
    known = [question["id"] for question in selection["questions"]]
    faults = [
        Fault(("answers", name), f"is not a question; allowed: {_list(known)}", True)
        for name in scenario.answers
        if name not in known
    ]
    if not faults and not any(weights(scenario.answers, selection).values()):
        faults.append(Fault(("answers",), "give no criterion any weight; answer at least one question"))
    return faults


def default(data: Mapping[str, Any]) -> Scenario:
    """A fictitious project: a small team, open questions, changing priorities."""
    example = data["selection"]["example"]
    return Scenario(name=example["name"], answers=dict(example["answers"]))


def names(data: Mapping[str, Any]) -> dict[str, str]:
    """Question id -> the question."""
    return {question["id"]: question["text"] for question in data["selection"]["questions"]}
