"""Invent a wholesaler's data: shops, orders, visits and call sheets.

    python generate.py [FOLDER]

Nothing in it comes from a real company. The same seeds give the same data.
"""

import csv
import math
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

SEEDS = {"south": 75, "north": 121}
SHOPS = {"south": 1600, "north": 1400}
SALES_PEOPLE = {"south": ("S1", "S2", "S3"), "north": ("N1", "N2", "N3")}
MONTHS = [date(2023, month, 1) for month in range(1, 13)] + [
    date(2024, month, 1) for month in (1, 2, 3)
]
CALLS = 40
HEAD_OFFICE = "H0001"
EIGHT_WEEKS = timedelta(weeks=8)

Row = tuple[str, list[object]]
"""A line of a file, with the name of the file."""


def chance(score: float) -> float:
    """A score between minus and plus infinity as a probability."""
    return 1 / (1 + math.exp(-score))


def count(draw: random.Random, mean: float) -> int:
    """A number of events with this mean (Poisson, by Knuth's method)."""
    limit, product, events = math.exp(-mean), draw.random(), 0
    while product > limit:
        product *= draw.random()
        events += 1
    return events


def some_day(draw: random.Random, month: date) -> date:
    return month + timedelta(days=draw.randrange(28))


def history(
    draw: random.Random, shop: str, size: float, taste: float, telephones: bool
) -> Iterator[Row]:
    """The orders of a shop, and the visits to it, month by month."""
    south = shop.startswith("S")
    talks: list[date] = []
    for month in MONTHS:
        mean = 0.7 * size * (1.5 if month.month in (3, 4, 5) else 1)
        days = [(some_day(draw, month), "tools") for _ in range(count(draw, mean))]
        talked = any(month - EIGHT_WEEKS <= day < month for day in talks)
        # in the north nothing that is on record tells who will buy
        score = -2.7 + 0.45 * taste + 1.2 * talked if south else -2.3
        if draw.random() < chance(score):
            days.append((some_day(draw, month), "battery"))
        by_head_office = telephones and month.month in (12, 1, 2)
        booked, noted = (HEAD_OFFICE, shop) if by_head_office else (shop, "")
        for day, group in days:
            yield "orders", [booked, day, group, noted]
        if south and draw.random() < chance(-2.2 + 0.4 * taste):
            day = some_day(draw, month)
            about = draw.random() < chance(0.8 * taste)
            talks += [day] if about else []
            yield "visits", [shop, day, "yes" if about else "no"]


def region(name: str, seed: int) -> Iterator[Row]:
    """Each row of a region, with the file it belongs to."""
    draw = random.Random(f"{name}-{seed}")
    known: dict[str, list[tuple[str, float]]] = {}
    for number in range(SHOPS[name]):
        shop = f"{name[0].upper()}{number:04}"
        size, taste = draw.lognormvariate(0, 0.5), draw.gauss(0, 1)
        telephones = draw.random() < 0.1
        person = SALES_PEOPLE[name][number % 3]
        known.setdefault(person, []).append((shop, size * math.exp(taste / 4)))
        yield "shops", [shop, name, person]
        yield from history(draw, shop, size, taste, telephones)
    for year in (2023, 2024):
        for own in known.values():
            liked = [
                (draw.lognormvariate(0, 0.4) * like, shop) for shop, like in own
            ]
            for _, shop in sorted(liked, reverse=True)[:CALLS]:
                yield "calls", [shop, year]


HEADS: dict[str, list[object]] = {
    "shops": ["shop_id", "region", "sales_person"],
    "orders": ["shop_id", "order_date", "article_group", "ordered_for"],
    "visits": ["shop_id", "visit_date", "batteries_discussed"],
    "calls": ["shop_id", "spring"],
}


def generate(folder: Path, seeds: dict[str, int]) -> None:
    """Write the four files."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = {name: [head] for name, head in HEADS.items()}
    for name, seed in seeds.items():
        for file, row in region(name, seed):
            rows[file].append(row)
    for file, lines in rows.items():
        with (folder / f"{file}.csv").open(
            "w", newline="", encoding="utf-8"
        ) as target:
            csv.writer(target, lineterminator="\n").writerows(lines)


if __name__ == "__main__":
    generate(Path(sys.argv[1] if len(sys.argv) > 1 else "data"), SEEDS)
