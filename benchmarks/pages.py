"""Rows measured in Chromium: starting a calculator, answering keys, and what pages weigh."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

from attrs import frozen
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.server import Served
from benchmarks.table import Row
from calculators.calculator import calculator
from calculators.fields import to_form
from calculators.sitedata import load
from tests.browser.chromium import ADVICE, ARGUMENTS, find
from tests.browser.conftest import BOOT, ready

__all__ = ["chromium", "keys", "starts", "weights"]

_STARTS = 5
_KEYS = 30
_TYPING = 200
"""Milliseconds between keys, a quick typist's."""
_KEY_BAR = 50
_HOME_BAR = 150
_CHAPTER_BAR = 350

_RUNTIME = re.compile(r"/runtime-|/engine/")


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


# --- starting ---------------------------------------------------------------------------------------------------


def _marks(browser: Browser, address: str, names: tuple[str, str]) -> list[float]:
    """Seconds from navigation to the first of each performance mark."""
    with _fresh(browser) as page:
        page.goto(address)
        page.wait_for_function(f"performance.getEntriesByName('{names[-1]}').length", timeout=BOOT)
        return [page.evaluate(f"performance.getEntriesByName('{name}')[0].startTime") / 1000 for name in names]


def _plain_address(served: Served) -> str:
    """A page with Pyodide and nothing else, for the request the ROI page starts with."""
    target = served.folder / "plain"
    shutil.copytree(Path(__file__).parent / "plain", target, dirs_exist_ok=True)
    (runtime,) = (served.folder / "assets").glob("runtime-*")
    (engine,) = (served.folder / "assets" / "engine").glob("engine-*.zip")
    values = to_form(calculator("roi").default(load()))
    given = {
        "runtime": f"/assets/{runtime.name}/",
        "engine": f"/assets/engine/{engine.name}",
        "request": json.dumps({"calculator": "roi", "values": values}),
    }
    return f"{served.address}plain/?{urlencode(given)}"


def starts(browser: Browser, served: Served) -> list[Row]:
    """The ROI page against a plain Pyodide page that does the same, in turns."""
    plain = _plain_address(served)
    turns = [
        (
            _marks(browser, f"{served.address}calculators/roi/", ("calculator:ready", "calculator:result")),
            _marks(browser, plain, ("plain:ready", "plain:result")),
        )
        for _ in range(_STARTS)
    ]
    return [
        Row(
            what=f"Calculator page, navigation to {until}",
            ours=median(ours[index] for ours, _ in turns),
            unit="s",
            peer="plain Pyodide page",
            theirs=median(theirs[index] for _, theirs in turns),
        )
        for index, until in enumerate(("ready", "first computed result"))
    ]


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
    """Median and 95th percentile for each calculator."""
    rows = []
    for typing in _TYPINGS:
        waits = _waits(browser, served, typing)
        p95 = quantiles(waits, n=20, method="inclusive")[-1]
        rows.append(Row(what=f"{typing.what}, median", ours=median(waits), unit="ms"))
        rows.append(Row(what=f"{typing.what}, 95th percentile", ours=p95, unit="ms", bar=_KEY_BAR))
    return rows


# --- weight -----------------------------------------------------------------------------------------------------


def _fetched(browser: Browser, served: Served, path: str) -> tuple[float, float]:
    """Kilobytes that a first visit fetches, compressed: the runtime's, and all others."""
    served.fetched.clear()
    with _fresh(browser) as page:
        page.goto(served.address + path)
        if page.query_selector("methodology-calculator"):
            ready(page)
            page.wait_for_function("performance.getEntriesByName('calculator:result').length")
        page.wait_for_load_state("networkidle")
    runtime = rest = 0
    for file in served.fetched:
        if _RUNTIME.search(file):
            runtime += served.weight(file)
        else:
            rest += served.weight(file)
    return runtime / 1000, rest / 1000


def weights(browser: Browser, served: Served) -> list[Row]:
    """What pages fetch on a first visit, all of it, as a server that compresses sends it."""
    chapters = {
        path.parent.name: served.weight(f"guide/{path.parent.name}/")
        for path in (served.folder / "guide").glob("*/index.html")
    }
    chapter = max(chapters, key=chapters.__getitem__)
    _, home = _fetched(browser, served, "")
    at_guide, guide = _fetched(browser, served, f"guide/{chapter}/")
    runtime, page = _fetched(browser, served, "calculators/roi/")
    return [
        Row(what="Bytes of the home page", ours=home, unit="kB", bar=_HOME_BAR),
        Row(what=f"Bytes of the heaviest chapter ({chapter})", ours=guide, unit="kB", bar=_CHAPTER_BAR),
        Row(what="Runtime bytes fetched by that chapter", ours=at_guide, unit="kB", bar=0),
        Row(what="Bytes of a calculator page without the runtime", ours=page, unit="kB"),
        Row(what="The same with the runtime", ours=page + runtime, unit="kB"),
    ]
