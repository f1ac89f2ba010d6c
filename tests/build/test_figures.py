"""The figures: what they draw, what they say in words, and that they agree with the files and the navigation."""

from __future__ import annotations

import copy
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from pydantic import ValidationError

from macros.areas import figures, strategy
from macros.data import DataError, load
from macros.drawing import address, label_lines
from macros.flow import Box, Flow, arrow_points, spread, words
from macros.guide_map import guide_map
from macros.pages import renderer

PROJECT = Path(__file__).resolve().parents[2]
DOCS = PROJECT / "docs"


class _Loader(yaml.SafeLoader):
    """mkdocs.yml has tags of its own, such as !ENV."""


_Loader.add_multi_constructor("!", lambda loader, suffix, node: None)
NAV = yaml.load((PROJECT / "mkdocs.yml").read_text(encoding="utf-8"), _Loader)["nav"]  # noqa: S506  # a SafeLoader
RAW = yaml.safe_load((DOCS / "data" / "figures.yml").read_text(encoding="utf-8"))
NAMES = [figure["id"] for figure in RAW["figures"]]
ALL = [*NAMES, figures.MAP, "value-matrix"]


def flat(element: Any) -> str:
    return " ".join(element.get_text(" ").split())


def section(name: str) -> list[Any]:
    (found,) = [entry[name] for entry in NAV if name in entry]
    return list(found)


def listed(entries: list[Any]) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, str):
            yield entry
        else:
            yield from listed(next(iter(entry.values())))


@pytest.fixture(scope="module")
def site() -> Any:
    return load(DOCS / "data")


@pytest.fixture(scope="module")
def macros(site: Any) -> dict[str, Callable[..., str]]:
    """The macro for figures, and the one for the quadrant, as a chapter calls them."""
    registered: dict[str, Callable[..., str]] = {"cite": lambda *ids: "; ".join(ids)}

    env = SimpleNamespace(
        variables={"render": renderer(), "data": site.models},
        macros=registered,
        conf={"docs_dir": str(DOCS), "nav": NAV},
        page=SimpleNamespace(url="guide/overview/"),
        macro=lambda function: registered.update({function.__name__: function}),
    )
    figures.register(env)
    strategy.register(env)
    return registered


@pytest.fixture(scope="module")
def pages(macros: dict[str, Callable[..., str]]) -> dict[str, Any]:
    made = {name: macros["figure"](name) for name in [*NAMES, figures.MAP]}
    made["value-matrix"] = macros["value_matrix"]()
    return {name: BeautifulSoup(html, "html.parser") for name, html in made.items()}


def flow(site: Any, name: str) -> Flow:
    if name == "value-matrix":
        return strategy.quadrant(site.models.value_matrix)
    found: Flow = site.models.figures.figure(name)
    return found


@pytest.mark.parametrize("name", ALL)
def test_a_figure_says_in_words_all_that_it_draws(pages: dict[str, Any], name: str) -> None:
    """Each text of each drawing stands in the words below it, or in the name of a link."""
    page = pages[name]
    said = flat(page.select_one(".flow-words")).replace("\N{NO-BREAK SPACE}", " ").casefold()
    for drawing in page.select("svg"):
        assert flat(page.find(id=drawing["aria-labelledby"])) == flat(page.figcaption)
        assert len(flat(page.find(id=drawing["aria-describedby"]))) > 100
        assert drawing["role"] == ("group" if page.select("svg a") else "img")
        for text in drawing.select("text"):
            assert flat(text).replace("\N{NO-BREAK SPACE}", " ").casefold() in said, text


@pytest.mark.parametrize("name", [*NAMES, "value-matrix"])
def test_both_sheets_say_the_same(site: Any, name: str) -> None:
    """What lies in what, what overlaps and what is joined does not depend on the width of the screen."""
    one = flow(site, name)
    if one.wide_height is None:
        pytest.skip("has one sheet")

    assert words(one) == words(spread(one))


