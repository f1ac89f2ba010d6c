"""The guide as PDF: whole, in order, with bookmarks and page numbers that are true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from attrs import frozen
from bs4 import BeautifulSoup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from macros import press
from macros.runtime import PROJECT
from tests.build.conftest import MiniSite

A4 = (595, 842)


@frozen
class Part:
    """A line of the contents and those below it; a chapter has none."""

    title: str
    below: tuple[Part, ...] = ()

    def lines(self) -> Iterator[str]:
        yield self.title
        for part in self.below:
            yield from part.lines()


def front_matter(page: Path) -> dict[str, Any]:
    meta: dict[str, Any] = yaml.safe_load(page.read_text(encoding="utf-8").split("---\n")[1])
    return meta


class _Loader(yaml.SafeLoader):
    """mkdocs.yml has tags of its own, such as !ENV."""


_Loader.add_multi_constructor("!", lambda loader, suffix, node: None)


@pytest.fixture(scope="module")
def expected(project: Path) -> tuple[Part, ...]:
    """The navigation, without the home page, which is the cover, and what says that it is not for the book."""
    settings = yaml.load((project / "mkdocs.yml").read_text(encoding="utf-8"), _Loader)  # noqa: S506  # a SafeLoader

    def parts(items: list[Any]) -> Iterator[Part]:
        for item in items:
            ((title, inner),) = item.items() if isinstance(item, dict) else (("", item),)
            if isinstance(inner, list):
                below = tuple(parts(inner))
                if below:
                    yield Part(title, below)
            elif inner != "index.md":
                meta = front_matter(project / "docs" / inner)
                if meta.get("book") is not False:
                    yield Part(title or meta["title"])

    return tuple(parts(settings["nav"]))


@pytest.fixture(scope="module")
def pdf(site: Path) -> PdfReader:
    path = site / press.ADDRESS
    if not path.is_file():
        pytest.skip("the site was built without the PDF, which needs Chromium and PDF=auto")
    return PdfReader(path)


@pytest.fixture(scope="module")
def texts(pdf: PdfReader, site: Path) -> list[str]:
    """What stands on each page; PDFium reads it in a tenth of the time that pypdf takes."""
    with PdfDocument(site / press.ADDRESS) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


@frozen
class Mark:
    """A bookmark: its title, its page from 1, and those below it."""

    title: str
    page: int
    below: tuple[Mark, ...]


@pytest.fixture(scope="module")
def marks(pdf: PdfReader) -> tuple[Mark, ...]:
    def read(items: list[Any]) -> Iterator[Mark]:
        for place, item in enumerate(items):
            if isinstance(item, list):
                continue
            below = items[place + 1] if place + 1 < len(items) and isinstance(items[place + 1], list) else []
            page = pdf.get_destination_page_number(item)
            assert page is not None
            yield Mark(str(item.title), page + 1, tuple(read(below)))

    return tuple(read(pdf.outline))


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def test_bookmarks_are_the_navigation(marks: tuple[Mark, ...], expected: tuple[Part, ...]) -> None:
    """Parts, groups and chapters, in order; below a chapter stand its sections."""

    def pruned(mark: Mark, part: Part) -> Part:
        below = [pruned(*pair) for pair in zip(mark.below, part.below, strict=True)] if part.below else []
        return Part(mark.title, tuple(below))

    contents, *rest = marks
    assert contents.title == "Contents"
    assert tuple(pruned(*pair) for pair in zip(rest, expected, strict=True)) == expected


def listed(marks: tuple[Mark, ...], parts: tuple[Part, ...]) -> Iterator[Mark]:
    """The bookmarks of parts, groups and chapters, one after the other."""
    for mark, part in zip(marks, parts, strict=True):
        yield mark
        if part.below:
            yield from listed(mark.below, part.below)


def test_bookmarks_lead_to_what_they_name(
    marks: tuple[Mark, ...], expected: tuple[Part, ...], texts: list[str]
) -> None:
    """The title stands on the page, and pages do not go backwards."""
    found = list(listed(marks[1:], expected))
    assert [mark for mark in found if words(mark.title) not in words(texts[mark.page - 1])] == []
    assert [mark.page for mark in found] == sorted(mark.page for mark in found)


def test_the_contents_give_true_page_numbers(
    marks: tuple[Mark, ...], expected: tuple[Part, ...], pdf: PdfReader
) -> None:
    """Line by line, title and number."""
    found = list(listed(marks[1:], expected))
    said = words(" ".join(page.extract_text() for page in pdf.pages[1 : found[0].page - 1]))
    assert [mark for mark in found if words(f"{mark.title} {mark.page}") not in said] == []


def test_no_number_is_missing(texts: list[str]) -> None:
    """Every place that a page is named for was found."""
    whole = " ".join(texts)
    assert len(re.findall(r"\((?:page|p\.)\s+\d+\)", whole)) > 200
    assert re.findall(r"\((?:page|p\.)\s*\)|\[\[page", whole) == []
    assert max(int(number) for number in re.findall(r"\((?:page|p\.)\s+(\d+)\)", whole)) <= len(texts)


def test_no_page_is_empty(texts: list[str], pdf: PdfReader) -> None:
    """Each says something beside its running heads, and is A4."""
    assert [number for number, text in enumerate(texts, 1) if len(words(text)) < 60] == []
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pdf.pages} == {A4}


def test_pages_say_where_they_are(marks: tuple[Mark, ...], expected: tuple[Part, ...], texts: list[str]) -> None:
    """The running heads name the guide and the chapter; the foot is the number of the page."""
    last = list(listed(marks[1:], expected))[-2]
    text = texts[last.page]
    assert "Data & AI Project Guide" in text
    assert words(last.title) in words(text)
    assert re.search(rf"\b{last.page + 1}\b", text)


def test_readers_of_all_kinds_are_served(pdf: PdfReader) -> None:
    """Title, language and tags are there for screen readers, and figures have words."""
    root: Any = pdf.trailer["/Root"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Data & AI Project Guide"
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root


def test_links_within_the_guide_stay_within_it(pdf: PdfReader, site: Path) -> None:
    """What the book holds is reached in the book; addresses of the web are whole."""
    places = set(pdf.named_destinations)
    home = BeautifulSoup((site / "guide/index.html").read_text(), "lxml").select_one("link[rel=canonical]")
    assert home is not None
    outside, lost = [], []
    for page in pdf.pages:
        for link in page.get("/Annots") or []:
            target = link.get_object()
            if "/Dest" in target and str(target["/Dest"]) not in places:
                lost.append(str(target["/Dest"]))
            elif "/A" in target and "/URI" in target["/A"]:
                outside.append(str(target["/A"]["/URI"]))
    assert lost == []
    assert [address for address in outside if not address.startswith(("http://", "https://", "mailto:"))] == []
    own = {address.partition("#")[0].removeprefix(str(home["href"])) for address in outside}
    guide = (PROJECT / "docs/guide").glob("*.md")
    left_out = {page.stem for page in guide if "\nbook: false\n" in page.read_text(encoding="utf-8")}
    assert {name.strip("/") for name in own if not name.startswith("http")} <= left_out


def test_the_site_links_the_pdf_where_there_is_one(site: Path) -> None:
    """No page offers what is not there."""
    for page in (site / "index.html", site / "guide/modelling/index.html", site / "404.html"):
        links = BeautifulSoup(page.read_text(encoding="utf-8"), "lxml").select('a[href$="guide.pdf"]')
        assert bool(links) == (site / press.ADDRESS).is_file()


def test_a_setting_that_is_none_stops_the_build(mini_site: MiniSite) -> None:
    """The message says what is allowed."""
    config = mini_site.folder / "mkdocs.yml"
    config.write_text(config.read_text() + "extra: {pdf: maybe}\n")
    built = mini_site.build()
    assert built.code != 0
    assert "extra: pdf is 'maybe'; allowed: true, false, auto" in built.log


@pytest.mark.parametrize(("setting", "wanted"), [("auto", False), (False, False)])
def test_without_chromium_the_site_is_built_all_the_same(
    monkeypatch: pytest.MonkeyPatch, setting: object, wanted: bool
) -> None:
    """Unless the PDF must be there."""
    monkeypatch.setattr(press, "chromium", lambda: None)
    config = MkDocsConfig()
    config["extra"] = {"pdf": setting}
    assert press.wanted(config) is wanted
    config["extra"] = {"pdf": True}
    with pytest.raises(PluginError, match="apt-get install chromium"):
        press.wanted(config)
