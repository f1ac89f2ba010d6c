"""Reading paths and reading times."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from macros.areas.paths import ReadingPaths, onward
from macros.reading import WORDS_A_MINUTE, minutes
from tests.build.conftest import MiniSite

PROJECT = Path(__file__).resolve().parents[2]
PATHS = ReadingPaths.model_validate(yaml.safe_load((PROJECT / "docs/data/paths.yml").read_text(encoding="utf-8")))
READERS = {"sponsor", "project-manager", "data-scientist", "engineer", "architect"}
LOOKED_UP = {"changes", "checklists", "evidence", "glossary", "references", "paths", "topics", "index"}
"""Pages of the guide to look things up in, not to read through; the first two repeat what all chapters say."""


def test_each_reader_has_a_path() -> None:
    """The five readers whom the guide names."""
    assert {path.id for path in PATHS.paths} == READERS


def test_every_page_of_a_path_exists_and_stands_once() -> None:
    """A path names files below docs, none twice."""
    for path in PATHS.paths:
        pages = [*path.pages, path.tool.page]
        assert [page for page in pages if not (PROJECT / "docs" / f"{page}.md").is_file()] == []
        assert len(set(pages)) == len(pages)


def test_following_the_next_step_visits_a_whole_path() -> None:
    """From the first chapter, "next" leads through all others, in order, to the tool."""
    for path in PATHS.paths:
        page, seen = path.pages[0], [path.pages[0]]
        while not (way := next(way for way in onward(PATHS, page) if way.path.id == path.id)).is_tool:
            page = way.next
            seen.append(page)
        assert seen == path.pages
        assert way.next == path.tool.page


@given(st.integers(1, 20), st.integers(0, 20))
def test_prose_counts_whole_and_tables_half(prose: int, table: int) -> None:
    """Words a minute, with what is scanned at half; drawings and scripts count nothing."""
    page = (
        f"<p>{'word ' * WORDS_A_MINUTE * prose}</p><table><td>{'cell ' * WORDS_A_MINUTE * 2 * table}</td></table>"
        f"<svg><text>{'drawn ' * 5000}</text></svg><script>{'code ' * 5000}</script>"
    )

    assert minutes(page) == prose + table


@pytest.mark.build
def test_a_path_to_a_page_that_is_not_there_stops_the_build(mini_site: MiniSite) -> None:
    """The message names the page of the site and the missing file."""
    mini_site.write("guide/paths.md", '# Paths\n\n{{ reading_path("sponsor") }}\n')
    built = mini_site.build()

    assert built.code != 0
    assert "guide/paths.md speaks of docs/guide/takeaways.md, which is not there" in built.log


@pytest.mark.build
def test_a_chapter_takes_from_five_to_fifteen_minutes(site: Path) -> None:
    """One sitting; pages to look things up in may be longer."""
    found = {}
    for page in (site / "guide").glob("*/index.html"):
        if page.parent.name not in LOOKED_UP:
            shown = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select_one(".chapter-minutes")
            assert shown, page.parent.name
            found[page.parent.name] = int(shown.get_text().split()[0])

    assert {name: count for name, count in found.items() if not 5 <= count <= 15} == {}


@pytest.mark.build
def test_the_total_of_a_path_is_the_sum_of_its_chapters(site: Path) -> None:
    """What the page of paths says agrees with what the chapters say; no path is longer than 75 minutes."""
    page = BeautifulSoup((site / "guide/paths/index.html").read_text(encoding="utf-8"), "html.parser")
    shown = page.select(".reading-path")
    assert len(shown) == len(READERS)
    for path in shown:
        steps = [int(each.get_text().split()[0]) for each in path.select("li .reading-path__minutes")]
        total = path.select_one(".reading-path__length b")
        assert total
        assert int(total.get_text().split()[0]) == sum(steps) <= 75
