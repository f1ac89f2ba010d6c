"""Scripts and styles as the browser gets them: bundled and minified by esbuild, kept in ``.cache`` by content."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from macros.runtime import CACHE, PROJECT, digest, node, node_modules

__all__ = ["script", "style"]

_BUNDLE = ("--bundle", "--minify", "--target=es2022", "--legal-comments=eof", "--external:node:*")
_IMPORT = re.compile(r"""^import [^;]*?"(\.[^"]+)";$""", re.MULTILINE)


def _esbuild(source: Path, made: Path, *options: str) -> None:
    made.parent.mkdir(parents=True, exist_ok=True)
    node(
        node_modules() / "esbuild" / "bin" / "esbuild",
        *(str(source), *options, f"--outfile={made}"),
        failure=f"{source.name} could not be bundled",
    )


def _inputs(source: Path) -> dict[Path, bytes]:
    """The script and those of ours that it imports."""
    found: dict[Path, bytes] = {}
    waiting = [source]
    while waiting:
        path = waiting.pop().resolve()
        if path not in found:
            found[path] = path.read_bytes()
            waiting += [path.parent / name for name in _IMPORT.findall(found[path].decode())]
    return found


def script(source: Path, kind: Literal["esm", "iife"] = "esm") -> str:
    """The text of a script with all that it imports, as a module or as a script of its own."""
    lock = (PROJECT / "package-lock.json").read_bytes()
    made = CACHE / "js" / digest(lock, kind.encode(), *_inputs(source).values()) / source.name
    if not made.is_file():
        _esbuild(source, made, *_BUNDLE, f"--format={kind}")
    return made.read_text(encoding="utf-8")


def style(parts: Iterable[str]) -> str:
    """Style sheets as one, in their order."""
    whole = "\n".join(parts)
    made = CACHE / "css" / f"{digest(whole.encode())}.css"
    if not made.is_file():
        source = made.with_suffix(".source.css")
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(whole, encoding="utf-8")
        _esbuild(source, made, "--minify", "--target=es2022")
    return made.read_text(encoding="utf-8")
