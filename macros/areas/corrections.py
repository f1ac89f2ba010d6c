"""What the guide corrects in the slides of 2022, and what has changed since then, gathered from all pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import Field, StringConstraints

from macros.changes import outline
from macros.links import read_title
from macros.schema import Contradiction, Id, Model, SourceId, Text, UniqueIds

__all__ = ["FILES", "Errata", "register", "tables"]

Page = Annotated[str, StringConstraints(pattern=r"^[\w/-]+\.md(#[\w-]+)?$")]
"""A page below ``docs``, with an anchor or without."""


class Point(Model):
    """A correction."""

    id: Id
    says: Text
    """What the slides say, in short and in our words."""
    right: Text
    where: Page
    """Where the site has it right."""
    sources: list[SourceId]


class Group(Model):
    """Corrections of one kind."""

    id: Id
    name: Text
    intro: Text
    points: Annotated[list[Point], UniqueIds, Field(min_length=1)]


class Errata(Model):
    """``errata.yml``."""

    groups: Annotated[list[Group], UniqueIds, Field(min_length=1)]


FILES: dict[str, type[Model]] = {"errata": Errata}


def tables(data: Any) -> dict[str, pd.DataFrame]:
    """Flat tables for pages and downloads."""
    return {
        "errata": pd.DataFrame(
            [
                {
                    "group": group.id,
                    "point": point.id,
                    "says": point.says,
                    "right": point.right,
                    "where": point.where,
                    "sources": "; ".join(point.sources),
                }
                for group in data.errata.groups
                for point in group.points
            ]
        )
    }


def check(data: Any) -> Iterator[Contradiction]:
    """Every id stands once in the whole file, since pages link to it."""
    seen: set[str] = set()
    for number, group in enumerate(data.errata.groups):
        for place, point in enumerate(group.points):
            if point.id in seen:
                path = ("groups", number, "points", place, "id")
                yield Contradiction("errata", path, f"the id {point.id!r} is used twice; each id may stand once")
            seen.add(point.id)


def register(env: Any) -> None:
    """Add this area's macros to mkdocs-macros."""

    def errata_list() -> str:
        """List all corrections by group, in Markdown, so that the build checks the links."""
        here = Path(env.page.file.src_uri).parent
        docs = Path(env.conf["docs_dir"])
        cite = env.macros["cite"]
        blocks = []
        for group in env.variables["data"].errata.groups:
            blocks += [f"## {group.name} {{ #{group.id} }}", group.intro, ""]
            for point in group.points:
                page, _, anchor = point.where.partition("#")
                link = f"See [{read_title(docs / page)}]({_way(here, page)}{'#' + anchor if anchor else ''})"
                sources = f" ({cite(*point.sources)})" if point.sources else ""
                blocks.append(
                    f'<span class="erratum-says" id="erratum-{point.id}">{point.says}</span>\n'
                    f":   {point.right} {link}{sources}\n"
                )
        return "\n\n".join(blocks)

    def changes_list() -> str:
        """Every box on what changed since 2022, by page."""
        return outline(Path(env.conf["docs_dir"]), env.conf["nav"])

    env.macro(errata_list)
    env.macro(changes_list)


def _way(here: Path, page: str) -> str:
    """The way from a page in `here` to another, both below ``docs``."""
    return "../" * (len(here.parts)) + page
