"""What ``mkdocs serve`` needs: right types, no stop at a broken edit, and changed modules in use."""

from __future__ import annotations

import atexit
import html
import logging
import mimetypes
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from mkdocs.exceptions import Abort

__all__ = ["know_types", "steady"]

log = logging.getLogger("mkdocs.methodology")

_NOTICE = (
    '<div role="alert" style="position:fixed;inset:auto 0 0 0;z-index:99;max-height:50vh;overflow:auto;'
    'padding:1rem;background:#7a1f1f;color:#fff;font:14px/1.5 monospace;white-space:pre-wrap">{}</div>'
)


_TYPES = {
    ".css": "text/css",
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".pdf": "application/pdf",
    ".py": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".toml": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".whl": "application/zip",
    ".woff2": "font/woff2",
    ".bib": "application/x-bibtex",
    ".yml": "text/yaml",
    ".zip": "application/zip",
}


def know_types() -> None:
    """Say what each kind of file is. MkDocs knows JavaScript; for the rest it asks the machine, and machines differ."""
    for suffix, kind in _TYPES.items():
        mimetypes.add_type(kind, suffix)


def _forget_modules() -> None:
    """Let the next build import the engine and the macros anew."""
    for name in [name for name in sys.modules if name.split(".")[0] in ("calculators", "macros")]:
        del sys.modules[name]


def _signature(project: Path) -> dict[str, int]:
    watched = ("calculators", "macros")
    return {
        str(path): path.stat().st_mtime_ns
        for folder in watched
        for path in (project / folder).rglob("*")
        if path.suffix in (".py", ".html", ".js") and path.name != "hooks.py"
    }


class _Listener(logging.Handler):
    """Keeps what the build logged as wrong, to show it in the page."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def _show(site: Path, message: str) -> None:
    notice = _NOTICE.format(html.escape("The last edit could not be built; this is the page before it.\n\n" + message))
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("</body>", notice + "</body>", 1), encoding="utf-8")


def steady(builder: Callable[[], None], site: Path, project: Path) -> Callable[[], None]:
    """`builder` as it should be under a server: a build that fails leaves the last good pages, with a notice on them.

    MkDocs itself would empty the site first, then let every request wait until the fault is mended; and
    mkdocs-macros ends the process.
    """
    kept = site.with_name(site.name + "-kept")
    last = _signature(project)

    def keep() -> None:
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(site, kept)

    keep()
    atexit.register(shutil.rmtree, kept, ignore_errors=True)

    def build() -> None:
        nonlocal last
        listener = _Listener()
        logging.getLogger("mkdocs").addHandler(listener)
        try:
            now = _signature(project)
            if now != last:
                _forget_modules()
                last = now
            builder()
        except (Exception, SystemExit) as error:
            last = {}
            if not isinstance(error, (Abort, SystemExit)):
                log.exception("The edit could not be built")
            said = "\n".join(listener.messages) or f"{type(error).__name__}: {error}"
            log.error("The edit could not be built; the last good pages are still served.")
            shutil.copytree(kept, site, dirs_exist_ok=True)
            _show(site, said)
        else:
            keep()
        finally:
            logging.getLogger("mkdocs").removeHandler(listener)

    return build
