"""Pages and calculators without a server, and a site published anew under a reader's eyes."""

from __future__ import annotations

import functools
import http.server
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Handler, command_line, metric, ready, saved, settled
from tests.build.conftest import ENVIRONMENT, MKDOCS, project_copy

__all__ = ["project_copy"]

pytestmark = pytest.mark.browser

KEPT = """async () => {
    const kept = {};
    for (const name of await caches.keys())
        kept[name] = (await (await caches.open(name)).keys()).map(({url}) => new URL(url).pathname);
    return kept;
}"""


class Host:
    """A server that can be switched off and on, and given another site."""

    def __init__(self, site: Path, port: int) -> None:
        self.site = site
        self.port = port
        self._server: http.server.ThreadingHTTPServer | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def on(self, site: Path | None = None) -> None:
        self.off()
        self.site = site or self.site
        handler = functools.partial(Handler, directory=str(self.site))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def off(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@pytest.fixture
def host(site: Path) -> Iterator[Host]:
    """The site at an address of its own, so that no other test meets its service worker."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as probe:
        port = probe.server_port
    made = Host(site, port)
    made.on()
    yield made
    made.off()


@pytest.fixture
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile in which service workers may run."""
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    yield made
    made.close()


def kept(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = page.evaluate(KEPT)
    return found


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until something holds that only a promise in the page can tell."""
    limit = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < limit
        page.wait_for_timeout(100)


def keeps(page: Page, *parts: str) -> None:
    """Wait until the service worker has a file for each part of an address."""

    def all_kept() -> bool:
        paths = [path for one in kept(page).values() for path in one]
        return all(any(part in path for path in paths) for part in parts)

    until(page, all_kept)


EVERYTHING = ("pyodide.asm.wasm", "pyodide.asm.mjs", "snapshot-", "worker-", "charts-", "/calculators/skills/")


def test_calculators_work_with_the_server_gone(host: Host, reader: BrowserContext, project: Path) -> None:
    """After one visit of one calculator all of them compute without a server, and the pages that were read open."""
    page = reader.new_page()
    page.goto(host.address + "guide/strategy/")
    keeps(page, "/guide/strategy/")
    page.goto(host.address + "calculators/roi/")
    ready(page)
    keeps(page, *EVERYTHING)
    host.off()

    page.reload()
    ready(page)
    settled(page, lambda: page.fill('[name="investment"]', "240k"))
    assert float(metric(page, "npv")) == command_line(project, "roi", saved(page))["npv"]
    page.goto(host.address + "calculators/skills/")
    ready(page)
    assert float(metric(page, "coverage")) > 0
    page.goto(host.address + "guide/strategy/")
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--font-ui')") != ""


def test_a_guide_page_keeps_no_runtime(host: Host, reader: BrowserContext) -> None:
    """A reader of the guide stores pages, and nothing of the calculators."""
    page = reader.new_page()
    page.goto(host.address + "guide/strategy/")
    keeps(page, "/guide/strategy/", "/assets/css/site-")
    page.wait_for_timeout(500)
    (paths,) = kept(page).values()
    assert not [path for path in paths if re.search(r"runtime-|snapshot-|engine-|worker-", path)]


@pytest.fixture(scope="module")
def second_build(tmp_path_factory: pytest.TempPathFactory, project: Path, site: Path) -> Path:
    """The site with another sentence in the answer of the business case."""
    copy: Path = project_copy.__wrapped__(tmp_path_factory.mktemp("second"), project)()  # type: ignore[attr-defined]
    answer = copy / "calculators" / "roi" / "render.py"
    answer.write_text(answer.read_text().replace("Worth doing on these numbers", "Worth doing on these figures"))
    built = copy / "site"
    found = re.search(r"<loc>(http://127\.0\.0\.1:\d+/)</loc>", (site / "sitemap.xml").read_text())
    assert found
    done = subprocess.run(
        [*MKDOCS, "build", "--strict", "--site-dir", str(built)],
        cwd=copy,
        env={**ENVIRONMENT, "SITE_URL": found[1], "PRECOMPRESS": "false"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return built


def consistent(page: Page, site: Path) -> None:
    """Page, script and snapshot are those of one build."""
    (script,) = (site / "assets" / "js").glob("site-*.js")
    build = page.get_attribute("methodology-calculator", "data-build")
    assert f'"build": "{build}"' in script.read_text()
    assert page.evaluate("name => Boolean(document.querySelector(`script[src$='${name}']`))", script.name)


def test_versions_are_never_mixed(host: Host, reader: BrowserContext, second_build: Path) -> None:
    """A page goes on while its site is published anew; the next page is whole of the new build, offline too."""
    first_build = host.site
    page = reader.new_page()
    answer = page.locator(".calculator-result .answer")
    page.goto(host.address + "calculators/roi/")
    ready(page)
    keeps(page, *EVERYTHING)
    consistent(page, first_build)
    ((name, _),) = kept(page).items()

    host.on(second_build)
    settled(page, lambda: page.fill('[name="investment"]', "150000"))
    expect(answer).to_contain_text("on these numbers")
    consistent(page, first_build)

    page.click('.md-tabs a:has-text("Calculators")')
    page.wait_for_url("**/calculators/")
    page.click('article a[href$="roi/"]')
    page.wait_for_url("**/calculators/roi/")
    expect(answer).to_contain_text("on these figures", timeout=30_000)
    ready(page)
    consistent(page, second_build)
    (snapshot,) = second_build.glob("assets/snapshot-*.bin")
    keeps(page, snapshot.name)
    waits = "navigator.serviceWorker.getRegistration().then(found => Boolean(found.waiting))"
    until(page, lambda: bool(page.evaluate(waits)))

    host.off()
    page.reload()
    ready(page)
    settled(page, lambda: page.fill('[name="investment"]', "150000"))
    expect(answer).to_contain_text("on these figures")
    consistent(page, second_build)

    page.close()
    page = reader.new_page()
    page.wait_for_timeout(1000)  # the waiting worker takes over when no page of the site is open
    answer = page.locator(".calculator-result .answer")
    page.goto(host.address + "calculators/roi/")
    ready(page)
    until(page, lambda: name not in kept(page))
    page.reload()
    ready(page)
    expect(answer).to_contain_text("on these figures")
    consistent(page, second_build)


def test_keeping_pages_can_be_switched_off(host: Host, reader: BrowserContext, tmp_path: Path) -> None:
    """A site published with `offline: false` takes back what it has stored, and its service worker."""
    page = reader.new_page()
    page.goto(host.address + "calculators/roi/")
    ready(page)
    keeps(page, *EVERYTHING)
    page.close()

    def switched_off(path: str) -> bytes:
        text = (host.site / path).read_text(encoding="utf-8")
        assert '"offline": true' in text
        return text.replace('"offline": true', '"offline": false').encode()

    (script,) = (host.site / "assets" / "js").glob("site-*.js")
    changed = {f"/{path}": switched_off(path) for path in ("sw.js", script.relative_to(host.site).as_posix())}

    page = reader.new_page()
    page.goto(host.address + "guide/")
    serve_changed(host, changed)
    page.evaluate("navigator.serviceWorker.getRegistration().then(found => found.update())")
    until(page, lambda: bool(page.evaluate("navigator.serviceWorker.getRegistration().then(found => !found)")))
    assert kept(page) == {}
    page.reload()
    page.wait_for_timeout(500)
    assert kept(page) == {}


def serve_changed(host: Host, changed: dict[str, bytes]) -> None:
    """Serve some files of the site otherwise."""
    site = host.site

    class Changed(Handler):
        def __init__(self, *given: Any, **options: Any) -> None:
            super().__init__(*given, **options, directory=str(site))

        def do_GET(self) -> None:  # noqa: N802 - the standard library's name
            if self.path not in changed:
                super().do_GET()
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript")
            self.end_headers()
            self.wfile.write(changed[self.path])

    host.off()
    host._server = http.server.ThreadingHTTPServer(("127.0.0.1", host.port), Changed)
    threading.Thread(target=host._server.serve_forever, daemon=True).start()
