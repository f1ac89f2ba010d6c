"""Flow figures: boxes, frames and arrows of a data file, as the lines and words that a template draws."""

from __future__ import annotations

import textwrap
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, model_validator

from macros.schema import Id, Model, SourceId, Text, UniqueIds

__all__ = ["WIDTH", "Flow", "arrow_points", "label_lines", "words"]

WIDTH = 360
"""Every sheet is as wide as a telephone shows, so that labels are never scaled down much."""

Place = Annotated[int, Field(ge=0)]
Point = Annotated[list[Place], Field(min_length=2, max_length=2)]

_CHARACTER = {"card": 5.9, "blocked": 5.9}
"""Mean width of a label's character where it is not that of a step, in units of the sheet."""


class Shape(Model):
    """A rectangle on the sheet; x and y are its upper left corner."""

    id: Id
    label: Text
    note: Text | None = None
    x: Place
    y: Place
    width: int = 120
    height: int = 34


class Box(Shape):
    """A step, a thing that the work leaves, a decision, an end, or a card on a board."""

    look: Literal["step", "thing", "decision", "end", "card", "blocked"] = "step"


class Frame(Shape):
    """What holds boxes: a sprint, a column, a track."""

    look: Literal["plain", "dashed"] = "plain"
    label_below: bool = False


class Arrow(Model):
    """From one shape to another; ``says`` is why. Without a path it is straight."""

    leaves: Id
    reaches: Id
    says: Text
    both: bool = Field(default=False, description="Has a head at either end")
    back: bool = Field(default=False, description="Leads back; drawn dashed")
    path: Annotated[list[Point], Field(min_length=2)] | None = None


class Flow(Model):
    """A figure with its title, its text alternative and where its content is published."""

    title: Text
    shows: Text
    note: Text
    sources: Annotated[list[SourceId], Field(min_length=1)]
    height: int
    ring: Text | None = Field(default=None, description="Words on a ring around everything")
    frames: Annotated[list[Frame], UniqueIds] = Field(default_factory=list)
    boxes: Annotated[list[Box], UniqueIds, Field(min_length=2)]
    arrows: Annotated[list[Arrow], Field(min_length=1)]

    @model_validator(mode="after")
    def _arrows_join_shapes(self) -> Flow:
        ids = [shape.id for shape in (*self.frames, *self.boxes)]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"{twice} names a frame and a box; each id may stand once in a figure")
        for arrow in self.arrows:
            if unknown := [name for name in (arrow.leaves, arrow.reaches) if name not in ids]:
                raise ValueError(f"an arrow joins {unknown}; allowed are {ids}")
        return self

    @model_validator(mode="after")
    def _everything_is_on_the_sheet(self) -> Flow:
        for shape in (*self.frames, *self.boxes):
            if shape.x + shape.width > WIDTH or shape.y + shape.height > self.height:
                raise ValueError(f"{shape.id} lies outside the sheet of {WIDTH} by {self.height}")
        for arrow in self.arrows:
            if any(x > WIDTH or y > self.height for x, y in arrow.path or []):
                raise ValueError(f"the arrow from {arrow.leaves} to {arrow.reaches} leaves the sheet")
        return self

    def shape(self, name: str) -> Shape:
        """The box or frame of that id."""
        return next(shape for shape in (*self.frames, *self.boxes) if shape.id == name)


class _Span(NamedTuple):
    low: int
    high: int

    def meets(self, other: _Span) -> int | None:
        """The middle of what both have in common."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return (low + high) // 2 if low < high else None


def arrow_points(flow: Flow, arrow: Arrow) -> list[tuple[int, int]]:
    """The corners of an arrow: its path, or a straight line between the sides that face each other."""
    if arrow.path:
        return [(x, y) for x, y in arrow.path]
    one, other = flow.shape(arrow.leaves), flow.shape(arrow.reaches)
    across = _Span(one.x, one.x + one.width).meets(_Span(other.x, other.x + other.width))
    if across is not None:
        down = one.y < other.y
        return [(across, one.y + one.height * down), (across, other.y + other.height * (not down))]
    along = _Span(one.y, one.y + one.height).meets(_Span(other.y, other.y + other.height))
    if along is None:
        raise ValueError(f"the arrow from {arrow.leaves} to {arrow.reaches} is not straight; give it a path")
    right = one.x < other.x
    return [(one.x + one.width * right, along), (other.x + other.width * (not right), along)]


def label_lines(box: Box) -> list[str]:
    """A label broken to the width of its box."""
    characters = int((box.width - 8) / _CHARACTER.get(box.look, 6.5))
    return textwrap.wrap(box.label, characters, break_long_words=False)


def _said(shape: Shape) -> str:
    return f"{shape.label} ({shape.note})" if shape.note else shape.label


def _holds(frame: Frame, box: Box) -> bool:
    return (
        frame.x <= box.x
        and frame.y <= box.y
        and box.x + box.width <= frame.x + frame.width
        and box.y + box.height <= frame.y + frame.height
    )


def _joined(flow: Flow, arrow: Arrow) -> str:
    one, other = flow.shape(arrow.leaves).label, flow.shape(arrow.reaches).label
    if arrow.both:
        return f"Between {one} and {other}: {arrow.says}"
    return f"From {one} {'back to' if arrow.back else 'to'} {other}: {arrow.says}"


def words(flow: Flow) -> list[str]:
    """Everything that the figure shows, a sentence for each ring, frame and arrow."""
    ring = [f"On a ring around all of it: {flow.ring}."] if flow.ring else []
    frames = [
        f"{_said(frame)} holds: {'; '.join(_said(box) for box in flow.boxes if _holds(frame, box))}."
        for frame in flow.frames
    ]
    return [*ring, *frames, *(_joined(flow, arrow) for arrow in flow.arrows)]
