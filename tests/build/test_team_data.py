"""The team's data say what the slides say, and their renderings are complete."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup
from pydantic import ValidationError

from macros.areas import lifecycle, strategy, team
from macros.pages import renderer

ROOT = Path(__file__).parents[2]

SKILLS = [
    "business-understanding",
    "data-understanding",
    "data-manipulation",
    "maths-stats-ml",
    "infrastructure",
    "software-engineering",
]

MATRIX = {
    "ds-project-manager": [3, 2, 2, 1, 1, 1],
    "data-scientist": [2, 2, 3, 3, 1, 2],
    "data-engineer": [2, 1, 3, 2, 2, 3],
    "data-architect": [1, 1, 2, 1, 3, 3],
    "data-manager": [2, 3, 3, 1, 1, 1],
    "devops": [1, 1, 2, 1, 3, 3],
}

ENTRIES = {
    "business-understanding": ["Business domain knowledge"],
    "data-understanding": ["Data domain knowledge", "Data querying", "Data tooling"],
    "data-manipulation": ["Data querying", "Data visualisation", "Data intuition and analysis"],
    "maths-stats-ml": ["Statistics and mathematics", "Machine learning and deep learning", "Optimisation"],
    "infrastructure": ["System implementation", "Platforms and storage", "DevOps"],
    "software-engineering": [
        "Programming tools",
        "Front-end and back-end development concepts",
        "Web services and APIs",
    ],
}


def document(stem: str) -> Any:
    return yaml.safe_load((ROOT / "docs" / "data" / f"{stem}.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def data() -> Any:
    models = team.FILES | {"lifecycle": lifecycle.Lifecycle, "references": strategy.References}
    return SimpleNamespace(**{stem: model.model_validate(document(stem)) for stem, model in models.items()})


@pytest.fixture(scope="module")
def macros(data: Any) -> dict[str, Callable[..., str]]:
    added: dict[str, Callable[..., str]] = {}
    env = SimpleNamespace(
        variables={"data": data, "render": renderer()},
        macro=lambda function: added.setdefault(function.__name__, function),
        macros={"cite": lambda *sources: "; ".join(f'<a class="cite">{source}</a>' for source in sources)},
        page=SimpleNamespace(url="team/roles/data-scientist/"),
    )
    team.register(env)
    return added


@pytest.mark.parametrize(
    ("role", "skill", "level"),
    [(role, skill, level) for role, row in MATRIX.items() for skill, level in zip(SKILLS, row, strict=True)],
)
def test_a_cell_of_the_matrix_is_that_of_the_slides(data: Any, role: str, skill: str, level: int) -> None:
    assert level == team.skill_levels(data).loc[role, skill]


def test_the_matrix_has_six_roles_and_six_skills_in_the_slides_order(data: Any) -> None:
    levels = team.skill_levels(data)

    assert list(MATRIX) == list(levels.index)
    assert list(levels.columns) == SKILLS


@pytest.mark.parametrize("skill", SKILLS)
def test_a_skill_has_every_entry_of_the_slides(data: Any, skill: str) -> None:
    (group,) = [group for group in data.skills.skills if group.id == skill]

    assert ENTRIES[skill] == [entry.name for entry in group.entries]


def test_data_tooling_names_its_four_examples(data: Any) -> None:
    (meaning,) = [e.meaning for group in data.skills.skills for e in group.entries if e.id == "data-tooling"]

    assert all(tool in meaning for tool in ("dictionary", "catalogue", "lineage", "quality"))


def test_the_other_name_of_data_manipulation_is_kept(data: Any) -> None:
    assert data.skills.skills[2].also_called == ["Data exploration"]


def test_the_soft_skills_are_the_four_of_the_slides(data: Any) -> None:
    assert [skill.id for skill in data.skills.soft_skills] == ["communication", "teamwork", "autonomy", "curiosity"]


@pytest.mark.parametrize(
    ("group", "from_slides", "ours"),
    [
        ("team-context", 3, 0),
        ("alignment", 3, 0),
        ("documentation", 4, 0),
        ("culture", 4, 0),
        ("acting", 0, 4),
        ("shared-way-of-working", 6, 0),
        ("skills-needed", 3, 0),
        ("learning", 1, 1),
        ("promotion", 5, 0),
    ],
)
def test_a_group_has_all_the_points_of_the_slides(data: Any, group: str, from_slides: int, ours: int) -> None:
    practice = team.tables(data)["team_practice"]
    origins = practice.loc[practice["group"] == group, "origin"]

    assert (from_slides, ours) == ((origins == "slides").sum(), (origins == "ours").sum())


def test_every_profile_asks_for_something_that_its_levels_allow(data: Any) -> None:
    required = team.tables(data)["skill_profiles"]

    assert list(required["profile"].unique()) == [
        "proof-of-concept",
        "first-production-model",
        "data-platform",
        "regulated-model",
    ]
    assert required["level"].between(1, 3).all()
    assert (required.groupby("profile")["people"].sum() > 0).all()


def test_the_example_team_leaves_three_gaps_against_a_first_production_model(data: Any) -> None:
    levels = pd.DataFrame(
        [
            team.skill_levels(data).loc[person.role].to_dict() | person.levels
            for person in data.skill_profiles.default_team
        ]
    )
    (profile,) = [p for p in data.skill_profiles.profiles if p.id == "first-production-model"]
    gaps = {
        skill: requirement.people - int((levels[skill] >= requirement.level).sum())
        for skill, requirement in profile.required.items()
    }

    assert {skill: gap for skill, gap in gaps.items() if gap > 0} == {
        "business-understanding": 1,
        "infrastructure": 1,
        "software-engineering": 1,
    }


def test_a_role_with_a_skill_of_its_own_is_refused(data: Any) -> None:
    roles = document("roles")
    roles["roles"][0]["levels"]["telepathy"] = 3
    broken = SimpleNamespace(**{**vars(data), "roles": team.Roles.model_validate(roles)})

    assert [wrong.path for wrong in team.check(broken)] == [("roles", 0, "levels", "telepathy")]


def test_a_level_above_three_is_refused() -> None:
    roles = document("roles")
    roles["roles"][0]["levels"]["infrastructure"] = 4

    with pytest.raises(ValidationError, match="less than or equal to 3"):
        team.Roles.model_validate(roles)


def test_a_colleague_who_is_no_role_is_refused() -> None:
    roles = document("roles")
    roles["roles"][0]["works_with"] = ["wizard"]

    with pytest.raises(ValidationError, match="wizard"):
        team.Roles.model_validate(roles)


def test_the_rendered_matrix_is_a_table_whose_stars_are_also_words(macros: dict[str, Callable[..., str]]) -> None:
    page = BeautifulSoup(macros["skills_matrix"](), "html.parser")
    table = page.select_one("table")

    assert table is not None
    assert table.caption is not None
    assert len(table.select("thead th[scope=col]")) == 7
    assert [row.th["scope"] for row in table.select("tbody tr") if row.th] == ["row"] * 6
    words = [cell.get_text() for cell in table.select("td .visually-hidden")]
    assert words[0] == "3 of 3, expert"
    assert [int(word[0]) for word in words] == [level for row in MATRIX.values() for level in row]
    assert [stars.get_text().count("★") for stars in table.select("td [aria-hidden]")] == [int(w[0]) for w in words]
    assert len(page.select("dl.team-legend dt")) == 4


@pytest.mark.parametrize("macro", ["skills_matrix", "skill_groups", "soft_skills"])
def test_rendered_html_passes_through_markdown_as_one_block(macros: dict[str, Callable[..., str]], macro: str) -> None:
    html = macros[macro]()

    assert html.startswith("<div")
    assert "\n\n" not in html


def test_questions_become_a_task_list(macros: dict[str, Callable[..., str]]) -> None:
    lines = macros["team_questions"]("promotion").splitlines()

    assert len(lines) == 2 * 5
    assert all(line.startswith("- [ ] **") for line in lines[::2])
    assert all(line.startswith("    {: data-item=promotion/") for line in lines[1::2])


def test_an_unknown_group_of_questions_is_refused(macros: dict[str, Callable[..., str]]) -> None:
    with pytest.raises(ValueError, match="allowed are"):
        macros["team_questions"]("astrology")


PARTS = ["facts", "skills", "tasks", "signs", "growth", "handovers", "mistakes", "changes", "sources"]


def page(role: str) -> str:
    return (ROOT / "docs" / "team" / "roles" / f"{role}.md").read_text(encoding="utf-8")


def texts(value: Any) -> Iterator[str]:
    """Every text that an entry holds, keys and ids of sources left out."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in {"source", "sources", "further_sources"}:
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def shown(macros: dict[str, Callable[..., str]], role: str) -> str:
    """What a reader sees of a role's data, as plain text."""
    html = "\n".join(macros[f"role_{part}"](role) for part in PARTS)
    return re.sub(r"\s+", " ", BeautifulSoup(html, "html.parser").get_text(" "))


