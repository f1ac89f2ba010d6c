"""The map of the guide: a frame for each part of the navigation, and a box for each of its pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, count
from typing import Any, NamedTuple

from pydantic import Field

from macros.drawing import label_lines
from macros.flow import WIDE, WIDTH, Box, Flow, Frame
from macros.schema import Model, Text

__all__ = ["GuideMap", "guide_map"]

GUIDE = "Guide"
"""The section of the navigation whose parts are drawn."""

_GAP = 12
_PADDING = 8
_HEAD = 30


class Section(Model):
    """A section of the navigation beside the guide, drawn like a part."""

    part: Text = Field(description="What the columns call it")
    of: Text = Field(description="Its name in the navigation")
    label: Text | None = None


class GuideMap(Model):
    """How the map is laid out: the parts in columns. The parts and pages come from the navigation."""

    title: Text
    shows: Text
    note: Text
    unparted: Text = Field(description="What the map calls the pages of the guide that are in no part")
    unnumbered: list[Text]
    narrow: list[list[Text]]
    wide: list[list[Text]]
    sections: list[Section]


class _Part(NamedTuple):
    label: str
    pages: list[str]


def _entries(pages: Sequence[Any]) -> Iterator[str]:
    for entry in pages:
        if isinstance(entry, str):
            yield entry
        elif isinstance(below := next(iter(entry.values())), str):
            yield below


def _parts(settings: GuideMap, section: Callable[[str], Sequence[Any]]) -> dict[str, _Part]:
    numbers = count(1)
    loose = [entry for entry in section(GUIDE) if isinstance(entry, str) and not entry.endswith("/index.md")]
    parts = {settings.unparted: _Part(settings.unparted, loose)}
    for entry in section(GUIDE):
        if isinstance(entry, dict):
            ((name, pages),) = entry.items()
            label = name if name in settings.unnumbered else f"{next(numbers)} {name}"
            parts[name] = _Part(label, list(_entries(pages)))
    for other in settings.sections:
        parts[other.part] = _Part(other.label or other.of, list(_entries(section(other.of))))
    return parts


class _Spot(NamedTuple):
    x: int
    y: int
    width: int
    height: int


def _laid_out(
    columns: list[list[str]], sheet: int, parts: dict[str, _Part], titles: dict[str, str]
) -> tuple[dict[str, _Spot], int]:
    """Where each part and page lies, by its name, and the height of the sheet."""
    if sorted(parts) != sorted(chain.from_iterable(columns)):
        raise ValueError(f"the columns of the map hold {columns}; they must hold each of {sorted(parts)} once")
    width = (sheet - _GAP * (len(columns) - 1)) // len(columns)
    spots = {}
    height = 0
    for number, column in enumerate(columns):
        x, y = number * (width + _GAP), 0
        for name in column:
            if not parts[name].pages:
                continue
            top, y = y, y + _HEAD
            for page in parts[name].pages:
                box = Box(id="page", label=titles[page], x=x, y=y, width=width - 2 * _PADDING)
                spots[page] = _Spot(x + _PADDING, y, box.width, 13 + 15 * len(label_lines(box)))
                y += spots[page].height + 5
            spots[name] = _Spot(x, top, width, y + 3 - top)
            y += 3 + _GAP
        height = max(height, y - _GAP)
    return spots, height


def guide_map(settings: GuideMap, section: Callable[[str], Sequence[Any]], title: Callable[[str], str]) -> Flow:
    """The map as a figure; ``section`` finds what the navigation lists, ``title`` what a page is called."""
    parts = _parts(settings, section)
    titles = {page: title(page) for part in parts.values() for page in part.pages}
    narrow, height = _laid_out(settings.narrow, WIDTH, parts, titles)
    wide, wide_height = _laid_out(settings.wide, WIDE, parts, titles)

    def place(name: str) -> dict[str, Any]:
        return {**narrow[name]._asdict(), "wide": list(wide[name])}

    def called(name: str) -> str:
        return re.sub(r"[^a-z0-9]+", "-", name.removesuffix(".md").lower())

    return Flow(
        title=settings.title,
        shows=settings.shows,
        note=settings.note,
        height=height,
        wide_height=wide_height,
        frames=[
            Frame(id=f"part-{called(name)}", label=part.label, **place(name))
            for name, part in parts.items()
            if part.pages
        ],
        boxes=[Box(id=called(page), label=titles[page], link=page, **place(page)) for page in titles],
    )
