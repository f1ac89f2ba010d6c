"""The built site on a local server, in a real Chromium that may talk to nobody else."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest
from attrs import define, field
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.browser.chromium import ADVICE, ARGUMENTS, find

BOOT = 60_000


class Handler(http.server.SimpleHTTPRequestHandler):
    more_headers: ClassVar[dict[str, str]] = {}
    """Sent with every answer; a test may set them."""

    extensions_map = {  # noqa: RUF012 - the standard library's own way
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".js": "text/javascript",
        ".wasm": "application/wasm",
        ".woff2": "font/woff2",
    }

    def log_message(self, *_: object) -> None:
        pass

    def end_headers(self) -> None:
        for name, text in self.more_headers.items():
            self.send_header(name, text)
        super().end_headers()

    def copyfile(self, source: Any, outputfile: Any) -> None:
        with contextlib.suppress(ConnectionError):  # a page that is left drops what it was loading
            super().copyfile(source, outputfile)


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the site is served; ends with a slash. It is the address it was built for: instant navigation asks that."""
    found = re.search(r"<loc>http://127\.0\.0\.1:(\d+)/</loc>", (site / "sitemap.xml").read_text())
    assert found, "the site must be built with SITE_URL=http://127.0.0.1:<port>/"
    port = int(found[1])
    handler = functools.partial(Handler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find()
    assert path, ADVICE
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield running
        running.close()


@define(slots=False)
class Watched:
    """What a context's pages asked for and complained of."""

    requests: list[str] = field(factory=list)
    strangers: list[str] = field(factory=list)
    complaints: list[str] = field(factory=list)

    def listen(self, context: BrowserContext) -> None:
        context.on("request", self._requested)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _requested(self, request: Request) -> None:
        self.requests.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            self.strangers.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def context(browser: Browser, watched: Watched) -> Iterator[BrowserContext]:
    """A fresh profile; a request to another host, or an error on the console, fails the test.

    Service workers are kept out, since routes of a test do not see what one fetches; test_offline.py lets them in.
    """
    made = browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
    watched.listen(made)
    yield made
    made.close()
    assert not watched.strangers, "requests left 127.0.0.1"


@pytest.fixture
def page(context: BrowserContext, watched: Watched) -> Iterator[Page]:
    yield context.new_page()
    assert not watched.complaints, "errors on the console"


@pytest.fixture
def opened(page: Page, address: str) -> Callable[[str], Page]:
    """Open a calculator and wait until it is ready."""

    def visit(name: str, fragment: str = "") -> Page:
        page.goto(f"{address}calculators/{name}/{fragment}")
        ready(page)
        page.eval_on_selector_all("details.group", "all => all.forEach(one => one.open = true)")
        return page

    return visit


def ready(page: Page) -> None:
    page.wait_for_selector('methodology-calculator[data-state="ready"]', timeout=BOOT)


def metric(page: Page, name: str) -> str:
    value = page.get_attribute(f'.calculator-result data[data-metric="{name}"]', "value")
    assert value is not None
    return value


def settled(page: Page, act: Callable[[], Any]) -> None:
    """Do something, then wait for the result that follows it."""
    count = "performance.getEntriesByName('calculator:result').length"
    before = page.evaluate(count)
    act()
    page.wait_for_function(f"{count} > {before}")
    page.wait_for_selector('methodology-calculator[data-state="ready"]')


def command_line(project: Path, calculator: str, scenario: object) -> Any:
    """The command line's JSON result for a scenario."""
    done = subprocess.run(
        [sys.executable, "-m", "calculators", calculator, "-", "--format", "json"],
        cwd=project,
        input=json.dumps(scenario),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def saved(page: Page) -> Any:
    """The scenario as the page saves it to a file."""
    with page.expect_download() as download:
        page.click('[data-action="save"]')
    return json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
