"""The figures in a real browser: text fits, is large enough, can be followed by keyboard, and prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

OVERFLOWS = """() => [...document.querySelectorAll(".flow")].filter(one => one.checkVisibility()).flatMap(drawing => {
    const sheet = drawing.viewBox.baseVal, faults = [];
    const inside = (inner, outer, slack) => inner.x >= outer.x - slack && inner.y >= outer.y - slack
        && inner.x + inner.width <= outer.x + outer.width + slack
        && inner.y + inner.height <= outer.y + outer.height + slack;
    const say = (text, why) => faults.push(`${drawing.closest("figure").id}: ${text.textContent.trim()} ${why}`);
    const texts = [...drawing.querySelectorAll("text")];
    for (const text of texts) {
        const all = text.getBBox();
        if (!text.hasAttribute("transform") && !inside(all, sheet, 1)) say(text, "leaves the sheet");
        // the box that the text belongs to is the last rectangle before it
        let shape = text.previousElementSibling;
        while (shape && shape.tagName !== "rect") shape = shape.previousElementSibling;
        if (shape && !text.hasAttribute("transform")) {
            const round = Math.min(+(shape.getAttribute("rx") ?? 0), 6);
            const place = shape.getBBox();
            const free = {x: place.x + round / 2, y: place.y, width: place.width - round, height: place.height};
            if (!inside(all, free, 0)) say(text, "does not fit");
        }
    }
    for (const [index, one] of texts.entries()) {
        if (one.hasAttribute("transform")) continue;
        for (const other of texts.slice(index + 1)) {
            if (other.hasAttribute("transform")) continue;
            const a = one.getBBox(), b = other.getBBox();
            const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
            const along = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
            if (across > 1 && along > 5) say(one, `lies over ${other.textContent.trim()}`);
        }
    }
    return faults;
})"""
"""Texts that stick out of their box, plate or frame, leave the sheet, or lie over each other."""

SMALLEST = """() => Math.min(...[...document.querySelectorAll(".flow")].filter(drawing => drawing.checkVisibility())
    .flatMap(drawing => [...drawing.querySelectorAll("text")].map(
        text => parseFloat(getComputedStyle(text).fontSize) * drawing.getScreenCTM().a)))"""
"""Size in CSS pixels, as seen, of the smallest text in a figure."""


CONTRASTS = """() => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
    const light = colour => {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map(part => part / 255)
            .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const paper = getComputedStyle(document.body).backgroundColor;
    return [...document.querySelectorAll(".flow")].filter(one => one.checkVisibility())
        .flatMap(drawing => [...drawing.querySelectorAll("text")]).map(text => {
            let shape = text.previousElementSibling;
            while (shape && shape.tagName !== "rect") shape = shape.previousElementSibling;
            const fill = shape ? getComputedStyle(shape).fill : "none";
            const both = [getComputedStyle(text).fill, fill === "none" ? paper : fill].map(light).sort((a, b) => b - a);
            return [(both[0] + 0.05) / (both[1] + 0.05), text.textContent.trim()];
        });
}"""
"""Contrast of each text in a figure with what it stands on; axe leaves SVG out."""


def with_figures(site: Path) -> list[str]:
    found = (path for path in site.rglob("index.html") if 'class="flow-figure' in path.read_text(encoding="utf-8"))
    return sorted(path.parent.relative_to(site).as_posix() + "/" for path in found)


@pytest.mark.parametrize(("width", "smallest"), [(1280, 12), (390, 11)])
def test_text_fits_and_can_be_read(browser: Browser, address: str, site: Path, width: int, smallest: int) -> None:
    """On a screen and on a telephone, no text sticks out of its box, lies over another or is too small."""
    context = browser.new_context(viewport={"width": width, "height": 900}, service_workers="block")
    page = context.new_page()
    faults: list[Any] = []
    addresses = with_figures(site)
    assert len(addresses) >= 16
    for one in addresses:
        page.goto(address + one)
        page.evaluate("document.fonts.ready")
        faults += page.evaluate(OVERFLOWS)
        if (size := page.evaluate(SMALLEST)) < smallest:
            faults.append(f"{one}: {size:.1f} px")
    context.close()
    assert not faults


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_box(browser: Browser, address: str, scheme: Literal["light", "dark"]) -> None:
    """Contrast is 4.5 to 1 at least, in light and dark, on boxes of every look."""
    context = browser.new_context(color_scheme=scheme, service_workers="block")
    page = context.new_page()
    found: list[tuple[float, str]] = []
    for one in ("guide/", "guide/industrialisation/", "guide/mlops/", "guide/strategy/", "frameworks/kanban/"):
        page.goto(address + one)
        found += page.evaluate(CONTRASTS)
    context.close()
    assert len(found) > 100
    assert [text for contrast, text in found if contrast < 4.5] == []


def test_one_sheet_is_shown_at_a_time(page: Page, address: str) -> None:
    """The wide sheet where there is room, the narrow one elsewhere."""
    page.goto(f"{address}guide/lifecycle/")
    drawings = page.locator("#figure-lifecycle svg")
    expect(drawings.and_(page.locator(".flow--wide"))).to_be_visible()
    expect(drawings.and_(page.locator(".flow--narrow"))).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 800})
    expect(drawings.and_(page.locator(".flow--wide"))).to_be_hidden()
    expect(drawings.and_(page.locator(".flow--narrow"))).to_be_visible()


def test_a_box_is_followed_by_keyboard(page: Page, address: str) -> None:
    """Tab reaches the boxes in reading order, focus is seen, and Enter opens the page."""
    page.goto(f"{address}guide/lifecycle/")
    links = page.locator("#figure-lifecycle .flow--wide a")
    links.first.focus()
    page.keyboard.press("Tab")
    expect(links.nth(1)).to_be_focused()
    box = links.nth(1).locator("rect")
    plain = links.first.locator("rect").evaluate("box => getComputedStyle(box).strokeWidth")
    assert box.evaluate("box => getComputedStyle(box).strokeWidth") != plain
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}guide/data-collection/")


def test_a_box_is_large_enough_to_be_touched(browser: Browser, address: str) -> None:
    """Links of the map measure 24 pixels at least on a telephone."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, service_workers="block")
    page = context.new_page()
    page.goto(f"{address}guide/")
    heights = page.locator("#figure-guide-map .flow--narrow a rect").evaluate_all(
        "boxes => boxes.map(box => box.getBoundingClientRect().height)"
    )
    context.close()
    assert len(heights) > 40
    assert min(heights) >= 24


