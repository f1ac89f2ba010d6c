"""The whole of a page can be reached, seen and left with a keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import ready

pytestmark = pytest.mark.browser

_WALK = r"""() => {
  const interactive = 'a[href], button, input, select, textarea, summary, .md-header__button, [tabindex="0"]';
  const regions =
    '.md-skip .md-header .md-tabs .md-sidebar--primary .md-sidebar--secondary .md-content .md-footer'.split(' ');
  const label = (element) => element.labels?.[0];
  // what a reader sees of a control: a radio's or a check box's label where the control itself takes no room
  const seen = (element) => {
    const { width, height } = element.getBoundingClientRect();
    const hidden = width < 4 || height < 4 || getComputedStyle(element).opacity === '0';
    return hidden && label(element) ? label(element) : element;
  };
  const look = (element) =>
    [element, label(element), element.parentElement, element.closest('.control'), element.querySelector('span')]
      .filter(Boolean)
      .map((one) => {
        const { outline, boxShadow, border, backgroundColor, color, textDecoration } = getComputedStyle(one);
        return [outline, boxShadow, border, backgroundColor, color, textDecoration].join();
      })
      .join(';');
  const name = (element) => {
    const said = element.getAttribute('aria-label') ?? element.innerText ?? '';
    const text = (said || element.name || element.id || element.className).trim().replace(/\s+/g, ' ').slice(0, 40);
    return `${element.tagName.toLowerCase()} "${text}"`;
  };
  const region = (element) =>
    regions.find((one) => element.closest(one)) ?? 'page';
  // a group of radios has one stop, and what is folded away none; the theme's labels of hidden check boxes are buttons
  const stops = () =>
    [...document.querySelectorAll(interactive)].filter(
      (one) =>
        (one.tabIndex >= 0 || one.localName === 'label') &&
        one.checkVisibility() &&
        !one.disabled &&
        !one.closest('[inert], [hidden]') &&
        seen(one).checkVisibility({ visibilityProperty: true }) &&
        seen(one).getClientRects().length > 0 &&
        ![...visited].some((other) => other.type === 'radio' && other.name === (one.control ?? one).name),
    );
  const unhidden = (element) => {
    const shown = seen(element);
    const { top, bottom, left, right } = shown.getBoundingClientRect();
    const inside = (x, y) => {
      const at = document.elementFromPoint(x, y);
      return at && (shown.contains(at) || at.contains(shown));
    };
    const across = [left + 2, (left + right) / 2, right - 2];
    const down = [top + 2, (top + bottom) / 2, bottom - 2];
    const header = document.querySelector('.md-header');
    const covered = !element.closest('.md-header, .md-skip') && top < header.getBoundingClientRect().bottom - 1;
    const tall = bottom - top > innerHeight / 2;
    return (tall || !covered) && down.some((y) => across.some((x) => inside(x, y)));
  };
  let last;
  let lastLook;
  const visited = new Set();
  window.walk = {
    step() {
      const element = document.activeElement;
      const unchanged = last?.isConnected && last !== element && look(last) === lastLook;
      const before = last && { name: name(last), unchanged };
      last = element === document.body ? undefined : element;
      if (!last) return { before };
      lastLook = look(last);
      const again = visited.has(last);
      visited.add(last);
      return { before, name: name(last), region: region(last), hidden: !unhidden(last), again };
    },
    // what is scrolled to is laid out and drawn with the next frame
    settled: () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    back() {
      visited.clear();
    },
    left: () => stops().filter((one) => !visited.has(one)).map(name),
    jumping: () => [...document.querySelectorAll('[tabindex]')].filter((one) => one.tabIndex > 0).map(name),
  };
}"""

PAGES = (
    ("", 1280),
    ("guide/strategy/", 1280),
    ("guide/strategy/", 390),
    ("frameworks/", 1280),
    ("frameworks/", 390),
    ("frameworks/scrum/", 1280),
    ("team/", 1280),
    ("calculators/roi/", 1280),
    ("calculators/roi/", 390),
    ("calculators/framework/", 1280),
    ("calculators/skills/", 1280),
)


LONGEST = 600
"""More stops than any page has."""


def walk(page: Page, key: str) -> Iterator[dict[str, Any]]:
    """Press a key until the focus leaves the page; backwards, Chromium begins again at the end instead."""
    for _ in range(LONGEST):
        page.keyboard.press(key)
        step = page.evaluate("walk.settled().then(() => walk.step())")
        if key == "Shift+Tab" and step.get("again"):
            return
        yield step
        if "name" not in step:
            return
    pytest.fail(f"{key} never leaves the page; the last was {step['name']}")


@pytest.mark.parametrize(("address_of_page", "width"), PAGES)
def test_a_page_can_be_walked_by_keyboard(browser: Browser, address: str, address_of_page: str, width: int) -> None:
    """Tab reaches everything once, region by region; each stop shows its focus; nothing hides it; the way back too."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, reduced_motion="reduce", service_workers="block"
    )
    page = context.new_page()
    page.goto(address + address_of_page)
    if address_of_page.startswith("calculators/"):
        ready(page)
    page.evaluate(_WALK)

    there = list(walk(page, "Tab"))
    left = page.evaluate("walk.left()")
    jumping = page.evaluate("walk.jumping()")
    page.evaluate("walk.back()")
    back = list(walk(page, "Shift+Tab"))
    context.close()

    stops = [step for step in there + back if "name" in step]
    regions = [region for region, _ in groupby(step["region"] for step in there if "name" in step)]
    assert not jumping
    assert not left, "out of reach"
    assert not [step["name"] for step in stops if step["again"]], "reached twice"
    assert not {step["before"]["name"] for step in there + back if step["before"] and step["before"]["unchanged"]}, (
        "look the same with the focus and without"
    )
    assert not [step["name"] for step in stops if step["hidden"]], "hidden while it has the focus"
    assert len(regions) == len(set(regions)), f"the focus goes to and fro: {regions}"
    assert len(stops) > 20


