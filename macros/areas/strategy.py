"""Strategy, the value quadrant, takeaways, and the reference data that every page shares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Protocol

import pandas as pd
from pydantic import Field, model_validator

from macros.bibliography import formatted
from macros.checklists import task
from macros.drawing import show
from macros.flow import Axes, Axis, Box, Flow
from macros.references import References
from macros.schema import Id, Model, SourceId, Text, UniqueIds

__all__ = [
    "FILES",
    "Evidence",
    "Glossary",
    "References",
    "Strategy",
    "Takeaways",
    "ValueMatrix",
    "register",
    "tables",
]

Year = Annotated[int, Field(ge=1900, le=2100)]
Level = Literal["high", "low"]


class Term(Model):
    """A word of the guide."""

    id: Id
    term: Text
    expands: Text | None = None
    """What an abbreviation stands for."""
    meaning: Text
    spelled_out: bool = True
    """The first use on a page is followed by what the abbreviation stands for."""
    automatic: bool = True
    """The first plain use on a page is linked. Not so for words with everyday meanings too."""


class Glossary(Model):
    """``glossary.yml``."""

    terms: Annotated[list[Term], UniqueIds, Field(min_length=1)]

    @model_validator(mode="after")
    def _words_differ(self) -> Glossary:
        words = [entry.term.casefold() for entry in self.terms]
        if repeated := sorted({word for word in words if words.count(word) > 1}):
            raise ValueError(f"the terms {repeated} stand twice; each term may stand once")
        return self


class Claim(Model):
    """A number that people quote, and what stands behind it."""

    id: Id
    part: Literal["quoted", "cited"] = "quoted"
    """Whether it goes round in talks, or chapters of the guide rest on it."""
    claim: Text
    figure: Text
    counts: Text
    """What the figure is a number of."""
    basis: Annotated[Text, Field(max_length=50)]
    """The method in a few words, as a sentence shows it."""
    source: SourceId
    see_also: list[SourceId] = Field(default_factory=list)
    """Where the claim is reported, traced or criticised."""
    year: Year | None = None
    method: Text
    grade: Literal["survey", "study", "opinion", "folklore"]
    use: Literal["first-guess", "checklist", "context", "with-criticism", "avoid"]
    caution: Text

    @model_validator(mode="after")
    def _folklore_is_avoided(self) -> Claim:
        if self.grade == "folklore" and self.use != "avoid":
            raise ValueError(f"{self.id} is folklore with use {self.use!r}; allowed for folklore: avoid")
        return self


class Evidence(Model):
    """``evidence.yml``."""

    claims: Annotated[list[Claim], UniqueIds, Field(min_length=1)]


class StrategyItem(Model):
    """A question to answer, or a thing to do, before a project starts."""

    id: Id
    kind: Literal["question", "action"]
    under: Id | None = None
    """The item of the same group that this one details."""
    text: Text
    why: Text


class StrategyGroup(Model):
    """Ends, ways or means."""

    id: Id
    name: Text
    stands_for: Text
    questions_about: Text
    asks: Text
    source: SourceId
    items: Annotated[list[StrategyItem], UniqueIds, Field(min_length=1)]

    @model_validator(mode="after")
    def _details_follow_their_item(self) -> StrategyGroup:
        top: set[str] = set()
        for item in self.items:
            if item.under is None:
                top.add(item.id)
            elif item.under not in top:
                raise ValueError(f"{item.id} is under {item.under!r}; allowed: an item above it, {sorted(top)}")
        return self


class Strategy(Model):
    """``strategy.yml``."""

    formula: Text
    formula_source: SourceId
    formula_note: Text
    groups: Annotated[list[StrategyGroup], UniqueIds, Field(min_length=1)]


class MatrixAxis(Model):
    """An axis of the quadrant."""

    id: Literal["impact", "change"]
    name: Text
    meaning: Text
    high: Text
    low: Text


class CellItem(Model):
    """A sign by which a project of this cell is known."""

    id: Id
    text: Text


class Cell(Model):
    """A quarter of the quadrant."""

    id: Id
    name: Text
    impact: Level
    change: Level
    position: Literal["stated", "inferred"]
    """Whether the source's text states where the cell lies, or its signs imply it."""
    advice: Text
    items: Annotated[list[CellItem], UniqueIds, Field(min_length=1)]


