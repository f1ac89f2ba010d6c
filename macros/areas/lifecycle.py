"""The life cycle: stages, loops between them, mapping to CRISP-DM, serving options and tests before deployment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Final, Literal, NamedTuple, Protocol, Self

import pandas as pd
from pydantic import Field, model_validator

from macros.areas.frameworks import Frameworks
from macros.areas.industrialisation import Industrialisation
from macros.areas.team import Roles
from macros.checklists import task
from macros.schema import Contradiction, Id, Model, SourceId, Text, UniqueIds

__all__ = ["FILES", "Lifecycle", "check", "register", "tables"]

Origin = Literal["slides", "ours"]
Part = Literal["pipeline", "serving", "monitoring"]


class Entry(Model):
    """Anything with an id and a name."""

    id: Id
    name: Text


class MainStage(Entry):
    """Development or industrialisation."""

    purpose: Text
    ends_with: Text


class ChapterPage(Model):
    """A page of the guide, or a part of one, that deals with a stage."""

    page: Id = Field(description="File in docs/guide, without ending")
    anchor: Id | None = None
    name: Text


class Step(Entry):
    """Something done in a stage."""

    does: Text
    part: Part | None = Field(default=None, description="Part of deployment")
    origin: Origin = "slides"


class Question(Model):
    """Something to answer, or to see to."""

    id: Id
    text: Text
    origin: Origin = "slides"


class QuestionGroup(Entry):
    """Questions that belong together."""

    questions: Annotated[list[Question], UniqueIds, Field(min_length=1)]


class Point(Entry):
    """A named sentence."""

    text: Text


class Output(Point):
    """Something that a stage leaves behind."""

    template: Id | None = Field(default=None, description="Id of the template in templates.yml that it is written with")


class Stage(Entry):
    """A stage of the life cycle."""

    short: Text = Field(description="Name on the map")
    chapters: Annotated[list[ChapterPage], Field(min_length=1)]
    purpose: Text
    iterative: bool = Field(description="Marked as iterative, R&D work on the slides")
    main_stage: Id
    in_development: Text
    in_industrialisation: Text
    industrialisation_steps: list[Id] = Field(description="Ids of the steps of industrialisation.yml")
    crisp_dm: Annotated[list[Id], Field(min_length=1)]
    crisp_dm_note: Text
    roles: Annotated[list[Id], Field(min_length=1)]
    steps: Annotated[list[Step], UniqueIds, Field(min_length=1)]
    questions: Annotated[list[QuestionGroup], UniqueIds]
    tools: Annotated[list[Point], UniqueIds]
    outputs: Annotated[list[Output], UniqueIds, Field(min_length=1)]


class Loop(Model):
    """A way back from a stage to an earlier one."""

    id: Id
    leaves: Id
    returns_to: Id
    reason: Text


class DataSource(Entry):
    """A kind of place that data comes from."""

    examples: Annotated[list[Text], Field(min_length=1)]
    check: Text


class ServingOption(Entry):
    """A way to bring predictions to the application that uses them."""

    how: Text
    new_model: Text
    speed: Text
    suits: Text
    mind: Text
    source: SourceId


class PredeploymentTest(Entry):
    """A kind of test, the environment it runs in and who passes it."""

    also_called: list[Text]
    environment: Literal["dev", "int", "hom", "prod"]
    proves: Text
    passes: Text
    origin: Origin = "slides"


class Lifecycle(Model):
    """lifecycle.yml"""

    main_stages: Annotated[list[MainStage], UniqueIds]
    crisp_dm: Annotated[list[Entry], UniqueIds]
    stages: Annotated[list[Stage], UniqueIds]
    loops: Annotated[list[Loop], UniqueIds]
    data_sources: Annotated[list[DataSource], UniqueIds]
    serving_options: Annotated[list[ServingOption], UniqueIds]
    predeployment_tests: Annotated[list[PredeploymentTest], UniqueIds]

    @model_validator(mode="after")
    def _stages_name_what_exists(self) -> Self:
        main = [stage.id for stage in self.main_stages]
        phases = [phase.id for phase in self.crisp_dm]
        for stage in self.stages:
            if stage.main_stage not in main:
                raise ValueError(f"{stage.id!r} has the main stage {stage.main_stage!r}; allowed: {main}")
            if unknown := sorted(set(stage.crisp_dm) - set(phases)):
                raise ValueError(f"{stage.id!r} has the CRISP-DM phases {unknown}; allowed: {phases}")
        if unused := set(phases) - {phase for stage in self.stages for phase in stage.crisp_dm}:
            raise ValueError(f"no stage has the CRISP-DM phases {sorted(unused)}; each phase belongs to a stage")
        return self

    @model_validator(mode="after")
    def _loops_lead_back(self) -> Self:
        order = [stage.id for stage in self.stages]
        for loop in self.loops:
            if unknown := {loop.leaves, loop.returns_to} - set(order):
                raise ValueError(f"loop {loop.id!r} names the stages {sorted(unknown)}; allowed: {order}")
            if order.index(loop.returns_to) >= order.index(loop.leaves):
                raise ValueError(f"loop {loop.id!r} must return to a stage before {loop.leaves!r}")
        return self

    @model_validator(mode="after")
    def _tests_follow_the_environments(self) -> Self:
        order = ["dev", "int", "hom", "prod"]
        environments = [test.environment for test in self.predeployment_tests]
        if environments != sorted(environments, key=order.index):
            raise ValueError(f"predeployment_tests must stand in the order of the environments {order}")
        return self

    def stage(self, name: str) -> Stage:
        """Find the stage with this id."""
        found = {stage.id: stage for stage in self.stages}
        if name not in found:
            raise ValueError(f"no stage {name!r}; allowed: {list(found)}")
        return found[name]

    def number(self, name: str) -> int:
        """Give the place of a stage, counted from 1."""
        return self.stages.index(self.stage(name)) + 1


FILES: Final[dict[str, type[Model]]] = {"lifecycle": Lifecycle}


class LifecycleData(Protocol):
    """The documents that this area reads."""

    lifecycle: Lifecycle
    roles: Roles
    industrialisation: Industrialisation
    frameworks: Frameworks
    templates: Any
    """Of macros.areas.templates, which knows the stages."""


def check(data: LifecycleData) -> Iterator[Contradiction]:
    """Where lifecycle.yml names what roles.yml, industrialisation.yml or frameworks.yml does not have."""
    found = (framework for framework in data.frameworks.frameworks if framework.id == "crisp-dm")
    phases = [phase.name for framework in found for phase in framework.phases]
    if [phase.name for phase in data.lifecycle.crisp_dm] != phases:
        yield Contradiction("lifecycle", ("crisp_dm",), f"must be the phases of frameworks.yml: {', '.join(phases)}")
    roles = [role.id for role in data.roles.roles]
    steps = [step.id for step in data.industrialisation.steps]
    for number, stage in enumerate(data.lifecycle.stages):
        for field, named, known, file in (
            ("roles", stage.roles, roles, "roles.yml"),
            ("industrialisation_steps", stage.industrialisation_steps, steps, "industrialisation.yml"),
        ):
            for index, name in enumerate(named):
                if name not in known:
                    message = f"is {name!r}, which {file} does not have; allowed: {', '.join(known)}"
                    yield Contradiction("lifecycle", ("stages", number, field, index), message)


def _names(entries: Sequence[Any]) -> dict[str, str]:
    return {entry.id: entry.name for entry in entries}


def _stages(data: LifecycleData) -> pd.DataFrame:
    lifecycle = data.lifecycle
    phases, main, roles = _names(lifecycle.crisp_dm), _names(lifecycle.main_stages), _names(data.roles.roles)
    steps = _names(data.industrialisation.steps)
    return pd.DataFrame(
        {
            "number": number,
            "id": stage.id,
            "name": stage.name,
            "purpose": stage.purpose,
            "iterative": "yes" if stage.iterative else "no",
            "main_stage": main[stage.main_stage],
            "in_development": stage.in_development,
            "in_industrialisation": stage.in_industrialisation,
            "industrialisation_steps": ", ".join(steps[step] for step in stage.industrialisation_steps),
            "crisp_dm": ", ".join(phases[phase] for phase in stage.crisp_dm),
            "crisp_dm_note": stage.crisp_dm_note,
            "roles": ", ".join(roles[role] for role in stage.roles),
            "outputs": ", ".join(output.name for output in stage.outputs),
        }
        for number, stage in enumerate(lifecycle.stages, start=1)
    )


def tables(data: LifecycleData) -> dict[str, pd.DataFrame]:
    """Flat tables for download."""
    stages = data.lifecycle.stages
    return {
        "lifecycle_stages": _stages(data),
        "lifecycle_steps": pd.DataFrame(
            {
                "stage": stage.id,
                "step": step.id,
                "name": step.name,
                "does": step.does,
                "part": step.part or "",
                "origin": step.origin,
            }
            for stage in stages
            for step in stage.steps
        ),
        "lifecycle_questions": pd.DataFrame(
            {
                "stage": stage.id,
                "group": group.id,
                "question": question.id,
                "text": question.text,
                "origin": question.origin,
            }
            for stage in stages
            for group in stage.questions
            for question in group.questions
        ),
        "lifecycle_outputs": pd.DataFrame(
            {"stage": stage.id, "output": output.id, "name": output.name, "text": output.text}
            for stage in stages
            for output in stage.outputs
        ),
        "lifecycle_loops": pd.DataFrame(loop.model_dump() for loop in data.lifecycle.loops),
        "data_sources": pd.DataFrame(
            source.model_dump() | {"examples": ", ".join(source.examples)} for source in data.lifecycle.data_sources
        ),
        "serving_options": pd.DataFrame(option.model_dump() for option in data.lifecycle.serving_options),
        "predeployment_tests": pd.DataFrame(
            test.model_dump() | {"also_called": ", ".join(test.also_called), "environment": test.environment.upper()}
            for test in data.lifecycle.predeployment_tests
        ),
    }


class Link(NamedTuple):
    """A link to a chapter, as seen from a page."""

    href: str
    name: str


class LoopRow(NamedTuple):
    """A loop, ready to be shown."""

    start: int
    end: int
    leaves: str
    returns_to: str
    reason: str


def links(stage: Stage, root: str) -> list[Link]:
    """Link the chapters of a stage, as seen from a page from which ``root`` leads to the site's root."""
    return [
        Link(f"{root}guide/{chapter.page}/" + (f"#{chapter.anchor}" if chapter.anchor else ""), chapter.name)
        for chapter in stage.chapters
    ]


