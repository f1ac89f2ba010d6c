"""The typefaces hold what pages say, in the weights that style sheets name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont

from macros.fonts import CHARACTERS, WEIGHTS, fonts

FALLBACK = {
    **dict.fromkeys("★☆✓↻→←", "signs that readers' own fonts draw as well"),
    **dict.fromkeys("─│└├", "lines of folder trees, in code"),
    **dict.fromkeys("☐☒", "boxes to tick of the filled-in forms, in code"),
    "ł": "letter of a name; one of the few outside western Europe",
    "\u202f": "thin space within numbers, which browsers make of the space",
}
"""What may come from readers' own fonts, with the reason."""

BUDGET = 50_000
"""Bytes of both faces; they stand before the first paint of every page."""


def characters(site: Path) -> dict[str, str]:
    """Every character that pages show -> one page that does."""
    found: dict[str, str] = {}
    for path in site.rglob("*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for tag in page(["script", "style"]):
            tag.decompose()
        shown = page.get_text() + "".join(str(tag.get("value", "")) for tag in page.select("input, data"))
        found |= dict.fromkeys(shown, path.relative_to(site).as_posix())
    return found


@pytest.mark.build
def test_the_faces_have_every_character_of_the_site(site: Path) -> None:
    """No word changes its face in the middle, but for a few signs that are listed."""
    shown = {sign: page for sign, page in characters(site).items() if sign.isprintable() or sign == "\u202f"}

    assert {sign: page for sign, page in shown.items() if sign not in CHARACTERS and sign not in FALLBACK} == {}


@pytest.mark.parametrize("family", fonts())
def test_a_face_is_reduced_to_its_characters_and_weights(family: str) -> None:
    """It has the characters of the list, varies between the two weights, and is proportioned as the whole one."""
    face = TTFont(fonts()[family])
    axis = face["fvar"].axes[0]

    assert {sign for sign in CHARACTERS if ord(sign) not in face.getBestCmap()} == set()
    assert (axis.axisTag, axis.minValue, axis.maxValue) == ("wght", *WEIGHTS)
    whole = TTFont(f"node_modules/@fontsource-variable/{family}/files/{family}-latin-wght-normal.woff2")
    for name in ("ascent", "descent", "lineGap"):
        assert getattr(face["hhea"], name) == getattr(whole["hhea"], name)


def test_the_faces_are_light() -> None:
    """Together they weigh less than the budget."""
    assert sum(path.stat().st_size for path in fonts().values()) <= BUDGET


def test_style_sheets_name_no_weight_that_the_faces_lack(project: Path) -> None:
    """Lighter or bolder text would look like the nearest weight, or be smeared."""
    sheets = "\n".join(path.read_text(encoding="utf-8") for path in (project / "docs/assets/css").glob("*.css"))
    faces = (project / "docs/assets/css/fonts.css").read_text(encoding="utf-8")
    weights = {int(weight) for weight in re.findall(r"font(?:-weight)?:\s*(\d{3})\b", sheets)}

    assert faces.count(f"font-weight: {WEIGHTS[0]} {WEIGHTS[1]};") == len(fonts())
    assert {weight for weight in weights if not WEIGHTS[0] <= weight <= WEIGHTS[1]} == set()
