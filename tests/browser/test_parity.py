"""The same requests, answered by CPython and by Pyodide, give the same text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from macros.engine import write_source_wheels
from tests.browser.conftest import BOOT

pytestmark = pytest.mark.browser


def _requests() -> list[dict[str, Any]]:
    flows = [
        "-100, 60, 60",
        "-100, 230, -132",
        "100, -150, 100",
        "-1e9; 3e8; 5e8; 7e8",
        "-0.1 0.2 0.3 -0.4",
        ", ".join(str((-1) ** i * (i + 1) * 37.7) for i in range(40)),
    ]
    rates = ["10", "0", "-5", "7.25"]
    asked: list[dict[str, Any]] = [
        {"calculator": "roi", "values": [["mode", "flows"], ["cash_flows", f], ["discount_rate", r], ["timing", t]]}
        for f in flows
        for r in rates
        for t in ("start", "mid", "end")
    ]
    asked += [
        {
            "calculator": "roi",
            "values": [
                ["investment", str(1000 * i)],
                ["horizon", str(i)],
                ["benefits.0.name", "b"],
                ["benefits.0.amount", str(700 / i)],
                ["adoption", "10, 55.5, 100"],
            ],
        }
        for i in range(1, 12)
    ]
    asked += [
        {"calculator": "framework", "scenario": {"answers": {"deadline": a, "regulation": 6 - a}}} for a in range(1, 6)
    ]
    asked += [
        {
            "calculator": "skills",
            "scenario": {
                "people": [{"name": "A", "role": "devops"}] * n,
                "required": {"infrastructure": {"level": 3, "people": 2}},
            },
        }
        for n in range(4)
    ]
    asked += [{"calculator": "roi", "values": [["investment", "x"], ["nonsense", "1"]]}]
    return asked


def _answers(folder: Path, asked: list[str], seed: str = "random") -> list[str]:
    """What CPython answers with the engine in `folder`, its strings hashed with `seed`."""
    script = (
        "import json, sys; from calculators.browser import answer; "
        "print(json.dumps([answer(request) for request in json.load(sys.stdin)]))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", script],
        input=json.dumps(asked),
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONHASHSEED": seed},
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    answers: list[str] = json.loads(done.stdout)
    return answers


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, site_data: dict[str, Any]) -> Path:
    """The engine's wheels as they are before they are compiled, unpacked."""
    folder = tmp_path_factory.mktemp("engine")
    for wheel in write_source_wheels(site_data, folder / "wheels"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
    return folder


def test_answers_do_not_depend_on_the_hash_seed(engine: Path) -> None:
    """A saved memory keeps the seed of its making: with any other the answers are the same."""
    asked = [json.dumps(request) for request in _requests()]
    first, *others = (_answers(engine, asked, seed) for seed in ("0", "1", "2", "random"))
    assert all(other == first for other in others)


@pytest.mark.parametrize("start", ["snapshot", "plain"])
def test_cpython_and_pyodide_agree_to_the_last_digit(page: Page, address: str, engine: Path, start: str) -> None:
    """Results, sentences, HTML, charts and faults are equal, byte for byte, however Python was started."""
    asked = [json.dumps(request) for request in _requests()]
    ours = _answers(engine, asked)
    page.goto(address + "calculators/roi/")
    theirs = page.evaluate(
        """async ([asked, start]) => {
            const source = document.querySelector("script[src*='/site-']").src;
            const site = JSON.parse((await (await fetch(source)).text()).match(/^const SITE = (.*);$/m)[1]);
            const at = (path) => new URL("../../" + path, source).href;
            const worker = new Worker(at(site.worker), {type: "module"});
            const heard = (wanted) => new Promise((resolve, reject) => {
                worker.addEventListener("message", function hear({data}) {
                    if (data.type === "broken" || data.type === "failed") reject(new Error(data.cause));
                    if (data.type !== wanted) return;
                    worker.removeEventListener("message", hear);
                    resolve(data.reply);
                });
            });
            const ready = heard("ready");
            const snapshot = start === "snapshot" ? at(site.snapshot) : null;
            const where = {build: site.engineBuild, runtime: at(site.runtime), engine: at(site.engine), snapshot};
            worker.postMessage({type: "boot", where});
            await ready;
            const replies = [];
            for (const [id, request] of asked.entries()) {
                const reply = heard("answer");
                worker.postMessage({type: "ask", id, request});
                replies.push(await reply);
            }
            worker.terminate();
            return replies;
        }""",
        [asked, start],
    )
    for request, one, other in zip(asked, ours, theirs, strict=True):
        assert one == other, request
    assert sum(json.loads(reply)["ok"] for reply in ours) > 80
    page.wait_for_selector('methodology-calculator[data-state="ready"]', timeout=BOOT)
