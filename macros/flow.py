"""Flow figures: boxes, frames and arrows of a data file, as a template draws them, and in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple, TypeVar

from pydantic import Field, model_validator

from macros.schema import Id, Model, SourceId, Text, UniqueIds

__all__ = ["WIDE", "WIDTH", "Arrow", "Axes", "Axis", "Box", "Flow", "Frame", "Shape", "arrow_points", "spread", "words"]

WIDTH = 360
"""The narrow sheet is as wide as a telephone shows, so that labels are never scaled down much."""

WIDE = 720
"""The wide sheet fills the column of text. Only figures that gain by it have one."""

Place = Annotated[int, Field(ge=0)]
Point = Annotated[list[Place], Field(min_length=2, max_length=2)]
Path = Annotated[list[Point], Field(min_length=2)]
Rectangle = Annotated[list[Place], Field(min_length=4, max_length=4)]


class Shape(Model):
    """A rectangle on the sheet; x and y are its upper left corner."""

    id: Id
    label: Text
    note: Text | None = None
    x: Place
    y: Place
    width: int = 120
    height: int = 34
    wide: Rectangle | None = Field(default=None, description="x, y, width and height on the wide sheet")


Placed = TypeVar("Placed", bound=Shape)


class Box(Shape):
    """A step, a thing that the work leaves, a decision, an end, a card on a board, or the point of the figure."""

    look: Literal["step", "thing", "decision", "end", "card", "blocked", "point"] = "step"
    items: list[Text] = Field(default_factory=list)
    link: Text | None = Field(default=None, description="Page that the box leads to, from docs/")
    share: Annotated[int, Field(ge=1, le=100)] | None = Field(
        default=None, description="Percentage that the width stands for; drawn after the label"
    )

    @property
    def text(self) -> str:
        """What is written in the box."""
        return f"{self.label} {self.share} %" if self.share else self.label


class Frame(Shape):
    """What holds boxes: a sprint, a column, a track."""

    look: Literal["plain", "dashed"] = "plain"
    label_below: bool = False
    wide_label_below: bool | None = Field(default=None, description="The same on the wide sheet, unless given")


class Arrow(Model):
    """From one shape to another; ``says`` is why. Without a path it is straight."""

    leaves: Id
    reaches: Id
    says: Text
    both: bool = Field(default=False, description="Has a head at either end")
    back: bool = Field(default=False, description="Leads back; drawn dashed")
    path: Path | None = None
    label_at: Point | None = Field(default=None, description="Where the middle of the drawn words is")
    label_width: int = 110
    wide_path: Path | None = None
    wide_label_at: Point | None = None
    wide_label_width: int = 110


class Axis(Model):
    """What a direction of the sheet means, and its two ends."""

    name: Text
    low: Text
    high: Text


class Axes(Model):
    """The two directions of a quadrant."""

    across: Axis
    up: Axis


class Flow(Model):
    """A figure with its title, its text alternative and where its content is published."""

    title: Text
    shows: Text
    note: Text
    sources: list[SourceId] = Field(default_factory=list)
    height: int
    wide_height: int | None = None
    ring: Text | None = Field(default=None, description="Words on a ring around everything")
    axes: Axes | None = None
    frames: Annotated[list[Frame], UniqueIds] = Field(default_factory=list)
    boxes: Annotated[list[Box], UniqueIds, Field(min_length=2)]
    arrows: list[Arrow] = Field(default_factory=list)

    @model_validator(mode="after")
    def _arrows_join_shapes(self) -> Flow:
        ids = [shape.id for shape in self.shapes]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"{twice} names a frame and a box; each id may stand once in a figure")
        for arrow in self.arrows:
            if unknown := [name for name in (arrow.leaves, arrow.reaches) if name not in ids]:
                raise ValueError(f"an arrow joins {unknown}; allowed are {ids}")
        return self

    @model_validator(mode="after")
    def _everything_is_on_the_sheets(self) -> Flow:
        _check_sheet(self, WIDTH)
        if self.wide_height is None:
            return self
        if missing := [shape.id for shape in self.shapes if shape.wide is None]:
            raise ValueError(f"{missing} have no place on the wide sheet")
        _check_sheet(spread(self), WIDE)
        return self

    @model_validator(mode="after")
    def _widths_stand_for_shares(self) -> Flow:
        shared = [box for box in self.boxes if box.share]
        for sheet in (self, spread(self)) if self.wide_height else (self,):
            scales = [sheet.box(box.id).width / box.share for box in shared if box.share]
            if scales and max(scales) - min(scales) > max(scales) / min(box.width for box in shared):
                raise ValueError(f"the widths of {[box.id for box in shared]} are not in proportion to their shares")
        return self

    @property
    def shapes(self) -> list[Frame | Box]:
        """Frames, then boxes, in the order in which they are drawn."""
        return [*self.frames, *self.boxes]

    def shape(self, name: str) -> Shape:
        """The box or frame of that id."""
        return next(shape for shape in self.shapes if shape.id == name)

    def held(self, frame: Frame) -> list[Frame | Box]:
        """What lies inside a frame."""
        return [shape for shape in self.shapes if _holds(frame, shape)]

    def box(self, name: str) -> Box:
        """The box of that id."""
        return next(box for box in self.boxes if box.id == name)


def _check_sheet(flow: Flow, width: int) -> None:
    for shape in flow.shapes:
        if shape.x + shape.width > width or shape.y + shape.height > flow.height:
            raise ValueError(f"{shape.id} lies outside the sheet of {width} by {flow.height}")
    for arrow in flow.arrows:
        points = [*arrow_points(flow, arrow), *([arrow.label_at] if arrow.label_at else [])]
        if any(x > width or y > flow.height for x, y in points):
            raise ValueError(f"the arrow from {arrow.leaves} to {arrow.reaches} leaves the sheet of {width}")


def spread(flow: Flow) -> Flow:
    """The same figure with the places of its wide sheet."""

    def placed(shape: Placed) -> Placed:
        x, y, width, height = shape.wide or (shape.x, shape.y, shape.width, shape.height)
        places: dict[str, object] = {"x": x, "y": y, "width": width, "height": height}
        if isinstance(shape, Frame) and shape.wide_label_below is not None:
            places["label_below"] = shape.wide_label_below
        return shape.model_copy(update=places)

    return flow.model_copy(
        update={
            "height": flow.wide_height,
            "frames": [placed(frame) for frame in flow.frames],
            "boxes": [placed(box) for box in flow.boxes],
            "arrows": [
                arrow.model_copy(
                    update={
                        "path": arrow.wide_path,
                        "label_at": arrow.wide_label_at,
                        "label_width": arrow.wide_label_width,
                    }
                )
                for arrow in flow.arrows
            ],
        }
    )


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


def _said(shape: Shape) -> str:
    text = shape.text if isinstance(shape, Box) else shape.label
    return f"{text} ({shape.note})" if shape.note else text


def _holds(frame: Frame, shape: Shape) -> bool:
    return (
        frame is not shape
        and frame.x <= shape.x
        and frame.y <= shape.y
        and shape.x + shape.width <= frame.x + frame.width
        and shape.y + shape.height <= frame.y + frame.height
    )


def _overlap(one: Frame, other: Frame) -> bool:
    across = _Span(one.x, one.x + one.width).meets(_Span(other.x, other.x + other.width))
    along = _Span(one.y, one.y + one.height).meets(_Span(other.y, other.y + other.height))
    return across is not None and along is not None and not _holds(one, other) and not _holds(other, one)


def _joined(flow: Flow, arrow: Arrow) -> str:
    one, other = flow.shape(arrow.leaves).label, flow.shape(arrow.reaches).label
    if arrow.both:
        return f"Between {one} and {other}: {arrow.says}"
    return f"From {one} {'back to' if arrow.back else 'to'} {other}: {arrow.says}"


def _frame_words(flow: Flow) -> Iterator[str]:
    for frame in flow.frames:
        yield f"{_said(frame)} holds: {'; '.join(_said(shape) for shape in flow.held(frame))}."
    for number, one in enumerate(flow.frames):
        for other in flow.frames[number + 1 :]:
            if _overlap(one, other):
                yield f"{one.label} and {other.label} overlap."


def _quarter(flow: Flow, axes: Axes, box: Box) -> str:
    """Where a box lies between two axes, in the words of their ends."""
    right = max(other.x + other.width for other in flow.boxes)
    bottom = max(other.y + other.height for other in flow.boxes)
    left, top = min(other.x for other in flow.boxes), min(other.y for other in flow.boxes)
    across = axes.across.low if 2 * box.x + box.width < left + right else axes.across.high
    up = axes.up.high if 2 * box.y + box.height < top + bottom else axes.up.low
    return f"{up}, {across.lower()}"


def _box_words(flow: Flow) -> Iterator[str]:
    joined = {name for arrow in flow.arrows for name in (arrow.leaves, arrow.reaches)}
    for box in flow.boxes:
        if box.items:
            place = f"{_quarter(flow, flow.axes, box)}: " if flow.axes else ""
            yield f"{place}{_said(box)}: {'; '.join(item.rstrip('.') for item in box.items)}."
    alone = [
        _said(box)
        for box in flow.boxes
        if (box.note or box.id not in joined) and not box.items and not any(_holds(frame, box) for frame in flow.frames)
    ]
    if alone:
        yield f"In the figure: {'; '.join(alone)}."


def words(flow: Flow) -> list[str]:
    """Everything that the figure shows, a sentence for each ring, axis, frame, list and arrow."""
    ring = [f"On a ring around all of it: {flow.ring}."] if flow.ring else []
    axes = (
        [
            f"From left to right, {flow.axes.across.name}: {flow.axes.across.low}, then {flow.axes.across.high}.",
            f"From bottom to top, {flow.axes.up.name}: {flow.axes.up.low}, then {flow.axes.up.high}.",
        ]
        if flow.axes
        else []
    )
    return [*ring, *axes, *_frame_words(flow), *_box_words(flow), *(_joined(flow, arrow) for arrow in flow.arrows)]
