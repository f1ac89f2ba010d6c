"""The rules notice what they are for, and let sound data pass."""

from datetime import date

import pytest

from checks import broken
from features import Order
from generate import SEEDS, generate
from reading import Data, Shop, read

TODAY = date(2024, 3, 31)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """The invented data, read once."""
    folder = tmp_path_factory.mktemp("data")
    generate(folder, SEEDS)
    return read(folder)


@pytest.fixture
def small() -> Data:
    """Two shops with an order of today."""
    shops = [Shop("S0001", "south", "S1"), Shop("N0001", "north", "N1")]
    return Data(shops, {"S0001": [Order(TODAY, battery=True)]}, {}, {})


def test_sound_data_pass(whole: Data) -> None:
    assert broken(whole, TODAY) == []


def test_winter_orders_stand_under_the_shop_that_ordered(
    whole: Data,
) -> None:
    assert not any(shop.startswith("H") for shop in whole.orders)


def test_north_has_no_visits(whole: Data) -> None:
    assert {shop[0] for shop in whole.visits} == {"S"}


def test_shop_without_sales_person_is_named(small: Data) -> None:
    small.shops.append(Shop("S0002", "south", ""))
    assert "such as S0002" in broken(small, TODAY)[0]


def test_shop_that_stands_twice_is_noticed(small: Data) -> None:
    small.shops.append(small.shops[0])
    assert "1 shops stand twice" in broken(small, TODAY)[0]


def test_orders_without_a_shop_are_noticed(small: Data) -> None:
    small.orders["H0002"] = [Order(TODAY, battery=False)]
    assert "50.0% of the orders" in broken(small, TODAY)[0]


def test_date_in_the_future_is_noticed(small: Data) -> None:
    assert any(
        "lie after 2024-03-30" in said for said in broken(small, date(2024, 3, 30))
    )


def test_old_delivery_is_noticed(small: Data) -> None:
    assert any(
        "newest order is of 2024-03-31" in said
        for said in broken(small, date(2024, 4, 5))
    )
