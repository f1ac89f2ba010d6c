"""The site under the security headers of ``deploy/``; nginx and Caddy send the same (tests/serving)."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import BOOT, Handler, Watched, ready
from tests.browser.test_site import KEY_PAGES
from tests.static_host import Rules

pytestmark = pytest.mark.browser

READY = 'methodology-calculator[data-state="ready"]'


@pytest.fixture
def guarded(address: str, project: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The site's address, where answers now carry the security headers."""
    monkeypatch.setattr(Handler, "more_headers", Rules.read(project / "deploy" / "_headers").headers("/"))
    return address


class _Stranger(Handler):
    more_headers: ClassVar[dict[str, str]] = {}


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of another site, and the folder it shows."""
    handler = functools.partial(_Stranger, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", tmp_path
        server.shutdown()
        thread.join()


def test_pages_keep_to_the_policy(page: Page, guarded: str) -> None:
    """Their scripts, styles, pictures and fonts need nothing it forbids; the console would say so."""
    for name in KEY_PAGES:
        answer = page.goto(guarded + name)
        assert answer
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        page.wait_for_load_state("networkidle")


def test_search_keeps_to_the_policy(page: Page, guarded: str) -> None:
    """The search runs in a worker."""
    page.goto(guarded)
    page.keyboard.press("/")
    page.keyboard.type("backtesting")
    expect(page.locator(".md-search-result__item").first).to_be_visible(timeout=15_000)


@pytest.mark.parametrize("way", ["from the snapshot", "the plain way"])
def test_the_calculator_computes_under_the_policy(page: Page, guarded: str, watched: Watched, way: str) -> None:
    """Python starts and answers, and the chart is drawn anew."""
    plain = way == "the plain way"
    if plain:
        page.route("**/snapshot-*", lambda route: route.fulfill(body=b"no snapshot"))
    page.goto(guarded + "calculators/roi/")
    ready(page)
    drawing = page.locator(".chart-drawing svg").first
    value = page.locator('.calculator-result data[data-metric="npv"]').first
    before, worth = drawing.inner_html(), value.get_attribute("value") or ""
    page.fill('[name="investment"]', "240k")
    expect(value).not_to_have_attribute("value", worth, timeout=BOOT)
    page.wait_for_selector(READY)
    assert drawing.inner_html() != before
    assert plain == bool([url for url in watched.requests if "/engine-" in url])


def test_another_site_may_show_the_calculator(page: Page, guarded: str, stranger: tuple[str, Path]) -> None:
    """`frame-ancestors *` lets it; the calculator computes in the frame."""
    elsewhere, folder = stranger
    framing = (
        f'<link rel="icon" href="data:,"><iframe src="{guarded}calculators/roi/" width="1200" height="800"></iframe>'
    )
    (folder / "index.html").write_text(framing)
    page.goto(elsewhere)
    page.frame_locator("iframe").locator(READY).wait_for(timeout=BOOT)
