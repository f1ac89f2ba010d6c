"""One measurement as a row, and all rows as a Markdown table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from attrs import frozen

__all__ = ["Row", "exceeded", "grid", "markdown"]

_HEAD = ("what", "ours", "compared with", "ratio", "bar")
_DIGITS = {"s": 2, "ms": 0, "kB": 0, "µs": 0, "MB": 1, "%": 1}


@frozen(kw_only=True)
class Row:
    """One thing measured. The bar is for the ratio where there is a peer and `limits` says so."""

    what: str
    ours: float
    unit: Literal["s", "ms", "kB", "µs", "MB", "%"]
    peer: str = ""
    theirs: float | None = None
    bar: float | None = None
    limits: Literal["ours", "ratio"] = "ours"

    @property
    def ratio(self) -> float | None:
        return self.ours / self.theirs if self.theirs else None

    @property
    def exceeds(self) -> bool:
        measured = self.ratio if self.limits == "ratio" else self.ours
        return self.bar is not None and measured is not None and measured > self.bar

    def _amount(self, value: float) -> str:
        digits = _DIGITS[self.unit]
        return f"{round(value, digits) + 0:,.{digits}f} {self.unit}".replace("-", "−")  # + 0: nothing has no sign

    def cells(self) -> tuple[str, ...]:
        bar = "–"
        if self.bar is not None:
            bar = f"{self.bar:g}" if self.limits == "ratio" else f"{self.bar:,g} {self.unit}"
        return (
            self.what,
            self._amount(self.ours),
            "–" if self.theirs is None else f"{self._amount(self.theirs)}, {self.peer}",
            "–" if self.ratio is None else f"{self.ratio:.2f}",
            f"**{bar}, exceeded**" if self.exceeds else bar,
        )


def exceeded(rows: Iterable[Row]) -> list[Row]:
    """The rows above their bar."""
    return [row for row in rows if row.exceeds]


def grid(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    head_line, *rest = ("| " + " | ".join(cells) + " |" for cells in (head, *lines))
    return "\n".join([head_line, "|" + " --- |" * len(head), *rest])


def markdown(rows: Iterable[Row]) -> str:
    return grid(_HEAD, (row.cells() for row in rows))
