"""A page in other forms: its Markdown copy, on the clipboard or to look at."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

CHAPTER = "guide/modelling/"
COPY = "page-forms button"
SAID = "page-forms [role=status]"


def clipboard(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_the_copied_text_is_the_file(context: BrowserContext, page: Page, address: str, site: Path) -> None:
    """With the keyboard: focus, Enter, and a screen reader is told."""
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.goto(address + CHAPTER)
    page.locator(COPY).focus()
    page.keyboard.press("Enter")
    expect(page.locator(SAID)).to_have_text("Copied")
    assert clipboard(page) == (site / CHAPTER / "index.md").read_text(encoding="utf-8")


def test_the_next_page_is_copied_after_moving_on(context: BrowserContext, page: Page, address: str, site: Path) -> None:
    """Instant navigation swaps the page; the button belongs to the new one."""
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.goto(address + CHAPTER)
    page.evaluate("window.stays = true")
    page.locator(".md-footer__link--next").click()
    expect(page.locator("h1")).to_contain_text("Communication")
    page.locator(COPY).click()
    expect(page.locator(SAID)).to_have_text("Copied")
    assert page.evaluate("window.stays")
    assert clipboard(page) == (site / "guide/communication/index.md").read_text(encoding="utf-8")
    assert page.locator(COPY).count() == 1


def test_a_clipboard_that_refuses_is_said(page: Page, address: str) -> None:
    """The message names the way that is left."""
    page.add_init_script("navigator.clipboard.write = () => Promise.reject(new DOMException('', 'NotAllowedError'))")
    page.goto(address + CHAPTER)
    page.locator(COPY).click()
    expect(page.locator(SAID)).to_contain_text("does not allow it here. Open “View as Markdown”")


def test_a_copy_that_does_not_come_is_said(page: Page, address: str, watched: Watched) -> None:
    """Nothing is put on the clipboard, and the reason is given."""
    page.route("**/index.md", lambda route: route.fulfill(status=503, body=""))
    page.goto(address + CHAPTER)
    page.locator(COPY).click()
    expect(page.locator(SAID)).to_have_text("Not copied: the server answered 503.")
    assert [text for text in watched.complaints if "503" in text] == watched.complaints
    watched.complaints.clear()


def test_without_scripts_there_is_the_link(page: Page, address: str, site: Path) -> None:
    """The button needs scripts, so only the link shows."""
    page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(address + CHAPTER)
    assert page.locator("page-forms > *").count() == 1
    page.locator("page-forms a").click()
    expect(page.locator("body")).to_contain_text("# Modelling, test and validation")
