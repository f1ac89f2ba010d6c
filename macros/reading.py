"""How long pages take to read, counted in what the build has rendered; and marks that stand for it until then.

Macros run before any page is rendered, so they leave marks. `fill` puts titles and minutes in their place when all
pages are there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from attrs import frozen
from mkdocs.exceptions import PluginError
from mkdocs.structure.pages import Page

__all__ = ["WORDS_A_MINUTE", "fill", "minutes", "minutes_of", "name_of", "title_of", "total_of"]

WORDS_A_MINUTE = 220
SCANNED = 0.5
"""What a word of a table or of code counts: these are looked through rather than read."""

_UNREAD = re.compile(r"<(script|style|svg|template)\b.*?</\1>|<a class=\"headerlink\".*?</a>|<!--.*?-->", re.DOTALL)
_SCANNED = re.compile(r"<(table|pre)\b.*?</\1>", re.DOTALL)
_MARKUP = re.compile(r"<[^>]+>")
_WORD = re.compile(r"\w[\w’'.,:/-]*")


def _words(markup: str) -> int:
    return len(_WORD.findall(html.unescape(_MARKUP.sub(" ", markup))))


def minutes(content: str) -> int:
    """The minutes that a rendered page takes, at least 1.

    >>> minutes("<p>" + "word " * 440 + "</p>"), minutes("<table><td>" + "word " * 440 + "</td></table>")
    (2, 1)
    """
    read = _UNREAD.sub(" ", content)
    prose = _SCANNED.sub(" ", read)
    whole = _words(prose)
    return max(1, round((whole + (_words(read) - whole) * SCANNED) / WORDS_A_MINUTE))


def title_of(page: str) -> str:
    """A mark for the title of a page, named by its file below ``docs`` without the ending."""
    return f"<!--title {page}-->"


def minutes_of(page: str = "") -> str:
    """A mark for the minutes of a page; of the one that it stands in, if no other is named."""
    return f"<!--minutes {page}-->"


def total_of(pages: Iterable[str]) -> str:
    """A mark for the minutes of several pages."""
    return f"<!--total {' '.join(pages)}-->"


def name_of(page: Page) -> str:
    """What marks call a page: its file below ``docs``, without the ending."""
    return page.file.src_uri.removesuffix(".md")


_MARK = re.compile(r"<!--(title|minutes|total) ([^>]*?)-->")


@frozen
class _Known:
    pages: Mapping[str, Page]
    here: str

    def _page(self, name: str) -> Page:
        if name not in self.pages:
            raise PluginError(f"{self.here}.md speaks of docs/{name}.md, which is not there")
        return self.pages[name]

    def __call__(self, mark: re.Match[str]) -> str:
        kind, named = mark.groups()
        if kind == "title":
            return html.escape(str(self._page(named).title))
        names = named.split() or [self.here]
        return str(sum(self._page(name).meta["minutes"] for name in names))


def fill(pages: Iterable[Page]) -> None:
    """Count the minutes of all pages, into their front matter, and put titles and minutes where marks stand."""
    known = {name_of(page): page for page in pages}
    for page in known.values():
        page.meta["minutes"] = minutes(page.content or "")
    for name, page in known.items():
        page.content = _MARK.sub(_Known(known, name), page.content or "")
