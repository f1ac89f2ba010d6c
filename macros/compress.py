"""The compressed forms of the site's files, for servers that send what lies ready: ``.br`` and ``.gz`` beside each.

Brotli at its best takes half a minute for the runtime's WebAssembly, so results are kept in ``.cache`` by content.
"""

from __future__ import annotations

import contextlib
import gzip
import logging
import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from macros.runtime import CACHE, digest

__all__ = ["compress"]

log = logging.getLogger("mkdocs.methodology")

_TEXT = (".css", ".html", ".js", ".md", ".mjs", ".py", ".svg", ".toml", ".txt", ".xml")
_DATA = (".bib", ".csv", ".json", ".map", ".wasm", ".webmanifest", ".yml")
"""What is compressed. Fonts, pictures, zips, wheels and snapshots are already."""

_LEAST = 1024
"""A smaller file fits into one packet as it is."""

_KEPT = CACHE / "compressed"
_FORGOTTEN = 30 * 24 * 3600
"""Seconds after which a result that no build has used is deleted."""


def _brotli(content: bytes) -> bytes:
    packed: bytes = brotli.compress(content, quality=11, lgwin=22)
    return packed


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


_FORMS: dict[str, Callable[[bytes], bytes]] = {".br": _brotli, ".gz": _gzip}


def _kept(content: bytes, form: str) -> bytes:
    """The compressed content, from the cache if it is there."""
    place = _KEPT / f"{digest(content)}{form}"
    try:
        os.utime(place)
        return place.read_bytes()
    except FileNotFoundError:
        packed = _FORMS[form](content)
    with tempfile.NamedTemporaryFile(dir=_KEPT, delete=False) as part:
        part.write(packed)
    Path(part.name).replace(place)
    return packed


def _write(path: Path) -> None:
    content = path.read_bytes()
    for form in _FORMS:
        packed = _kept(content, form)
        if len(packed) < len(content):
            path.with_name(path.name + form).write_bytes(packed)


def _forget() -> None:
    limit = time.time() - _FORGOTTEN
    for place in _KEPT.iterdir():
        with contextlib.suppress(FileNotFoundError):  # another build was quicker
            if place.stat().st_mtime < limit:
                place.unlink()


def compress(site: Path) -> None:
    """Write the compressed forms beside every file of `site` that they make smaller."""
    start = time.monotonic()
    _KEPT.mkdir(parents=True, exist_ok=True)
    sizes = {path: path.stat().st_size for path in site.rglob("*") if path.suffix in _TEXT + _DATA and path.is_file()}
    largest_first = sorted((path for path, size in sizes.items() if size >= _LEAST), key=lambda path: -sizes[path])
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # both libraries compress outside Python's lock
        for _ in pool.map(_write, largest_first):
            pass  # takes the result, so that a failure is raised here
    _forget()
    log.info("Compressed %d files in %.1f seconds", len(largest_first), time.monotonic() - start)
