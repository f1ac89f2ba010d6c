"""The list of sources as people and as other programs read it."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from pybtex.database import BibliographyData, parse_string
from pydantic import ValidationError

from macros.bibliography import bibtex, csl_json, formatted
from macros.references import Reference, References
from tests.build.conftest import MiniSite

PROJECT = Path(__file__).resolve().parents[2]
SCHEMA = resources.files("citeproc") / "data" / "schema" / "schemas" / "styles"
"""The vocabulary of the Citation Style Language project, as citeproc-py brings it."""

ODD: dict[str, Any] = {
    "id": "odd-2020",
    "type": "report",
    "genre": "report",
    "author": [
        {"family": "Bles", "given": "Anne Marthe", "non-dropping-particle": "van der"},
        {"family": "Daumé", "given": "Hal", "suffix": "III"},
        {"literal": "Sand and Gravel, Inc."},
    ],
    "issued": "2020-05",
    "title": "80 % of A&B_C: $5 <b>#1</b>",
    "publisher": "Éditions & Cie",
    "URL": "https://example.org/a_b?c=1&d=%20#e",
}


@pytest.fixture(scope="module")
def references() -> list[Reference]:
    document = yaml.safe_load((PROJECT / "docs" / "data" / "references.yml").read_text(encoding="utf-8"))
    return References.model_validate(document).references


@pytest.fixture
def odd() -> list[Reference]:
    return References.model_validate({"references": [ODD]}).references


def vocabulary(name: str) -> set[str]:
    return set(re.findall(r'^\s+\|? ?"([\w-]+)"$', (SCHEMA / name).read_text(encoding="utf-8"), re.MULTILINE))


def test_the_download_is_csl_json(references: list[Reference]) -> None:
    """Types and fields are those of the standard, dates are in parts, and no entry is lost."""
    items = json.loads(csl_json(references))

    assert {item["type"] for item in items} - vocabulary("csl-types.rnc") == set()
    fields = {field for item in items for field in item} - {"id", "type", "categories"}
    assert fields - vocabulary("csl-variables.rnc") == set()
    names = {part for item in items for name in item["author"] for part in name}
    assert names <= {"family", "given", "non-dropping-particle", "suffix", "literal"}
    assert all(list(item["issued"]) == ["date-parts"] for item in items if "issued" in item)
    assert [entry.id for entry in references] == [item["id"] for item in items]


def parsed(text: str) -> BibliographyData:
    return parse_string(text, "bibtex")


def bare(text: str) -> str:
    """Without the signs that LaTeX needs."""
    return re.sub(r"\\([&%#_$])", r"\1", text).replace("{", "").replace("}", "")


def test_another_parser_reads_the_bibtex(references: list[Reference]) -> None:
    """Every entry comes back from pybtex with its authors, title, year and address."""
    entries = parsed(bibtex(references)).entries

    assert {
        entry.id: ([name.short for name in entry.author], entry.title, str(entry.year or ""), entry.url or "")
        for entry in references
    } == {
        one: (
            [bare(" ".join([*person.prelast_names, *person.last_names])) for person in entry.persons["author"]],
            bare(entry.fields["title"]),
            entry.fields.get("year", ""),
            entry.fields.get("url", ""),
        )
        for one, entry in entries.items()
    }


def test_odd_names_and_signs_survive_the_bibtex(odd: list[Reference]) -> None:
    """Particles, suffixes and organisations stay apart, an address stays as it is, and LaTeX meets no bare sign."""
    entry = parsed(bibtex(odd)).entries["odd-2020"]
    first, second, third = entry.persons["author"]

    assert (first.prelast_names, first.last_names) == (["van", "der"], ["{Bles}"])
    assert (second.last_names, second.lineage_names) == (["{Daumé}"], ["III"])
    assert third.last_names == ["{Sand and Gravel, Inc.}"]
    assert ODD["URL"] == entry.fields["url"]
    assert r"80 \% of A\&B\_C: \$5" in entry.fields["title"]
    assert (entry.fields["year"], entry.fields["month"]) == ("2020", "5")


def test_the_list_holds_every_source_in_the_order_of_names(references: list[Reference]) -> None:
    """Each with its title and with the address under which it can be read."""
    listed = {one: BeautifulSoup(text, "html.parser") for one, text in formatted(references).items()}

    assert {entry.id for entry in references} == listed.keys()
    for entry in references:
        assert entry.title in listed[entry.id].get_text(), entry.id
        links = [str(link["href"]) for link in listed[entry.id].select("a")]
        assert ([f"https://doi.org/{entry.doi}"] if entry.doi else [entry.url] if entry.url else []) == links
    names = [text.get_text().casefold() for text in listed.values()]
    assert names[:20] == sorted(names[:20])


def test_a_journal_article_is_not_called_a_preprint(references: list[Reference]) -> None:
    """The style takes an article without volume for one."""
    assert [
        entry.id
        for entry in references
        if "Preprint" in formatted(references)[entry.id]
        and not (entry.type == "article" and entry.container == "arXiv")
    ] == []


def test_signs_of_html_in_a_title_are_shown(odd: list[Reference]) -> None:
    """They neither become markup nor break an address."""
    page = BeautifulSoup(formatted(odd)["odd-2020"], "html.parser")

    assert "80 % of A&B_C: $5 <b>#1</b>" in page.get_text()
    assert [ODD["URL"]] == [link["href"] for link in page.select("a")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"issued": 20155}, 'allowed: a year such as 2015, or a date such as "2015-06"'),
        ({"issued": "June 2015"}, "allowed: a year such as 2015"),
        ({"author": [{"given": "Ada"}]}, "needs either family, for a person, or literal"),
        ({"author": [{"family": "Lovelace", "literal": "Ada"}]}, "needs either family"),
        ({"author": []}, "at least 1 item"),
        ({"URL": "http://example.org"}, "https"),
        ({"type": "paper"}, "article-journal"),
    ],
)
def test_a_fault_says_what_is_allowed(change: dict[str, Any], said: str) -> None:
    """An editor learns from the message how to write the entry."""
    with pytest.raises(ValidationError, match=re.escape(said)):
        Reference.model_validate(ODD | change)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "    issued: 2015",
            "    issued: MMXV",
            r"references\.yml:\d+:13: references\.\d+\.issued: is \'MMXV\'; allowed: a year",
        ),
        (
            "    URL: ",
            "    url: ",
            r"references\.yml:\d+:5: references\.\d+\.url: is not a known key; allowed: .*\bURL\b",
        ),
        (
            "{family: Holt, given: Gary}",
            "{name: Gary Holt}",
            r"author\.1\.name: is not a known key; allowed: family, given",
        ),
    ],
)
def test_a_fault_in_the_sources_names_its_place(mini_site: MiniSite, old: str, new: str, said: str) -> None:
    """File, line and column, and the keys as the file writes them."""
    mini_site.replace("data/references.yml", old, new)

    assert re.search(said, mini_site.build().log)


def test_the_downloads_are_published(mini_site: MiniSite) -> None:
    """BibTeX and CSL-JSON lie beside the other data."""
    built = mini_site.build()

    assert built.code == 0, built.log
    assert built.page("data/references.bib").startswith("@")
    assert json.loads(built.page("data/references.csl.json"))
