"""Where Chromium is; run as a module, it installs one if there is none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from macros.press import chromium
from tests import debian

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

ADVICE = (
    "Missing: Chromium for the browser tests. Install it (Debian and Ubuntu: apt-get install chromium; "
    "elsewhere: .venv/bin/python -m playwright install chromium), then run make test again."
)


def find() -> str | None:
    """The path of Chromium: the one that prints the guide, or the one Playwright downloaded."""
    if path := chromium():
        return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    """Debian's package where we may install it, else Playwright's own."""
    if debian.possible():
        debian.install("chromium")
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    sys.exit(debian.provide(find, install, ADVICE))
