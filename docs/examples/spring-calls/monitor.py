"""What the night looks at: rules, and how far each feature has moved.

    python monitor.py DAY [FOLDER]

Ends with status 1 if a rule is broken. A feature that has moved is a line
to read, and no alarm.
"""

import math
import sys
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from checks import broken
from features import FEATURES, features
from reading import Data, read

REFERENCE = date(2024, 1, 1)
"""Last month that the model in service was trained on."""
BINS, LEAST = 10, 0.0001
MOVED = 0.25
"""A rule of thumb. It takes no account of how many shops there are."""


def shares(values: Sequence[float], edges: Sequence[float]) -> list[float]:
    """The share of the values in each bin.

    An empty bin counts as very small, since its logarithm is needed.
    """
    counts = [0] * (len(edges) + 1)
    for value in values:
        counts[bisect_right(edges, value)] += 1
    return [max(count / len(values), LEAST) for count in counts]


def population_stability_index(
    before: Sequence[float], now: Sequence[float]
) -> float:
    """The sum over bins of (now - before) * ln(now / before).

    The bins are tenths of `before`. The index is 0 if nothing has moved.
    """
    ordered = sorted(before)
    edges = sorted(
        {ordered[len(ordered) * tenth // BINS] for tenth in range(1, BINS)}
    )
    pairs = zip(shares(before, edges), shares(now, edges), strict=True)
    return sum((new - old) * math.log(new / old) for old, new in pairs)


def drift(data: Data, before: date, now: date) -> dict[str, float]:
    """The index of each feature between two days."""
    known = [
        [
            features(data.orders[shop.id], data.visits[shop.id], day)
            for shop in data.shops
        ]
        for day in (before, now)
    ]
    return {
        name: population_stability_index(
            *([one[name] for one in shops] for shops in known)
        )
        for name in FEATURES
    }


def main(today: date, folder: Path) -> int:
    """Print what was found, broken rules first."""
    data = read(folder)
    faults = broken(data, today)
    for fault in faults:
        print(f"broken   {fault}")
    for name, index in sorted(
        drift(data, REFERENCE, today).items(), key=lambda pair: -pair[1]
    ):
        print(f"{'review' if index > MOVED else 'steady':<8} {name} {index:.3f}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(
        main(
            date.fromisoformat(sys.argv[1]),
            Path(sys.argv[2] if len(sys.argv) > 2 else "data"),
        )
    )