@pytest.mark.parametrize("role", MATRIX)
def test_a_role_has_a_page_that_shows_every_part_of_its_data(role: str) -> None:
    text = page(role)

    assert [part for part in PARTS if f'{{{{ role_{part}("{role}")' not in text] == []
    assert "Example (fictitious)" in text
    assert all(heading in text for heading in ("## Checklist", "## Next step", "## Sources"))


def test_there_is_a_page_for_each_role_and_for_nothing_else() -> None:
    assert sorted(path.stem for path in (ROOT / "docs" / "team" / "roles").glob("*.md")) == sorted(MATRIX)


@pytest.mark.parametrize("role", MATRIX)
def test_a_role_has_tasks_in_every_phase_and_a_word_on_every_skill(data: Any, role: str) -> None:
    (entry,) = [entry for entry in data.roles.roles if entry.id == role]

    assert list(entry.phases) == [stage.id for stage in data.lifecycle.stages]
    assert list(entry.level_notes) == SKILLS
    assert [step.name for step in entry.growth.steps] == ["Starting", "Working alone", "Leading"]


@pytest.mark.parametrize("role", MATRIX)
def test_the_page_of_a_role_says_all_that_its_data_say(
    data: Any, macros: dict[str, Callable[..., str]], role: str
) -> None:
    (entry,) = [entry for entry in document("roles")["roles"] if entry["id"] == role]
    on_page = {key: value for key, value in entry.items() if key not in {"id", "name", "tasks", "works_with", "levels"}}
    for move in on_page["growth"]["moves"]:
        move["to"] = data.roles.names[move["to"]]
    for other in entry["works_with"]:
        assert data.roles.names[other] in shown(macros, role)

    assert [text for text in texts(on_page) if re.sub(r"\s+", " ", text.strip()) not in shown(macros, role)] == []


