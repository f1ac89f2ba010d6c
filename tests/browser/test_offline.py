"""Pages and calculators without a server, and the site published anew under a reader's eyes."""

from __future__ import annotations

import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Handler, metric, ready, settled

pytestmark = pytest.mark.browser

KEPT = """async () => {
    const names = await caches.keys();
    const kept = await Promise.all(names.map(async name => (await (await caches.open(name)).keys()).map(one => one.url)));
    return kept.flat();
}"""


class Host:
    """A server that can be stopped and started, and whose folder can change."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.server: http.server.ThreadingHTTPServer | None = None
        self.start()

    def start(self) -> None:
        host = self

        class Current(Handler):
            def __init__(self, *given: object, **_: object) -> None:
                super().__init__(*given, directory=str(host.folder))  # type: ignore[arg-type]

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Current)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


def built_for(site: Path) -> int:
    found = re.search(r"<loc>http://127\.0\.0\.1:(\d+)/</loc>", (site / "sitemap.xml").read_text())
    assert found
    return int(found[1])


def told(site: Path) -> dict[str, object]:
    """What the site's script knows."""
    (script,) = (site / "assets" / "js").glob("site-*.js")
    known: dict[str, object] = json.loads(script.read_text().split(";\n", 1)[0].removeprefix("const SITE = "))
    return known
