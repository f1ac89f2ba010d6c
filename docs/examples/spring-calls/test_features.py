"""Features say what they should, and nothing that is known later."""

import random
from datetime import date, timedelta

from features import FEATURES, Order, Visit, features

DAY = date(2024, 3, 1)
ORDERS = [
    Order(date(2023, 4, 3), battery=True),
    Order(date(2024, 2, 20), battery=False),
]
VISITS = [Visit(date(2024, 1, 10), batteries=True)]


def test_values_of_a_known_shop() -> None:
    assert features(ORDERS, VISITS, DAY) == {
        "days_since_order": 10.0,
        "orders": 2.0,
        "battery_orders": 1.0,
        "spring_share": 0.5,
        "visits": 1.0,
        "batteries_discussed": 1.0,
    }


def test_new_shop_has_values_too() -> None:
    new = features([], [], DAY)
    assert new["orders"] == 0
    assert new["days_since_order"] == 365


def test_nothing_from_the_day_itself_or_later_is_used() -> None:
    later = [
        Order(DAY, battery=True),
        Order(DAY + timedelta(days=3), battery=True),
    ]
    seen = [Visit(DAY, batteries=True)]
    assert features(ORDERS + later, VISITS + seen, DAY) == features(
        ORDERS, VISITS, DAY
    )


def test_order_of_the_rows_does_not_matter() -> None:
    orders = [
        Order(DAY - timedelta(days=day), battery=day % 3 == 0)
        for day in range(1, 60)
    ]
    shuffled = random.Random(1).sample(orders, len(orders))
    assert features(shuffled, VISITS, DAY) == features(orders, VISITS, DAY)


def test_every_feature_is_there_and_in_range() -> None:
    known = features(ORDERS, VISITS, DAY)
    assert tuple(known) == FEATURES
    assert 0 <= known["days_since_order"] <= 365
    assert 0 <= known["spring_share"] <= 1