@pytest.mark.parametrize("role", MATRIX)
def test_the_skills_of_a_role_are_those_of_the_matrix_in_words(
    macros: dict[str, Callable[..., str]], role: str
) -> None:
    html = BeautifulSoup(macros["role_skills"](role), "html.parser")
    names = ["", "basic", "working", "expert"]

    assert [cell.get_text() for cell in html.select(".role-level__name")] == [
        f"{level}, {names[level]}" for level in MATRIX[role]
    ]


@pytest.mark.parametrize("role", MATRIX)
def test_the_tasks_of_a_role_mark_the_phases_that_it_carries(
    data: Any, macros: dict[str, Callable[..., str]], role: str
) -> None:
    html = BeautifulSoup(macros["role_tasks"](role), "html.parser")
    marked = ["role-phase--main" in (phase.get("class") or []) for phase in html.select("li.role-phase")]

    assert marked == [role in stage.roles for stage in data.lifecycle.stages]


def test_every_handover_stands_on_the_page_of_each_of_its_roles(
    data: Any, macros: dict[str, Callable[..., str]]
) -> None:
    for handover in data.roles.handovers:
        for role in {handover.from_, handover.to} & set(MATRIX):
            html = shown(macros, role)

            assert handover.what in html
            assert handover.good_when in html


