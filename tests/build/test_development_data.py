"""Every item of the slides on development is in the data, the data reach the page, and the chapters' code runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from pydantic import ValidationError

from macros.areas import development as area
from macros.pages import renderer

PROJECT = Path(__file__).resolve().parents[2]
CHAPTERS = ["versioned-code", "reproducible-code", "code-quality", "documentation", "testing", "responsibilities"]


def document(stem: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((PROJECT / "docs" / "data" / f"{stem}.yml").read_text(encoding="utf-8"))
    return loaded


def chapter(name: str) -> str:
    return (PROJECT / "docs" / "guide" / f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sources() -> dict[str, set[str]]:
    """What validation knows of references.yml."""
    return {"sources": {reference["id"] for reference in document("references")["references"]}}


@pytest.fixture(scope="module")
def practices(sources: dict[str, set[str]]) -> area.Practices:
    return area.Practices.model_validate(document("practices"), context=sources)


@pytest.fixture(scope="module")
def macros(practices: area.Practices) -> Mapping[str, Callable[..., str]]:
    def cite(*ids: str) -> str:
        return "; ".join(f'<a class="cite">{one}</a>' for one in ids)

    declared: dict[str, Callable[..., str]] = {"cite": cite}

    def declare(macro: Callable[..., str]) -> None:
        declared[macro.__name__] = macro

    area.register(
        SimpleNamespace(
            variables={"data": SimpleNamespace(practices=practices), "render": renderer()},
            macros=declared,
            macro=declare,
            page=SimpleNamespace(url="guide/development/"),
        )
    )
    return declared


SLIDE_ITEMS = {
    ("versioned", "git"): ["repository-first", "one-workflow", "small-branches", "push-regularly"],
    ("versioned", "guidelines"): ["branching-model", "merge-rules"],
    ("versioned", "data"): ["single-store", "naming", "version-scheme"],
    ("versioned", "git-habits"): [
        "commit-often",
        "no-credentials",
        "no-data",
        "small-changes",
        "clear-messages",
        "delete-merged",
        "delete-dead-code",
        "pull-often",
        "short-names",
    ],
    ("reproducible", "portable"): ["easy-installation", "accessible", "abstracted"],
    ("reproducible", "notebooks"): ["modules", "import-modules"],
    ("reproducible", "habits"): [
        "leave-notebooks-early",
        "test-elsewhere",
        "no-fixed-paths",
        "environment-file",
        "log-commit",
    ],
    ("quality", "structure"): ["directory-framework", "modular"],
    ("quality", "formatting"): ["format", "pep-8", "ide-suggestions", "enforce", "style-guide"],
    ("quality", "tips"): [
        "no-globals",
        "names",
        "vectorise",
        "dictionaries",
        "no-deep-nesting",
        "file-names",
        "asserts-and-logging",
        "lint",
    ],
    ("documented", "rhythm"): ["coupled", "same-workflow", "audiences"],
    ("documented", "generate"): ["docstring-standard", "generate-pages"],
    ("documented", "sphinx"): ["autodoc", "apidoc", "content"],
    ("documented", "any-tool"): ["auto-deploy", "document-all", "one-style", "docs-folder"],
    ("tested", "tools"): ["test-folder", "framework", "naming", "ide", "automated-suite", "ci"],
    ("tested", "writing"): [
        "quick-and-independent",
        "small-sample",
        "io-outside",
        "not-identical",
        "nulls",
        "statistics",
        "start-broad",
        "grow",
        "bug-first",
    ],
    ("responsibilities", "assign"): ["level"],
    ("responsibilities", "review"): ["when"],
}

DOS_AND_DONTS = {
    "reproducible": (
        ["environment", "export", "entry-point", "ide", "test-early", "relative-paths", "config-file", "seeds"],
        ["stable-code-in-notebooks", "fixed-paths", "local-only", "it-problem"],
    ),
    "documented": (
        ["early", "toolkit", "general", "install-and-run", "usage"],
        ["obvious-comments", "for-the-author"],
    ),
}

DUTIES = {
    "code-master": [
        "structure",
        "owner",
        "repository",
        "reviews",
        "test-protocols",
        "review-agreement",
        "no-duplicate-code",
    ],
    "data-master": ["structure", "provenance", "quality-checks", "versioning", "no-duplicate-data"],
}

GAINS = {
    "project": ["bugs", "knowledge"],
    "author": ["advice", "distance"],
    "reviewer": ["techniques", "mentoring"],
}


def test_practices_and_their_synthesis_are_those_of_the_slides(practices: area.Practices) -> None:
    """Six practices in the order of the slides, each with its line of the synthesis."""
    assert [(practice.id, practice.synthesis) for practice in practices.practices] == [
        ("versioned", "Versioned"),
        ("reproducible", "Reproducible"),
        ("quality", "Standardised"),
        ("documented", "Documented"),
        ("tested", "Tested"),
        ("responsibilities", "Clear responsibilities"),
    ]
    assert [practice.chapter for practice in practices.practices] == CHAPTERS


def test_groups_hold_every_item_of_the_slides(practices: area.Practices) -> None:
    """Each group of each practice holds the slides' items, all of them, in their order."""
    found = {
        (practice.id, group.id): [item.id for item in group.items]
        for practice in practices.practices
        for group in practice.groups
    }
    assert found == SLIDE_ITEMS


