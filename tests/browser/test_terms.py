"""A word of the glossary is explained where it stands: by mouse, keyboard and finger, and without scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

CARD = ".term-card"


@pytest.fixture
def mlops(page: Page, address: str) -> Page:
    page.goto(f"{address}guide/mlops/")
    page.wait_for_function("Boolean(customElements.get('check-list'))")
    return page


def term(page: Page, index: int = 0) -> Locator:
    return page.locator("article a.term-link").nth(index)


def test_pointing_explains_after_a_moment(mlops: Page) -> None:
    """The card comes with a delay, stays while the pointer is on it, and goes when the pointer leaves."""
    word = term(mlops)
    meaning = word.get_attribute("title")
    assert meaning
    word.hover()
    assert not mlops.locator(CARD).is_visible()
    expect(mlops.locator(CARD)).to_be_visible()
    expect(mlops.locator(CARD)).to_contain_text(meaning)
    assert word.get_attribute("title") is None, "the browser's own tip would come too"
    mlops.locator(CARD).hover()
    mlops.wait_for_timeout(600)
    expect(mlops.locator(CARD)).to_be_visible()
    mlops.mouse.move(5, 5)
    expect(mlops.locator(CARD)).to_be_hidden()


def test_passing_over_a_word_explains_nothing(mlops: Page) -> None:
    """A pointer on its way elsewhere opens no card."""
    term(mlops).hover()
    mlops.mouse.move(5, 5)
    mlops.wait_for_timeout(500)
    expect(mlops.locator(CARD)).to_be_hidden()


def test_the_focus_explains_and_escape_dismisses(mlops: Page) -> None:
    """By keyboard the card comes at once and describes the link; Escape takes it away and leaves the focus."""
    word = term(mlops)
    mlops.keyboard.press("Tab")
    word.focus()
    expect(mlops.locator(CARD)).to_be_visible()
    described = word.get_attribute("aria-describedby")
    assert described
    expect(mlops.locator(f"#{described}")).to_contain_text(word.inner_text())
    mlops.keyboard.press("Escape")
    expect(mlops.locator(CARD)).to_be_hidden()
    expect(word).to_be_focused()
    assert word.get_attribute("aria-describedby") is None
    mlops.keyboard.press("Tab")
    expect(word).not_to_be_focused()


def test_escape_dismisses_what_the_pointer_opened(mlops: Page) -> None:
    """The pointer stays where it is, and the card does not come back before it has left."""
    word = term(mlops)
    word.hover()
    expect(mlops.locator(CARD)).to_be_visible()
    mlops.keyboard.press("Escape")
    expect(mlops.locator(CARD)).to_be_hidden()
    mlops.wait_for_timeout(500)
    expect(mlops.locator(CARD)).to_be_hidden()
    mlops.mouse.move(5, 5)
    word.hover()
    expect(mlops.locator(CARD)).to_be_visible()


def test_a_card_moves_nothing_and_lies_in_the_window(mlops: Page) -> None:
    """No word moves when a card opens, and no card is cut off, wherever its word stands."""
    height = mlops.evaluate("document.documentElement.scrollHeight")
    width = mlops.evaluate("document.documentElement.scrollWidth")
    for index in range(mlops.locator("article a.term-link").count()):
        word = term(mlops, index)
        for edge in ("start", "end"):
            word.evaluate("(one, block) => one.scrollIntoView({block, behavior: 'instant'})", edge)
            mlops.mouse.move(5, 5)
            before = word.bounding_box()
            word.evaluate("one => { one.blur(); one.focus({focusVisible: true}); }")
            expect(mlops.locator(CARD)).to_be_visible()
            assert word.bounding_box() == before
            box = mlops.locator(CARD).bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 1280
            assert box["y"] + box["height"] <= 900
            assert box["y"] >= 0
    assert mlops.evaluate("document.documentElement.scrollHeight") == height
    assert mlops.evaluate("document.documentElement.scrollWidth") == width


def test_a_touch_explains_and_a_second_one_opens_the_glossary(browser: Browser, address: str) -> None:
    """The first tap does not leave the page; a tap elsewhere closes; the card's link leads to the entry."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{address}guide/mlops/")
    page.wait_for_function("Boolean(customElements.get('check-list'))")
    word = term(page)
    entry = str(word.get_attribute("href")).partition("#")[2]
    word.tap()
    expect(page.locator(CARD)).to_be_visible()
    assert page.url.endswith("/guide/mlops/")
    link = page.locator(f"{CARD} a")
    box = link.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    page.locator("h1").tap()
    expect(page.locator(CARD)).to_be_hidden()
    word.tap()
    link.tap()
    page.wait_for_url(f"**/guide/glossary/#{entry}")
    expect(page.locator(CARD)).to_be_hidden()
    page.go_back()
    expect(page.locator("h1")).to_contain_text("MLOps")
    term(page).tap()
    expect(page.locator(CARD)).to_be_visible()
    term(page).tap()
    page.wait_for_url(f"**/guide/glossary/#{entry}")
    context.close()


def test_cards_work_after_instant_navigation(mlops: Page) -> None:
    """On a page that was opened without a load, words are explained too; a card does not outlive its page."""
    mlops.evaluate("window.same = true")
    term(mlops).hover()
    expect(mlops.locator(CARD)).to_be_visible()
    mlops.locator(".md-nav__link", has_text="Monitoring").first.click()
    expect(mlops.locator("h1")).to_contain_text("Monitoring")
    expect(mlops.locator(CARD)).to_be_hidden()
    term(mlops).hover()
    expect(mlops.locator(CARD)).to_be_visible()
    assert mlops.evaluate("window.same")


def test_on_paper_and_without_scripts_a_word_is_a_word(browser: Browser, address: str) -> None:
    """Print shows no card and no line below the word; without scripts the link and its title remain."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}guide/mlops/")
    assert term(page).get_attribute("title")
    assert re.search(r"guide/glossary/#term-", str(term(page).get_attribute("href")))
    page.emulate_media(media="print")
    assert term(page).evaluate("one => getComputedStyle(one).textDecorationLine") == "none"
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_card_is_accessible(browser: Browser, address: str, project: Path, scheme: str) -> None:
    """axe finds no violation of WCAG 2.2 AA with a card on the page."""
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}guide/mlops/")
    page.wait_for_function("Boolean(customElements.get('check-list'))")
    term(page).hover()
    expect(page.locator(CARD)).to_be_visible()
    page.evaluate((project / "node_modules/axe-core/axe.min.js").read_text())
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
        ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' '))))"
    )
    context.close()
    assert not found
