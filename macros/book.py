"""The whole guide as one document for paper: cover, contents, and the pages in the order of the navigation.

What a page says is taken as the site has it, with the site's own style sheets and book.css after them. Chromium prints
it (macros/press.py). It knows no page number of another place, so the document is printed twice: once with room for the
numbers, and once with them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import lxml.html
from attrs import define, field, frozen
from lxml.html import HtmlElement, builder
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

from macros import copies, faces
from macros.runtime import PROJECT
from macros.site import tidy_page

__all__ = ["Book", "book"]

_STYLE = PROJECT / "docs" / "assets" / "css" / "book.css"
_UNPRINTED = (
    "//*[contains(concat(' ', @class, ' '), ' headerlink ') or contains(@class, 'help-toggle') or @role='status' "
    "or contains(@class, 'glossary-letters') or contains(@class, 'calculator-actions') "
    "or contains(@class, 'drawing-narrow') or @class='downloads']"
    "|//button|//script|//noscript|//template"
)
_NAMES = ("id", "for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "name")
_LOCAL = re.compile(r"url\(#([^)]+)\)")
_LOOK = 'dir="ltr" data-md-color-scheme="default" data-md-color-primary="custom" data-md-color-accent="custom"'
_NUMBER = re.compile(r"\[\[page ([^\]]+)\]\]")
_ROOM = "888"
"""Stands for a page number that is not known yet, and is as wide as most."""


@frozen
class Entry:
    """A line of the contents: a part, a group of chapters, or a chapter."""

    title: str
    level: int
    place: str
    """The name of the place in the document where it begins."""
    page: Page | None = None


def _place(page: Page) -> str:
    """A name for a page's place: guide-modelling."""
    return "page-" + (re.sub(r"\W+", "-", page.url).strip("-") or "home")


def _leaves_out(page: Page) -> bool:
    return page.is_homepage or page.meta.get("book") is False


def entries(navigation: Navigation) -> Iterator[Entry]:
    """All lines of the contents in their order. What a part is begun with stands before it."""

    def within(items: list[object], level: int) -> Iterator[Entry]:
        for item in items:
            if isinstance(item, Page) and not _leaves_out(item):
                yield Entry(item.title, level, _place(item), item)
            elif isinstance(item, Section):
                inner = list(within(list(item.children), level + 1))
                if inner:
                    yield Entry(item.title, level, f"part-{inner[0].place}-{level}")
                    yield from inner

    yield from within(list(navigation.items), 1)


