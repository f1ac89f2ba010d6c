"""Charts as finished SVG, kept by content so that an unchanged chart is drawn once."""

from __future__ import annotations

import json
import re
from importlib.metadata import version

import vl_convert

from calculators.charts import Chart
from macros.runtime import CACHE, digest

__all__ = ["insert", "svg"]

_VEGA_LITE = "6.4"
_WIDTHS = {"wide": 640, "narrow": 340}
"""In pixels, so that text keeps its size on a phone."""


def svg(chart: Chart) -> str:
    """The chart's drawing, wide and narrow; style sheets show the one that fits."""
    return "".join(f'<div class="drawing-{size}">{_drawn(chart, width)}</div>' for size, width in _WIDTHS.items())


def _drawn(chart: Chart, width: int) -> str:
    """One drawing; colours stay custom properties, so the page's theme colours it."""
    spec = json.dumps({**chart.spec, "width": width}, sort_keys=True)
    kept = CACHE / "charts" / f"{digest(spec.encode(), version('vl-convert-python').encode())}.svg"
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        drawn: str = vl_convert.vegalite_to_svg(spec, vl_version=_VEGA_LITE)
        kept.write_text(_scalable(drawn), encoding="utf-8")
    return kept.read_text(encoding="utf-8")


def _scalable(drawn: str) -> str:
    """Without a fixed size, and hidden from screen readers: the words are in the figure."""
    head, rest = drawn.split(">", 1)
    head = re.sub(r' (width|height)="[^"]*"', "", head)
    return f'{head} aria-hidden="true" focusable="false">{rest}'.replace("\n", "")


def insert(html: str, charts: list[Chart]) -> str:
    """`html` with each chart's drawing in its place."""
    for chart in charts:
        figure = html.index(f'data-chart="{chart.name}"')
        place = html.index("</div>", html.index('class="chart-drawing"', figure))
        html = html[:place] + svg(chart) + html[place:]
    return html
