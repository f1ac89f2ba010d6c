"""What every calculator keeps to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup

from calculators.calculator import NAMES, calculator, run, run_form
from calculators.fields import fields_of, to_dict, to_form


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


def test_the_example_gives_a_result(name: str, site_data: dict[str, Any]) -> None:
    """The default scenario evaluates, from a file or from the form, to one and the same result."""
    chosen = calculator(name)
    example = chosen.default(site_data)
    from_file = run(chosen, json.loads(json.dumps(to_dict(example))), site_data)
    from_form = run_form(chosen, to_form(example), site_data)
    assert from_file == from_form
    json.dumps(chosen.to_json(from_file.result), allow_nan=False)


def test_the_form_holds_every_value_of_the_scenario(name: str, site_data: dict[str, Any]) -> None:
    """Reading the rendered form's controls gives the example back."""
    chosen = calculator(name)
    example = chosen.default(site_data)
    page = BeautifulSoup(chosen.form(example, site_data), "html.parser")
    for template in page.find_all("template"):
        template.decompose()
    pairs = []
    for control in page.select("[name]"):
        if control.name == "select":
            options = control.select("option[selected]") or control.select("option")[:1]
            pairs.append((str(control["name"]), str(options[0].get("value", ""))))
        elif control.get("type") != "radio":
            pairs.append((str(control["name"]), str(control.get("value") or control.get_text())))
        elif control.has_attr("checked"):
            pairs.append((str(control["name"]), str(control["value"])))
    assert run_form(chosen, pairs, site_data).scenario == example


def test_every_control_has_a_label(name: str, site_data: dict[str, Any]) -> None:
    """No control is without words, and no id stands twice."""
    chosen = calculator(name)
    page = BeautifulSoup(chosen.form(chosen.default(site_data), site_data), "html.parser")
    labels = {label["for"] for label in page.select("label[for]")}
    for control in page.select("input[id], select[id], textarea[id]"):
        assert control["id"] in labels, control
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_every_field_says_what_it_is(name: str) -> None:
    """Fields carry a label; numbers carry bounds."""
    for spec in fields_of(calculator(name).scenario).values():
        assert spec.label
        if spec.kind in ("number", "integer"):
            assert spec.low is not None
            assert spec.high is not None


def test_the_result_shows_its_numbers_as_data(name: str, site_data: dict[str, Any]) -> None:
    """Figures are <data> elements with the exact value, and charts come with a table."""
    chosen = calculator(name)
    example = chosen.default(site_data)
    shown = chosen.render(example, chosen.evaluate(example, site_data), site_data)
    page = BeautifulSoup(shown.html, "html.parser")
    assert page.select("data[data-metric][value]")
    assert "\n\n" not in shown.html
    for chart in shown.charts:
        figure = page.select_one(f'[data-chart="{chart.name}"]')
        assert figure is not None
        assert figure.select_one("table") is not None
        assert figure.select_one("[role=img]")["aria-label"]  # type: ignore[index]


HOSTILE = '<script>alert(1)</script>"&'


def test_text_of_a_reader_is_never_markup(site_data: dict[str, Any]) -> None:
    """A name with markup in it is shown as text."""
    chosen = calculator("skills")
    pairs = [("people.0.name", HOSTILE), ("people.0.role", "data-scientist")]
    pairs += [("required.maths-stats-ml.level", "3"), ("required.maths-stats-ml.people", "1")]
    done = run_form(chosen, pairs, site_data)
    html = chosen.render(done.scenario, done.result, site_data).html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
