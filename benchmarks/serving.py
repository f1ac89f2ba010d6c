"""Rows: from an edit under ``mkdocs serve`` to the changed page."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median

from benchmarks.table import Row
from benchmarks.workspace import Workspace
from tests.build.test_serve import Server

__all__ = ["rows"]

_TIMES = 5
_BAR = 2.0
_PATIENCE = 60.0
_GLANCE = 0.05
_BROKEN = "could not be built"
"""What pages say after an edit that fails, see macros/serving.py."""

_edits = count(1)


@contextmanager
def _serve(folder: Path) -> Iterator[Server]:
    server = Server(folder)
    try:
        if not server.shows("", "</html>"):
            raise RuntimeError("mkdocs serve did not start:\n" + server.log.read_text())
        yield server
    finally:
        server.process.terminate()
        server.process.wait(timeout=20)


def _until_shown(server: Server, page: str, text: str) -> float:
    start = time.perf_counter()
    while text not in (shown := server.get(page)):
        if _BROKEN in shown or time.perf_counter() - start > _PATIENCE:
            raise RuntimeError(f"{page} does not come to show {text!r}:\n" + server.log.read_text())
        time.sleep(_GLANCE)
    return time.perf_counter() - start


def _edit(server: Server, name: str, pattern: str, page: str) -> float:
    """Seconds from a changed word, after what matches `pattern` in the file, to the page that shows it."""
    durations = []
    for _ in range(_TIMES):
        word = f"edited{next(_edits):04}"
        path = server.folder / name
        text = path.read_text(encoding="utf-8")
        changed, times = re.subn(rf"({pattern})( edited\d+)?", rf"\1 {word}", text, count=1, flags=re.MULTILINE)
        if not times:
            raise RuntimeError(f"{name} holds nothing like {pattern}")
        path.write_text(changed, encoding="utf-8")
        durations.append(_until_shown(server, page, word))
        time.sleep(1 + 0.1 * len(durations))  # at rest, and out of step with MkDocs, which looks twice a second
    return median(durations)


def rows(work: Workspace) -> list[Row]:
    """Edits of ours, and the Markdown edit under Material alone."""
    chapter, heading = "docs/guide/modelling.md", r"^# .*?\w+"
    with _serve(work.project) as server:
        page = _edit(server, chapter, heading, "guide/modelling/")
        data = _edit(server, "docs/data/roles.yml", r"name: [A-Z]\w+", "team/")
    with _serve(work.plain) as server:
        theirs = _edit(server, chapter, heading, "guide/modelling/")
    return [
        Row(what=what, ours=seconds, unit="s", peer="Markdown edit, plain Material", theirs=theirs, bar=_BAR)
        for what, seconds in (("Edit of Markdown to page served", page), ("Edit of YAML to page served", data))
    ]
