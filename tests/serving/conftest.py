"""The site as a server gets it, with a file of every kind and place that a build may hold."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from macros.compress import compress
from macros.headers import headers

STAND_INS = (
    "assets/css/made-0123456789ab.css",
    "assets/engine-0123456789ab/made.whl",
    "assets/engine-0123456789ab/made.zip",
    "assets/fonts/made-0123456789ab.woff2",
    "assets/js/made-0123456789ab.js",
    "assets/snapshot-0123456789ab.bin",
    "made.pdf",
    "made.txt",
    "made.webmanifest",
    "sw.js",
)


@pytest.fixture(scope="session")
def published(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "site"
    shutil.copytree(site, folder)
    for name in STAND_INS:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = f"/* stands in for {name} */\n".encode() * 100
        path.write_bytes(gzip.compress(text) if name.endswith(".bin") else text)
    (folder / "_headers").write_text(headers(folder), encoding="utf-8")
    compress(folder)
    return folder