@pytest.mark.parametrize("name", [*NAMES, "value-matrix"])
def test_shapes_keep_apart_and_arrows_meet_them(site: Any, name: str) -> None:
    """Boxes do not cover each other, labels fit, and an arrow begins and ends at the edge of what it joins."""
    narrow = flow(site, name)
    for sheet in (narrow, spread(narrow)) if narrow.wide_height else (narrow,):
        for index, one in enumerate(sheet.boxes):
            for other in sheet.boxes[index + 1 :]:
                apart = (
                    one.x + one.width <= other.x
                    or other.x + other.width <= one.x
                    or one.y + one.height <= other.y
                    or other.y + other.height <= one.y
                )
                assert apart, (one.id, other.id)
            assert len(label_lines(one)) * 13 <= one.height, one.id
        for arrow in sheet.arrows:
            points = arrow_points(sheet, arrow)
            for (x, y), shape in ((points[0], sheet.shape(arrow.leaves)), (points[-1], sheet.shape(arrow.reaches))):
                beside = x in {shape.x, shape.x + shape.width} and shape.y <= y <= shape.y + shape.height
                above = y in {shape.y, shape.y + shape.height} and shape.x <= x <= shape.x + shape.width
                assert beside or above, (arrow.leaves, arrow.reaches, shape.id, (x, y))
            for (x, y), (next_x, next_y) in pairwise(points):
                assert (x == next_x) != (y == next_y), (arrow.leaves, arrow.reaches, "is not square")


@pytest.mark.parametrize("name", ALL)
def test_a_figure_names_no_colour_of_its_own(pages: dict[str, Any], name: str) -> None:
    """Colours come from the style sheet, so that one drawing serves light, dark and paper."""
    assert not [tag for tag in pages[name].find_all(True) if {"fill", "stroke", "style"} & tag.attrs.keys()]


def test_the_map_shows_every_page_of_the_navigation(pages: dict[str, Any]) -> None:
    """Every page of the guide, frameworks, team, templates and calculators is on both sheets, and no other page."""
    wanted = [
        *listed(section("Guide")),
        *(page for name in ("Frameworks", "Team", "Templates", "Calculators") for page in section(name)),
    ]
    wanted.remove("guide/index.md")  # where the map stands

    for drawing in pages[figures.MAP].select("svg"):
        found = [link["xlink:href"] for link in drawing.select("a")]
        assert sorted(address(page, "../../") for page in wanted) == sorted(found)


def test_pages_in_no_part_come_first_on_the_map(site: Any) -> None:
    """They get a frame of their own, which is left out while there are none."""
    settings = site.models.figures.guide_map

    def drawn(loose: list[str]) -> Flow:
        parts: list[Any] = [entry for entry in section("Guide") if isinstance(entry, dict)]
        sections = {"Guide": ["guide/index.md", *loose, *parts]}
        return guide_map(settings, lambda name: sections.get(name) or section(name), lambda page: page)

    assert settings.unparted not in [frame.label for frame in drawn([]).frames]
    with_one = drawn(["guide/first.md"])
    assert with_one.frames[0].label == settings.unparted
    assert [box.link for box in with_one.held(with_one.frames[0]) if isinstance(box, Box)] == ["guide/first.md"]


def test_the_map_calls_pages_by_their_titles(pages: dict[str, Any]) -> None:
    """A chapter that gets a new title gets it on the map too."""
    for drawing in pages[figures.MAP].select("svg"):
        for link in drawing.select("a"):
            path = str(link["xlink:href"]).removeprefix("../../").rstrip("/")
            file = next(file for file in (DOCS / f"{path}.md", DOCS / path / "index.md") if file.is_file())
            title = yaml.safe_load(file.read_text(encoding="utf-8").split("---\n")[1])["title"]
            assert flat(link) == title


def test_the_map_is_on_the_page_of_the_guide() -> None:
    """It is the way into the chapters."""
    assert '{{ figure("guide-map") }}' in (DOCS / "guide" / "index.md").read_text(encoding="utf-8")


def test_every_figure_stands_on_a_page() -> None:
    """Nothing is drawn for nobody."""
    texts = "".join(page.read_text(encoding="utf-8") for page in DOCS.glob("**/*.md"))

    assert set(NAMES) <= set(re.findall(r'figure\("([^"]+)"\)', texts))


