"""What the pages for contributors list is what there is."""

from __future__ import annotations

import re
from pathlib import Path

from macros.data import areas

PROJECT = Path(__file__).resolve().parents[2]
PAGES = PROJECT / "docs" / "contributing"


def first_cells(page: str, heading: str) -> list[str]:
    """The first cells of the table under a heading, row by row."""
    text = (PAGES / page).read_text(encoding="utf-8")
    part = re.search(rf"^#+ {heading}\n(.*?)(?=^#+ |\Z)", text, re.DOTALL | re.MULTILINE)
    assert part is not None, f"{page} has no heading {heading!r}"
    return re.findall(r"^\| (`.*?) \|", part[1], re.MULTILINE)


def test_every_data_file_is_listed_once_with_its_model() -> None:
    """Whoever adds a file says there what it holds."""
    text = (PAGES / "data.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)` \| .+ \| `(\w+)` \|$", text, re.MULTILINE)

    assert listed == sorted((name, area.__name__.rpartition(".")[2]) for area in areas() for name in area.FILES)


def test_every_module_of_the_build_is_listed_once() -> None:
    """Whoever adds a module says there what it does."""
    listed = [name for cell in first_cells("architecture.md", "The modules") for name in re.findall(r"`(\w+)`", cell)]

    assert sorted(listed) == sorted(path.stem for path in PROJECT.glob("macros/*.py") if path.stem != "__init__")
