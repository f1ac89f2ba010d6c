"""What every page says of itself to search engines and to programs that show a link."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.build

GIVEN = ("og:title", "og:description", "og:url", "og:image", "og:type", "og:site_name")


def heads(site: Path) -> dict[str, BeautifulSoup]:
    """The head of every page, by its address."""
    return {
        path.parent.relative_to(site).as_posix().removeprefix("."): BeautifulSoup(
            path.read_text(encoding="utf-8").partition("<body")[0], "html.parser"
        )
        for path in site.rglob("index.html")
    }


def content(head: BeautifulSoup, name: str) -> str:
    found = head.select_one(f'meta[name="{name}"], meta[property="{name}"]')
    return str(found["content"]) if found else ""


def test_every_page_has_a_title_and_a_description_of_its_own(site: Path) -> None:
    """No two pages share one, and a result shows it whole."""
    found = {
        name: (head.title.get_text() if head.title else "", content(head, "description"))
        for name, head in heads(site).items()
    }
    for part in zip(*found.values(), strict=True):
        assert len(set(part)) == len(found)
    assert {name: text for name, (_, text) in found.items() if not 40 <= len(text) <= 200} == {}


def test_every_page_names_its_address_and_its_picture(site: Path) -> None:
    """The canonical address is the page's own, absolute, and the same in Open Graph; the picture exists."""
    for name, head in heads(site).items():
        canonical = head.select_one('link[rel="canonical"]')
        assert canonical, name
        assert urlsplit(str(canonical["href"])).path.strip("/") == name
        assert [key for key in GIVEN if not content(head, key)] == [], name
        assert content(head, "og:url") == canonical["href"]
        assert (site / urlsplit(content(head, "og:image")).path.lstrip("/")).is_file()


def test_the_site_map_lists_exactly_the_pages(site: Path) -> None:
    """Each with its absolute address; the page for lost readers is not among them."""
    places = ElementTree.parse(site / "sitemap.xml").iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")  # noqa: S314  # our own file
    listed = [urlsplit(str(place.text)).path.strip("/") for place in places]

    assert sorted(listed) == sorted(heads(site))


def test_structured_data_tell_the_way_to_a_page(site: Path) -> None:
    """The crumbs begin at the home page, end here, and name pages that exist; a chapter says how long it takes."""
    for name, head in heads(site).items():
        script = head.select_one('script[type="application/ld+json"]')
        assert script, name
        graph = {part["@type"]: part for part in json.loads(script.get_text())["@graph"]}
        places = [urlsplit(item["item"]).path.strip("/") for item in graph["BreadcrumbList"]["itemListElement"]]
        assert places[0] == ""
        assert places[-1] == name
        assert len(places) == len(set(places))
        assert [place for place in places if not (site / place / "index.html").is_file()] == []
        if name.startswith("guide/strategy"):
            assert graph["Article"]["timeRequired"].startswith("PT")


def test_the_page_for_lost_readers_has_absolute_links(site: Path) -> None:
    """It is served at any depth, and is not to be indexed."""
    page = BeautifulSoup((site / "404.html").read_text(encoding="utf-8"), "html.parser")
    links = [
        str(tag.get("href") or tag.get("src") or tag.get("action")) for tag in page.select("[href], [src], [action]")
    ]

    assert [link for link in links if not link.startswith(("/", "#", "http://127.0.0.1", "https://"))] == []
    assert page.select_one('meta[name="robots"][content="noindex"]')
