"""A MkDocs hook: where a build's time goes, as JSON, each second counted once.

MkDocs loads it by its path, in a copy of the project, so it imports nothing of this package.
"""

from __future__ import annotations

import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File

_spent: defaultdict[str, float] = defaultdict(float)
_running: list[tuple[str, float]] = []


@contextmanager
def _timed(part: str) -> Iterator[None]:
    """Count the time inside for `part`, and for no part around it."""
    now = time.perf_counter()
    if _running:
        around, since = _running[-1]
        _spent[around] += now - since
    _running.append((part, now))
    try:
        yield
    finally:
        now = time.perf_counter()
        _, since = _running.pop()
        _spent[part] += now - since
        if _running:
            _running[-1] = (_running[-1][0], now)


def _time_method(owner: Any, name: str, part: str, when: Callable[..., bool] = lambda *_: True) -> None:
    """Count calls of ``owner.name`` for `part` where `when`, given the arguments, says so."""
    method = getattr(owner, name)

    @wraps(method)
    def timed(*arguments: Any, **options: Any) -> Any:
        if not when(*arguments):
            return method(*arguments, **options)
        with _timed(part):
            return method(*arguments, **options)

    setattr(owner, name, timed)


def _time_events(config: MkDocsConfig) -> None:
    """Count what the macros plugin and the project's hooks do in MkDocs' events."""
    origins = config.plugins._event_origins
    parts = {"config": "data", "files": "published files", "env": "theme templates", "post_page": "tidying pages"}
    for event, methods in config.plugins.events.items():
        for index, method in enumerate(methods):
            origin = origins.get(method)
            if origin not in ("macros", "macros/hooks.py"):
                continue
            part = "macros" if origin == "macros" else parts.get(event, "other hooks")
            methods[index] = _timed(part)(method)
            origins[methods[index]] = origin


def _time_project() -> None:
    with _timed("imports"):
        pictures, publish, site, *_ = (
            import_module(f"macros.{name}") for name in ("pictures", "publish", "site", "pages")
        )
    _time_method(site, "load", "data")
    _time_method(publish, "engine", "engine archive")
    _time_method(pictures, "svg", "charts")
    _time_method(File, "copy_file", "published files", lambda file, *_: bool(file.generated_by))


@event_priority(100)  # before everything that is timed
def on_config(config: MkDocsConfig) -> None:
    _spent["imports"] += time.process_time()
    _time_method(jinja2.Environment, "compile", "theme templates", lambda *_: not _running)
    if "macros" in config.plugins:
        _time_project()
        _time_events(config)


def on_shutdown() -> None:
    Path(os.environ["BENCHMARK_STOPWATCH"]).write_text(json.dumps(_spent), encoding="utf-8")
