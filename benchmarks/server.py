"""The finished site on a local server that keeps what was fetched."""

from __future__ import annotations

import gzip
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from attrs import field, frozen

from tests.browser.conftest import Handler

__all__ = ["Served"]

_LEVEL = 6  # what servers commonly use


class _Recording(Handler):
    def __init__(self, *arguments: Any, fetched: list[str], **options: Any) -> None:
        self.fetched = fetched
        super().__init__(*arguments, **options)

    def log_request(self, code: int | str = "-", _size: int | str = "-") -> None:
        if self.command == "GET" and int(code) == http.HTTPStatus.OK:
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
