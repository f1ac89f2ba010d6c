"""Every item of the slides on industrialisation is in the data, and the data reach the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from pydantic import ValidationError

from macros.areas import industrialisation as area
from macros.pages import renderer
from macros.references import References

PROJECT = Path(__file__).resolve().parents[2]
DATA = PROJECT / "docs" / "data"


def document(stem: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DATA / f"{stem}.yml").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def data() -> SimpleNamespace:
    references = References.model_validate(document("references")).references
    sources = {"sources": {reference.id for reference in references}}
    models = {stem: model.model_validate(document(stem), context=sources) for stem, model in area.FILES.items()}
    return SimpleNamespace(**models, references=SimpleNamespace(references=references))


@pytest.fixture(scope="module")
def macros(data: SimpleNamespace) -> dict[str, Callable[..., str]]:
    declared: dict[str, Callable[..., str]] = {}

    def declare(macro: Callable[..., str]) -> None:
        declared[macro.__name__] = macro

    area.register(SimpleNamespace(variables={"data": data, "render": renderer()}, macro=declare))
    return declared


SLIDE_ITEMS = {
    "criteria": ["daily-business", "evolving", "stable", "integrated", "automated", "monitored"],
    "questions": ["integration", "drift"],
    "technical-challenges": [
        "code-quality",
        "missing-libraries",
        "model-tracking",
        "model-storage",
        "data-availability",
        "data-accessibility",
        "data-governance",
        "data-quality",
    ],
    "functional-challenges": ["lifecycle-mismatch"],
    "blocks": ["data", "model", "code"],
    "step-architecture": ["for-production", "end-to-end"],
    "step-coding": ["production-code", "industrial-pipeline", "serving-access", "serving-exposure", "serving-scale"],
    "step-mlops": ["build-and-release", "deploy", "cicd"],
    "step-monitoring": ["production-data", "model-quality", "pipeline"],
    "architecture-role": ["frame", "share", "prerequisite"],
    "functional-architecture": ["business-data", "business-process", "results", "business-output"],
    "technical-architecture": ["source-infrastructure", "processes", "storage", "flows"],
    "languages": ["python", "scala", "sas", "r"],
    "modules": [
        "data-ingestion",
        "data-preparation",
        "feature-engineering",
        "model-execution",
        "model-serving",
        "monitoring",
    ],
    "devops-goals": ["time-to-market", "failure-rate", "fix-lead-time", "recovery"],
    "devops-practices": ["cicd", "microservices", "infrastructure-as-code", "monitoring-logging", "collaboration"],
    "cicd-terms": ["continuous-integration", "continuous-delivery", "continuous-deployment"],
    "cicd-benefits": [
        "code-quality",
        "single-artefact",
        "team-ownership",
        "fewer-errors",
        "libraries-as-artefacts",
        "productivity",
    ],
    "environments": ["dev", "int", "hom", "prod"],
}


@pytest.mark.parametrize(("group", "expected"), SLIDE_ITEMS.items(), ids=list(SLIDE_ITEMS))
def test_group_holds_every_item_of_the_slides(data: SimpleNamespace, group: str, expected: list[str]) -> None:
    """A list holds the slides' items, all of them, in their order."""
    assert expected == [row.id for row in area.listings(data.industrialisation)[group].rows]


