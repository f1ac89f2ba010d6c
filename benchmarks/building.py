"""Rows: a whole build against plain Material's, and where the difference goes."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from statistics import median

from benchmarks.table import Row
from benchmarks.workspace import Workspace, build, config_with_hook

__all__ = ["parts", "rows"]

_TIMES = 3
_BAR = 1.25


def rows(work: Workspace) -> list[Row]:
    """A build of ours against one of the same pages by Material alone, in turns."""
    site = work.folder / "built"
    build(work.plain, site)
    turns = [(build(work.project, site), build(work.plain, site)) for _ in range(_TIMES)]
    pages = sum(1 for _ in (work.plain / "docs").rglob("*.md"))
    return [
        Row(
            what=f"Build of {pages} pages",
            ours=median(ours.wall for ours, _ in turns),
            unit="s",
            peer="plain Material",
            theirs=median(plain.wall for _, plain in turns),
            bar=_BAR,
            limits="ratio",
        ),
        Row(
            what="The same, processor time",
            ours=median(ours.cpu for ours, _ in turns),
            unit="s",
            peer="plain Material",
            theirs=median(plain.cpu for _, plain in turns),
        ),
    ]


def _spent(folder: Path, site: Path) -> dict[str, float]:
    """What the stopwatch said of some builds, the median of each part."""
    kept = site.with_name("stopwatch.json")
    config = config_with_hook(folder, "stopwatch")
    runs: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(_TIMES):
        build(folder, site, config, BENCHMARK_STOPWATCH=str(kept))
        for part, seconds in json.loads(kept.read_text(encoding="utf-8")).items():
            runs[part].append(seconds)
    return {part: median(seconds) for part, seconds in runs.items()}


def parts(work: Workspace) -> str:
    """In words, where a build of ours spends more than plain Material, or less."""
    site = work.folder / "built"
    ours, plain = _spent(work.project, site), _spent(work.plain, site)
    more = {part: ours.get(part, 0) - plain.get(part, 0) for part in ours.keys() | plain.keys()}
    listed = sorted(more.items(), key=lambda item: -item[1])
    told = ", ".join(f"{part} {'−' if seconds < 0 else '+'}{abs(seconds):.2f} s" for part, seconds in listed)
    return f"Where a build of ours spends more time than plain Material, or less: {told}."