@define
class _Chapter:
    """A page on its way into the book."""

    entry: Entry
    page: Page
    places: Mapping[str, str]
    """Address of a page in the book -> its place."""
    root: str
    """The address of the site, which needs no note."""
    addresses: list[str] = field(factory=list)
    """The web addresses that the chapter names, in their order."""

    @property
    def address(self) -> str:
        return self.page.canonical_url or ""

    def name(self, own: str) -> str:
        return f"{self.entry.place}--{own}"

    def _links(self, root: HtmlElement) -> None:
        for link in list(root.iter("a")):
            key = next((name for name in ("href", "xlink:href") if link.get(name)), None)  # figures link by the second
            if key is None:
                continue
            target = urljoin(self.address, link.get(key))
            home, _, place = target.partition("#")
            link.attrib.pop("download", None)
            if home in self.places:
                # Chromium makes no destination of a place that only figures link to: theirs lead to the chapter
                part = f"--{place}" if place and key == "href" else ""
                link.set(key, f"#{self.places[home]}{part}")
                kind = link.get("class", "")
                if key == "href" and home != self.address and not re.search(r"\b(cite|term-link)\b", kind):
                    link.set("data-page", _number(link.get(key)[1:]))
            elif urlsplit(target).scheme in ("http", "https"):
                link.set(key, target)
                if key == "href":
                    self._note(link, target)

    def _note(self, link: HtmlElement, target: str) -> None:
        """Print the address: after a source in a list of sources, else in a note at the end of the chapter."""
        said = link.text_content().strip().removesuffix("/")
        own = self.root and target.startswith(self.root)
        if own or target.removesuffix("/").endswith(said) or next(link.iterancestors("cite"), None) is not None:
            return
        if target not in self.addresses:
            self.addresses.append(target)
        number = self.addresses.index(target) + 1
        note = builder.SUP(builder.A(str(number), href=f"#{self.name(f'note-{number}')}"))
        note.set("class", "book-mark")
        note.tail, link.tail = link.tail, None
        link.addnext(note)

    def _names(self, root: HtmlElement) -> None:
        for element in root.iter():
            if not isinstance(element.tag, str):
                continue
            for attribute in _NAMES:
                if (names := element.get(attribute)) and not (attribute == "name" and element.tag != "a"):
                    element.set(attribute, " ".join(map(self.name, names.split())))
            for attribute, text in element.items():
                if "url(#" in text:
                    element.set(attribute, _LOCAL.sub(lambda match: f"url(#{self.name(match[1])})", text))

    def _headings(self, root: HtmlElement) -> None:
        for element in root.iter("h1", "h2", "h3", "h4", "h5", "h6"):
            element.set("aria-level", str(min(6, self.entry.level + int(element.tag[1]) - 1)))

    def _title(self, root: HtmlElement) -> None:
        """The chapter bears the name under which the contents list it."""
        head = root.find(".//h1")
        if head is not None and head.text_content().strip() != self.entry.title:
            for inner in list(head):
                head.remove(inner)
            head.text = self.entry.title

    @staticmethod
    def _say(form: HtmlElement) -> None:
        """What was put in, in the place of the form."""
        from macros.markdown import inputs  # noqa: PLC0415 - markdownify comes with it

        said = lxml.html.fragment_fromstring(inputs(lxml.html.tostring(form, encoding="unicode")), create_parent="div")
        said.set("class", "book-inputs")
        form.getparent().replace(form, said)

    def _notes(self) -> HtmlElement | None:
        if not self.addresses:
            return None
        lines = []
        for number, address in enumerate(self.addresses, 1):
            line = builder.LI(builder.A(address, href=address))
            line.set("id", self.name(f"note-{number}"))
            lines.append(line)
        notes = builder.SECTION(builder.P("Addresses"), builder.OL(*lines))
        notes.set("class", "book-notes")
        return notes

    def made(self) -> HtmlElement:
        root: HtmlElement = lxml.html.fragment_fromstring(tidy_page(copies.content(self.page)), create_parent="article")
        for element in root.xpath(_UNPRINTED):
            element.drop_tree()
        for element in root.iter("details"):
            element.set("open", "")
        for form in list(root.iter("form")):
            self._say(form)
        self._title(root)
        self._names(root)
        self._links(root)
        self._headings(root)
        if (notes := self._notes()) is not None:
            root.append(notes)
        root.set("class", "md-content__inner md-typeset book-chapter")
        root.set("id", self.entry.place)
        return root


def _css_string(text: str) -> str:
    return '"' + re.sub(r'["\\<]', "", text) + '"'


@define
class Book:
    """The document, with room for page numbers."""

    title: str
    contents: tuple[Entry, ...]
    _template: str

    def text(self, numbers: Mapping[str, int] | None = None) -> str:
        """The document with the page on which each place is, or with room for it."""
        if numbers is None:
            return _NUMBER.sub(_ROOM, self._template)
        return _NUMBER.sub(lambda place: str(numbers.get(place[1], "")), self._template)


def _number(place: str) -> str:
    return f"[[page {place}]]"


def _line(entry: Entry) -> str:
    return (
        f'<li class="book-level-{entry.level}{"" if entry.page else " book-group"}"><a href="#{entry.place}">'
        f"<span>{html.escape(entry.title)}</span> <b>{_number(entry.place)}</b></a></li>"
    )