@pytest.mark.parametrize(
    ("group", "item", "words"),
    [
        ("blocks", "data", ["labelled", "train", "evaluate", "unlabelled", "prediction", "structured", "unstructured"]),
        ("blocks", "model", ["parameters", "learned", "training", "binary file", "10, 100 or 1000 MB"]),
        ("blocks", "code", ["python, scala, r", "train", "prediction", "shared", "a few kb"]),
        ("questions", "integration", ["large and complicated", "software application"]),
        ("questions", "drift", ["performance", "retrain", "drifts"]),
        ("languages", "python", ["pyspark"]),
        ("languages", "scala", ["spark"]),
        ("languages", "sas", ["licence"]),
        ("languages", "r", ["production"]),
        ("technical-architecture", "processes", ["scripts", "schedules"]),
        ("step-coding", "serving-access", ["interface"]),
        ("step-coding", "serving-scale", ["horizontally"]),
        ("cicd-benefits", "single-artefact", ["DEV, INT and HOM", "PROD"]),
        ("environments", "hom", ["homologation", "pre-production"]),
    ],
)
def test_item_says_what_the_slides_say(data: SimpleNamespace, group: str, item: str, words: list[str]) -> None:
    """The facts of an item carry over, in MB and KB where the slides write Mo and Ko."""
    row = next(row for row in area.listings(data.industrialisation)[group].rows if row.id == item)
    said = " ".join([row.name, *(text for _, text in row.texts)]).lower()
    assert [word for word in words if word.lower() not in said] == []
    assert not re.search(r"\b\d* ?[MK]o\b", said, re.IGNORECASE)


def test_monitoring_has_the_eight_points_and_their_tests(data: SimpleNamespace) -> None:
    """Seven points stand for the seven monitoring tests of the ML Test Score; the making of features for none."""
    assert {point.id: point.test for point in data.monitoring.points} == {
        "dependencies": 1,
        "invariants": 2,
        "skew": 3,
        "numerical-stability": 5,
        "computing-performance": 6,
        "staleness": 4,
        "feature-generation": None,
        "prediction-quality": 7,
    }


def test_monitoring_has_the_three_families(data: SimpleNamespace) -> None:
    """Production data, model quality and pipeline each have a point at least."""
    assert [family.id for family in data.monitoring.families] == ["production-data", "model-quality", "pipeline"]


@pytest.mark.parametrize("point", ["computing-performance", "prediction-quality"])
def test_sudden_and_slow_trouble_are_both_named(data: SimpleNamespace, point: str) -> None:
    """Jumps and leaks both count for computing performance and for prediction quality."""
    watch = next(found.watch for found in data.monitoring.points if found.id == point)
    assert "slow" in watch
    assert re.search("sudden|sharp", watch)


def test_mlops_options_are_the_five_of_the_slides(data: SimpleNamespace) -> None:
    """The five options stand with their variants and with each product named in 2022."""
    options = data.mlops_options
    assert {option.id: [variant.id for variant in option.variants] for option in options.options} == {
        "in-house-executable": ["containerised", "not-containerised"],
        "cloud-provider": [],
        "batch-or-stream": ["batch", "stream"],
        "hosted-or-on-premises": ["hosted", "on-premises"],
        "open-source-framework": [],
    }
    assert {
        option.id: [product.id for product in options.products_of(option.id)]
        for option in options.options
        if options.products_of(option.id)
    } == {
        "cloud-provider": ["sagemaker", "azure-ml", "google-ai"],
        "hosted-or-on-premises": ["algorithmia", "spark", "databricks", "paperspace"],
        "open-source-framework": ["tensorflow-serving", "kubeflow", "seldon", "anyscale"],
    }


def test_toolkit_has_the_eight_tools_and_their_uses(data: SimpleNamespace) -> None:
    """All tools serve data scientists; Sphinx and Visual Studio Code alone have no use for IT."""
    tools = data.toolkit.tools
    assert [tool.id for tool in tools] == [
        "python",
        "gitlab",
        "conda",
        "mlflow",
        "pytest",
        "sphinx",
        "kedro",
        "vs-code",
    ]
    assert [tool.id for tool in tools if tool.it_use is None] == ["sphinx", "vs-code"]
    assert all(tool.data_science_use for tool in tools)


def _set(target: Any, path: list[str | int], value: object) -> None:
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value


