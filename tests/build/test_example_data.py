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
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from calculators.fields import to_dict
from calculators.roi.evaluate import evaluate
from calculators.roi.model import default, read
from macros.areas import example as area

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
    templates = Environment(
        loader=FileSystemLoader(PROJECT / "macros" / "templates"), autoescape=True, undefined=StrictUndefined
    )
    macros: dict[str, Callable[..., str]] = {}

    def render(template: str, **context: object) -> str:
        return templates.get_template(template).render(**context)

    def declare(macro: Callable[..., str]) -> None:
        macros[macro.__name__] = macro

    area.register(
        SimpleNamespace(
            variables={"data": SimpleNamespace(example=story), "render": render},
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
        ("trial-gain", ((28, 80), (14, 80), (8, 80), (6, 80)), 80),
        ("year-added", ((266, 1024), (43, 256)), 1024),
    ],
)
def test_intervals_follow_from_the_counts(
    story: area.Example, name: str, counts: tuple[tuple[int, int], ...], scale: int
) -> None:
    """The doubts of the story are computed, not felt."""
    width = half_width(*counts, scale=scale)

    assert story.figure(f"{name}-low") == pytest.approx(story.figure(name) - width, abs=0.6)
    assert story.figure(f"{name}-high") == pytest.approx(story.figure(name) + width, abs=0.6)


def test_orders_added_in_a_year_follow_from_those_held_back(story: area.Example) -> None:
    """Called, less what shops held back did without a call."""
    rate = story.figure("year-called-orders") / story.figure("year-called")
    without = story.figure("year-held-orders") / story.figure("year-held")

    assert story.figure("year-added") == round((rate - without) * story.figure("year-called"))
    assert story.figure("year-margin") == story.figure("year-extra") * story.figure("margin")


def test_business_case_is_that_of_the_calculator(story: area.Example) -> None:
    """The story's money is what the calculator opens with."""
    case = to_dict(default({}))

    assert story.figure("investment") == case["investment"]
    assert [story.figure(name) for name in ("extra-margin", "savings")] == [one["amount"] for one in case["benefits"]]
    assert story.figure("running-cost") == sum(one["amount"] for one in case["costs"])
    assert story.figure("year-plan") == case["adoption"][0] * story.figure("extra-margin")
    worth = story.figure("campaigns") * story.figure("test-gain") * story.figure("margin")
    assert story.figure("extra-margin") == pytest.approx(worth, rel=0.02)


def test_break_even_is_where_the_case_comes_out_even(story: area.Example) -> None:
    """At the break-even of the story the calculator's net present value is nearly nothing."""
    scenario = to_dict(default({}))
    scenario["benefits"][0]["amount"] = float(
        story.figure("campaigns") * story.figure("break-even") * story.figure("margin")
    )
    result = evaluate(read(scenario), {})

    assert abs(result.npv) < 0.02 * story.figure("investment")


def test_quality_falls_below_the_limit_twice_running_and_recovers(story: area.Example) -> None:
    """The alert of the story is raised by its own rule."""
    below = [campaign.rate < story.figure("quality-limit") for campaign in story.quality]

    assert below == [False, False, True, True, True, False]


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
    assert {figure.id for figure in story.figures} - named <= {name for one in area.SUMS for name in one.parts} | {
        "buyers",
        "savings",
        "investment",
        "calls-each",
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
