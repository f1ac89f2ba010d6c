"""Every page of the site, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

KEY_PAGES = (
    "",
    "guide/",
    "guide/paths/",
    "guide/topics/",
    "guide/strategy/",
    "guide/monitoring/",
    "guide/evidence/",
    "guide/changes/",
    "guide/errata/",
    "guide/references/",
    "frameworks/",
    "frameworks/crisp-dm/",
    "team/",
    "team/roles/data-scientist/",
    "calculators/",
    "calculators/roi/",
    "calculators/framework/",
    "calculators/skills/",
    "data/",
    "templates/",
    "templates/runbook/",
)


_SCROLLS = """() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(
    () => resolve(document.documentElement.scrollWidth > innerWidth))))"""
"""Whether the page is wider than the window, once it has been laid out anew."""


def pages(site: Path) -> list[str]:
    found = (path.relative_to(site).as_posix() for path in site.rglob("index.html"))
    return sorted(name.removesuffix("index.html") for name in found)


def test_no_page_asks_another_server_and_no_guide_page_loads_the_runtime(
    page: Page, address: str, site: Path, watched: Watched
) -> None:
    """All requests of all pages stay on 127.0.0.1; the runtime is fetched on calculator pages only."""
    assert len(pages(site)) > 40
    for name in pages(site):
        page.goto("about:blank")  # a worker of the page before may still be asking
        watched.requests.clear()
        page.goto(address + name)
        assert not watched.strangers, name
        if not re.match(r"calculators/\w", name):
            assert not [url for url in watched.requests if re.search(r"/(runtime|engine|snapshot|worker)-", url)], name


def test_no_page_scrolls_sideways(browser: Browser, address: str, site: Path) -> None:
    """On a phone, a tablet and a small laptop every page fits."""
    context = browser.new_context()
    page = context.new_page()
    wide = []
    for name in pages(site):
        page.goto(address + name)
        for width in (390, 768, 1100):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate(_SCROLLS):
                wide.append(f"{name} at {width} px")
    context.close()
    assert not wide


def test_every_internal_link_leads_somewhere(site: Path) -> None:
    """Links, images and downloads name files of the site, and anchors that exist."""
    broken = []
    documents = {name: BeautifulSoup((site / name / "index.html").read_text(), "html.parser") for name in pages(site)}
    anchors = {name: {tag["id"] for tag in document.select("[id]")} for name, document in documents.items()}
    for name, document in documents.items():
        for tag in document.select("a[href], link[href], img[src], script[src]"):
            link = str(tag.get("href") or tag.get("src"))
            target = urlsplit(urljoin(f"http://site/{name}", link))
            if target.scheme != "http" or target.hostname != "site":
                continue
            path = target.path.lstrip("/")
            file = site / path / "index.html" if path.endswith("/") or not path else site / path
            if not file.is_file():
                broken.append(f"{name}: {link}")
            elif target.fragment and path in anchors and target.fragment not in anchors[path]:
                broken.append(f"{name}: {link} (no such place)")
    assert not broken


_AXE = """axe.run(document, {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  resultTypes: ['violations'],
}).then(({ violations }) => violations.map(
  ({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ target }) => target.join(' ')).join(' | ')}`))"""


def test_every_page_is_accessible(browser: Browser, address: str, project: Path, site: Path) -> None:
    """axe finds no violation of WCAG 2.2 AA on any page, in light and in dark."""
    context = browser.new_context(reduced_motion="reduce", service_workers="block")
    page = context.new_page()
    axe = (project / "node_modules/axe-core/axe.min.js").read_text()
    found = {}
    for name in pages(site):
        page.goto(address + name)
        page.evaluate(axe)
        for scheme in ("default", "slate"):
            page.evaluate("scheme => document.body.setAttribute('data-md-color-scheme', scheme)", scheme)
            if result := page.evaluate(_AXE):
                found[f"{name} {scheme}"] = result
    context.close()
    assert not found


def test_the_comparison_filters_and_sorts(page: Page, address: str) -> None:
    """All eight are there; a family narrows them; a column sorts them."""
    page.goto(address + "frameworks/")
    table = page.locator("framework-comparison")
    rows = table.locator("tbody tr:visible")
    assert rows.count() == 8
    table.locator("button[aria-pressed]", has_text="Agile").click()
    assert rows.count() == 2
    expect(table.locator("[role=status]")).to_contain_text("2")
    table.locator("button[aria-pressed]:text-is('All')").click()
    assert rows.count() == 8
    table.locator("thead th button", has_text="Framework").click()
    names = table.locator("tbody tr > th[scope=row]").all_inner_texts()
    assert len(names) == 8
    assert names == sorted(names, key=str.lower)


def test_the_matrix_says_its_stars_in_words(page: Page, address: str) -> None:
    """36 cells, each with its level as text."""
    page.goto(address + "team/")
    cells = page.locator("table:has(caption) td", has_text=re.compile(r"[123] of 3"))
    assert cells.count() >= 36


def test_search_finds_what_readers_ask(page: Page, address: str) -> None:
    """The search opens and finds a chapter."""
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("backtesting")
    expect(page.locator(".md-search-result__item").first).to_be_visible(timeout=15_000)


def test_the_theme_switches_and_charts_follow(page: Page, address: str) -> None:
    """Dark changes the colours of the prerendered drawing, which names custom properties."""
    page.goto(address)
    colour = "getComputedStyle(document.querySelector('.chart-drawing svg text')).fill"
    light = page.evaluate(colour)
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    assert page.evaluate(colour) != light
