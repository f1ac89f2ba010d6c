"""Checklists keep what a reader ticks and notes, give it away as Markdown, and print as lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

pytestmark = pytest.mark.browser

LIST = 'check-list[data-key="guide/strategy/#ends"]'
FIRST = "Set the right objective. Write it as a decision or an action that will be better, with a number."

_CLOSED = (
    """Object.defineProperty(window, "localStorage", {get() { throw new DOMException("no", "SecurityError"); }})"""
)
_FULL = """Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }"""


@pytest.fixture
def strategy(page: Page, address: str) -> Page:
    page.goto(f"{address}guide/strategy/")
    page.wait_for_selector(f"{LIST}[data-ready]")
    return page


def boxes(page: Page) -> Locator:
    return page.locator(f"{LIST} input[type=checkbox]")


def said(page: Page) -> Locator:
    return page.locator(f"{LIST} [role=status]")


def write_note(page: Page, index: int, text: str) -> None:
    page.locator(f"{LIST} .checklist-note-button").nth(index).click()
    page.keyboard.type(text)
    page.keyboard.press("Tab")


def downloaded(page: Page, press: Callable[[], None]) -> str:
    with page.expect_download() as download:
        press()
    return Path(download.value.path()).read_text(encoding="utf-8")


def test_a_box_is_ticked_by_keyboard_and_stays_ticked_after_a_reload(strategy: Page) -> None:
    """Space ticks the focused box, the count follows, and another visit finds both."""
    count = boxes(strategy).count()
    boxes(strategy).first.focus()
    strategy.keyboard.press("Space")
    expect(strategy.locator(f"{LIST} .checklist-count")).to_have_text(f"1 of {count}")

    strategy.reload()
    expect(boxes(strategy).first).to_be_checked()
    expect(strategy.locator(f"{LIST} .checklist-count")).to_have_text(f"1 of {count}")


def test_the_words_tick_too_and_name_the_box(strategy: Page) -> None:
    """A click on the text ticks its box, and a screen reader hears the text."""
    box = strategy.get_by_role("checkbox", name=re.compile(FIRST))
    strategy.locator(LIST).get_by_text("Set the right objective.").click()
    expect(box).to_be_checked()


def test_a_note_is_kept_with_its_item(strategy: Page) -> None:
    """A note is written by keyboard, and is there at the next visit; an emptied one goes."""
    strategy.locator(f"{LIST} .checklist-note-button").first.focus()
    strategy.keyboard.press("Enter")
    strategy.keyboard.type("Ask Anna")
    strategy.reload()
    note = strategy.locator(f"{LIST} textarea")
    expect(note).to_have_value("Ask Anna")
    note.fill("")
    note.blur()
    expect(note).to_have_count(0)


def test_marks_survive_instant_navigation(strategy: Page) -> None:
    """Away over a link and back again, without a load of the page: the ticks are there, and work."""
    strategy.evaluate("window.same = true")
    boxes(strategy).nth(1).check()
    strategy.locator(".md-nav__link", has_text="Context and goals").first.click()
    expect(strategy.locator("h1")).to_contain_text("Context")
    strategy.go_back()
    expect(boxes(strategy).nth(1)).to_be_checked()
    boxes(strategy).nth(2).check()
    expect(strategy.locator(f"{LIST} .checklist-count")).to_have_text(re.compile("^2 of"))
    assert strategy.evaluate("window.same")


def test_the_export_holds_ticks_notes_title_and_address(strategy: Page, address: str) -> None:
    """What is copied is what is downloaded: a Markdown list as the page shows it."""
    strategy.context.grant_permissions(["clipboard-read", "clipboard-write"])
    boxes(strategy).nth(0).check()
    boxes(strategy).nth(3).check()
    write_note(strategy, 3, "A *sample* first")

    text = downloaded(strategy, lambda: strategy.locator(f"{LIST} button", has_text="Download").click())
    expect(said(strategy)).to_contain_text("checklist-guide-strategy-ends.md")
    strategy.locator(f"{LIST} button", has_text="Copy").click()
    expect(said(strategy)).to_have_text("Copied as Markdown.")
    assert strategy.evaluate("navigator.clipboard.readText()") == text

    lines = text.splitlines()
    assert lines[0] == "# Strategy – The ends: what do we want?"
    assert f"<{address}guide/strategy/#the-ends-what-do-we-want>" in lines
    assert any(re.fullmatch(r"2 of 12 ticked on \d+ \w+ \d{4}\.", line) for line in lines)
    items = [re.sub(r"(\*\*.*?\*\*).*", r"\1", line) for line in lines if re.match(r" *- ", line)]
    assert items[:5] == [
        "- [x] **Set the right objective.**",
        "- [ ] **Estimate what failure would cost.**",
        "    - [ ] **Which risks does nobody intend?**",
        "    - [x] **Start with little data.**",
        "        - Note: A *sample* first",
    ]
    assert len(items) == 12 + 1


def test_clearing_can_be_undone(strategy: Page) -> None:
    """Clear says what it took away, and gives it back."""
    boxes(strategy).nth(0).check()
    write_note(strategy, 1, "Second")
    strategy.locator(f"{LIST} button", has_text="Clear").click()
    expect(boxes(strategy).nth(0)).not_to_be_checked()
    expect(strategy.locator(f"{LIST} textarea")).to_have_count(0)
    expect(said(strategy)).to_contain_text("Cleared 1 tick and 1 note.")
    said(strategy).get_by_role("button", name="Undo").click()
    expect(strategy.locator(f"{LIST} button", has_text="Clear")).to_be_focused()
    expect(boxes(strategy).nth(0)).to_be_checked()
    expect(strategy.locator(f"{LIST} textarea")).to_have_value("Second")


@pytest.mark.parametrize("trouble", [_CLOSED, _FULL], ids=["closed", "full"])
def test_without_storage_ticks_last_for_the_visit(context: BrowserContext, address: str, trouble: str) -> None:
    """The page says once that it cannot keep ticks, and keeps them while it is open."""
    context.add_init_script(trouble)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(error.stack or ""))
    page.goto(f"{address}guide/strategy/")
    page.wait_for_selector(f"{LIST}[data-ready]")
    boxes(page).nth(0).check()
    expect(said(page)).to_contain_text("until you reload or close it")
    expect(page.locator(f"{LIST} .checklist-kept")).to_contain_text("until you reload or close it")
    boxes(page).nth(1).check()
    expect(said(page)).to_be_empty()
    expect(page.locator(f"{LIST} .checklist-count")).to_have_text(re.compile("^2 of"))
    assert not [stack for stack in faults if "/site-" in stack]  # the theme has complaints of its own


def test_a_changed_item_loses_only_its_own_tick_and_not_its_note(strategy: Page) -> None:
    """A mark whose item is gone leaves the others alone; its note is shown with the words it was written for."""
    strategy.evaluate(
        """localStorage.setItem("checklist:/guide/strategy/#ends", JSON.stringify({
            "right-objective": {ticked: true},
            "gone": {ticked: true, note: "Anna knows", text: "An earlier wording"}}))"""
    )
    strategy.reload()
    expect(strategy.locator(f"{LIST} .checklist-count")).to_have_text(re.compile("^1 of"))
    orphans = strategy.locator(f"{LIST} .checklist-orphans")
    expect(orphans).to_contain_text("An earlier wording Anna knows")
    orphans.get_by_role("button", name="Remove").click()
    expect(orphans).to_have_count(0)
    expect(boxes(strategy).first).to_be_checked()


@pytest.mark.parametrize("kept", ["null", "[1]", '"x"', "{", '{"right-objective": 3}'])
def test_what_is_kept_wrongly_is_ignored(strategy: Page, kept: str) -> None:
    """Nothing that may stand in the storage breaks a list."""
    strategy.evaluate("kept => localStorage.setItem('checklist:/guide/strategy/#ends', kept)", kept)
    strategy.reload()
    boxes(strategy).first.check()
    strategy.reload()
    expect(boxes(strategy).first).to_be_checked()


def test_two_tabs_show_the_same(strategy: Page, context: BrowserContext) -> None:
    """A tick in one tab appears in the other."""
    other = context.new_page()
    other.goto(strategy.url)
    other.wait_for_selector(f"{LIST}[data-ready]")
    boxes(other).nth(4).check()
    expect(boxes(strategy).nth(4)).to_be_checked()


def test_on_paper_a_list_is_a_list(strategy: Page) -> None:
    """Print shows boxes, ticked or not, and notes as text; no button, no count."""
    boxes(strategy).first.check()
    write_note(strategy, 1, "Shown on paper")
    strategy.emulate_media(media="print")
    expect(boxes(strategy).first).to_be_visible()
    expect(strategy.locator(f"{LIST} .checklist-bar")).to_be_hidden()
    expect(strategy.locator(f"{LIST} .checklist-note-button").first).to_be_hidden()
    expect(strategy.locator(f"{LIST} textarea")).to_be_hidden()
    note = strategy.locator(f"{LIST} .checklist-note")
    assert note.evaluate("one => getComputedStyle(one, '::after').visibility") == "visible"
    assert "Shown on paper" in note.evaluate("one => getComputedStyle(one, '::after').content")


def test_without_scripts_a_list_is_a_list(browser: Browser, address: str) -> None:
    """The boxes stand there with their words, no room is kept for buttons, and the gathered lists open."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}guide/strategy/")
    assert boxes(page).count() == 12
    expect(page.locator(f"{LIST} button")).to_have_count(0)
    assert page.locator(LIST).evaluate("one => getComputedStyle(one, '::after').content") == "none"
    page.goto(f"{address}guide/checklists/")
    expect(page.locator("summary", has_text="Strategy").first).to_contain_text(re.compile(r"\d+ items"))
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_scripts_move_nothing(browser: Browser, address: str, width: int) -> None:
    """What follows a list stands where it stood before the buttons came."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, has_touch=width < 800, is_mobile=width < 800
    )
    page = context.new_page()
    page.route(re.compile(r"/assets/js/site-"), lambda route: route.abort())
    top = "[...document.querySelectorAll('check-list + *')].map(one => Math.round(one.offsetTop))"
    page.goto(f"{address}guide/data-collection/")
    before = page.evaluate(top)
    page.unroute_all()
    page.goto(f"{address}guide/data-collection/")
    page.wait_for_selector("check-list[data-ready]")
    after = page.evaluate(top)
    context.close()
    assert max(abs(one - other) for one, other in zip(before, after, strict=True)) <= 2 * len(before)


@pytest.mark.parametrize(("touch", "least"), [(False, 24), (True, 44)], ids=["mouse", "finger"])
def test_targets_are_large_enough(browser: Browser, address: str, touch: bool, least: int) -> None:
    """Words with their box, pencils and buttons: 24 pixels for a mouse, 44 for a finger."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=touch, is_mobile=touch)
    page = context.new_page()
    page.goto(f"{address}guide/strategy/")
    page.wait_for_selector(f"{LIST}[data-ready]")
    heights = page.locator(f"{LIST} :is(li > label, button)").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    context.close()
    assert min(heights) >= least


