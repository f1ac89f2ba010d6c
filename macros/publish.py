"""The files a build adds to the site: scripts, styles, fonts, the runtime, the engine and downloads of the data.

What is loaded later is named by its content, so that it may be kept for ever. The site's own script knows all those
names; the pages know only the script and the styles.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

from calculators.calculator import NAMES
from macros import site
from macros.bibliography import bibtex, csl_json
from macros.bundles import script, style
from macros.data import SiteData
from macros.engine import Engine, engine, standard_library
from macros.fonts import fonts
from macros.handouts import handouts
from macros.runtime import PROJECT, digest, runtime_folder, runtime_name
from macros.theme import style_sheets, theme_file

__all__ = ["Published", "additions", "publish"]

_PAGE = PROJECT / "docs" / "assets" / "js"
_BROWSER = PROJECT / "calculators" / "browser"
_FONTS = "assets/css/fonts.css"
_PARTS = ("pyodide.asm.mjs", "pyodide.asm.wasm")


@frozen
class Published:
    """What pages refer to, relative to the site's root, and every file that is added for them."""

    build: str
    """Names the content of scripts, styles and all that a calculator loads; pages and script say the same."""
    engine: str
    """Names the content of the engine; pages and snapshot say the same."""
    script: str
    styles: list[str]
    fonts: list[str]
    instead: Mapping[str, str]
    """Files of the theme -> those that pages name in their place."""
    not_found: str
    files: Mapping[str, Path | bytes] = field(repr=False)
    """Address -> where the file lies, or what it holds."""


def _fixed(folder: str, name: str, content: bytes) -> str:
    """An address that says what is in the file: folder/name-hash.suffix."""
    path = Path(name)
    return f"{folder}/{path.stem}-{digest(content)}{path.suffix}"


def _named_fonts() -> dict[str, Path]:
    return {_fixed("assets/fonts", f"{name}.woff2", path.read_bytes()): path for name, path in fonts().items()}


def _styles(config: MkDocsConfig, named: Mapping[str, Path]) -> dict[str, bytes]:
    """The two style sheets: the faces, apart because Chromium would fetch them anew for printing, and all others."""
    docs = Path(config.docs_dir)
    given = [str(path) for path in config.extra_css if (docs / str(path)).is_file()]
    texts = {path: (docs / path).read_text(encoding="utf-8") for path in given}
    faces = style([texts.pop(_FONTS)]) if _FONTS in texts else ""
    for (family, _), address in zip(fonts().items(), named, strict=True):
        faces = faces.replace(f"../fonts/{family}.woff2", f"../fonts/{Path(address).name}")
    sheets = {"fonts.css": faces, "site.css": style(texts.values())}
    return {_fixed("assets/css", name, text.encode()): text.encode() for name, text in sheets.items() if text}


def _runtime(made: Engine) -> dict[str, Path]:
    """The runtime and the engine, by address."""
    folder = runtime_folder()
    library = standard_library()
    runtime = f"assets/runtime-{digest(runtime_name().encode(), library.name.encode())}/"
    files = {runtime + name: folder / name for name in _PARTS}
    files[runtime + "python_stdlib.zip"] = library
    wheels = sorted(made.wheels.iterdir())
    engine_folder = f"assets/engine-{digest(*(path.read_bytes() for path in wheels))}/"
    files |= {engine_folder + path.name: path for path in wheels}
    if made.snapshot:
        files[_fixed("assets", "snapshot.bin", made.snapshot.read_bytes())] = made.snapshot
    return files


def _addresses(made: Engine, files: Mapping[str, Path], scripts: Mapping[str, bytes]) -> dict[str, Any]:
    """What the site's script knows of the others."""

    def folder(name: str) -> str:
        return next(path.rpartition("/")[0] + "/" for path in files if path.startswith(f"assets/{name}-"))

    worker, charts, checklists = scripts
    needed = [worker, charts, *(path for path in files if path.endswith(_PARTS))]
    snapshot = next((path for path in files if path.startswith("assets/snapshot-")), None)
    needed += [snapshot] if snapshot else [path for path in files if path not in needed]
    return {
        "engineBuild": made.build,
        "worker": worker,
        "charts": charts,
        "checklists": checklists,
        "runtime": folder("runtime"),
        "engine": folder("engine"),
        "snapshot": snapshot,
        "files": needed,
        "pages": [f"calculators/{name}/" for name in NAMES],
    }


