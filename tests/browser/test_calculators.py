"""The calculators as a reader uses them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import command_line, metric, ready, saved, settled

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


def test_results_stand_there_without_scripts(browser: Browser, address: str, project: Path) -> None:
    """With scripts off the example's form, numbers and drawing are in the page."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "calculators/roi/")
    assert page.get_attribute("methodology-calculator", "data-state") == "static"
    assert page.locator(".chart-drawing svg:visible").count() == 1
    shown = float(page.get_attribute('data[data-metric="npv"]', "value") or "nan")
    from calculators.calculator import calculator
    from calculators.fields import to_dict

    example = to_dict(calculator("roi").default({}))
    assert shown == command_line(project, "roi", example)["npv"]
    context.close()


def test_roi_answers_typing_like_the_command_line(opened: Open, project: Path) -> None:
    """Every figure follows what is typed, and equals the command line's for the saved file."""
    page = opened("roi")
    settled(page, lambda: page.fill('[name="investment"]', "240k"))
    settled(page, lambda: page.fill('[name="benefits.0.amount"]', "150 000,50"))
    settled(page, lambda: page.fill('[name="discount_rate"]', "12.5"))
    settled(page, lambda: page.select_option('[name="timing"]', "mid"))
    expected = command_line(project, "roi", saved(page))
    for name in ("npv", "mirr", "payback", "discounted_payback", "roi", "benefit_cost_ratio"):
        assert float(metric(page, name)) == expected[name], name
    assert [float(rate) for rate in metric(page, "irr").split()] == expected["irr"]
    assert expected["timing"] == "mid"


@pytest.mark.parametrize(
    ("flows", "timing", "npv", "irr"),
    [
        ("-100, 60, 60", "start", 4.1322, [0.1306624]),
        ("-100\n60\n60", "end", 3.7566, [0.1306624]),
        ("-100; 230; -132", "", -0.0, [0.1, 0.2]),
        ("100 -150 100", "", 46.2810, []),
    ],
)
def test_roi_takes_cash_flows_directly(opened: Open, flows: str, timing: str, npv: float, irr: list[float]) -> None:
    """Pasted cash flows give the textbook's numbers, with all rates of return or none."""
    page = opened("roi")
    settled(page, lambda: page.select_option('[name="mode"]', "flows"))
    settled(page, lambda: page.fill('[name="cash_flows"]', flows))
    settled(page, lambda: page.fill('[name="discount_rate"]', "10"))
    if timing:
        settled(page, lambda: page.select_option('[name="timing"]', timing))
    assert round(float(metric(page, "npv")), 4) == npv
    assert [float(rate) for rate in metric(page, "irr").split()] == pytest.approx(irr, abs=1e-6)


def test_framework_follows_the_answers(opened: Open, project: Path) -> None:
    """Choosing answers re-ranks all eight, as the command line does."""
    page = opened("framework")
    settled(page, lambda: page.check('[name="answers.regulation"][value="5"]', force=True))
    settled(page, lambda: page.check('[name="answers.requirements"][value="5"]', force=True))
    settled(page, lambda: page.check('[name="answers.research-share"][value=""]', force=True))
    expected = command_line(project, "framework", saved(page))
    shown = page.eval_on_selector_all(
        'data[data-metric^="score."]', "all => all.map(d => ({id: d.dataset.metric.slice(6), score: Number(d.value)}))"
    )
    assert shown == expected["ranking"]
    assert len(shown) == 8


def test_skills_follow_the_team(opened: Open, project: Path) -> None:
    """Adding a person, overruling a level and asking for more change the gaps as on the command line."""
    page = opened("skills")
    before = page.locator('table[data-rows="people"] tbody tr').count()
    settled(page, lambda: page.click('[data-add="people"]'))
    row = f"people.{before}"
    settled(page, lambda: page.fill(f'[name="{row}.name"]', "Noor"))
    settled(page, lambda: page.select_option(f'[name="{row}.role"]', "devops"))
    settled(page, lambda: page.fill('[name="people.0.levels.maths-stats-ml"]', "3"))
    settled(page, lambda: page.fill('[name="required.infrastructure.people"]', "3"))
    assert page.get_attribute(f'[name="{row}.levels.infrastructure"]', "placeholder") == "3"
    expected = command_line(project, "skills", saved(page))
    assert float(metric(page, "coverage")) == expected["coverage"]
    for gap in expected["gaps"]:
        assert int(metric(page, f"missing.{gap['skill']}")) == gap["missing"]
        assert int(metric(page, f"available.{gap['skill']}")) == gap["available"]


def test_bad_input_is_named_and_kept(opened: Open) -> None:
    """A fault says field and bounds, what was typed stays, and the last good result stays, marked."""
    page = opened("roi")
    good = metric(page, "npv")
    settled(page, lambda: page.fill('[name="investment"]', "a lot"))
    faults = page.locator(".calculator-faults")
    expect(faults).to_be_visible()
    expect(faults).to_contain_text("Money needed to build it: must be a number, not 'a lot'; allowed: 0 to")
    expect(page.locator("#field-investment-fault")).to_contain_text("must be a number")
    assert page.get_attribute('[name="investment"]', "aria-invalid") == "true"
    assert page.input_value('[name="investment"]') == "a lot"
    assert metric(page, "npv") == good
    assert page.locator(".calculator-result[data-stale]").count() == 1
    expect(page.locator(".stale-note")).to_contain_text("last good result")
    page.click(".calculator-faults a")
    assert page.evaluate("document.activeElement.name") == "investment"
    settled(page, lambda: page.fill('[name="investment"]', "200000"))
    expect(faults).to_be_hidden()
    assert page.locator("[data-stale], .stale-note").count() == 0
    assert metric(page, "npv") != good


