"""Every built page is valid HTML, as the W3C's own checker sees it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from attrs import frozen

from tests import java

pytestmark = pytest.mark.build


@frozen
class Known:
    """What the checker may find, and why it stays."""

    message: str
    extract: str
    why: str

    def covers(self, message: str, extract: str) -> bool:
        return re.search(self.message, message) is not None and re.search(self.extract, extract) is not None


EXCEPTIONS = (
    Known(
        "The “role” attribute must not be used on a “t[dhr]” element",
        r'role="(row|cell|columnheader|rowheader)"',
        "on phones tables are laid out as cards; WebKit has forgotten that such a table is one, unless roles say so",
    ),
    Known(
        "Bad value “” for attribute “tabindex” on element “label”",
        'class="md-nav__(link|title)',
        "Material writes tabindex without a value on the labels that open its navigation",
    ),
    Known(
        "Attribute “autocomplete” is only allowed when the input type",
        r'<input class="md-(option|nav__toggle|toggle)',
        "Material keeps Firefox from restoring its hidden check boxes",
    ),
    Known(
        "The value of the “for” attribute of the “label” element",
        '<label class="md-nav__title" for="__toc">',
        "Material names the check box of the table of contents, which a page with the section's index lacks",
    ),
)


_OPTIONS = ("--errors-only", "--skip-non-html", "--format", "json", "--stdout", "--exit-zero-always")


@pytest.fixture(scope="module")
def messages(site: Path, project: Path) -> list[tuple[str, str, str]]:
    """What the checker calls an error: place, message and the HTML around it."""
    found = java.find()
    assert found, java.ADVICE
    jar = project / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    done = subprocess.run(
        [found, "-jar", str(jar), *_OPTIONS, str(site)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    root = site.resolve().as_uri().replace("///", "/")
    return [
        (
            f"{said['url'].removeprefix(root)}:{said.get('lastLine', 0)}",
            said["message"],
            said.get("extract", ""),
        )
        for said in json.loads(done.stdout)["messages"]
    ]


def test_every_page_is_valid(messages: list[tuple[str, str, str]]) -> None:
    """No page has an error that is not a known one of the theme."""
    errors = [
        f"{place}: {message} {extract!r}"
        for place, message, extract in messages
        if not any(known.covers(message, extract) for known in EXCEPTIONS)
    ]

    assert not errors, "\n".join(errors)


@pytest.mark.parametrize("known", EXCEPTIONS, ids=lambda known: known.message)
def test_every_exception_is_needed(messages: list[tuple[str, str, str]], known: Known) -> None:
    """An exception goes when what it excuses has gone."""
    assert any(known.covers(message, extract) for _, message, extract in messages)
