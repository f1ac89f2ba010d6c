"""The fictitious example that runs through the guide: its figures and its episodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final, NamedTuple, Protocol

import pandas as pd
from pydantic import Field

from macros.schema import Contradiction, Id, Model, Text, UniqueIds

__all__ = ["FILES", "Example", "check", "register", "tables"]


class Figure(Model):
    """A number that more than one page gives."""

    id: Id
    value: int
    unit: Text
    what: Text


class Period(Model):
    """What calls from the list brought in a period."""

    period: Text
    calls: Annotated[int, Field(gt=0)]
    orders: Annotated[int, Field(ge=0)]

    @property
    def rate(self) -> int:
        """Orders per 100 calls."""
        return round(100 * self.orders / self.calls)


class Episode(Model):
    """A part of the story, told in the example box of a chapter."""

    page: Id = Field(description="File in docs/guide, without ending")
    when: Text
    title: Text
    so_far: Text = Field(description="What a reader must know before it")


class Example(Model):
    """example.yml"""

    name: Text
    notice: Text
    figures: Annotated[list[Figure], UniqueIds, Field(min_length=1)]
    quality: Annotated[list[Period], Field(min_length=1)]
    episodes: Annotated[list[Episode], Field(min_length=1)]

    def figure(self, name: str) -> int:
        """The number with this id."""
        found = {figure.id: figure.value for figure in self.figures}
        if name not in found:
            raise ValueError(f"example.yml has no figure {name!r}; allowed: {', '.join(found)}")
        return found[name]


FILES: Final[dict[str, type[Model]]] = {"example": Example}


class ExampleData(Protocol):
    """The document that this area reads."""

    example: Example


class Sum(NamedTuple):
    """A figure, and the figures that must add up to it, those with a minus subtracted."""

    total: str
    parts: tuple[str, ...]


SUMS: Final = (
    Sum("shops", ("shops-south", "shops-north")),
    Sum("calls", ("calls-south", "calls-north")),
    Sum("model-orders", ("model-south", "model-north")),
    Sum("habit-orders", ("habit-south", "habit-north")),
    Sum("test-gain", ("model-orders", "-habit-orders")),
    Sum("trial-gain", ("trial-list", "-trial-habit")),
)


def check(data: ExampleData) -> Iterator[Contradiction]:
    """Where two figures of the story contradict each other, or a chapter has two episodes."""
    example = data.example
    places = {figure.id: index for index, figure in enumerate(example.figures)}
    for total, parts in SUMS:
        added = sum(
            -example.figure(part.removeprefix("-")) if part.startswith("-") else example.figure(part) for part in parts
        )
        if example.figure(total) != added:
            message = f"is {example.figure(total)}, but {' + '.join(parts).replace('+ -', '- ')} is {added}"
            yield Contradiction("example", ("figures", places[total], "value"), message)
    seen: set[str] = set()
    for index, episode in enumerate(example.episodes):
        if episode.page in seen:
            message = f"{episode.page!r} has an episode already; a chapter tells one"
            yield Contradiction("example", ("episodes", index, "page"), message)
        seen.add(episode.page)


def tables(data: ExampleData) -> dict[str, pd.DataFrame]:
    """Flat tables for download."""
    return {
        "example_figures": pd.DataFrame(figure.model_dump() for figure in data.example.figures),
        "example_episodes": pd.DataFrame(
            {"number": number, "when": one.when, "title": one.title, "chapter": one.page}
            for number, one in enumerate(data.example.episodes, start=1)
        ),
    }


def register(env: Any) -> None:
    """Add this area's macros to the site."""

    def render(template: str, **context: object) -> str:
        html: str = env.variables["render"](f"example/{template}", **context)
        return html

    def story() -> Example:
        data: ExampleData = env.variables["data"]
        return data.example

    def root() -> str:
        return "../" * str(env.page.url).count("/")

    def example(name: str) -> str:
        """A figure of the story, with its thousands apart."""
        return f"{story().figure(name):,}"

    def episode() -> str:
        """What happened before this chapter's part of the story, with links to the parts before and after it."""
        episodes = story().episodes
        page = str(env.page.url).rstrip("/").rpartition("/")[2]
        places = {one.page: index for index, one in enumerate(episodes)}
        if page not in places:
            raise ValueError(f"example.yml has no episode for {page!r}; allowed: {', '.join(places)}")
        here = places[page]
        return render(
            "episode.html",
            episode=episodes[here],
            number=here + 1,
            count=len(episodes),
            before=episodes[here - 1] if here else None,
            after=episodes[here + 1] if here + 1 < len(episodes) else None,
            root=root(),
        )

    def example_episodes() -> str:
        """List the parts of the story by date, each linked to the chapter that tells it."""
        return render("episodes.html", episodes=story().episodes, root=root())

    def example_quality() -> str:
        """Tabulate what calls from the list brought, period by period, beside the limit."""
        return render("quality.html", periods=story().quality, limit=story().figure("quality-limit"))

    for macro in (example, episode, example_episodes, example_quality):
        env.macro(macro)
