"""``_headers``: what static hosts are told to send."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros.headers import KEPT_FOR_GOOD, headers
from tests.build.conftest import MiniSite
from tests.static_host import Rules

KEPT = (
    "/assets/runtime-0123456789ab/pyodide.mjs",
    "/assets/runtime-0123456789ab/pyodide.asm.wasm",
    "/assets/engine-0123456789ab/calculators/roi/model.py",
    "/assets/snapshot-0123456789ab.bin",
    "/assets/js/worker-0123456789ab.js",
    "/assets/css/theme-0123456789ab.css",
    "/assets/fonts/source-sans-3-0123456789ab.woff2",
    "/assets/javascripts/bundle.01234567.min.js",
    "/assets/javascripts/workers/search.01234567.min.js",
    "/assets/stylesheets/main.01234567.min.css",
)
ASKED_FOR_AGAIN = (
    "/index.html",
    "/404.html",
    "/sw.js",
    "/calculators/roi/index.html",
    "/data/roles.yml",
    "/guide/an-0123456789ab.html",
    "/assets/js/calculator.js",
    "/assets/js/worker-0123456789AB.js",
    "/assets/js/worker-0123456789.js",
    "/assets/css/theme.css",
    "/assets/javascripts/lunr/min/lunr.de.min.js",
    "/assets/javascripts/bundle.01234567.min.js.map",
    "/search/search_index.json",
)


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    site = tmp_path / "site"
    for address in (*KEPT, *ASKED_FOR_AGAIN):
        path = site / address.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (site / "_headers").write_text(headers(site))
    return Rules.read(site / "_headers")


@pytest.mark.parametrize("address", KEPT)
def test_a_name_with_a_hash_is_kept_for_good(rules: Rules, address: str) -> None:
    """Such a file never changes what it holds."""
    assert rules.headers(address)["Cache-Control"] == KEPT_FOR_GOOD


@pytest.mark.parametrize("address", ASKED_FOR_AGAIN)
def test_any_other_file_is_asked_for_again(rules: Rules, address: str) -> None:
    """Hosts do that where nothing is said; what is said twice, they would join."""
    assert "Cache-Control" not in rules.headers(address)


def test_a_build_publishes_them(mini_site: MiniSite) -> None:
    """Names are this build's, and the host's limits are kept: 100 rules, 2,000 characters in a line."""
    built = mini_site.build()
    assert built.code == 0, built.log
    rules = Rules.read(built.site / "_headers")
    assert "frame-ancestors *" in rules.headers("/")["Content-Security-Policy"]
    runtime = next((built.site / "assets").glob("runtime-*")).name
    assert rules.headers(f"/assets/{runtime}/pyodide.mjs")["Cache-Control"] == KEPT_FOR_GOOD
    assert len(rules.rules) <= 100
    assert max(map(len, built.page("_headers").splitlines())) <= 2000
