"""The weighted sum against pymcdm."""

from __future__ import annotations

import warnings

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pymcdm.methods import WSM

from calculators.decision import Criterion, weighted_sum


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_scores_equal_pymcdm_on_fixed_scales(data: st.DataObject) -> None:
    """Scores are those of pymcdm's WSM on utilities read off the scale's own bounds."""
    n, m = data.draw(st.integers(2, 8)), data.draw(st.integers(1, 9))
    score = st.floats(1, 5, allow_nan=False)
    matrix = np.array(data.draw(st.lists(st.lists(score, min_size=m, max_size=m), min_size=n, max_size=n)))
    weights = np.array(data.draw(st.lists(st.floats(0.01, 100), min_size=m, max_size=m)))
    types = np.array(data.draw(st.lists(st.sampled_from([1, -1]), min_size=m, max_size=m)))

    def on_the_scale(column: np.ndarray, cost: bool = False) -> np.ndarray:
        share = (column - 1) / 4
        return 1 - share if cost else share

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # pymcdm remarks on columns in which all scores are equal
        theirs = WSM(normalization_function=on_the_scale)(matrix, weights / weights.sum(), types)
    criteria = [Criterion(id=str(j), weight=weights[j], low=1, high=5, maximise=bool(types[j] == 1)) for j in range(m)]
    ours = weighted_sum(criteria, {str(i): {str(j): matrix[i, j] for j in range(m)} for i in range(n)})
    for ranked in ours:
        assert abs(ranked.score - theirs[int(ranked.id)]) < 1e-12
    assert [one.score for one in ours] == sorted((one.score for one in ours), reverse=True)