def test_dos_and_donts_are_those_of_the_slides(practices: area.Practices) -> None:
    """Two practices have dos and don'ts on the slides."""
    found = {
        practice.id: ([item.id for item in practice.dos], [item.id for item in practice.donts])
        for practice in practices.practices
        if practice.dos
    }
    assert found == DOS_AND_DONTS


def test_both_masters_have_their_duties(practices: area.Practices) -> None:
    assert {role.id: [duty.id for duty in role.duties] for role in practices.roles} == DUTIES


def test_review_benefits_project_author_and_reviewer(practices: area.Practices) -> None:
    assert {who.id: [gain.id for gain in who.gains] for who in practices.review_benefits} == GAINS


@pytest.mark.parametrize(
    ("practice", "item", "words"),
    [
        ("versioned", "branching-model", ["since 2020", "simpler"]),
        ("versioned", "single-store", ["data store", "not a git repository"]),
        ("versioned", "version-scheme", ["trained", "milestone"]),
        ("versioned", "no-credentials", [".gitignore", "replace it first"]),
        ("versioned", "small-changes", ["500 lines", "rule of thumb", "without a source"]),
        ("versioned", "delete-dead-code", ["tag"]),
        ("reproducible", "environment", ["conda", "pipenv"]),
        ("reproducible", "environment-file", ["environment.yml", "env.yml"]),
        ("reproducible", "ide", ["pycharm", "vs code", "rstudio", "breakpoints", "watched", "remote debugging"]),
        ("reproducible", "relative-paths", ["./data/results"]),
        ("reproducible", "config-file", ["configargparse"]),
        ("reproducible", "test-elsewhere", ["virtual machine", "data lake", "develop there"]),
        ("reproducible", "log-commit", ["hash"]),
        ("quality", "directory-framework", ["cookiecutter"]),
        ("quality", "modular", ["ingestion", "preparation", "training", "scale", "test"]),
        ("quality", "enforce", ["pre-commit", "black", "pylint", "flake8", "protected branch", "blocks the commit"]),
        ("quality", "style-guide", ["google", "for r"]),
        ("quality", "dictionaries", ["looking up by key"]),
        ("quality", "file-names", ["train.py", "untitled2_4.ipynb"]),
        ("documented", "docstring-standard", ["pep 257"]),
        ("documented", "generate-pages", ["html", "pdf", "sphinx"]),
        ("documented", "content", ["formulas", "links", "images", "slide"]),
        ("documented", "docs-folder", ["./docs"]),
        ("tested", "framework", ["pytest", "testthat", "nose", "no longer runs"]),
        ("tested", "naming", ["test_"]),
        ("tested", "automated-suite", ["gitlab ci", "jenkins", "pull request"]),
        ("tested", "io-outside", ["sql"]),
        ("tested", "statistics", ["mean", "range"]),
        ("tested", "start-broad", ["integration", "end-to-end"]),
        ("responsibilities", "level", ["data lab", "project"]),
        ("responsibilities", "when", ["merged", "tagged"]),
    ],
)
def test_item_says_what_the_slides_say(practices: area.Practices, practice: str, item: str, words: list[str]) -> None:
    """The facts of an item carry over, corrected where the slides are wrong or dated."""
    found = practices.practice(practice)
    items = [*(one for group in found.groups for one in group.items), *found.dos, *found.donts]
    text = " ".join(f"{one.text} {one.note or ''}" for one in items if one.id == item).lower()
    assert [word for word in words if word not in text] == []


