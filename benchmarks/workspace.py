"""A copy of the project and the same pages as plain Material, so that nothing measured touches the checkout."""

from __future__ import annotations

import resource
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from attrs import frozen
from mkdocs.utils.yaml import yaml_load

from benchmarks.server import Served
from macros.runtime import PROJECT
from tests.build.conftest import ENVIRONMENT, MKDOCS

__all__ = ["HOOKS", "Duration", "Workspace", "build", "config_with_hook", "workspace"]

HOOKS = Path(__file__).parent


@frozen
class Duration:
    """How long a process took, in seconds."""

    wall: float
    cpu: float


@frozen
class Workspace:
    """Where things are while benchmarks run."""

    folder: Path
    """For whatever is made; goes away at the end."""
    project: Path
    """The project as it was at the start, with caches of its own."""
    plain: Path
    """The same pages for Material alone: what the macros wrote instead of what calls them, and no hooks."""
    served: Served
    """The project's finished site."""


def build(folder: Path, site: Path, config: str = "mkdocs.yml", **variables: str) -> Duration:
    """Run a whole ``mkdocs build``. Raises RuntimeError with its log if it fails."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [*MKDOCS, "build", "--quiet", "--config-file", config, "--site-dir", str(site)],
        cwd=folder,
        env={**ENVIRONMENT, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(f"mkdocs build failed in {folder}:\n{done.stdout}{done.stderr}")
    return Duration(wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def _config(folder: Path) -> dict[str, Any]:
    with (folder / "mkdocs.yml").open(encoding="utf-8") as file:
        return dict(yaml_load(file))


def config_with_hook(folder: Path, hook: str) -> str:
    """The name of a configuration like the folder's own, with one of our hooks after its own."""
    hooks = [*_config(folder).get("hooks", []), str(HOOKS / f"{hook}.py")]
    name = f"mkdocs-{hook}.yml"
    (folder / name).write_text(yaml.safe_dump({"INHERIT": "mkdocs.yml", "hooks": hooks}), encoding="utf-8")
    return name


def _copy_project(target: Path) -> None:
    for name in ("docs", "calculators", "macros", "overrides", "deploy", ".cache"):
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("mkdocs.yml", "package.json", "package-lock.json"):
        shutil.copy(PROJECT / name, target / name)
    (target / "node_modules").symlink_to(PROJECT / "node_modules")


def _plugin(entry: str | dict[str, Any]) -> str:
    return entry if isinstance(entry, str) else next(iter(entry))


def _make_plain(project: Path, pages: Path, target: Path) -> None:
    """The same pages under the theme as it comes, with our icons; its template stands in for that of the home page."""
    shutil.copytree(project / "docs", target / "docs", ignore=shutil.ignore_patterns("*.md"))
    shutil.copytree(pages, target / "docs", dirs_exist_ok=True)
    shutil.copytree(project / "overrides" / ".icons", target / "overrides" / ".icons")
    (target / "overrides" / "home.html").write_text('{% extends "main.html" %}\n', encoding="utf-8")
    config = {key: value for key, value in _config(project).items() if key not in ("hooks", "watch")}
    config["plugins"] = [entry for entry in config["plugins"] if _plugin(entry) != "macros"]
    (target / "mkdocs.yml").write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")


@contextmanager
def workspace() -> Iterator[Workspace]:
    """Copy the project, build it once to warm the caches and to have its site and pages, and serve the site."""
    with TemporaryDirectory(prefix="benchmarks-") as name:
        folder = Path(name)
        project, plain, pages, site = (folder / part for part in ("project", "plain", "pages", "site"))
        _copy_project(project)
        with Served.start(site) as served:
            config = config_with_hook(project, "capture")
            build(project, site, config, BENCHMARK_CAPTURE=str(pages), SITE_URL=served.address)
            _make_plain(project, pages, plain)
            yield Workspace(folder, project, plain, served)
