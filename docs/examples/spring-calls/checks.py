"""Rules that the data must obey.

Tests run them on a sample, the nightly job on each delivery.
"""

from collections.abc import Callable
from datetime import date, timedelta

from reading import Data

Rule = Callable[[Data, date], str]
"""Says what is wrong, in a sentence; nothing if all is well."""


def every_shop_has_a_sales_person(data: Data, today: date) -> str:
    """Else nobody would call it."""
    wrong = [shop.id for shop in data.shops if not shop.sales_person]
    return (
        f"{len(wrong)} shops have no sales person, such as {wrong[0]}"
        if wrong
        else ""
    )


def no_shop_stands_twice(data: Data, today: date) -> str:
    """Else it would be called twice."""
    twice = len(data.shops) - len({shop.id for shop in data.shops})
    return f"{twice} shops stand twice" if twice else ""


def orders_belong_to_shops(data: Data, today: date) -> str:
    """At most one order in a hundred may be without a shop."""
    known = {shop.id for shop in data.shops}
    lost = sum(
        len(orders) for shop, orders in data.orders.items() if shop not in known
    )
    share = lost / max(1, sum(map(len, data.orders.values())))
    return (
        f"{share:.1%} of the orders belong to no shop, more than 1 %"
        if share > 0.01
        else ""
    )


def nothing_lies_in_the_future(data: Data, today: date) -> str:
    """A date after today is a typing error or a clock that is wrong."""
    late = sum(
        order.day > today for orders in data.orders.values() for order in orders
    )
    late += sum(
        visit.day > today for visits in data.visits.values() for visit in visits
    )
    return f"{late} dates lie after {today}" if late else ""


def orders_are_fresh(data: Data, today: date) -> str:
    """The newest order is of the last four days: a weekend and a holiday."""
    newest = max(
        (order.day for orders in data.orders.values() for order in orders),
        default=date.min,
    )
    return (
        f"the newest order is of {newest}"
        if today - newest > timedelta(days=4)
        else ""
    )


RULES: tuple[Rule, ...] = (
    every_shop_has_a_sales_person,
    no_shop_stands_twice,
    orders_belong_to_shops,
    nothing_lies_in_the_future,
    orders_are_fresh,
)


def broken(data: Data, today: date) -> list[str]:
    """Every rule that the data break, with what is wrong."""
    found = ((rule, rule(data, today)) for rule in RULES)
    return [
        f"{rule.__name__.replace('_', ' ')}: {said}" for rule, said in found if said
    ]
