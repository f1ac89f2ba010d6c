"""What the data files say, a page shows: no text is written for nobody."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import yaml

from tests.build.test_wording import DATA, FILES

pytestmark = pytest.mark.build

EXEMPT = {
    "evidence.claims.*.basis": "what stands beside a number that a sentence gives; the table says it in full",
    "evidence.claims.*.figure": "the number alone, for programs; the claim says it in a sentence",
    "evidence.claims.*.use": "a code; the page has a word for it",
    "example.figures.*.what": "for the download; the story gives each figure in its place",
    "example.name": "the question of the story, which its chapters ask in their own words",
    "figures.guide_map.narrow.*": "parts of the navigation by the names within the file",
    "figures.guide_map.sections.*.part": "parts of the navigation by the names within the file",
    "figures.guide_map.wide.*": "parts of the navigation by the names within the file",
    "lifecycle.stages.*.questions.*.name": "a heading of the chapter says it in context; the download needs it",
    "lifecycle.stages.deployment.steps.serving.does": "the chapter introduces the three ways itself",
    "mlops_options.as_of": "shown as month and year",
    "practices.practices.*.groups.*.title": "a heading of the chapter says it in context; the download needs it",
    "references.references.*.family": "the list's style cuts long lists of authors short",
    "references.references.*.given": "the list has initials",
    "references.references.*.issued": "the list has the year",
    "references.references.*.number": "for other programs; the list has the title, the publisher and the address",
    "references.references.*.type": "for other programs; the list has the genre",
    "search.synonyms.*": "words that readers type and pages do not have",
    "selection.scores.*.based_on": "codes of what in frameworks.yml a score rests on",
    "templates.as_of": "shown as month and year",
    "toolkit.as_of": "shown as month and year",
}
"""Texts that need not be on a page, with the reason; entries of a list by their id, or `*`."""


def texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Each text below `value` with its path, in which an entry of a list stands by its id where it has one."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            name = inner.get("id", "-") if isinstance(inner, dict) else "-"
            yield from texts(inner, f"{path}.{name}")
    elif isinstance(value, str):
        yield path, value


def address(text: str) -> str:
    """A text; where it is a file below docs with or without an anchor, the address of that page in the site."""
    found = re.fullmatch(r"([\w/-]+?)(?:/?index)?\.md(#[\w-]+)?", text)
    return f'"/{found[1]}/{found[2] or ""}"' if found else text


CLAIMS = {claim["id"]: claim["figure"] for claim in yaml.safe_load((DATA / "evidence.yml").read_text())["claims"]}


def counted(text: str) -> str:
    """A text; where it names a claim in braces, with the number of that."""
    return re.sub(r"\{([\w-]+)\}", lambda found: CLAIMS.get(found[1], found[0]), text)


def squeezed(text: str) -> str:
    """Without white space, Markdown's marks and capitals, which pages may change."""
    return re.sub(r"\s|\*\*|`", "", text).lower()


@pytest.fixture(scope="module")
def shown(site: Path) -> str:
    """All pages: text without the words of abbreviations, what is read out, what fields hold, where links lead."""
    found = []
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        text = re.sub(r"<(script|style)\b.*?</\1>|<input type=\"hidden\"[^>]*>", "", text, flags=re.DOTALL)
        found += re.findall(r'\b(?:alt|title|aria-label|href|value)="([^"]*)"', text)
        here = "/" + page.relative_to(site).as_posix()
        found += {f'"{urljoin(here, link)}"' for link in re.findall(r'href="([^":]*)"', text)}
        text = re.sub(r' ?<span class="term-words">[^<]*</span>', "", text)
        found.append(re.sub(r"<[^>]*>", "", text))
    return squeezed(html.unescape("\n".join(found)))


@pytest.fixture(scope="module")
def ids() -> set[str]:
    """What entries call each other by."""
    return {name for file in FILES for name in re.findall(r"\bid: ([\w-]+)", file.read_text(encoding="utf-8"))}


def missing(file: Path, shown: str, ids: set[str]) -> Iterator[tuple[str, str]]:
    for path, text in texts(yaml.safe_load(file.read_text(encoding="utf-8")), file.stem):
        if not path.endswith(".id") and text not in ids and squeezed(counted(address(text))) not in shown:
            yield path, text


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_text_is_on_a_page(file: Path, shown: str, ids: set[str]) -> None:
    """A text that no page shows goes stale unseen."""
    lost = [
        f"{path}: {text}"
        for path, text in missing(file, shown, ids)
        if not any(fnmatch(path, pattern) for pattern in EXEMPT)
    ]

    assert not lost, "\n".join(lost)


@pytest.mark.parametrize("pattern", EXEMPT)
def test_every_exemption_is_needed(pattern: str, shown: str, ids: set[str]) -> None:
    """An exemption goes when its text is on a page."""
    file = DATA / f"{pattern.partition('.')[0]}.yml"

    assert any(fnmatch(path, pattern) for path, _ in missing(file, shown, ids))
