"""Rows: what a calculator page holds after its start, and after a thousand evaluations, in Chromium."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from itertools import count
from statistics import median
from typing import Any

from attrs import define, field, frozen
from playwright.sync_api import Browser, CDPSession, Page

from benchmarks.server import Served
from benchmarks.table import Row
from tests.browser.conftest import BOOT, ready

__all__ = ["rows"]

_TIMES = 5
_FIRST = 100
"""Evaluations after which most of what grows once has grown."""
_EVALUATIONS = 1000
_GROWTH_BAR = 5
_REST = 1500
"""Milliseconds for whatever follows the last result: charts, the address, what screen readers are told."""
_GLANCE = 5

_EVALUATE = """async ([from, to]) => {
    const field = document.querySelector('[name="investment"]');
    let heard;
    const observer = new PerformanceObserver((list) => list.getEntriesByName("calculator:result").length && heard());
    observer.observe({type: "mark"});
    for (let turn = from; turn < to; turn++) {
        const result = new Promise((resolve) => (heard = resolve));
        field.value = String(100000 + 97 * turn);
        field.dispatchEvent(new Event("input", {bubbles: true}));
        await result;
    }
    observer.disconnect();
    return performance.getEntriesByName("calculator:result").length;
}"""


_KEEP = """{
    const {instantiate} = WebAssembly;
    WebAssembly.instantiate = async (...given) => {
        const made = await instantiate.apply(WebAssembly, given);
        const {memory} = (made.instance ?? made).exports;
        if (memory) self.pythonMemory = memory;
        return made;
    };
}
"""
"""Before the worker's script: DevTools do not count the memory of WebAssembly, so the worker must tell its size."""


@frozen
class _Held:
    """Megabytes after garbage collection."""

    page: float
    workers: float
    buffers: float
    """Array buffers of the page and its workers."""
    python: float
    """The memory of the WebAssembly, where Python lives."""

    @property
    def whole(self) -> float:
        return self.page + self.workers + self.buffers + self.python


@define(slots=False)  # Playwright notes on the object which of its methods listen
class _Targets:
    """The page and its workers over Chromium's DevTools protocol."""

    page: Page
    session: CDPSession
    workers: list[str] = field(factory=list)
    """The session of each worker."""
    _answers: dict[int, dict[str, Any]] = field(factory=dict)
    _numbers: count[int] = field(factory=lambda: count(1))

    def listen(self) -> None:
        self.session.on("Target.attachedToTarget", lambda event: self.workers.append(event["sessionId"]))
        self.session.on("Target.receivedMessageFromTarget", self._heard)
        # Playwright passes on no messages of sessions that share its connection, as `flatten` would make them
        self.session.send(
            "Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": False}
        )
        self.page.wait_for_timeout(_REST)

    def _heard(self, event: dict[str, Any]) -> None:
        message = json.loads(event["message"])
        if "id" in message:
            self._answers[message["id"]] = message

    def ask_worker(self, worker: str, method: str, **given: Any) -> dict[str, Any]:
        number = next(self._numbers)
        message = json.dumps({"id": number, "method": method, "params": given})
        self.session.send("Target.sendMessageToTarget", {"sessionId": worker, "message": message})
        for _ in range(BOOT // _GLANCE):
            if number in self._answers:
                break
            self.page.wait_for_timeout(_GLANCE)
        answer = self._answers.pop(number, {"error": "no answer"})
        if "error" in answer:
            raise RuntimeError(f"{method} in a worker: {answer['error']}")
        result: dict[str, Any] = answer["result"]
        return result


def _isolate(ask: Callable[[str], dict[str, Any]]) -> tuple[float, float]:
    """Megabytes of JavaScript's heap and of the buffers beside it, once garbage is collected."""
    ask("HeapProfiler.collectGarbage")
    told = ask("Runtime.getHeapUsage")
    return told["usedSize"] / 1e6, told["backingStorageSize"] / 1e6


def _held(targets: _Targets) -> _Held:
    heap, buffers = _isolate(targets.session.send)
    workers = [_isolate(partial(targets.ask_worker, worker)) for worker in targets.workers]
    size = "self.pythonMemory?.buffer.byteLength ?? 0"
    told = [targets.ask_worker(worker, "Runtime.evaluate", expression=size) for worker in targets.workers]
    python = sum(answer["result"]["value"] for answer in told) / 1e6
    if not python:
        raise RuntimeError("no worker told the size of Python's memory")
    return _Held(heap, sum(used for used, _ in workers), buffers + sum(size for _, size in workers), python)


def _visit(browser: Browser, served: Served) -> tuple[_Held, _Held, _Held]:
    """What is held after the first result, after the first evaluations and after all of them."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
    page = context.new_page()
    page.route(
        "**/worker-*.js",
        lambda route: route.fulfill(body=_KEEP + route.fetch().text(), content_type="text/javascript"),
    )
    page.goto(f"{served.address}calculators/roi/")
    ready(page)
    page.wait_for_function("performance.getEntriesByName('calculator:result').length", timeout=BOOT)
    page.wait_for_load_state("networkidle")
    targets = _Targets(page, context.new_cdp_session(page))
    targets.listen()
    held = [_held(targets)]
    for span in ([0, _FIRST], [_FIRST, _EVALUATIONS]):
        done = page.evaluate(_EVALUATE, span)
        if done <= span[1]:
            raise RuntimeError(f"only {done} results came of {span[1]} inputs")
        page.wait_for_timeout(_REST)
        held.append(_held(targets))
    context.close()
    booted, warmed, after = held
    return booted, warmed, after


def rows(browser: Browser, served: Served) -> list[Row]:
    """Medians of some visits, each in a profile of its own."""
    visits = [_visit(browser, served) for _ in range(_TIMES)]

    def amount(what: str, part: Callable[[_Held], float]) -> Row:
        return Row(what=what, ours=median(part(booted) for booted, _, _ in visits), unit="MB")

    def growth(what: str, part: Callable[[_Held], float], since: int = 0, bar: float | None = None) -> Row:
        grown = median((part(visit[-1]) / part(visit[since]) - 1) * 100 for visit in visits)
        return Row(what=what, ours=grown, unit="%", bar=bar)

    return [
        amount("Memory of a calculator page after its first result", lambda held: held.whole),
        amount("Of it Python's, in WebAssembly", lambda held: held.python),
        amount("Of it array buffers", lambda held: held.buffers),
        amount("Of it JavaScript's heap in the page", lambda held: held.page),
        amount("Of it JavaScript's heap in the workers", lambda held: held.workers),
        growth(f"Growth of all by {_EVALUATIONS:,} evaluations", lambda held: held.whole, bar=_GROWTH_BAR),
        growth(f"Of Python's memory by {_EVALUATIONS:,} evaluations", lambda held: held.python),
        growth(f"Of JavaScript's heap in the page by {_EVALUATIONS:,} evaluations", lambda held: held.page),
        growth(f"Of JavaScript's heap in the workers by {_EVALUATIONS:,} evaluations", lambda held: held.workers),
        growth(f"Growth of all from evaluation {_FIRST} to {_EVALUATIONS:,}", lambda held: held.whole, since=1),
    ]
