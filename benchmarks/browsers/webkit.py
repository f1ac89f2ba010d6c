"""WebKitGTK's MiniBrowser on a display of its own, driven by WebKitWebDriver over HTTP.

A browser that is automated keeps its profile in memory, so nothing is left of it when it closes.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from benchmarks.browsers import Browser, BrowserError, Tab

__all__ = ["find"]

_PACKAGES = ("webkit2gtk-driver", "xvfb")
_SHARED_MEMORY = {"JSC_useSharedArrayBuffer": "1"}
"""For isolated pages; a browser that is automated does not move them to a process that has it."""
_BEGIN = 20
"""Seconds the driver may take to listen."""
_END = 10
"""Seconds a process may take to end."""
_PATIENCE = 120
"""Seconds one answer may take: a page that starts Python in its main thread answers nothing meanwhile."""


class _Tab:
    def __init__(self, port: int) -> None:
        self._port = port
        self._session = ""
        self.version = ""

    def ask(self, method: str, path: str, **content: Any) -> Any:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)
        try:
            connection.request(
                method, f"/session{self._session}{path}", json.dumps(content) if method == "POST" else None
            )
            value = json.loads(connection.getresponse().read())["value"]
        except OSError as error:
            raise BrowserError(f"WebKitGTK does not answer: {error}") from error
        finally:
            connection.close()
        if isinstance(value, dict) and "error" in value:
            raise BrowserError(f"WebKitGTK: {value['error']}: {value.get('message', '')}")
        return value

    def begin(self) -> None:
        milliseconds = _PATIENCE * 1000
        wanted = {"timeouts": {"script": milliseconds, "pageLoad": milliseconds}}
        # a page is waited for until it has loaded, which is the default: asked earlier, it can come to a standstill
        begun = self.ask("POST", "", capabilities={"alwaysMatch": wanted})
        self._session = f"/{begun['sessionId']}"
        self.version = str(begun["capabilities"]["browserVersion"])

    def open(self, address: str) -> None:
        self.ask("POST", "/url", url=address)

    def evaluate(self, expression: str) -> Any:
        return self.ask("POST", "/execute/sync", script=f"return {expression}", args=[])


@contextmanager
def _running(command: list[str], **options: Any) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, text=True, stderr=subprocess.DEVNULL, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.communicate(timeout=_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


@contextmanager
def _display() -> Iterator[str]:
    """The name of a display that nobody sees."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    with _running(command, stdout=subprocess.PIPE) as process:
        number = process.stdout.readline().strip() if process.stdout else ""
        if not number:
            raise BrowserError(f"Xvfb ended with status {process.wait()}")
        yield f":{number}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _until_listening(process: subprocess.Popen[str], port: int) -> None:
    end = time.monotonic() + _BEGIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            if process.poll() is not None or time.monotonic() > end:
                raise BrowserError("WebKitWebDriver does not listen") from None
            time.sleep(0.05)
        else:
            return


@contextmanager
def _start(profile: Path) -> Iterator[Tab]:
    port = _free_port()
    homes = {f"XDG_{kind}_HOME": str(profile / kind.lower()) for kind in ("CACHE", "CONFIG", "DATA", "STATE")}
    with (
        _display() as display,
        _running(
            ["WebKitWebDriver", "--host=127.0.0.1", f"--port={port}"],
            env={**os.environ, **_SHARED_MEMORY, **homes, "DISPLAY": display},
            stdout=subprocess.DEVNULL,
        ) as process,
    ):
        _until_listening(process, port)
        tab = _Tab(port)
        tab.begin()
        try:
            yield tab
        finally:
            tab.ask("DELETE", "")


def find() -> Browser:
    """The WebKitGTK of this machine."""
    installed = all(shutil.which(name) for name in ("WebKitWebDriver", "Xvfb"))
    return Browser("WebKitGTK", installed, _PACKAGES, _start, keeps=False)
