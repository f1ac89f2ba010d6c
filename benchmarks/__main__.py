"""``python -m benchmarks``: measure, and print Markdown tables."""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path

from attrs import define, field
from playwright.sync_api import Browser
from playwright.sync_api import Error as PlaywrightError

from benchmarks import building, engine, memory, pages, peers, serving, starts
from benchmarks.alone import AnotherRun, alone
from benchmarks.browsers import chromium, firefox, webkit
from benchmarks.table import Row, exceeded, markdown
from benchmarks.workspace import Workspace, workspace
from macros.runtime import PROJECT

README = Path(__file__).parent / "README.md"
GROUPS = ("build", "edit", "start", "keys", "memory", "bytes", "engine")
_LOCK = Path(tempfile.gettempdir(), "data-ai-methodology-benchmarks.lock")

_MEASURED = re.compile(r"(?<=<!-- measured -->\n).*(?=<!-- end -->)", re.DOTALL)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure, and print Markdown tables.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"{', '.join(GROUPS)} (default: all)")
    parser.add_argument("--write", action="store_true", help="put the tables into benchmarks/README.md")
    return parser


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", described.read_text()) if described.is_file() else None
    return found[1] if found else platform.machine()


def _circumstances(chromium: str, load_before: float) -> str:
    pyodide = json.loads((PROJECT / "node_modules" / "pyodide" / "package.json").read_text())["version"]
    load_after, *_ = os.getloadavg()
    return (
        f"Measured on {date.today():%d %B %Y}, on {os.cpu_count()} cores of {_processor()}, {platform.system()}, "
        f"a load of {load_before:.1f} before and {load_after:.1f} after, with Python {platform.python_version()}, "
        f"MkDocs {version('mkdocs')}, Material {version('mkdocs-material')}, "
        f"mkdocs-macros {version('mkdocs-macros-plugin')}, Pyodide {pyodide} and Chromium {chromium}."
    )


@define
class _Report:
    """What was measured, in the order in which it is told."""

    rows: list[Row] = field(factory=list)
    tables: list[str] = field(factory=list)
    """What does not fit the table of the rows, as Markdown."""
    hidden: list[Row] = field(factory=list)
    """The rows that those tables are made of."""
    notes: list[str] = field(factory=list)
    circumstances: str = ""
    failed: list[str] = field(factory=list)
    """Groups that could not be measured."""

    def markdown(self) -> str:
        return "\n\n".join(
            [self.circumstances, *([markdown(self.rows)] if self.rows else []), *self.tables, *self.notes]
        )


def _start(report: _Report, browser: Browser, pages: Sequence[peers.Page]) -> None:
    browsers = [chromium.find(browser), firefox.find(), webkit.find()]
    measured = starts.measure(browsers, pages, _say)
    report.tables += [measured.times(pages), measured.ratios()]
    report.hidden += measured.rows()
    report.notes.append(measured.note())


def _build(report: _Report, work: Workspace) -> None:
    report.rows += building.rows(work)
    report.notes.append(building.parts(work))


def _measure(groups: Sequence[str]) -> _Report:
    report = _Report()
    load, *_ = os.getloadavg()
    with workspace() as work, pages.chromium() as browser:
        laid_out = cache(lambda: peers.lay_out(work.served))
        measures: dict[str, Callable[[], None]] = {
            "build": lambda: _build(report, work),
            "edit": lambda: report.rows.extend(serving.rows(work)),
            "start": lambda: _start(report, browser, laid_out()),
            "keys": lambda: report.rows.extend(pages.keys(browser, work.served)),
            "memory": lambda: report.rows.extend(memory.rows(browser, work.served)),
            "bytes": lambda: report.rows.extend(pages.weights(browser, work.served, laid_out())),
            "engine": lambda: report.rows.extend(engine.rows()),
        }
        for group in GROUPS:
            if group not in groups:
                continue
            _say(f"Measuring: {group} …")
            try:
                measures[group]()
            except (RuntimeError, PlaywrightError) as error:
                report.failed.append(group)
                _say(f"Failed: {group}: {error}")
        report.circumstances = _circumstances(browser.version, load)
    return report


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks; 1 if one could not be run. A bar that is exceeded is said, and is no failure."""
    parser = _arguments()
    asked = parser.parse_args(arguments)
    if unknown := set(asked.groups) - set(GROUPS):
        parser.error(f"not a group: {', '.join(sorted(unknown))}; allowed: {', '.join(GROUPS)}")
    if asked.write and asked.groups:
        parser.error("--write takes all groups")
    try:
        with alone(_LOCK):
            _say("Copying and building the project …")
            report = _measure(asked.groups or GROUPS)
    except AnotherRun as error:
        _say(str(error))
        return 1
    print(report.markdown())
    _say("\n".join(f"Exceeded: {row.what}" for row in exceeded([*report.rows, *report.hidden])))
    if report.failed:
        _say(f"Not measured, see above: {', '.join(report.failed)}.")
        return 1
    if asked.write:
        text = README.read_text(encoding="utf-8")
        README.write_text(_MEASURED.sub(lambda _: f"\n{report.markdown()}\n\n", text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
