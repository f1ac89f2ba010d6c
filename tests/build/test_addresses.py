"""Addresses outside the site are well formed; whether they answer is not for a test to ask."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from macros.addresses import addresses, fault

PROJECT = Path(__file__).resolve().parents[2]
NAMED = addresses(PROJECT / "docs")


@pytest.mark.parametrize("address", NAMED)
def test_an_address_is_sound(address: str) -> None:
    """Well formed, https, of a public host, and no short link."""
    assert fault(address) is None, NAMED[address]


def test_a_place_has_one_address() -> None:
    """Two spellings of an address would age apart."""
    bare = [address.removeprefix("https://").removeprefix("www.").rstrip("/").casefold() for address in NAMED]

    assert sorted({one for one in bare if bare.count(one) > 1}) == []


def test_addresses_are_found_in_links_texts_and_data(tmp_path: Path) -> None:
    """Without the punctuation around them, and not in code."""
    (tmp_path / "a.md").write_text(
        "See [a](https://a.org/x_(y)) and https://b.org/z. Not `https://c.org`.\n\n```sh\ncurl https://d.org\n```\n"
    )
    (tmp_path / "b.yml").write_text('url: "https://a.org/x_(y)"\n')

    assert addresses(tmp_path) == {"https://a.org/x_(y)": ["a.md", "b.yml"], "https://b.org/z": ["a.md"]}


def test_the_command_lists_them() -> None:
    """One a line, with the files that name it."""
    done = subprocess.run(
        [sys.executable, "-m", "macros.addresses"], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert [line.partition("\t")[0] for line in done.stdout.splitlines()] == list(NAMED)
