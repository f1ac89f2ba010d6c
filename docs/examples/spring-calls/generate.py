"""Invent a wholesaler's data: shops, orders, visits and call sheets, the same for the same seeds.

    python generate.py [FOLDER]

Nothing in it comes from a real company. South and north have seeds of their own.
"""

import csv
import math
import random
import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

SEEDS = {"south": 75, "north": 121}
SHOPS = {"south": 1600, "north": 1400}
SALES_PEOPLE = {"south": ("S1", "S2", "S3"), "north": ("N1", "N2", "N3")}
MONTHS = [date(2023, month, 1) for month in range(1, 13)] + [date(2024, month, 1) for month in (1, 2, 3)]
CALLS = 40
HEAD_OFFICE = "H0001"
EIGHT_WEEKS = timedelta(weeks=8)


def chance(score: float) -> float:
    """A score between minus and plus infinity as a probability."""
    return 1 / (1 + math.exp(-score))


def count(chance: random.Random, mean: float) -> int:
    """A number of events with this mean (Poisson, by Knuth's method)."""
    limit, product, events = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        events += 1
    return events


def some_day(draw: random.Random, month: date) -> date:
    return month + timedelta(days=draw.randrange(28))


def region(name: str, seed: int) -> Iterator[tuple[str, list[object]]]:
    """Each row of a region, with the file it belongs to."""
    draw = random.Random(f"{name}-{seed}")
    known = []
    for number in range(SHOPS[name]):
        shop = f"{name[0].upper()}{number:04}"
        size, taste, by_telephone = draw.lognormvariate(0, 0.5), draw.gauss(0, 1), draw.random() < 0.1
        sales_person = SALES_PEOPLE[name][number % 3]
        known.append((shop, sales_person, size * math.exp(0.25 * taste)))
        yield "shops", [shop, name, sales_person]
        talks: list[date] = []
        for month in MONTHS:
            spring = 1.5 if month.month in (3, 4, 5) else 1.0
            winter = by_telephone and month.month in (12, 1, 2)
            days = [(some_day(draw, month), "tools") for _ in range(count(draw, 0.7 * size * spring))]
            talked = any(month - EIGHT_WEEKS <= day < month for day in talks)
            # in the north nothing that is on record tells who will buy
            score = -2.7 + 0.45 * taste + 1.2 * talked if name == "south" else -2.3
            if draw.random() < chance(score):
                days.append((some_day(draw, month), "battery"))
            for day, group in days:
                yield "orders", [HEAD_OFFICE if winter else shop, day, group, shop if winter else ""]
            if name == "south" and draw.random() < chance(-2.2 + 0.4 * taste):
                day, about = some_day(draw, month), draw.random() < chance(0.8 * taste)
                talks += [day] if about else []
                yield "visits", [shop, day, "yes" if about else "no"]
    for year in (2023, 2024):
        for sales_person in SALES_PEOPLE[name]:
            own = [(draw.lognormvariate(0, 0.4) * liked, shop) for shop, who, liked in known if who == sales_person]
            for _, shop in sorted(own, reverse=True)[:CALLS]:
                yield "calls", [shop, year]


HEADS = {
    "shops": ["shop_id", "region", "sales_person"],
    "orders": ["shop_id", "order_date", "article_group", "ordered_for"],
    "visits": ["shop_id", "visit_date", "batteries_discussed"],
    "calls": ["shop_id", "spring"],
}


def generate(folder: Path, seeds: dict[str, int]) -> None:
    """Write the four files."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[Iterable[object]]] = {name: [head] for name, head in HEADS.items()}
    for name, seed in seeds.items():
        for file, row in region(name, seed):
            rows[file].append(row)
    for file, lines in rows.items():
        with (folder / f"{file}.csv").open("w", newline="", encoding="utf-8") as target:
            csv.writer(target, lineterminator="\n").writerows(lines)


if __name__ == "__main__":
    generate(Path(sys.argv[1] if len(sys.argv) > 1 else "data"), SEEDS)
