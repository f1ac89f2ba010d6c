"""The boxes "What changed since 2022" of all pages, gathered on one.

A box is written once, where it belongs. When every page has been rendered, its HTML is put into the place that
``changes_list()`` has left for it, with its links made to fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from macros.links import moved, read_title

__all__ = ["fill", "outline"]

_WRITTEN = re.compile(r"^!!! changed\b", re.MULTILINE)
_PLACE = re.compile(r'<div class="changes" data-page="([^"]+)"></div>')
_OPENS = '<div class="admonition changed">'
_DIV = re.compile(r"<(/?)div\b[^>]*>")
_TITLE = re.compile(r'^\s*<p class="admonition-title">.*?</p>', re.DOTALL)


def _pages(entries: Iterable[Any], section: str = "") -> Iterator[tuple[str, str]]:
    """Section and path of each page of the navigation, in its order."""
    for entry in entries:
        if isinstance(entry, str):
            yield section, entry
            continue
        for title, below in entry.items():
            if isinstance(below, str):
                yield section, below
            else:
                yield from _pages(below, title)


def outline(docs: Path, nav: list[Any] | None) -> str:
    """A heading for each section of the navigation, then each page that has boxes, with a place for them."""
    pages = (
        _pages(nav) if nav else (("Pages", path.relative_to(docs).as_posix()) for path in sorted(docs.rglob("*.md")))
    )
    sections: dict[str, list[str]] = {}
    for section, path in pages:
        if _WRITTEN.search((docs / path).read_text(encoding="utf-8")):
            place = f'**[{read_title(docs / path)}](../{path})**\n\n<div class="changes" data-page="{path}"></div>'
            sections.setdefault(section, []).append(place)
    return "\n\n".join("\n\n".join((f"## {section}", *places)) for section, places in sections.items())


def _boxes(content: str) -> Iterator[str]:
    """What stands in each box, without its title."""
    start = content.find(_OPENS)
    while start >= 0:
        depth = 0
        for tag in _DIV.finditer(content, start):
            depth += -1 if tag[1] else 1
            if not depth:
                yield _TITLE.sub("", content[start + len(_OPENS) : tag.start()])
                break
        start = content.find(_OPENS, start + 1)


def fill(files: Files) -> list[Page]:
    """Put the boxes of all pages into the places left for them; the pages that have got some."""
    pages: dict[str, Page] = {file.src_uri: file.page for file in files.documentation_pages() if file.page}
    filled = [page for page in pages.values() if page.content and 'class="changes"' in page.content]
    for page in filled:
        page.content = _filled(page, pages)
    return filled


def _filled(target: Page, pages: Mapping[str, Page]) -> str:
    def gathered(place: re.Match[str]) -> str:
        return _gathered(pages[place[1]], target)

    return _PLACE.sub(gathered, target.content or "")


def _gathered(origin: Page, target: Page) -> str:
    parts = [moved(box, origin.url, target.url) for box in _boxes(origin.content or "")]
    return "".join(f'<div class="changes">{part}</div>' for part in parts)
