"""Templates are whole, blank and filled in say the same in Markdown and Word, and pages offer all of them."""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import docx
import markdown as markdown_parser
import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.table import Table as WordTable
from pydantic import ValidationError

from macros.areas.lifecycle import Lifecycle
from macros.areas.templates import Grid, Question, Template, Templates, document
from macros.areas.templates import check as templates_check
from macros.documents import PLACE, Check, Document, Heading, Note, Prompt, Table, Text, markdown
from macros.handouts import handouts, word_file
from macros.word import word

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEMPLATES = Templates.model_validate(yaml.safe_load((DOCS / "data" / "templates.yml").read_text(encoding="utf-8")))
IDS = [
    "project-charter",
    "risk-register",
    "communication-plan",
    "data-report",
    "experiment-log",
    "model-card",
    "runbook",
    "exit-report",
    "retrospective",
]

Part = tuple[str, ...]
"""A kind, and its text or cells."""


@pytest.fixture(params=[(name, filled) for name in IDS for filled in (False, True)], ids=lambda p: f"{p[0]}-{p[1]}")
def made(request: pytest.FixtureRequest) -> Document:
    name, filled = request.param
    return document(TEMPLATES, TEMPLATES.template(name), filled=filled)


def in_word(packed: bytes) -> Iterator[Part]:
    """What a Word file says, part by part."""
    kinds = {"Title": "h1", "Heading 1": "h2", "Heading 2": "h3", "List Bullet": "li", "Task": "task"}
    for part in docx.Document(BytesIO(packed)).iter_inner_content():
        if isinstance(part, WordTable):
            for number, row in enumerate(part.rows):
                yield ("td" if number else "th", *(cell.text for cell in row.cells))
        elif part.text:
            assert part.style is not None
            yield kinds.get(str(part.style.name), "p"), part.text


def in_markdown(text: str) -> Iterator[Part]:
    """What a Markdown file says, part by part, as a program reads it that knows nothing of ours."""
    _, _, body = text.split("---\n", 2)
    extensions = ["tables", "pymdownx.tasklist", "sane_lists"]
    soup = BeautifulSoup(markdown_parser.markdown(body, extensions=extensions), "html.parser")
    for tag in soup.find_all(["h1", "h2", "h3", "p", "li", "tr"]):
        assert isinstance(tag, Tag)
        if tag.name == "tr":
            yield ("th" if tag.find("th") else "td", *(cell.get_text() for cell in tag.find_all(["th", "td"])))
        elif box := tag.find("input"):
            assert isinstance(box, Tag)
            yield "task", ("☒ " if box.has_attr("checked") else "☐ ") + tag.get_text().strip()
        elif not (tag.name == "p" and tag.find_parent("li")):
            yield tag.name, tag.get_text()


def test_the_nine_templates_are_there() -> None:
    """In the order of a project, which is the order of the navigation too."""
    navigation = (DOCS.parent / "mkdocs.yml").read_text(encoding="utf-8")

    assert [template.id for template in TEMPLATES.templates] == IDS
    assert re.findall(r"- templates/(.+)\.md", navigation) == ["index", *IDS, "example-code"]


def test_each_template_is_offered_blank_and_filled_in_as_markdown_and_word() -> None:
    """Four files each, at the addresses that pages name."""
    wanted = {f"templates/{name}{part}.{kind}" for name in IDS for part in ("", "-example") for kind in ("md", "docx")}
    offered = dict(handouts(TEMPLATES, DOCS))

    assert {address for address in offered if address.startswith("templates/")} == wanted
    assert all(offered.values())


def test_word_says_what_markdown_says(made: Document) -> None:
    """The same headings, paragraphs, points, boxes and cells, in the same order."""
    parts = list(in_markdown(markdown(made)))

    assert list(in_word(word(made))) == parts
    assert sum(kind == "h2" for kind, *_ in parts) >= 3


