"""Python files of an archive as bytecode. Runs in the runtime at build time, so that the bytecode is the runtime's own.

Line numbers and docstrings are left out: what is not there need not be sent, nor lie in a saved memory. Pyodide reads
its own docstrings when it starts, so those stay.
"""

from __future__ import annotations

import importlib.util
import marshal
import zipfile
from types import CodeType

__all__ = ["compile_archive"]

_HAS_DOCSTRING = 0x4000000
"""CO_HAS_DOCSTRING of Python 3.13 and newer: the first constant of such a code object is its docstring."""

_READ_AT_START = ("_pyodide/", "pyodide/")
_UNCHECKED = (1).to_bytes(4, "little")
"""The flags of a hash-based file whose source is not looked for (PEP 552)."""


def _bare(code: CodeType, docstrings: bool) -> CodeType:
    constants = [_bare(one, docstrings) if isinstance(one, CodeType) else one for one in code.co_consts]
    flags = code.co_flags
    if flags & _HAS_DOCSTRING and not docstrings:
        constants[0] = None
        flags &= ~_HAS_DOCSTRING
    return code.replace(co_consts=tuple(constants), co_flags=flags, co_linetable=b"")


def _compiled(name: str, source: bytes) -> bytes:
    code = _bare(compile(source, name, "exec", dont_inherit=True), docstrings=name.startswith(_READ_AT_START))
    return importlib.util.MAGIC_NUMBER + _UNCHECKED + importlib.util.source_hash(source) + marshal.dumps(code)


def compile_archive(source: str, target: str) -> None:
    """Write the zip archive `source` as `target`, each ``.py`` as ``.pyc`` in its place."""
    with zipfile.ZipFile(source) as given, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in given.infolist():
            name, content = entry.filename, given.read(entry)
            if name.endswith(".py"):
                name, content = f"{name}c", _compiled(name, content)
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
