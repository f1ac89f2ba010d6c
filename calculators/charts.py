"""What all charts share. A chart is a Vega-Lite specification as a dict.

Colours are the site's custom properties, so that one drawing serves light and dark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from attrs import frozen

__all__ = ["Chart", "Key", "label_space", "specification"]

FONT = "Source Sans 3 Variable, Source Sans 3, system-ui, sans-serif"
TEXT = "var(--chart-text)"
GRID = "var(--chart-grid)"
SERIES = ("var(--chart-1)", "var(--chart-2)", "var(--chart-3)")

Spec = dict[str, Any]


@frozen
class Key:
    """What one mark of a chart stands for."""

    label: str
    colour: str
    mark: Literal["bar", "line", "dashes", "tick"]


@frozen
class Chart:
    """A drawing with its words: the finding as title, one sentence of what it shows, and its data as a table."""

    name: str
    title: str
    summary: str
    spec: Spec
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    key: Sequence[Key] = ()


def label_space(labels: Iterable[str]) -> int:
    """Pixels that the labels of an axis need, whatever font they are measured with where the chart is drawn."""
    return 12 + round(6.9 * max(map(len, labels), default=0))


def _config() -> Spec:
    return {
        "background": None,
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "labelColor": TEXT,
            "titleColor": TEXT,
            "gridColor": GRID,
            "domainColor": GRID,
            "tickColor": GRID,
            "labelFontSize": 13,
            "titleFontSize": 13,
            "titleFontWeight": "normal",
            "labelPadding": 6,
        },
        "text": {"color": TEXT, "fontSize": 13},
    }


def specification(
    layers: Sequence[Mapping[str, Any]], values: Sequence[Mapping[str, Any]], *, width: int = 620, height: int = 300
) -> Spec:
    """A layered Vega-Lite 6 specification in the site's look, of data with a name, so that a page can replace them."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "config": _config(),
        "data": {"name": "values", "values": list(values)},
        "layer": list(layers),
    }
