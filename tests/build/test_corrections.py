"""The pages on corrections and changes say what the site says elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup, Tag

from macros.changes import fill, outline
from tests.build.conftest import MiniSite

PROJECT = Path(__file__).resolve().parents[2]
DOCS = PROJECT / "docs"

POINTS = 49
"""So many points were found in the slides; none may get lost."""


def points() -> list[dict[str, Any]]:
    document = yaml.safe_load((DOCS / "data" / "errata.yml").read_text(encoding="utf-8"))
    return [point for group in document["groups"] for point in group["points"]]


def test_no_correction_is_lost() -> None:
    """Every point that was found has an entry."""
    assert len(points()) >= POINTS


@pytest.mark.parametrize("point", points(), ids=lambda point: point["id"])
def test_a_correction_names_a_page_that_exists(point: dict[str, Any]) -> None:
    """The anchor, if there is one, is checked by the build."""
    assert (DOCS / point["where"].partition("#")[0]).is_file()


def test_every_correction_is_shown_with_its_place_and_sources(site: Path) -> None:
    """And each place has the anchor that the link promises."""
    page = BeautifulSoup((site / "guide/errata/index.html").read_text(encoding="utf-8"), "html.parser")

    for point in points():
        says = page.select_one(f"#erratum-{point['id']}")
        assert says is not None, point["id"]
        assert says.parent is not None
        right = says.parent.find_next_sibling("dd")
        assert right is not None
        links = [str(link["href"]) for link in right.select("a")]
        assert [link for link in links if "references/#ref-" in link] == [
            f"../../guide/references/#ref-{source}" for source in point["sources"]
        ]
        path, _, anchor = next(link for link in links if "references/#ref-" not in link).partition("#")
        target = (site / "guide/errata" / path / "index.html").resolve()
        assert target.is_file(), point["id"]
        assert not anchor or f'id="{anchor}"' in target.read_text(encoding="utf-8"), point["id"]


@pytest.mark.parametrize("where", ["guide/nowhere.md", "guide/glossary.md#nowhere"])
def test_a_place_that_does_not_exist_stops_the_build(mini_site: MiniSite, where: str) -> None:
    """Whether page or anchor."""
    document = yaml.safe_load((DOCS / "data" / "errata.yml").read_text(encoding="utf-8"))
    document["groups"] = document["groups"][:1]
    document["groups"][0]["points"] = [document["groups"][0]["points"][0] | {"where": where, "sources": []}]
    (mini_site.folder / "docs/data/errata.yml").write_text(yaml.safe_dump(document), encoding="utf-8")
    mini_site.write("guide/glossary.md", "---\ntitle: Glossary\n---\n\n# Glossary\n")
    mini_site.write("guide/errata.md", "# Corrections\n\n{{ errata_list() }}\n")
    config = mini_site.folder / "mkdocs.yml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("md_in_html,", "md_in_html, def_list,")
        + "validation: {links: {anchors: warn}}\n",
        encoding="utf-8",
    )
    built = mini_site.build()

    assert built.code != 0
    assert "nowhere" in built.log


def test_the_page_on_changes_holds_every_box(site: Path) -> None:
    """Word for word, and its links lead where those of the box lead."""

    def words(tag: Tag) -> str:
        for spelled_out in tag.select(".term-words"):  # each page does it at its own first use
            spelled_out.decompose()
        return re.sub(r" (?=[.,;:)])", "", " ".join(tag.get_text().split()))

    gathered = BeautifulSoup((site / "guide/changes/index.html").read_text(encoding="utf-8"), "html.parser")
    shown = words(gathered)
    links = {str((site / "guide/changes" / str(link["href"])).resolve()) for link in gathered.select(".changes a")}
    boxes = 0
    for path in site.glob("**/index.html"):
        if "embed" in path.parts or path.parent.name == "changes":
            continue
        for box in BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select(".admonition.changed"):
            boxes += 1
            for paragraph in box.select("p:not(.admonition-title)"):
                assert words(paragraph) in shown, path
            for link in box.select("a[href]"):
                if not str(link["href"]).startswith("http"):
                    assert str((path.parent / str(link["href"])).resolve()) in links, (path, link)
    assert boxes >= 40
    assert not re.search(r'<div class="changes" data-page', str(gathered))


class _File:
    def __init__(self, path: str, url: str, content: str) -> None:
        self.src_uri = path
        self.page = self
        self.url = url
        self.content = content


class _Files:
    def __init__(self, *files: _File) -> None:
        self.files = files

    def documentation_pages(self) -> tuple[_File, ...]:
        return self.files


@pytest.mark.parametrize(
    ("href", "moved"),
    [
        ("../references/#ref-a", "../references/#ref-a"),
        ("#why", "../context/#why"),
        ("../../team/", "../../team/"),
        ("../../assets/a.svg", "../../assets/a.svg"),
        ("https://example.org/a", "https://example.org/a"),
    ],
)
def test_links_of_a_box_lead_to_the_same_place(href: str, moved: str) -> None:
    """Nested blocks stay inside their box."""
    box = f'<div class="admonition changed"><p class="admonition-title">T</p><div><a href="{href}">a</a></div>end</div>'
    origin = _File("guide/context.md", "guide/context/", f"<p>before</p>{box}<div>after</div>")
    target = _File("guide/changes.md", "guide/changes/", '<div class="changes" data-page="guide/context.md"></div>')
    fill(_Files(origin, target))  # type: ignore[arg-type]

    assert target.content == f'<div class="changes"><div><a href="{moved}">a</a></div>end</div>'


def test_the_outline_follows_the_navigation(tmp_path: Path) -> None:
    """Pages without a box are left out, and so are sections without such pages."""
    for name, text in {"a": "!!! changed\n    New.\n", "b": "Nothing.\n", "c": "!!! changed\n    New.\n"}.items():
        (tmp_path / f"{name}.md").write_text(f"---\ntitle: Page {name}\n---\n\n{text}", encoding="utf-8")
    nav = [{"First": ["c.md", {"Inner": ["b.md"]}]}, {"Last": [{"Named": "a.md"}]}]

    assert re.findall(r"^## .*|Page \w", outline(tmp_path, nav), re.MULTILINE) == [
        "## First",
        "Page c",
        "## Last",
        "Page a",
    ]
