"""The fictitious example is one story: its figures agree, its episodes lead on, and every chapter tells its own."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup

from macros.areas import example as area
from macros.pages import renderer

PROJECT = Path(__file__).resolve().parents[2]
GUIDE = PROJECT / "docs" / "guide"
FIGURES = re.compile(r'\bexample\("([^"]+)"\)')


def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((PROJECT / "docs" / "data" / "example.yml").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def story() -> area.Example:
    return area.Example.model_validate(document())


def declared(story: area.Example, page: str) -> Mapping[str, Callable[..., str]]:
    """The macros as `page` sees them."""
    macros: dict[str, Callable[..., str]] = {}

    def declare(macro: Callable[..., str]) -> None:
        macros[macro.__name__] = macro

    area.register(
        SimpleNamespace(
            variables={"data": SimpleNamespace(example=story), "render": renderer()},
            macro=declare,
            page=SimpleNamespace(url=f"guide/{page}/"),
        )
    )
    return macros


def half_width(*counts: tuple[int, int], scale: int) -> float:
    """Half of a 90 % interval for sums and differences of shares, on `scale` cases; (successes, cases) each."""
    variance = sum(hits / cases * (1 - hits / cases) / cases for hits, cases in counts)
    return 1.645 * math.sqrt(variance) * scale


def test_figures_agree(story: area.Example) -> None:
    """Parts add up to their totals."""
    assert list(area.check(SimpleNamespace(example=story))) == []


def test_figure_that_disagrees_is_found() -> None:
    """A change of one figure alone stops the build, and names the sum."""
    changed = document()
    for figure in changed["figures"]:
        figure["value"] += figure["id"] == "model-south"

    (wrong,) = area.check(SimpleNamespace(example=area.Example.model_validate(changed)))

    assert wrong.message == "is 41, but model-south + model-north is 42"


def test_chapter_tells_one_episode() -> None:
    """Two episodes in one chapter would share an address."""
    changed = document()
    changed["episodes"][1]["page"] = changed["episodes"][0]["page"]

    (wrong,) = area.check(SimpleNamespace(example=area.Example.model_validate(changed)))

    assert "has an episode already" in wrong.message


@pytest.mark.parametrize(
    ("name", "counts", "scale"),
    [
        ("test-gain", ((41, 240), (24, 240)), 240),
        ("trial-gain", ((11, 60), (6, 60)), 60),
        ("second", ((26, 216),), 216),
    ],
)
def test_intervals_follow_from_the_counts(
    story: area.Example, name: str, counts: tuple[tuple[int, int], ...], scale: int
) -> None:
    """The doubts of the story are computed, not felt."""
    width = half_width(*counts, scale=scale)
    middle = story.figure("second-orders" if name == "second" else name)

    assert story.figure(f"{name}-low") == pytest.approx(middle - width, abs=0.6)
    assert story.figure(f"{name}-high") == pytest.approx(middle + width, abs=0.6)


def test_money_follows_from_orders_and_days(story: area.Example) -> None:
    """Costs are days at the rate, and the value is the gain at the margin."""
    for stage in ("decision", "service"):
        assert story.figure(f"cost-{stage}") == story.figure(f"days-{stage}") * story.figure("day-rate")
    for value, gain in (("value", "test-gain"), ("value-low", "test-gain-low"), ("value-high", "test-gain-high")):
        assert story.figure(value) == story.figure(gain) * story.figure("margin")


def test_quality_falls_below_the_limit_in_two_weeks_running(story: area.Example) -> None:
    """The alert of the story is raised by its own rule, after the third week."""
    below = [period.rate < story.figure("quality-limit") for period in story.quality]

    assert below == [False, True, True, True]


def test_every_episode_is_in_its_chapter_and_no_other(story: area.Example) -> None:
    """A chapter with an episode shows the line before it and an example box; a page without has no such line."""
    pages = {page.stem: page.read_text(encoding="utf-8") for page in GUIDE.glob("*.md")}

    assert {name for name, text in pages.items() if "{{ episode() }}" in text} == {one.page for one in story.episodes}
    for one in story.episodes:
        after = pages[one.page].split("{{ episode() }}")[1]
        assert after.lstrip().startswith('!!! example "Example (fictitious)"'), one.page


def test_figures_named_by_pages_exist_and_each_is_used(story: area.Example) -> None:
    """No figure is kept that no page gives."""
    text = "".join(page.read_text(encoding="utf-8") for page in GUIDE.glob("*.md"))
    named = set(FIGURES.findall(text))

    assert named - {figure.id for figure in story.figures} == set()
    assert {figure.id for figure in story.figures} - named <= {name for sum_ in area.SUMS for name in sum_.parts} | {
        "trial-gain-low"
    }


def test_episode_links_to_its_neighbours(story: area.Example) -> None:
    """The first has none before it, the last none after it, and the whole story is always near."""
    for number, one in enumerate(story.episodes):
        soup = BeautifulSoup(declared(story, one.page)["episode"](), "html.parser")
        neighbours = [
            story.episodes[place].page for place in (number - 1, number + 1) if 0 <= place < len(story.episodes)
        ]
        assert [link["href"] for link in soup.select("a")] == [
            *(f"../../guide/{page}/#the-example" for page in neighbours),
            "../../guide/example/",
        ]
        assert one.so_far in soup.get_text()


def test_unknown_names_say_what_is_allowed(story: area.Example) -> None:
    """A slip in a page is easy to mend."""
    macros = declared(story, "glossary")
    with pytest.raises(ValueError, match="no episode for 'glossary'; allowed: context"):
        macros["episode"]()
    with pytest.raises(ValueError, match="no figure 'shop'; allowed: shops"):
        macros["example"]("shop")


def test_thousands_are_kept_apart(story: area.Example) -> None:
    assert declared(story, "context")["example"]("shops") == "3,000"