@pytest.mark.parametrize("role", MATRIX)
def test_the_sources_of_a_role_are_all_listed(data: Any, macros: dict[str, Callable[..., str]], role: str) -> None:
    (entry,) = [entry for entry in data.roles.roles if entry.id == role]
    html = BeautifulSoup(macros["role_sources"](role), "html.parser")
    listed = [item.get_text() for item in html.select("li a")]

    assert listed == [*entry.sources, *data.roles.interview_note.sources]


@pytest.mark.parametrize("role", MATRIX)
def test_the_parts_of_a_role_pass_through_markdown_as_one_block(
    macros: dict[str, Callable[..., str]], role: str
) -> None:
    for part in PARTS:
        html = macros[f"role_{part}"](role)

        assert part == "changes" or (html.startswith("<") and "\n\n" not in html)


def test_the_team_page_links_each_role_to_its_page() -> None:
    text = (ROOT / "docs" / "team" / "index.md").read_text(encoding="utf-8")

    assert "(roles/{{ role.id }}.md)" in text


def test_the_flat_tables_hold_every_task_and_every_handover(data: Any) -> None:
    tables = team.tables(data)
    tasks = sum(len(tasks) for role in data.roles.roles for tasks in role.phases.values())

    assert len(tables["role_phases"]) == tasks
    assert set(tables["role_phases"]["part"]) == {"main", "smaller"}
    assert list(tables["role_handovers"].columns) == ["from", "to", "what", "good_when"]
    assert len(tables["role_handovers"]) == len(data.roles.handovers)


def test_a_role_that_lacks_a_phase_is_refused(data: Any) -> None:
    roles = document("roles")
    del roles["roles"][0]["phases"]["modelling"]
    broken = SimpleNamespace(**{**vars(data), "roles": team.Roles.model_validate(roles)})

    assert [wrong.path for wrong in team.check(broken)] == [("roles", 0, "phases")]


def test_a_role_that_lacks_a_word_on_a_skill_is_refused(data: Any) -> None:
    roles = document("roles")
    del roles["roles"][0]["level_notes"]["infrastructure"]
    broken = SimpleNamespace(**{**vars(data), "roles": team.Roles.model_validate(roles)})

    assert [wrong.path for wrong in team.check(broken)] == [("roles", 0, "level_notes")]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda roles: roles["roles"][0]["growth"]["moves"][0].update(to="wizard"), "moves to .*wizard"),
        (lambda roles: roles["roles"][0]["growth"]["moves"][0].update(to="ds-project-manager"), "moves to"),
        (lambda roles: roles["handovers"][0].update(to="wizard"), "handover names .*wizard"),
        (lambda roles: roles["handovers"][0].update(to="domain-expert"), "one of them of the matrix"),
        (lambda roles: roles["handovers"].clear(), "at least 1 item"),
        (lambda roles: roles.update(handovers=roles["handovers"][:4]), "no handover joins them"),
    ],
)
def test_moves_and_handovers_that_lead_nowhere_are_refused(change: Callable[[Any], None], message: str) -> None:
    roles = document("roles")
    change(roles)

    with pytest.raises(ValidationError, match=message):
        team.Roles.model_validate(roles)


def test_a_page_for_an_unknown_role_is_refused(macros: dict[str, Callable[..., str]]) -> None:
    with pytest.raises(ValueError, match="allowed are"):
        macros["role_facts"]("wizard")
