"""Rows measured in Chromium: answering keys, opening a second calculator, and what pages weigh."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from attrs import frozen
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.browsers import wait
from benchmarks.browsers.chromium import find as find_browser
from benchmarks.peers import OURS, PLAIN
from benchmarks.peers import Page as Peer
from benchmarks.server import Served
from benchmarks.table import Row
from tests.browser.chromium import ADVICE, ARGUMENTS, find
from tests.browser.conftest import BOOT, ready

__all__ = ["chromium", "keys", "weights"]

_KEYS = 30
_TYPING = 200
"""Milliseconds between keys, a quick typist's."""
_KEY_BAR = 50
_SECONDS = 7
_SECOND_BAR = 100
_HOME_BAR = 150
_CHAPTER_BAR = 350
_CALCULATOR_BAR = 11_000

_QUIET = 1
"""Seconds without a new file after which a page has all that it wants."""

_RUNTIME = re.compile(r"/runtime-|/engine[-/]|/snapshot-")


@contextmanager
def chromium() -> Iterator[Browser]:
    path = find()
    if path is None:
        raise RuntimeError(ADVICE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield running
        running.close()


@contextmanager
def _fresh(browser: Browser) -> Iterator[Page]:
    """A page in a profile that has nothing cached."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


# --- keys -------------------------------------------------------------------------------------------------------

_WATCH = """(numbers) => {
    const read = () => Array.from(document.querySelectorAll(numbers), (one) => one.value).join();
    let shown = read();
    let since = 0;
    window.waits = [];
    addEventListener("input", (event) => (since ||= event.timeStamp), {capture: true});
    new MutationObserver(() => {
        const now = read();
        if (!since || now === shown) return;
        window.waits.push(performance.now() - since);
        [shown, since] = [now, 0];
    }).observe(document.querySelector(".calculator-result"), {childList: true, subtree: true});
}"""


def _type_investment(page: Page, turn: int) -> None:
    page.locator('[name="investment"]').press("Backspace" if turn % 2 else "5")


def _choose_answer(page: Page, turn: int) -> None:
    page.check(f'[name="answers.regulation"][value="{1 if turn % 2 else 5}"]', force=True)


def _type_level(page: Page, turn: int) -> None:
    field = page.locator('[name="people.0.levels.maths-stats-ml"]')
    field.select_text()
    field.press("1" if turn % 2 else "3")


@frozen
class _Typing:
    calculator: str
    what: str
    numbers: str
    act: Callable[[Page, int], None]


_TYPINGS = (
    _Typing("roi", "Key press to new NPV", 'data[data-metric="npv"]', _type_investment),
    _Typing("framework", "Choice to new ranking", 'data[data-metric^="score."]', _choose_answer),
    _Typing("skills", "Key press to new coverage", "data[data-metric]", _type_level),
)


def _waits(browser: Browser, served: Served, typing: _Typing) -> list[float]:
    """Milliseconds from each input event to new numbers in the document."""
    with _fresh(browser) as page:
        page.goto(f"{served.address}calculators/{typing.calculator}/")
        ready(page)
        page.eval_on_selector_all("details.group", "all => all.forEach(one => one.open = true)")
        page.wait_for_load_state("networkidle")
        page.evaluate(_WATCH, f".calculator-result {typing.numbers}")
        for turn in range(_KEYS):
            page.wait_for_timeout(_TYPING)
            typing.act(page, turn)
            page.wait_for_function(f"window.waits.length > {turn}")
        waits: list[float] = page.evaluate("window.waits")
        return waits


def keys(browser: Browser, served: Served) -> list[Row]:
    """Median and 95th percentile for each calculator, and a second one in the same visit."""
    rows = []
    for typing in _TYPINGS:
        waits = _waits(browser, served, typing)
        p95 = quantiles(waits, n=20, method="inclusive")[-1]
        rows.append(Row(what=f"{typing.what}, median", ours=median(waits), unit="ms"))
        rows.append(Row(what=f"{typing.what}, 95th percentile", ours=p95, unit="ms", bar=_KEY_BAR))
    second = median(_second(browser, served) for _ in range(_SECONDS))
    rows.append(Row(what="Second calculator of a visit, click to ready", ours=second, unit="ms", bar=_SECOND_BAR))
    return rows


# --- a second calculator ----------------------------------------------------------------------------------------

_WATCH_SECOND = """(name) => {
    addEventListener("click", (event) => {
        const note = (records) => {
            const here = document.querySelector(`methodology-calculator[name="${name}"]`);
            // ready may last no longer than until the first computation begins, which is in the same turn
            const was = records.some(({target, oldValue}) => target === here && oldValue === "ready");
            if (here && (was || here.dataset.state === "ready")) window.second ??= performance.now() - event.timeStamp;
        };
        new MutationObserver(note).observe(document, {
            childList: true, subtree: true, attributes: true, attributeFilter: ["data-state"], attributeOldValue: true,
        });
    }, {capture: true, once: true});
}"""


def _second(browser: Browser, served: Served) -> float:
    """Milliseconds from the click on a link to another calculator until that is ready."""
    with _fresh(browser) as page:
        page.goto(f"{served.address}calculators/roi/")
        ready(page)
        page.wait_for_load_state("networkidle")
        page.evaluate("window.visit = true")
        page.evaluate(_WATCH_SECOND, "framework")
        page.eval_on_selector('a[href$="framework/"]', "link => link.click()")
        page.wait_for_function("window.second !== undefined || window.visit === undefined", timeout=BOOT)
        if not page.evaluate("window.visit"):
            raise RuntimeError("the link to the second calculator left the page instead of navigating within it")
        took: float = page.evaluate("window.second")
        return took


# --- weight -----------------------------------------------------------------------------------------------------


def _until_quiet(served: Served) -> None:
    """Wait until nothing more has been fetched for a while, by a service worker too."""
    end = time.monotonic() + BOOT / 1000
    before = -1
    while before != len(served.fetched):
        if time.monotonic() > end:
            raise RuntimeError("a page does not cease to fetch")
        before = len(served.fetched)
        time.sleep(_QUIET)


def _fetched(browser: Browser, served: Served, address: str, mark: str = "") -> tuple[float, float]:
    """Compressed kilobytes that a first visit fetches, the runtime's and all others, until `mark` and then quiet.

    The profile lies on disk, as a reader's does: one in memory keeps no file of the runtime's size.
    """
    served.fetched.clear()
    profile = TemporaryDirectory(prefix="profile-", ignore_cleanup_errors=True)
    with profile as name, find_browser(browser).start(Path(name)) as tab:
        tab.open(address)
        if mark:
            wait(tab, f"performance.getEntriesByName('{mark}').length", BOOT / 1000)
        _until_quiet(served)
    runtime = rest = 0
    for file in served.fetched:
        if _RUNTIME.search(file):
            runtime += served.weight(file)
        else:
            rest += served.weight(file)
    return runtime / 1000, rest / 1000


def weights(browser: Browser, served: Served, peers: Sequence[Peer]) -> list[Row]:
    """What pages fetch on a first visit, all of it, as a server that compresses sends it."""
    chapters = {
        path.parent.name: served.weight(f"guide/{path.parent.name}/")
        for path in (served.folder / "guide").glob("*/index.html")
    }
    chapter = max(chapters, key=chapters.__getitem__)
    ours, plain = (next(peer for peer in peers if peer.name == name) for name in (OURS, PLAIN))
    _, home = _fetched(browser, served, served.address)
    at_guide, guide = _fetched(browser, served, f"{served.address}guide/{chapter}/")
    runtime, page = _fetched(browser, served, ours.address, ours.result)
    return [
        Row(what="Bytes of the home page", ours=home, unit="kB", bar=_HOME_BAR),
        Row(what=f"Bytes of the heaviest chapter ({chapter})", ours=guide, unit="kB", bar=_CHAPTER_BAR),
        Row(what="Runtime bytes fetched by that chapter", ours=at_guide, unit="kB", bar=0),
        Row(what="Bytes of a calculator page without the runtime", ours=page, unit="kB"),
        Row(
            what="The same with the runtime",
            ours=page + runtime,
            unit="kB",
            peer="plain Pyodide page",
            theirs=sum(_fetched(browser, served, plain.address, plain.result)),
            bar=_CALCULATOR_BAR,
        ),
    ]
