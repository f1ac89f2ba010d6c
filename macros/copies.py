"""A Markdown copy of every page, beside it, and the lists of them: ``llms.txt`` and ``llms-full.txt``.

The form of both is that of https://llmstxt.org/. A conversion is kept in ``.cache`` by content.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from attrs import frozen
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

from macros.runtime import CACHE, digest

__all__ = ["INDEX", "WHOLE", "address", "content", "parts", "write"]

INDEX = "llms.txt"
WHOLE = "llms-full.txt"

_KEPT = CACHE / "markdown"
_LICENCE = "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)"


def address(page: Page) -> str:
    """Where the copy of a page is: guide/modelling/index.md beside guide/modelling/index.html."""
    return page.file.dest_uri.removesuffix(".html") + ".md"


def content(page: Page) -> str:
    """What a page says, as HTML. The home page says more in its front matter, for a template of its own."""
    html = page.content or ""
    if "statement" in page.meta:
        doors = "".join(
            f'<li><a href="{door["href"]}">{door["verb"]} {door["what"]}</a>: {door["text"]} {door["extent"]}.</li>'
            for door in page.meta.get("doors", [])
        )
        head = f"<h1>{page.meta['statement']}</h1><p>{page.meta.get('introduction', '')}</p><ul>{doors}</ul>"
        return head + html
    return html if "<h1" in html else f"<h1>{page.title}</h1>{html}"


def _source() -> bytes:
    return Path(__file__).with_name("markdown.py").read_bytes()


def _body(page: Page) -> str:
    html, home = content(page), page.canonical_url or ""
    kept = _KEPT / f"{digest(html.encode(), home.encode(), _source())}.md"
    if not kept.is_file():
        from macros.markdown import markdown  # noqa: PLC0415 - costs a tenth of a second, and is rarely needed

        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(markdown(html, home), encoding="utf-8")
    return kept.read_text(encoding="utf-8")


def _copy(page: Page) -> str:
    """The copy: title, what the page is about, where it is from and under which licence, and all that it says."""
    title, _, rest = _body(page).partition("\n")
    description = page.meta.get("description", "")
    about = f"> {description}\n\n" if description else ""
    return f"{title}\n\n{about}Source: <{page.canonical_url}>. Licence of the text: {_LICENCE}.\n{rest}"


@frozen
class Part:
    """A part of the site, as its navigation divides it."""

    titles: tuple[str, ...]
    """Its own title after those of the parts around it."""
    pages: tuple[Page, ...]


def parts(navigation: Navigation) -> Iterator[Part]:
    """Every part with pages of its own, in the order of the navigation; pages outside all parts come first."""

    def within(items: list[object], titles: tuple[str, ...]) -> Iterator[Part]:
        pages = tuple(item for item in items if isinstance(item, Page))
        if pages:
            yield Part(titles, pages)
        for item in items:
            if isinstance(item, Section):
                yield from within(list(item.children), (*titles, item.title))

    yield from within(list(navigation.items), ())


def _index(config: MkDocsConfig, navigation: Navigation, root: str) -> str:
    lines = [
        f"# {config.site_name}",
        f"> {config.site_description}" if config.site_description else "",
        f"Each line names the Markdown copy of one page, which lies at the page's own address with index.md added. "
        f"[{WHOLE}]({root}{WHOLE}) holds all of them in one file. The text is under {_LICENCE}.",
    ]
    for part in parts(navigation):
        entries = [
            f"- [{page.title}]({root}{address(page)})"
            + (f": {about}" if (about := page.meta.get("description")) else "")
            for page in part.pages
        ]
        lines += [f"## {': '.join(part.titles) or 'This site'}", "\n".join(entries)]
    return "\n\n".join(filter(None, lines)) + "\n"


def write(config: MkDocsConfig, navigation: Navigation) -> None:
    """Write the copies and their lists into the site, whose pages have been made."""
    site, root = Path(config.site_dir), config.site_url or "/"
    copies = []
    for part in parts(navigation):
        for page in part.pages:
            text = _copy(page)
            place = site / address(page)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
            copies.append(text)
    (site / INDEX).write_text(_index(config, navigation, root), encoding="utf-8")
    (site / WHOLE).write_text("\n---\n\n".join(copies), encoding="utf-8")