@pytest.mark.parametrize("name", NAMES)
def test_boxes_lead_to_places_that_exist(site: Any, name: str) -> None:
    """Pages and anchors of links are checked before a reader follows them; the map is drawn from pages that exist."""
    for box in flow(site, name).boxes:
        if box.link:
            page, _, anchor = box.link.partition("#")
            text = (DOCS / page).read_text(encoding="utf-8")
            headings = re.findall(r"^#+ (.+?)(?: \{ ?#([\w-]+) ?\})?$", text, re.MULTILINE)
            places = {given or re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") for title, given in headings}
            assert not anchor or anchor in places, box.link


def test_the_surveys_are_drawn_as_they_are_in_the_evidence(site: Any, pages: dict[str, Any]) -> None:
    """The shares of data work are those of evidence.yml, each bar is whole, and the grade is shown."""
    figure = site.models.figures.figure("job-time")
    claims = {claim.id: claim for claim in site.models.evidence.claims}
    shares = {frame.id: [box.share for box in figure.held(frame)] for frame in figure.frames}

    assert [int(share) for share in re.findall(r"\d+", claims["data-preparation-80"].figure)] == shares["crowdflower"][
        :2
    ]
    assert claims["data-preparation-45"].figure == f"{shares['anaconda'][0]} %"
    assert sum(shares["crowdflower"]) == sum(shares["anaconda"]) == 100
    assert shares["expected"] == [None]
    assert "2016: survey, 2020: survey" in flat(pages["job-time"].select_one(".flow-note"))
    assert claims["data-preparation-45"].figure in flat(pages["job-time"].figcaption)


def test_the_quadrant_says_that_its_places_are_inferred(pages: dict[str, Any]) -> None:
    """A reader without the picture learns the place of each cell, and every reader that it is our reading."""
    page = pages["value-matrix"]
    said = flat(page.select_one(".flow-words"))

    assert "High impact, little change: Sweet spot (Look here first.)" in said
    assert "Low impact, much change: Don't" in said
    assert "our inference" in flat(page.select_one(".flow-note"))


def changed(change: Callable[[Any], object]) -> Any:
    broken = copy.deepcopy(RAW)
    change({figure["id"]: figure for figure in broken["figures"]})
    return broken


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda all_: all_["cicd"]["boxes"][0].update(wide=[700, 0, 78, 44]), "outside the sheet of 720"),
        (lambda all_: all_["cicd"]["boxes"][0].pop("wide"), "no place on the wide sheet"),
        (lambda all_: all_["job-time"]["boxes"][1].update(width=150), "proportion"),
        (lambda all_: all_["blocks"]["arrows"][0].update(label_at=[400, 20]), "leaves the sheet"),
        (lambda all_: all_["blocks"].update(id="guide-map"), "id of the map"),
    ],
)
def test_a_figure_that_cannot_be_drawn_is_refused(change: Callable[[Any], object], complaint: str) -> None:
    """The message says what is wrong with it."""
    with pytest.raises(ValidationError, match=complaint):
        figures.Figures.model_validate(changed(change))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda all_: all_["lifecycle"]["boxes"][1].update(label="2 Alchemy"), "stages ['2 Alchemy'] are drawn but"),
        (lambda all_: all_["lifecycle"]["arrows"].pop(), "ways back"),
        (lambda all_: all_["cicd"]["boxes"][4]["items"].pop(), "tests in int ['Integration tests'] are in the data"),
        (lambda all_: all_["reference-architecture"]["arrows"].pop(), "flows ['delivery to serving']"),
        (lambda all_: all_["two-stages"]["boxes"][7].update(y=330), "steps ['monitoring']"),
        (lambda all_: all_["job-time"].update(evidence=["hearsay"]), "not the id of a claim"),
    ],
)
def test_a_figure_that_contradicts_the_data_stops_the_build(
    tmp_path: Path, change: Callable[[Any], object], complaint: str
) -> None:
    """A renamed stage, test, component or step cannot be forgotten in its figure."""
    folder = tmp_path / "data"
    shutil.copytree(DOCS / "data", folder)
    broken = changed(change)
    (folder / "figures.yml").write_text(yaml.safe_dump(broken, allow_unicode=True, width=10_000), encoding="utf-8")

    with pytest.raises(DataError) as refused:
        load(folder)
    assert any(complaint in fault and "figures.yml:" in fault for fault in refused.value.faults), refused.value.faults


def test_a_link_to_a_missing_page_is_refused(site: Any, macros: dict[str, Callable[..., str]]) -> None:
    """The message names the box and the page."""
    one = site.models.figures.figure("mlops-loop")
    boxes = [one.boxes[0].model_copy(update={"link": "guide/nowhere.md"}), *one.boxes[1:]]
    broken = SimpleNamespace(**vars(site.models))
    broken.figures = SimpleNamespace(figures=[one.model_copy(update={"boxes": boxes})])
    registered: dict[str, Callable[..., str]] = {}
    figures.register(
        SimpleNamespace(
            variables={"data": broken},
            conf={"docs_dir": str(DOCS)},
            macro=lambda function: registered.update({function.__name__: function}),
        )
    )

    with pytest.raises(ValueError, match=r"the box experiment of the figure mlops-loop leads to guide/nowhere\.md"):
        registered["figure"]("mlops-loop")
    with pytest.raises(ValueError, match="allowed are"):
        macros["figure"]("nothing")
