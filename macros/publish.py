"""The files a build adds to the site: runtime, engine, fonts, chart library and downloads of the data."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

from macros import site
from macros.data import SiteData
from macros.runtime import PROJECT, charts_bundle, digest, fonts, runtime_files, snapshot

__all__ = ["additions", "addresses", "engine"]

_PACKAGES = ("attr", "attrs", "cattr", "cattrs", "jinja2", "markupsafe", "typing_extensions")
"""What the engine needs beside Python itself; pure Python, so that it runs in the browser."""

_NOT_IN_BROWSER = ("cli.py", "__main__.py", "sitedata.py", "source.py")
_EMPTY_ZIP = b"PK\x05\x06" + bytes(18)
"""Stands in for the standard library, which a snapshot holds already."""

_EPOCH = (1980, 1, 1, 0, 0, 0)


def _package_files(name: str) -> Iterator[tuple[str, Path]]:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{name} is not installed; run: pip install .")
    origin = Path(spec.origin)
    if origin.name != "__init__.py":
        yield origin.name, origin
        return
    for path in sorted(origin.parent.rglob("*.py")):
        yield f"{name}/{path.relative_to(origin.parent).as_posix()}", path


def _engine_files() -> Iterator[tuple[str, Path]]:
    folder = PROJECT / "calculators"
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".html") and path.name not in _NOT_IN_BROWSER:
            yield f"calculators/{path.relative_to(folder).as_posix()}", path


@cache
def _packages() -> tuple[tuple[str, bytes], ...]:
    return tuple((name, path.read_bytes()) for package in _PACKAGES for name, path in _package_files(package))


def engine(data: SiteData) -> bytes:
    """The engine, what it needs and the site's data as one zip; the same content gives the same bytes."""
    content = [(name, path.read_bytes()) for name, path in _engine_files()]
    content.append(("site_data.json", json.dumps(data.engine, ensure_ascii=False, sort_keys=True).encode()))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (*_packages(), *content):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


_engines: dict[int, tuple[str, bytes]] = {}


def _named_engine(data: SiteData) -> tuple[str, bytes]:
    key = id(data)
    if key not in _engines:
        _engines.clear()
        packed = engine(data)
        _engines[key] = f"engine-{digest(packed)}.zip", packed
    return _engines[key]


def addresses(data: SiteData, serving: bool) -> dict[str, str]:
    """Where the page finds what it loads, relative to the site's root.

    While `serving`, a snapshot is offered only if one is kept: taking one takes longer than an editor wants to wait.
    """
    runtime, _ = runtime_files()
    worker = PROJECT / "calculators" / "browser" / "worker.js"
    taken = snapshot(_named_engine(data)[1], make=not serving)
    where = {
        "runtime": f"assets/{runtime}/",
        "engine": f"assets/engine/{_named_engine(data)[0]}",
        "charts": f"assets/js/{charts_bundle().name}",
        "worker": f"assets/js/worker-{digest(worker.read_bytes())}.js",
    }
    return where if taken is None else {**where, "snapshot": f"assets/engine/{taken.name}"}


def _downloads(data: SiteData) -> Iterator[tuple[str, str]]:
    for stem, document in data.documents.items():
        yield f"data/{stem}.json", json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    for name, table in data.tables.items():
        yield f"data/{name}.csv", table.to_csv(index=False, lineterminator="\n")
        if name not in data.documents:
            yield f"data/{name}.json", table.to_json(orient="records", force_ascii=False, indent=2) + "\n"


def additions(config: MkDocsConfig) -> Iterator[File]:
    """Every file to add to the site of `config`."""
    data = site.data(Path(config.docs_dir))
    serving = bool(config.extra.get("serving"))
    where = addresses(data, serving)
    _, runtime = runtime_files()
    for name, path in runtime.items():
        yield File.generated(config, where["runtime"] + name, abs_src_path=str(path))
    yield File.generated(config, where["runtime"] + "empty.zip", content=_EMPTY_ZIP)
    if taken := snapshot(_named_engine(data)[1], make=not serving):
        yield File.generated(config, where["snapshot"], abs_src_path=str(taken))
    for name, path in fonts().items():
        yield File.generated(config, f"assets/fonts/{name}", abs_src_path=str(path))
    yield File.generated(config, where["engine"], content=_named_engine(data)[1])
    yield File.generated(config, where["charts"], abs_src_path=str(charts_bundle()))
    yield File.generated(config, where["worker"], abs_src_path=str(PROJECT / "calculators" / "browser" / "worker.js"))
    for address, text in _downloads(data):
        yield File.generated(config, address, content=text)
