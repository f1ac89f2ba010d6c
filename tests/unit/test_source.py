"""Reading YAML and JSON with places."""

from __future__ import annotations

import pytest

from calculators.faults import Fault
from calculators.source import SourceError, parse


def test_values_follow_yaml_1_2() -> None:
    """Words stay words, and JSON numbers are numbers."""
    source = parse('{"a": 1e5, "b": [no, on, 12:30, 2024-01-01, 0o17, ~, true]}', "x.yml")
    assert source.value == {"a": 100000.0, "b": ["no", "on", "12:30", "2024-01-01", 15, None, True]}


def test_places_are_those_of_the_text() -> None:
    """A fault is shown at its value, or at its key where the key is wrong."""
    source = parse("people:\n  - name: Ada\n    roel: x\n", "team.yml")
    assert source.describe(Fault(("people", 0, "name"), "no")) == "team.yml:2: people.0.name: no"
    assert source.describe(Fault(("people", 0, "roel"), "no", about_key=True), column=True).startswith("team.yml:3:5: ")
    assert source.position(("people", 0, "role")) == (2, 5), "a missing field is shown where its entry begins"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\na: 2", 2, "stands twice"),
        ("a: [1", 1, "not valid YAML"),
        ("a: 1\n\tb: 2", 2, "tab"),
        ("a: &x 1\nb: *x", 2, "alias"),
        ("[" * 200, 1, "nested deeper"),
        ("a: !!python/object:os.system x", 1, "tag"),
        ("a: \x07", 1, "control characters"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_line(text: str, line: int, said: str) -> None:
    """Broken, ambiguous or dangerous YAML is refused with one message."""
    with pytest.raises(SourceError, match=said) as caught:
        parse(text, "x.yml")
    assert line == caught.value.line


def test_an_empty_file_holds_nothing() -> None:
    """No text is no value, not an error of the reader."""
    assert parse("", "x.yml").value is None
