"""The example project runs, its figures are those of the pages, and its pipeline is one that GitLab reads."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from pre_commit.clientlib import load_config

from macros.areas.examples import REAL_NAMES, part_of
from macros.handouts import packed

DOCS = Path(__file__).resolve().parents[2] / "docs"
SOURCE = DOCS / "examples" / "spring-calls"
OURS_TO_WRITE = {"deploy.sh", "fetch.sh", "publish.sh"}


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python in the project's folder, as a reader would start it."""
    return subprocess.run(
        [sys.executable, "-B", *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with data and a trained model."""
    folder = tmp_path_factory.mktemp("example") / SOURCE.name
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    done = run(folder, "generate.py")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def trained(project: Path) -> tuple[Path, str]:
    """The project after training, and what training said."""
    done = run(project, "train.py")
    assert done.returncode == 0, done.stderr
    return project, done.stdout


def test_its_own_tests_pass(project: Path) -> None:
    """The tests that a reader takes away are green."""
    done = run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider")

    assert done.returncode == 0, done.stdout
    assert re.search(r"\d\d passed", done.stdout)


def test_training_finds_what_the_page_shows(trained: tuple[Path, str]) -> None:
    """The figures on the page and in the model card are what the code computes."""
    said = trained[1]
    card = yaml.safe_load((DOCS / "data" / "templates.yml").read_text(encoding="utf-8"))["templates"]
    results = next(one for one in card if one["id"] == "model-card")["sections"]
    rows = next(one for one in results if one["id"] == "results")["table"]["example"]
    (model, model_south, model_north), (habit, habit_south, habit_north) = (
        re.findall(r"\d+(?= of| south| north)", line) for line in said.splitlines()
    )

    assert said in (DOCS / "templates" / "example-code.md").read_text(encoding="utf-8")
    assert [[row[2], row[3]] for row in rows] == [
        [f"{model} orders", f"{habit} orders"],
        [f"{model_south} orders", f"{habit_south} orders"],
        [f"{model_north} orders", f"{habit_north} orders"],
    ]


def test_training_logs_the_line_that_the_page_shows(trained: tuple[Path, str]) -> None:
    """All of it but the commit and the lesson, which a person writes."""
    folder = trained[0]
    logged = json.loads((folder / "experiments.jsonl").read_text(encoding="utf-8").splitlines()[0])
    shown = json.loads((SOURCE / "experiment.json").read_text(encoding="utf-8"))
    own = {"commit", "lesson"}

    assert logged.keys() == shown.keys()
    assert {key: logged[key] for key in logged.keys() - own} == {key: shown[key] for key in shown.keys() - own}
    assert all(shown.values())


def test_the_list_has_forty_shops_for_each_sales_person(trained: tuple[Path, str]) -> None:
    """Best first, and with the day on it."""
    folder = trained[0]
    done = run(folder, "score.py", "2024-03-31")
    assert done.returncode == 0, done.stderr
    head, *lines = (folder / "call_list.csv").read_text(encoding="utf-8").splitlines()
    entries = [line.split(",") for line in lines]

    assert head == "sales_person,shop_id,chance,made_on"
    assert len(entries) == 240
    assert len({shop for _, shop, _, _ in entries}) == 240
    for person in ("S1", "S2", "S3", "N1", "N2", "N3"):
        chances = [float(chance) for who, _, chance, _ in entries if who == person]
        assert len(chances) == 40
        assert chances == sorted(chances, reverse=True)


def test_no_list_is_made_from_data_that_break_a_rule(trained: tuple[Path, str]) -> None:
    """The last good list stays, and the rule is named."""
    folder = trained[0]
    assert run(folder, "score.py", "2024-03-31").returncode == 0
    before = (folder / "call_list.csv").read_bytes()
    done = run(folder, "score.py", "2024-04-09")

    assert done.returncode == 1
    assert done.stderr.startswith("orders are fresh: the newest order is of 2024-03-")
    assert (folder / "call_list.csv").read_bytes() == before


def test_the_monitor_tells_a_broken_rule_from_a_move(project: Path) -> None:
    """A broken rule ends with status 1; features that moved are lines to read."""
    sound, late = run(project, "monitor.py", "2024-03-31"), run(project, "monitor.py", "2024-04-09")

    assert sound.returncode == 0, sound.stderr
    assert len(re.findall(r"^(?:steady|review) ", sound.stdout, re.MULTILINE)) == 6
    assert late.returncode == 1
    assert late.stdout.startswith("broken   orders are fresh")


def check(path: Path) -> subprocess.CompletedProcess[str]:
    settings = ("--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci")
    return run(path.parent, "-m", "check_jsonschema", *settings, str(path))


def test_gitlab_reads_the_pipeline(tmp_path: Path) -> None:
    """It fits GitLab's own schema, and the check would notice if it did not."""
    wrong = tmp_path / "wrong.yml"
    text = (SOURCE / "gitlab-ci.yml").read_text(encoding="utf-8")
    wrong.write_text(text.replace("when: manual", "when: by hand"), encoding="utf-8")

    assert check(SOURCE / "gitlab-ci.yml").returncode == 0
    assert check(wrong).returncode == 1


def test_the_pipeline_starts_what_is_there() -> None:
    """Every stage is declared, and every file that a job names exists or is said to be the reader's."""
    pipeline = yaml.safe_load((SOURCE / "gitlab-ci.yml").read_text(encoding="utf-8"))
    jobs = [job for name, job in pipeline.items() if isinstance(job, dict) and "script" in job and name != "default"]
    lines = [line for job in jobs for line in job["script"]]
    named = {name for line in lines for name in re.findall(r"[\w-]+\.(?:py|sh)\b", line)}

    assert {job["stage"] for job in jobs} == set(pipeline["stages"])
    assert named - {path.name for path in SOURCE.iterdir()} == OURS_TO_WRITE
    page = (DOCS / "templates" / "example-code.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in OURS_TO_WRITE)


def test_pre_commit_reads_the_hooks() -> None:
    """It accepts the configuration, and the hook against data takes data and nothing else."""
    config = load_config(str(SOURCE / "pre-commit-config.yml"))
    hooks = {hook["id"]: hook for hook in config["repos"][0]["hooks"]}

    assert hooks["no-data"]["language"] == "fail"
    assert re.search(hooks["no-data"]["files"], "data/orders.csv")
    assert not re.search(hooks["no-data"]["files"], "features.py")
    assert re.search(hooks["quick-tests"]["files"], "features.py")


def test_the_zip_holds_the_project_under_its_real_names() -> None:
    """The same files give the same bytes, and what begins with a dot in a project does so there."""
    content = packed(SOURCE)
    names = {name.removeprefix("spring-calls/") for name in zipfile.ZipFile(BytesIO(content)).namelist()}

    assert names == {REAL_NAMES.get(path.name, path.name) for path in SOURCE.iterdir() if path.is_file()}
    assert {".gitlab-ci.yml", ".pre-commit-config.yaml", "pyproject.toml"} <= names
    assert packed(SOURCE) == content


@pytest.mark.parametrize(
    ("file", "part", "first"),
    [
        ("monitor.py", "shares", "def shares("),
        ("test_data.py", "whole", "@pytest.fixture("),
        ("gitlab-ci.yml", "train", "train:"),
    ],
)
def test_a_part_of_a_file_is_shown_from_its_first_line(file: str, part: str, first: str) -> None:
    """Decorators belong to a function, and the next entry does not belong to this one."""
    shown = part_of(SOURCE / file, part)

    assert shown.startswith(first)
    assert shown in (SOURCE / file).read_text(encoding="utf-8")


def test_a_part_that_is_not_there_is_named() -> None:
    """So that a renamed function stops the build and not the reader."""
    with pytest.raises(ValueError, match=r"monitor\.py has no part 'shapes'"):
        part_of(SOURCE / "monitor.py", "shapes")