class ValueMatrix(Model):
    """``value_matrix.yml``."""

    title: Text
    source: SourceId
    shows: Text
    note: Text
    axes: Annotated[list[MatrixAxis], UniqueIds]
    cells: Annotated[list[Cell], UniqueIds]

    @model_validator(mode="after")
    def _every_quarter_once(self) -> ValueMatrix:
        if sorted(axis.id for axis in self.axes) != ["change", "impact"]:
            raise ValueError("axes must be impact and change, each once")
        places = sorted((cell.impact, cell.change) for cell in self.cells)
        if places != [("high", "high"), ("high", "low"), ("low", "high"), ("low", "low")]:
            raise ValueError(f"the cells lie at {places}; each pair of impact and change must be taken once")
        return self

    def axis(self, name: str) -> MatrixAxis:
        """Find the axis with this id."""
        return next(axis for axis in self.axes if axis.id == name)

    def cell(self, impact: Level, change: Level) -> Cell:
        """Find the cell at this place."""
        return next(cell for cell in self.cells if (cell.impact, cell.change) == (impact, change))


class Practice(Model):
    """A good practice, with the reason for it."""

    id: Id
    text: Text
    why: Text


class PracticeTheme(Model):
    """Practices that belong together."""

    id: Id
    name: Text
    practices: Annotated[list[Practice], UniqueIds, Field(min_length=1)]


class Takeaway(Model):
    """What to remember."""

    id: Id
    title: Text
    text: Text


class Takeaways(Model):
    """``takeaways.yml``."""

    themes: Annotated[list[PracticeTheme], UniqueIds, Field(min_length=1)]
    takeaways: Annotated[list[Takeaway], UniqueIds, Field(min_length=1)]


FILES: dict[str, type[Model]] = {
    "evidence": Evidence,
    "glossary": Glossary,
    "references": References,
    "strategy": Strategy,
    "takeaways": Takeaways,
    "value_matrix": ValueMatrix,
}


class StrategyData(Protocol):
    """The documents that this area reads."""

    evidence: Evidence
    glossary: Glossary
    references: References
    strategy: Strategy
    takeaways: Takeaways
    value_matrix: ValueMatrix


_USES = {
    "first-guess": "first guess",
    "checklist": "checklist",
    "context": "context only",
    "with-criticism": "only with its criticism",
    "avoid": "avoid",
}


_PARTS = {
    "quoted": "Numbers people quote about data and AI projects",
    "cited": "Findings that this guide rests on",
    "all": "Numbers about data and AI projects",
}


def _words(entries: list[Term]) -> list[Term]:
    """Terms in the order of a dictionary: case and punctuation do not count."""
    return sorted(entries, key=lambda entry: re.sub(r"[^a-z0-9]", "", entry.term.casefold()))


def _strategy(data: StrategyData) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "group": group.id,
                "group_name": group.name,
                "item": item.id,
                "kind": item.kind,
                "under": item.under or "",
                "text": item.text,
                "why": item.why,
            }
            for group in data.strategy.groups
            for item in group.items
        ]
    )


def _value_matrix(data: StrategyData) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "cell": cell.id,
                "cell_name": cell.name,
                "impact": cell.impact,
                "change": cell.change,
                "position": cell.position,
                "item": item.id,
                "text": item.text,
            }
            for cell in data.value_matrix.cells
            for item in cell.items
        ]
    )


def _takeaways(data: StrategyData) -> pd.DataFrame:
    practices = [
        {"part": "practice", "theme": theme.name, "item": practice.id, "text": practice.text, "why": practice.why}
        for theme in data.takeaways.themes
        for practice in theme.practices
    ]
    last = [
        {"part": "takeaway", "theme": "", "item": entry.id, "text": entry.title, "why": entry.text}
        for entry in data.takeaways.takeaways
    ]
    return pd.DataFrame(practices + last)


def _references(data: StrategyData) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "id": entry.id,
                "authors": "; ".join(name.whole for name in entry.author),
                "year": "" if entry.year is None else str(entry.year),
                "title": entry.title,
                "in": entry.container or entry.publisher or "",
                "kind": entry.genre,
                "link": entry.link,
                "note": entry.note or "",
            }
            for entry in data.references.references
        ]
    )


def _evidence(data: StrategyData) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "id": claim.id,
                "claim": claim.claim,
                "figure": claim.figure,
                "counts": claim.counts,
                "grade": claim.grade,
                "use": _USES[claim.use],
                "source": claim.source,
                "year": "" if claim.year is None else str(claim.year),
                "method": claim.method,
                "caution": claim.caution,
            }
            for claim in data.evidence.claims
        ]
    )


def _glossary(data: StrategyData) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"id": entry.id, "term": entry.term, "expands": entry.expands or "", "meaning": entry.meaning}
            for entry in _words(data.glossary.terms)
        ]
    )


