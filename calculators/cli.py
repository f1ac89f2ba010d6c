"""``python -m calculators``: the calculators on the command line."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from calculators.calculator import NAMES, Calculator, Run, calculator, run
from calculators.faults import InputError
from calculators.sitedata import load
from calculators.source import Source, SourceError, parse, require_mapping

__all__ = ["main"]

FORMATS = ("text", "json", "csv", "markdown")
BAD_INPUT = 2


class _Refused(Exception):
    """Input that cannot be used; the message has one line for each fault."""


def _read(name: str) -> Source:
    shown = "<stdin>" if name == "-" else name
    try:
        text = sys.stdin.buffer.read().decode() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Refused(f"{shown}:1: the file is not UTF-8 text ({error.reason})") from None
    except OSError as error:
        raise _Refused(f"{shown}: cannot be read: {error.strerror}") from None
    try:
        return parse(text, shown)
    except SourceError as error:
        raise _Refused(f"{shown}:{error.line}: {error}") from None


def _table(chosen: Calculator, done: Run) -> list[list[str]]:
    header, rows = chosen.to_table(done.result)
    return [list(header), *(["" if cell is None else str(cell) for cell in row] for row in rows)]


def _csv(table: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    return text.getvalue().rstrip("\n")


def _markdown(table: list[list[str]]) -> str:
    escaped = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in table]
    lines = ["| " + " | ".join(row) + " |" for row in escaped]
    return "\n".join([lines[0], "|" + " --- |" * len(table[0]), *lines[1:]])


def _show(chosen: Calculator, done: Run, data: dict[str, Any], form: str) -> str:
    match form:
        case "json":
            return json.dumps(chosen.to_json(done.result), indent=2, ensure_ascii=False, allow_nan=False)
        case "csv":
            return _csv(_table(chosen, done))
        case "markdown":
            return _markdown(_table(chosen, done))
        case _:
            return chosen.to_text(done.scenario, done.result, data)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m calculators",
        description="Compute a business case, a framework choice or a team's skill gaps from a YAML or JSON file.",
        epilog="Exit status: 0 with the result, or 2 with one line for each fault (file:line: field: what is wrong).",
    )
    parser.add_argument("calculator", choices=NAMES, help="what to compute")
    parser.add_argument("file", metavar="FILE", help="the scenario, YAML or JSON; - for standard input")
    parser.add_argument("--format", choices=FORMATS, default="text", help="form of the result (default: text)")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    asked = _arguments().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        source = _read(asked.file)
        data = load()
        chosen = calculator(asked.calculator)
        try:
            done = run(chosen, require_mapping(source), data)
        except InputError as error:
            raise _Refused("\n".join(map(source.describe, error.faults))) from None
        print(_show(chosen, done, data, asked.format))
    except _Refused as refused:
        print(refused, file=sys.stderr)
        return BAD_INPUT
    return 0