def loop_rows(lifecycle: Lifecycle) -> list[LoopRow]:
    """List the loops, with the numbers and short names of the stages that they join."""
    return [
        LoopRow(
            start=lifecycle.number(loop.returns_to),
            end=lifecycle.number(loop.leaves),
            leaves=lifecycle.stage(loop.leaves).short,
            returns_to=lifecycle.stage(loop.returns_to).short,
            reason=loop.reason,
        )
        for loop in lifecycle.loops
    ]


def _questions(lifecycle: Lifecycle, stage: str, group: str) -> str:
    groups = {entry.id: entry for entry in lifecycle.stage(stage).questions}
    if group not in groups:
        raise ValueError(f"stage_questions({stage!r}, {group!r}): no such group; allowed: {list(groups)}")
    return "\n".join(task(question.text, f"{group}/{question.id}") for question in groups[group].questions)


def _steps(stage: Stage, part: str | None) -> list[Step]:
    steps = [step for step in stage.steps if part in (None, step.part)]
    if not steps:
        parts = sorted({step.part for step in stage.steps if step.part})
        raise ValueError(f"stage_steps({stage.id!r}, {part!r}): no step; allowed parts: {parts}")
    return steps


def register(env: Any) -> None:
    """Add this area's macros to the site."""

    def render(template: str, **context: object) -> str:
        html: str = env.variables["render"](f"lifecycle/{template}", **context)
        return html

    def data() -> LifecycleData:
        documents: LifecycleData = env.variables["data"]
        return documents

    def root() -> str:
        return "../" * str(env.page.url).count("/")

    def stage_links() -> Mapping[str, list[Link]]:
        return {stage.id: links(stage, root()) for stage in data().lifecycle.stages}

    def lifecycle_map(loops: bool = True) -> str:
        """Show the stages in order, each linked to its chapter, with the loops between them if they are not drawn."""
        lifecycle = data().lifecycle
        return render(
            "map.html",
            groups=[
                (
                    main,
                    [(lifecycle.number(stage.id), stage) for stage in lifecycle.stages if stage.main_stage == main.id],
                )
                for main in lifecycle.main_stages
            ],
            links=stage_links(),
            loops=loop_rows(lifecycle) if loops else [],
        )

    def stage_mapping_table() -> str:
        """Tabulate our stages beside the phases of CRISP-DM and the two main stages."""
        return render(
            "mapping.html",
            rows=list(_stages(data()).itertuples(index=False)),
            links={stage: chapters[0].href for stage, chapters in stage_links().items()},
        )

    def stage_summary(stage: str) -> str:
        """Show a stage in short: its place, purpose, roles, outputs and counterparts."""
        lifecycle = data().lifecycle
        return render(
            "summary.html",
            stage=lifecycle.stage(stage),
            number=lifecycle.number(stage),
            count=len(lifecycle.stages),
            main=_names(lifecycle.main_stages),
            phases=_names(lifecycle.crisp_dm),
            roles=_names(data().roles.roles),
            returns=[loop for loop in loop_rows(lifecycle) if loop.end == lifecycle.number(stage)],
            root=root(),
        )

    def stage_steps(stage: str, part: str | None = None) -> str:
        """List the steps of a stage, or those of a part of it."""
        chosen = data().lifecycle.stage(stage)
        return render("steps.html", stage=chosen, part=part or "", steps=_steps(chosen, part))

    def stage_outputs(stage: str) -> str:
        """List what a stage leaves behind."""
        chosen, names = data().lifecycle.stage(stage), _names(data().templates.templates)

        def link(output: Output) -> str:
            name = output.template
            return f' Template: <a href="{root()}templates/{name}/">{names[name].lower()}</a>.' if name else ""

        return "\n".join(f"- **{output.name}.** {output.text}{link(output)}" for output in chosen.outputs)

    def stage_questions(stage: str, group: str) -> str:
        """Give the questions of a group as a task list in Markdown."""
        return _questions(data().lifecycle, stage, group)

    def serving_options() -> str:
        """Set the three ways to serve a model side by side."""
        return render("serving.html", options=data().lifecycle.serving_options)

    def predeployment_tests() -> str:
        """Tabulate the tests before a release, by environment."""
        industrialisation = data().industrialisation
        return render(
            "tests.html",
            tests=data().lifecycle.predeployment_tests,
            environments={item.id: item for item in industrialisation.environments},
        )

    for macro in (
        lifecycle_map,
        stage_mapping_table,
        stage_summary,
        stage_steps,
        stage_outputs,
        stage_questions,
        serving_options,
        predeployment_tests,
    ):
        env.macro(macro)
