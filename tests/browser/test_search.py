"""Searches of readers, against the index and the workers that the site publishes, in real Chromium."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
QUERIES: dict[str, list[str]] = yaml.safe_load((HERE / "search_queries.yml").read_text(encoding="utf-8"))
SHOWN = 3

_SETUP = """async () => {
    const config = JSON.parse(document.getElementById("__config").textContent);
    const index = await (await fetch("search/search_index.json")).json();
    const worker = new Worker(new URL(config.search, location.href));
    window.ask = (type, data) => new Promise((resolve) => {
        worker.addEventListener("message", (event) => resolve(event.data.data), {once: true});
        worker.postMessage({type, data});
    });
    await window.ask(0, {...index, options: {suggest: true}});
}"""
_ASK = """async (query) => {
    const {items} = await window.ask(2, query);
    const best = (sections) => sections.reduce((one, other) => (other.score > one.score ? other : one));
    const page = (sections) => sections.find((one) => !one.location.includes("#")).location;
    return items.map((sections) => ({page: page(sections), ...best(sections)}));
}"""


@pytest.fixture(scope="module")
def ask(browser: Browser, address: str) -> Any:
    """Ask the site's search worker, set up as the theme does it."""
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.goto(address)
    page.evaluate(_SETUP)
    yield lambda query: page.evaluate(_ASK, query)
    context.close()


Ask = Callable[[str], list[dict[str, Any]]]


@pytest.mark.parametrize("query", QUERIES)
def test_a_reader_finds_the_page_that_an_experienced_one_expects(ask: Ask, query: str) -> None:
    """Among the first three pages."""
    found = [item["page"] for item in ask(query)]

    assert set(QUERIES[query]) & set(found[:SHOWN]), found[:6]


def test_the_queries_name_pages_of_the_site(site: Path) -> None:
    """A page that has moved must move here too."""
    pages = {page for expected in QUERIES.values() for page in expected}

    assert [page for page in pages if not (site / page / "index.html").is_file()] == []


def test_every_word_that_the_search_adds_is_one_of_the_guide(site: Path, project: Path) -> None:
    """A synonym for a word that no page uses would find nothing."""
    docs = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    known = set(re.findall(r"[a-z]+", " ".join(f"{doc['title']} {doc['text']}" for doc in docs).lower()))
    synonyms = yaml.safe_load((project / "docs/data/search.yml").read_text(encoding="utf-8"))["synonyms"]

    assert {word for entry in synonyms for word in entry["also"].split()} - known == set()


@pytest.mark.parametrize(("one", "other"), [("strategies", "strategy"), ("owners", "owner"), ("deployed", "deploy")])
def test_all_forms_of_a_word_find_the_same_page(ask: Ask, one: str, other: str) -> None:
    """Plurals and past tenses lead to the same best page."""
    assert ask(one)[0]["page"] in [item["page"] for item in ask(other)[:SHOWN]]


def test_a_question_finds_what_its_words_find(ask: Ask) -> None:
    """The words of grammar in a question change nothing."""

    def pages(query: str) -> list[str]:
        return [item["page"] for item in ask(query)]

    assert pages("Who should review the code?") == pages("review code")
    assert pages("What is the leakage of a model's features?") == pages("leakage model features")


def test_a_result_lacks_only_what_the_reader_has_typed(ask: Ask) -> None:
    """The words that the search adds are never called missing."""
    for query in ("who should own the data", "NPV", "RACI chart"):
        typed = query.lower().split()
        missing = {term for item in ask(query) for term, found in item["terms"].items() if not found}
        assert [term for term in missing if not any(word.startswith(term) for word in typed)] == []


def test_the_language_of_the_search_stays(ask: Ask) -> None:
    """A reader may demand words and exclude them."""
    wanted = ask("+kanban -scrum")

    assert wanted
    assert all("scrum" not in re.sub(r"<[^>]+>", "", f"{item['title']} {item['text']}").lower() for item in wanted)


@pytest.mark.parametrize(
    "query", ["backtesting", "who should own the data", "how long does a project take", "NPV", "drift"]
)
def test_the_search_box_leads_to_the_expected_page(page: Page, address: str, query: str) -> None:
    """Typed with the keyboard; one of the first three results is the page, and opening it gets there."""
    page.goto(f"{address}guide/")
    page.keyboard.press("/")
    page.keyboard.type(query, delay=20)
    results = page.locator(".md-search-result__item > a, .md-search-result__item > :first-child a").first
    expect(results).to_be_visible(timeout=15_000)
    page.wait_for_timeout(300)
    links = page.eval_on_selector_all(
        ".md-search-result__item", "all => all.slice(0, 3).map(item => item.querySelector('a').getAttribute('href'))"
    )
    expected = [link for link in links if any(link.split("?")[0].endswith(f"/{wanted}") for wanted in QUERIES[query])]
    assert expected, links
    page.locator(f'.md-search-result__item a[href="{expected[0]}"]').first.click()
    page.wait_for_url(re.compile(re.escape(expected[0].split("?")[0].removeprefix(address))))


def test_nothing_of_the_search_is_fetched_before_a_reader_turns_to_it(
    page: Page, address: str, watched: Watched
) -> None:
    """Neither the index nor the theme's worker; then both."""
    page.goto(f"{address}guide/")
    page.wait_for_load_state("networkidle")
    heavy = re.compile(r"search_index|workers/search")
    assert [url for url in watched.requests if heavy.search(url)] == []
    page.keyboard.press("/")
    page.keyboard.type("drift")
    expect(page.locator(".md-search-result__item").first).to_be_visible(timeout=15_000)
    assert any("search_index" in url for url in watched.requests)
