"""Addresses in the site's other files lead somewhere too, wherever the site stands.

Links, images, scripts and anchors of pages: tests/browser/test_site.py.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

pytestmark = pytest.mark.build


@pytest.fixture(scope="module")
def root(site: Path) -> str:
    """The address that the site was built for."""
    found = re.search(r"<loc>(.*?)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8"))
    assert found
    return found[1]


def exists(site: Path, path: str) -> bool:
    return (site / path / "index.html" if path.endswith("/") or not path else site / path).is_file()


def pages(site: Path) -> dict[str, str]:
    """Page by its address below the root, the page for lost readers aside."""
    return {
        path.relative_to(site).as_posix().removesuffix("index.html"): path.read_text(encoding="utf-8")
        for path in sorted(site.rglob("index.html"))
    }


def test_the_sitemap_names_every_page_once(site: Path, root: str) -> None:
    """Search engines learn of each page, and of none that is not there."""
    named = re.findall(r"<loc>(.*?)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8"))

    assert sorted(named) == sorted(root + name for name in pages(site))


def test_what_the_search_finds_is_there(site: Path) -> None:
    """Each entry of the search index is a page, or an anchor in one."""
    entries = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
    texts = pages(site)
    lost = []
    for entry in entries:
        path, _, anchor = entry["location"].partition("#")
        if path not in texts or (anchor and f'id="{anchor}"' not in texts[path]):
            lost.append(entry["location"])

    assert len(entries) > len(texts)
    assert not lost


def test_what_style_sheets_load_is_there(site: Path) -> None:
    """Faces and pictures that a style sheet names exist, and are files of the site."""
    lost = []
    for sheet in site.rglob("*.css"):
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", sheet.read_text(encoding="utf-8")):
            if address.startswith(("data:", "#")):
                continue
            target = urljoin(f"http://site/{sheet.relative_to(site).as_posix()}", address)
            if not (target.startswith("http://site/") and exists(site, urlsplit(target).path.lstrip("/"))):
                lost.append(f"{sheet.name}: {address}")

    assert not lost


def test_no_link_depends_on_where_the_site_stands(site: Path) -> None:
    """Links between pages are relative, so that the site also works below a folder of a host."""
    found = {
        name: links
        for name, text in pages(site).items()
        if (links := re.findall(r'<(?:a|img|script|source|use)\b[^>]*?\b(?:href|src|srcset)="(/[^"]*)"', text))
    }

    assert not found


def test_no_address_inside_the_site_is_written_whole(site: Path, root: str) -> None:
    """A whole address is the canonical one, or one for machines; a reader's link would leave a copy of the site."""
    found = {
        name: links
        for name, text in pages(site).items()
        if (links := re.findall(rf'<a\b[^>]*href="({root}[^"]*)"', text))
    }

    assert not found


@pytest.mark.parametrize("attribute", ["src", "srcset", "data", "poster", "action", "formaction"])
def test_nothing_is_loaded_from_elsewhere(site: Path, attribute: str) -> None:
    """No page names another server in what it loads or sends to."""
    found = {
        name: links
        for name, text in pages(site).items()
        if (links := re.findall(rf'\s{attribute}="((?:https?:)?//[^"]*)"', text))
    }

    assert not found