def test_the_map_opens_each_of_its_pages(page: Page, address: str, site: Path) -> None:
    """Following a box with the mouse leads to the page named on it."""
    document = BeautifulSoup((site / "guide" / "index.html").read_text(encoding="utf-8"), "html.parser")
    number = len(document.select("#figure-guide-map .flow--wide a"))
    for index in (0, number // 2, number - 1):
        page.goto(f"{address}guide/")
        link = page.locator("#figure-guide-map .flow--wide a").nth(index)
        name = " ".join(str(link.text_content()).split())
        link.click()
        expect(page).to_have_title(f"{name} - Data & AI Project Guide")


def test_instant_navigation_works_to_and_from_a_page_with_a_figure(page: Page, address: str) -> None:
    """The theme exchanges the content of such a page like that of any other, and its boxes lead on."""
    page.goto(f"{address}guide/overview/")
    page.evaluate("window.kept = true")
    chapters = page.locator(".md-nav--primary")
    chapters.locator("a[href$='lifecycle/']").click()
    expect(page.locator("#figure-lifecycle")).to_be_visible()
    chapters.locator("a[href$='modelling/']").click()
    expect(page).to_have_title("Modelling, test and validation - Data & AI Project Guide")
    assert page.evaluate("window.kept")
    chapters.locator("a[href$='lifecycle/']").click()
    page.locator("#figure-lifecycle .flow--wide a").first.click()
    expect(page).to_have_url(f"{address}guide/business-understanding/")


def test_figures_print_on_one_page_with_the_wide_sheet(page: Page, address: str) -> None:
    """On paper a figure has the room of a screen, in dark ink on white, and its words need no second place."""
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(f"{address}guide/architecture/")
    figure = page.locator("#figure-reference-architecture")
    expect(figure.locator(".flow--wide")).to_be_visible()
    expect(figure.locator(".flow--narrow")).to_be_hidden()
    expect(figure.locator(".flow-words")).to_be_hidden()
    ink = figure.locator(".flow--wide .flow__label").first.evaluate("text => getComputedStyle(text).fill")
    assert max(int(part) for part in ink.removeprefix("rgb(").removesuffix(")").split(",")) < 60
    assert figure.evaluate("figure => getComputedStyle(figure).breakInside") == "avoid"
