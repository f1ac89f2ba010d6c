"""``mkdocs serve`` shows edits, survives broken ones, and sends right types."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.build.conftest import ENVIRONMENT, MKDOCS

_PATIENCE = 60.0

TYPES = {
    ".css": {"text/css"},
    ".csv": {"text/csv"},
    ".js": {"text/javascript", "application/javascript"},
    ".json": {"application/json"},
    ".mjs": {"text/javascript", "application/javascript"},
    ".svg": {"image/svg+xml"},
    ".txt": {"text/plain; charset=utf-8"},
    ".wasm": {"application/wasm"},
    ".yml": {"text/yaml"},
    ".zip": {"application/zip"},
}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.log = folder / "serve.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*MKDOCS, "serve", "--dev-addr", f"127.0.0.1:{self.port}"],
                cwd=folder,
                env=ENVIRONMENT,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=20) as answer:
            text: str = answer.read().decode()
            return text

    def type(self, path: str) -> str | None:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=20) as answer:
            kind: str | None = answer.headers["Content-Type"]
            return kind

    def shows(self, path: str, pattern: str) -> bool:
        """Whether the page comes to hold `pattern`."""
        limit = time.monotonic() + _PATIENCE
        while time.monotonic() < limit:
            assert self.process.poll() is None, "the server ended:\n" + self.log.read_text()
            try:
                if re.search(pattern, self.get(path)):
                    return True
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                pass
            time.sleep(0.2)
        return False

    def linked(self, pattern: str) -> str:
        """The file like `pattern` that the home page links to."""
        found = re.search(pattern, self.get(""))
        assert found
        return found[0]

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def server(project_copy: Callable[[], Path]) -> Iterator[Server]:
    running = Server(project_copy())
    try:
        yield running
    finally:
        running.process.terminate()
        running.process.wait(timeout=20)


def test_edits_show_and_broken_edits_do_not_stop_the_server(server: Server) -> None:
    """Markdown, YAML, template, style and engine reload the page; a fault is reported and the last good page stays."""
    assert server.shows("calculators/roi/", "Value in today"), server.log.read_text()

    server.edit("docs/calculators/roi.md", "# Business case", "# Business case, edited")
    assert server.shows("calculators/roi/", "Business case, edited")

    server.edit("docs/data/roles.yml", "name: Data science project manager", "name: Project manager of data science")
    assert server.shows("team/", "Project manager of data science")

    server.edit("calculators/roi/templates/result.html", "How this was computed", "How this came about")
    assert server.shows("calculators/roi/", "How this came about")

    server.edit("calculators/roi/render.py", "Worth doing on these numbers", "Worth it on these numbers")
    assert server.shows("calculators/roi/", "Worth it on these numbers")

    style = r"assets/css/site-\w+\.css"
    before = server.linked(style)
    server.edit("docs/assets/css/theme.css", "\n}\n", "\n}\n.edited { order: 7 }\n")
    assert server.shows("", rf"(?!{re.escape(before)}){style}"), server.log.read_text()
    assert ".edited{order:7}" in server.get(server.linked(style))

    server.edit("docs/data/roles.yml", "id: data-engineer", "id: data-enginer")
    assert server.shows("calculators/roi/", "could not be built.*|docs/data/roles.yml:")
    assert server.shows("calculators/roi/", r"docs/data/\S+\.yml:\d+:\d+: ")
    assert server.shows("calculators/roi/", "Worth it on these numbers")

    server.edit("docs/data/roles.yml", "id: data-enginer", "id: data-engineer")
    server.edit("docs/calculators/roi.md", "edited", "{{ no_such_macro() }}")
    assert server.shows("calculators/roi/", "no_such_macro")

    server.edit("docs/calculators/roi.md", "{{ no_such_macro() }}", "mended")
    assert server.shows("calculators/roi/", "Business case, mended")
    assert "could not be built" not in server.get("calculators/roi/")

    server.edit("calculators/roi/evaluate.py", "def evaluate(", "def evaluate((")
    assert server.shows("calculators/roi/", "could not be built")
    server.edit("calculators/roi/evaluate.py", "def evaluate((", "def evaluate(")
    server.edit("docs/calculators/roi.md", "mended", "sound again")
    assert server.shows("calculators/roi/", "Business case, sound again")


def test_every_kind_of_file_has_its_type(server: Server) -> None:
    """A browser runs scripts and WebAssembly only under their types."""
    assert server.shows("calculators/roi/", "Value in today"), server.log.read_text()
    page, downloads = server.get("calculators/roi/"), server.get("data/")
    script = server.get(server.linked(r"assets/js/site-\w+\.js"))
    known = json.loads(script.split(";\n", 1)[0].removeprefix("const SITE = "))
    linked = re.findall(r'(?:href|src)="(?:\.\./)+([\w./-]+\.\w+)"', page + downloads)
    started = [known["runtime"] + name for name in ("pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")]
    found = {Path(name).suffix: name for name in linked + started}
    assert found.keys() >= TYPES.keys()
    assert {
        suffix: server.type(found[suffix]) for suffix in TYPES if server.type(found[suffix]) not in TYPES[suffix]
    } == {}
    assert server.type("calculators/roi/") == "text/html"
    assert server.type("calculators/roi/index.md") == "text/markdown; charset=utf-8"


def test_the_preview_holds_nothing_for_other_servers(server: Server) -> None:
    """An edit is shown sooner without."""
    assert server.shows("", "<title>")
    for name in ("index.html.br", "index.html.gz", "_headers"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            server.get(name)
    assert '"offline": false' in server.get("sw.js")
