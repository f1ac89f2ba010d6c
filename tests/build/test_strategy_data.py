"""The strategy area's data hold everything the slides say, and their renderings are complete."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from pydantic import ValidationError

from macros.areas import strategy
from macros.pages import renderer

ROOT = Path(__file__).parents[2]

QUESTIONS: dict[str, dict[str | None, list[str]]] = {
    "ends": {
        None: ["right-objective", "cost-of-failure", "listen-to-customers", "management-method"],
        "cost-of-failure": ["unintended-risks", "small-data-first"],
        "listen-to-customers": [
            "business-constraints",
            "priority-urgency",
            "model-error",
            "data-volume",
            "response-time",
            "access-to-results",
        ],
    },
    "ways": {
        None: [
            "team-skills",
            "people-available",
            "training-needed",
            "consequences-of-gaps",
            "hiring-difficulty",
            "hiring-delay",
        ],
    },
    "means": {
        None: ["known-data", "data-source", "data-quality", "more-data-better", "permission-in-use", "refresh-rate"],
        "data-source": ["data-exist-inside", "data-to-obtain"],
        "more-data-better": ["more-data-cost", "more-data-time"],
    },
}

CELLS = {
    "sweet-spot": ("high", "low", ["decisions", "strategic", "operations and technology", "change little"]),
    "quick-wins": ("low", "low", ["data is already there", "on request", "few people"]),
    "transformational": (
        "high",
        "high",
        ["business takes", "every part of the organisation", "allocated", "roles and responsibilities"],
    ),
    "do-not": ("low", "high", ["brings to the business", "would have to change", "with power", "no edges"]),
}

PRACTICES = {
    "product": ["business-problem-first", "product-and-business-owners"],
    "people": ["fully-skilled-team", "work-together-early"],
    "process": ["adapt-framework", "define-kpi", "start-simple"],
    "prerequisites": ["focus-on-data", "right-tooling"],
    "privacy": ["laws-and-ethics"],
    "mindset": ["consultant-mindset", "product-not-project"],
}

TAKEAWAYS = {
    "problem-solving-first": ["tools, technologies and models"],
    "data-take-the-time": ["clean", "at hand", "gathering and cleaning", "80 %"],
    "simplicity": ["good enough", "neural network"],
    "team-from-the-start": ["alone"],
    "show-and-tell": ["draw data", "speak", "story"],
    "production-is-yours": ["fit for production", "industrialisation", "project of its own"],
    "keep-learning": ["moves fast"],
}

READING_LIST = {
    "domino-2017": (2017, "guide"),
    "slepicka-models": (None, "video"),
    "hapke-2020": (2020, "book"),
    "slepicka-microservices": (None, "video"),
    "jurney-2017": (2017, "book"),
    "nathan-2015": (2015, "video"),
    "datascience-pm-guide": (None, "guide"),
}

WORDS_OF_THE_SLIDES = ["poc", "mvp", "roi", "kpi", "etl", "elt", "eda", "churn", "mlops", "devops", "ci-cd"]

CHAPTERS = {
    "context": ["strategy.md", "overview.md", 'evidence("never-in-production")', "## Why these projects", "five goals"],
    "overview": ["### Uncertainty", "### A scope that moves", "### In rounds", "### Led by questions", "Not only AI"],
    "strategy": ["value_matrix()", *(f'question_list("{group}")' for group in QUESTIONS)],
    "takeaways": ["data.takeaways.themes", "data.takeaways.takeaways", "## Product and project"],
    "references": ['references_list("reading-list")', 'references_list("other")'],
    "glossary": ["glossary_list()"],
    "evidence": ['evidence_table("quoted")', 'evidence_table("cited")', "numbers_to_avoid()"],
}


def document(stem: str) -> Any:
    return yaml.safe_load((ROOT / "docs" / "data" / f"{stem}.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def data() -> Any:
    sources = {entry["id"] for entry in document("references")["references"]}
    return SimpleNamespace(
        **{
            stem: model.model_validate(document(stem), context={"sources": sources})
            for stem, model in strategy.FILES.items()
        }
    )


@pytest.fixture(scope="module")
def macros(data: Any) -> dict[str, Callable[..., str]]:
    added: dict[str, Callable[..., str]] = {
        "cite": lambda *ids: "; ".join(f'<a href="#ref-{name}">{name}</a>' for name in ids)
    }
    env = SimpleNamespace(
        variables={"data": data, "render": renderer()},
        macros=added,
        macro=lambda function: added.setdefault(function.__name__, function),
    )
    strategy.register(env)
    return added


@pytest.mark.parametrize("group", QUESTIONS)
def test_a_group_holds_every_question_of_the_slides(data: Any, group: str) -> None:
    """Each question stands once, below the entry it details."""
    (found,) = [entry for entry in data.strategy.groups if entry.id == group]
    below: dict[str | None, list[str]] = {}
    for item in found.items:
        below.setdefault(item.under, []).append(item.id)

    assert QUESTIONS[group] == below


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_of_the_quadrant_has_its_place_and_its_signs(data: Any, cell: str) -> None:
    """The place is marked as inferred, and no sign of the slides is missing."""
    impact, change, signs = CELLS[cell]
    (found,) = [entry for entry in data.value_matrix.cells if entry.id == cell]

    assert (impact, change, "inferred") == (found.impact, found.change, found.position)
    assert len(signs) == len(found.items)
    assert [sign for sign, item in zip(signs, found.items, strict=True) if sign not in item.text.lower()] == []


def test_the_practices_are_those_of_the_slides(data: Any) -> None:
    """Six themes, twelve practices."""
    assert {theme.id: [entry.id for entry in theme.practices] for theme in data.takeaways.themes} == PRACTICES


@pytest.mark.parametrize("name", TAKEAWAYS)
def test_a_takeaway_says_what_the_slides_say(data: Any, name: str) -> None:
    """Each of the seven keeps its points."""
    (found,) = [entry for entry in data.takeaways.takeaways if entry.id == name]

    assert len(TAKEAWAYS) == len(data.takeaways.takeaways)
    assert [point for point in TAKEAWAYS[name] if point not in found.text.lower()] == []


def test_the_reading_list_is_that_of_the_slides_corrected(data: Any) -> None:
    """Seven entries; the dates and kinds that were wrong are right."""
    listed = [entry for entry in data.references.references if entry.reading_list]

    assert {entry.id: (entry.year, entry.genre) for entry in listed} == READING_LIST


@pytest.mark.parametrize("word", WORDS_OF_THE_SLIDES)
def test_an_abbreviation_of_the_slides_is_explained(data: Any, word: str) -> None:
    """The glossary has it, with what it stands for where it is an abbreviation."""
    assert word in {entry.id for entry in data.glossary.terms}


def test_etl_names_its_steps_in_order(data: Any) -> None:
    """Transform comes before load, unlike on the slide."""
    expansions = {entry.id: entry.expands for entry in data.glossary.terms}

    assert expansions["etl"] == "extract, transform, load"
    assert expansions["elt"] == "extract, load, transform"


@pytest.mark.parametrize("name", ["never-in-production", "rand-2400"])
def test_a_number_without_a_study_is_folklore_to_avoid(data: Any, name: str) -> None:
    """The 87 and 90 % stay on the site only as numbers to avoid."""
    (claim,) = [entry for entry in data.evidence.claims if entry.id == name]

    assert (claim.grade, claim.use) == ("folklore", "avoid")


def test_folklore_may_not_serve_as_a_first_guess() -> None:
    """The model refuses a first guess that has no source behind it."""
    broken = document("evidence")
    broken["claims"][0]["use"] = "first-guess"

    with pytest.raises(ValidationError, match="folklore"):
        strategy.Evidence.model_validate(broken)


def test_two_cells_at_one_place_are_refused() -> None:
    """Each quarter of the quadrant is taken once."""
    broken = document("value_matrix")
    broken["cells"][0]["change"] = "high"

    with pytest.raises(ValidationError, match="must be taken once"):
        strategy.ValueMatrix.model_validate(broken)


def test_a_detail_before_its_question_is_refused() -> None:
    """A detail may only stand below an entry that is already there."""
    broken = document("strategy")
    broken["groups"][0]["items"][0]["under"] = "listen-to-customers"

    with pytest.raises(ValidationError, match="an item above it"):
        strategy.Strategy.model_validate(broken)


def test_an_unknown_source_is_refused() -> None:
    """A claim needs a source of the reference list."""
    with pytest.raises(ValidationError, match=r"references\.yml"):
        strategy.Evidence.model_validate(document("evidence"), context={"sources": {"sculley-2015"}})


def test_a_term_that_stands_twice_is_refused() -> None:
    """Two entries for one word would contradict each other."""
    broken = document("glossary")
    broken["terms"].append({"id": "again", "term": broken["terms"][0]["term"].upper(), "meaning": "Again."})

    with pytest.raises(ValidationError, match="stand twice"):
        strategy.Glossary.model_validate(broken)


@pytest.mark.parametrize("group", QUESTIONS)
def test_questions_become_boxes_to_tick(macros: dict[str, Callable[..., str]], group: str) -> None:
    """Details are indented below their question; each is followed by its name."""
    lines = macros["question_list"](group).splitlines()
    lines, names = lines[::2], lines[1::2]
    details = sum(len(items) for parent, items in QUESTIONS[group].items() if parent)

    assert sum(map(len, QUESTIONS[group].values())) == len(lines)
    assert all(line.lstrip().startswith("- [ ] **") for line in lines)
    assert details == sum(line.startswith("    - ") for line in lines)
    assert all(name.strip().startswith(f"{{: data-item={group}/") for name in names)


def test_an_unknown_group_of_questions_is_refused(macros: dict[str, Callable[..., str]]) -> None:
    """The message names the groups that exist."""
    with pytest.raises(ValueError, match="allowed are"):
        macros["question_list"]("astrology")


def test_every_source_can_be_linked_to_once(macros: dict[str, Callable[..., str]], data: Any) -> None:
    """The two parts of the list together hold each source."""
    html = macros["references_list"]("reading-list") + macros["references_list"]("other")
    ids = [item["id"] for item in BeautifulSoup(html, "html.parser").select("li")]

    assert sorted(f"ref-{entry.id}" for entry in data.references.references) == sorted(ids)


def test_every_term_can_be_linked_to_in_the_order_of_a_dictionary(
    macros: dict[str, Callable[..., str]], data: Any
) -> None:
    """Each letter stands once."""
    page = BeautifulSoup(macros["glossary_list"](), "html.parser")
    letters = [heading.get_text() for heading in page.select("h3")]

    assert {f"term-{entry.id}" for entry in data.glossary.terms} == {str(item["id"]) for item in page.select("dt")}
    assert sorted(set(letters)) == letters
    assert [f"#letter-{letter.lower()}" for letter in letters] == [link["href"] for link in page.select("p a")]


def test_every_claim_is_in_the_table_with_its_grade(macros: dict[str, Callable[..., str]], data: Any) -> None:
    """Grade and use are words, not colours."""
    rows = BeautifulSoup(macros["evidence_table"](), "html.parser").select("tbody tr")

    assert [f"claim-{claim.id}" for claim in data.evidence.claims] == [row["id"] for row in rows]
    assert [claim.grade for claim in data.evidence.claims] == [row.select(".grade")[0].get_text() for row in rows]


@pytest.mark.parametrize("macro", ["value_matrix", "references_list", "glossary_list", "evidence_table"])
def test_rendered_html_passes_through_markdown_as_one_block(macros: dict[str, Callable[..., str]], macro: str) -> None:
    """It begins with a block and has no blank line."""
    html = macros[macro]()

    assert html.startswith(("<div", "<figure", "<ul"))
    assert "\n\n" not in html


def test_the_tables_have_one_row_an_entry(data: Any) -> None:
    """Downloads lose nothing."""
    rows = {name: len(table) for name, table in strategy.tables(data).items()}

    assert {
        "evidence": len(data.evidence.claims),
        "glossary": len(data.glossary.terms),
        "references": len(data.references.references),
        "strategy": sum(len(group.items) for group in data.strategy.groups),
        "takeaways": sum(map(len, PRACTICES.values())) + len(TAKEAWAYS),
        "value_matrix": sum(len(signs) for _, _, signs in CELLS.values()),
    } == rows


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_has_its_parts(name: str) -> None:
    """Head, checklist and next step, and what the slides put into it."""
    text = (ROOT / "docs" / "guide" / f"{name}.md").read_text(encoding="utf-8")

    assert [
        part for part in ("{{ chapter_head() }}", "## Checklist", "## Next step", *CHAPTERS[name]) if part not in text
    ] == []