def _search(config: MkDocsConfig, data: SiteData) -> dict[str, tuple[str, bytes]]:
    """The theme's search worker -> ours, which loads it."""
    found = theme_file(config, "assets/javascripts/workers/search.*.js")
    if not found:
        return {}
    theirs = f"assets/javascripts/workers/{found.name}"
    told = {"worker": f"../../{theirs}", "synonyms": data.models.search.more}
    text = f"globalThis.SEARCH = {json.dumps(told)};\n{script(_PAGE / 'search.js', 'iife')}".encode()
    return {theirs: (_fixed("assets/js", "search.js", text), text)}


def _instead(config: MkDocsConfig, data: SiteData) -> dict[str, tuple[str, bytes]]:
    """The theme's style sheets and search worker -> the address and text of what pages name in their place."""
    reduced = {
        theirs: (_fixed("assets/css", f"theme-{Path(theirs).name.partition('.')[0]}.css", text), text)
        for theirs, text in style_sheets(config)
    }
    return reduced | _search(config, data)


def publish(config: MkDocsConfig, data: SiteData, *, serving: bool) -> Published:
    """Make or find everything that is added to the site of `config`.

    While `serving`, there is no snapshot unless one is kept: taking one takes longer than an editor wants to wait.
    """
    made = engine(data.engine, make=not serving and bool(config.extra.get("snapshot", True)))
    named = _named_fonts()
    styles = _styles(config, named)
    runtime = _runtime(made)
    later = (_BROWSER / "worker.js", _BROWSER / "charts.js", _PAGE / "checklist.js")
    texts = {path.name: script(path).encode() for path in later}
    scripts = {_fixed("assets/js", name, text): text for name, text in texts.items()}
    addresses = _addresses(made, runtime, scripts)
    addresses["offline"] = not serving and bool(config.extra.get("offline", False))
    page, keeper = script(_PAGE / "site.js"), script(_PAGE / "sw.js", "iife")
    addresses["build"] = digest(json.dumps(addresses).encode(), page.encode(), keeper.encode(), *styles.values())
    told = f"const SITE = {json.dumps(addresses)};\n"
    own = _fixed("assets/js", "site.js", (told + page).encode())
    files: dict[str, Path | bytes] = {**named, **styles, **runtime, **scripts}
    files |= {own: (told + page).encode(), "sw.js": (told + keeper).encode()}
    instead = _instead(config, data)
    files |= dict(instead.values())
    lost = script(_PAGE / "not-found.js").encode()
    files[not_found := _fixed("assets/js", "not-found.js", lost)] = lost
    named_instead = {theirs: ours for theirs, (ours, _) in instead.items()}
    return Published(addresses["build"], made.build, own, list(styles), list(named), named_instead, not_found, files)


def _downloads(data: SiteData) -> Iterator[tuple[str, str]]:
    for stem, document in data.documents.items():
        yield f"data/{stem}.json", json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    for name, table in data.tables.items():
        yield f"data/{name}.csv", table.to_csv(index=False, lineterminator="\n")
        if name not in data.documents:
            yield f"data/{name}.json", table.to_json(orient="records", force_ascii=False, indent=2) + "\n"
    sources = data.models.references.references
    yield "data/references.csl.json", csl_json(sources)
    yield "data/references.bib", bibtex(sources)


def additions(config: MkDocsConfig) -> Iterator[File]:
    """Every file to add to the site of `config`, for which `publish` has been called."""
    published: Published = config.extra["published"]
    for address, source in published.files.items():
        if isinstance(source, Path):
            yield File.generated(config, address, abs_src_path=str(source))
        else:
            yield File.generated(config, address, content=source)
    data = site.data(Path(config.docs_dir))
    for address, text in _downloads(data):
        yield File.generated(config, address, content=text)
    for address, content in handouts(data.models.templates, Path(config.docs_dir)):
        is_page = address.endswith(".md")  # to MkDocs; it stands beside one of the same name
        handout = File.generated(config, f"{address}.txt" if is_page else address, content=content)
        handout.dest_uri = address
        yield handout
