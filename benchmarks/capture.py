"""A MkDocs hook: keeps each page's Markdown as the macros leave it, front matter included.

MkDocs loads it by its path, in a copy of the project, so it imports nothing of this package.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml
from mkdocs.plugins import event_priority
from mkdocs.structure.pages import Page


@event_priority(-100)  # after everything that changes the Markdown
def on_page_markdown(markdown: str, page: Page, **_: Any) -> None:
    path = Path(os.environ["BENCHMARK_CAPTURE"], page.file.src_uri)
    path.parent.mkdir(parents=True, exist_ok=True)
    head = f"---\n{yaml.safe_dump(dict(page.meta), allow_unicode=True, sort_keys=False)}---\n\n" if page.meta else ""
    path.write_text(head + markdown, encoding="utf-8")
