"""Choosing between alternatives by several criteria."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from attrs import frozen

__all__ = ["Criterion", "Ranked", "margin", "weighted_sum"]


@frozen(kw_only=True)
class Criterion:
    """A criterion on a scale with fixed bounds; `weight` is relative to the other criteria's."""

    id: str
    weight: float
    low: float
    high: float
    maximise: bool = True

    def utility(self, score: float) -> float:
        """`score` on the scale's own bounds: 0 for the worst possible, 1 for the best possible.

        >>> Criterion(id="cost", weight=1, low=1, high=5, maximise=False).utility(2)
        0.75
        """
        share = (score - self.low) / (self.high - self.low)
        return share if self.maximise else 1 - share


@frozen
class Ranked:
    """An alternative with its score, 0 to 1, and what each criterion adds to it."""

    id: str
    score: float
    contributions: Mapping[str, float]


def weighted_sum(criteria: Sequence[Criterion], scores: Mapping[str, Mapping[str, float]]) -> list[Ranked]:
    """Rank alternatives by the weighted sum of their utilities, best first; ties keep the given order.

    ``score(a) = Σ w_c u_c(a) / Σ w_c`` (Fishburn 1967, additive utilities). Because each scale's bounds are fixed, and
    not taken from the alternatives at hand, adding or removing an alternative never changes the order of the others.

    `scores` maps alternative -> criterion id -> score. Raises ValueError where the weights add up to nothing.

    >>> speed = Criterion(id="speed", weight=3, low=1, high=5)
    >>> price = Criterion(id="price", weight=1, low=1, high=5, maximise=False)
    >>> scores = {"a": {"speed": 2, "price": 1}, "b": {"speed": 5, "price": 5}}
    >>> [(ranked.id, ranked.score) for ranked in weighted_sum([speed, price], scores)]
    [('b', 0.75), ('a', 0.4375)]
    """
    total = math.fsum(criterion.weight for criterion in criteria)
    if not total > 0:
        raise ValueError("the weights add up to nothing")
    ranked = []
    for alternative, row in scores.items():
        parts = {c.id: c.weight / total * c.utility(row[c.id]) for c in criteria}
        ranked.append(Ranked(alternative, math.fsum(parts.values()), parts))
    return sorted(ranked, key=lambda one: -one.score)


def margin(ranked: Sequence[Ranked]) -> float:
    """How far the first is ahead of the second, as a share of the first's score; 1 where it stands alone."""
    if len(ranked) < 2:
        return 1.0
    first, second = ranked[0].score, ranked[1].score
    return (first - second) / first if first > 0 else 0.0
