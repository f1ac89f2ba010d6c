"""``python -m benchmarks``: measure, and print one Markdown table."""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import sys
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError

from benchmarks import building, engine, pages, serving
from benchmarks.table import Row, exceeded, markdown
from benchmarks.workspace import workspace
from macros.runtime import PROJECT

README = Path(__file__).parent / "README.md"
GROUPS = ("build", "edit", "start", "keys", "bytes", "engine")

_MEASURED = re.compile(r"(?<=<!-- measured -->\n).*(?=<!-- end -->)", re.DOTALL)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure, and print one Markdown table.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"{', '.join(GROUPS)} (default: all)")
    parser.add_argument("--write", action="store_true", help="put the table into benchmarks/README.md")
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


def _measure(groups: Sequence[str]) -> tuple[list[Row], list[str], list[str]]:
    """All rows, what there is to say about them, and the groups that failed."""
    rows: list[Row] = []
    failed: list[str] = []
    load, *_ = os.getloadavg()
    with workspace() as work, pages.chromium() as browser:
        notes: list[str] = []
        measures = {
            "build": lambda: building.rows(work),
            "edit": lambda: serving.rows(work),
            "start": lambda: pages.starts(browser, work.served),
            "keys": lambda: pages.keys(browser, work.served),
            "bytes": lambda: pages.weights(browser, work.served),
            "engine": engine.rows,
        }
        for group in GROUPS:
            if group not in groups:
                continue
            _say(f"Measuring: {group} …")
            try:
                rows += measures[group]()
                if group == "build":
                    notes.append(building.parts(work))
            except (RuntimeError, PlaywrightError) as error:
                failed.append(group)
                _say(f"Failed: {group}: {error}")
        notes.insert(0, _circumstances(browser.version, load))
    return rows, notes, failed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks; 1 if one could not be run. A bar that is exceeded is said, and is no failure."""
    parser = _arguments()
    asked = parser.parse_args(arguments)
    if unknown := set(asked.groups) - set(GROUPS):
        parser.error(f"not a group: {', '.join(sorted(unknown))}; allowed: {', '.join(GROUPS)}")
    if asked.write and asked.groups:
        parser.error("--write takes all groups")
    _say("Copying and building the project …")
    rows, notes, failed = _measure(asked.groups or GROUPS)
    print(markdown(rows))
    _say("\n".join(["", *notes, *(f"Exceeded: {row.what}" for row in exceeded(rows))]))
    if failed:
        _say(f"Not measured, see above: {', '.join(failed)}.")
        return 1
    if asked.write:
        measured = "\n\n".join([notes[0], markdown(rows), *notes[1:]])
        text = README.read_text(encoding="utf-8")
        README.write_text(_MEASURED.sub(lambda _: f"\n{measured}\n\n", text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