def test_all_checklists_are_gathered(page: Page, address: str, site: Path) -> None:
    """The page has each list of each chapter once, shares its ticks, and counts them."""
    keys = [
        key
        for path in site.rglob("index.html")
        if path.parent.name != "checklists"
        for key in re.findall(r'<check-list data-key="([^"]*)"', path.read_text(encoding="utf-8"))
    ]
    assert len(keys) > 60
    assert len(keys) == len(set(keys))

    page.goto(f"{address}guide/strategy/")
    boxes(page).first.check()
    page.goto(f"{address}guide/checklists/")
    page.wait_for_selector("check-lists[data-ready]")
    found = page.locator("check-lists check-list").evaluate_all("all => all.map(one => one.dataset.key)")
    assert sorted(found) == sorted(keys)
    card = page.locator(".checklist-card", has=page.locator(LIST))
    expect(card.locator("summary")).to_contain_text("1 of ")
    card.locator("summary").click()
    expect(boxes(page).first).to_be_checked()
    boxes(page).nth(1).check()
    expect(card.locator("summary")).to_contain_text("2 of ")
    page.goto(f"{address}guide/strategy/")
    expect(boxes(page).nth(1)).to_be_checked()


def test_all_checklists_are_exported_as_one_file(page: Page, address: str) -> None:
    """One Markdown file holds every item of every list once, with its tick."""
    page.goto(f"{address}guide/checklists/")
    page.wait_for_selector("check-lists[data-ready]")
    page.locator("summary", has_text="Strategy").first.click()
    boxes(page).first.check()
    text = downloaded(page, lambda: page.locator("check-lists > .checklist-bar button", has_text="Download").click())
    assert text.startswith(f"# All checklists\n\n<{address}guide/checklists/>\n")
    assert len(re.findall(r"^ *- \[[ x]\] ", text, re.MULTILINE)) == page.locator("check-lists input").count()
    assert len(re.findall(r"^ *- \[x\] ", text, re.MULTILINE)) == 1
    assert text.count("### ") == page.locator("check-list").count()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lists_with_marks_are_accessible(browser: Browser, address: str, project: Path, scheme: str) -> None:
    """axe finds no violation of WCAG 2.2 AA with ticks, a note and a message on the page."""
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page = context.new_page()
    for name, part in (("guide/strategy/", "article"), ("guide/checklists/", ".checklist-card[open]")):
        page.goto(address + name)
        page.wait_for_selector(f"{LIST}[data-ready]", state="attached")
        if name.endswith("checklists/"):
            page.locator("summary", has_text="Strategy").first.click()
        boxes(page).nth(3).check()
        write_note(page, 4, "A note")
        page.locator(f"{LIST} button", has_text="Download").click()
        page.evaluate((project / "node_modules/axe-core/axe.min.js").read_text())
        found = page.evaluate(
            "part => axe.run(part, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
            ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' '))))",
            part,
        )
        assert not found
    context.close()