def test_corrections_name_their_source(practices: area.Practices) -> None:
    """Whoever doubts a correction finds what it rests on."""
    wanted = {
        "branching-model": "driessen-2010",
        "merge-rules": "github-protected-branches",
        "clear-messages": "chacon-2014",
        "environment-file": "conda-env-create",
        "enforce": "pre-commit",
        "asserts-and-logging": "python-assert",
        "docstring-standard": "pep-257",
        "one-style": "numpydoc",
        "framework": "pytest-deprecations",
    }
    given = {
        item.id: item.sources for practice in practices.practices for group in practice.groups for item in group.items
    }
    assert {item: source for item, source in wanted.items() if source not in given[item]} == {}


def test_links_of_the_slides_that_broke_are_gone() -> None:
    """No short link, no malformed address, no address that moved."""
    text = "".join(chapter(name) for name in [*CHAPTERS, "two-stages", "development"])
    text += (PROJECT / "docs" / "data" / "practices.yml").read_text(encoding="utf-8")
    assert not re.search(r"lnkd\.in|bit\.ly|tpshttps|guides\.github\.com|help\.github\.com", text)


def test_tables_have_a_row_an_item(practices: area.Practices) -> None:
    """The downloads hold every item, do, don't, duty and gain once."""
    tables = area.tables(SimpleNamespace(practices=practices))
    assert tables["practices"]["kind"].value_counts().to_dict() == {
        "item": sum(map(len, SLIDE_ITEMS.values())),
        "do": 13,
        "don't": 6,
    }
    assert tables["responsibilities"]["kind"].value_counts().to_dict() == {"duty": 12, "gain from code review": 6}
    assert not tables["practices"].duplicated(["practice", "group", "id"]).any()


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["practices", 1, "donts"], [], "only one of dos and donts"),
        (["practices", 1, "id"], "versioned", "used twice"),
        (["practices", 0, "groups", 0, "items"], [], "at least 1"),
        (["practices", 0, "groups", 1, "items", 0, "sources"], ["nobody-1999"], "'nobody-1999' is not the id"),
        (["roles", 0, "duties", 1, "id"], "structure", "used twice"),
    ],
)
def test_fault_is_reported(sources: dict[str, set[str]], path: list[str | int], value: object, message: str) -> None:
    """A faulty file stops the build with a reason."""
    broken: Any = document("practices")
    target = broken
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    with pytest.raises(ValidationError, match=message):
        area.Practices.model_validate(broken, context=sources)


def test_every_group_can_be_shown(practices: area.Practices, macros: Mapping[str, Callable[..., str]]) -> None:
    """A list shows each item with its note and sources, and is one HTML block."""
    for practice, group in SLIDE_ITEMS:
        shown = macros["practice_items"](practice, group)
        assert "\n\n" not in shown.strip()
        soup = BeautifulSoup(shown, "html.parser")
        for item, line in zip(practices.group(practice, group).items, soup.select("li"), strict=True):
            assert item.text in line.get_text()
            assert (item.note or "") in line.get_text()
            assert [cited.get_text() for cited in line.select("a.cite")] == item.sources


def test_dos_and_donts_stand_side_by_side_in_words(macros: Mapping[str, Callable[..., str]]) -> None:
    """Two labelled columns; the drawing beside each word is hidden from screen readers."""
    for practice, columns in DOS_AND_DONTS.items():
        soup = BeautifulSoup(macros["practice_dos_donts"](practice), "html.parser")
        assert [heading.get_text(strip=True) for heading in soup.select(".development-heading")] == ["Do", "Don’t"]
        assert [len(section.select("li")) for section in soup.select("section")] == [len(column) for column in columns]
        assert all(drawing["aria-hidden"] == "true" for drawing in soup.select("svg"))


def test_synthesis_links_to_each_chapter(macros: Mapping[str, Callable[..., str]]) -> None:
    soup = BeautifulSoup(macros["practice_synthesis"](), "html.parser")
    assert soup.caption is not None
    assert len(soup.select("tbody th[scope=row]")) == 6
    assert [link["href"] for link in soup.select("a")] == [f"../../guide/{name}/" for name in CHAPTERS]


