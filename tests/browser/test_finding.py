"""Finding one's way, in a real browser: reading paths."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Browser, Page, expect

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
