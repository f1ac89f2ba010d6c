"""Templates to take away: their sections and questions, one example that goes through all of them, and the pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final, Protocol, Self

from pydantic import Field, model_validator

from macros import documents
from macros.areas.lifecycle import Lifecycle
from macros.documents import PLACE, Block, Bullets, Check, Document, Heading, Note, Prompt, Table
from macros.schema import Contradiction, Id, Model, SourceId, Text, UniqueIds

__all__ = ["FILES", "Template", "Templates", "check", "document", "register"]

Answer = Text | Annotated[list[Text], Field(min_length=1)]


class Question(Model):
    """Something to write down."""

    id: Id
    name: Text
    ask: Text = Field(description="Guiding question")
    example: Answer


class Column(Model):
    """A column of a table to fill in."""

    id: Id
    name: Text
    ask: Text | None = Field(default=None, description="Guiding question; a column that is given needs none")
    given: bool = Field(default=False, description="What it holds stands in the blank template too")
    width: Annotated[int, Field(ge=1, le=9)] = 2


class Grid(Model):
    """A table to fill in."""

    columns: Annotated[list[Column], UniqueIds, Field(min_length=2)]
    example: Annotated[list[list[Text]], Field(min_length=1)]
    empty_rows: Annotated[int, Field(ge=0, le=9)] = 3

    @model_validator(mode="after")
    def _rows_fit_the_columns(self) -> Self:
        for number, row in enumerate(self.example, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"row {number} of the example has {len(row)} cells for {len(self.columns)} columns")
        if missing := [column.id for column in self.columns if not (column.given or column.ask)]:
            raise ValueError(f"the columns {missing} have neither a question nor given content")
        return self


class Item(Model):
    """Something to check."""

    id: Id
    text: Text
    example: bool = Field(description="Whether it is ticked in the example")
    note: Text | None = Field(default=None, description="Said beside it in the example")


class Section(Model):
    """A part of a template: questions, a table or a list to tick."""

    id: Id
    name: Text
    hint: Text | None = None
    questions: Annotated[list[Question], UniqueIds] = Field(default_factory=list)
    table: Grid | None = None
    checks: Annotated[list[Item], UniqueIds] = Field(default_factory=list)

    @model_validator(mode="after")
    def _has_one_kind_of_content(self) -> Self:
        if sum(map(bool, (self.questions, self.table, self.checks))) != 1:
            raise ValueError(f"section {self.id!r} needs one of questions, table and checks")
        return self


class Head(Model):
    """What stands at the top of the example."""

    date: Text
    version: Text
    author: Text
    approved: Text


class Template(Model):
    """A template, blank and filled in."""

    id: Id
    name: Text
    purpose: Text
    readers: Text
    author: Text = Field(description="Who fills it in")
    when: Text
    effort: Text
    stages: Annotated[list[Id], Field(min_length=1)]
    chapters: Annotated[list[Id], Field(min_length=1)] = Field(description="Files in docs/guide, without ending")
    how: Annotated[list[Text], Field(min_length=2, max_length=6)]
    sources: list[SourceId] = Field(default_factory=list)
    landscape: bool = False
    head: Head
    sections: Annotated[list[Section], UniqueIds, Field(min_length=3)]


class Named(Model):
    """A role or a figure of the example."""

    name: Text
    text: Text


class Moment(Model):
    """A date of the example."""

    when: Text
    what: Text


class Example(Model):
    """The invented project that every template is filled in for."""

    project: Text
    notice: Text
    dates: Annotated[list[Moment], Field(min_length=1)]
    people: Annotated[list[Named], Field(min_length=1)]
    figures: Annotated[list[Named], Field(min_length=1)]


class Templates(Model):
    """templates.yml"""

    as_of: Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
    example: Example
    templates: Annotated[list[Template], UniqueIds, Field(min_length=1)]

    def template(self, name: str) -> Template:
        """Find the template with this id."""
        found = {template.id: template for template in self.templates}
        if name not in found:
            raise ValueError(f"no template {name!r}; allowed: {list(found)}")
        return found[name]


FILES: Final[dict[str, type[Model]]] = {"templates": Templates}


class TemplatesData(Protocol):
    """The documents that this area reads."""

    templates: Templates
    lifecycle: Lifecycle


def check(data: TemplatesData) -> Iterator[Contradiction]:
    """Where templates.yml names a stage that lifecycle.yml does not have, or a stage a template that is not there."""
    stages = [stage.id for stage in data.lifecycle.stages]
    names = [template.id for template in data.templates.templates]
    for number, template in enumerate(data.templates.templates):
        for index, stage in enumerate(template.stages):
            if stage not in stages:
                message = f"is {stage!r}, which lifecycle.yml does not have; allowed: {', '.join(stages)}"
                yield Contradiction("templates", ("templates", number, "stages", index), message)
    for number, found in enumerate(data.lifecycle.stages):
        for index, output in enumerate(found.outputs):
            if output.template and output.template not in names:
                message = f"is {output.template!r}, which templates.yml does not have; allowed: {', '.join(names)}"
                yield Contradiction("lifecycle", ("stages", number, "outputs", index, "template"), message)


_HEAD = (
    ("Project", "project"),
    ("Date", "date"),
    ("Version", "version"),
    ("Written by", "author"),
    ("Approved by", "approved"),
)


def _head(templates: Templates, template: Template, filled: bool) -> Table:
    known = {"project": templates.example.project, **template.head.model_dump()}
    rows = tuple((label, known[key] if filled else "") for label, key in _HEAD)
    return Table(("Document", "Details"), rows, (1, 3))


def _rows(grid: Grid, filled: bool) -> tuple[tuple[str, ...], ...]:
    """What the table holds; a blank one only what is given, and empty rows to write in."""
    if filled:
        return tuple(map(tuple, grid.example))
    given = [column.given for column in grid.columns]
    rows = [tuple(cell if fixed else "" for cell, fixed in zip(row, given, strict=True)) for row in grid.example]
    return (*(rows if any(given) else ()), *(("",) * len(given) for _ in range(grid.empty_rows)))


def _section(section: Section, number: int, filled: bool) -> Iterator[Block]:
    yield Heading(1, f"{number}. {section.name}")
    if section.hint:
        yield Prompt(section.hint)
    for question in section.questions:
        yield Heading(2, question.name)
        yield Prompt(question.ask)
        answer = question.example if filled else PLACE
        yield documents.Text(answer) if isinstance(answer, str) else Bullets(tuple(answer))
    for item in section.checks:
        said = f"{item.text} ({item.note})" if filled and item.note else item.text
        yield Check(said, filled and item.example)
    if section.table:
        columns = section.table.columns
        for column in columns:
            if column.ask:
                yield Prompt(column.ask, column.name)
        yield Table(
            tuple(column.name for column in columns), _rows(section.table, filled), tuple(c.width for c in columns)
        )


def document(templates: Templates, template: Template, *, filled: bool) -> Document:
    """The template as a document, blank or filled in for the example."""
    blocks: list[Block] = [Note(template.purpose)]
    if filled:
        blocks.append(Note(templates.example.notice))
    blocks.append(_head(templates, template, filled))
    for number, section in enumerate(template.sections, start=1):
        blocks += _section(section, number, filled)
    return Document(
        name=f"{template.id}-example" if filled else template.id,
        title=f"{template.name}: filled-in example" if filled else template.name,
        description=template.purpose,
        month=templates.as_of,
        blocks=tuple(blocks),
        landscape=template.landscape,
    )


def register(env: Any) -> None:
    """Add this area's macros to the site."""

    def templates() -> Templates:
        loaded: Templates = env.variables["data"].templates
        return loaded

    def lifecycle() -> Lifecycle:
        loaded: Lifecycle = env.variables["data"].lifecycle
        return loaded

    def root() -> str:
        return "../" * str(env.page.url).count("/")

    def render(name: str, **context: object) -> str:
        html: str = env.variables["render"](f"templates/{name}", root=root(), **context)
        return html

    def stages(template: Template) -> Sequence[tuple[str, str]]:
        found = (lifecycle().stage(name) for name in template.stages)
        return [(stage.short, f"{root()}guide/{stage.chapters[0].page}/") for stage in found]

    def template_index() -> str:
        """Every template in a line, with its downloads."""
        return render("index.html", templates=templates().templates, stages=stages)

    def template_head(name: str) -> str:
        """For whom a template is, when, and its downloads."""
        template = templates().template(name)
        cited = str(env.macros["cite"](*template.sources)) if template.sources else ""
        return render("head.html", handout=template, stages=stages(template), cited=cited)

    def template_how(name: str) -> str:
        """How to fill a template in, as a numbered list in Markdown."""
        return "\n".join(f"{number}. {step}" for number, step in enumerate(templates().template(name).how, start=1))

    def _sections(name: str, filled: bool) -> str:
        found, prefix = templates().template(name), "example-" if filled else ""
        parts = []
        for number, section in enumerate(found.sections, start=1):
            parts.append(f"### {number}. {section.name} {{ #{prefix}{section.id} }}")
            grid = section.table
            rows = _rows(grid, filled) if grid else ()
            parts.append(render("section.html", section=section, filled=filled, rows=rows))
        return "\n\n".join(parts)

    def template_blank(name: str) -> str:
        """The blank template: its sections with their guiding questions."""
        return _sections(name, filled=False)

    def template_example(name: str) -> str:
        """The template filled in for the invented project."""
        found = templates()
        head = render("example-head.html", example=found.example, handout=found.template(name))
        return f"{head}\n\n{_sections(name, filled=True)}"

    def template_example_facts() -> str:
        """The invented project in short: dates, people, figures."""
        return render("facts.html", example=templates().example)

    for macro in (
        template_index,
        template_head,
        template_how,
        template_blank,
        template_example,
        template_example_facts,
    ):
        env.macro(macro)
