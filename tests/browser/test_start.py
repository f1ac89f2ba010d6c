"""How Python starts in the page: fast, else the plain way, else with a sentence on what is wrong; never in waiting."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import BOOT, Watched, metric, ready, settled

pytestmark = pytest.mark.browser

Open = Callable[..., Page]

ERROR = 'methodology-calculator[data-state="error"]'


def snapshot_of(site: Path) -> bytes:
    (found,) = (site / "assets").glob("snapshot-*.bin")
    return found.read_bytes()


def head_of(snapshot: bytes) -> dict[str, object]:
    """What a snapshot says of itself."""
    memory = gzip.decompress(snapshot)
    head: dict[str, object] = json.loads(memory[4 : 4 + int.from_bytes(memory[:4], "little")])
    return head


def change_script(page: Page, pattern: str, change: Callable[[str], str]) -> None:
    """Serve a script otherwise than it was built."""

    def changed(route: Route) -> None:
        route.fulfill(body=change(route.fetch().text()), content_type="text/javascript")

    page.route(pattern, changed)


def refuse(page: Page, *names: str) -> None:
    """Answer 404 for every file whose address holds one of the names."""
    for name in names:
        page.route(f"**/*{name}*", lambda route: route.fulfill(status=404))


# --- the fast start ---------------------------------------------------------------------------------------------


def test_the_snapshot_spares_the_start(opened: Open, watched: Watched) -> None:
    """With a snapshot neither the standard library nor the engine is fetched, and nothing is fetched twice."""
    opened("roi")
    assert [url for url in watched.requests if "/snapshot-" in url]
    assert not [url for url in watched.requests if "python_stdlib" in url or "/engine-" in url]
    runtime = [url for url in watched.requests if "/runtime-" in url or "/snapshot-" in url]
    assert len(runtime) == len(set(runtime)) == 3


def test_page_script_and_snapshot_are_of_one_build(page: Page, address: str, site: Path) -> None:
    """The page names the build of its script, and the engine that its snapshot holds."""
    page.goto(address + "calculators/roi/")
    (script,) = (site / "assets" / "js").glob("site-*.js")
    told = json.loads(re.match(r"const SITE = (.*);\n", script.read_text())[1])  # type: ignore[index]
    element = page.locator("methodology-calculator")
    assert element.get_attribute("data-build") == told["build"]
    assert element.get_attribute("data-engine") == told["engineBuild"] == head_of(snapshot_of(site))["build"]


def test_random_numbers_are_renewed(browser: Browser, address: str) -> None:
    """Two pages that restore the same memory draw different numbers; without renewal they draw the same."""

    def draw(renew: bool) -> float:
        context = browser.new_context(service_workers="block")
        page = context.new_page()
        page.add_init_script(
            "const Plain = Worker; window.Worker = class extends Plain { constructor(...given) { super(...given);"
            "this.addEventListener('message', ({data}) => {"
            "if (data.type === 'drawn') window.drawn = data.value; }); } }"
        )
        told = r'postMessage({type:"drawn",value:\1.random.random()})'
        change_script(
            page,
            "**/worker-*.js",
            lambda text: re.sub(r"(\w+)\.renew\(\)", (r"\1.renew()," if renew else "") + told, text),
        )
        page.goto(address + "calculators/roi/")
        ready(page)
        page.wait_for_function("window.drawn !== undefined")
        drawn: float = page.evaluate("window.drawn")
        context.close()
        return drawn

    assert draw(renew=True) != draw(renew=True)
    assert draw(renew=False) == draw(renew=False)


def test_an_engine_with_another_table_of_functions_can_restore_it(browser: Browser, address: str) -> None:
    """Python calls JavaScript by a number in memory that each engine gives anew, and that is none on iOS."""
    context = browser.new_context(user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 19_0)", service_workers="block")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address + "calculators/roi/")
    ready(page)
    context.close()
    assert not [text for text in said if "plain way" in text]


# --- the plain start --------------------------------------------------------------------------------------------


def _broken_snapshots(packed: bytes) -> dict[str, bytes | None]:
    memory = gzip.decompress(packed)
    head = head_of(packed)
    other = json.dumps({**head, "build": "another"}).encode()
    stripped = json.dumps({**head, "pyodide": ""}).encode()
    rest = memory[4 + int.from_bytes(memory[:4], "little") :]
    return {
        "missing": None,
        "empty": b"",
        "truncated": packed[: len(packed) // 2],
        "short": gzip.compress(memory[:-1000], 1),
        "no gzip": b"not a snapshot" * 1000,
        "zeros": gzip.compress(b"\0" * 4_000_000),
        "of another build": gzip.compress(len(other).to_bytes(4, "little") + other + rest, 1),
        "of another runtime": gzip.compress(len(stripped).to_bytes(4, "little") + stripped + rest, 1),
    }


@pytest.mark.parametrize(
    "fault", ["missing", "empty", "truncated", "short", "no gzip", "zeros", "of another build", "of another runtime"]
)
def test_a_snapshot_that_cannot_be_used_only_costs_time(
    page: Page, address: str, site: Path, watched: Watched, fault: str
) -> None:
    """Whatever is wrong with the snapshot, the plain start takes over."""
    body = _broken_snapshots(snapshot_of(site))[fault]
    page.route("**/snapshot-*", lambda route: route.fulfill(status=404) if body is None else route.fulfill(body=body))
    page.goto(address + "calculators/roi/")
    ready(page)
    assert [url for url in watched.requests if "/engine-" in url], "the plain start was not taken"
    settled(page, lambda: page.fill('[name="investment"]', "1"))
    assert float(metric(page, "npv")) > 400_000
    watched.complaints.clear()  # the browser and Pyodide report what was wrong


def test_a_browser_that_cannot_unpack_starts_the_plain_way(page: Page, address: str, watched: Watched) -> None:
    """Without DecompressionStream no snapshot is asked for."""
    change_script(page, "**/worker-*.js", lambda text: "delete self.DecompressionStream;\n" + text)
    page.goto(address + "calculators/roi/")
    ready(page)
    assert not [url for url in watched.requests if "/snapshot-" in url]
    assert [url for url in watched.requests if "/engine-" in url]


def test_wrong_types_only_cost_time(page: Page, address: str, watched: Watched) -> None:
    """A server that does not know WebAssembly's type is good enough."""
    page.route("**/*.wasm", lambda route: route.fulfill(response=route.fetch(), headers={"content-type": "text/plain"}))
    page.goto(address + "calculators/roi/")
    ready(page)
    assert not watched.complaints


