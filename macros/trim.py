"""The runtime as pages load it: Pyodide's, without what only a compiled package would ask for.

Pyodide's WebAssembly exports thousands of functions and addresses so that compiled packages can be linked to it, and
its script enters each into tables at every start. The script also brings what such packages may import: graphics,
sound, windows. The calculators use packages in plain Python only, so everything that no script names is left out. The
code of the WebAssembly stays, and so does the layout of its memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from macros.webassembly import Kind, Section, exports, imports, read, write, write_exports

__all__ = ["TrimError", "trim"]

_NAME = re.compile(r"[\w$]+")
_EXPORTED = re.compile(r"""wasmExports(?:\["|\.)([\w$]+)""")
_CALLED_BY_OTHER_NAMES = {"__main_argc_argv"}
_ASSIGN = ("function assignWasmExports(wasmExports){", "}")
_IMPORTS = ("var wasmImports={", "}")
_DECLARATION = re.compile(r"(?<=var )(?:[\w$]+,){1000,}[\w$]+(?=;)")
_OFFERED = re.compile(r'(?<![=\w$])Module\["([\w$]+)"\]=[\w$]+;')
_SIGNATURE = re.compile(r'(?<![\w$.])([\w$]+)\.sig="\w*";')
_EVAL = re.compile(r"(?<![\w$.])eval\(")
_UNDEFINED = ("if(!value&&!entry.required)", "if(!value)")
"""An address that no one can ask for any more is null, as that of an optional function."""


class TrimError(ValueError):
    """The runtime's script is not as expected; it is another version."""


def _between(script: str, start: str, end: str) -> str:
    _, found, rest = script.partition(start)
    text, closed, _ = rest.partition(end)
    if not found or not closed:
        raise TrimError(f"the runtime's script lacks {start!r} … {end!r}")
    return text


def _exported(assignment: str) -> str:
    found = _EXPORTED.search(assignment)
    if found is None:
        raise TrimError(f"the runtime's script takes no export in {assignment[:80]!r}")
    return found[1]


def _own_names(assignment: str) -> set[str]:
    """What stands for an export: `_malloc` in `_malloc=Module["_malloc"]=wasmExports["malloc"]`."""
    return set(_NAME.findall(assignment.partition("wasmExports")[0])) - {"Module"}


def _free(script: str, users: str) -> str:
    """The script with nothing that holds functions which no one calls, so that a minifier may drop them."""
    elsewhere = _OFFERED.sub("", script) + users
    asked = set(re.findall(r'(?:\.|\[")([\w$]+)', elsewhere))
    given = set(_NAME.findall(_between(script, *_IMPORTS)))
    script = _OFFERED.sub(lambda offer: offer[0] if offer[1] in asked else "", script)
    script = _SIGNATURE.sub(lambda told: told[0] if told[1] in given else "", script)
    # `eval` in a scope keeps all its names; what calls it runs scripts of compiled packages, which cannot be loaded
    return _EVAL.sub("(0,eval)(", script)


def trim(script: str, module: bytes, users: Iterable[str]) -> tuple[str, bytes]:
    """Emscripten's `script` and WebAssembly `module` without the exports that neither it nor the `users` name.

    The script is ready for a minifier, which will find that most of it is not used any more. Raises TrimError when the
    script is not laid out as that of the pinned version.
    """
    sections = read(module)
    content = dict(sections)
    assigned, given = _between(script, *_ASSIGN), _between(script, *_IMPORTS)
    declared = _DECLARATION.search(script)
    if declared is None or _UNDEFINED[0] not in script:
        raise TrimError("the runtime's script declares no exports, or checks them otherwise")

    asked = {one.name for one in imports(content[Section.IMPORTS]) if one.kind == Kind.FUNCTION}
    kept_imports = ",".join(entry for entry in given.split(",") if entry.partition(":")[0] in asked)

    rest = script.replace(assigned, "", 1).replace(declared[0], "", 1).replace(given, kept_imports, 1)
    named = "\n".join(users)
    names = set(_NAME.findall(rest + named))
    needed = set(_EXPORTED.findall(rest)) | _CALLED_BY_OTHER_NAMES
    assignments = [one for one in assigned.split(";") if one]
    kept = [one for one in assignments if _exported(one) in needed or _own_names(one) & names]
    wanted = needed | {_exported(one) for one in kept}

    still = names.union(*map(_own_names, kept))
    script = script.replace(assigned, ";".join(kept), 1).replace(given, kept_imports, 1).replace(*_UNDEFINED, 1)
    script = script.replace(declared[0], ",".join(name for name in declared[0].split(",") if name in still), 1)
    content[Section.EXPORTS] = write_exports(one for one in exports(content[Section.EXPORTS]) if one.name in wanted)
    return _free(script, named), write((number, content[number] if number else custom) for number, custom in sections)