def test_empty_and_one_way_cash_flows_are_explained(opened: Open) -> None:
    """No flows is a fault; flows that only come in have no rate of return, and the page says why."""
    page = opened("roi")
    settled(page, lambda: page.select_option('[name="mode"]', "flows"))
    expect(page.locator(".calculator-faults")).to_contain_text("Cash flows, one a period: is empty")
    settled(page, lambda: page.fill('[name="cash_flows"]', "50, 60"))
    expect(page.locator(".figures")).to_contain_text("none: money only comes in")
    assert metric(page, "irr") == ""


def test_the_address_keeps_the_state(opened: Open, page: Page) -> None:
    """Reloading, or opening the link elsewhere, gives the same page."""
    opened("skills")
    settled(page, lambda: page.click('[data-add="people"]'))
    settled(page, lambda: page.fill('table[data-rows="people"] tbody tr:last-child [name$=".name"]', "Zoë & Co = #1"))
    settled(page, lambda: page.fill('[name="required.infrastructure.people"]', "7"))
    page.wait_for_function("location.hash.includes('people=7')")
    coverage = metric(page, "coverage")
    page.reload()
    ready(page)
    page.wait_for_function(f"document.querySelector('[data-metric=coverage]').value == '{coverage}'")
    assert page.input_value('table[data-rows="people"] tbody tr:last-child [name$=".name"]') == "Zoë & Co = #1"
    other = page.context.new_page()
    other.goto(page.url)
    ready(other)
    other.wait_for_function(f"document.querySelector('[data-metric=coverage]').value == '{coverage}'")


@pytest.mark.parametrize(
    ("fragment", "said"),
    [
        ("#v=9&investment=5", "The link could not be read"),
        ("#v=1&investment=5&nonsense=1", "fields that this calculator does not have: nonsense"),
        ("#v=1&investment=%E0%A4%A", "Money needed to build it: must be a number"),
        ("#v=1&people.999999.name=x", "does not have: people.999999.name"),
    ],
)
def test_a_malformed_link_is_told_and_does_no_harm(opened: Open, fragment: str, said: str) -> None:
    """A link that cannot be read is one clear message; what could be read is used."""
    page = opened("roi", fragment)
    expect(page.locator(".calculator-faults")).to_contain_text(said)
    assert float(metric(page, "npv"))
    if page.locator(".stale-note").count():
        expect(page.locator(".stale-note")).to_contain_text("the example’s result")


def test_a_link_cannot_bring_in_markup(opened: Open) -> None:
    """Text of a link is text."""
    page = opened("roi", "#v=1&name=%3Cimg%20src%3Dx%20onerror%3D%22window.hit%3D1%22%3E&benefits.0.name=%3Cscript%3E")
    assert page.evaluate("window.hit") is None


def test_reset_and_undo(opened: Open) -> None:
    """Reset gives the example back, undo gives back what was typed."""
    page = opened("roi")
    example = metric(page, "npv")
    settled(page, lambda: page.fill('[name="investment"]', "99000"))
    typed = metric(page, "npv")
    assert page.locator(".field[data-field=investment][data-changed]").count() == 1
    settled(page, lambda: page.click('[data-action="reset"]'))
    assert metric(page, "npv") == example
    assert "#" not in page.url
    settled(page, lambda: page.click("text=Undo"))
    assert metric(page, "npv") == typed
    settled(page, lambda: page.click(".field[data-field=investment] .field-default"))
    assert metric(page, "npv") == example


def test_a_saved_file_opens_again(opened: Open, tmp_path: Path) -> None:
    """What was saved can be opened, and a wrong file is refused with its fault while nothing is lost."""
    page = opened("roi")
    settled(page, lambda: page.fill('[name="investment"]', "123456"))
    file = tmp_path / "case.json"
    file.write_text(json.dumps(saved(page)))
    npv = metric(page, "npv")
    settled(page, lambda: page.click('[data-action="reset"]'))
    with page.expect_file_chooser() as chooser:
        page.click('[data-action="open"]')
    settled(page, lambda: chooser.value.set_files(str(file)))
    assert metric(page, "npv") == npv
    file.write_text('{"investment": -3}')
    with page.expect_file_chooser() as chooser:
        page.click('[data-action="open"]')
    chooser.value.set_files(str(file))
    expect(page.locator(".calculator-said")).to_contain_text("investment: is −3; allowed: 0 to")
    assert metric(page, "npv") == npv


def test_a_table_is_filled_from_the_keyboard(opened: Open) -> None:
    """Enter goes down the column and makes a row at the end; removing a row can be undone."""
    page = opened("roi")
    rows = page.locator('table[data-rows="benefits"] tbody tr')
    count = rows.count()
    page.focus(f'[name="benefits.{count - 1}.amount"]')
    page.keyboard.press("Enter")
    assert rows.count() == count + 1
    assert page.evaluate("document.activeElement.name") == f"benefits.{count}.amount"
    settled(page, lambda: page.keyboard.type("1000"))
    expect(page.locator(".calculator-faults")).to_contain_text(f"Benefits, row {count + 1}: Name: is empty")
    settled(page, lambda: rows.nth(count).locator(".row-remove").click())
    assert rows.count() == count
    settled(page, lambda: page.click("text=Undo"))
    assert rows.count() == count + 1