def test_roles_and_review_are_shown(macros: Mapping[str, Callable[..., str]]) -> None:
    roles = BeautifulSoup(macros["practice_roles"](), "html.parser")
    assert [len(section.select("li")) for section in roles.select("section")] == [7, 5]
    review = BeautifulSoup(macros["review_benefits"](), "html.parser")
    assert [cell.get_text() for cell in review.select("th[scope=row]")] == ["The project", "The author", "The reviewer"]


@pytest.mark.parametrize(
    ("macro", "arguments", "message"),
    [
        ("practice_items", ("magic", "git"), "no practice; allowed.*versioned"),
        ("practice_items", ("versioned", "magic"), "no group.*git-habits"),
        ("practice_dos_donts", ("tested",), "it has none; allowed.*reproducible"),
    ],
)
def test_unknown_name_says_what_is_allowed(
    macros: Mapping[str, Callable[..., str]], macro: str, arguments: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        macros[macro](*arguments)


def test_every_list_of_the_data_is_on_its_page() -> None:
    """No group is left out of its chapter."""
    for practice in document("practices")["practices"]:
        text = chapter(practice["chapter"])
        for group in practice["groups"]:
            assert f'practice_items("{practice["id"]}", "{group["id"]}")' in text
        assert ("practice_dos_donts" in text) is ("dos" in practice)


# The code of the chapters ---------------------------------------------------------------------------------------------

_BLOCK = re.compile(r'^```\w+ title="([^" ]+)[^"]*"\n(.*?)^```$', re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example project, put together from the titled blocks of the chapters."""
    folder = tmp_path_factory.mktemp("spring-calls")
    parts: dict[str, list[str]] = {}
    for name in CHAPTERS:
        for title, body in _BLOCK.findall(chapter(name)):
            parts.setdefault(title, []).append(body)
    for title, bodies in parts.items():
        path = folder / title
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(bodies), encoding="utf-8")
    (folder / "src" / "shops" / "__init__.py").touch()
    return folder


def run(folder: Path, *command: str) -> str:
    """What the command says; the test fails if the command does."""
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_example_passes_its_own_tests(example: Path) -> None:
    """The tests and docstring examples of the chapters succeed, a warning being a failure."""
    run(example, sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--quiet")


def test_example_follows_its_own_style(example: Path) -> None:
    """The rules of the code quality chapter hold for the code of all chapters."""
    run(example, sys.executable, "-m", "ruff", "check", "--no-cache", "--extend-ignore", "D104")
    run(example, sys.executable, "-m", "ruff", "format", "--no-cache", "--check")


def test_lookup_by_key_is_faster_than_search(example: Path) -> None:
    """The snippet shows what the chapter says."""
    search, lookup = (float(line.split()[0]) for line in run(example, sys.executable, "lookup.py").splitlines())
    assert lookup < search


def test_settings_of_the_example_can_be_read(example: Path) -> None:
    """TOML and YAML files are well formed and name the files that exist."""
    project = tomllib.loads((example / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["ruff"]["lint"]["pydocstyle"]["convention"] == "numpy"
    settings = tomllib.loads((example / "config" / "run.toml").read_text(encoding="utf-8"))
    models = yaml.safe_load((example / "models.yml").read_text(encoding="utf-8"))
    assert settings["data"] == f"data/{models[0]['data']}"
    hooks = yaml.safe_load((example / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks["repos"][0]["hooks"]] == ["ruff-format", "ruff-check"]
    assert set(yaml.safe_load((example / ".gitlab-ci.yml").read_text(encoding="utf-8"))) == {"style", "tests", "pages"}
    environment = yaml.safe_load((example / "environment.yml").read_text(encoding="utf-8"))
    assert environment["name"] == project["project"]["name"]


def test_ignore_file_keeps_secrets_and_data_out(example: Path) -> None:
    """Git agrees with what the chapter says of its .gitignore."""
    run(example, "git", "init", "--quiet")
    ignored = [".env", "credentials.json", "data/calls_2025-02-03_v4.csv", "models/1.0.onnx", "results/run.json"]
    assert run(example, "git", "check-ignore", *ignored).split() == ignored
    kept = ["data/calls_2025-02-03_v4.csv.dvc", "tests/test_main.py", "config/run.toml"]
    done = subprocess.run(["git", "check-ignore", *kept], cwd=example, capture_output=True, text=True, check=False)
    assert done.stdout == ""
