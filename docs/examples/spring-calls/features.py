"""What the model knows of a shop on a day.

Training and serving both import this, so the two cannot differ.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

FEATURES = (
    "days_since_order",
    "orders",
    "battery_orders",
    "spring_share",
    "visits",
    "batteries_discussed",
)
YEAR, EIGHT_WEEKS = timedelta(days=365), timedelta(weeks=8)


class Order(NamedTuple):
    """An order of one shop."""

    day: date
    battery: bool


class Visit(NamedTuple):
    """A visit to one shop. A coffee counts, a telephone call does not."""

    day: date
    batteries: bool


def features(
    orders: Sequence[Order], visits: Sequence[Visit], on: date
) -> dict[str, float]:
    """Features of one shop, from what is known on the morning of `on`."""
    past = [order for order in orders if on - YEAR <= order.day < on]
    recent = [visit for visit in visits if on - EIGHT_WEEKS <= visit.day < on]
    last = max((order.day for order in past), default=on - YEAR)
    return {
        "days_since_order": float((on - last).days),
        "orders": float(len(past)),
        "battery_orders": float(sum(order.battery for order in past)),
        "spring_share": sum(order.day.month in (3, 4, 5) for order in past)
        / len(past)
        if past
        else 0.0,
        "visits": float(len(recent)),
        "batteries_discussed": float(any(visit.batteries for visit in recent)),
    }
