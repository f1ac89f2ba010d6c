"""No number about the world stands on a page without its source, method and grade."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup

from tests.build.conftest import MiniSite

DOCS = Path(__file__).resolve().parents[2] / "docs"

NUMBER = re.compile(
    r"""
    \d[\d.,]*\s?(?:%|per\ ?cent\b)                                      # 54 %
    | (?<![.\d])\b\d[\d,]*\s+(?:out\s+)?of\s+(?:(?:the|its|their|all)\s+)?\d[\d,]*\b   # 24 of 240
    | \b(?:two|three|four|five|six|seven|eight|nine)\ (?:in|out\ of)\ (?:three|four|five|ten)\b
    | (?<![.\d])\b\d[\d,]+\s+(?:interviews|respondents|answers|participants|practitioners|people|organisations
        |companies|firms|engineers|professionals
        |studies|papers|notebooks|meta-analyses|experiments|data\ scientists|data\ sets|projects)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A share, or the size of a sample."""

ALLOWED = {
    "per cent better in the test": "fictitious",
    "empty cells above 5 % where 1 % is usual": "an example of a threshold",
    "More than 0.1 % of the sampled values": "an example of a threshold",
    "the slowest 5 % up by half": "an example of a threshold",
    "up by 3 % a month": "an example of a threshold",
    "gathering and cleaning take 80 % of time": "what people say; takeaways.md sets the surveys beside it",
    "no official revision since version 1.0 of 2000": "a version and a year",
    "at most 2.5 % of": "an example of a threshold",
}
"""Text around a number that needs no source -> why."""

INVENTED = {"guide/example.md", "data/example.yml", "data/templates.yml"}
"""Files that hold nothing but fictitious examples and forms to fill in."""

KEYS_OF_EXAMPLES = {"example", "examples", "six_weeks"}
"""What stands under these keys of a data file is fictitious and says so on the page."""

SOURCES = {"data/evidence.yml", "data/references.yml", "data/errata.yml"}
"""Files whose entries each name their own source."""

PAGES = sorted(path for path in DOCS.glob("**/*.md") if path.parent.name != "contributing")
FILES = sorted((DOCS / "data").glob("*.yml"))


def name(path: Path) -> str:
    return path.relative_to(DOCS).as_posix()


def running_text(page: str) -> str:
    """A page without front matter, code, macros, fictitious examples and what somebody is made to say."""
    text = page.split("---\n", 2)[2]
    text = re.sub(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^(?:!!!|\?\?\?\+?) example.*\n(?:(?:    .*)?\n)*", "", text, flags=re.MULTILINE)
    text = re.sub(r"\{[{%].*?[%}]\}", "", text, flags=re.DOTALL)
    text = re.sub(r"`[^`\n]*`|\]\([^)]*\)", "", text)
    return re.sub(r'"[^"\n]*"', "", text)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("evidence"):  # a figure that names its claims; test_figures compares it with them
            return
        for key, inner in value.items():
            if key not in KEYS_OF_EXAMPLES:
                yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield re.sub(r'"[^"]*"', "", value)


def unsourced(text: str) -> list[str]:
    plain = " ".join(text.split())
    for allowed in ALLOWED:
        plain = plain.replace(allowed, "")
    return [plain[max(0, found.start() - 60) : found.end() + 40] for found in NUMBER.finditer(plain)]


@pytest.mark.parametrize("page", [page for page in PAGES if name(page) not in INVENTED], ids=name)
def test_a_number_on_a_page_comes_from_the_evidence(page: Path) -> None:
    """Write it with evidence(), mark the example as fictitious, or allow it with a reason."""
    assert unsourced(running_text(page.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("file", [file for file in FILES if name(file) not in INVENTED | SOURCES], ids=name)
def test_a_number_in_the_data_comes_from_the_evidence(file: Path) -> None:
    """Texts of data files have no macros: leave the figure to the page that shows them."""
    document = yaml.safe_load(file.read_text(encoding="utf-8"))

    assert [found for text in strings(document) for found in unsourced(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "It fails in 87 % of cases.",
        "It fails in 87% of cases.",
        "About 54 per cent succeed.",
        "Of these, 19 of 24 agreed.",
        "Some 2,400 projects were studied.",
        "They ran 65 interviews.",
        "Nine in ten never arrive.",
    ],
)
def test_the_search_finds_numbers(text: str) -> None:
    """Each way to write one is seen."""
    assert unsourced(running_text(f"---\n---\n{text}\n"))


@pytest.mark.parametrize(
    "text",
    [
        'It is {{ evidence("pilot-to-production", "short") }} of projects.',
        '!!! example "Example (fictitious)"\n    87 % fail.\n',
        'The manager hears "93 %" and thinks of money.',
        "```python\nshare = '5 %'\n```\n",
        "Version 1.0 of March 2025 is the first of two.",
    ],
)
def test_the_search_lets_the_rest_be(text: str) -> None:
    """Macros, fictitious examples, speech, code and plain numbers are no claims."""
    assert unsourced(running_text(f"---\n---\n{text}\n")) == []


def claims() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((DOCS / "data" / "evidence.yml").read_text(encoding="utf-8"))["claims"]
    return found


def shown() -> set[str]:
    return {found for page in PAGES for found in re.findall(r'\bevidence\("([^"]+)"', page.read_text(encoding="utf-8"))}


def test_every_finding_is_used_by_a_chapter() -> None:
    """Only the numbers that go round may stand in the table alone."""
    assert {claim["id"] for claim in claims() if claim.get("part") == "cited"} - shown() == set()


def test_a_number_in_a_sentence_shows_grade_method_and_source(mini_site: MiniSite) -> None:
    """All in words, and the number leads to its row."""
    mini_site.write("guide/evidence.md", "# Evidence\n\n{{ evidence_table() }}\n\n{{ numbers_to_avoid() }}\n")
    mini_site.write("index.md", '# Home\n\nOf them, {{ evidence("data-cascades", "short") }} had met one.\n')
    built = mini_site.build()

    assert built.code == 0, built.log
    sentence = BeautifulSoup(built.page(), "html.parser").select_one(".evidence-short")
    assert sentence is not None
    assert "92 % (study: 53 interviews; Sambasivan et al. 2021)" in sentence.get_text()
    assert sentence.a is not None
    assert sentence.a["href"] == "guide/evidence/#claim-data-cascades"
    table = BeautifulSoup(built.page("guide/evidence/index.html"), "html.parser")
    assert table.select_one("#claim-data-cascades") is not None


def test_an_unknown_form_of_evidence_is_refused(mini_site: MiniSite) -> None:
    """The message names the forms."""
    mini_site.write("index.md", '{{ evidence("data-cascades", "shorter") }}\n')

    assert "known: full, short" in mini_site.build().log


def test_what_must_be_avoided_is_said_in_one_place(mini_site: MiniSite) -> None:
    """The box lists every claim with that use, and no other."""
    mini_site.write("index.md", "# Home\n\n{{ numbers_to_avoid() }}\n")
    items = BeautifulSoup(mini_site.build().page(), "html.parser").select("li:has(strong)")
    avoided = [claim["figure"] for claim in claims() if claim["use"] == "avoid"]

    assert len(avoided) == len(items)
    assert all(figure.casefold() in item.get_text().casefold() for figure, item in zip(avoided, items, strict=True))
