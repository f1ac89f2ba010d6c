"""Words of the glossary are explained at their first use on a page, and no abbreviation is left unexplained."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from macros.areas.strategy import Term
from macros.terms import Terms

PROJECT = Path(__file__).resolve().parents[2]
GLOSSARY = yaml.safe_load((PROJECT / "docs/data/glossary.yml").read_text(encoding="utf-8"))["terms"]
PAGE: Any = SimpleNamespace(url="guide/fixture/", meta={})

ALLOWED = {
    "AI/ML": "spelling of the slides, which the corrections quote",
    "CLI": "part of the title of a source",
    "CODEOWNERS": "name of a file",
    "CSV": "file format, known by its short name",
    "DS": "abbreviation of the slides, which the corrections quote",
    "EDISON": "name of a project",
    "EU": "known to every reader",
    "FAQ": "known to every reader",
    "GB": "unit",
    "GPT-4": "name of a model",
    "HTML": "file format, known by its short name",
    "IA": "French word of the slides, which the corrections quote",
    "IBM": "name of a company",
    "ISO/IEC": "name of two standards bodies, part of a standard's name",
    "JSON": "file format, known by its short name",
    "KB": "unit",
    "LF": "part of the name of a foundation",
    "MB": "unit",
    "MIT": "name of a licence",
    "NCR": "name of a company",
    "OHRA": "name of a company",
    "OSS": "part of a product's name, Code - OSS",
    "PDF": "file format, known by its short name",
    "RAND": "name of an organisation",
    "README": "name of a file",
    "SAS": "name of a company and its product",
    "SI": "French word of the slides, which the corrections quote",
    "SPSS": "name of a company",
    "VS": "part of a product's name, VS Code",
    "YAML": "file format, known by its short name",
}
"""All-caps words that a chapter may use although the glossary does not have them, with the reason."""

_CAPITALS = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]+(?:[/-][A-Z0-9]+)*(?=s?(?![\w-]|\.\w))")
_LEFT_OUT = ["code", "pre", "svg", "script", "style", "cite", "a.cite", "a.headerlink", ".visually-hidden"]


def term(name: str, **more: Any) -> Term:
    return Term(**{"id": re.sub(r"\W+", "-", name.lower()), "term": name, "meaning": f"What {name} means.", **more})


TERMS = Terms(
    [
        term("API", expands="application programming interface"),
        term("CI", expands="continuous integration"),
        term("CI/CD", expands="continuous integration and delivery"),
        term("AI", expands="artificial intelligence", spelled_out=False),
        term("data lake"),
        term("model registry"),
        term("pilot", automatic=False),
        term("test"),
        term("test set"),
    ]
)


def explained(content: str) -> str:
    return TERMS.explained(content, PAGE)


def linked(content: str) -> list[str]:
    return re.findall(r'class="term-link"[^>]*>([^<]*)</a>', explained(content))


def words(content: str) -> str:
    return re.sub(r"<[^>]*>", "", explained(content))


def test_the_first_use_of_a_word_is_linked_once() -> None:
    """The link leads to the glossary and says what the word means; the second use stays plain."""
    made = explained("<p>A data lake.</p><p>The data lake.</p>")

    assert made == (
        '<p>A <a title="What data lake means." class="term-link" href="../../guide/glossary/#term-data-lake">'
        "data lake</a>.</p><p>The data lake.</p>"
    )


def test_the_first_use_of_an_abbreviation_is_spelled_out() -> None:
    """In singular and plural, and not where the text has done so itself, has brackets, or is a table."""
    api = "application programming interface"

    assert words("<p>An API here, an API there.</p>") == f"An API ({api}) here, an API there."
    assert words("<p>Many APIs.</p>") == f"Many APIs ({api}s)."
    assert words(f"<p>An {api} (API).</p>") == f"An {api} (API)."
    assert words(f"<p>An API ({api}).</p>") == f"An API ({api})."
    assert words("<p>Something (API).</p>") == "Something (API)."
    assert words("<table><tr><td>API</td></tr></table>") == "API"
    assert words("<p>AI is not.</p>") == "AI is not."
    assert linked("<p>AI is not.</p>") == ["AI"]


@pytest.mark.parametrize(
    "content",
    [
        "<h2>API</h2>",
        "<th>API</th>",
        "<p><code>API</code></p>",
        '<p><a href="x">The API</a></p>',
        "<p>rapid</p>",
        "<p>api</p>",
        "<p>API_KEY, my-API, API/SDK, API-1</p>",
        "<pre>API</pre>",
        '<p class="note">API</p>',
        '<li class="task-list-item"><label>API</label></li>',
        '<div class="chapter-head"><ul><li>API</li></ul></div>',
        "<p>A pilot.</p>",
        "<p><cite>API</cite></p>",
        '<p title="API">x</p>',
    ],
)
def test_other_places_are_left_alone(content: str) -> None:
    """Headings, code, links, titles, other words and checklists stay as they are."""
    assert explained(content) == content


def test_the_longest_word_wins() -> None:
    """A word inside another is not taken for the first use of its own."""
    assert linked("<p>CI/CD, then CI; a test set, then a test.</p>") == ["CI/CD", "CI", "test set", "test"]


def test_capitals_plurals_and_entities() -> None:
    """A word begins a sentence, stands in the plural, and stands beside markup."""
    assert linked("<p>Data lakes &amp; <strong>model registries</strong>.</p>") == ["Data lakes", "model registries"]


def test_what_the_author_has_linked_stays() -> None:
    """No second link to an entry; an abbreviation that is linked first is spelled out after its link."""
    given = '<a title="x" class="term-link" href="../glossary/#term-{}">{}</a>'

    assert linked(f"<p>A data lake.</p><p>{given.format('data-lake', 'Lakes')}</p>") == ["Lakes"]
    assert words(f"<p>{given.format('api', 'API')} is an API.</p>").startswith("API (application")
    assert linked(f"<p>{given.format('api', 'API')} is an API.</p>") == ["API"]
    assert linked(f"<p>An API.</p><p>{given.format('api', 'API')}</p>") == ["API", "API"]
    assert words(f"<p>{given.format('api', 'An interface')}: an API.</p>").startswith("An interface: an API (app")


def test_pages_outside_the_guide_and_those_that_ask_are_left_alone() -> None:
    """The glossary does not link to itself."""
    content = "<p>An API.</p>"

    assert TERMS.explained(content, SimpleNamespace(url="data/", meta={})) == content  # type: ignore[arg-type]
    assert TERMS.explained(content, SimpleNamespace(url="guide/x/", meta={"terms": False})) == content  # type: ignore[arg-type]


def chapters(site: Path) -> Iterator[tuple[str, Tag]]:
    for path in sorted(site.rglob("index.html")):
        name = path.parent.relative_to(site).as_posix()
        if re.match(r"(guide|frameworks|team)\b", name) and name not in {"guide/glossary", "guide/references"}:
            article = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").find("article")
            assert isinstance(article, Tag)
            for tag in article.select(", ".join(_LEFT_OUT)):
                tag.replace_with(" ¤ ")
            yield name, article


@pytest.fixture(scope="module")
def articles(site: Path) -> dict[str, Tag]:
    return dict(chapters(site))


@pytest.mark.build
def test_every_abbreviation_is_in_the_glossary_or_known(articles: dict[str, Tag]) -> None:
    """A chapter uses no all-caps word that nothing explains."""
    entries = " ".join(entry["term"] for entry in GLOSSARY)
    known = {*_CAPITALS.findall(entries), *(entry["term"] for entry in GLOSSARY)}
    found = {
        (word, name) for name, article in articles.items() for word in set(_CAPITALS.findall(article.get_text(" ")))
    }

    assert sorted((word, name) for word, name in found if word not in known and word not in ALLOWED) == []


_NO_PROSE = ["h1", "h2", "h3", "h4", "h5", "h6", "a", "th", "dt", "caption", "figcaption", "label", "button", "summary"]


_PROSE = {"p", "li", "dd", "td"}


def running_text(article: Tag) -> Iterator[NavigableString]:
    """Text in paragraphs, items and cells that carry no class."""
    heads = {id(tag) for head in article.select(".chapter-head") for tag in head.descendants}
    for text in article.find_all(string=True):
        above = (tag for tag in text.parents if tag.name in {*_PROSE, *_NO_PROSE, "div", "details"})
        block = next(above)
        if isinstance(text, NavigableString) and block.name in _PROSE and not block.attrs and id(text) not in heads:
            yield text


@pytest.mark.build
def test_no_chapter_leaves_the_first_use_of_an_abbreviation_unexplained(articles: dict[str, Tag]) -> None:
    """In running text an abbreviation stands plain only after it has been linked to its explanation."""
    wanted = {
        entry["id"]: re.compile(rf"(?<![\w/&-]){re.escape(entry['term'])}s?(?![\w/]|-[A-Z0-9])")
        for entry in GLOSSARY
        if entry.get("expands")
    }
    bare = []
    for name, article in articles.items():
        explained_by_now: set[str] = set()
        order = {id(tag): place for place, tag in enumerate(article.descendants)}
        links = {
            str(link["href"]).partition("#term-")[2]: order[id(link)]
            for link in reversed(article.select("a.term-link"))
        }
        for text in running_text(article):
            for word, pattern in wanted.items():
                if word not in explained_by_now and pattern.search(text):
                    explained_by_now.add(word)
                    if not links.get(word, len(order)) < order[id(text)]:
                        bare.append((name, word))

    assert bare == []


@pytest.mark.build
def test_no_term_stands_in_a_link_a_heading_or_code(site: Path) -> None:
    """Links do not nest, and each entry is linked automatically once a page at most."""
    for path in site.rglob("index.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        assert not page.select("a a, code a.term-link, button a.term-link, .headerlink a"), path