def test_the_menu_of_a_narrow_window_opens_by_keyboard(page: Page, address: str) -> None:
    """Enter opens it and moves the focus in, sections unfold, Escape closes it and leads back."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address + "guide/strategy/")
    page.wait_for_timeout(500)  # the theme closes the menu an eighth of a second after its own script has begun
    page.get_by_role("button", name="Menu").focus()
    expect(page.locator(".md-sidebar--primary")).not_to_be_visible()

    page.keyboard.press("Enter")
    expect(page.locator(".md-sidebar--primary a:focus")).to_be_visible()
    section = page.get_by_role("button", name="Pages of Frameworks")
    for _ in range(LONGEST):
        page.keyboard.press("Tab")
        if section.evaluate("one => one === document.activeElement"):
            break
    expect(section).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".md-sidebar--primary").get_by_role("link", name="Scrum")).to_be_visible()

    page.keyboard.press("Escape")
    expect(page.locator(".md-sidebar--primary")).not_to_be_visible()
    expect(page.get_by_role("button", name="Menu")).to_be_focused()


def test_the_search_of_a_narrow_window_opens_by_keyboard(page: Page, address: str) -> None:
    """The button is reached, and pressing it puts the focus into the field."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address)
    page.get_by_role("button", name="Search").first.focus()

    page.keyboard.press(" ")

    expect(page.get_by_role("textbox", name="Search")).to_be_focused()


def test_menu_and_search_have_their_names_however_early_the_script_runs(page: Page, address: str) -> None:
    """The script is loaded beside the page, and may run before the header is there."""

    def hold(route: Route) -> None:
        page.wait_for_timeout(1000)
        route.fulfill(body="", content_type="text/javascript")

    def begin(route: Route) -> None:
        body = route.fetch().text()
        route.fulfill(body=body.replace("</head>", '<script src="held.js"></script></head>'), content_type="text/html")

    page.set_viewport_size({"width": 390, "height": 800})
    page.route("**/held.js", hold)
    page.route(address, begin)
    page.goto(address)

    expect(page.get_by_role("button", name="Menu")).to_be_visible()
    expect(page.get_by_role("button", name="Search").first).to_be_visible()
