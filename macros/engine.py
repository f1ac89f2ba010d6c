"""The engine as the page loads it: wheels behind a lock file of their own, and the memory of a runtime that has them.

Both are kept in ``.cache`` by content. The runtime itself compiles Python files, so that the bytecode is always its
own: pyodide-build's ``py-compile`` could do that only where the building Python is of the same version.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from attrs import frozen
from pyodide_lock import PyodideLockSpec
from pyodide_lock.utils import add_wheels_to_spec

from calculators import __version__
from macros.runtime import CACHE, PROJECT, digest, node, runtime_folder, runtime_name

__all__ = ["NAME", "Engine", "engine", "standard_library", "write_lock", "write_source_wheels"]

NAME = "data-ai-methodology"
"""The engine's name in the lock file; loading it loads what it needs."""

_REQUIRES = ("attrs", "cattrs", "jinja2", "markupsafe", "typing_extensions")
"""What the engine needs beside Python itself; pure Python, so that it runs in the browser."""

_NOT_IN_BROWSER = ("cli.py", "__main__.py", "bytecode.py", "sitedata.py", "source.py")
_BROWSER = PROJECT / "calculators" / "browser"
_BYTECODE = _BROWSER / "bytecode.py"
_COMPILE = _BROWSER / "compile.mjs"
_SNAPSHOT = _BROWSER / "snapshot.mjs"
_SCRIPTS = (_BYTECODE, _COMPILE, _SNAPSHOT, _BROWSER / "memory.js")
_LOCK = "pyodide-lock.json"
_WHEEL = "Wheel-Version: 1.0\nGenerator: data-ai-methodology\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_KEPT = 6
"""So many engines stay in the cache: every edit of the data makes another."""

Files = Mapping[str, bytes]
"""What a wheel holds: path in it -> content."""

log = logging.getLogger("mkdocs.methodology")


@frozen
class Engine:
    """Where the engine for the browser lies."""

    build: str
    """Names the content it was made from; a page and its snapshot must agree on it."""
    wheels: Path
    """The folder with ``pyodide-lock.json`` and the wheels that it names."""
    snapshot: Path | None
    """The memory of a runtime that has loaded them, compressed with gzip; None where none was taken."""


@cache
def _third_party(name: str) -> tuple[str, Files]:
    """An installed pure-Python package as the file name and the content of a wheel; compiled parts are left out."""
    found = distribution(name)
    stem = f"{found.metadata['Name'].lower().replace('-', '_')}-{found.version}"
    files = {f"{stem}.dist-info/WHEEL": _WHEEL.encode()}
    for path in found.files or ():
        described = path.parts[0].endswith(".dist-info")
        if (path.name == "METADATA" or "licenses" in path.parts) if described else path.suffix == ".py":
            inside = (f"{stem}.dist-info", *path.parts[1:]) if described else path.parts
            files["/".join(inside)] = Path(str(path.locate())).read_bytes()
    return f"{stem}-py3-none-any.whl", files


def _own(data: Mapping[str, Any]) -> tuple[str, Files]:
    """The engine itself with the data that it reads, likewise."""
    stem = f"{NAME.replace('-', '_')}-{__version__}"
    folder = PROJECT / "calculators"
    files = {
        f"calculators/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".py", ".html") and path.name not in _NOT_IN_BROWSER
    }
    files["calculators/site_data.json"] = json.dumps(data, ensure_ascii=False, sort_keys=True).encode()
    requires = "".join(f"Requires-Dist: {name}\n" for name in _REQUIRES)
    metadata = f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {__version__}\n{requires}"
    files[f"{stem}.dist-info/METADATA"] = metadata.encode()
    files[f"{stem}.dist-info/WHEEL"] = _WHEEL.encode()
    return f"{stem}-py3-none-any.whl", files


def _write_wheel(path: Path, files: Files) -> None:
    """One wheel after the binary distribution format; the same content gives the same bytes."""
    (info,) = {name.split("/")[0] for name in files if name.endswith(".dist-info/WHEEL")}
    record = "".join(
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b'=').decode()},{len(content)}\n"
        for name, content in sorted(files.items())
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, content in (*sorted(files.items()), (f"{info}/RECORD", f"{record}{info}/RECORD,,\n".encode())):
            wheel.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)


def _empty_lock(folder: Path) -> PyodideLockSpec:
    """A lock file for the runtime without a package; `folder` is where there is room for it."""
    told = json.loads((runtime_folder() / _LOCK).read_bytes())["info"]
    # releases of pyodide-lock for Python 3.11 ask for a version, which newer ones pass over
    empty = {"info": {"version": "0.0.0", **told}, "packages": {}}
    (folder / _LOCK).write_text(json.dumps(empty), encoding="utf-8")
    return PyodideLockSpec.from_json(folder / _LOCK)


