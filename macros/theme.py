"""The theme's own files as this site sends them: its style sheets without the parts that no page has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from macros.runtime import CACHE, PROJECT, digest, node

__all__ = ["UNUSED", "style_sheets", "theme_file", "without"]

UNUSED = re.compile(
    r"md-(?:author|consent|feedback|meta|pagination|pin|post|profile|progress|select|social|source|status)\b[\w-]*"
    r"|md-(?:content|sidebar)--post|md-(?:header|nav)__source|md-nav--integrated|md-content__button|md-draft|giscus|mermaid|arithmatex|katex-html|critic|emojione|gemoji|twemoji"
    r"|linenodiv|linenos|highlighttable|key-[a-z-]+"
)
"""Classes of blog, comments, consent, feedback, versions, repository, formulas, diagrams, emoji and keys."""

_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")


def theme_file(config: MkDocsConfig, pattern: str) -> Path | None:
    """The theme's file that `pattern` finds in one of its folders."""
    return next((path for folder in config.theme.dirs for path in sorted(Path(folder).glob(pattern))), None)


def without(sheet: Path, colours: Iterable[str], unused: re.Pattern[str] = UNUSED) -> bytes:
    """A style sheet without rules for an unused class, right-to-left text, or another of the theme's colours."""
    text, used = sheet.read_bytes(), ",".join(sorted(colours))
    script = PROJECT / "macros" / "without.mjs"
    made = CACHE / "css" / f"{digest(text, unused.pattern.encode(), script.read_bytes(), used.encode())}.css"
    if not made.is_file():
        made.parent.mkdir(parents=True, exist_ok=True)
        classes = {name for name in _CLASS.findall(text.decode()) if unused.fullmatch(name)}
        node(script, str(sheet), str(made), used, *sorted(classes), failure=f"{sheet.name} could not be reduced")
    return made.read_bytes()


def _colours(config: MkDocsConfig) -> set[str]:
    """The colours of the theme that pages name."""
    return {
        scheme[use] for scheme in config.theme.get("palette") or [] for use in ("primary", "accent") if use in scheme
    }


def style_sheets(config: MkDocsConfig) -> Iterator[tuple[str, bytes]]:
    """The address of each style sheet of the theme, and what is sent in its place; none for another theme."""
    for name in ("main", "palette"):
        if found := theme_file(config, f"assets/stylesheets/{name}.*.min.css"):
            yield f"assets/stylesheets/{found.name}", without(found, _colours(config))
