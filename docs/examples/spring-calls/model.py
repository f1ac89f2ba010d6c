"""A trained model as a readable file, and the list that it makes."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from features import FEATURES, features
from reading import Data

CALLS = 40
"""Calls that a sales person makes in March."""


@dataclass(frozen=True)
class Model:
    """Logistic regression: one weight for each feature, on its scale."""

    means: list[float]
    scales: list[float]
    weights: list[float]
    intercept: float

    def chance(self, known: Mapping[str, float]) -> float:
        """The chance of an order for battery tools within the month."""
        parts = zip(FEATURES, self.means, self.scales, self.weights, strict=True)
        score = self.intercept + sum(
            weight * (known[name] - mean) / scale
            for name, mean, scale, weight in parts
        )
        return 1 / (1 + math.exp(-score))

    def save(self, path: Path) -> None:
        """Write it as JSON: loading it can run no code."""
        path.write_text(
            json.dumps({"features": FEATURES, **asdict(self)}, indent=2) + "\n",
            encoding="utf-8",
        )


def load(path: Path) -> Model:
    """Read a model, and refuse one that was made for other features."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    if tuple(stored.pop("features")) != FEATURES:
        raise ValueError(f"{path} was made for other features than {FEATURES}")
    return Model(**stored)


def call_list(data: Data, model: Model, on: date) -> list[tuple[str, str, float]]:
    """For each sales person the 40 shops to call, best first."""
    ranked = sorted(
        (
            (
                shop,
                model.chance(
                    features(data.orders[shop.id], data.visits[shop.id], on)
                ),
            )
            for shop in data.shops
        ),
        key=lambda pair: (-pair[1], pair[0].id),
    )
    chosen: dict[str, list[tuple[str, str, float]]] = {}
    for shop, chance in ranked:
        own = chosen.setdefault(shop.sales_person, [])
        if len(own) < CALLS:
            own.append((shop.sales_person, shop.id, chance))
    return [entry for person in sorted(chosen) for entry in chosen[person]]
