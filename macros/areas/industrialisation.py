"""Industrialisation: criteria, architecture, CI/CD, MLOps options, monitoring and tools."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Final, Literal, NamedTuple, Self

import pandas as pd
from pydantic import Field, model_validator

from macros.schema import Id, Model, SourceId, Text, UniqueIds, Url

__all__ = ["FILES", "Industrialisation", "MlopsOptions", "Monitoring", "Toolkit", "register", "tables"]


class Dated(Model):
    """A file whose facts were checked in a given month."""

    as_of: Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]

    @property
    def month(self) -> str:
        """``November 2026`` for ``2026-11``."""
        year, month = self.as_of.split("-")
        return f"{month_name[int(month)]} {year}"


class Entry(Model):
    """Anything with an id and a name."""

    id: Id
    name: Text


class Point(Entry):
    """A named sentence or two."""

    text: Text


class Criterion(Entry):
    """A sign that an application is industrialised."""

    meaning: Text
    tell: Text = Field(description="How to recognise it")


class Question(Entry):
    """One of the questions every industrialisation has to answer."""

    question: Text
    cause: Text
    answer: Text


class Challenge(Entry):
    """What keeps a project in the lab, and what to do about it."""

    kind: Literal["technical", "functional"]
    family: Literal["code", "models", "data", "life cycle"]
    problem: Text
    response: Text


class Fact(Model):
    """A fact about a building block."""

    id: Id
    text: Text


class Block(Entry):
    """Data, model or code."""

    kept_in: Text
    facts: Annotated[list[Fact], UniqueIds, Field(min_length=1)]


class Step(Entry):
    """A main step of industrialisation."""

    purpose: Text
    parts: Annotated[list[Point], UniqueIds, Field(min_length=1)]


class Component(Entry):
    """A component of the reference architecture."""

    does: Text
    keeps: Text
    runs: Text
    flows_to: Annotated[list[Id], Field(min_length=1)]


class Architecture(Model):
    """The role of an architecture, its two kinds and a reference example."""

    role: Annotated[list[Point], UniqueIds]
    functional: Annotated[list[Point], UniqueIds]
    technical: Annotated[list[Point], UniqueIds]
    reference: Annotated[list[Component], UniqueIds]

    @model_validator(mode="after")
    def _flows_end_at_a_component(self) -> Self:
        known = {component.id for component in self.reference}
        for component in self.reference:
            if unknown := sorted(set(component.flows_to) - known):
                raise ValueError(
                    f"{component.id!r} flows to {unknown}, which are no components; allowed: {sorted(known)}"
                )
        return self


class Language(Entry):
    """A programming language, and what it costs to industrialise."""

    fits: Text
    cost: Text


class Module(Entry):
    """A process that becomes a module or a service of its own."""

    does: Text
    hands_over: Text


class Coding(Model):
    """What to settle about the code of the industrial pipeline."""

    languages: Annotated[list[Language], UniqueIds]
    modules: Annotated[list[Module], UniqueIds]


class Goal(Point):
    """A goal of DevOps."""

    measure: Text


class Practice(Point):
    """A DevOps practice."""

    for_data: Text = Field(description="What it means for data and AI")


class DevOps(Model):
    """Goals and practices of DevOps."""

    goals: Annotated[list[Goal], UniqueIds]
    practices: Annotated[list[Practice], UniqueIds]


class Term(Entry):
    """A meaning of "continuous"."""

    meaning: Text
    human_step: Text


class Stage(Entry):
    """A stage of the CI/CD chain."""

    environment: Id
    does: Text
    stops_on: Text


class Cicd(Model):
    """Continuous integration, delivery and deployment."""

    terms: Annotated[list[Term], UniqueIds]
    benefits: Annotated[list[Point], UniqueIds]
    pipeline: Annotated[list[Stage], UniqueIds]


class Environment(Entry):
    """An environment between the author's machine and the users."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{3,4}$")]
    also_called: Text
    purpose: Text
    data: Text
    gate: Text
    decides: Text


