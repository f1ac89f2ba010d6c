"""Finding one's way, in a real browser: reading paths, and the page for addresses that lead nowhere."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser


def test_a_reader_who_follows_a_path_sees_its_next_step_alone(page: Page, address: str) -> None:
    """From the page of paths to the first chapter, and on by the link at its foot, until the tool."""
    page.goto(f"{address}guide/paths/")
    page.locator("#architect ~ .reading-path").first.locator("li a").first.click()
    chapters = ["guide/lifecycle/", "guide/data-collection/", "guide/architecture/", "guide/mlops/"]
    chapters += ["guide/monitoring/", "guide/toolkit/", "calculators/roi/"]
    for here, onward in itertools.pairwise(chapters):
        page.wait_for_url(f"{address}{here}")
        ways = page.locator("reading-path li:visible")
        expect(ways).to_have_count(1)
        expect(ways).to_contain_text("Architect")
        link = ways.locator("a").last
        assert link.get_attribute("href")
        link.click()
        page.wait_for_url(f"{address}{onward}")


def test_a_link_can_name_the_path(page: Page, address: str) -> None:
    """?path=sponsor on a chapter of that path opens the fold at its foot; other chapters keep it shut."""
    page.goto(f"{address}guide/strategy/?path=sponsor")
    expect(page.locator("reading-path li:visible")).to_have_count(1)
    page.goto(f"{address}guide/testing/")
    expect(page.locator("reading-path details")).not_to_have_attribute("open", "")


def test_without_scripts_a_chapter_offers_all_paths(browser: Browser, address: str) -> None:
    """The fold opens by itself and lists every path through the chapter."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}guide/monitoring/")
    page.locator("reading-path summary").click()
    assert page.locator("reading-path li:visible").count() == 3
    context.close()


@pytest.fixture
def lost(page: Page, address: str, site: Path) -> Callable[[str], Page]:
    """Open an address that is none of the site's; the server answers as those of deploy/ do."""
    text = (site / "404.html").read_text(encoding="utf-8")

    def visit(path: str) -> Page:
        page.route(f"{address}{path}", lambda route: route.fulfill(status=404, content_type="text/html", body=text))
        page.goto(f"{address}{path}")
        return page

    return visit


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("guide/datapreparation/", "guide/data-preparation/"),
        ("guide/monitorin", "guide/monitoring/"),
        ("frameworks/crispdm.html", "frameworks/crisp-dm/"),
        ("a/b/c/team/role/data-engineer/", "team/roles/data-engineer/"),
        ("calculator/roi/index.html", "calculators/roi/"),
        ("guide/modelling%20/%E0%A4%A", "guide/modelling/"),
    ],
)
def test_a_mistyped_address_gets_the_page_that_was_meant(
    lost: Callable[[str], Page], address: str, watched: Watched, asked: str, meant: str
) -> None:
    """From any depth; the guess is among the first three, and nothing of the runtime is fetched."""
    page = lost(asked)
    expect(page.locator(".not-found-guess a").first).to_be_visible()
    links = page.eval_on_selector_all(".not-found-guess a", "all => all.map(link => link.href)")
    watched.complaints.clear()  # browsers log the status 404
    assert f"{address}{meant}" in links
    assert len(links) <= 3
    assert not [url for url in watched.requests if "/runtime-" in url or "/snapshot-" in url]


def test_an_address_like_no_other_gets_no_guess_but_the_ways_in(
    lost: Callable[[str], Page], address: str, watched: Watched
) -> None:
    """What happened, the search and the three doors, which lead somewhere from any depth."""
    page = lost("wp-admin/setup/xmlrpc/zzzzqqqq")
    expect(page.locator("h1")).to_contain_text("no page at this address")
    expect(page.locator(".not-found-address code")).to_have_text("/wp-admin/setup/xmlrpc/zzzzqqqq")
    assert page.locator(".not-found-guess a").count() == 0
    doors = page.eval_on_selector_all(".home-door", "all => all.map(link => link.href)")
    watched.complaints.clear()
    assert doors == [f"{address}{name}/" for name in ("guide", "frameworks", "calculators")]


def test_the_search_of_the_lost_page_searches_the_site(
    lost: Callable[[str], Page], address: str, watched: Watched
) -> None:
    """Its box opens the site's search with the words."""
    page = lost("no/such/thing")
    watched.complaints.clear()
    page.fill("#not-found-words", "data leakage")
    page.press("#not-found-words", "Enter")
    page.wait_for_url(f"{address}?q=data+leakage")
    expect(page.locator(".md-search-result__item").first).to_be_visible(timeout=15_000)