def tables(data: StrategyData) -> dict[str, pd.DataFrame]:
    """Flat tables for pages and downloads."""
    return {
        "evidence": _evidence(data),
        "glossary": _glossary(data),
        "references": _references(data),
        "strategy": _strategy(data),
        "takeaways": _takeaways(data),
        "value_matrix": _value_matrix(data),
    }


_QUARTERS = {
    ("high", "low"): ((30, 4, 162, 226), (32, 4, 338, 132)),
    ("high", "high"): ((198, 4, 162, 226), (378, 4, 338, 132)),
    ("low", "low"): ((30, 236, 162, 188), (32, 144, 338, 124)),
    ("low", "high"): ((198, 236, 162, 188), (378, 144, 338, 124)),
}
"""Where a cell lies on the narrow and on the wide sheet, by impact and change."""


def quadrant(matrix: ValueMatrix) -> Flow:
    """The value matrix as a figure with axes."""
    impact, change = matrix.axis("impact"), matrix.axis("change")
    boxes = []
    for cell in matrix.cells:
        (x, y, width, height), wide = _QUARTERS[cell.impact, cell.change]
        boxes.append(
            Box(
                id=cell.id,
                label=cell.name,
                note=cell.advice,
                items=[item.text for item in cell.items],
                look="step" if cell.id == "sweet-spot" else "thing",
                x=x,
                y=y,
                width=width,
                height=height,
                wide=list(wide),
            )
        )
    return Flow(
        title=matrix.title,
        shows=matrix.shows,
        note=f"{impact.name}: {impact.meaning}. {change.name}: {change.meaning}. {matrix.note}",
        sources=[matrix.source],
        height=456,
        wide_height=300,
        axes=Axes(
            across=Axis(name=change.name, low=change.low, high=change.high),
            up=Axis(name=impact.name, low=impact.low, high=impact.high),
        ),
        boxes=boxes,
    )


def _by_letter(entries: list[Term]) -> Iterator[tuple[str, list[Term]]]:
    letter = ""
    words: list[Term] = []
    for entry in _words(entries):
        first = entry.term[0].upper()
        if first != letter and words:
            yield letter, words
            words = []
        letter = first
        words.append(entry)
    if words:
        yield letter, words


def register(env: Any) -> None:
    """Add this area's macros to mkdocs-macros."""

    def render(template: str, **context: object) -> str:
        return str(env.variables["render"](f"strategy/{template}", **context))

    def data() -> StrategyData:
        documents: StrategyData = env.variables["data"]
        return documents

    def value_matrix() -> str:
        """Show the four kinds of projects by business impact and change management."""
        return show(env, "value-matrix", quadrant(data().value_matrix))

    def question_list(group: str) -> str:
        """List what to ask or do in a group, as boxes to tick; details are indented."""
        known = {entry.id: entry for entry in data().strategy.groups}
        if group not in known:
            raise ValueError(f"there is no group {group!r} in strategy.yml; allowed are {sorted(known)}")
        return "\n".join(
            task(f"**{item.text}** {item.why}", f"{group}/{item.id}", inner=bool(item.under))
            for item in known[group].items
        )

    def references_list(part: Literal["reading-list", "other", "all"] = "all") -> str:
        """List the sources: the reading list of 2022, the others, or all of them."""
        entries = {entry.id: entry for entry in data().references.references}
        return render(
            "references.html",
            entries=[
                (entries[one], text)
                for one, text in formatted(data().references.references).items()
                if part == "all" or entries[one].reading_list == (part == "reading-list")
            ],
        )

    def glossary_list() -> str:
        """List every term with its meaning, under its first letter."""
        return render("glossary.html", letters=list(_by_letter(data().glossary.terms)))

    def evidence_table(part: Literal["quoted", "cited", "all"] = "all") -> str:
        """Tabulate numbers with what they count, grade, source and use."""
        return render(
            "evidence_table.html",
            claims=[claim for claim in data().evidence.claims if part in {"all", claim.part}],
            caption=_PARTS[part],
            uses=_USES,
            cite=env.macros["cite"],
        )

    def numbers_to_avoid() -> str:
        """List in Markdown the figures that no plan should rest on, each with the reason."""
        return "\n".join(
            f'- **{claim.figure[0].upper()}{claim.figure[1:]}.** "{claim.claim}" {claim.method} '
            f"({claim.grade}; {env.macros['cite'](claim.source)})"
            for claim in data().evidence.claims
            if claim.use == "avoid"
        )

    for macro in (value_matrix, question_list, references_list, glossary_list, evidence_table, numbers_to_avoid):
        env.macro(macro)
