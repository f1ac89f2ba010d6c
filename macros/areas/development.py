"""Development: the six coding practices, who is responsible for them and who gains from code review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final, Self

import pandas as pd
from pydantic import Field, model_validator

from macros.schema import Id, Model, SourceId, Text, UniqueIds

__all__ = ["FILES", "Practices", "register", "tables"]


class Item(Model):
    """A single piece of advice, or a duty, or a gain."""

    id: Id
    text: Text
    note: Text | None = Field(default=None, description="What was corrected, or has changed")
    sources: list[SourceId] = Field(default_factory=list)


Items = Annotated[list[Item], UniqueIds, Field(min_length=1)]


class Group(Model):
    """Items under one heading of the slides."""

    id: Id
    title: Text
    numbered: bool = False
    items: Items


class Practice(Model):
    """A coding practice."""

    id: Id
    name: Text
    synthesis: Text = Field(description="What the practice makes of the code, in a word or two")
    chapter: Id = Field(description="File in docs/guide, without ending")
    summary: Text
    why: Text
    groups: Annotated[list[Group], UniqueIds, Field(min_length=1)]
    dos: Annotated[list[Item], UniqueIds] = Field(default_factory=list)
    donts: Annotated[list[Item], UniqueIds] = Field(default_factory=list)

    @model_validator(mode="after")
    def _dos_come_with_donts(self) -> Self:
        if bool(self.dos) != bool(self.donts):
            raise ValueError(f"{self.id!r} has only one of dos and donts; give both or leave both out")
        return self


class Role(Model):
    """A person in charge."""

    id: Id
    name: Text
    also: Text = Field(description="Other names of the role")
    duties: Items


class Beneficiary(Model):
    """Someone who gains from code review."""

    id: Id
    name: Text
    gains: Items


class Practices(Model):
    """practices.yml"""

    practices: Annotated[list[Practice], UniqueIds, Field(min_length=1)]
    roles: Annotated[list[Role], UniqueIds, Field(min_length=1)]
    review_benefits: Annotated[list[Beneficiary], UniqueIds, Field(min_length=1)]

    def practice(self, name: str) -> Practice:
        """Return a practice by its id; raise ValueError if there is none."""
        for practice in self.practices:
            if practice.id == name:
                return practice
        raise ValueError(f"{name!r} is no practice; allowed: {[practice.id for practice in self.practices]}")

    def group(self, practice: str, name: str) -> Group:
        """Return a group of a practice by its id; raise ValueError if there is none."""
        groups = self.practice(practice).groups
        for group in groups:
            if group.id == name:
                return group
        raise ValueError(f"{practice!r} has no group {name!r}; allowed: {[group.id for group in groups]}")


FILES: Final[dict[str, type[Model]]] = {"practices": Practices}


def _practice_rows(practices: Practices) -> Iterator[dict[str, str]]:
    for practice in practices.practices:
        parts = [(group.id, "item", group.items) for group in practice.groups]
        parts += [("dos", "do", practice.dos), ("donts", "don't", practice.donts)]
        for group, kind, items in parts:
            for item in items:
                yield {
                    "practice": practice.id,
                    "group": group,
                    "kind": kind,
                    "id": item.id,
                    "text": item.text,
                    "note": item.note or "",
                    "sources": ", ".join(item.sources),
                }


def _responsibility_rows(practices: Practices) -> Iterator[dict[str, str]]:
    for role in practices.roles:
        for duty in role.duties:
            yield {"who": role.name, "kind": "duty", "id": duty.id, "text": duty.text}
    for beneficiary in practices.review_benefits:
        for gain in beneficiary.gains:
            yield {"who": beneficiary.name, "kind": "gain from code review", "id": gain.id, "text": gain.text}


def tables(data: Any) -> dict[str, pd.DataFrame]:
    """Flat tables for download."""
    return {
        "practices": pd.DataFrame(_practice_rows(data.practices)),
        "responsibilities": pd.DataFrame(_responsibility_rows(data.practices)),
    }


def register(env: Any) -> None:
    """Add this area's macros to mkdocs-macros."""

    def practices() -> Practices:
        loaded: Practices = env.variables["data"].practices
        return loaded

    def root() -> str:
        return "../" * str(env.page.url).count("/")

    def cite(sources: Sequence[str]) -> str:
        return str(env.macros["cite"](*sources))

    def render(template: str, **context: object) -> str:
        return str(env.variables["render"](f"development/{template}", cite=cite, **context))

    def practice_items(practice: str, group: str) -> str:
        """List the items of a group, each with its note and sources."""
        return render("items.html", practice=practice, group=practices().group(practice, group))

    def practice_dos_donts(practice: str) -> str:
        """Set what to do beside what to avoid."""
        found = practices().practice(practice)
        if not found.dos:
            having = [other.id for other in practices().practices if other.dos]
            raise ValueError(f"practice_dos_donts({practice!r}): it has none; allowed: {having}")
        return render("dos_donts.html", practice=found)

    def practice_synthesis() -> str:
        """Show the six practices in a line each, linked to their chapters."""
        return render("synthesis.html", practices=practices().practices, root=root())

    def practice_roles() -> str:
        """Show the code master and the data master with their duties."""
        return render("roles.html", roles=practices().roles)

    def review_benefits() -> str:
        """Show what code review brings, and to whom."""
        return render("review.html", beneficiaries=practices().review_benefits)

    for macro in (practice_items, practice_dos_donts, practice_synthesis, practice_roles, review_benefits):
        env.macro(macro)