@pytest.mark.parametrize(
    ("stem", "path", "value", "message"),
    [
        ("industrialisation", ["architecture", "reference", 0, "flows_to"], ["nowhere"], "flows to"),
        ("industrialisation", ["cicd", "pipeline", 0, "environment"], "moon", "no environment"),
        ("industrialisation", ["criteria", 1, "id"], "daily-business", "used twice"),
        ("monitoring", ["points", 0, "family"], "weather", "allowed"),
        ("monitoring", ["points", 0, "number"], 9, "numbered"),
        ("mlops_options", ["products", 0, "sources"], [], "names no source"),
        ("mlops_options", ["products", 0, "option"], "magic", "allowed"),
        ("toolkit", ["tools", 0, "licence_source"], None, "go together"),
    ],
)
def test_fault_is_reported(stem: str, path: list[str | int], value: object, message: str) -> None:
    """A reference that leads nowhere, or a claim without its source, stops the build with a reason."""
    broken = document(stem)
    _set(broken, path, value)
    with pytest.raises(ValidationError, match=message):
        area.FILES[stem].model_validate(broken)


def test_tables_have_a_row_an_entry(data: SimpleNamespace) -> None:
    """The downloads hold every tool, point, product and industrialisation item."""
    tables = area.tables(data)
    assert {name: len(table) for name, table in tables.items() if name != "industrialisation"} == {
        "toolkit": 8,
        "monitoring_points": 8,
        "mlops_options": 11,
    }
    assert set(area.listings(data.industrialisation)) == set(tables["industrialisation"]["group"])


def test_every_list_can_be_shown(data: SimpleNamespace, macros: dict[str, Callable[..., str]]) -> None:
    """Each group shows the names of its items; a table has a caption and scoped headers."""
    for group, listing in area.listings(data.industrialisation).items():
        shown = BeautifulSoup(macros["industrialisation_list"](group), "html.parser")
        names = [cell.get_text() for cell in shown.select("tbody th[scope=row]" if listing.as_table else "dt")]
        assert [row.name for row in listing.rows] == names
        assert bool(shown.select("table > caption")) is listing.as_table


def test_unknown_list_says_what_is_allowed(macros: dict[str, Callable[..., str]]) -> None:
    """A page that asks for a group that is not there learns which are."""
    with pytest.raises(ValueError, match=r"allowed are .*criteria"):
        macros["industrialisation_list"]("nothing")


def test_missing_use_is_said_in_words(macros: dict[str, Callable[..., str]]) -> None:
    """An empty cell of the toolkit says that there is no use, instead of staying empty."""
    cells = [cell.get_text() for cell in BeautifulSoup(macros["toolkit_table"](), "html.parser").select("td")]
    assert cells.count("No use on this side") == 2
    assert all(cells)


def test_unverified_product_is_marked(macros: dict[str, Callable[..., str]]) -> None:
    """A status that was not read first-hand says so where its source would stand."""
    row = BeautifulSoup(macros["mlops_products"](), "html.parser").select_one("#product-algorithmia")
    assert row is not None
    assert "Not verified" in row.get_text()


def test_links_within_the_renderings_lead_somewhere(macros: dict[str, Callable[..., str]]) -> None:
    """What points at a product, an option, a monitoring point, a family or a tool finds it on the same page."""
    for together in (["monitoring_points"], ["mlops_options", "mlops_products"], ["toolkit_table", "toolkit_changes"]):
        page = BeautifulSoup("".join(macros[name]() for name in together), "html.parser")
        ids = {element["id"] for element in page.select("[id]")}
        assert [link["href"] for link in page.select("a[href^='#']") if str(link["href"])[1:] not in ids] == []


def test_ci_file_of_the_chapter_is_a_chain_of_one_image() -> None:
    """The CI file shown is YAML whose jobs follow the stages, and only production waits for a person."""
    chapter = (PROJECT / "docs" / "guide" / "mlops.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml title=\"\.gitlab-ci\.yml\"\n(.*?)```", chapter, re.DOTALL)
    assert found is not None
    chain = yaml.safe_load(found[1])
    jobs = {name: job for name, job in chain.items() if isinstance(job, dict) and "stage" in job}
    assert chain["stages"] == [job["stage"] for job in jobs.values()]
    assert [job["environment"] for job in jobs.values() if "environment" in job] == ["int", "hom", "prod"]
    assert [
        name for name, job in jobs.items() if any(rule.get("when") == "manual" for rule in job.get("rules", []))
    ] == ["production"]
