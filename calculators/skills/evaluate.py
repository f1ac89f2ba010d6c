"""From a team and a required profile to gaps, coverage and single holders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from calculators.skills.model import Requirement, Scenario, levels

__all__ = ["Gap", "Help", "Result", "SingleHolder", "evaluate", "to_json"]


@frozen
class Gap:
    """A required skill: how many people it needs, has and lacks."""

    skill: str
    level: int
    required: int
    available: int
    """People at the level or above."""
    missing: int


@frozen
class SingleHolder:
    """The only person at the level that a required skill needs."""

    skill: str
    level: int
    person: str


@frozen
class Help:
    """A role, and the open requirements that one more person in it would serve."""

    role: str
    skills: Sequence[str]

    @property
    def closes(self) -> int:
        return len(self.skills)


@frozen
class Result:
    """What the team has and lacks."""

    gaps: Sequence[Gap]
    single_holders: Sequence[SingleHolder]
    coverage: float
    """Share of the required people-skills that is met, 0 to 1; 1 where nothing is required."""
    helps: Sequence[Help]
    people: Sequence[tuple[str, Mapping[str, int]]]
    """Each person's name with the level in each skill that is required or held."""


def _gap(skill: str, need: Requirement, people: Sequence[tuple[str, Mapping[str, int]]]) -> Gap:
    available = sum(held.get(skill, 0) >= need.level for _, held in people)
    return Gap(skill, need.level, need.people, available, max(0, need.people - available))


def evaluate(scenario: Scenario, data: Mapping[str, Any]) -> Result:
    """Compare a checked team with what it requires.

    Coverage is ``Σ min(available, required) / Σ required`` over the required skills.
    """
    people = [(person.name, levels(person, data)) for person in scenario.people]
    gaps = [_gap(skill, need, people) for skill, need in scenario.required.items()]
    needed = sum(gap.required for gap in gaps)
    met = sum(min(gap.available, gap.required) for gap in gaps)
    holders = [
        SingleHolder(gap.skill, gap.level, next(name for name, held in people if held.get(gap.skill, 0) >= gap.level))
        for gap in gaps
        if gap.available == 1 and gap.required > 0
    ]
    helps = [
        Help(
            role["id"],
            [gap.skill for gap in gaps if gap.missing and role["levels"].get(gap.skill, 0) >= gap.level],
        )
        for role in data["roles"]["roles"]
    ]
    return Result(
        gaps=gaps,
        single_holders=holders,
        coverage=met / needed if needed else 1.0,
        helps=sorted((one for one in helps if one.closes), key=lambda one: -one.closes),
        people=people,
    )


def to_json(result: Result) -> dict[str, Any]:
    """The result under the names that the command line promises."""
    return {
        "gaps": [
            {
                "skill": gap.skill,
                "level": gap.level,
                "required": gap.required,
                "available": gap.available,
                "missing": gap.missing,
            }
            for gap in result.gaps
        ],
        "single_holders": [
            {"skill": one.skill, "level": one.level, "person": one.person} for one in result.single_holders
        ],
        "coverage": result.coverage,
        "roles_that_help": [
            {"role": one.role, "closes": one.closes, "skills": list(one.skills)} for one in result.helps
        ],
    }
