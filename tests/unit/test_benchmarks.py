"""What the benchmarks' numbers rest on: one run at a time, and a server that answers as a real one does."""

from __future__ import annotations

import os
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from benchmarks.alone import AnotherRun, alone
from benchmarks.server import ISOLATED, Served
from benchmarks.table import Row, exceeded, markdown


def test_second_run_is_refused_and_names_the_first(tmp_path: Path) -> None:
    """Two runs at once would measure each other; after the first has ended, another may begin."""
    lock = tmp_path / "lock"
    with alone(lock), pytest.raises(AnotherRun, match=f"process {os.getpid()};"), alone(lock):
        pass
    with alone(lock):
        pass


@pytest.mark.parametrize(
    ("path", "caching", "kind"),
    [
        ("index.html", "no-cache", "text/html"),
        ("assets/runtime-0123456789ab/pyodide.asm.wasm", "public, max-age=31536000, immutable", "application/wasm"),
        ("assets/runtime-0123456789ab/pyodide.asm.mjs", "public, max-age=31536000, immutable", "text/javascript"),
        ("assets/js/worker-0123456789ab.js", "public, max-age=31536000, immutable", "text/javascript"),
        (f"{ISOLATED}index.html", "no-cache", "text/html"),
    ],
)
def test_files_are_served_with_their_type_and_for_as_long_as_they_hold(
    tmp_path: Path, path: str, caching: str, kind: str
) -> None:
    """A name with a hash of the content holds for ever, any other is asked for again; some pages are isolated."""
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("content")
    with Served.start(tmp_path) as served, closing(HTTPConnection(served.address.split("/")[2])) as connection:
        connection.request("GET", f"/{path}")
        answer = connection.getresponse()
        answer.read()
    isolation = "require-corp" if path.startswith(ISOLATED) else None
    assert (caching, kind, isolation) == (
        answer.headers["Cache-Control"],
        answer.headers.get_content_type(),
        answer.headers["Cross-Origin-Embedder-Policy"],
    )
    assert [path] == served.fetched


def test_ratio_has_its_own_bar() -> None:
    """A bar for a ratio is compared with the ratio, not with the time."""
    slow = Row(what="slow", ours=2, unit="s", peer="peer", theirs=4, bar=1 / 3, limits="ratio")
    quick = Row(what="quick", ours=1, unit="s", peer="peer", theirs=4, bar=1 / 3, limits="ratio")
    assert [slow] == exceeded([slow, quick])


def test_nothing_has_no_sign() -> None:
    """What rounds to zero is zero; what is less has a true minus."""
    rows = [Row(what="level", ours=-0.01, unit="%"), Row(what="less", ours=-1.5, unit="%")]
    assert markdown(rows).splitlines()[2:] == ["| level | 0.0 % | – | – | – |", "| less | −1.5 % | – | – | – |"]
