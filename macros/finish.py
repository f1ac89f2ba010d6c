"""What is done when all pages are rendered, before they are written."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from macros import about, reading, site
from macros.areas.paths import Onward, onward

__all__ = ["finish"]

_LISTS = {"guide/glossary", "guide/references"}
"""Set like chapters, but not to be read through."""


def finish(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Fill in titles and minutes, and give templates `onward_from(page)` and `structured(page)`."""
    pages = {reading.name_of(file.page): file.page for file in files.documentation_pages() if file.page}
    reading.fill(pages.values())
    paths = site.data(Path(config.docs_dir)).models.paths

    def onward_from(page: Page) -> list[tuple[Onward, Page]]:
        """The next page of every reading path that goes through this one."""
        return [(step, pages[step.next]) for step in onward(paths, reading.name_of(page))]

    home = pages.get("index")
    chapters = sum(name.startswith("guide/") and "reader" in page.meta for name, page in pages.items())
    for door in home.meta.get("doors", []) if home else []:
        door["extent"] = door["extent"].replace("{chapters}", str(chapters - len(_LISTS & pages.keys())))
    env.globals["onward_from"] = onward_from
    env.globals["structured"] = lambda page: about.structured(page, home, config)
