"""The team: roles, skills, shared strategy, and the renderings of the pages about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Protocol

import pandas as pd
from pydantic import Field, model_validator

from macros.checklists import task
from macros.schema import Contradiction, Id, Model, SourceId, Text, UniqueIds

if TYPE_CHECKING:  # both read models of this module
    from macros.areas.lifecycle import Lifecycle
    from macros.areas.strategy import References

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
Sources = Annotated[list[SourceId], Field(min_length=1)]


class InterviewQuestion(Model):
    """A question to a candidate, and what a good answer holds."""

    ask: Text
    listen_for: Text


class Signs(Model):
    """By what one knows somebody who fills a role well, or does not."""

    work: Texts
    interview: Annotated[list[InterviewQuestion], Field(min_length=1)]
    warnings: Texts


class GrowthStep(Model):
    """A step on the way from starting to leading."""

    name: Text
    does: Text
    learns: Text


class Move(Model):
    """A way from one role to another, which may be one that the matrix leaves out."""

    to: Id
    how: Text


class Sourced(Model):
    """A statement and where it comes from."""

    text: Text
    sources: Sources


class Growth(Model):
    """How people grow in a role and out of it; ``public_path`` is what a public framework says of its levels."""

    steps: Annotated[list[GrowthStep], Field(min_length=1)]
    moves: Annotated[list[Move], Field(min_length=1)]
    public_path: Sourced | None = None


class Mistake(Model):
    """What people in a role often do wrong, and what to do instead."""

    mistake: Text
    instead: Text


class KnownAs(Model):
    """The name of a role elsewhere."""

    name: Text
    source: SourceId


class Change(Sourced):
    """What has changed for a role since 2022, or what the slides of 2022 leave out."""

    title: Text


class Role(Model):
    """A role, with the level it usually calls for in each skill."""

    id: Id
    name: Text
    mission: Text
    tasks: Texts
    works_with: Annotated[list[Id], Field(min_length=1)]
    levels: dict[Id, Level]
    notes: list[Text]
    level_notes: dict[Id, Text] = Field(description="What the level means for this role, by skill")
    phases: dict[Id, Texts] = Field(description="Tasks, by stage of lifecycle.yml and in its order")
    signs: Signs
    growth: Growth
    mistakes: Annotated[list[Mistake], Field(min_length=1)]
    known_as: Annotated[list[KnownAs], Field(min_length=1)]
    since_2022: Annotated[list[Change], Field(min_length=1)]
    further_sources: list[SourceId]

    @property
    def sources(self) -> list[str]:
        """Every source that the entry names, once, in the order of the page."""
        public = self.growth.public_path.sources if self.growth.public_path else []
        named = [known.source for known in self.known_as]
        changes = [source for change in self.since_2022 for source in change.sources]
        return list(dict.fromkeys([*named, *public, *changes, *self.further_sources]))


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


class Handover(Model):
    """What one role gives to another, and how one sees that it is good enough."""

    from_: Annotated[Id, Field(alias="from")]
    to: Id
    what: Text
    good_when: Text


class Roles(Model):
    """``roles.yml``."""

    roles: Annotated[list[Role], UniqueIds]
    levels_legend: list[LevelMeaning]
    legend_note: Text
    matrix_notes: Annotated[list[MatrixNote], UniqueIds]
    missing_roles: Annotated[list[MissingRole], UniqueIds]
    handovers: Annotated[list[Handover], Field(min_length=1)]
    interview_note: Sourced

    @property
    def names(self) -> dict[str, str]:
        """The name of every role, those that the matrix leaves out included, by id."""
        return {role.id: role.name for role in self.roles} | {role.id: role.name for role in self.missing_roles}

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
    def _moves_and_handovers_name_roles(self) -> Roles:
        own = [role.id for role in self.roles]
        if both := sorted(set(own) & {role.id for role in self.missing_roles}):
            raise ValueError(f"missing_roles lists {both}, which the matrix has")
        for role in self.roles:
            targets = [move.to for move in role.growth.moves]
            if unknown := sorted(set(targets) - set(self.names) | {role.id} & set(targets)):
                raise ValueError(f"{role.id} moves to {unknown}; allowed are other roles of {sorted(self.names)}")
        for handover in self.handovers:
            ends = {handover.from_, handover.to}
            if unknown := sorted(ends - set(self.names)):
                raise ValueError(f"a handover names {unknown}; allowed are {sorted(self.names)}")
            if len(ends) == 1 or not ends & set(own):
                raise ValueError(f"a handover joins {sorted(ends)}; it must join two roles, one of them of the matrix")
        return self

    @model_validator(mode="after")
    def _colleagues_hand_something_over(self) -> Roles:
        joined = {frozenset((handover.from_, handover.to)) for handover in self.handovers}
        for role in self.roles:
            if idle := [other for other in role.works_with if frozenset((role.id, other)) not in joined]:
                raise ValueError(f"{role.id} works with {idle}, but no handover joins them")
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
    lifecycle: Lifecycle
    references: References


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

    stages = [stage.id for stage in data.lifecycle.stages]
    for index, role in enumerate(data.roles.roles):
        yield from complete("roles", ("roles", index, "levels"), role.levels)
        yield from complete("roles", ("roles", index, "level_notes"), role.level_notes)
        if list(role.phases) != stages:
            yield Contradiction(
                "roles",
                ("roles", index, "phases"),
                f"has {', '.join(role.phases)}; it must have the stages of lifecycle.yml in order: {', '.join(stages)}",
            )
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


class PhaseTasks(NamedTuple):
    """What a role does in a stage of the life cycle; ``main`` where it is among those who carry the stage."""

    stage: str
    name: str
    short: str
    page: str
    main: bool
    tasks: list[str]


def phase_tasks(data: TeamData, role: Role) -> list[PhaseTasks]:
    """List the tasks of a role, stage by stage."""
    return [
        PhaseTasks(
            stage=stage.id,
            name=stage.name,
            short=stage.short,
            page=stage.chapters[0].page,
            main=role.id in stage.roles,
            tasks=role.phases[stage.id],
        )
        for stage in data.lifecycle.stages
    ]


def _role_phases(data: TeamData) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"role": role.id, "stage": phase.stage, "part": "main" if phase.main else "smaller", "task": task}
            for role in data.roles.roles
            for phase in phase_tasks(data, role)
            for task in phase.tasks
        ]
    )


def _role_handovers(data: TeamData) -> pd.DataFrame:
    return pd.DataFrame([handover.model_dump(by_alias=True) for handover in data.roles.handovers])


def tables(data: TeamData) -> dict[str, pd.DataFrame]:
    """Flat tables for download."""
    return {
        "roles_skills": skill_levels(data).reset_index(),
        "role_phases": _role_phases(data),
        "role_handovers": _role_handovers(data),
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
            root="../" * str(env.page.url).count("/"),
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
        texts = zip(lead + items["text"], items["item"], strict=True)
        return "\n".join(task(text, f"{group}/{item}") for text, item in texts)

    for macro in (skills_matrix, skill_groups, soft_skills, team_questions):
        env.macro(macro)
    _register_roles(env, data, render)


def _register_roles(env: Any, data: Callable[[], TeamData], render: Callable[..., str]) -> None:
    """Add the macros of the pages of roles, each for one section."""

    def cite(sources: Iterable[str]) -> str:
        return str(env.macros["cite"](*sources))

    def root() -> str:
        return "../" * str(env.page.url).count("/")

    def one(name: str) -> Role:
        known = {role.id: role for role in data().roles.roles}
        if name not in known:
            raise ValueError(f"{name!r} is not the id of a role; allowed are {sorted(known)}")
        return known[name]

    def names() -> dict[str, str]:
        return data().roles.names

    def links() -> dict[str, str]:
        """The address of every role: its page, or the table of those that the matrix leaves out."""
        pages = {role.id: f"{root()}team/roles/{role.id}/" for role in data().roles.roles}
        return {name: f"{root()}guide/team/#what-the-matrix-leaves-out" for name in names()} | pages

    def role_facts(name: str) -> str:
        """Show the mission of a role, its names elsewhere, its colleagues and the phases that it carries."""
        role = one(name)
        return render(
            "role_facts.html",
            role=role,
            known=[(known.name, cite([known.source])) for known in role.known_as],
            names=names(),
            links=links(),
            phases=[phase for phase in phase_tasks(data(), role) if phase.main],
            root=root(),
        )

    def role_skills(name: str) -> str:
        """Show the level of a role in each skill, and what the level means for it."""
        legend = {entry.level: entry.name.lower() for entry in data().roles.levels_legend}
        return render(
            "role_skills.html",
            role=one(name),
            skills={skill.id: skill.name for skill in data().skills.skills},
            names=legend,
            most=max(legend),
            root=root(),
        )

    def role_tasks(name: str) -> str:
        """Show what a role does in each stage of the life cycle."""
        return render("role_tasks.html", phases=phase_tasks(data(), one(name)), root=root())

    def role_signs(name: str) -> str:
        """Show the signs of a good one in the work and in an interview, and the warning signs."""
        note = data().roles.interview_note
        return render("role_signs.html", signs=one(name).signs, note=note.text, cited=cite(note.sources))

    def role_growth(name: str) -> str:
        """Show the steps from starting to leading, and the moves to other roles."""
        growth = one(name).growth
        public = growth.public_path
        return render(
            "role_growth.html",
            growth=growth,
            names=names(),
            links=links(),
            public=public and (public.text, cite(public.sources)),
        )

    def role_handovers(name: str) -> str:
        """Show what a role gets from others and what it gives to them."""
        role = one(name)
        handovers = data().roles.handovers
        return render(
            "role_handovers.html",
            gets=[(handover.from_, handover) for handover in handovers if handover.to == role.id],
            gives=[(handover.to, handover) for handover in handovers if handover.from_ == role.id],
            names=names(),
            links=links(),
        )

    def role_mistakes(name: str) -> str:
        """Show the common mistakes of a role, each with what to do instead."""
        return render("role_mistakes.html", mistakes=one(name).mistakes)

    def role_changes(name: str) -> str:
        """Say in Markdown what has changed for a role since 2022, with sources."""
        return "\n\n".join(
            f"**{change.title}.** {change.text} ({cite(change.sources)})" for change in one(name).since_2022
        )

    def role_sources(name: str) -> str:
        """List every source that the entry of a role names, and those on interviews."""
        titles = {reference.id: reference.title for reference in data().references.references}
        sources = dict.fromkeys([*one(name).sources, *data().roles.interview_note.sources])
        return render("role_sources.html", sources=[(cite([source]), titles[source]) for source in sources])

    for section in (
        role_facts,
        role_skills,
        role_tasks,
        role_signs,
        role_growth,
        role_handovers,
        role_mistakes,
        role_changes,
        role_sources,
    ):
        env.macro(section)
