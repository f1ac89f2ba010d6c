"""Mini-sites that are really built, and a copy of the project that is really served."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import frozen

MKDOCS = (sys.executable, "-m", "mkdocs")
ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}

_CONFIG = """\
site_name: Fixture
theme: {name: mkdocs}
hooks: [macros/hooks.py]
plugins:
  - macros: {module_name: macros, on_error_fail: true, on_undefined: strict}
markdown_extensions: [md_in_html, attr_list, tables]
"""


@frozen
class Built:
    """What a build left behind."""

    code: int
    log: str
    site: Path

    def page(self, name: str = "index.html") -> str:
        return (self.site / name).read_text(encoding="utf-8")


@frozen
class MiniSite:
    """A folder with the real data and macros, and pages of the test."""

    folder: Path

    def write(self, name: str, text: str) -> None:
        path = self.folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        """Change one place of a data file."""
        path = self.folder / "docs" / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def build(self) -> Built:
        done = subprocess.run(
            [*MKDOCS, "build", "--strict"],
            cwd=self.folder,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        return Built(done.returncode, done.stdout + done.stderr, self.folder / "site")


@pytest.fixture
def mini_site(tmp_path: Path, project: Path) -> MiniSite:
    (tmp_path / "mkdocs.yml").write_text(_CONFIG)
    (tmp_path / "macros").symlink_to(project / "macros")
    shutil.copytree(project / "docs" / "data", tmp_path / "docs" / "data")
    site = MiniSite(tmp_path)
    site.write("index.md", "# Fixture\n")
    return site


@pytest.fixture
def project_copy(tmp_path: Path, project: Path) -> Callable[[], Path]:
    """A copy of the project's sources; what is installed is shared."""

    def copy() -> Path:
        target = tmp_path / "copy"
        for name in ("docs", "calculators", "macros", "overrides"):
            shutil.copytree(project / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("mkdocs.yml", "package.json", "package-lock.json", "pyproject.toml"):
            shutil.copy(project / name, target / name)
        for name in ("node_modules", ".cache"):
            (target / name).symlink_to(project / name)
        return target

    return copy
