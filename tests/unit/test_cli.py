"""The command line, run as a user runs it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def cli(project: Path, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "calculators", *arguments],
        cwd=project,
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def result(project: Path, calculator: str, text: str) -> Any:
    done = cli(project, calculator, "-", "--format", "json", text=text)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(("timing", "expected"), [("start", 4.1322), ("end", 3.7566)])
def test_roi_states_its_timing(project: Path, timing: str, expected: float) -> None:
    """[-100, 60, 60] at 10 % is worth 4.1322 when the first flow is now, 3.7566 as spreadsheets discount it."""
    found = result(project, "roi", f"{{cash_flows: [-100, 60, 60], discount_rate: 0.10, timing: {timing}}}")
    assert round(found["npv"], 4) == expected
    assert found["timing"] == timing


def test_roi_has_every_promised_key(project: Path) -> None:
    """The JSON result has the contract's keys and values."""
    text = (
        "{cash_flows: [-100, 50, -60, 70], discount_rate: 0.1, timing: start, finance_rate: 0.1, reinvest_rate: 0.12}"
    )
    found = result(project, "roi", text)
    assert round(found["mirr"], 5) == -0.03909
    keys = {"npv", "irr", "mirr", "payback", "discounted_payback", "roi", "benefit_cost_ratio"}
    assert keys <= found.keys()
    assert found["payback"] is None


@pytest.mark.parametrize(
    ("flows", "expected"), [([-100, 230, -132], [0.1, 0.2]), ([100, -150, 100], []), ([5, 5], []), ([-5], [])]
)
def test_roi_lists_every_internal_rate_of_return(project: Path, flows: list[float], expected: list[float]) -> None:
    """Two rates are two, and none is an empty list."""
    found = result(project, "roi", json.dumps({"cash_flows": flows, "discount_rate": 0.1}))
    assert found["irr"] == pytest.approx(expected, abs=1e-12)


def test_a_business_case_becomes_cash_flows(project: Path) -> None:
    """Ramp-up, later starts and the money needed to build it give the flows a person would write down."""
    text = """
investment: 100
horizon: 3
adoption: [0.5, 1]
benefits:
  - {name: more sales, amount: 80}
  - {name: less waste, amount: 40, start: 2}
costs:
  - {name: upkeep, amount: 10}
discount_rate: 0.1
"""
    found = result(project, "roi", text)
    assert [row["net"] for row in found["cash_flows"]] == [-100, 30, 90, 110]
    assert [row["time"] for row in found["cash_flows"]] == [0, 1, 2, 3]
    assert found["npv"] == pytest.approx(-100 + 30 / 1.1 + 90 / 1.21 + 110 / 1.331)
    assert found["roi"] == pytest.approx((260 - 130) / 130)


def test_framework_ranks_a_raw_problem(project: Path) -> None:
    """Any alternatives and criteria are ranked on their fixed scales."""
    problem = {
        "alternatives": ["a", "b"],
        "criteria": [
            {"id": "speed", "weight": 3, "direction": "max"},
            {"id": "price", "weight": 1, "direction": "min", "scale": [0, 100]},
        ],
        "scores": {"a": {"speed": 2, "price": 20}, "b": {"speed": 5, "price": 90}},
        "method": "wsm",
    }
    found = result(project, "framework", json.dumps(problem))
    assert found["ranking"] == [
        {"id": "b", "score": pytest.approx(0.75 + 0.25 * 0.1)},
        {"id": "a", "score": pytest.approx(0.75 * 0.25 + 0.25 * 0.8)},
    ]


def test_framework_ranks_all_eight(project: Path, site_data: dict[str, Any]) -> None:
    """Answers about a project rank every framework of the data."""
    found = result(project, "framework", "answers: {requirements: 5, deadline: 5}")
    assert {one["id"] for one in found["ranking"]} == {f["id"] for f in site_data["frameworks"]["frameworks"]}
    scores = [one["score"] for one in found["ranking"]]
    assert scores == sorted(scores, reverse=True)


def test_skills_count_people_at_or_above_the_level(project: Path) -> None:
    """Roles give levels, own levels win, skills of one's own are allowed."""
    text = """
people:
  - {name: Ada, role: data-scientist}
  - {name: Ben, role: data-scientist, levels: {maths-stats-ml: 1, rust: 2}}
  - {name: Cleo}
required:
  maths-stats-ml: {level: 3, people: 2}
  rust: {level: 2, people: 1}
  data-manipulation: {level: 3, people: 2}
"""
    found = result(project, "skills", text)
    assert found["gaps"] == [
        {"skill": "maths-stats-ml", "level": 3, "required": 2, "available": 1, "missing": 1},
        {"skill": "rust", "level": 2, "required": 1, "available": 1, "missing": 0},
        {"skill": "data-manipulation", "level": 3, "required": 2, "available": 2, "missing": 0},
    ]
    assert found["single_holders"] == [
        {"skill": "maths-stats-ml", "level": 3, "person": "Ada"},
        {"skill": "rust", "level": 2, "person": "Ben"},
    ]
    assert found["coverage"] == pytest.approx(4 / 5)


