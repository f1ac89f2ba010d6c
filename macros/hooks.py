"""MkDocs hooks: check the data, publish the runtime and the downloads, ready the site for servers, keep ours going.

MkDocs loads this file once and keeps it. Everything that may change under ``mkdocs serve`` is imported inside the
functions, so that a rebuild sees it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

PROJECT = Path(__file__).resolve().parent.parent

_serving = False


def on_startup(command: str, **_: Any) -> None:
    """Let the checkout win over an installed copy; MkDocs undoes what a hook does to the path while it is loaded."""
    global _serving  # noqa: PLW0603 - MkDocs says it here only, and makes a new configuration for every build
    _serving = command == "serve"
    sys.path.insert(0, str(PROJECT))


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    from macros.press import ADDRESS, wanted
    from macros.publish import publish
    from macros.site import data

    published = publish(config, data(Path(config.docs_dir)), serving=_serving)
    config.extra["published"] = published
    config.extra["pdf_address"] = None if _serving or not wanted(config) else ADDRESS
    config.extra_css = [*published.styles]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    from macros.publish import additions

    for addition in additions(config):
        files.append(addition)
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, **_: Any) -> Navigation:
    config.extra["navigation"] = nav  # what is made of all pages follows its order
    return nav


def on_page_content(html: str, page: Page, config: MkDocsConfig, **_: Any) -> str:
    from macros.checklists import mark
    from macros.site import terms

    return terms(Path(config.docs_dir)).explained(mark(html, page), page)


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """All pages are rendered by now: fill in what macros could not know, and tell the templates where paths lead."""
    from macros.changes import fill
    from macros.checklists import gather
    from macros.finish import finish
    from macros.runtime import compiled_templates
    from macros.site import terms

    for page in fill(files):
        page.content = terms(Path(config.docs_dir)).explained(page.content or "", page)
    env.bytecode_cache = compiled_templates()
    gather(files)
    finish(env, config, files)
    return env


def on_post_page(output: str, **_: Any) -> str:
    from macros.site import tidy_page

    return tidy_page(output)


def on_post_build(config: MkDocsConfig) -> None:
    """Add the other forms of the pages, and ready a finished site for other servers, not for the preview."""
    from macros import copies

    copies.write(config, config.extra["navigation"])
    if _serving:
        return
    from macros.compress import compress
    from macros.headers import headers

    if config.extra.get("pdf_address"):
        from macros import press

        press.write(config, config.extra["navigation"])
    site = Path(config.site_dir)
    (site / "_headers").write_text(headers(site), encoding="utf-8")
    if config.extra.get("precompress"):
        compress(site)


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., None]) -> LiveReloadServer:
    from macros.serving import know_types, steady

    know_types()
    server.builder = steady(builder, Path(config.site_dir), PROJECT)
    return server
