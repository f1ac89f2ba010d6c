"""Every chapter has an example, mistakes to avoid, a checklist, and a next step that leads to a tool."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

DOCS = Path(__file__).resolve().parents[2] / "docs"
STORY = yaml.safe_load((DOCS / "data" / "example.yml").read_text(encoding="utf-8"))
TELLING = [episode["page"] for episode in STORY["episodes"]]
"""Chapters that tell an episode of the example."""
LOOKED_UP = ["evidence", "glossary", "references", "example"]
"""Chapters to look things up in, and the whole story."""
TOOL = re.compile(r"\]\(\.\./(calculators/\w+|frameworks/index|team/index|data)\.md")


def chapter(name: str) -> str:
    return (DOCS / "guide" / f"{name}.md").read_text(encoding="utf-8")


def part(text: str, heading: str) -> str:
    """What stands under a heading of the second level; empty if there is none."""
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    return found[1] if found else ""


@pytest.mark.parametrize("name", [*TELLING, *LOOKED_UP])
def test_a_chapter_warns_of_two_mistakes_and_ends_with_a_checklist(name: str) -> None:
    """A single warning is an anecdote, and a checklist of one line is none."""
    text = chapter(name)

    assert text.count('!!! mistake "Common mistake"') >= 2
    assert part(text, "Checklist").count("- [ ] ") >= 3
    assert text.index("## Checklist") < text.index("## Next step")


@pytest.mark.parametrize("name", TELLING)
def test_a_chapter_tells_an_example_and_what_to_do_on_monday(name: str) -> None:
    """Advice that nobody can begin with is decoration."""
    text = chapter(name)

    assert '!!! example "Example (fictitious)"' in text
    assert part(text, "Next step").lstrip().startswith("**On Monday:** ")


@pytest.mark.parametrize("name", [*TELLING, "example"])
def test_the_next_step_leads_to_a_tool(name: str) -> None:
    """A calculator, a table or the data, to go on with at once."""
    assert TOOL.search(part(chapter(name), "Next step"))
