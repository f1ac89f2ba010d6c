"""The team: roles, skills, shared strategy, and the renderings of the pages about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Protocol

import pandas as pd
from pydantic import Field, model_validator

from macros.schema import Contradiction, Id, Model, SourceId, Text, UniqueIds

__all__ = [
    "FILES",
    "Roles",
    "SkillProfiles",
    "Skills",
    "TeamPractice",
    "check",
    "register",
    "skill_levels",
    "tables",
]

Level = Annotated[int, Field(ge=1, le=3)]
Texts = Annotated[list[Text], Field(min_length=1)]


class Role(Model):
    """A role, with the level it usually calls for in each skill."""

    id: Id
    name: Text
    mission: Text
    tasks: Texts
    works_with: Annotated[list[Id], Field(min_length=1)]
    levels: dict[Id, Level]
    notes: list[Text]


class LevelMeaning(Model):
    """What a level means; 0 is for people, no role has it."""

    level: Annotated[int, Field(ge=0, le=3)]
    name: Text
    meaning: Text


class MatrixNote(Model):
    """A remark that helps to read the matrix."""

    id: Id
    title: Text
    text: Text


class MissingRole(Model):
    """A role that the matrix leaves out, and who stands in for it."""

    id: Id
    name: Text
    brings: Text
    until_then: Text
    named_in: list[SourceId] = Field(default_factory=list)


class Roles(Model):
    """``roles.yml``."""

    roles: Annotated[list[Role], UniqueIds]
    levels_legend: list[LevelMeaning]
    legend_note: Text
    matrix_notes: Annotated[list[MatrixNote], UniqueIds]
    missing_roles: Annotated[list[MissingRole], UniqueIds]

    @model_validator(mode="after")
    def _colleagues_exist(self) -> Roles:
        ids = {role.id for role in self.roles}
        for role in self.roles:
            if unknown := sorted(set(role.works_with) - ids):
                raise ValueError(f"{role.id} works with {unknown}; allowed are {sorted(ids)}")
            if role.id in role.works_with:
                raise ValueError(f"{role.id} works with itself; name other roles only")
        return self

    @model_validator(mode="after")
    def _legend_is_complete(self) -> Roles:
        if (levels := [entry.level for entry in self.levels_legend]) != [0, 1, 2, 3]:
            raise ValueError(f"levels_legend explains {levels}; it must explain 0, 1, 2 and 3, in this order")
        return self


class SkillEntry(Model):
    """A part of a skill."""

    id: Id
    name: Text
    meaning: Text


class Skill(Model):
    """A group of hard skills: one column of the matrix."""

    id: Id
    name: Text
    also_called: list[Text] = Field(default_factory=list)
    meaning: Text
    entries: Annotated[list[SkillEntry], UniqueIds, Field(min_length=1)]


class SoftSkill(Model):
    """A soft skill and the sign by which it shows."""

    id: Id
    name: Text
    meaning: Text
    look_for: Text


class Skills(Model):
    """``skills.yml``."""

    skills: Annotated[list[Skill], UniqueIds]
    soft_skills: Annotated[list[SoftSkill], UniqueIds]


class PracticeItem(Model):
    """A question to answer or an action to take."""

    id: Id
    name: Text | None = None
    text: Text
    origin: Literal["slides", "ours"] = "slides"


class PracticeGroup(Model):
    """A heading of the slides on shared strategy, efficiency or promotion."""

    id: Id
    part: Literal["strategy", "efficiency", "promotion"]
    name: Text
    source: SourceId
    items: Annotated[list[PracticeItem], UniqueIds, Field(min_length=1)]


class TeamPractice(Model):
    """``team_practice.yml``."""

    groups: Annotated[list[PracticeGroup], UniqueIds]


class Requirement(Model):
    """How many people should stand at a level or above; nobody means that the skill is not asked for."""

    level: Level
    people: Annotated[int, Field(ge=0)]


class SkillProfile(Model):
    """What a kind of project asks of its team."""

    id: Id
    name: Text
    when: Text
    required: dict[Id, Requirement]


class Person(Model):
    """An invented member of the example team; ``levels`` overrides those of the role."""

    name: Text
    role: Id
    levels: dict[Id, Level] = Field(default_factory=dict)


class SkillProfiles(Model):
    """``skill_profiles.yml``."""

    note: Text
    profiles: Annotated[list[SkillProfile], UniqueIds]
    default_team: Annotated[list[Person], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_differ(self) -> SkillProfiles:
        names = [person.name for person in self.default_team]
        if repeated := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"default_team has {repeated} twice; each name may stand once")
        return self


FILES: dict[str, type[Model]] = {
    "roles": Roles,
    "skill_profiles": SkillProfiles,
    "skills": Skills,
    "team_practice": TeamPractice,
}


class TeamData(Protocol):
    """The documents that this area reads."""

    roles: Roles
    skill_profiles: SkillProfiles
    skills: Skills
    team_practice: TeamPractice


def check(data: TeamData) -> Iterator[Contradiction]:
    """Where the files of this area contradict one another."""
    skills = [skill.id for skill in data.skills.skills]
    roles = [role.id for role in data.roles.roles]

    def complete(file: str, path: tuple[str | int, ...], given: dict[str, Any]) -> Iterator[Contradiction]:
        for skill in given:
            if skill not in skills:
                yield Contradiction(
                    file, (*path, skill), f"is not a skill of skills.yml; allowed: {', '.join(skills)}", True
                )
        if missing := [skill for skill in skills if skill not in given]:
            yield Contradiction(file, path, f"lacks {', '.join(missing)}; every skill of skills.yml must be given")

    for index, role in enumerate(data.roles.roles):
        yield from complete("roles", ("roles", index, "levels"), role.levels)
    for index, profile in enumerate(data.skill_profiles.profiles):
        yield from complete("skill_profiles", ("profiles", index, "required"), profile.required)
    for index, person in enumerate(data.skill_profiles.default_team):
        place = ("default_team", index)
        if person.role not in roles:
            yield Contradiction(
                "skill_profiles",
                (*place, "role"),
                f"is {person.role!r}, no role of roles.yml; allowed: {', '.join(roles)}",
            )
        for skill in person.levels:
            if skill not in skills:
                yield Contradiction(
                    "skill_profiles", (*place, "levels", skill), f"is not a skill; allowed: {', '.join(skills)}", True
                )


def skill_levels(data: TeamData) -> pd.DataFrame:
    """Give the matrix: one row a role id, one column a skill id, levels 1 to 3."""
    return pd.DataFrame(
        [role.levels for role in data.roles.roles],
        index=pd.Index([role.id for role in data.roles.roles], name="role"),
        columns=[skill.id for skill in data.skills.skills],
    )


def _skill_entries(data: TeamData) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "skill": skill.id,
                "skill_name": skill.name,
                "also_called": ", ".join(skill.also_called),
                "entry": entry.id,
                "entry_name": entry.name,
                "meaning": entry.meaning,
            }
            for skill in data.skills.skills
            for entry in skill.entries
        ]
    )


def _soft_skills(data: TeamData) -> pd.DataFrame:
    return pd.DataFrame([skill.model_dump() for skill in data.skills.soft_skills])


def _practice(data: TeamData) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "part": group.part,
                "group": group.id,
                "group_name": group.name,
                "item": item.id,
                "name": item.name or "",
                "text": item.text,
                "origin": item.origin,
            }
            for group in data.team_practice.groups
            for item in group.items
        ]
    )


def _requirements(data: TeamData) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"profile": profile.id, "profile_name": profile.name, "skill": skill, **requirement.model_dump()}
            for profile in data.skill_profiles.profiles
            for skill, requirement in profile.required.items()
        ]
    )


def tables(data: TeamData) -> dict[str, pd.DataFrame]:
    """Flat tables for download."""
    return {
        "roles_skills": skill_levels(data).reset_index(),
        "skills": _skill_entries(data),
        "soft_skills": _soft_skills(data),
        "team_practice": _practice(data),
        "skill_profiles": _requirements(data),
    }


def register(env: Any) -> None:
    """Add this area's macros to mkdocs-macros."""

    def render(template: str, **context: object) -> str:
        return str(env.variables["render"](f"team/{template}", **context))

    def data() -> TeamData:
        documents: TeamData = env.variables["data"]
        return documents

    def skills_matrix() -> str:
        """Show the roles against the skills, as a heat map that is a real table."""
        legend = {entry.level: entry for entry in data().roles.levels_legend}
        levels = skill_levels(data())
        return render(
            "matrix.html",
            roles={role.id: role.name for role in data().roles.roles},
            skills={skill.id: skill.name for skill in data().skills.skills},
            levels=levels.to_dict(orient="index"),
            most=max(legend),
            legend=legend.values(),
            names={level: entry.name.lower() for level, entry in legend.items()},
            note=data().roles.legend_note,
        )

    def skill_groups() -> str:
        """Show the six groups of hard skills with their entries."""
        entries = _skill_entries(data())
        return render(
            "skill_groups.html",
            groups=[
                (skill, list(entries[entries["skill"] == skill.id].itertuples(index=False)))
                for skill in data().skills.skills
            ],
        )

    def soft_skills() -> str:
        """Show the soft skills, each with the sign to look for."""
        return render("soft_skills.html", skills=list(_soft_skills(data()).itertuples(index=False)))

    def team_questions(group: str) -> str:
        """Give the questions or actions of a group as a task list in Markdown."""
        practice = _practice(data())
        items = practice[practice["group"] == group]
        if items.empty:
            raise ValueError(f"team_questions({group!r}): no such group; allowed are {sorted(set(practice['group']))}")
        lead = items["name"].map(lambda name: f"**{name}.** " if name else "")
        return "\n".join("- [ ] " + lead + items["text"])

    for macro in (skills_matrix, skill_groups, soft_skills, team_questions):
        env.macro(macro)
