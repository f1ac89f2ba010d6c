"""The files, read once and kept by shop."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from features import Order, Visit


class Shop(NamedTuple):
    """A customer."""

    id: str
    region: str
    sales_person: str


class Data(NamedTuple):
    """All that the project reads."""

    shops: list[Shop]
    orders: dict[str, list[Order]]
    visits: dict[str, list[Visit]]
    calls: dict[int, set[str]]


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The lines of a file, by column."""
    with path.open(newline="", encoding="utf-8") as source:
        yield from csv.DictReader(source)


def read(folder: Path) -> Data:
    """Read shops, orders, visits and call sheets."""
    shops = [
        Shop(row["shop_id"], row["region"], row["sales_person"])
        for row in rows(folder / "shops.csv")
    ]
    orders: dict[str, list[Order]] = defaultdict(list)
    for row in rows(folder / "orders.csv"):
        # rule 1: a telephone order in winter is booked under the head office
        shop = row["ordered_for"] or row["shop_id"]
        orders[shop].append(
            Order(
                date.fromisoformat(row["order_date"]),
                row["article_group"] == "battery",
            )
        )
    visits: dict[str, list[Visit]] = defaultdict(list)
    for row in rows(folder / "visits.csv"):
        visit = Visit(
            date.fromisoformat(row["visit_date"]),
            row["batteries_discussed"] == "yes",
        )
        visits[row["shop_id"]].append(visit)
    calls: dict[int, set[str]] = defaultdict(set)
    for row in rows(folder / "calls.csv"):
        calls[int(row["spring"])].add(row["shop_id"])
    return Data(shops, orders, visits, calls)
