"""Three browsers behind one small interface: a profile, a page opened in it, and JavaScript asked of that page."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from attrs import frozen

__all__ = ["Browser", "BrowserError", "Tab", "wait"]

_GLANCE = 0.1
"""Seconds between two looks at a page; what is measured are the page's own marks."""


class BrowserError(RuntimeError):
    """A browser did not start, did not answer, or a page did not come to what was waited for."""


class Tab(Protocol):
    """The one page of a browser that runs."""

    version: str
    """The browser's."""

    def open(self, address: str) -> None: ...

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression."""


@frozen
class Browser:
    """A browser that is installed, or could be."""

    name: str
    installed: bool
    packages: tuple[str, ...]
    """The Debian packages that bring it."""
    start: Callable[[Path], AbstractContextManager[Tab]]
    """Start it with a profile, a folder that may be empty, and close it at the end."""
    keeps: bool = True
    """Whether a profile keeps anything from one start to the next."""


def wait(tab: Tab, expression: str, seconds: float) -> None:
    """Wait until the expression is truthy. Raises BrowserError after `seconds`."""
    end = time.monotonic() + seconds
    while not tab.evaluate(expression):
        if time.monotonic() > end:
            raise BrowserError(f"after {seconds:g} seconds still not: {expression}")
        time.sleep(_GLANCE)
