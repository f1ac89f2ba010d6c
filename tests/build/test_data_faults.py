"""A fault in the data stops the build and names its place."""

from __future__ import annotations

import re

import pytest

from tests.build.conftest import MiniSite


def test_sound_data_builds(mini_site: MiniSite) -> None:
    """The real data passes, and a page can use it."""
    mini_site.write("index.md", '# Roles\n\n{{ data.roles.roles[0].name }}\n\n{{ cite("sculley-2015") }}\n')
    built = mini_site.build()
    assert built.code == 0, built.log
    assert "Data science project manager" in built.page()
    assert re.search(r'<a class="cite" href="guide/references/#ref-sculley-2015">Sculley et al. 2015</a>', built.page())


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "data/roles.yml",
            "business-understanding: 3",
            "business-understanding: 4",
            r"docs/data/roles\.yml:\d+:\d+: roles\.0\.levels\.business-understanding: .*4.*3",
        ),
        (
            "data/roles.yml",
            "    mission:",
            "    misson:",
            r"docs/data/roles\.yml:\d+:5: roles\.0\.misson: is not a known key; allowed: .*mission",
        ),
        (
            "data/roles.yml",
            "id: data-scientist",
            "id: Data Scientist",
            r"lower-case letters, digits and single hyphens",
        ),
        ("data/roles.yml", "roles:\n", "roles:\n\t- x\n", r"docs/data/roles\.yml:\d+:\d+: not valid YAML"),
        ("data/roles.yml", "  - id: data-scientist", "  - id: ds-project-manager", r"twice"),
        ("data/frameworks.yml", "strengths:", "strength:", r"docs/data/frameworks\.yml:\d+:\d+: .*not a known key"),
        (
            "data/glossary.yml",
            "terms:",
            "terms:\nterms:",
            r"docs/data/glossary\.yml:\d+:1: the key 'terms' stands twice",
        ),
    ],
)
def test_a_fault_stops_the_build_with_file_line_and_column(
    mini_site: MiniSite, file: str, old: str, new: str, said: str
) -> None:
    """Each fault gives file:line:column: path: what is wrong, what is allowed."""
    mini_site.replace(file, old, new)
    built = mini_site.build()
    assert built.code != 0
    assert re.search(said, built.log), built.log
    assert "Traceback" not in built.log


def test_a_missing_file_and_a_stranger_are_named(mini_site: MiniSite) -> None:
    """A data file that is gone, or that nothing describes, stops the build."""
    (mini_site.folder / "docs/data/toolkit.yml").rename(mini_site.folder / "docs/data/tools.yml")
    log = mini_site.build().log
    assert "docs/data/toolkit.yml:1:1: the file is missing" in log
    assert "docs/data/tools.yml:1:1: no model describes this file" in log


def test_an_unknown_source_is_a_fault(mini_site: MiniSite) -> None:
    """What cites must cite something that is listed."""
    data = mini_site.folder / "docs/data/evidence.yml"
    data.write_text(re.sub(r"source: \S+", "source: nobody-1999", data.read_text(), count=1))
    assert re.search(r"evidence\.yml:\d+:\d+: .*nobody-1999", mini_site.build().log)


@pytest.mark.parametrize("text", ['{{ cite("nobody-1999") }}', "{{ no_such_macro() }}", '{{ data_table("none") }}'])
def test_a_wrong_macro_stops_the_build(mini_site: MiniSite, text: str) -> None:
    """An unknown source, macro or table is never written into the page."""
    mini_site.write("index.md", f"# Page\n\n{text}\n")
    assert mini_site.build().code != 0
