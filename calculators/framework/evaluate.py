"""From answers about a project to a ranking of frameworks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from calculators.decision import Criterion, Ranked, margin, weighted_sum
from calculators.framework.model import Problem, Scenario, weights

__all__ = ["CLEAR_MARGIN", "Result", "evaluate", "to_json"]

CLEAR_MARGIN = 0.10
"""A winner less than this far ahead is no clear winner."""


@frozen
class Result:
    """A ranking, best first, with the criteria that made it."""

    ranking: Sequence[Ranked]
    criteria: Sequence[Criterion]
    margin: float

    @property
    def is_clear(self) -> bool:
        return self.margin >= CLEAR_MARGIN

    @property
    def shares(self) -> dict[str, float]:
        """Each criterion's share of the whole weight."""
        total = sum(criterion.weight for criterion in self.criteria)
        return {criterion.id: criterion.weight / total for criterion in self.criteria}


def _problem(problem: Problem) -> tuple[list[Criterion], dict[str, dict[str, float]]]:
    criteria = [
        Criterion(id=c.id, weight=c.weight, low=c.scale[0], high=c.scale[1], maximise=c.direction == "max")
        for c in problem.criteria
    ]
    return criteria, {alternative: problem.scores[alternative] for alternative in problem.alternatives}


def _project(scenario: Scenario, data: Mapping[str, Any]) -> tuple[list[Criterion], dict[str, dict[str, float]]]:
    selection = data["selection"]
    scale = selection["scale"]
    weight = weights(scenario.answers, selection)
    criteria = [
        Criterion(id=c["id"], weight=weight[c["id"]], low=scale["low"], high=scale["high"])
        for c in selection["criteria"]
    ]
    scores = {
        framework["id"]: {name: entry["score"] for name, entry in selection["scores"][framework["id"]].items()}
        for framework in data["frameworks"]["frameworks"]
    }
    return criteria, scores


def evaluate(scenario: Scenario | Problem, data: Mapping[str, Any]) -> Result:
    """Rank the alternatives of a checked scenario by weighted sum on fixed scales."""
    criteria, scores = _problem(scenario) if isinstance(scenario, Problem) else _project(scenario, data)
    ranking = weighted_sum(criteria, scores)
    return Result(ranking, criteria, margin(ranking))


def to_json(result: Result) -> dict[str, Any]:
    """The result under the names that the command line promises."""
    return {
        "ranking": [{"id": one.id, "score": one.score} for one in result.ranking],
        "contributions": {one.id: dict(one.contributions) for one in result.ranking},
        "weights": result.shares,
        "margin": result.margin,
        "clear_winner": result.is_clear,
    }
