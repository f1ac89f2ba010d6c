"""Draws flow figures: the lines of text and the paths that a template writes down as SVG."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from macros.flow import WIDE, WIDTH, Arrow, Axes, Box, Flow, Frame, arrow_points, spread, words

__all__ = ["Drawing", "Line", "address", "drawings", "label_lines", "show"]

_CHARACTER = {"label": 6.5, "card": 5.9, "note": 5.3}
"""Mean width of a character, in units of the sheet."""

_STEP = {"label": 15, "card": 13, "note": 14}
"""From one line of text to the next."""

_MARGIN = 8
_INDENT = 9
_GAP = 4
_BASELINE = 4.5


class Line(NamedTuple):
    """A line of text on the sheet; ``at_start`` if it is not centred on x."""

    text: str
    x: int
    y: float
    look: str
    at_start: bool = False
    bullet: bool = False


class DrawnBox(NamedTuple):
    """A box with its text."""

    box: Box
    href: str
    lines: list[Line]


class Plate(NamedTuple):
    """The paper behind the words of an arrow, which interrupts its line."""

    x: float
    y: float
    width: float
    height: float


class DrawnArrow(NamedTuple):
    """An arrow with its corners and its words."""

    arrow: Arrow
    points: list[tuple[int, int]]
    lines: list[Line]
    plate: Plate | None


class Drawing(NamedTuple):
    """A figure on one of its sheets."""

    sheet: Literal["narrow", "wide"]
    width: int
    height: int
    ring: str | None
    axes: Axes | None
    frames: list[Frame]
    boxes: list[DrawnBox]
    arrows: list[DrawnArrow]


def _wrapped(text: str, width: int, look: str, *, even: bool = True) -> list[str]:
    """As few lines as the width allows, even ones of about the same length; a percentage is not torn apart."""
    text = text.replace(" %", "\N{NO-BREAK SPACE}%")
    characters = max(int(width / _CHARACTER[look]), 1)
    lines = textwrap.wrap(text, characters, break_long_words=False)
    while even and characters > 1:
        characters -= 1
        closer = textwrap.wrap(text, characters, break_long_words=False)
        if len(closer) > len(lines) or max(map(len, closer)) > characters:
            break
        lines = closer
    return lines


def _size(box: Box) -> str:
    return "card" if box.look in ("card", "blocked") else "label"


def label_lines(box: Box) -> list[str]:
    """A label broken to the width of its box."""
    return _wrapped(box.text, box.width - _MARGIN, _size(box))


def _box_lines(box: Box) -> Iterator[Line]:
    size = _size(box)
    middle = box.x + box.width // 2
    left = box.x + _MARGIN + _INDENT
    items = [_wrapped(item, box.width - 2 * _MARGIN - _INDENT, "note", even=False) for item in box.items]
    notes = _wrapped(box.note, box.width - _MARGIN, "note") if box.note else []
    rows = [(text, middle, size, False) for text in label_lines(box)]
    rows += [(text, middle, "note", False) for text in notes]
    rows += [(text, left, "item", not number) for item in items for number, text in enumerate(item)]
    steps = [_STEP.get(look, _STEP["note"]) for _, _, look, _ in rows]
    y = box.y + (box.height - sum(steps) - _GAP * bool(items)) / 2
    for number, ((text, x, look, first), step) in enumerate(zip(rows, steps, strict=True)):
        y += _GAP * (look == "item" and rows[number - 1][2] != "item")
        yield Line(text, x, round(y + step / 2 + _BASELINE, 1), look, at_start=look == "item", bullet=first)
        y += step


def _arrow_lines(arrow: Arrow) -> Iterator[Line]:
    if not arrow.label_at:
        return
    x, y = arrow.label_at
    texts = _wrapped(arrow.says.rstrip("."), arrow.label_width, "note")
    for number, text in enumerate(texts):
        drop = (number - (len(texts) - 1) / 2) * _STEP["note"]
        yield Line(text, x, round(y + drop + _BASELINE, 1), "says")


def _drawn_arrow(flow: Flow, arrow: Arrow) -> DrawnArrow:
    lines = list(_arrow_lines(arrow))
    plate = None
    if arrow.label_at:
        x, y = arrow.label_at
        width = max(len(line.text) for line in lines) * _CHARACTER["card"] + _MARGIN
        height = len(lines) * _STEP["note"] + 6
        plate = Plate(round(x - width / 2, 1), y - height / 2 + 1, round(width, 1), height)
    return DrawnArrow(arrow, arrow_points(flow, arrow), lines, plate)


def _drawing(flow: Flow, sheet: Literal["narrow", "wide"], href: Callable[[str], str]) -> Drawing:
    return Drawing(
        sheet,
        WIDE if sheet == "wide" else WIDTH,
        flow.height,
        flow.ring,
        flow.axes,
        flow.frames,
        [DrawnBox(box, href(box.link) if box.link else "", list(_box_lines(box))) for box in flow.boxes],
        [_drawn_arrow(flow, arrow) for arrow in flow.arrows],
    )


def drawings(flow: Flow, href: Callable[[str], str] = str) -> list[Drawing]:
    """The figure on its narrow sheet and, if it has one, on its wide sheet."""
    drawn = [_drawing(flow, "narrow", href)]
    if flow.wide_height is not None:
        drawn.append(_drawing(spread(flow), "wide", href))
    return drawn


def address(page: str, root: str) -> str:
    """Where a page of docs/ is found on the site: "guide/strategy.md#ends" -> "../../guide/strategy/#ends"."""
    path, mark, anchor = page.partition("#")
    folder = path.removesuffix("index.md") if path.endswith("index.md") else path.removesuffix(".md") + "/"
    return f"{root}{folder}{mark}{anchor}" or "./"


def show(env: Any, name: str, flow: Flow) -> str:
    """The figure as HTML, as seen from the current page. Raises ValueError if a box leads to a page that is missing."""
    docs = Path(env.conf["docs_dir"]) if any(box.link for box in flow.boxes) else Path()
    for box in flow.boxes:
        if box.link and not (docs / box.link.partition("#")[0]).is_file():
            raise ValueError(f"the box {box.id} of the figure {name} leads to {box.link}, which is not in docs/")
    html: str = env.variables["render"](
        "figures/figure.html",
        id=name,
        flow=flow,
        drawings=drawings(flow, lambda page: address(page, "../" * str(env.page.url).count("/"))),
        words=words(flow),
        cited=env.macros["cite"](*flow.sources) if flow.sources else "",
    )
    return html
