"""The words are the project's own, pages say what they are, and every source is cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
DOCS = PROJECT / "docs"
DATA = DOCS / "data"
SLIDES = PROJECT.parent / "shared" / "seed" / "methodology-slides.txt"

RUN = 8
"""So many words in a row are nobody's by chance."""

ALLOWED = {
    "The Practical Guide to Managing Data Science at Scale": "title of a work",
    "An Introduction to Machine Learning Models in Production": "title of a work",
    "Building Machine Learning Pipelines, Automating Model Life Cycles With TensorFlow": "title of a work",
    "Deploying Machine Learning Models as Microservices Using Docker": "title of a work",
    "https://www.dominodatalab.com/wp-content/uploads/domino-managing-ds.pdf": "address",
    "https://nvie.com/posts/a-successful-git-branching-model/": "address",
    "https://www.sphinx-doc.org/en/master/index.html": "address",
    "project manager, data scientist, data engineer, data architect, data manager, DevOps": "names of the six roles",
}
"""What may be shared all the same, with the reason."""

PAGES = sorted(DOCS.glob("**/*.md"))
LISTS = {"index.md", "paths.md", "topics.md"}
CHAPTERS = [
    page for page in PAGES if page.parent.name in {"frameworks", "team", "roles", "guide"} and page.name not in LISTS
]
CHAPTERS += [DOCS / "frameworks" / "index.md", DOCS / "team" / "index.md"]
FILES = sorted(DATA.glob("*.yml"))


def name(path: Path) -> str:
    return path.relative_to(DOCS).as_posix()


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text.lower())


def runs(text: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(text[start : start + RUN]) for start in range(len(text) - RUN + 1))


def document(stem: str) -> Any:
    return yaml.safe_load((DATA / f"{stem}.yml").read_text(encoding="utf-8"))


def front_matter(page: Path) -> dict[str, Any]:
    meta: dict[str, Any] = yaml.safe_load(page.read_text(encoding="utf-8").split("---\n")[1])
    return meta


@pytest.fixture(scope="module")
def slides() -> set[tuple[str, ...]]:
    """The runs of the slides, less those that may be shared."""
    if not SLIDES.exists():
        pytest.skip(f"needs the text of the slides at {SLIDES}, which is no part of the project")
    return set(runs(words(SLIDES.read_text(encoding="utf-8")))) - {run for text in ALLOWED for run in runs(words(text))}


@pytest.mark.parametrize("path", [*PAGES, *FILES], ids=name)
def test_no_eight_words_in_a_row_are_those_of_the_slides(path: Path, slides: set[tuple[str, ...]]) -> None:
    """Facts and names carry over, sentences do not."""
    text = words(path.read_text(encoding="utf-8"))

    assert [" ".join(run) for run in runs(text) if run in slides] == []


@pytest.mark.parametrize("path", [*PAGES, *FILES], ids=name)
def test_the_slides_are_named_only_as_those_of_2022(path: Path) -> None:
    """A reader who does not know them is told which slides are meant, and there is no course."""
    text = re.sub(r"\s+", " ", path.read_text(encoding="utf-8"))

    assert re.findall(r"[^.]*\b(?:the|this) course\b[^.]*", text, re.IGNORECASE) == []
    if 'term("slides-2022")' not in text:
        assert re.findall(r"[^.]*\bthe slides?\b(?! of 2022)[^.]*", text, re.IGNORECASE) == []


@pytest.mark.parametrize("page", CHAPTERS, ids=name)
def test_a_chapter_says_for_whom_it_is_and_what_it_enables(page: Path) -> None:
    """The front matter of a chapter is whole: the description is one sentence, the outcomes are two to four."""
    meta = front_matter(page)

    assert {"title", "description", "reader", "outcomes", "tags"} <= meta.keys()
    assert all(str(meta[key]).strip() for key in ("title", "description", "reader"))
    assert re.fullmatch(r"[^.?!]+[.?!]", meta["description"].replace("datascience-pm.com", ""))
    assert "minutes" not in meta, "the build counts them"
    assert 2 <= len(meta["outcomes"]) <= 4


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_has_a_title_and_a_description(page: Path) -> None:
    """Search engines show both."""
    meta = front_matter(page)

    assert meta["title"]
    assert len(meta["description"]) <= 200


def test_every_page_is_in_the_navigation() -> None:
    """No page can be reached by search alone, and each stands once."""

    def pages(entries: list[Any]) -> Iterator[str]:
        for entry in entries:
            below = next(iter(entry.values())) if isinstance(entry, dict) else entry
            if isinstance(below, str):
                yield below
            else:
                yield from pages(below)

    class Loader(yaml.SafeLoader):
        """mkdocs.yml has tags of its own, such as !ENV."""

    Loader.add_multi_constructor("!", lambda loader, suffix, node: None)
    settings = yaml.load((PROJECT / "mkdocs.yml").read_text(encoding="utf-8"), Loader)  # noqa: S506  # a SafeLoader

    assert sorted(pages(settings["nav"])) == sorted(map(name, PAGES))


def cited_by_pages() -> Iterator[str]:
    for page in PAGES:
        text = re.sub(r"\{% raw %\}.*?\{% endraw %\}", "", page.read_text(encoding="utf-8"))
        for call in re.findall(r"\bcite\(([^)]*)\)", text):
            yield from re.findall(r'"([^"]+)"', call)


def cited_by_data(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for below, inner in value.items():
            yield from cited_by_data(inner, below)
    elif isinstance(value, list):
        for inner in value:
            yield from cited_by_data(inner, key)
    elif isinstance(value, str) and (key.endswith(("source", "sources")) or key in {"see_also", "named_in"}):
        yield value


def cited() -> set[str]:
    others = [file.stem for file in FILES if file.stem != "references"]
    return {*cited_by_pages(), *(one for stem in others for one in cited_by_data(document(stem)))}


def test_every_citation_names_a_source() -> None:
    """What a page or a data file cites stands in the list of references."""
    assert cited() - {entry["id"] for entry in document("references")["references"]} == set()


def test_every_source_is_cited() -> None:
    """Only the reading list may stand for itself."""
    entries = document("references")["references"]

    assert {entry["id"] for entry in entries if "categories" not in entry} - cited() == set()


@pytest.mark.parametrize("key", ["id", "term"])
def test_a_word_stands_once_in_the_glossary(key: str) -> None:
    """Two meanings for one word would contradict each other."""
    found = [entry[key].casefold() for entry in document("glossary")["terms"]]

    assert sorted(found) == sorted(set(found))
