"""From navigation to Python that answers: ours and its peers in each browser, in new profiles and in used ones."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Literal

from attrs import define, field, frozen

from benchmarks.browsers import Browser, BrowserError, wait
from benchmarks.peers import COMPILE, MICROPYTHON, OURS, PLAIN, PYSCRIPT, PYSCRIPT_WORKER, Page
from benchmarks.table import Row, grid

__all__ = ["Starts", "measure"]

Until = Literal["ready", "first result"]
Visit = Literal["cold", "warm"]

_TIMES = 5
_PATIENCE = 60
"""Seconds a page may take."""
_SETTLE = 2
"""Seconds a first visit lasts after its result, so that the browser can write its caches."""


@frozen
class _Bar:
    """How our time until something may compare with a peer's; browsers and visits that are not named have no bar."""

    peer: str
    until: Until
    ratios: dict[str, float] = field(factory=dict)
    visits: tuple[Visit, ...] = ("cold", "warm")


_BARS = (
    _Bar(PLAIN, "ready", {"Chromium": 1 / 3, "Firefox": 1 / 3, "WebKitGTK": 1 / 5}),
    _Bar(PLAIN, "first result"),
    _Bar(PYSCRIPT, "ready", {"Chromium": 1, "Firefox": 1, "WebKitGTK": 1}),
    _Bar(PYSCRIPT_WORKER, "ready", {"Chromium": 1, "Firefox": 1, "WebKitGTK": 1}),
    _Bar(COMPILE, "first result", {"Chromium": 6}, visits=("cold",)),
    _Bar(MICROPYTHON, "first result"),
)


@frozen
class _Column:
    """One browser and one kind of visit."""

    browser: str
    visit: Visit
    seconds: dict[tuple[str, Until], float]
    """Page and until when -> the median; a page that did not come to its result is not in it."""

    @property
    def title(self) -> str:
        return f"{self.browser}, {self.visit}"

    def row(self, bar: _Bar) -> Row | None:
        """Ours against the peer of `bar`; None where one of the two is missing."""
        ours, theirs = (self.seconds.get((name, bar.until)) for name in (OURS, bar.peer))
        if ours is None or theirs is None:
            return None
        return Row(
            what=f"{bar.until.capitalize()} against {bar.peer}, {self.title}",
            ours=ours,
            unit="s",
            peer=bar.peer,
            theirs=theirs,
            bar=bar.ratios.get(self.browser) if self.visit in bar.visits else None,
            limits="ratio",
        )


@define
class Starts:
    """What was measured, and what could not be."""

    columns: list[_Column] = field(factory=list)
    versions: dict[str, str] = field(factory=dict)
    """Browser -> version."""
    gaps: list[str] = field(factory=list)
    """Sentences about what is missing."""

    def rows(self) -> list[Row]:
        return [row for bar in _BARS for column in self.columns if (row := column.row(bar)) is not None]

    def note(self) -> str:
        used = " and ".join(f"{name} {version}" for name, version in self.versions.items())
        return " ".join([f"Starts were measured in {used}.", *self.gaps])

    def times(self, pages: Iterable[Page]) -> str:
        """The medians as a Markdown table."""
        lines = []
        for page in pages:
            for until in ("ready", "first result"):
                found = [column.seconds.get((page.name, until)) for column in self.columns]
                cells = ["–" if seconds is None else f"{seconds:.2f} s" for seconds in found]
                lines.append((page.name, until, *cells))
        return grid(("page", "until", *(column.title for column in self.columns)), _without_repeats(lines))

    def ratios(self) -> str:
        """Ours by each peer's as a Markdown table, with the bar in brackets; bold exceeds it."""
        lines = []
        for bar in _BARS:
            rows = [column.row(bar) for column in self.columns]
            lines.append((f"{bar.until}, ours to {bar.peer}", *("–" if row is None else _ratio(row) for row in rows)))
        return grid(("ratio", *(column.title for column in self.columns)), lines)


def _ratio(row: Row) -> str:
    told = f"{row.ratio:.2f}" if row.bar is None else f"{row.ratio:.2f} ({row.bar:.2g})"
    return f"**{told}**" if row.exceeds else told


def _without_repeats(lines: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Without the second line of a page that has one moment only: the bare compile."""
    for before, line in zip([(), *lines], lines, strict=False):
        if before[:1] + before[2:] != line[:1] + line[2:]:
            yield line


def _visit(browser: Browser, profile: Path, page: Page, stay: float, starts: Starts) -> tuple[float, float]:
    """Seconds from navigation to ready and to the first result, by the page's own marks; then stay some seconds."""
    with browser.start(profile) as tab:
        starts.versions[browser.name] = tab.version
        tab.open(page.address)
        marked = f"performance.getEntriesByName({json.dumps(page.result)}).length > 0"
        wait(tab, f"{marked} && document.body.textContent.includes({json.dumps(page.shows)})", _PATIENCE)
        first = "performance.getEntriesByName({})[0].startTime"
        ready, result = (float(tab.evaluate(first.format(json.dumps(name)))) for name in (page.ready, page.result))
        time.sleep(stay)
        return ready / 1000, result / 1000


def _in_browser(browser: Browser, pages: Iterable[Page], starts: Starts, say: Callable[[str], None]) -> None:
    """All pages in turns; each turn in a new profile, and then again in that profile where it keeps anything."""
    visits: tuple[Visit, ...] = ("cold", "warm") if browser.keeps else ("cold",)
    taken: defaultdict[tuple[Visit, str], list[tuple[float, float]]] = defaultdict(list)
    left = list(pages)
    for turn in range(_TIMES):
        say(f"  {browser.name}, {turn + 1} of {_TIMES}")
        for page in tuple(left):
            try:
                with TemporaryDirectory(prefix="profile-", ignore_cleanup_errors=True) as profile:
                    for visit in visits:
                        stay = _SETTLE if visit != visits[-1] else 0
                        taken[visit, page.name].append(_visit(browser, Path(profile), page, stay, starts))
            except BrowserError as error:
                left.remove(page)
                say(f"  {browser.name}: {page.name} is left out: {error}")
                starts.gaps.append(f"{page.name[0].upper()}{page.name[1:]} came to no result in {browser.name}.")
    for visit in visits:
        seconds: dict[tuple[str, Until], float] = {}
        for page in left:
            ready, result = zip(*taken[visit, page.name], strict=True)
            seconds |= {(page.name, "ready"): median(ready), (page.name, "first result"): median(result)}
        starts.columns.append(_Column(browser.name, visit, seconds))


def measure(browsers: Iterable[Browser], pages: Sequence[Page], say: Callable[[str], None]) -> Starts:
    """Every page in every browser that is installed."""
    starts = Starts()
    for browser in browsers:
        if browser.installed:
            _in_browser(browser, pages, starts, say)
        else:
            gap = f"{browser.name} is not installed (Debian: apt-get install {' '.join(browser.packages)})."
            say(f"  Left out: {gap}")
            starts.gaps.append(gap)
    return starts
