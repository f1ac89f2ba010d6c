"""The book as PDF, printed by Chromium: tagged, with bookmarks, and with page numbers where it speaks of other places.

WeasyPrint, which knows page numbers by itself, was tried. It took longer for the bare text than Chromium takes for two
rounds with everything, and it stopped at the site's style sheets: each part of the site would need a style of its own.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.nav import Navigation
from mkdocs.utils import get_build_datetime

from macros.runtime import CACHE, digest

__all__ = ["ADDRESS", "chromium", "wanted", "write"]

log = logging.getLogger("mkdocs.methodology")

ADDRESS = "guide.pdf"

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_PLAYWRIGHT = "ms-playwright/chromium-*/chrome-linux*/chrome"
_ADVICE = (
    "Missing: Chromium to print the guide as PDF. Install it (Debian and Ubuntu: apt-get install chromium; elsewhere: "
    ".venv/bin/python -m playwright install chromium), or build without the PDF: PDF=false."
)
_ROUNDS = 3
_PATIENCE = 900
_KEPT = CACHE / "book"


def chromium() -> str | None:
    """A Chromium on PATH, where macOS keeps one, or the one that Playwright downloaded."""
    downloaded = sorted((Path.home() / ".cache").glob(_PLAYWRIGHT))
    candidates = [*map(shutil.which, _NAMES), *_PLACES, *map(str, downloaded)]
    return next((path for path in candidates if path and Path(path).exists()), None)


def wanted(config: MkDocsConfig) -> bool:
    """Whether this build makes the PDF: `extra: pdf` says true, false, or auto, which is where there is a Chromium."""
    setting = config.extra.get("pdf", False)
    if setting not in (True, False, "auto"):
        raise PluginError(f"extra: pdf is {setting!r}; allowed: true, false, auto")
    if setting is True and not chromium():
        raise PluginError(_ADVICE)
    return bool(setting) and chromium() is not None


def _printed(browser: str, document: str, *, finished: bool) -> bytes:
    """A document as PDF, with tags and bookmarks if it is finished. Root has no sandbox; the document is our own."""
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder) / "book.html", Path(folder) / "book.pdf"
        source.write_text(document, encoding="utf-8")
        command = [
            browser,
            "--headless",
            *(["--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else []),
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--user-data-dir={folder}/profile",
            "--no-pdf-header-footer",
            "--generate-pdf-document-outline" if finished else "--disable-pdf-tagging",
            f"--print-to-pdf={made}",
            source.as_uri(),
        ]
        done = subprocess.run(  # noqa: S603 - a browser and a file of ours
            command, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
        if not made.is_file():
            raise PluginError(f"Chromium did not print the guide (status {done.returncode}):\n{done.stderr.strip()}")
        return made.read_bytes()


def _numbers(pdf: bytes) -> dict[str, int]:
    """The page, from 1, on which each place lies that the book speaks of."""
    from pypdf import PdfReader  # noqa: PLC0415 - costs a quarter of a second, and is rarely needed

    reader = PdfReader(BytesIO(pdf))
    numbers = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages, 1)}  # type: ignore[union-attr]
    return {
        name.removeprefix("/"): numbers[destination.raw_get("/Page").idnum]
        for name, destination in reader.named_destinations.items()
    }


def _made(config: MkDocsConfig, navigation: Navigation) -> bytes:
    from macros.book import book  # noqa: PLC0415 - as above

    made = book(config, navigation, f"{get_build_datetime():%B %Y}")
    site = Path(config.site_dir)
    kept = _KEPT / f"{digest(made.text().replace(site.as_uri(), '').encode())}.pdf"
    if kept.is_file():
        return kept.read_bytes()
    browser = chromium()
    if browser is None:
        raise PluginError(_ADVICE)
    start = time.monotonic()
    numbers = _numbers(_printed(browser, made.text(), finished=False))
    for _ in range(_ROUNDS):
        pdf = _printed(browser, made.text(numbers), finished=True)
        before, numbers = numbers, _numbers(pdf)
        if numbers == before:
            break
    else:
        raise PluginError("The page numbers of the guide as PDF do not settle")
    log.info("Printed the guide in %.1f seconds", time.monotonic() - start)
    shutil.rmtree(_KEPT, ignore_errors=True)
    _KEPT.mkdir(parents=True)
    kept.write_bytes(pdf)
    return pdf


def write(config: MkDocsConfig, navigation: Navigation) -> None:
    """Put the guide as PDF into the site, whose pages and styles are there already."""
    (Path(config.site_dir) / ADDRESS).write_bytes(_made(config, navigation))