def write_lock(folder: Path, wheels: Iterable[Path]) -> None:
    """The lock file of `folder`, for its wheels, compiled or not; `wheels` are the same before that."""
    lock = add_wheels_to_spec(_empty_lock(folder), list(wheels))
    for package in lock.packages.values():
        package.sha256 = hashlib.sha256((folder / package.file_name).read_bytes()).hexdigest()
    lock.to_json(folder / _LOCK)


def _write_wheels(folder: Path, wheels: Mapping[str, Files]) -> list[Path]:
    folder.mkdir()
    for name, files in wheels.items():
        _write_wheel(folder / name, files)
    return [folder / name for name in wheels]


def _wheels(data: Mapping[str, Any]) -> dict[str, Files]:
    return dict([_own(data), *map(_third_party, _REQUIRES)])


def write_source_wheels(data: Mapping[str, Any], folder: Path) -> list[Path]:
    """The engine's wheels with Python files in them, in a new `folder`; the engine's own comes first."""
    return _write_wheels(folder, _wheels(data))


def _compile(archives: Mapping[Path, Path]) -> None:
    """Each archive, source -> target, with bytecode in the place of Python files."""
    paths = [str(path) for pair in archives.items() for path in pair]
    node(_COMPILE, str(runtime_folder()), *paths, failure="The Python files for the browser could not be compiled")


def _compile_wheels(folder: Path, sources: list[Path]) -> None:
    """The wheels `sources` as `folder`, compiled."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        compiled = {path: Path(name, path.name) for path in sources}
        _compile(compiled)
        for path in compiled.values():
            with zipfile.ZipFile(path) as archive:
                files = {entry: archive.read(entry) for entry in archive.namelist() if not entry.endswith("/RECORD")}
            _write_wheel(folder / path.name, files)


@cache
def standard_library() -> Path:
    """Python's standard library, compiled; the runtime brings it as Python files, to be compiled at each start."""
    made_of = digest(_COMPILE.read_bytes(), _BYTECODE.read_bytes(), runtime_name().encode())
    kept = CACHE / "engines" / f"python_stdlib-{made_of}.zip"
    if not kept.is_file():
        log.info("Compiling the standard library for the browser …")
        kept.parent.mkdir(parents=True, exist_ok=True)
        made = kept.with_suffix(".new")
        _compile({runtime_folder() / "python_stdlib.zip": made})
        made.replace(kept)
    return kept


def _make(build: str, wheels: Mapping[str, Files], target: Path) -> None:
    log.info("Compiling the engine and taking a snapshot of the started runtime …")
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        place = Path(name)
        sources = _write_wheels(place / "source", wheels)
        made = place / "made"
        (made / "wheels").mkdir(parents=True)
        _compile_wheels(made / "wheels", sources)
        write_lock(made / "wheels", sources)
        node(
            _SNAPSHOT,
            *map(str, (runtime_folder(), standard_library(), made / "wheels", build, made / "snapshot.bin")),
            failure="The snapshot of the runtime could not be taken",
        )
        made.replace(target)
    _forget_old(target.parent)


def _forget_old(folder: Path) -> None:
    """Keep the newest engines."""
    engines = sorted(filter(Path.is_dir, folder.iterdir()), key=lambda path: path.stat().st_mtime)
    for old in engines[:-_KEPT]:
        shutil.rmtree(old)


def engine(data: Mapping[str, Any], make: bool) -> Engine:
    """The engine with `data` for the browser.

    Compiling and the snapshot take some seconds. Where they are not kept from before and `make` is false, there are the
    wheels alone, with Python files in them.
    """
    wheels = _wheels(data)
    named = (
        part for name, files in wheels.items() for path in files for part in (name.encode(), path.encode(), files[path])
    )
    build = digest(runtime_name().encode(), *(script.read_bytes() for script in _SCRIPTS), *named)
    kept = CACHE / "engines" / build
    kept.parent.mkdir(parents=True, exist_ok=True)
    if not kept.is_dir() and make:
        _make(build, wheels, kept)
    if kept.is_dir():
        return Engine(build, kept / "wheels", kept / "snapshot.bin")
    plain = kept.with_name(f"{build}-source")
    if not plain.is_dir():
        plain.mkdir()
        write_lock(plain / "wheels", _write_wheels(plain / "wheels", wheels))
        _forget_old(plain.parent)
    return Engine(build, plain / "wheels", None)
