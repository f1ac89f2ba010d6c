"""Reading paths: for each kind of reader the chapters to read, in order, and what to use at the end."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import pandas as pd
from pydantic import Field, StringConstraints

from macros.reading import minutes_of, title_of, total_of
from macros.schema import Id, Model, Text, UniqueIds

__all__ = ["FILES", "Onward", "ReadingPath", "ReadingPaths", "onward", "register", "tables"]

PagePath = Annotated[str, StringConstraints(pattern=r"^[a-z-]+(/[a-z0-9-]+)*$")]


class Stop(Model):
    """A page to read or to use."""

    page: PagePath = Field(description="File in docs, without ending")
    why: Text


class ReadingPath(Model):
    """The way of one kind of reader through the guide."""

    id: Id
    reader: Text
    question: Text
    """What brings this reader here, in the reader's words."""
    steps: Annotated[list[Stop], Field(min_length=3, max_length=10)]
    tool: Stop
    """The calculator or template to use at the end."""

    @property
    def pages(self) -> list[str]:
        return [step.page for step in self.steps]


class ReadingPaths(Model):
    """``paths.yml``."""

    paths: Annotated[list[ReadingPath], UniqueIds, Field(min_length=1)]


FILES = {"paths": ReadingPaths}


class Onward(NamedTuple):
    """Where a path leads from one of its chapters."""

    path: ReadingPath
    number: int
    next: str
    """The next chapter, or what to use after the last."""
    is_tool: bool


def onward(paths: ReadingPaths, page: str) -> list[Onward]:
    """Where each path that goes through `page` leads from there."""
    found = []
    for path in paths.paths:
        if page in path.pages:
            number = path.pages.index(page) + 1
            last = number == len(path.pages)
            found.append(Onward(path, number, path.tool.page if last else path.pages[number], last))
    return found


def tables(data: Any) -> dict[str, pd.DataFrame]:
    """Flat tables for download."""
    paths: ReadingPaths = data.paths
    rows = [
        {"path": path.id, "reader": path.reader, "step": number, "page": stop.page, "why": stop.why}
        for path in paths.paths
        for number, stop in enumerate([*path.steps, path.tool], 1)
    ]
    return {"reading_paths": pd.DataFrame(rows)}


def register(env: Any) -> None:
    """Add this area's macros to mkdocs-macros."""

    def render(template: str, **context: object) -> str:
        marks = {"minutes_of": minutes_of, "title_of": title_of, "total_of": total_of}
        root = "../" * str(env.page.url).count("/")
        return str(env.variables["render"](f"paths/{template}", root=root, **marks, **context))

    def all_paths() -> list[ReadingPath]:
        found: ReadingPaths = env.variables["data"].paths
        return found.paths

    def reading_path(name: str) -> str:
        """Show the chapters of a path, each with its reason, and what to use at the end."""
        known = {path.id: path for path in all_paths()}
        if name not in known:
            raise ValueError(f"{name!r} is not the id of a path; allowed are {sorted(known)}")
        return render("path.html", path=known[name])

    def reading_doors() -> str:
        """Show all paths as links, each with its reader, question and length."""
        return render("doors.html", paths=all_paths())

    for macro in (reading_path, reading_doors):
        env.macro(macro)
