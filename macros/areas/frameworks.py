"""The frameworks: families, what each framework says, the selector's data, and what the pages about them show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal, Protocol

import pandas as pd
from pydantic import Field, model_validator

from macros.drawing import show
from macros.flow import Flow
from macros.schema import Contradiction, Id, Model, SourceId, Text, UniqueIds

__all__ = ["FILES", "Frameworks", "Selection", "check", "register", "tables"]

Texts = Annotated[list[Text], Field(min_length=1)]
Sources = Annotated[list[SourceId], Field(min_length=1)]
Share = Annotated[float, Field(ge=0, le=1, strict=False)]

WEEKS = 6
"""How long the example runs."""

LAYERS = {
    "life-cycle": "Life cycle",
    "coordination": "Coordination",
    "both": "Both",
}
"""What a framework is about: the steps of the data work, the way people work together, or both."""


class Family(Model):
    """A family of frameworks."""

    id: Id
    name: Text
    meaning: Text
    description: Text


class Origin(Model):
    """Where a framework comes from; ``year`` is the one to sort by."""

    year: Annotated[int, Field(ge=1900, le=2100)]
    when: Text
    who: Text
    text: Text
    sources: Sources


class Phase(Model):
    """A phase under its published name."""

    name: Text
    does: Text


class Role(Model):
    """A role that the framework itself defines."""

    name: Text
    does: Text


class Ceremony(Model):
    """A meeting, event or review that the framework itself prescribes."""

    name: Text
    when: Text
    length: Text
    purpose: Text


class Artefact(Model):
    """Something the work leaves behind."""

    name: Text
    what: Text


class Principle(Model):
    """An idea the framework rests on."""

    name: Text
    means: Text


class Status(Model):
    """What has changed since 2022."""

    text: Text
    sources: Sources


class Combination(Model):
    """Another framework that goes with this one, and how."""

    framework: Id
    how: Text


class Person(Model):
    """Somebody in the example, by role."""

    name: Text
    does: Text


class Story(Model):
    """The invented project that every framework runs for six weeks, and what goes wrong in it."""

    name: Text
    shop: Text
    aim: Text
    measure: Text
    data: Text
    people: Annotated[list[Person], Field(min_length=1)]
    trouble_week: Annotated[int, Field(ge=1, le=WEEKS)]
    trouble: Text
    repair: Text


class Week(Model):
    """A week of the example: what happens, who does it, and what exists at its end."""

    title: Text
    happens: Text
    who: Texts
    results: Texts


class Trouble(Model):
    """How a framework takes what goes wrong, and which price it pays."""

    noticed: Text
    decides: Text
    response: Text
    price: Text


class SixWeeks(Model):
    """The example under one framework."""

    cast: Text
    weeks: Annotated[list[Week], Field(min_length=WEEKS, max_length=WEEKS)]
    trouble: Trouble
    ends_with: Text


class FrameworkFigure(Flow):
    """A framework's figure is somebody's, who is named."""

    sources: Sources


class Framework(Model):
    """A way to run a project. An empty list of phases, roles or ceremonies needs its reason."""

    id: Id
    name: Text
    short_name: Text
    family: Id
    layer: Literal["life-cycle", "coordination", "both"]
    tagline: Text
    description: Text
    strengths: Texts
    challenges: Texts
    best_for: Texts
    origin: Origin
    phases: list[Phase]
    no_phases: Text | None = None
    phase_sources: list[SourceId]
    roles: list[Role]
    no_roles: Text | None = None
    ceremonies: list[Ceremony]
    no_ceremonies: Text | None = None
    artefacts: Annotated[list[Artefact], Field(min_length=1)]
    principles: Annotated[list[Principle], Field(min_length=1)]
    status_2026: Status
    combine_with: Annotated[list[Combination], Field(min_length=1)]
    figure: FrameworkFigure
    six_weeks: SixWeeks
    sources: Sources

    @model_validator(mode="after")
    def _gaps_are_explained(self) -> Framework:
        for name in ("phases", "roles", "ceremonies"):
            entries, reason = getattr(self, name), getattr(self, f"no_{name}")
            if bool(entries) == bool(reason):
                raise ValueError(f"{self.id} needs either entries in {name} or the reason in no_{name}, not both")
        if bool(self.phases) != bool(self.phase_sources):
            raise ValueError(f"{self.id} needs phase_sources where it has phases, and none where it has not")
        return self

    @model_validator(mode="after")
    def _phases_are_drawn(self) -> Framework:
        drawn = [shape.label for shape in (*self.figure.frames, *self.figure.boxes)]
        if missing := [phase.name for phase in self.phases if phase.name not in drawn]:
            raise ValueError(f"the figure of {self.id} lacks {missing}; every phase must be drawn under its name")
        return self


class Frameworks(Model):
    """``frameworks.yml``."""

    families: Annotated[list[Family], UniqueIds]
    example: Story
    frameworks: Annotated[list[Framework], UniqueIds]

    @model_validator(mode="after")
    def _references_exist(self) -> Frameworks:
        families = [family.id for family in self.families]
        ids = [framework.id for framework in self.frameworks]
        for framework in self.frameworks:
            if framework.family not in families:
                raise ValueError(f"{framework.id} is of the family {framework.family!r}; allowed are {families}")
            partners = [other.framework for other in framework.combine_with]
            if unknown := sorted(set(partners) - set(ids)):
                raise ValueError(f"{framework.id} is combined with {unknown}; allowed are {ids}")
            if framework.id in partners:
                raise ValueError(f"{framework.id} is combined with itself; name other frameworks only")
        order = [families.index(framework.family) for framework in self.frameworks]
        if order != sorted(order):
            raise ValueError(f"frameworks must stand in the order of the families: {families}")
        return self

    @model_validator(mode="after")
    def _everyone_is_in_the_example(self) -> Frameworks:
        people = [person.name for person in self.example.people]
        for framework in self.frameworks:
            named = {name for week in framework.six_weeks.weeks for name in week.who}
            if unknown := sorted(named - set(people)):
                raise ValueError(f"the six weeks of {framework.id} name {unknown}; allowed are {people}")
        return self


class Scale(Model):
    """The fixed ends of the scale of scores."""

    low: int
    high: int

    @model_validator(mode="after")
    def _low_is_lower(self) -> Scale:
        if self.low >= self.high:
            raise ValueError(f"low is {self.low} and high is {self.high}; low must be the lower")
        return self


class Criterion(Model):
    """What frameworks are judged by; ``high`` and ``low`` say what the ends of the scale mean."""

    id: Id
    name: Text
    meaning: Text
    high: Text
    low: Text


class Weight(Model):
    """The weight an answer gives to a criterion, from the lowest answer to the highest."""

    at_low: Share
    at_high: Share

    @model_validator(mode="after")
    def _ends_differ(self) -> Weight:
        if self.at_low == self.at_high:
            raise ValueError(
                f"at_low and at_high are both {self.at_low}; an answer that changes nothing needs no weight"
            )
        return self


class Question(Model):
    """A question about the project, answered from 1 to 5."""

    id: Id
    text: Text
    help: Text
    low: Text
    high: Text
    weighs: Annotated[dict[Id, Weight], Field(min_length=1)]


class Score(Model):
    """How well a framework does on a criterion, why, and which part of ``frameworks.yml`` says so."""

    score: int
    reason: Text
    based_on: Literal[
        "strengths", "challenges", "best_for", "description", "roles", "ceremonies", "artefacts", "phases"
    ]


class Example(Model):
    """The invented project that the selector opens with."""

    name: Text
    answers: dict[Id, Annotated[int, Field(ge=1, le=5)]]


class Selection(Model):
    """``selection.yml``."""

    scale: Scale
    criteria: Annotated[list[Criterion], UniqueIds, Field(min_length=8, max_length=11)]
    questions: Annotated[list[Question], UniqueIds, Field(min_length=12, max_length=12)]
    scores: dict[Id, dict[Id, Score]]
    example: Example

    @model_validator(mode="after")
    def _criteria_are_weighed(self) -> Selection:
        criteria = [criterion.id for criterion in self.criteria]
        for question in self.questions:
            if unknown := sorted(set(question.weighs) - set(criteria)):
                raise ValueError(f"question {question.id} weighs {unknown}; allowed are {criteria}")
        weighed = {criterion for question in self.questions for criterion in question.weighs}
        if idle := sorted(set(criteria) - weighed):
            raise ValueError(f"no question weighs {idle}; each criterion needs at least one")
        return self

    @model_validator(mode="after")
    def _scores_are_complete(self) -> Selection:
        criteria = [criterion.id for criterion in self.criteria]
        for framework, scores in self.scores.items():
            if set(scores) != set(criteria):
                raise ValueError(f"{framework} has scores for {sorted(scores)}; those of the criteria are {criteria}")
            for criterion, entry in scores.items():
                if not self.scale.low <= entry.score <= self.scale.high:
                    raise ValueError(
                        f"{framework} has {entry.score} for {criterion};"
                        f" allowed are {self.scale.low} to {self.scale.high}"
                    )
        return self

    @model_validator(mode="after")
    def _example_answers_everything(self) -> Selection:
        questions = [question.id for question in self.questions]
        if set(self.example.answers) != set(questions):
            raise ValueError(f"example answers {sorted(self.example.answers)}; the questions are {questions}")
        return self


FILES: dict[str, type[Model]] = {"frameworks": Frameworks, "selection": Selection}


class FrameworkData(Protocol):
    """The documents that this area reads."""

    frameworks: Frameworks
    selection: Selection


def check(data: FrameworkData) -> Iterator[Contradiction]:
    """Where the two files contradict each other."""
    frameworks = [framework.id for framework in data.frameworks.frameworks]
    for name in data.selection.scores:
        if name not in frameworks:
            allowed = ", ".join(frameworks)
            yield Contradiction(
                "selection", ("scores", name), f"is not a framework; allowed: {allowed}", about_key=True
            )
    if missing := [name for name in frameworks if name not in data.selection.scores]:
        yield Contradiction("selection", ("scores",), f"lack {', '.join(missing)}; every framework must be scored")


def _joined(entries: Iterable[str]) -> str:
    return "; ".join(entries)


def _named(entries: Iterable[Any], text: str) -> list[str]:
    return [f"{entry.name}: {getattr(entry, text)}" for entry in entries]


def _entries(framework: Framework) -> dict[str, list[str]]:
    """Every list of a framework as texts, by kind."""
    return {
        "strengths": framework.strengths,
        "challenges": framework.challenges,
        "best_for": framework.best_for,
        "phases": _named(framework.phases, "does"),
        "roles": _named(framework.roles, "does"),
        "ceremonies": [
            f"{event.name}: {event.purpose} When: {event.when}. Length: {event.length}."
            for event in framework.ceremonies
        ],
        "artefacts": _named(framework.artefacts, "what"),
        "principles": _named(framework.principles, "means"),
        "combine_with": [f"{other.framework}: {other.how}" for other in framework.combine_with],
    }


def _frameworks(data: FrameworkData) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "framework": framework.id,
                "name": framework.name,
                "family": framework.family,
                "layer": framework.layer,
                "year": framework.origin.year,
                "tagline": framework.tagline,
                "description": framework.description,
                **{kind: _joined(entries) for kind, entries in _entries(framework).items()},
                "origin": framework.origin.text,
                "status_2026": framework.status_2026.text,
                "sources": _joined(framework.sources),
            }
            for framework in data.frameworks.frameworks
        ]
    )


def _framework_entries(data: FrameworkData) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"framework": framework.id, "kind": kind, "entry": entry}
            for framework in data.frameworks.frameworks
            for kind, entries in _entries(framework).items()
            for entry in entries
        ]
    )


def _framework_weeks(data: FrameworkData) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "framework": framework.id,
                "week": number,
                "title": week.title,
                "happens": week.happens,
                "who": _joined(week.who),
                "results": _joined(week.results),
            }
            for framework in data.frameworks.frameworks
            for number, week in enumerate(framework.six_weeks.weeks, start=1)
        ]
    )


def _framework_trouble(data: FrameworkData) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "framework": framework.id,
                **framework.six_weeks.trouble.model_dump(),
                "ends_with": framework.six_weeks.ends_with,
            }
            for framework in data.frameworks.frameworks
        ]
    )


def _selection_scores(data: FrameworkData) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"framework": framework.id, "criterion": criterion.id, **scores[criterion.id].model_dump()}
            for framework in data.frameworks.frameworks
            for scores in [data.selection.scores[framework.id]]
            for criterion in data.selection.criteria
        ]
    )


def tables(data: FrameworkData) -> dict[str, pd.DataFrame]:
    """Flat tables for download."""
    return {
        "frameworks": _frameworks(data),
        "framework_entries": _framework_entries(data),
        "framework_weeks": _framework_weeks(data),
        "framework_trouble": _framework_trouble(data),
        "selection_scores": _selection_scores(data),
    }


def register(env: Any) -> None:
    """Add this area's macros to mkdocs-macros."""

    def render(template: str, **context: object) -> str:
        return str(env.variables["render"](f"frameworks/{template}", **context))

    def data() -> FrameworkData:
        documents: FrameworkData = env.variables["data"]
        return documents

    def cite(sources: Iterable[str]) -> str:
        return str(env.macros["cite"](*sources))

    def root() -> str:
        return "../" * str(env.page.url).count("/")

    def one(name: str) -> Framework:
        known = {framework.id: framework for framework in data().frameworks.frameworks}
        if name not in known:
            raise ValueError(f"{name!r} is not the id of a framework; allowed are {sorted(known)}")
        return known[name]

    def families() -> dict[str, Family]:
        return {family.id: family for family in data().frameworks.families}

    def framework_comparison() -> str:
        """Show all frameworks in one table that can be sorted and filtered."""
        return render(
            "comparison.html",
            frameworks=data().frameworks.frameworks,
            families=families(),
            layers=LAYERS,
            root=root(),
        )

    def family_table(name: str) -> str:
        """Show the frameworks of one family, with the criteria of the comparison."""
        if name not in families():
            raise ValueError(f"{name!r} is not the id of a family; allowed are {sorted(families())}")
        return render(
            "family.html",
            family=families()[name],
            frameworks=[framework for framework in data().frameworks.frameworks if framework.family == name],
            root=root(),
        )

    def framework_page(name: str) -> str:
        """Show a framework: a box of facts, its figure, then a section for each kind of entry."""
        framework = one(name)

        def cited(sources: Iterable[str]) -> str:
            return render("sources.html", cited=cite(sources)) if sources else ""

        def named(entries: Iterable[Any], text: str) -> str:
            return render("named.html", entries=[(entry.name, getattr(entry, text)) for entry in entries])

        def missing(reason: str | None) -> str:
            return render("missing.html", reason=reason)

        facts = render(
            "facts.html",
            framework=framework,
            family=families()[framework.family],
            layer=LAYERS[framework.layer],
            cited=cite(framework.origin.sources),
        )
        sections: list[tuple[str, str, list[str]]] = [
            ("flow", "How it flows", [show(env, framework.id, framework.figure)]),
            ("strengths", "Strengths", [render("entries.html", entries=framework.strengths, kind="strengths")]),
            ("challenges", "Challenges", [render("entries.html", entries=framework.challenges, kind="challenges")]),
            ("best-for", "Best for", [render("entries.html", entries=framework.best_for, kind="best-for")]),
            (
                "phases",
                "Phases",
                [render("phases.html", phases=framework.phases), cited(framework.phase_sources)]
                if framework.phases
                else [missing(framework.no_phases)],
            ),
            ("roles", "Roles", [named(framework.roles, "does") if framework.roles else missing(framework.no_roles)]),
            (
                "ceremonies",
                "Ceremonies",
                [
                    render("ceremonies.html", ceremonies=framework.ceremonies, name=framework.short_name)
                    if framework.ceremonies
                    else missing(framework.no_ceremonies)
                ],
            ),
            ("artefacts", "Artefacts", [named(framework.artefacts, "what")]),
            ("principles", "Principles", [named(framework.principles, "means")]),
        ]
        blocks = [facts]
        for anchor, title, parts in sections:
            blocks += [f"## {title} {{#{anchor}}}", *filter(None, parts)]
        return "\n\n".join(blocks)

    def framework_weeks(name: str) -> str:
        """Show the example under one framework, week by week, and how it takes the trouble."""
        framework = one(name)
        return render(
            "weeks.html",
            name=framework.short_name,
            six=framework.six_weeks,
            example=data().frameworks.example,
            root=root(),
        )

    def six_weeks_example() -> str:
        """Describe the example in full."""
        return render("example.html", example=data().frameworks.example)

    def six_weeks_compared() -> str:
        """Show in one table how each framework takes the trouble."""
        return render(
            "trouble.html", frameworks=data().frameworks.frameworks, example=data().frameworks.example, root=root()
        )

    def framework_combinations(name: str) -> str:
        """Show what goes with a framework, and how."""
        names = {other.id: other.short_name for other in data().frameworks.frameworks}
        return render("combine.html", combinations=one(name).combine_with, names=names, root=root())

    def framework_sources(name: str) -> str:
        """List what a framework's page rests on, with titles."""
        titles = {reference.id: reference.title for reference in env.variables["data"].references.references}
        return render("reading.html", sources=[(cite([source]), titles[source]) for source in one(name).sources])

    def framework_status(name: str) -> str:
        """Say in one paragraph what has changed for a framework since 2022, with sources."""
        status = one(name).status_2026
        return f"{status.text} ({cite(status.sources)})"

    for macro in (
        framework_comparison,
        family_table,
        framework_page,
        framework_weeks,
        six_weeks_example,
        six_weeks_compared,
        framework_combinations,
        framework_sources,
        framework_status,
    ):
        env.macro(macro)