def test_the_filled_in_template_has_the_structure_of_the_blank_one() -> None:
    """The same headings, questions and columns; only the answers differ."""
    for template in TEMPLATES.templates:
        blank, filled = (
            [
                block.columns if isinstance(block, Table) else block
                for block in document(TEMPLATES, template, filled=way).blocks
                if isinstance(block, (Heading, Prompt, Table))
            ]
            for way in (False, True)
        )

        assert blank == filled


def answers(template: Template) -> Iterator[str]:
    for section in template.sections:
        for question in section.questions:
            yield from [question.example] if isinstance(question.example, str) else question.example
        if grid := section.table:
            for row in grid.example:
                yield from (cell for cell, column in zip(row, grid.columns, strict=True) if not column.given)


@pytest.mark.parametrize("name", IDS)
def test_the_example_answers_everything_and_the_blank_template_nothing(name: str) -> None:
    """No section of the example is empty, and no answer is left in what people take to fill in."""
    template = TEMPLATES.template(name)
    blank = document(TEMPLATES, template, filled=False)
    filled = document(TEMPLATES, template, filled=True)
    tables = [block for block in blank.blocks if isinstance(block, Table)][1:]
    grids = [section.table for section in template.sections if section.table]
    said = {block.text for block in blank.blocks if isinstance(block, Text)}

    assert said <= {PLACE}
    for table, grid in zip(tables, grids, strict=True):
        for row in table.rows:
            assert not any(cell for cell, column in zip(row, grid.columns, strict=True) if not column.given)
    assert not any(block.done for block in blank.blocks if isinstance(block, Check))
    assert Text(PLACE) not in filled.blocks
    assert all(all(row) for block in filled.blocks if isinstance(block, Table) for row in block.rows)
    for section in template.sections:
        assert section.questions or section.checks or (section.table and section.table.example)


@pytest.mark.parametrize("name", IDS)
def test_the_example_says_that_it_is_invented(name: str) -> None:
    """In the text, and in the name of the project."""
    filled = document(TEMPLATES, TEMPLATES.template(name), filled=True)

    assert Note(TEMPLATES.example.notice) in filled.blocks
    assert "invented" in TEMPLATES.example.notice
    assert "(fictitious)" in TEMPLATES.example.project


def test_a_word_file_is_a_good_one(made: Document) -> None:
    """British, titled, on A4, with heads that repeat on each page and no row that breaks."""
    file = docx.Document(BytesIO(word_file(made)))
    section = file.sections[0]
    width, height = section.page_width, section.page_height
    assert width is not None
    assert height is not None

    assert file.core_properties.title == made.title
    assert file.core_properties.language == "en-GB"
    languages = [element.get(qn("w:val")) for element in file.styles.element.iter(qn("w:lang"))]
    assert set(languages) == {"en-GB"}
    assert (width > height) is made.landscape
    assert sorted((round(Cm(1) and width / Cm(1), 1), round(height / Cm(1), 1))) == [21.0, 29.7]
    for table in file.tables:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)
        assert sum(column.width or 0 for column in table.columns) <= width - 2 * Cm(2)
    assert {paragraph.style.name for paragraph in file.paragraphs if paragraph.style} >= {"Title", "Heading 1"}