class Industrialisation(Model):
    """industrialisation.yml"""

    criteria: Annotated[list[Criterion], UniqueIds]
    questions: Annotated[list[Question], UniqueIds]
    challenges: Annotated[list[Challenge], UniqueIds]
    blocks: Annotated[list[Block], UniqueIds]
    steps: Annotated[list[Step], UniqueIds]
    architecture: Architecture
    coding: Coding
    devops: DevOps
    cicd: Cicd
    environments: Annotated[list[Environment], UniqueIds]

    @model_validator(mode="after")
    def _environments_exist(self) -> Self:
        known = {environment.id for environment in self.environments}
        for stage in self.cicd.pipeline:
            if stage.environment not in known:
                raise ValueError(
                    f"{stage.id!r} runs in {stage.environment!r}, which is no environment; allowed: {sorted(known)}"
                )
        return self


class Family(Entry):
    """What is monitored together, and who looks after it."""

    question: Text
    owner: Text


class MonitoringPoint(Entry):
    """One thing to monitor."""

    number: Annotated[int, Field(ge=1)]
    family: Id
    watch: Text
    why: Text
    check: Text
    signal: Text
    example: Text
    responder: Text
    test: Annotated[int, Field(ge=1, le=7)] | None = Field(
        description="Number of the monitoring test of the ML Test Score"
    )


class AlertLevel(Entry):
    """How fast somebody has to act."""

    when: Text
    who: Text
    within: Text
    action: Text


class Monitoring(Model):
    """monitoring.yml"""

    sources: Annotated[list[SourceId], Field(min_length=1)]
    families: Annotated[list[Family], UniqueIds]
    points: Annotated[list[MonitoringPoint], UniqueIds]
    alert_levels: Annotated[list[AlertLevel], UniqueIds]

    @model_validator(mode="after")
    def _points_are_numbered_and_have_a_family(self) -> Self:
        if [point.number for point in self.points] != list(range(1, len(self.points) + 1)):
            raise ValueError("points must be numbered 1, 2, 3 and so on, in their order in the file")
        families = {family.id for family in self.families}
        for point in self.points:
            if point.family not in families:
                raise ValueError(f"{point.id!r} has the family {point.family!r}; allowed: {sorted(families)}")
        if unused := families - {point.family for point in self.points}:
            raise ValueError(f"families without a point: {sorted(unused)}")
        return self

    def family_name(self, family: str) -> str:
        """Return the name of a family."""
        return next(item.name for item in self.families if item.id == family)


class Option(Entry):
    """A way to put a model into service."""

    description: Text
    variants: Annotated[list[Point], UniqueIds]
    fits: Text
    mind: Text


class Product(Entry):
    """A product named on the slides, and what has become of it."""

    option: Id
    status: Literal["current", "renamed", "replaced", "acquired", "relicensed"]
    today: Text
    text: Text
    verified: bool
    sources: list[SourceId]

    @model_validator(mode="after")
    def _verified_means_sourced(self) -> Self:
        if self.verified and not self.sources:
            raise ValueError(f"{self.id!r} is marked verified but names no source; add one or write verified: false")
        return self


class MlopsOptions(Dated):
    """mlops_options.yml"""

    options: Annotated[list[Option], UniqueIds]
    products: Annotated[list[Product], UniqueIds]

    @model_validator(mode="after")
    def _options_exist(self) -> Self:
        known = {option.id for option in self.options}
        for product in self.products:
            if product.option not in known:
                raise ValueError(f"{product.id!r} has the option {product.option!r}; allowed: {sorted(known)}")
        return self

    def products_of(self, option: str) -> list[Product]:
        """Return the products that stand for an option."""
        return [product for product in self.products if product.option == option]

    def option_name(self, option: str) -> str:
        """Return the name of an option."""
        return next(item.name for item in self.options if item.id == option)


class Change(Model):
    """Something that changed since 2022."""

    text: Text
    source: SourceId


class Alternative(Model):
    """Another tool for the same job."""

    name: Text
    url: Url
    reason: Text


class Tool(Entry):
    """A tool, seen from both sides."""

    kind: Text
    url: Url
    data_science_use: Text | None
    it_use: Text | None
    licence: Text | None
    licence_source: SourceId | None
    changes: list[Change]
    alternatives: list[Alternative]

    @model_validator(mode="after")
    def _licence_is_sourced(self) -> Self:
        if (self.licence is None) != (self.licence_source is None):
            raise ValueError(f"{self.id!r}: licence and licence_source go together; give both or write null for both")
        return self


class Toolkit(Dated):
    """toolkit.yml"""

    tools: Annotated[list[Tool], UniqueIds]


FILES: Final[dict[str, type[Model]]] = {
    "industrialisation": Industrialisation,
    "mlops_options": MlopsOptions,
    "monitoring": Monitoring,
    "toolkit": Toolkit,
}


