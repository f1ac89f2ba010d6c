"""The words of the glossary in running text: a link that explains, at the first use on a page."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Protocol

from attrs import define, field, frozen
from mkdocs.structure.pages import Page

__all__ = ["Terms", "link"]

_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)([^>]*)>")
_PROSE = frozenset(("p", "li", "dd", "td"))
_BLOCKS = _PROSE | {
    *("blockquote", "caption", "details", "div", "dl", "dt", "figcaption", "figure", "footer", "form", "ol", "pre"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "section", "summary", "table", "tbody", "th", "thead", "tr", "ul"),
}
_PASSED = frozenset(
    (
        *("a", "button", "cite", "code", "kbd", "label", "pre", "script", "style", "sup", "svg", "textarea"),
        "methodology-calculator",  # its words are replaced by those that a reader's own numbers give
    )
)
_GIVEN = re.compile(r'class="term-link" href="[^"]*#term-([^"]*)"')
_MARKUP = re.compile("<[^>]*>")
_WHERE = ("guide/", "frameworks/", "team/", "templates/", "calculators/")
_HEAD = 'class="chapter-head"'
_BETWEEN = "\0"
_NEAR = 12
"""Characters between an abbreviation and its words, within which a text counts as spelling it out itself."""


class Entry(Protocol):
    """A word of the glossary."""

    @property
    def id(self) -> str: ...
    @property
    def term(self) -> str: ...
    @property
    def expands(self) -> str | None: ...
    @property
    def meaning(self) -> str: ...
    @property
    def spelled_out(self) -> bool:
        """Whether the text says what an abbreviation stands for, besides the explanation."""

    @property
    def automatic(self) -> bool:
        """Whether its first plain use on a page is linked."""


def _explanation(entry: Entry) -> str:
    if not entry.expands:
        return entry.meaning
    return f"{entry.expands[0].upper()}{entry.expands[1:]}. {entry.meaning}"


def _anchor(entry: Entry, markup: str, root: str) -> str:
    title = html.escape(_explanation(entry), quote=True)
    return f'<a title="{title}" class="term-link" href="{root}guide/glossary/#term-{entry.id}">{markup}</a>'


def link(entry: Entry, text: str, root: str) -> str:
    """`text` linked to the entry in the glossary; the title explains it where no script does."""
    return _anchor(entry, html.escape(text), root)


def _pattern(entry: Entry) -> re.Pattern[str]:
    """The entry as a whole word, in singular or plural; abbreviations and names as they are written."""
    word = re.escape(html.escape(entry.term, quote=False))
    word = f"{word[:-1]}(?:y|ies)" if word.endswith("y") else f"{word}(?:s|es)?"
    # a hyphen joins a word to another one, but not an abbreviation to what it qualifies: AI-based
    after = r"(?![\w/]|-[A-Z0-9])" if entry.expands else r"(?![\w/-])"
    return re.compile(rf"(?<![\w/&-]){word}{after}", 0 if _exact(entry) else re.IGNORECASE)


def _exact(entry: Entry) -> bool:
    return entry.term != entry.term.lower()


@frozen
class _Word:
    entry: Entry
    pattern: re.Pattern[str]
    needle: str
    """What is looked for first."""
    exact: bool
    """Whether capitals count."""


@define
class _Prose:
    """The running text of a page, as one string of which each place is known."""

    content: str
    starts: list[int] = field(factory=list)
    """Where each stretch of text begins in `text`, and in `content`."""
    origins: list[int] = field(factory=list)
    text: str = ""
    lower: str = ""
    """`text` in lower case, letter by letter."""
    given: dict[str, tuple[int, int]] = field(factory=dict)
    """The first link to an entry that the author has set in running text."""

    def place(self, position: int) -> int:
        """Where a position of `text` is in `content`."""
        run = bisect_right(self.starts, position) - 1
        return self.origins[run] + position - self.starts[run]


def _prose(content: str) -> _Prose:
    prose = _Prose(content)
    texts: list[str] = []
    length = done = 0
    inside = False
    head = content.find(_HEAD)
    position = content.find("</div>", head) if head >= 0 else 0
    while tag := _TAG.search(content, position):
        closing, name, attributes = tag.groups()
        if inside and tag.start() > done:
            prose.starts.append(length)
            prose.origins.append(done)
            texts.append(content[done : tag.start()])
            length += tag.start() - done + len(_BETWEEN)
        position = done = tag.end()
        if name in _PASSED and not closing:
            end = content.find(f"</{name}>", position)
            position = done = end + len(name) + 3 if end >= 0 else position
            if inside and name == "a" and (given := _GIVEN.search(attributes)):
                prose.given.setdefault(given[1], (tag.start(), done))
        elif name in _BLOCKS:
            inside = not closing and name in _PROSE and not attributes
    prose.text = _BETWEEN.join(texts)
    lower = prose.text.lower()
    prose.lower = lower if len(lower) == length - bool(length) else prose.text
    return prose


class Terms:
    """What of the glossary is looked for on pages."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._wanted = [
            _Word(entry, _pattern(entry), html.escape(entry.term, quote=False).removesuffix("y"), _exact(entry))
            for entry in sorted(entries, key=lambda entry: -len(entry.term))
            if entry.automatic
        ]

    def explained(self, content: str, page: Page) -> str:
        """A page's content with the first use of each word linked, and of each abbreviation spelled out.

        What the author has linked stays. Headings, code, links, the heads of tables and checklists are left alone, and
        so is a page of the project's own or with `terms: false` in its front matter.
        """
        if not page.url.startswith(_WHERE) or page.meta.get("terms") is False:
            return content
        edits = sorted(self._edits(_prose(content), "../" * page.url.count("/")))
        parts: list[str] = []
        done = 0
        for start, end, markup in edits:
            parts += (content[done:start], markup)
            done = end
        return "".join((*parts, content[done:])) if parts else content

    def _edits(self, prose: _Prose, root: str) -> Iterator[tuple[int, int, str]]:
        anywhere = set(_GIVEN.findall(prose.content))
        taken: list[tuple[int, int]] = []
        for word in self._wanted:
            entry = word.entry
            if entry.id in anywhere and not entry.expands:
                continue
            found = self._first(word, prose, taken)
            given = prose.given.get(entry.id)
            text = _MARKUP.sub("", prose.content[slice(*given)]) if given else ""
            if given and word.pattern.fullmatch(text) and (not found or given[0] < prose.place(found.start())):
                if spelled := _spelled_out(entry, prose.content, *given, text):
                    yield given[1], given[1], spelled
            elif found:
                taken.append(found.span())
                start = prose.place(found.start())
                end = start + len(found[0])
                text = prose.content[start:end]
                yield start, end, _anchor(entry, text, root) + _spelled_out(entry, prose.content, start, end, text)

    @staticmethod
    def _first(word: _Word, prose: _Prose, taken: Sequence[tuple[int, int]]) -> re.Match[str] | None:
        text = prose.text if word.exact else prose.lower
        position = text.find(word.needle)
        while position >= 0:
            found = word.pattern.match(text, position)
            if found and all(found.end() <= start or found.start() >= end for start, end in taken):
                return found
            position = text.find(word.needle, position + 1)
        return None


def _spelled_out(entry: Entry, content: str, start: int, end: int, text: str) -> str:
    """The words of an abbreviation in brackets, unless the text says them itself, has brackets there or is a table."""
    if not entry.expands or not entry.spelled_out or content[start - 1] == "(" or content[end : end + 2] == " (":
        return ""
    if content.rfind("<table", 0, start) > content.rfind("</table", 0, start):
        return ""
    around = content[max(0, start - len(entry.expands) - _NEAR) : end + len(entry.expands) + _NEAR]
    if entry.expands.lower() in around.lower():
        return ""
    plural = "s" if text == f"{entry.term}s" and not entry.expands.endswith("s") else ""
    return f' <span class="term-words">({html.escape(entry.expands)}{plural})</span>'
