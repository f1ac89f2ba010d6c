"""People with their levels, and what the project requires."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from calculators.faults import Fault
from calculators.fields import Field, integer, mapping, rows, structure, text

__all__ = ["HIGHEST", "Person", "Requirement", "Scenario", "check", "default", "levels", "names", "read", "required"]

HIGHEST = 3

LEVEL = Field(kind="integer", label="Level", low=0, high=HIGHEST)


@frozen(kw_only=True)
class Person:
    """Someone in the team: the levels of a role, levels of their own, or both; own levels win."""

    name: str = text("Name")
    role: str | None = text("Role", default=None, optional=True)
    levels: dict[str, int] = mapping("Levels", LEVEL, most=200)


@frozen(kw_only=True)
class Requirement:
    """How many people must stand at a level or above."""

    level: int = integer("Level needed", low=0, high=HIGHEST)
    people: int = integer("People needed", low=0, high=10_000)


@frozen(kw_only=True)
class Scenario:
    """A team, and the profile the project requires: skill id -> requirement."""

    name: str = text("Name of the team", default="", optional=True)
    people: tuple[Person, ...] = rows("People", Person, most=1000)
    required: dict[str, Requirement] = mapping("Required", Requirement, most=200, needed=True)


def read(raw: Mapping[str, Any]) -> Scenario:
    """A file's input as a scenario."""
    return structure(Scenario, raw)


def levels(person: Person, data: Mapping[str, Any]) -> dict[str, int]:
    """A person's level by skill id: the role's, overruled by the person's own."""
    of_role: dict[str, int] = next((role["levels"] for role in data["roles"]["roles"] if role["id"] == person.role), {})
    return {**of_role, **person.levels}


def check(scenario: Scenario, data: Mapping[str, Any]) -> list[Fault]:
    """What no single field can know."""
    known = [role["id"] for role in data["roles"]["roles"]]
    faults = [
        Fault(("people", index, "role"), f"is {person.role!r}; allowed: {', '.join(known)}")
        for index, person in enumerate(scenario.people)
        if person.role is not None and person.role not in known
    ]
    if not scenario.required:
        faults.append(Fault(("required",), "is empty; name at least one skill with its level and number of people"))
    return faults


def required(profile: Mapping[str, Any]) -> dict[str, Requirement]:
    """The requirements of one of the data's profiles."""
    return {skill: Requirement(**need) for skill, need in profile["required"].items()}


def default(data: Mapping[str, Any]) -> Scenario:
    """A fictitious team before its first model in production."""
    profiles = data["skill_profiles"]
    profile = next(p for p in profiles["profiles"] if p["id"] == "first-production-model")
    people = tuple(
        Person(name=one["name"], role=one["role"], levels=dict(one.get("levels") or {}))
        for one in profiles["default_team"]
    )
    return Scenario(name="Fictitious example", people=people, required=required(profile))


def names(data: Mapping[str, Any]) -> dict[str, str]:
    """Skill id -> its name."""
    return {skill["id"]: skill["name"] for skill in data["skills"]["skills"]}