@pytest.mark.parametrize(
    ("calculator", "text", "said"),
    [
        ("roi", "cash_flows: []", "<stdin>:1: cash_flows: is empty; at least 1 must be given"),
        ("roi", "cash_flows: [1, x]", "<stdin>:1: cash_flows.1: must be a number, not 'x'"),
        ("roi", "discount_rate: 0.1\ndiscount_rte: 0.1", "<stdin>:2: discount_rte: is not a known field; allowed: name,"),
        ("roi", "discount_rate: .nan", "<stdin>:1: discount_rate: must be a finite number"),
        ("roi", "horizon: 2\nbenefits: [{name: a, amount: 1, start: 9}]", "<stdin>:2: benefits.0.start: is 9; allowed: 1 to 2"),
        ("roi", "cash_flows: [1]\ninvestment: 3\nmode: case", "<stdin>:1: cash_flows: stands beside mode: case"),
        ("roi", "[1, 2]", "<stdin>:1: the file must hold a mapping"),
        ("roi", "", "<stdin>:1: the file must hold a mapping"),
        ("roi", "a: [", "<stdin>:1: not valid YAML"),
        ("framework", "answers: {}", "<stdin>:1: answers: give no criterion any weight"),
        ("framework", "answers: {nonsense: 3}", "<stdin>:1: answers.nonsense: is not a question; allowed:"),
        ("framework", "answers: {deadline: 6}", "<stdin>:1: answers.deadline: is 6; allowed: 1 to 5"),
        ("framework", "{alternatives: [a], criteria: [{id: c, weight: 0}], scores: {a: {c: 2}}}", "criteria: have no weight"),
        ("framework", "{alternatives: [a], criteria: [{id: c, weight: 1}], scores: {a: {c: 9}}}", "scores.a.c: is 9; allowed: 1 to 5"),
        ("framework", "{alternatives: [a], criteria: [{id: c, weight: 1}], scores: {a: {}}}", "scores.a.c: is missing"),
        ("framework", "{alternatives: [a, a], criteria: [{id: c, weight: 1}], scores: {a: {c: 1}}}", "stands twice"),
        ("framework", "{alternatives: [a], criteria: [{id: c, weight: 1}], scores: {a: {c: 1}}, method: magic}", "method: is 'magic'; allowed: wsm"),
        ("skills", "people: []", "<stdin>:1: required: is missing"),
        ("skills", "{people: [{name: A, role: king}], required: {x: {level: 1, people: 1}}}", "people.0.role: is 'king'; allowed: ds-project-manager"),
        ("skills", "{people: [{name: A, levels: {x: 4}}], required: {x: {level: 1, people: 1}}}", "people.0.levels.x: is 4; allowed: 0 to 3"),
        ("skills", "{people: [{}], required: {x: {level: 1, people: -1}}}", "required.x.people: is −1; allowed: 0 to 10,000"),
    ],
)  # fmt: skip
def test_bad_input_gives_one_line_for_each_fault_and_status_2(
    project: Path, calculator: str, text: str, said: str
) -> None:
    """A fault names file, line and field, says what is allowed, and prints no result."""
    done = cli(project, calculator, "-", text=text)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_file_that_cannot_be_read_is_named(project: Path, tmp_path: Path) -> None:
    """A missing file and one that is no text are faults, not crashes."""
    assert cli(project, "roi", str(tmp_path / "none.yml")).returncode == 2
    binary = tmp_path / "binary.yml"
    binary.write_bytes(b"\xff\xfe\x00")
    done = cli(project, "roi", str(binary))
    assert done.returncode == 2
    assert "not UTF-8" in done.stderr


def test_every_format_holds_the_same_numbers(project: Path, tmp_path: Path) -> None:
    """CSV and Markdown have the table's rows; text begins with the sentence."""
    file = tmp_path / "case.json"
    file.write_text(json.dumps({"cash_flows": [-100, 60, 60], "discount_rate": 0.1}))
    rows = list(csv.DictReader(io.StringIO(cli(project, "roi", str(file), "--format", "csv").stdout)))
    assert [float(row["net"]) for row in rows] == [-100, 60, 60]
    assert cli(project, "roi", str(file), "--format", "markdown").stdout.count("\n") == 5
    assert cli(project, "roi", str(file)).stdout.startswith("Worth doing on these numbers")
