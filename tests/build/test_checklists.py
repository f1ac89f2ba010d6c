"""Task lists are named so that what a reader keeps outlasts small edits."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import markdown
import pytest

from macros.checklists import mark, task

PAGE: Any = SimpleNamespace(url="guide/fixture/", title="Fixture & more")
EXTENSIONS = ["attr_list", "md_in_html", "toc", "pymdownx.tasklist"]


def content(text: str) -> str:
    made = markdown.markdown(text, extensions=EXTENSIONS, extension_configs={"pymdownx.tasklist": {}})
    return mark(made, PAGE)


def names(text: str) -> list[str]:
    return re.findall(r'data-item="([^"]*)"', content(text))


def keys(text: str) -> list[str]:
    return re.findall(r'data-key="([^"]*)"', content(text))


def test_items_are_named_by_their_words() -> None:
    """Case, punctuation, emphasis and order do not change a name; other words do, for that item alone."""
    before = names("- [ ] One thing, done\n- [ ] Another\n")

    assert len(set(before)) == 2
    assert names("- [ ] Another.\n- [ ] One **Thing**: done!\n") == before[::-1]
    assert names("- [ ] One thing, done\n- [ ] Quite another\n")[0] == before[0]
    assert names("- [ ] One thing, done\n- [ ] Quite another\n")[1] != before[1]


def test_equal_items_get_names_of_their_own() -> None:
    """Two boxes never share a tick."""
    assert len(set(names("- [ ] Same\n- [ ] Same\n- [ ] Same\n"))) == 3


def test_items_of_the_data_keep_their_ids() -> None:
    """The list is named by its group, and neither heading nor words matter."""
    listed = "\n".join(
        (task("First", "group/one"), task("Detail", "group/two", inner=True), task("Last", "group/three"))
    )

    assert names(listed) == ["one", "two", "three"]
    assert keys(f"## A heading\n\n{listed}") == ["guide/fixture/#group"]
    assert content(listed).count("<ul") == 2


def test_lists_are_named_by_the_heading_above() -> None:
    """Several below one heading are counted."""
    text = "# Fixture\n\n- [ ] a\n\nText.\n\n- [ ] b\n\n## Check it\n\n- [ ] c\n"

    assert keys(text) == ["guide/fixture/#fixture", "guide/fixture/#fixture-2", "guide/fixture/#check-it"]
    assert 'data-title="Check it"' in content(text)
    assert 'data-page="Fixture &amp; more"' in content(text)


@pytest.mark.parametrize(
    "text",
    ["- [ ] a\n- [ ] b\n", "- [ ] a\n\n- [ ] b\n", "- [ ] a\n    - [ ] b\n", "- [ ] a\n    - plain\n    - [ ] b\n"],
    ids=["tight", "loose", "nested", "mixed"],
)
def test_the_words_label_the_box(text: str) -> None:
    """Every box lies in a label with its own words, and no others; the list is whole in its element."""
    made = content(text)

    labels = re.findall(r"<label>(.*?)</label>", made, re.DOTALL)
    assert [re.sub(r"<[^>]+>", "", label).strip() for label in labels] == ["a", "b"]
    assert re.fullmatch(r"<check-list [^>]*><ul.*</ul></check-list>", made, re.DOTALL)


def test_other_content_stays_as_it_is() -> None:
    """A page without task lists is not touched, and ordinary lists are not taken for one."""
    made = content("- a\n- b\n\n## H\n\n- [ ] c\n\nText\n")

    assert made.startswith("<ul>\n<li>a</li>\n<li>b</li>\n</ul>")
    assert made.endswith("<p>Text</p>")
