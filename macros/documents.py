"""Documents to take away: a title, sections, questions, answers and tables, and how they read as Markdown.

A document is a list of blocks without any markup of its own, so that Markdown and Word say the same words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from attrs import frozen

__all__ = [
    "PLACE",
    "Block",
    "Bullets",
    "Check",
    "Document",
    "Heading",
    "Note",
    "Prompt",
    "Table",
    "Text",
    "markdown",
]

PLACE = "…"
"""Stands where an answer is to be written."""


@frozen
class Heading:
    """A heading below the title; level 1 is a section, 2 a part of one."""

    level: int
    text: str


@frozen
class Note:
    """What the document is, said under the title."""

    text: str


@frozen
class Prompt:
    """A guiding question, with the name of the column it belongs to."""

    text: str
    label: str = ""

    @property
    def whole(self) -> str:
        return f"{self.label}: {self.text}" if self.label else self.text


@frozen
class Text:
    """A paragraph."""

    text: str


@frozen
class Bullets:
    """A list of points."""

    items: tuple[str, ...]


@frozen
class Check:
    """Something to tick."""

    text: str
    done: bool


@frozen
class Table:
    """Rows under named columns; `widths` are shares of the width."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


Block = Heading | Note | Prompt | Text | Bullets | Check | Table


@frozen
class Document:
    """What is written, and what its properties say."""

    name: str
    """The file's, without ending."""
    title: str
    description: str
    month: str
    """When its template was last changed: 2026-11."""
    blocks: tuple[Block, ...]
    landscape: bool = False


_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")
_AT_START = re.compile(r"^(\s*)(?:([#+-])|(\d+)(?=[.)]))")


def _inline(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _escaped(text: str) -> str:
    r"""Text in which no character means anything to Markdown.

    >>> _escaped("1. a_b | c")
    '1\\. a\\_b \\| c'
    """
    return _AT_START.sub(
        lambda start: f"{start[1]}\\{start[2]}" if start[2] else f"{start[1]}{start[3]}\\", _inline(text)
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(map(_inline, cells)) + " |"


def _block(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * (level + 1)} {_inline(text)}"
        case Note(text):
            return f"> {_escaped(text)}"
        case Prompt():
            return f"*{_escaped(block.whole)}*"
        case Text(text):
            return _escaped(text)
        case Bullets(items):
            return "\n".join(f"- {_escaped(item)}" for item in items)
        case Check(text, done):
            return f"- [{'x' if done else ' '}] {_escaped(text)}"
        case Table(columns, rows):
            return "\n".join([_row(columns), "|" + " --- |" * len(columns), *map(_row, rows)])


def _parts(document: Document) -> Iterator[str]:
    yield (
        f"---\ntitle: {_quoted(document.title)}\ndescription: {_quoted(document.description)}\nlang: en-GB\n"
        f"template-of: {document.month}\nlicence: CC BY 4.0\n---"
    )
    yield f"# {_inline(document.title)}"
    before: Block | None = None
    for block in document.blocks:
        together = isinstance(before, Check) and isinstance(block, Check)
        yield ("\n" if together else "\n\n") + _block(block)
        before = block


def markdown(document: Document) -> str:
    """The document as Markdown, with front matter."""
    head, title, *rest = _parts(document)
    return f"{head}\n\n{title}{''.join(rest)}\n"