def test_the_same_document_gives_the_same_bytes(made: Document) -> None:
    """Nothing in a Word file says when or where it was made."""
    packed = word(made)

    assert word(made) == packed
    assert {part.date_time for part in zipfile.ZipFile(BytesIO(packed)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def interval(more: int, fewer: int, cases: int) -> tuple[int, int]:
    """The 90 % interval of the difference, in cases."""
    shares = more / cases, fewer / cases
    error = 1.645 * math.sqrt(sum(share * (1 - share) for share in shares) * cases)
    return round(more - fewer - error), round(more - fewer + error)


def test_ranges_of_the_example_are_computed() -> None:
    """The model card's differences are those of its own figures."""
    section = next(one for one in TEMPLATES.template("model-card").sections if one.id == "results")
    assert section.table
    for _, calls, model, habit, said in section.table.example:
        cases, more, fewer = (int(text.split()[0]) for text in (calls, model, habit))
        low, high = interval(more, fewer, cases)
        bounds = f"{low} and {high}" if low >= 0 else f"{-low} fewer and {high} more"

        assert said == f"{more - fewer} more, between {bounds}"

    assert interval(11, 6, 60) == (-1, 11)
    assert "between 1 fewer and 11 more" in (DOCS / "data" / "templates.yml").read_text(encoding="utf-8")


def test_a_row_that_does_not_fit_its_columns_is_refused() -> None:
    """With the number of the row, since a comma too few is easily written."""
    columns = [{"id": "risk", "name": "Risk", "ask": "What?"}, {"id": "owner", "name": "Owner", "ask": "Who?"}]
    with pytest.raises(ValidationError, match="row 2 of the example has 1 cells for 2 columns"):
        Grid.model_validate({"columns": columns, "example": [["Late list", "Data engineer"], ["Late list"]]})


def test_a_question_without_an_answer_is_refused() -> None:
    """So blank and filled in cannot drift apart."""
    with pytest.raises(ValidationError, match="example"):
        Question.model_validate({"id": "measure", "name": "Measure", "ask": "Which figure?"})


def test_a_stage_cannot_lead_to_a_template_that_is_not_there() -> None:
    """The fault names the output and what is allowed."""
    stages = yaml.safe_load((DOCS / "data" / "lifecycle.yml").read_text(encoding="utf-8"))
    stages["stages"][0]["outputs"][0]["template"] = "project-chart"
    data = SimpleNamespace(templates=TEMPLATES, lifecycle=Lifecycle.model_validate(stages))
    (found,) = templates_check(data)

    assert found.path == ("stages", 0, "outputs", 0, "template")
    assert found.message.startswith("is 'project-chart', which templates.yml does not have; allowed: project-charter,")


def page(site: Path, address: str) -> BeautifulSoup:
    return BeautifulSoup((site / address / "index.html").read_text(encoding="utf-8"), "html.parser")


def test_the_index_offers_every_template_and_its_files(site: Path) -> None:
    """Each with its page and four files, and every link leads somewhere."""
    links = {str(link["href"]) for link in page(site, "templates").select("article a[href]")}

    for name in IDS:
        assert f"../templates/{name}/" in links
        for file in (f"{name}.docx", f"{name}.md", f"{name}-example.docx", f"{name}-example.md"):
            assert f"../templates/{file}" in links
            assert (site / "templates" / file).is_file()


@pytest.mark.parametrize("name", IDS)
def test_a_page_shows_the_template_blank_and_filled_in(site: Path, name: str) -> None:
    """With all questions, all answers, and its files."""
    article = page(site, f"templates/{name}").select_one("article")
    assert article
    for term in article.select("a.term-link"):
        term.unwrap()  # a link to the glossary is not the end of a text
    article.smooth()
    text = re.sub(r"\s+", " ", article.get_text(" "))

    for section in TEMPLATES.template(name).sections:
        assert article.find(id=section.id)
        assert article.find(id=f"example-{section.id}")
        for question in section.questions:
            assert question.ask in text
    for answer in answers(TEMPLATES.template(name)):
        assert re.sub(r"\s+", " ", answer) in text
    assert "Fictitious example." in text
    for link in article.select("a[download]"):
        assert (site / "templates" / name / str(link["href"])).resolve().is_file()


def test_stages_lead_to_their_templates(site: Path) -> None:
    """What a stage leaves behind names the template that it is written with."""
    stages = yaml.safe_load((DOCS / "data" / "lifecycle.yml").read_text(encoding="utf-8"))["stages"]
    named = {output["template"] for stage in stages for output in stage["outputs"] if "template" in output}

    assert named == {"project-charter", "data-report", "experiment-log", "model-card", "exit-report", "runbook"}
    links = {str(link["href"]) for link in page(site, "guide/modelling").select("article a[href]")}
    assert {"../../templates/model-card/", "../../templates/experiment-log/"} <= links
