"""What must hold of every ranking."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from calculators.decision import Criterion, margin, weighted_sum

SCORE = st.integers(1, 5).map(float)


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[Criterion], dict[str, dict[str, float]]]:
    count = draw(st.integers(1, 6))
    weights = draw(st.lists(st.floats(0, 10), min_size=count, max_size=count).filter(lambda w: sum(w) > 1e-6))
    criteria = [
        Criterion(id=f"c{i}", weight=w, low=1, high=5, maximise=draw(st.booleans())) for i, w in enumerate(weights)
    ]
    alternatives = [f"a{i}" for i in range(draw(st.integers(2, 7)))]
    return criteria, {a: {c.id: draw(SCORE) for c in criteria} for a in alternatives}


@given(problems())
def test_scores_are_shares_and_contributions_add_up(
    problem: tuple[list[Criterion], dict[str, dict[str, float]]],
) -> None:
    """Scores lie between 0 and 1 and are the sum of their contributions."""
    for one in weighted_sum(*problem):
        assert -1e-12 <= one.score <= 1 + 1e-12
        assert abs(sum(one.contributions.values()) - one.score) < 1e-12


@given(problems(), st.data())
def test_leaving_one_out_keeps_the_order_of_the_others(
    problem: tuple[list[Criterion], dict[str, dict[str, float]]], data: st.DataObject
) -> None:
    """There is no rank reversal: the scales' bounds are fixed."""
    criteria, scores = problem
    order = [one.id for one in weighted_sum(criteria, scores)]
    gone = data.draw(st.sampled_from(order))
    rest = {name: row for name, row in scores.items() if name != gone}
    assert [name for name in order if name != gone] == [one.id for one in weighted_sum(criteria, rest)]


@given(problems(), st.floats(0.001, 1000))
def test_only_the_proportions_of_the_weights_count(
    problem: tuple[list[Criterion], dict[str, dict[str, float]]], factor: float
) -> None:
    """Multiplying all weights changes no score."""
    criteria, scores = problem
    scaled = [Criterion(id=c.id, weight=c.weight * factor, low=1, high=5, maximise=c.maximise) for c in criteria]
    before = {one.id: one.score for one in weighted_sum(criteria, scores)}
    for one in weighted_sum(scaled, scores):
        assert abs(one.score - before[one.id]) < 1e-9


@given(problems())
def test_the_margin_is_a_share_of_the_winner(problem: tuple[list[Criterion], dict[str, dict[str, float]]]) -> None:
    """The margin lies between 0 and 1."""
    assert 0 <= margin(weighted_sum(*problem)) <= 1
