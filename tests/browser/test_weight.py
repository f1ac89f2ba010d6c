"""What pages weigh, and that nothing moves when the typefaces arrive late."""

from __future__ import annotations

import gzip
import re
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Request, Route

pytestmark = pytest.mark.browser

HOME = 150_000
CHAPTER = 350_000
LEVEL = 6  # what servers commonly use
MOVED = 0.02
"""The layout shift that a late face may cause; 0.1 is what browsers' makers call good."""

_SHIFTS = """() => { window.moved = 0; new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) window.moved += shift.value;
}).observe({type: "layout-shift", buffered: true}); }"""


def weight(browser: Browser, address: str, site: Path, name: str) -> dict[str, int]:
    """The bytes of each file that a first visit fetches, as a server that compresses sends it."""
    fetched: dict[str, int] = {}

    def note(request: Request) -> None:
        fetched[urlsplit(request.url).path.lstrip("/")] = 0

    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.on("request", note)
    page = context.new_page()
    page.goto(address + name)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1000)
    context.close()
    for path in fetched:
        file = site / path / "index.html" if (site / path).is_dir() else site / path
        fetched[path] = len(gzip.compress(file.read_bytes(), LEVEL))
    return fetched


def test_the_home_page_is_light(browser: Browser, address: str, site: Path) -> None:
    """150 kB, every file counted, the service worker too."""
    found = weight(browser, address, site, "")

    assert any(path.startswith("assets/fonts/") for path in found)
    assert sum(found.values()) <= HOME, found


def test_the_heaviest_chapter_is_light(browser: Browser, address: str, site: Path) -> None:
    """350 kB, every file counted."""
    heaviest = max((site / "guide").glob("*/index.html"), key=lambda path: len(gzip.compress(path.read_bytes(), LEVEL)))
    found = weight(browser, address, site, f"guide/{heaviest.parent.name}/")

    assert sum(found.values()) <= CHAPTER, found


@pytest.mark.parametrize("name", ["", "guide/strategy/", "calculators/"])
@pytest.mark.parametrize("width", [390, 1280])
def test_text_hardly_moves_when_the_faces_arrive_late(browser: Browser, address: str, name: str, width: int) -> None:
    """The stand-ins are as wide and as high as the faces."""

    def late(route: Route) -> None:
        time.sleep(0.5)
        route.continue_()

    context = browser.new_context(viewport={"width": width, "height": 900}, service_workers="block")
    context.route(re.compile(r"\.woff2$"), late)
    page = context.new_page()
    page.add_init_script(f"({_SHIFTS})()")
    page.goto(address + name)
    page.wait_for_function("document.fonts.status === 'loaded' && document.fonts.check('1em \"Source Serif 4\"')")
    page.wait_for_timeout(300)
    moved = page.evaluate("window.moved")
    context.close()

    assert moved <= MOVED
