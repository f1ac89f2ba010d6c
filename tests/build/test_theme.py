"""What the site sends of the theme's files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from macros.theme import UNUSED, without

CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")


def test_only_rules_for_unused_classes_leave_a_style_sheet(tmp_path: Path) -> None:
    """A rule goes when all its selectors ask for such a class; one that asks for its absence stays."""
    sheet = tmp_path / "main.css"
    sheet.write_text(
        ".md-nav{color:red}.md-post{color:red}.md-post a,p .md-post{color:blue}.md-posted{top:0}"
        "@media print{.md-consent{display:none}.md-nav{left:0}}:not(.md-feedback)>p{right:0}"
        "[dir=rtl] p{bottom:0}[dir=ltr] p{bottom:1px}"
        "[data-md-color-primary=indigo]{top:2px}[data-md-color-primary=custom]{top:3px}[data-md-color-primary]{top:4px}"
    )
    left = without(sheet, {"custom"}).decode()

    assert re.search(r"\.md-post\b", left) is None
    assert "consent" not in left
    assert "rtl" not in left
    assert re.findall(r"top:(\d)px", left) == ["3", "4"]
    assert all(kept in left for kept in (".md-nav{color:red}", ".md-posted{top:0}", "left:0", "right:0", "bottom:1px"))


def used_classes(site: Path) -> dict[str, str]:
    """Every class of the site's elements -> one page that has it."""
    used: dict[str, str] = {}
    for path in site.rglob("*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for tag in page.select("[class]"):
            used |= dict.fromkeys(tag["class"], path.relative_to(site).as_posix())
    return used


@pytest.mark.build
def test_no_page_uses_a_class_whose_rules_have_left(site: Path) -> None:
    """A page that comes to use such a part of the theme needs the part back, see macros/theme.py."""
    theirs, ours = (
        {name for path in site.glob(sheets) for name in CLASS.findall(path.read_text(encoding="utf-8"))}
        for sheets in ("assets/stylesheets/*.min.css", "assets/css/theme-*.css")
    )
    gone = theirs - ours
    used = used_classes(site)

    assert {name: used[name] for name in gone if name in used} == {}
    assert {name: page for name, page in used.items() if UNUSED.fullmatch(name)} == {}


@pytest.mark.build
def test_every_page_loads_the_reduced_sheets(site: Path) -> None:
    """And none the theme's whole ones."""
    ours = [path.name for path in (site / "assets/css").glob("theme-*.css")]
    assert len(ours) == 2
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert all(name in text for name in ours)
        assert "assets/stylesheets/" not in text


@pytest.mark.build
def test_the_colours_that_pages_name_are_there(site: Path) -> None:
    """The palette keeps the rules of both schemes and of the site's own colour."""
    (palette,) = (site / "assets/css").glob("theme-palette-*.css")
    rules = palette.read_text(encoding="utf-8")
    assert "data-md-color-scheme=slate" in rules
    assert "data-md-color-primary=indigo" not in rules
