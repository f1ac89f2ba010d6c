"""Task lists as ``<check-list>`` elements with names that outlast small edits, and the page that gathers them all.

What comes from the data is named by its ids there. Other lists are named by the heading above them, their items by
their words.
``docs/assets/js/checklist.js`` keeps what a reader ticks under these names.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from attrs import frozen
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils import get_relative_url

from macros.links import moved

__all__ = ["gather", "mark", "task"]

_START = '<ul class="task-list">'
_EVENT = re.compile(rf'<h[1-6] id="([^"]+)"[^>]*>(.*?)</h[1-6]>|{_START}|<ul\b|</ul>', re.DOTALL)
_ITEM = re.compile(
    r'<li class="task-list-item"(?: data-item="([^"]*)")?>(\s*(?:<p>)?)(<input type="checkbox"[^>]*>)'
    r"(.*?)(?=</li>|</p>|\s*<(?:ul|ol|p|div)\b)",
    re.DOTALL,
)
_HEADER_LINK = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)
_TERM_LINK = re.compile(r'<a [^>]*class="term-link"[^>]*>(.*?)</a>', re.DOTALL)
_MARKUP = re.compile(r"<[^>]+>")
_LIST = re.compile(r'data-item="([^"/]*)/')
_MADE = re.compile(
    r'<check-list data-key="([^"]*)" data-at="([^"]*)" data-title="([^"]*)"[^>]*>(.*?)</check-list>', re.DOTALL
)
_PLACE = '<div class="all-checklists"></div>'


def task(text: str, item: str, *, inner: bool = False) -> str:
    """An item of a task list in Markdown, named "list/item" by its ids; an `inner` one details the item above."""
    indent = "    " if inner else ""
    return f"{indent}- [ ] {text}\n{indent}    {{: data-item={item} }}"


def _plain(markup: str) -> str:
    return " ".join(html.unescape(_MARKUP.sub("", markup)).split())


def _words_hash(text: str) -> str:
    """A name for an item that its case and its punctuation do not change."""
    words = " ".join(re.findall(r"\w+", text.casefold()))
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def _named(markup: str) -> str:
    """The items of a list with a name each, and with the text as the label of its box."""
    seen: dict[str, int] = {}

    def item(found: re.Match[str]) -> str:
        name = (found[1] or "").rpartition("/")[2] or _words_hash(_plain(found[4]))
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            name = f"{name}-{seen[name]}"
        return f'<li class="task-list-item" data-item="{name}">{found[2]}<label>{found[3]}{found[4]}</label>'

    return _ITEM.sub(item, markup)


@frozen
class _Span:
    """Where a list stands in a page, and the heading above it."""

    start: int
    end: int
    anchor: str
    title: str


def _spans(content: str, title: str) -> Iterator[_Span]:
    anchor, heading = "", title
    start = depth = 0
    for event in _EVENT.finditer(content):
        if event[1]:
            anchor, heading = event[1], _plain(_HEADER_LINK.sub("", event[2]))
        elif depth:
            depth += -1 if event[0] == "</ul>" else 1
            if depth == 0:
                yield _Span(start, event.end(), anchor, heading)
        elif event[0] == _START:
            start, depth = event.start(), 1


def mark(content: str, page: Page) -> str:
    """The content of a page with every task list in an element that keeps its ticks."""
    if _START not in content:
        return content
    parts: list[str] = []
    done = 0
    seen: dict[str, int] = {}
    for span in _spans(content, str(page.title)):
        markup = content[span.start : span.end]
        given = _LIST.search(markup)
        name = given[1] if given else span.anchor
        seen[name] = seen.get(name, 0) + 1
        key = f"{page.url}#{name}" + (f"-{seen[name]}" if seen[name] > 1 else "")
        parts += (content[done : span.start], _element(key, span, page), _named(markup), "</check-list>")
        done = span.end
    return "".join((*parts, content[done:]))


def _element(key: str, span: _Span, page: Page) -> str:
    told = {"key": key, "at": f"{page.url}#{span.anchor}", "title": span.title, "page": str(page.title)}
    attributes = (f'data-{name}="{html.escape(text)}"' for name, text in told.items())
    return f"<check-list {' '.join(attributes)}>"


def _in_order(pages: Iterable[Page]) -> Iterator[Page]:
    """The pages as the navigation has them."""
    page = next((one for one in pages if one.previous_page is None and one.next_page is not None), None)
    while page is not None:
        yield page
        page = page.next_page


def _part(page: Page) -> str:
    """Where the navigation puts a page: "Guide: Life cycle"."""
    return ": ".join(str(one.title) for one in list(page.ancestors)[::-1])


def _card(page: Page, target: Page) -> str:
    """A page's lists, closed until asked for."""
    lists = []
    for made in _MADE.finditer(page.content or ""):
        address = html.escape(get_relative_url(html.unescape(made[2]), target.url))
        words = _TERM_LINK.sub(r"\1", made[0])
        lists.append(f'<h3><a href="{address}">{made[3]}</a></h3>\n{moved(words, page.url, target.url)}')
    items = sum(markup.count('<li class="task-list-item"') for markup in lists)
    name = html.escape(str(page.title))
    summary = f'<summary>{name} <span class="checklist-count">{items} items</span></summary>'
    return f'<details class="checklist-card">{summary}\n' + "\n".join(lists) + "\n</details>"


def gather(files: Files) -> None:
    """Fill the page that has a place for all checklists with those of every other page."""
    pages = [file.page for file in files.documentation_pages() if file.page]
    target = next((page for page in pages if _PLACE in (page.content or "")), None)
    if target is None:
        return
    holders = [page for page in _in_order(pages) if "<check-list " in (page.content or "")]
    parts = []
    headings: list[AnchorLink] = []
    for name, group in groupby(holders, _part):
        anchor = re.sub(r"\W+", "-", name.lower()).strip("-")
        headings.append(AnchorLink(name, anchor, 2))
        cards = "\n".join(_card(page, target) for page in group)
        parts.append(f'<h2 id="{anchor}" data-search-exclude>{html.escape(name)}</h2>\n{cards}')
    whole = "\n".join(("<check-lists data-search-exclude>", *parts, "</check-lists>"))
    target.content = (target.content or "").replace(_PLACE, whole)
    target.toc.items[0].children[:0] = headings
