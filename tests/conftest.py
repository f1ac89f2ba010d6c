from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from calculators.sitedata import load

PROJECT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--site", help="a finished site for the browser tests, instead of building one", default=None)


@pytest.fixture(scope="session")
def project() -> Path:
    return PROJECT


@pytest.fixture(scope="session")
def site_data() -> dict[str, Any]:
    """What the calculators read of docs/data."""
    return load()
