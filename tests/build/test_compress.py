"""What a build compresses, and what it leaves alone."""

from __future__ import annotations

import gzip
import os
import random
import time
from pathlib import Path

import brotli
import pytest

from macros import compress
from tests.build.conftest import MiniSite

DECODE = {".br": brotli.decompress, ".gz": gzip.decompress}
KINDS = ("css", "csv", "html", "js", "json", "map", "md", "mjs", "svg", "txt", "wasm", "webmanifest", "xml", "yml")
TEXT = b"Sooner or later all of it is said again. " * 100


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    monkeypatch.setattr(compress, "_KEPT", tmp_path / "kept")
    return tmp_path / "kept"


@pytest.fixture
def folder(tmp_path: Path, kept: Path) -> Path:
    (tmp_path / "site" / "deep" / "down").mkdir(parents=True)
    return tmp_path / "site"


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", KINDS)
def test_text_wasm_and_data_get_both_forms(folder: Path, kind: str) -> None:
    """Both lie beside the file, hold it, and are smaller."""
    (folder / "deep" / "down" / f"file.{kind}").write_bytes(TEXT)
    compress.compress(folder)
    assert names(folder) == {f"deep/down/file.{kind}{form}" for form in ("", ".br", ".gz")}
    for form, decode in DECODE.items():
        packed = (folder / "deep" / "down" / f"file.{kind}{form}").read_bytes()
        assert decode(packed) == TEXT
        assert len(packed) < len(TEXT)


@pytest.mark.parametrize(
    "name", ["stdlib.zip", "a.whl", "snapshot.bin", "font.woff2", "a.png", "a.gz", "a.br", "_headers"]
)
def test_what_is_compressed_already_gets_none(folder: Path, name: str) -> None:
    """Nor does a file that only the host reads."""
    (folder / name).write_bytes(TEXT)
    compress.compress(folder)
    assert names(folder) == {name}


def test_a_small_file_gets_none(folder: Path) -> None:
    """One packet is one packet."""
    (folder / "small.css").write_bytes(TEXT[:1023])
    (folder / "large.css").write_bytes(TEXT[:1024])
    compress.compress(folder)
    assert names(folder) == {"small.css", "large.css", "large.css.br", "large.css.gz"}


def test_a_form_that_is_larger_is_not_written(folder: Path) -> None:
    """Noise cannot be compressed, whatever the file is called."""
    (folder / "noise.wasm").write_bytes(random.Random(1).randbytes(4096))
    compress.compress(folder)
    assert names(folder) == {"noise.wasm"}


def test_the_same_content_gives_the_same_bytes(folder: Path, kept: Path) -> None:
    """Neither the time nor the name gets in."""
    (folder / "first.css").write_bytes(TEXT)
    compress.compress(folder)
    for path in kept.iterdir():
        path.unlink()
    (folder / "second.css").write_bytes(TEXT)
    compress.compress(folder)
    for form in DECODE:
        assert (folder / f"first.css{form}").read_bytes() == (folder / f"second.css{form}").read_bytes()
    assert (folder / "first.css.gz").read_bytes()[4:8] == bytes(4), "gzip's field for the time"


def test_a_second_build_takes_what_the_first_has_kept(
    folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Content that has not changed is not compressed again; content that has, is."""
    (folder / "page.html").write_bytes(TEXT)
    compress.compress(folder)
    asked: list[bytes] = []

    def remember(content: bytes) -> bytes:
        asked.append(content)
        return b"packed"

    monkeypatch.setattr(compress, "_FORMS", {".br": remember, ".gz": remember})
    compress.compress(folder)
    assert asked == []
    (folder / "page.html").write_bytes(TEXT * 2)
    compress.compress(folder)
    assert asked == [TEXT * 2, TEXT * 2]


def test_what_no_build_has_used_for_a_month_is_forgotten(folder: Path, kept: Path) -> None:
    """The cache does not grow for ever; what is in use stays, however old it is."""
    (folder / "used.css").write_bytes(TEXT)
    (folder / "left.css").write_bytes(TEXT * 2)
    compress.compress(folder)
    long_ago = time.time() - 31 * 24 * 3600
    for path in kept.iterdir():
        os.utime(path, (long_ago, long_ago))
    (folder / "left.css").unlink()
    compress.compress(folder)
    assert sorted(path.suffix for path in kept.iterdir()) == [".br", ".gz"]


def test_a_failure_stops_the_build(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong in another thread is not lost."""

    def fail(content: bytes) -> bytes:
        raise MemoryError

    monkeypatch.setattr(compress, "_FORMS", {".br": fail})
    (folder / "page.html").write_bytes(TEXT)
    with pytest.raises(MemoryError):
        compress.compress(folder)


@pytest.mark.parametrize("wanted", [True, False])
def test_a_build_compresses_when_the_setting_says_so(mini_site: MiniSite, wanted: bool) -> None:
    """`extra: precompress` in mkdocs.yml; what was left by a build before is gone."""
    config = mini_site.folder / "mkdocs.yml"
    config.write_text(config.read_text() + f"extra: {{precompress: {str(wanted).lower()}}}\n")
    (mini_site.folder / "site").mkdir()
    (mini_site.folder / "site" / "index.html.br").write_bytes(b"stale")
    built = mini_site.build()
    assert built.code == 0, built.log
    page = built.site / "index.html"
    for form, decode in DECODE.items():
        packed = page.with_name(page.name + form)
        assert packed.exists() == wanted
        assert not wanted or decode(packed.read_bytes()) == page.read_bytes()
