"""The finished site on a local server that says what a real one says of caching, and keeps what was fetched."""

from __future__ import annotations

import gzip
import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from attrs import field, frozen

from tests.browser.conftest import Handler

__all__ = ["ISOLATED", "Served"]

ISOLATED = "peers/pyscript-worker/"
"""Pages here get the headers that let them share memory with a worker."""

_ISOLATION = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""As PyScript's manual asks."""

_NAMED_BY_CONTENT = re.compile(r"-[0-9a-f]{12}[./]")
_FOR_EVER = "public, max-age=31536000, immutable"

_LEVEL = 6  # what servers commonly use


class _Recording(Handler):
    protocol_version = "HTTP/1.1"  # connections stay open, as everywhere
    disable_nagle_algorithm = True  # or a small answer waits for the other side to confirm its head

    def __init__(self, *arguments: Any, fetched: list[str], **options: Any) -> None:
        self.fetched = fetched
        super().__init__(*arguments, **options)

    def send_response(self, code: int, message: str | None = None) -> None:
        super().send_response(code, message)
        path = urlsplit(self.path).path
        if code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            self.send_header("Cache-Control", _FOR_EVER if _NAMED_BY_CONTENT.search(path) else "no-cache")
        if path.startswith(f"/{ISOLATED}"):
            for name, value in _ISOLATION.items():
                self.send_header(name, value)

    def log_request(self, code: int | str = "-", _size: int | str = "-") -> None:
        if self.command == "GET" and int(code) == HTTPStatus.OK:
            self.fetched.append(unquote(urlsplit(self.path).path).lstrip("/"))


@frozen
class Served:
    """A folder and where it is served."""

    folder: Path
    address: str
    """Ends with a slash."""
    fetched: list[str] = field(factory=list)
    """The path of each file that was sent, once for each time."""

    @classmethod
    @contextmanager
    def start(cls, folder: Path) -> Iterator[Served]:
        """Serve `folder`, which may still have to be made."""
        fetched: list[str] = []
        handler = partial(_Recording, directory=str(folder), fetched=fetched)
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            yield cls(folder, f"http://127.0.0.1:{server.server_port}/", fetched)
            server.shutdown()
            thread.join()

    def weight(self, path: str) -> int:
        """The bytes a server that compresses sends for one fetched path."""
        file = self.folder / path
        return len(gzip.compress((file / "index.html" if file.is_dir() else file).read_bytes(), _LEVEL))
