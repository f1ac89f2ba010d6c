"""The theme's own files as this site sends them: its style sheet without the parts that no page has."""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from macros.runtime import CACHE, PROJECT, digest, node

__all__ = ["UNUSED", "style_sheet", "theme_file", "without"]

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


def without(sheet: Path, unused: re.Pattern[str] = UNUSED) -> bytes:
    """A style sheet without the rules that only elements of an unused class, or right-to-left text, could match."""
    text = sheet.read_bytes()
    script = PROJECT / "macros" / "without.mjs"
    made = CACHE / "css" / f"{digest(text, unused.pattern.encode(), script.read_bytes())}.css"
    if not made.is_file():
        made.parent.mkdir(parents=True, exist_ok=True)
        classes = {name for name in _CLASS.findall(text.decode()) if unused.fullmatch(name)}
        node(script, str(sheet), str(made), *sorted(classes), failure=f"{sheet.name} could not be reduced")
    return made.read_bytes()


def style_sheet(config: MkDocsConfig) -> tuple[str, bytes] | None:
    """The address of the theme's main style sheet, and what is sent in its place; None for a theme that has none."""
    found = theme_file(config, "assets/stylesheets/main.*.min.css")
    return (f"assets/stylesheets/{found.name}", without(found)) if found else None