class Row(NamedTuple):
    """A line of a list: an id, a name and labelled texts (the first label may be empty)."""

    id: str
    name: str
    texts: Sequence[tuple[str, str]]


class Listing(NamedTuple):
    """A group of entries ready to be shown."""

    caption: str
    rows: Sequence[Row]
    as_table: bool = False


def _rows(entries: Iterable[Entry], *columns: tuple[str, str]) -> list[Row]:
    """Make a row of each entry; `columns` are pairs of label and attribute."""
    return [
        Row(entry.id, entry.name, [(label, str(getattr(entry, attribute))) for label, attribute in columns])
        for entry in entries
    ]


def _in_environments(data: Industrialisation, rows: Iterable[Row]) -> list[Row]:
    codes = {environment.id: environment.code for environment in data.environments}
    return [
        row._replace(texts=[(label, codes[text] if label == "Environment" else text) for label, text in row.texts])
        for row in rows
    ]


def _components(data: Industrialisation) -> list[Row]:
    names = {component.id: component.name for component in data.architecture.reference}
    rows = _rows(data.architecture.reference, ("What it does", "does"), ("What it keeps", "keeps"), ("When", "runs"))
    return [
        row._replace(texts=[*row.texts, ("Flows to", ", ".join(names[target] for target in component.flows_to))])
        for row, component in zip(rows, data.architecture.reference, strict=True)
    ]


def listings(data: Industrialisation) -> dict[str, Listing]:
    """Return every group of industrialisation.yml under the name that ``industrialisation_list`` takes."""
    text = ("", "text")
    architecture, coding, devops, cicd = data.architecture, data.coding, data.devops, data.cicd
    technical = [challenge for challenge in data.challenges if challenge.kind == "technical"]
    functional = [challenge for challenge in data.challenges if challenge.kind == "functional"]
    problem = (("Problem", "problem"), ("What to do", "response"))
    return {
        "criteria": Listing(
            "Six criteria of an industrialised application",
            _rows(data.criteria, ("", "meaning"), ("How to tell", "tell")),
        ),
        "questions": Listing(
            "Two questions to answer",
            _rows(data.questions, ("Question", "question"), ("Why it arises", "cause"), ("Answer", "answer")),
        ),
        "technical-challenges": Listing(
            "Technical challenges", _rows(technical, ("Concerns", "family"), *problem), as_table=True
        ),
        "functional-challenges": Listing("Functional challenge", _rows(functional, *problem)),
        "blocks": Listing(
            "Three building blocks",
            [
                Row(block.id, block.name, [*(("", fact.text) for fact in block.facts), ("Kept in", block.kept_in)])
                for block in data.blocks
            ],
        ),
        **{f"step-{step.id}": Listing(f"Step: {step.name}", _rows(step.parts, text)) for step in data.steps},
        "architecture-role": Listing("What an architecture is for", _rows(architecture.role, text)),
        "functional-architecture": Listing("Functional architecture", _rows(architecture.functional, text)),
        "technical-architecture": Listing("Technical architecture", _rows(architecture.technical, text)),
        "reference-architecture": Listing("A reference architecture", _components(data), as_table=True),
        "languages": Listing(
            "Languages and what they cost to industrialise",
            _rows(coding.languages, ("Fits", "fits"), ("Cost of industrialisation", "cost")),
            as_table=True,
        ),
        "modules": Listing(
            "Six processes to keep apart",
            _rows(coding.modules, ("What it does", "does"), ("What it hands over", "hands_over")),
            as_table=True,
        ),
        "devops-goals": Listing(
            "Four goals of DevOps",
            _rows(devops.goals, ("What it means", "text"), ("How to measure it", "measure")),
            as_table=True,
        ),
        "devops-practices": Listing(
            "Five practices of DevOps", _rows(devops.practices, text, ("For data and AI", "for_data"))
        ),
        "cicd-terms": Listing(
            "Three meanings of \u201ccontinuous\u201d",
            _rows(cicd.terms, ("What it means", "meaning"), ("What people still decide", "human_step")),
            as_table=True,
        ),
        "cicd-benefits": Listing("Six benefits of CI/CD", _rows(cicd.benefits, text)),
        "cicd-pipeline": Listing(
            "Stages of a CI/CD chain for data science",
            _in_environments(
                data,
                _rows(
                    cicd.pipeline,
                    ("Environment", "environment"),
                    ("What happens", "does"),
                    ("What stops it", "stops_on"),
                ),
            ),
            as_table=True,
        ),
        "environments": Listing(
            "Four environments",
            [
                row._replace(name=f"{environment.code}, {environment.name.lower()}")
                for environment, row in zip(
                    data.environments,
                    _rows(
                        data.environments,
                        ("Also called", "also_called"),
                        ("Purpose", "purpose"),
                        ("Data", "data"),
                        ("Way out", "gate"),
                        ("Who decides", "decides"),
                    ),
                    strict=True,
                )
            ],
            as_table=True,
        ),
    }


