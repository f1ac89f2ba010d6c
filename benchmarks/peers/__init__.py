"""The pages that ours is compared with, laid out beside the finished site on the same server.

All of them get the runtime's files as npm brings them and, where they run the engine, wheels with Python files in them,
as a package index would serve them. The site's own library and wheels are compiled; that is part of what is compared.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from attrs import frozen

from benchmarks.server import ISOLATED, Served
from calculators.calculator import calculator
from calculators.fields import to_form
from calculators.sitedata import load
from macros.engine import NAME, write_lock, write_source_wheels
from macros.runtime import digest, node_modules

__all__ = ["COMPILE", "MICROPYTHON", "OURS", "PLAIN", "PYSCRIPT", "PYSCRIPT_WORKER", "Page", "lay_out"]

_HERE = Path(__file__).parent
_LOCK = "pyodide-lock.json"
_RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
_SMALL_RUNTIME = ("micropython.mjs", "micropython.wasm")

OURS = "ours"
PLAIN = "plain Pyodide"
PYSCRIPT = "PyScript, main thread"
PYSCRIPT_WORKER = "PyScript, worker"
MICROPYTHON = "MicroPython"
COMPILE = "bare compile"


@frozen
class Page:
    """A page that starts, computes once and says so with two performance marks."""

    name: str
    address: str
    shows: str = ""
    """What its result must contain; nothing is asked where it is empty."""
    ready: str = "peer:ready"
    result: str = "peer:result"


def _folder(site: Path, name: str, files: Iterable[Path]) -> str:
    """Copy `files` into one folder of the site named by their content; its path on the server, ending with a slash."""
    kept = sorted(files)
    folder = f"peers/{name}-{digest(*(file.read_bytes() for file in kept))}"
    (site / folder).mkdir(parents=True)
    for file in kept:
        shutil.copy(file, site / folder)
    return f"/{folder}/"


def _wheels(folder: Path) -> list[Path]:
    """The engine's wheels and their lock file, made in a new `folder`."""
    wheels = write_source_wheels(load(), folder)
    write_lock(folder, wheels)
    return [folder / _LOCK, *wheels]


def _lay_out_pyscript(site: Path, where: str, page: str, config: dict[str, Any], library: str) -> None:
    target = site / where
    target.mkdir(parents=True)
    text = (_HERE / "pyscript" / page).read_text(encoding="utf-8")
    (target / "index.html").write_text(text.replace("LIBRARY/", library), encoding="utf-8")
    shutil.copy(_HERE / "pyscript" / "main.py", target)
    (target / "config.json").write_text(json.dumps(config), encoding="utf-8")


def lay_out(served: Served) -> list[Page]:
    """Put the peers into the served site, once; ours is the first of the pages that come back."""
    modules = node_modules()
    site = served.folder
    with TemporaryDirectory() as place:
        wheels = _wheels(Path(place, "wheels"))
        runtime = _folder(site, "runtime", [*(modules / "pyodide" / name for name in _RUNTIME), *wheels])
    micropython = _folder(
        site,
        "micropython",
        (modules / "@micropython" / "micropython-webassembly-pyscript" / name for name in _SMALL_RUNTIME),
    )
    library = _folder(site, "pyscript", (modules / "@pyscript" / "core" / "dist").glob("*.*"))
    for name in ("plain", "micropython", "floor"):
        shutil.copytree(_HERE / name, site / "peers" / name)
    config = {
        # a worker knows no page that an address could be relative to
        "interpreter": f"{served.address.rstrip('/')}{runtime}pyodide.mjs",
        "packages": [NAME],
        # by name from the lock file, without micropip: the shortest way PyScript has
        "packages_cache": "passthrough",
    }
    _lay_out_pyscript(site, "peers/pyscript-main", "main.html", config, library)
    _lay_out_pyscript(site, ISOLATED, "worker.html", config, library)

    data, roi = load(), calculator("roi")
    scenario = roi.default(data)
    result = roi.evaluate(scenario, data)
    shown = roi.to_json(result)
    request = json.dumps({"calculator": "roi", "values": to_form(scenario)})
    flows = {"rate": scenario.discount_rate, "flows": [(flow["time"], flow["net"]) for flow in shown["cash_flows"]]}
    sentence = roi.render(scenario, result, data).answer

    def peer(name: str, path: str, shows: str, **given: str) -> Page:
        return Page(name, f"{served.address}{path}?{urlencode(given)}", shows)

    return [
        Page(OURS, f"{served.address}calculators/roi/", ready="calculator:ready", result="calculator:result"),
        peer(
            PLAIN,
            "peers/plain/",
            sentence,
            runtime=runtime,
            lock=runtime + _LOCK,
            package=NAME,
            request=request,
        ),
        peer(PYSCRIPT, "peers/pyscript-main/", sentence, request=request),
        peer(PYSCRIPT_WORKER, ISOLATED, sentence, request=request),
        peer(MICROPYTHON, "peers/micropython/", f"{shown['npv']:.2f}", runtime=micropython, request=json.dumps(flows)),
        peer(COMPILE, "peers/floor/", "", runtime=runtime),
    ]
