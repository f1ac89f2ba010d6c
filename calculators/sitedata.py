"""The site's data for the command line. The browser and the build bring their own copy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from calculators.calculator import DATA_FILES, select_data
from calculators.source import parse

__all__ = ["folder", "load"]


def folder() -> Path:
    """Where the data files are: beside the package in a checkout, inside it where it is installed."""
    here = Path(__file__).parent
    installed = here / "data"
    return installed if installed.is_dir() else here.parent / "docs" / "data"


def load() -> dict[str, Any]:
    """What the calculators read of every file, by its stem."""
    return select_data(
        {
            stem: parse((path := folder() / f"{stem}.yml").read_text(encoding="utf-8"), str(path)).value
            for stem in DATA_FILES
        }
    )