def _long_rows(data: Industrialisation) -> Iterator[dict[str, str]]:
    for group, listing in listings(data).items():
        for row in listing.rows:
            for label, text in row.texts:
                yield {"group": group, "id": row.id, "name": row.name, "label": label or "Text", "text": text}


def tables(data: Any) -> dict[str, pd.DataFrame]:
    """Flat tables for download."""
    monitoring: Monitoring = data.monitoring
    mlops: MlopsOptions = data.mlops_options
    toolkit: Toolkit = data.toolkit
    return {
        "toolkit": pd.DataFrame(
            {
                "id": tool.id,
                "name": tool.name,
                "kind": tool.kind,
                "data_science_use": tool.data_science_use,
                "it_use": tool.it_use,
                "licence": tool.licence,
                "url": tool.url,
                "alternatives": ", ".join(alternative.name for alternative in tool.alternatives),
            }
            for tool in toolkit.tools
        ),
        "monitoring_points": pd.DataFrame(
            {
                "number": point.number,
                "id": point.id,
                "name": point.name,
                "family": monitoring.family_name(point.family),
                "watch": point.watch,
                "why": point.why,
                "check": point.check,
                "signal": point.signal,
                "example": point.example,
                "responder": point.responder,
                "ml_test_score": f"Monitor {point.test}" if point.test else "",
            }
            for point in monitoring.points
        ),
        "mlops_options": pd.DataFrame(
            {
                "option": mlops.option_name(product.option),
                "id": product.id,
                "name": product.name,
                "status": product.status,
                "today": product.today,
                "text": product.text,
                "verified": product.verified,
                "as_of": mlops.as_of,
                "sources": ", ".join(product.sources),
            }
            for product in mlops.products
        ),
        "industrialisation": pd.DataFrame(_long_rows(data.industrialisation)),
    }


def register(env: Any) -> None:
    """Add this area's macros to mkdocs-macros."""

    def render(template: str, **context: object) -> str:
        return str(env.variables["render"](f"industrialisation/{template}", **context))

    def data() -> Any:
        return env.variables["data"]

    def references() -> Mapping[str, Any]:
        return {reference.id: reference for reference in data().references.references}

    def industrialisation_list(group: str) -> str:
        """Show one group of industrialisation.yml, as a list or as a table."""
        groups = listings(data().industrialisation)
        if group not in groups:
            raise ValueError(f"industrialisation_list({group!r}): no such group; allowed are {sorted(groups)}")
        listing = groups[group]
        return render("table.html" if listing.as_table else "list.html", group=group, listing=listing)

    def monitoring_points() -> str:
        """Show the monitoring points by family, each with what to watch, why, how, and who answers."""
        return render("monitoring.html", monitoring=data().monitoring)

    def monitoring_alerts() -> str:
        """Show the levels of alert."""
        return render("alerts.html", levels=data().monitoring.alert_levels)

    def mlops_options() -> str:
        """Show the ways to put a model into service."""
        return render("options.html", mlops=data().mlops_options)

    def mlops_products() -> str:
        """Show what has become of the products named in 2022."""
        return render("products.html", mlops=data().mlops_options, references=references())

    def toolkit_table() -> str:
        """Show each tool with its use on both sides."""
        return render("toolkit.html", toolkit=data().toolkit)

    def toolkit_changes() -> str:
        """Show each tool's licence, changes since 2022 and alternatives."""
        return render("toolkit_changes.html", toolkit=data().toolkit, references=references())

    for macro in (
        industrialisation_list,
        monitoring_points,
        monitoring_alerts,
        mlops_options,
        mlops_products,
        toolkit_table,
        toolkit_changes,
    ):
        env.macro(macro)
