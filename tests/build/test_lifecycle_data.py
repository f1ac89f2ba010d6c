"""The life cycle's data say what the slides say, and its renderings and chapters are complete."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup
from pydantic import ValidationError

from macros.areas import frameworks, industrialisation, lifecycle, team
from macros.pages import renderer

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"

STAGES = [
    "business-understanding",
    "data-collection",
    "data-preparation",
    "data-exploration",
    "modelling",
    "communication",
    "deployment",
]

CHAPTERS = [
    "lifecycle",
    "business-understanding",
    "data-collection",
    "data-preparation",
    "modelling",
    "communication",
    "deployment",
    "operations",
]

STEPS = {
    "business-understanding": ["problem", "value", "feasibility"],
    "data-collection": ["understanding", "availability", "accessibility", "usability"],
    "data-preparation": ["cleaning", "missing-values", "outliers", "merging", "reducing"],
    "data-exploration": ["visualisation", "statistics", "distribution", "correlation"],
    "modelling": [
        "use-case",
        "features",
        "selection",
        "building",
        "validation",
        "evaluation",
        "tuning",
        "interpretation",
    ],
    "communication": ["what", "how"],
    "deployment": [
        "pipeline",
        "tests",
        "serving",
        "operate",
        "data-monitoring",
        "code-monitoring",
        "model-monitoring",
        "backtesting",
        "retraining",
        "usage",
    ],
}

# Every question and point of the slides: stage, group, question, and words that its text must hold.
QUESTIONS = [
    ("business-understanding", "general", "end-result", "in the end"),
    ("business-understanding", "general", "why", "why"),
    ("business-understanding", "general", "client-help", "client"),
    ("business-understanding", "general", "difference", "succeeds"),
    ("business-understanding", "general", "data-science-fit", "data science"),
    ("business-understanding", "general", "past-attempts", "before"),
    ("business-understanding", "general", "past-failures", "fall short"),
    ("business-understanding", "specific", "target-market", "market customers"),
    ("business-understanding", "specific", "approach", "reach market"),
    ("business-understanding", "specific", "sales-process", "sale today"),
    ("business-understanding", "specific", "market-information", "know market"),
    ("business-understanding", "value", "expected-value", "return on investment euros enrolments kept satisfaction"),
    ("business-understanding", "value", "project-cost", "euros people time change"),
    ("business-understanding", "feasibility", "prerequisites", "data technology people budget time"),
    ("business-understanding", "feasibility", "use-of-results", "use result"),
    ("business-understanding", "feasibility", "concrete-actions", "concrete action"),
    ("data-collection", "understanding", "needed-data", "data"),
    ("data-collection", "understanding", "frequency", "real time monthly weekly daily another"),
    ("data-collection", "understanding", "sources", "source"),
    ("data-collection", "availability", "exists", "exist"),
    ("data-collection", "availability", "right-frequency", "as often as"),
    ("data-collection", "availability", "inside-or-outside", "information system elsewhere"),
    ("data-collection", "availability", "collection-needed", "collect"),
    ("data-collection", "accessibility", "technical-access", "technically"),
    ("data-collection", "accessibility", "rights-held", "access rights credentials"),
    ("data-collection", "accessibility", "rights-obtainable", "get"),
    ("data-collection", "usability", "technical-issues", "technical format documentation"),
    ("data-collection", "usability", "privacy", "privacy"),
    ("communication", "what", "make-sense", "plausible"),
    ("communication", "what", "story", "story"),
    ("communication", "what", "learned", "know now"),
    ("communication", "how", "stakeholders", "business team managers sponsors"),
    ("communication", "how", "levels", "expertise business technical"),
    ("communication", "how", "concise", "report few pages charts"),
    ("communication", "how", "storytelling", "story"),
    ("deployment", "pipeline", "scripts", "scripts"),
    ("deployment", "pipeline", "packages", "packages"),
    ("deployment", "pipeline", "requirements", "requirements"),
    ("deployment", "pipeline", "resources", "resources"),
]

MACROS: list[tuple[str, tuple[str, ...]]] = [
    ("lifecycle_map", ()),
    ("stage_mapping_table", ()),
    ("serving_options", ()),
    ("predeployment_tests", ()),
    ("stage_summary", ("modelling",)),
    ("stage_steps", ("data-preparation",)),
]


def document(stem: str) -> Any:
    return yaml.safe_load((ROOT / "docs" / "data" / f"{stem}.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def data() -> Any:
    return SimpleNamespace(
        lifecycle=lifecycle.Lifecycle.model_validate(document("lifecycle")),
        roles=team.Roles.model_validate(document("roles")),
        industrialisation=industrialisation.Industrialisation.model_validate(document("industrialisation")),
        frameworks=frameworks.Frameworks.model_validate(document("frameworks")),
    )


@pytest.fixture(scope="module")
def tables(data: Any) -> dict[str, pd.DataFrame]:
    return lifecycle.tables(data)


@pytest.fixture(scope="module")
def macros(data: Any) -> dict[str, Callable[..., str]]:
    return macros_at(data, "guide/lifecycle/")


def macros_at(data: Any, address: str) -> dict[str, Callable[..., str]]:
    added: dict[str, Callable[..., str]] = {}
    env = SimpleNamespace(
        variables={"data": data, "render": renderer()},
        macro=lambda function: added.setdefault(function.__name__, function),
        page=SimpleNamespace(url=address),
    )
    lifecycle.register(env)
    return added


def slides_only(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["origin"] == "slides"]


def test_the_stages_are_the_seven_of_the_slides_in_order(data: Any) -> None:
    assert [stage.id for stage in data.lifecycle.stages] == STAGES


def test_only_modelling_is_marked_as_iterative(data: Any) -> None:
    assert [stage.id for stage in data.lifecycle.stages if stage.iterative] == ["modelling"]


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_has_every_step_of_the_slides(data: Any, stage: str) -> None:
    assert [step.id for step in data.lifecycle.stage(stage).steps if step.origin == "slides"] == STEPS[stage]


@pytest.mark.parametrize(("stage", "group", "question", "words"), QUESTIONS)
def test_a_question_of_the_slides_is_asked(
    tables: dict[str, pd.DataFrame], stage: str, group: str, question: str, words: str
) -> None:
    asked = tables["lifecycle_questions"]
    (row,) = asked[(asked["stage"] == stage) & (asked["group"] == group) & (asked["question"] == question)].itertuples()

    assert row.origin == "slides"
    assert all(word in str(row.text).casefold() for word in words.split())


def test_no_other_question_claims_to_be_of_the_slides(tables: dict[str, pd.DataFrame]) -> None:
    asked = slides_only(tables["lifecycle_questions"])

    assert list(asked[["stage", "group", "question"]].itertuples(index=False, name=None)) == [q[:3] for q in QUESTIONS]


def test_the_kinds_of_source_name_those_of_the_slides(tables: dict[str, pd.DataFrame]) -> None:
    sources = tables["data_sources"].set_index("id")

    assert list(sources.index) == ["internal", "third-party", "web-social", "open-data"]
    assert sources.loc["internal", "examples"] == "Databases, Data lake, Data warehouse"


def test_collection_names_its_tools_with_etl_in_the_right_order(data: Any) -> None:
    tools = {tool.id: tool.text for tool in data.lifecycle.stage("data-collection").tools}

    assert list(tools) == ["etl", "sql-hql", "streaming"]
    assert tools["etl"].startswith("Extract, transform, load")
    assert all(name in tools["streaming"] for name in ("NiFi", "Kafka"))


def test_preparation_turns_raw_data_into_parsed_data(data: Any) -> None:
    assert all(word in data.lifecycle.stage("data-preparation").purpose for word in ("raw data", "parsed data"))


def test_the_modelling_task_names_the_three_kinds_of_the_slides(data: Any) -> None:
    (use_case,) = [step.does for step in data.lifecycle.stage("modelling").steps if step.id == "use-case"]

    assert all(kind in use_case for kind in ("classification", "regression", "time series"))


@pytest.mark.parametrize(
    ("step", "words"),
    [("building", "training set"), ("validation", "validation set"), ("evaluation", "test set")],
)
def test_each_set_has_its_own_use(data: Any, step: str, words: str) -> None:
    (does,) = [entry.does for entry in data.lifecycle.stage("modelling").steps if entry.id == step]

    assert words in does


def test_there_are_three_ways_to_serve_and_it_is_the_model_that_is_published(data: Any) -> None:
    options = {option.id: option for option in data.lifecycle.serving_options}

    assert list(options) == ["embedded", "service", "published"]
    assert {option.source for option in options.values()} == {"sato-2019"}
    assert "takes the model in" in options["published"].how


def test_the_tests_of_the_slides_stand_in_their_environments(tables: dict[str, pd.DataFrame]) -> None:
    tests = slides_only(tables["predeployment_tests"])

    assert list(tests[["id", "environment"]].itertuples(index=False, name=None)) == [
        ("unit", "DEV"),
        ("integration", "INT"),
        ("end-to-end-technical", "HOM"),
        ("validation", "HOM"),
    ]


def test_the_validation_test_has_its_other_names(data: Any) -> None:
    names = {test.id: test.also_called for test in data.lifecycle.predeployment_tests}

    assert names["validation"] == ["Validation tests", "Functional tests"]


def test_every_environment_has_a_test(data: Any) -> None:
    used = {test.environment for test in data.lifecycle.predeployment_tests}

    assert {environment.id for environment in data.industrialisation.environments} == used


def test_the_phases_are_those_of_crisp_dm_in_order(data: Any) -> None:
    assert [phase.name for phase in data.lifecycle.crisp_dm] == [
        "Business understanding",
        "Data understanding",
        "Data preparation",
        "Modelling",
        "Evaluation",
        "Deployment",
    ]


def test_data_understanding_is_a_step_here_and_a_phase_there(data: Any) -> None:
    collection = data.lifecycle.stage("data-collection")

    assert collection.steps[0].id == "understanding"
    assert "data-understanding" in collection.crisp_dm


def test_only_deployment_lies_in_industrialisation_and_holds_its_four_steps(data: Any) -> None:
    assert [s.id for s in data.lifecycle.stages if s.main_stage == "industrialisation"] == ["deployment"]
    assert data.lifecycle.stage("deployment").industrialisation_steps == [
        step.id for step in data.industrialisation.steps
    ]


def test_monitoring_is_the_last_part_of_deployment(tables: dict[str, pd.DataFrame]) -> None:
    steps = tables["lifecycle_steps"]
    parts = steps.loc[steps["stage"] == "deployment", "part"]

    assert parts.value_counts(sort=False).to_dict() == {"pipeline": 2, "serving": 1, "monitoring": 7}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_has_its_head_its_checklist_and_its_next_step(chapter: str) -> None:
    _, head, text = (GUIDE / f"{chapter}.md").read_text(encoding="utf-8").split("---\n", 2)

    assert yaml.safe_load(head).keys() == {"title", "description", "reader", "tags", "outcomes"}
    assert [line for line in text.splitlines() if line.startswith("## ")][-2:] == ["## Checklist", "## Next step"]


def test_every_question_and_step_is_shown_in_a_chapter(data: Any) -> None:
    text = "".join((GUIDE / f"{chapter}.md").read_text(encoding="utf-8") for chapter in CHAPTERS)
    shown = set(re.findall(r'stage_questions\("([^"]+)", "([^"]+)"\)', text))

    assert {(stage.id, group.id) for stage in data.lifecycle.stages for group in stage.questions} == shown
    for stage in STAGES:
        assert f'stage_summary("{stage}")' in text
        assert f'stage_steps("{stage}"' in text
        assert f'stage_outputs("{stage}")' in text


def test_the_map_leads_to_a_page_for_every_stage(data: Any) -> None:
    for stage in data.lifecycle.stages:
        for chapter in stage.chapters:
            text = (GUIDE / f"{chapter.page}.md").read_text(encoding="utf-8")
            assert chapter.anchor is None or f"{{ #{chapter.anchor} }}" in text


@pytest.mark.parametrize(
    ("address", "first"),
    [("", "guide/business-understanding/"), ("guide/lifecycle/", "../../guide/business-understanding/")],
)
def test_the_links_of_the_map_fit_the_page_it_stands_on(data: Any, address: str, first: str) -> None:
    page = BeautifulSoup(macros_at(data, address)["lifecycle_map"](), "html.parser")
    addresses = [link["href"] for link in page.select("nav a")]

    assert first == addresses[0]
    assert len(addresses) == 8


def test_the_map_says_every_way_back_in_words(data: Any, macros: dict[str, Callable[..., str]]) -> None:
    page = BeautifulSoup(macros["lifecycle_map"](), "html.parser")
    words = [" ".join(loop.get_text().split()) for loop in page.select(".lifecycle-map__loop")]

    assert len(data.lifecycle.loops) == len(words)
    assert words[0] == "From 2, data collection, to 1, business understanding: The data cannot answer the question."


def test_tables_have_a_caption_and_scoped_headings(macros: dict[str, Callable[..., str]]) -> None:
    for name, rows in (("stage_mapping_table", 7), ("serving_options", 5), ("predeployment_tests", 7)):
        table = BeautifulSoup(macros[name](), "html.parser").select_one("[role=region][tabindex] table")
        assert table is not None
        assert table.caption is not None
        assert all(heading.has_attr("scope") for heading in table.select("th"))
        assert len(table.select("tbody tr")) == rows


@pytest.mark.parametrize(("macro", "arguments"), MACROS)
def test_rendered_html_passes_through_markdown_as_one_block(
    macros: dict[str, Callable[..., str]], macro: str, arguments: tuple[str, ...]
) -> None:
    html = macros[macro](*arguments)

    assert html.startswith(("<div", "<dl", "<ol"))
    assert "\n\n" not in html


def test_questions_become_a_task_list(macros: dict[str, Callable[..., str]]) -> None:
    lines = macros["stage_questions"]("business-understanding", "general").splitlines()

    assert len(lines) == 2 * 7
    assert all(line.startswith("- [ ] ") for line in lines[::2])
    assert all(line.startswith("    {: data-item=general/") for line in lines[1::2])


@pytest.mark.parametrize(
    ("macro", "arguments"),
    [
        ("stage_questions", ("alchemy", "general")),
        ("stage_questions", ("modelling", "astrology")),
        ("stage_steps", ("modelling", "pipeline")),
    ],
)
def test_an_unknown_name_is_refused_with_those_allowed(
    macros: dict[str, Callable[..., str]], macro: str, arguments: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match="allowed"):
        macros[macro](*arguments)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda d: d["loops"][0].update(returns_to="deployment"), "must return to a stage before"),
        (lambda d: d["loops"][0].update(leaves="alchemy"), "alchemy"),
        (lambda d: d["stages"][0].update(crisp_dm=["divination"]), "divination"),
        (lambda d: d["stages"][0].update(main_stage="retirement"), "retirement"),
        (lambda d: d["predeployment_tests"].reverse(), "order of the environments"),
        (lambda d: d["stages"].append(d["stages"][0]), "used twice"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(change: Callable[[Any], None], complaint: str) -> None:
    broken = document("lifecycle")
    change(broken)

    with pytest.raises(ValidationError, match=complaint):
        lifecycle.Lifecycle.model_validate(broken)


@pytest.mark.parametrize(("key", "value"), [("roles", "wizard"), ("industrialisation_steps", "alchemy")])
def test_a_stage_that_names_what_other_files_lack_is_refused(data: Any, key: str, value: str) -> None:
    broken = document("lifecycle")
    broken["stages"][0][key].append(value)
    documents = SimpleNamespace(**{**vars(data), "lifecycle": lifecycle.Lifecycle.model_validate(broken)})

    (wrong,) = lifecycle.check(documents)

    assert wrong.path[:3] == ("stages", 0, key)
    assert value in wrong.message


def test_phases_that_differ_from_those_of_the_framework_are_refused(data: Any) -> None:
    broken = document("lifecycle")
    broken["crisp_dm"][3]["name"] = "Alchemy"
    documents = SimpleNamespace(**{**vars(data), "lifecycle": lifecycle.Lifecycle.model_validate(broken)})

    (wrong,) = lifecycle.check(documents)

    assert wrong.path == ("crisp_dm",)
    assert "Modelling" in wrong.message
