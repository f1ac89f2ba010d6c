"""Links between pages: what a page is called, and how a link reads on another page than the one it was written for."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import yaml
from mkdocs.utils import get_relative_url

__all__ = ["moved", "read_title"]

_TITLE = re.compile(r"^title: .+$", re.MULTILINE)
_HREF = re.compile(r'href="([^"]*)"')


def read_title(page: Path) -> str:
    """The title in the front matter of a page."""
    found = _TITLE.search(page.read_text(encoding="utf-8"))
    if not found:
        raise ValueError(f"{page.name} has no title in its front matter")
    return str(yaml.safe_load(found[0])["title"])


def moved(content: str, origin: str, target: str) -> str:
    """Part of the page at `origin` with its links as the page at `target` must write them; both below the site's root.

    >>> moved('<a href="../team/#roles">', "guide/mlops/", "guide/changes/")
    '<a href="../team/#roles">'
    >>> moved('<a href="#why">', "guide/mlops/", "guide/changes/")
    '<a href="../mlops/#why">'
    """

    def link(found: re.Match[str]) -> str:
        address = html.unescape(found[1])
        if urlsplit(address).scheme or address.startswith("/"):
            return found[0]
        return f'href="{html.escape(get_relative_url(urljoin(origin, address), target))}"'

    return _HREF.sub(link, content)
