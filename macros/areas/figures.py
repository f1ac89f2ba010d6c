"""The guide's own figures, the map of all its pages, and the comparison of both with what other files say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Protocol

from pydantic import Field, model_validator

from macros.areas.industrialisation import Industrialisation
from macros.areas.lifecycle import Lifecycle
from macros.areas.strategy import Evidence
from macros.drawing import show
from macros.flow import Flow
from macros.guide_map import GuideMap, guide_map
from macros.links import read_title
from macros.schema import Contradiction, Id, Model, UniqueIds

__all__ = ["FILES", "Figure", "Figures", "check", "register"]

MAP = "guide-map"
"""What pages call the map."""


class Figure(Flow):
    """A figure that pages place by its id."""

    id: Id
    evidence: list[Id] = Field(default_factory=list, description="Claims of evidence.yml that it draws")


class Figures(Model):
    """``figures.yml``."""

    guide_map: GuideMap
    figures: Annotated[list[Figure], UniqueIds, Field(min_length=1)]

    @model_validator(mode="after")
    def _no_figure_is_called_as_the_map(self) -> Figures:
        if any(figure.id == MAP for figure in self.figures):
            raise ValueError(f"{MAP!r} is the id of the map, which is drawn from the navigation")
        return self

    def figure(self, name: str) -> Figure:
        """The figure of that id."""
        return next(figure for figure in self.figures if figure.id == name)


FILES: dict[str, type[Model]] = {"figures": Figures}


class FigureData(Protocol):
    """What this area reads."""

    figures: Figures
    evidence: Evidence
    industrialisation: Industrialisation
    lifecycle: Lifecycle


def _differences(what: str, drawn: set[str], wanted: set[str]) -> Iterator[str]:
    if more := sorted(drawn - wanted):
        yield f"{what} {more} are drawn but not in the data"
    if less := sorted(wanted - drawn):
        yield f"{what} {less} are in the data but not drawn"


def _lifecycle(figure: Figure, lifecycle: Lifecycle) -> Iterator[str]:
    stages = {f"{number} {stage.short}" for number, stage in enumerate(lifecycle.stages, start=1)}
    yield from _differences("stages", {box.label for box in figure.boxes}, stages)
    loops = {f"{loop.leaves} to {loop.returns_to}: {loop.reason}" for loop in lifecycle.loops}
    drawn = {f"{arrow.leaves} to {arrow.reaches}: {arrow.says}" for arrow in figure.arrows if arrow.back}
    yield from _differences("ways back", drawn, loops)
    main = {stage.name for stage in lifecycle.main_stages}
    yield from _differences("main stages", {frame.label for frame in figure.frames}, main)


def _reference(figure: Figure, data: Industrialisation) -> Iterator[str]:
    components = data.architecture.reference
    names = {f"{component.id}: {component.name}" for component in components}
    yield from _differences("components", {f"{shape.id}: {shape.label}" for shape in figure.shapes}, names)
    flows = {f"{one.id} to {other}" for one in components for other in one.flows_to}
    held = {f"{frame.id} to {shape.id}" for frame in figure.frames for shape in figure.held(frame)}
    drawn = {f"{arrow.leaves} to {arrow.reaches}" for arrow in figure.arrows}
    yield from _differences("flows", drawn | held, flows)


def _chain(figure: Figure, lifecycle: Lifecycle) -> Iterator[str]:
    extra = {"Lint"}
    for environment in sorted({test.environment for test in lifecycle.predeployment_tests}):
        tests = {test.name for test in lifecycle.predeployment_tests if test.environment == environment}
        yield from _differences(f"tests in {environment}", {*figure.box(environment).items} - extra, tests)


def _stages(figure: Figure, data: Industrialisation) -> Iterator[str]:
    held = {shape.id for frame in figure.frames if frame.id == "industrialisation" for shape in figure.held(frame)}
    yield from _differences("steps", held, {step.id for step in data.steps})


def check(data: FigureData) -> Iterator[Contradiction]:
    """Compare the figures with the files that own what they draw."""
    found: Mapping[str, Iterator[str]] = {
        "lifecycle": _lifecycle(data.figures.figure("lifecycle"), data.lifecycle),
        "reference-architecture": _reference(data.figures.figure("reference-architecture"), data.industrialisation),
        "cicd": _chain(data.figures.figure("cicd"), data.lifecycle),
        "two-stages": _stages(data.figures.figure("two-stages"), data.industrialisation),
    }
    claims = {claim.id for claim in data.evidence.claims}
    for number, figure in enumerate(data.figures.figures):
        for message in found.get(figure.id, ()):
            yield Contradiction("figures", ("figures", number), message)
        for place, name in enumerate(figure.evidence):
            if name not in claims:
                message = f"{name!r} is not the id of a claim in evidence.yml"
                yield Contradiction("figures", ("figures", number, "evidence", place), message)


def _graded(figure: Figure, evidence: Evidence) -> Figure:
    """The figure with the number of each claim in its title, where "{id}" stands, and the grades in its note."""
    claims = {claim.id: claim for claim in evidence.claims if claim.id in figure.evidence}
    if not claims:
        return figure
    title = figure.title
    for name, claim in claims.items():
        title = title.replace(f"{{{name}}}", claim.figure)
    grades = ", ".join(f"{claim.year}: {claim.grade}" for claim in claims.values())
    return figure.model_copy(update={"title": title, "note": f"{figure.note} Grade of the evidence, {grades}."})


def register(env: Any) -> None:
    """Add this area's macro to mkdocs-macros."""

    def pages(section: str) -> Sequence[Any]:
        found = [entry[section] for entry in env.conf["nav"] if section in entry]
        if len(found) != 1:
            raise ValueError(f"the navigation has no section {section!r}")
        entries: Sequence[Any] = found[0]
        return entries

    def figure(name: str) -> str:
        """Show a figure of figures.yml, or the map of the guide."""
        data: FigureData = env.variables["data"]
        if name == MAP:
            docs = Path(env.conf["docs_dir"])
            return show(env, MAP, guide_map(data.figures.guide_map, pages, lambda page: read_title(docs / page)))
        known = {one.id: one for one in data.figures.figures}
        if name not in known:
            raise ValueError(f"{name!r} is not the id of a figure; allowed are {sorted([*known, MAP])}")
        return show(env, name, _graded(known[name], data.evidence))

    env.macro(figure)
