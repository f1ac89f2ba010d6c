"""Train on the past, compare with habit on a March not seen before.

    python train.py [FOLDER]

Writes model.json and adds a line to experiments.jsonl.
"""

import hashlib
import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from features import FEATURES, features
from model import Model, call_list
from reading import Data, read

TRAIN = [date(2023, month, 1) for month in range(7, 13)] + [date(2024, 1, 1)]
TEST = date(2024, 3, 1)


def buyers(data: Data, month: date) -> set[str]:
    """Shops with an order for battery tools in this month."""
    end = (month + timedelta(days=31)).replace(day=1)
    return {
        shop.id
        for shop in data.shops
        if any(
            order.battery and month <= order.day < end
            for order in data.orders[shop.id]
        )
    }


def fit(data: Data, months: list[date]) -> Model:
    """Logistic regression over every shop in every month."""
    inputs, outcomes = [], []
    for month in months:
        bought = buyers(data, month)
        for shop in data.shops:
            known = features(data.orders[shop.id], data.visits[shop.id], month)
            inputs.append([known[name] for name in FEATURES])
            outcomes.append(shop.id in bought)
    scaler = StandardScaler().fit(inputs)
    regression = LogisticRegression(tol=1e-8, max_iter=1000).fit(
        scaler.transform(inputs), outcomes
    )
    return Model(
        means=scaler.mean_.tolist(),
        scales=scaler.scale_.tolist(),
        weights=regression.coef_[0].tolist(),
        intercept=float(regression.intercept_[0]),
    )


def compare(data: Data, model: Model, month: date) -> dict[str, dict[str, int]]:
    """Buyers among the shops of the list and among those called by habit."""
    bought = buyers(data, month)
    by_list = {shop for _, shop, _ in call_list(data, model, month)}
    regions = {shop.id: shop.region for shop in data.shops}
    found = {
        "list": by_list & bought,
        "habit": data.calls[month.year] & bought,
    }
    groups = ("all", "south", "north")
    return {
        way: {
            group: sum(group in ("all", regions[shop]) for shop in shops)
            for group in groups
        }
        for way, shops in found.items()
    }


def commit() -> str:
    """The version of the code in use, or that there is none."""
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "not in Git"


def main(folder: Path) -> None:
    """Train, compare, and write down what was done."""
    data = read(folder)
    model = fit(data, TRAIN)
    figures = compare(data, model, TEST)
    model.save(Path("model.json"))
    entry = {
        "question": "Does the list find more buyers than habit?",
        "commit": commit(),
        "data": hashlib.sha256(
            b"".join(path.read_bytes() for path in sorted(folder.glob("*.csv")))
        ).hexdigest(),
        "train": [TRAIN[0].isoformat(), TRAIN[-1].isoformat()],
        "test": TEST.isoformat(),
        "buyers in 240 calls": figures,
        "lesson": "",
    }
    with Path("experiments.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(entry) + "\n")
    for way, found in figures.items():
        where = f"{found['south']} south, {found['north']} north"
        print(f"{way:>5}: {found['all']} of 240 ({where})")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "data"))
