"""The site's data for this build, and the small things done to every page."""

from __future__ import annotations

import html
import re
from pathlib import Path

from mkdocs.exceptions import PluginError

from macros.data import DataError, SiteData, load
from macros.terms import Terms

__all__ = ["data", "terms", "tidy_page"]

_Signature = tuple[tuple[str, int, int], ...]
_terms: dict[Path, tuple[SiteData, Terms]] = {}
_loaded: dict[Path, tuple[_Signature, SiteData]] = {}


def _signature(folder: Path) -> _Signature:
    return tuple((path.name, (stat := path.stat()).st_mtime_ns, stat.st_size) for path in sorted(folder.glob("*.yml")))


def data(docs: Path) -> SiteData:
    """The validated data below the `docs` folder, read again only when a file has changed.

    Raises PluginError, which stops the build, with one line for each fault.
    """
    folder = docs / "data"
    signature = _signature(folder)
    if folder not in _loaded or _loaded[folder][0] != signature:
        try:
            _loaded[folder] = signature, load(folder, f"{docs.name}/data")
        except DataError as error:
            raise PluginError(f"The data cannot be used.\n{error}") from None
    return _loaded[folder][1]


def terms(docs: Path) -> Terms:
    """What of the glossary is explained on pages, made anew with the data."""
    current = data(docs)
    if docs not in _terms or _terms[docs][0] is not current:
        _terms[docs] = current, Terms(current.models.glossary.terms)
    return _terms[docs][1]


_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)
_PLACED = re.compile(r"<div class=\"[^\"]*table-scroll[^>]*>\s*$")
_HEAD = re.compile(r"<th[^>]*>(.*?)</th>", re.DOTALL)
_MARKUP = re.compile(r"<[^>]+>")
_GENERATOR = re.compile(r'<meta name="generator"[^>]*>')
_NEAR = 500
"""Characters before a table in which the place made for it begins."""


def _scrolling(table: re.Match[str]) -> str:
    """A table in a place of its own to scroll, named by its head; the class keeps Material from wrapping it again."""
    plain = f'<table class="plain">{table[1]}</table>'
    if _PLACED.search(table.string[max(0, table.start() - _NEAR) : table.start()]):
        return plain
    heads = (html.unescape(_MARKUP.sub("", head)).strip() for head in _HEAD.findall(table[1]))
    name = html.escape("Table: " + ", ".join(head for head in heads if head), quote=True)
    return f'<div class="table-scroll" tabindex="0" role="region" aria-label="{name}">{plain}</div>'


def tidy_page(output: str) -> str:
    """A finished page: Markdown's tables made accessible, and nothing said that no reader needs."""
    return _GENERATOR.sub("", _TABLE.sub(_scrolling, output))