# --- no start ---------------------------------------------------------------------------------------------------


def told_why(page: Page, cause: str) -> None:
    """The element says what is wrong and what helps, and the example stays."""
    page.wait_for_selector(ERROR, timeout=BOOT)
    status = page.locator(".calculator-status")
    expect(status).to_contain_text("The calculator could not start")
    expect(status).to_contain_text(cause)
    expect(status).to_contain_text("command line")
    expect(status.get_by_role("button", name="Try again")).to_be_visible()
    assert float(metric(page, "npv")) > 0


@pytest.mark.parametrize(
    "missing", ["pyodide.asm.wasm", "pyodide.asm.mjs", "python_stdlib.zip", "pyodide-lock.json", "jinja2-", "worker-"]
)
def test_a_missing_file_is_named(page: Page, address: str, watched: Watched, missing: str) -> None:
    """Each file that the plain start needs ends, where it is missing, in the state error with its name."""
    refuse(page, missing, "snapshot-")
    page.goto(address + "calculators/roi/")
    told_why(page, "its program could not be loaded" if missing == "worker-" else missing)
    watched.complaints.clear()  # the browser itself reports the missing file


def test_it_can_be_tried_again(page: Page, address: str, watched: Watched) -> None:
    """When the file is back, one click starts the calculator, with what was typed meanwhile."""
    refuse(page, "pyodide.asm.wasm")
    page.goto(address + "calculators/roi/")
    told_why(page, "the server answered 404 for pyodide.asm.wasm")
    page.fill('[name="investment"]', "1")
    page.unroute_all()
    settled(page, lambda: page.click("text=Try again"))
    assert float(metric(page, "npv")) > 400_000
    assert page.locator(".calculator-status button").count() == 0
    watched.complaints.clear()


def lose_patience_sooner(page: Page) -> None:
    """Four seconds of silence are enough, instead of thirty."""

    def shorter(text: str) -> str:
        changed, times = re.subn(r"\b3e4\b", "4e3", text)
        assert times == 1
        return changed

    change_script(page, "**/site-*.js", shorter)


@pytest.mark.parametrize("silent", ["worker-", "snapshot-", "pyodide.asm.wasm", "pyodide.asm.mjs"])
def test_a_network_that_goes_silent_is_told(page: Page, address: str, silent: str) -> None:
    """A file of which nothing comes any more ends in the state error, as soon as it has been silent for long."""
    lose_patience_sooner(page)
    page.route(f"**/*{silent}*", lambda _: None)
    page.goto(address + "calculators/roi/")
    told_why(page, "nothing came for 4 seconds")
    page.unroute_all(behavior="ignoreErrors")


