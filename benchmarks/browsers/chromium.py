"""Chromium, headless, driven by Playwright."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser as Running
from playwright.sync_api import Page

from benchmarks.browsers import Browser, BrowserError, Tab
from tests.browser.chromium import ADVICE, ARGUMENTS
from tests.browser.chromium import find as find_path

__all__ = ["find"]


class _Tab:
    def __init__(self, page: Page, version: str) -> None:
        self._page = page
        self.version = version

    def open(self, address: str) -> None:
        self._page.goto(address, wait_until="domcontentloaded")

    def evaluate(self, expression: str) -> Any:
        return self._page.evaluate(expression)


@contextmanager
def _start(running: Running, profile: Path) -> Iterator[Tab]:
    path = find_path()
    if path is None:
        raise BrowserError(ADVICE)
    context = running.browser_type.launch_persistent_context(
        profile, executable_path=path, args=list(ARGUMENTS), viewport={"width": 1280, "height": 900}
    )
    try:
        yield _Tab(context.pages[0], running.version)
    finally:
        context.close()


def find(running: Running) -> Browser:
    """The Chromium of this machine, one of which runs already: Playwright can be started once."""
    return Browser("Chromium", True, ("chromium",), partial(_start, running))