def _heading(entry: Entry, kind: str) -> str:
    return (
        f'<p class="{kind}" id="{entry.place}" role="heading" aria-level="{entry.level}">{html.escape(entry.title)}</p>'
    )


def _cover(config: MkDocsConfig, navigation: Navigation, date: str) -> str:
    home = navigation.homepage
    meta = home.meta if home else {}
    said = [html.escape(str(text)) for text in (meta.get("statement"), meta.get("introduction")) if text]
    address = html.escape(config.site_url or "")
    imprint = [f'<a href="{address}">{address}</a>', date, html.escape(config.copyright or "")]
    return f"""
<section class="book-cover">
<div class="book-ruler" aria-hidden="true"></div>
<p class="book-title">{html.escape(config.site_name)}</p>
{"".join(f'<p class="book-said">{text}</p>' for text in said)}
<p class="book-imprint">{"<br>".join(imprint)}</p>
</section>"""


def _document(config: MkDocsConfig, title: str, styles: list[str], pages: str, body: str) -> str:
    links = "".join(f'<link rel="stylesheet" href="{html.escape(style)}">' for style in styles)
    return f"""<!doctype html>
<html lang="{config.theme["language"]}">
<head>
<meta charset="utf-8">
<title>{html.escape(title)}</title>
<meta name="author" content="{html.escape(config.site_author or config.site_name)}">
{links}
<style>{pages}</style>
</head>
<body class="book" {_LOOK}>
<main class="md-content">{body}</main>
</body>
</html>
"""


def book(config: MkDocsConfig, navigation: Navigation, date: str) -> Book:
    """The book of a site whose pages have been made."""
    lines = tuple(entries(navigation))
    places = {entry.page.canonical_url or "": entry.place for entry in lines if entry.page}
    body = [_cover(config, navigation, date)]
    body.append(
        '<nav class="book-contents" aria-labelledby="contents"><h1 id="contents">Contents</h1>'
        f"<ol>{''.join(map(_line, lines))}</ol></nav>"
    )
    pages = []
    waiting: list[Entry] = []
    for place, entry in enumerate(lines):
        if entry.page is None:
            if entry.level == 1:
                below = [one for one in _below(lines, place) if one.level == 2]
                body.append(
                    f'<section class="book-part">{_heading(entry, "book-part-title")}'
                    f"<ol>{''.join(map(_line, below))}</ol></section>"
                )
            else:
                waiting.append(entry)
            continue
        chapter = _Chapter(entry, entry.page, places, config.site_url or "").made()
        chapter.set("style", f"page: {entry.place}")
        text = lxml.html.tostring(chapter, encoding="unicode")
        groups = "".join(_heading(one, "book-eyebrow") for one in waiting)
        waiting = []
        body.append(text.replace(">", f">{groups}", 1))
        pages.append(f"@page {entry.place} {{ @top-right {{ content: {_css_string(entry.title)} }} }}")
    pages.append(f"@page {{ @top-left {{ content: {_css_string(config.site_name)} }} }}")
    site = Path(config.site_dir)
    styles = [(site / style).as_uri() for style in (*_theme_styles(site), *_own_styles(config))]
    sheet = faces.style() + _STYLE.read_text(encoding="utf-8") + "\n".join(pages)
    return Book(config.site_name, lines, _document(config, config.site_name, styles, sheet, "\n".join(body)))


def _below(lines: tuple[Entry, ...], place: int) -> Iterator[Entry]:
    for entry in lines[place + 1 :]:
        if entry.level <= lines[place].level:
            return
        yield entry


def _own_styles(config: MkDocsConfig) -> list[str]:
    return [style for style in map(str, config.extra_css) if not Path(style).name.startswith("fonts-")]


def _theme_styles(site: Path) -> list[str]:
    found = sorted((site / "assets" / "stylesheets").glob("*.min.css"))
    return [path.relative_to(site).as_posix() for path in found]