def test_a_policy_without_webassembly_is_told(page: Page, address: str, watched: Watched) -> None:
    """A content security policy without 'wasm-unsafe-eval' ends in the state error, not in waiting."""

    def strict(route: Route) -> None:
        answer = route.fetch()
        policy = {"content-security-policy": "script-src 'self' 'unsafe-inline'"}
        route.fulfill(response=answer, headers={**answer.headers, **policy})

    page.route("**/calculators/roi/", strict)
    page.route("**/worker-*.js", strict)
    page.goto(address + "calculators/roi/")
    told_why(page, "security policy")
    watched.complaints.clear()


def test_a_policy_without_workers_is_told(page: Page, address: str, watched: Watched) -> None:
    """A content security policy that allows no worker is told as well."""

    def strict(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": "worker-src 'none'"})

    page.route("**/calculators/roi/", strict)
    page.goto(address + "calculators/roi/")
    told_why(page, "may not run here")
    watched.complaints.clear()


def test_a_browser_without_workers_is_told(page: Page, address: str) -> None:
    """Where making a worker throws, the reason is told."""
    page.add_init_script(
        "window.Worker = class { constructor() { throw new DOMException('none here', 'SecurityError') } }"
    )
    page.goto(address + "calculators/roi/")
    told_why(page, "the browser allows no worker here (none here)")


def test_too_little_memory_is_told(page: Page, address: str, watched: Watched) -> None:
    """WebAssembly that cannot be given its memory is an error at once, where Pyodide would wait for ever."""
    change_script(
        page,
        "**/worker-*.js",
        lambda text: (
            "const { instantiate } = WebAssembly; WebAssembly.instantiate = async (source, imports) => {"
            "const large = source instanceof WebAssembly.Module && WebAssembly.Module.exports(source).length > 100;"
            "if (large) throw new RangeError('could not allocate memory');"
            "return instantiate.call(WebAssembly, source, imports); };\n" + text
        ),
    )
    page.goto(address + "calculators/roi/")
    told_why(page, "could not allocate memory")
    watched.complaints.clear()


def test_a_worker_that_dies_is_told(opened: Open, page: Page) -> None:
    """A worker that stops answering after the start is told, and can be started anew."""
    page.add_init_script(
        "const Plain = Worker; window.workers = [];"
        "window.Worker = class extends Plain { constructor(...given) { super(...given); window.workers.push(this); } }"
    )
    lose_patience_sooner(page)
    opened("roi")
    page.wait_for_function("performance.getEntriesByName('calculator:result').length")
    page.evaluate("window.workers.forEach(worker => worker.terminate())")
    page.fill('[name="investment"]', "1")
    page.wait_for_selector(ERROR)
    expect(page.locator(".calculator-status")).to_contain_text("The calculator stopped: nothing came for 4 seconds")
    settled(page, lambda: page.click("text=Try again"))
    assert float(metric(page, "npv")) > 400_000


# --- when it starts ---------------------------------------------------------------------------------------------


def test_python_survives_instant_navigation(opened: Open, watched: Watched) -> None:
    """The second calculator of a visit starts no second runtime."""
    page = opened("roi")
    before = len([url for url in watched.requests if "pyodide.asm.wasm" in url])
    page.evaluate("window.stillHere = true")
    page.click('article a[href$="business-understanding/"]')
    page.wait_for_url("**/business-understanding/")
    page.go_back()
    page.wait_for_url("**/calculators/roi/**")
    ready(page)
    page.click('.md-tabs a:has-text("Calculators")')
    page.wait_for_url("**/calculators/")
    page.click('article a[href$="skills/"]')
    page.wait_for_url("**/calculators/skills/")
    ready(page)
    assert page.evaluate("window.stillHere") is True, "the page was loaded anew"
    assert len([url for url in watched.requests if "pyodide.asm.wasm" in url]) == before
    assert float(metric(page, "coverage")) > 0


def _runtime(watched: Watched) -> list[str]:
    return [url for url in watched.requests if re.search(r"/(runtime|engine|snapshot|worker|charts)-", url)]


def test_files_are_fetched_when_a_reader_turns_to_a_calculator(page: Page, address: str, watched: Watched) -> None:
    """Pointing at a link to a calculator, or focusing it, fetches what it needs, once; other links fetch nothing."""
    page.goto(address + "calculators/")
    page.wait_for_load_state("networkidle")
    page.hover('article a[href$="guide/"], .md-tabs a:has-text("Guide")')
    page.wait_for_timeout(300)
    assert _runtime(watched) == []
    page.focus('article a[href$="roi/"]')
    page.wait_for_load_state("networkidle")
    fetched = _runtime(watched)
    assert {name for url in fetched for name in re.findall(r"(wasm|mjs|snapshot|worker|charts)", url)} == {
        "wasm",
        "mjs",
        "snapshot",
        "worker",
        "charts",
    }
    page.hover('article a[href$="skills/"]')
    page.wait_for_timeout(300)
    assert _runtime(watched) == fetched


@pytest.mark.parametrize("line", ["{saveData: true, effectiveType: '4g'}", "{saveData: false, effectiveType: '3g'}"])
def test_nothing_is_fetched_ahead_on_a_thin_line(page: Page, address: str, watched: Watched, line: str) -> None:
    """With Save-Data, or on a slow connection, pointing fetches nothing."""
    page.add_init_script(f"Object.defineProperty(navigator, 'connection', {{value: {line}}})")
    page.goto(address + "calculators/")
    page.hover('article a[href$="roi/"]')
    page.focus('article a[href$="roi/"]')
    page.wait_for_timeout(500)
    assert _runtime(watched) == []


def test_it_starts_after_the_first_paint(opened: Open) -> None:
    """The page is shown before the worker is made."""
    page = opened("roi")
    painted, begun = page.evaluate(
        "['first-paint', 'calculator:boot-start'].map(name => performance.getEntriesByName(name)[0].startTime)"
    )
    assert painted <= begun


def test_a_page_of_another_build_is_loaded_whole(page: Page, address: str, watched: Watched) -> None:
    """A script that finds the page of a newer build loads that page once, and then goes on."""
    page.route(
        "**/calculators/roi/",
        lambda route: route.fulfill(
            body=re.sub(r'data-build="\w+"', 'data-build="newer"', route.fetch().text()), content_type="text/html"
        ),
    )
    page.goto(address + "calculators/roi/")
    ready(page)
    page.wait_for_load_state("networkidle")
    assert watched.requests.count(address + "calculators/roi/") == 2


# --- typing -----------------------------------------------------------------------------------------------------


def test_typing_while_python_starts_is_kept(page: Page, address: str) -> None:
    """Nothing is blocked during the start: what is typed then is answered when ready."""
    page.goto(address + "calculators/roi/")
    assert page.get_attribute("methodology-calculator", "data-state") in ("static", "booting")
    page.fill('[name="investment"]', "1")
    page.focus('[name="investment"]')
    ready(page)
    page.wait_for_function("performance.getEntriesByName('calculator:result').length > 0")
    assert page.input_value('[name="investment"]') == "1"
    assert page.evaluate("document.activeElement.name") == "investment"
    assert float(metric(page, "npv")) > 400_000


def test_an_answer_changes_only_what_differs(opened: Open) -> None:
    """Elements of the result stay the same ones, what is open stays open, focus inside stays, and charts are kept."""
    page = opened("roi")
    page.wait_for_function("document.querySelector('.chart-drawing .vega-embed')")
    page.click(".calculator-result details.workings > summary")
    parts = [".figures", "details.workings", ".chart-drawing", ".chart-drawing svg"]
    kept = f"{parts}.map(part => document.querySelector('.calculator-result ' + part))"
    page.evaluate(f"window.kept = {kept}")
    before = page.locator(".chart-drawing svg").inner_html()
    settled(page, lambda: page.fill('[name="investment"]', "250000"))
    page.wait_for_function("old => document.querySelector('.chart-drawing svg').innerHTML !== old", arg=before)
    assert page.evaluate(f"{kept}.every((one, index) => one === window.kept[index])")
    assert page.locator(".calculator-result details.workings").get_attribute("open") is not None
    page.focus(".calculator-result details.workings > summary")
    settled(
        page,
        lambda: page.evaluate(
            "const field = document.querySelector('[name=investment]'); field.value = '260000';"
            "field.dispatchEvent(new Event('input', {bubbles: true}))"
        ),
    )
    assert page.evaluate("document.activeElement.matches('details.workings > summary')")


def test_one_choice_is_computed_once(opened: Open) -> None:
    """A radio button is told of twice by the browser, and answered once."""
    page = opened("framework")
    count = "performance.getEntriesByName('calculator:result').length"
    page.wait_for_timeout(300)
    before = page.evaluate(count)
    settled(page, lambda: page.check('[name="answers.regulation"][value="5"]', force=True))
    page.wait_for_timeout(300)
    assert page.evaluate(count) == before + 1
